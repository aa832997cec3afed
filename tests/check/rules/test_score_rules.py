"""The arithmetic of score sheets, and scores that are printed twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from support.score_sheets import BODY, NAMES, SCORES, TITLE, TOTAL, checked_sheet, numbered

from pipeline.check.sheet_misprints import with_digits_exchanged
from pipeline.model import Finding

HEADER = ("ตัวชี้วัด", "คะแนน ITA", "คะแนนที่ได้ (100 คะแนน)", "น้ำหนัก (ร้อยละ)", "คะแนนถ่วงน้ำหนัก")
TOOLS = {0: ("92.00", "30.00", "27.60"), 5: ("86.00", "30.00", "25.80"), 8: ("96.00", "40.00", "38.40")}


def sheet(
    tools: dict[int, tuple[str, str, str]] | None = None,
    scores: Sequence[str] = SCORES,
    total: str = TOTAL,
    grade: str = "A",
) -> list[Any]:
    """A sheet with weights; the three figures of each tool stand on its first row."""
    found = {**TOOLS, **(tools or {})}
    rows = [(*row, *found.get(i, ("", "", ""))) for i, row in enumerate(numbered(scores))]
    return [TITLE, BODY, [HEADER, *rows, (f"คะแนนรวม ระดับ {grade}", "", "", "", total)]]


def questioned(findings: list[Finding]) -> dict[str, str]:
    """The messages of the rules on scores, by rule."""
    return {f.rule: f.message for f in findings if f.rule.startswith("check.")}


def test_a_sheet_that_adds_up_is_not_questioned() -> None:
    assert questioned(checked_sheet(sheet())) == {}


@pytest.mark.parametrize("off", ["92.01", "91.99"])
def test_a_hundredth_is_rounding(off: str) -> None:
    assert questioned(checked_sheet(sheet({0: (off, "30.00", "27.60")}))) == {}


def test_digits_of_a_tool_exchanged() -> None:
    found = questioned(checked_sheet(sheet({5: ("68.00", "30.00", "25.80")})))
    assert set(found) == {"check.sheet_tool_mean", "check.tool_weighted"}
    assert "give 86.00: 86.00 would be true, the digits are exchanged" in found["check.sheet_tool_mean"]
    assert "25.80 would be of 86.00" in found["check.tool_weighted"]


def test_digits_of_an_indicator_exchanged() -> None:
    scores = [*SCORES[:5], "58.00", *SCORES[6:]]
    found = questioned(checked_sheet(sheet(scores=scores)))
    assert list(found) == ["check.sheet_tool_mean"]
    assert "85.00 for indicator 6 would make it true" in found["check.sheet_tool_mean"]


def test_two_tools_in_each_others_place() -> None:
    swapped = {5: ("96.00", "30.00", "28.80"), 8: ("86.00", "40.00", "34.40")}
    found = questioned(checked_sheet(sheet(swapped, total=TOTAL)))
    assert "EIT and OIT stand in each other's place" in found["check.sheet_tool_mean"]


def test_a_total_that_its_tools_do_not_make() -> None:
    def message(total: str, grade: str) -> str:
        return questioned(checked_sheet(sheet(total=total, grade=grade)))["check.sheet_total"]

    made = "The weighted scores IIT 27.60, EIT 25.80 and OIT 38.40 make 91.80, printed is"
    assert message("98.10", "AA") == f"{made} 98.10: 91.80 would be the total, its digits are exchanged."
    assert message("91.08", "A") == f"{made} 91.08."  # EIT 25.08 would make it too
    assert message("94.00", "A") == f"{made} 94.00."


def test_a_grade_that_does_not_go_with_its_total() -> None:
    assert list(questioned(checked_sheet(sheet(grade="F")))) == ["check.sheet_grade"]


def test_one_item_printed_twice_with_two_values() -> None:
    rows = [(str(n), name, score) for n, (name, score) in enumerate(zip(NAMES, SCORES, strict=True), start=1)]
    again = [*rows[:5], ("6", NAMES[5], "87.00"), *rows[6:]]
    header = ("ที่", "ตัวชี้วัด", "คะแนน")
    findings = [f for f in checked_sheet([TITLE, BODY, [header, *rows]], [[header, *again]]) if f.severity == "warning"]
    assert [f.rule for f in findings] == ["check.score_twice"]
    assert (findings[0].page, findings[0].row) == (2, 18)
    assert "Indicator 6 has 87.00 here and 85.00 on page 1, table 1, row 7" in findings[0].message
    same = checked_sheet([TITLE, BODY, [header, *rows]], [[header, *rows]])
    assert [f.rule for f in same if f.severity == "warning"] == []


def test_an_indicator_against_the_mean_of_its_questions() -> None:
    asked = [(f"i{n} บุคลากรในหน่วยงานของท่าน ปฏิบัติงานเรื่องที่ {n} มากน้อยเพียงใด", f"8{n}.00") for n in range(1, 7)]

    def found(score: str, questions: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        table = [("ประเด็นการประเมิน", "คะแนนที่ได้"), (f"ตัวชี้วัดที่ 1 {NAMES[0]}", score), *questions]
        return [(f.rule, f.severity) for f in checked_sheet([TITLE, BODY, table]) if f.rule.startswith("check.")]

    assert found("83.50", asked) == []
    assert found("84.50", asked) == [("check.question_mean", "info")]
    assert found("84.50", asked[:5]) == []  # some of its questions are not there


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (lambda total: f"{BODY} มีผลคะแนนภาพรวม {total} คะแนน อยู่ในระดับ ผ่านดี", True),
        (lambda total: f"{BODY} ได้คะแนน {total} คะแนน", True),
        (lambda total: f"ปีงบประมาณ พ.ศ. 2565 {BODY} ได้คะแนน {total} คะแนน", False),
        (lambda total: f"ผลการประเมิน IIT ได้คะแนน {total} คะแนน", False),
        (lambda total: f"ผลการประเมิน ITA {BODY}\nอยู่ที่ {total} คะแนน จากคะแนนเต็ม 100 คะแนน", True),
        (lambda total: f"ส่วน เทศบาลตำบลธารน้ำทิพย์ ได้คะแนน {total} คะแนน อยู่ในระดับ ผ่านดี", False),
        (lambda total: f"คะแนนเพิ่มขึ้น {total} คะแนน", False),
    ],
)
def test_a_total_that_a_sentence_says(sentence: Callable[[str], str], expected: bool) -> None:
    def rules(total: str) -> set[str]:
        title, body, table = sheet()
        return set(questioned(checked_sheet([title, body, sentence(total), table])))

    assert rules(TOTAL) == set()
    assert ("check.stated_total" in rules("95.11")) is expected


@pytest.mark.parametrize("rows", [["IIT", "EIT", "OIT"], None], ids=["tools alone", "indicators alone"])
def test_a_sentence_against_a_sheet_without_a_row_of_the_total(rows: list[str] | None) -> None:
    scores = [*zip(rows, ("92.00", "86.00", "96.00"), strict=True)] if rows else numbered()

    def rules(total: str) -> set[str]:
        sentence = f"{BODY} มีผลคะแนนภาพรวม {total} คะแนน"
        return set(
            questioned(checked_sheet([TITLE, BODY, sentence, [("เครื่องมือ" if rows else "ตัวชี้วัด", "คะแนน"), *scores]]))
        )

    assert "check.stated_total" not in rules(TOTAL)
    assert "check.stated_total" in rules("92.80")


def test_scores_off_the_scale_and_unread_and_names_that_nobody_knows() -> None:
    rows = [*numbered()[:7], (NAMES[7], "870.0"), (NAMES[8], "9 5 5 0"), ("ตัวชี้วัดที่ 10 การจัดซื้อจัดจ้าง", "97.00")]
    found = questioned(checked_sheet([TITLE, BODY, [("ตัวชี้วัด", "คะแนน"), *rows]]))
    assert {"check.printed_score_scale", "check.printed_score_unread", "check.indicator_unknown"} <= set(found)


def test_the_score_of_a_measure_that_is_another_codes() -> None:
    plan = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. 2567"
    assessed = "ตามผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2566"
    topic = "4) กระบวนการกำกับดูแลการใช้ทรัพย์สินของราชการ"
    scores = [
        ("เครื่องมือการประเมิน", "ข้อคำถาม", "คะแนน"),
        ("IIT", "i19", "87.14"),
        ("", "i20", "92.17"),
        ("", "i21", "96.25"),
    ]
    header = (
        "ประเด็น",
        "ผลการประเมิน (คะแนน)",
        "ข้อค้นพบ",
        "ขั้นตอน/วิธีการ",
        "ผู้รับผิดชอบ",
        "ระยะเวลาดำเนินการ",
        "การติดตามประเมินผล",
    )
    measure = ("ยังไม่ชัดเจน", "จัดทำคู่มือ", "กองช่าง", "ตุลาคม 2566 ถึง กันยายน 2567", "รายงาน")

    def found(score: str) -> list[tuple[str, str | None]]:
        table = [header, ("i19 ท่านรู้แนวปฏิบัติ มากน้อยเพียงใด", score, *measure)]
        findings = checked_sheet([plan, BODY, assessed, topic, scores, table])
        return [(f.rule, f.value) for f in findings if f.rule == "check.score_of_plan"]

    assert found("87.14") == []
    assert found("96.25") == [("check.score_of_plan", "I21")]
    assert found("55.00") == [("check.score_of_plan", None)]


def test_scores_of_which_two_digits_are_exchanged() -> None:
    assert sorted(with_digits_exchanged(86.88)) == [68.88, 88.68]
    assert list(with_digits_exchanged(100.0)) == [10.0]
