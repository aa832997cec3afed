"""Score sheets of one body: the layouts that bodies print, and what misleads in them."""

from __future__ import annotations

from typing import Any

import pytest
from support.handmade_documents import rules
from support.score_sheets import BODY, NAMES, SCORES, TITLE, TOTAL, numbered, read_sheet, scored, tool_scores

TEN = [("indicator", "IIT" if n < 6 else "EIT" if n < 9 else "OIT", n, float(s)) for n, s in enumerate(SCORES, start=1)]
TOOLS = [("IIT", 92.0, "percent", None), ("EIT", 86.0, "percent", None), ("OIT", 96.0, "percent", None)]
QUESTIONS = (
    "บุคลากรในหน่วยงานของท่าน ปฏิบัติงานตามขั้นตอน มากน้อยเพียงใด",
    "บุคลากรในหน่วยงานของท่าน ปฏิบัติงานเท่าเทียมกัน มากน้อยเพียงใด",
    "บุคลากรในหน่วยงานของท่าน มีการเรียกรับสิ่งดังต่อไปนี้ หรือไม่",
)


def merged_tools(i: int) -> tuple[Any, ...]:
    return {0: (("92.00", 1, 5),), 5: (("86.00", 1, 3),), 8: (("96.00", 1, 2),)}.get(i, (None,))


@pytest.mark.parametrize(
    "beside",
    [
        merged_tools,
        lambda i: ({0: "92.00", 5: "86.00", 8: "96.00"}.get(i, ""),),
        lambda i: ({2: "92.00", 6: "86.00", 9: "96.00"}.get(i, ""),),
        lambda i: ("92.00" if i < 5 else "86.00" if i < 8 else "96.00",),
    ],
    ids=["merged", "on the first row", "on another row", "on every row"],
)
def test_the_scores_of_tools_beside_their_indicators(beside: Any) -> None:
    rows = [(*row, *beside(i)) for i, row in enumerate(numbered())]
    report = read_sheet([TITLE, BODY, [("ตัวชี้วัด", "คะแนนรายตัวชี้วัด", "คะแนนรายเครื่องมือ"), *rows]])
    assert scored(report, "indicator") == TEN
    assert tool_scores(report) == TOOLS
    assert [s.item for s in report.scores if s.item_kind == "indicator"] == list(NAMES)
    assert rules(report) == []


def test_a_second_column_of_scores_with_three_values_is_of_the_tools() -> None:
    rows = [(*row, *merged_tools(i)) for i, row in enumerate(numbered())]
    report = read_sheet([TITLE, BODY, [("ตัวชี้วัด", "คะแนน", "คะแนนเฉลี่ย"), *rows]])
    assert scored(report, "indicator") == TEN
    assert tool_scores(report) == TOOLS


def test_weights_and_weighted_scores_on_the_first_row_of_a_tool() -> None:
    header = ("ตัวชี้วัด", "คะแนน ITA", "คะแนนที่ได้ (100 คะแนน)", "น้ำหนัก (ร้อยละ)", "คะแนนถ่วงน้ำหนัก", "ระดับ")
    of_tools = {0: ("92.00", "30.00", "27.60"), 5: ("86.00", "30.00", "25.80"), 8: ("96.00", "40.00", "38.40")}
    rows = [(*row, *of_tools.get(i, ("", "", "")), "") for i, row in enumerate(numbered())]
    report = read_sheet([TITLE, BODY, [header, *rows, (("คะแนนรวม", 4), TOTAL, "A")]])
    assert scored(report, "indicator") == TEN
    assert tool_scores(report) == [
        ("IIT", 92.0, "percent", 30.0),
        ("IIT", 27.6, "weighted", 30.0),
        ("EIT", 86.0, "percent", 30.0),
        ("EIT", 25.8, "weighted", 30.0),
        ("OIT", 96.0, "percent", 40.0),
        ("OIT", 38.4, "weighted", 40.0),
    ]
    totals = [(s.score, s.score_basis, s.grade) for s in report.scores if s.item_kind == "total"]
    assert totals == [(91.8, "percent", "A")]


def test_the_mean_of_a_column_is_no_total_beside_the_sum_of_weighted_scores() -> None:
    header = ("ตัวชี้วัด", "คะแนน ITA", "น้ำหนัก", "คะแนนถ่วงน้ำหนัก")
    of_tools = {0: ("30", "27.60"), 5: ("30", "25.80"), 8: ("40", "38.40")}
    rows = [(*row, *of_tools.get(i, ("", ""))) for i, row in enumerate(numbered())]
    report = read_sheet([TITLE, BODY, [header, *rows, ("รวม", "91.00", "100", TOTAL)]])
    assert scored(report, "total") == [("total", None, None, 91.8)]
    assert rules(report) == ["assemble.row_held_back"]


def test_two_years_as_columns_and_parts_of_questions() -> None:
    header = ("เครื่องมือ", "ประเด็นการประเมิน", "คะแนน ITA (ปี 2565)", "คะแนน ITA (ปี 2566)", "เปลี่ยนแปลง (ร้อยละ)")
    rows = [
        ("IIT", f"i1 {QUESTIONS[0]}", "98.54", "99.02", "0.48"),
        ("", f"i4 {QUESTIONS[2]}", "98.00", "97.00", "-1.00"),
        ("", "• เงิน", "98.59", "97.05", "-1.54"),
        ("", "• ประโยชน์อื่น ๆ", "97.41", "96.95", "-0.46"),
        ("EIT", "E1 หน่วยงานที่ท่านติดต่อ มีการดำเนินงานในเรื่องนี้ มากน้อยเพียงใด", "73.14", "75.42", "2.28"),
    ]
    report = read_sheet([TITLE, BODY, [header, *rows]])
    assert [(s.assessment_fiscal_year, s.score) for s in report.scores][:4] == [
        (2565, 98.54),
        (2566, 99.02),
        (2565, 98.0),
        (2566, 97.0),
    ]
    parts = [(s.code, s.indicator_no, s.item, s.score) for s in report.scores if s.item_kind == "sub_question"]
    assert parts == [
        ("I4", 1, "เงิน", 98.59),
        ("I4", 1, "เงิน", 97.05),
        ("I4", 1, "ประโยชน์อื่น ๆ", 97.41),
        ("I4", 1, "ประโยชน์อื่น ๆ", 96.95),
    ]
    assert scored(report, "question")[-1] == ("question", "EIT", "E1", 75.42)


@pytest.mark.parametrize(
    "header",
    [
        [("ตัวชี้วัด", "ปีงบประมาณ พ.ศ. 2565", "ปีงบประมาณ พ.ศ. 2566")],
        [(("ตัวชี้วัด", 1, 2), ("คะแนน", 2)), (None, "2565", "2566")],
        [("ตัวชี้วัด", ("คะแนน", 2)), ("", "ปี 2565", "ปี 2566")],
    ],
    ids=["years alone", "nested", "a row of years"],
)
def test_the_years_of_columns(header: list[Any]) -> None:
    rows = [(name, score, other) for (name, score), other in zip(numbered(), reversed(SCORES), strict=True)]
    report = read_sheet([TITLE, BODY, [*header, *rows, ("คะแนนรวม", TOTAL, "91.10"), ("ระดับ", "ผ่าน", "ผ่านดี")]])
    assert {s.assessment_fiscal_year for s in report.scores} == {2565, 2566}
    assert [s.score for s in report.scores if s.assessment_fiscal_year == 2565][:10] == [float(s) for s in SCORES]
    totals = [(s.assessment_fiscal_year, s.score, s.grade) for s in report.scores if s.item_kind == "total"]
    assert totals == [(2565, 91.8, "ผ่าน"), (2566, 91.1, "ผ่านดี")]


def test_the_name_decides_and_not_the_number_before_it() -> None:
    order = (9, 8, 4, 3, 2, 1, 0, 7, 6, 5)
    rows = [(str(n), NAMES[i], SCORES[i]) for n, i in enumerate(order, start=1)]
    for header in (("ลำดับ", "หัวข้อ", "คะแนน"), ("ที่", "ตัวชี้วัด", "คะแนน")):
        report = read_sheet([TITLE, BODY, [header, *rows]])
        assert scored(report) == [TEN[i] for i in order]


def test_a_number_stands_for_an_indicator_only_where_no_name_does() -> None:
    rows = [("ตัวชี้วัดที่ 1", "90.00"), ("ตัวชี้วัดที่ 6", "85.00"), ("การใช้อำนาจ", "92.00"), ("ตัวชี้วัดที่ 2 การจัดซื้อจัดจ้าง", "50.00")]
    report = read_sheet([TITLE, BODY, [("ตัวชี้วัด", "คะแนน"), *rows, *numbered()[7:]]])
    assert scored(report)[:4] == [
        ("indicator", "IIT", 1, 90.0),
        ("indicator", "EIT", 6, 85.0),
        ("indicator", "IIT", 3, 92.0),
        ("indicator", None, None, 50.0),
    ]


def test_names_with_prefixes_and_a_total_with_its_grade() -> None:
    rows = [(f"ด้าน{name}", score) for name, score in zip(NAMES, SCORES, strict=True)]
    report = read_sheet([TITLE, BODY, [("ด้าน", "ร้อยละ"), *rows, ("ภาพรวม", f"{TOTAL} (ผ่านดี)")]])
    assert scored(report, "indicator") == TEN
    assert [(s.score, s.grade) for s in report.scores if s.item_kind == "total"] == [(91.8, "ผ่านดี")]


def test_headings_of_tools_and_totals_of_each() -> None:
    def part(tool: str, first: int, last: int, made: str) -> list[tuple[str, str, str]]:
        rows = [(str(n), NAMES[n - 1], SCORES[n - 1]) for n in range(first, last + 1)]
        return [(tool, "", ""), *rows, ("", "รวม", made)]

    sheet = [
        ("ที่", "ตัวชี้วัด", "คะแนน"),
        *part("แบบวัดการรับรู้ผู้มีส่วนได้ส่วนเสียภายใน (IIT)", 1, 5, "92.00"),
        *part("แบบวัดการรับรู้ผู้มีส่วนได้ส่วนเสียภายนอก (EIT)", 6, 8, "86.00"),
        *part("แบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT)", 9, 10, "96.00"),
        ("คะแนนรวม", "", TOTAL),
        ("ระดับผลการประเมิน", "", "ผ่านดี"),
    ]
    report = read_sheet([TITLE, BODY, sheet])
    assert scored(report, "indicator") == TEN
    assert tool_scores(report) == TOOLS
    assert [(s.score, s.grade) for s in report.scores if s.item_kind == "total"] == [(91.8, "ผ่านดี")]
    assert rules(report) == []


@pytest.mark.parametrize(
    ("values", "basis"), [(("92.00", "86.00", "96.00"), "percent"), (("27.60", "25.80", "38.40"), "weighted")]
)
def test_only_the_sum_tells_weighted_scores_of_tools(values: tuple[str, ...], basis: str) -> None:
    names = ("แบบวัด IIT (ร้อยละ 30)", "แบบวัด EIT (ร้อยละ 30)", "แบบตรวจ OIT (ร้อยละ 40)")
    rows = list(zip(names, ("30", "30", "40"), values, strict=True))
    report = read_sheet([TITLE, BODY, [("เครื่องมือ", "คะแนนเต็ม", "คะแนนที่ได้"), *rows, ("คะแนนรวม", "100", TOTAL)]])
    assert [(s[2], s[3]) for s in tool_scores(report)] == [(basis, 30.0), (basis, 30.0), (basis, 40.0)]
    assert scored(report, "total") == [("total", None, None, 91.8)]


def test_codes_in_a_column_of_their_own_and_parts_with_numbers() -> None:
    rows = [
        ("I1", QUESTIONS[0], "90.00"),
        ("i 4", QUESTIONS[2], ""),
        ("", "1) เงิน", "92.00"),
        ("", "2) ทรัพย์สิน", "93.00"),
        ("I99", "ท่านรู้เรื่องนี้ มากน้อยเพียงใด", "80.00"),
    ]
    report = read_sheet([TITLE, BODY, [("ข้อ", "คำถาม", "คะแนน"), *rows]])
    assert [(s.item_kind, s.code, s.code_raw, s.code_status) for s in report.scores] == [
        ("question", "I1", "I1", "printed"),
        ("sub_question", "I4", "i 4", "repaired"),
        ("sub_question", "I4", "i 4", "repaired"),
        ("question", None, "I99", "unresolved"),
    ]
    assert rules(report) == ["scores.code_unresolved"]


def test_the_heading_of_each_table_names_the_year_of_its_scores() -> None:
    rows = [(str(n), name, score) for n, (name, score) in enumerate(zip(NAMES, SCORES, strict=True), start=1)]
    sheet = [("ที่", "ตัวชี้วัด", "คะแนน"), *rows]
    first, second = (f"ผลคะแนนการประเมิน ITA ของ{BODY} ประจำปีงบประมาณ พ.ศ. {year} ดังนี้" for year in (2565, 2566))
    report = read_sheet([first, sheet, second, sheet])
    assert [s.assessment_fiscal_year for s in report.scores] == [2565] * 10 + [2566] * 10


def test_rows_that_give_no_score_are_said_so() -> None:
    rows = [*numbered()[:5], ("การจัดซื้อจัดจ้าง", "55.00"), ("ตัวชี้วัดที่ 6 คุณภาพการดำเนินงาน", "ไม่มี 9"), ("", "77.00")]
    report = read_sheet([TITLE, BODY, [("ตัวชี้วัด", "คะแนน"), *rows]])
    assert rules(report) == ["assemble.row_held_back", "assemble.row_held_back"]
    assert [(s.score, s.score_raw) for s in report.scores][-1] == (None, "ไม่มี 9")


@pytest.mark.parametrize(
    "others",
    [("ค่าเฉลี่ยจังหวัด", "ค่าเฉลี่ยประเทศ"), ("คะแนนเฉลี่ยระดับประเทศ", "คะแนนสูงสุด"), ("คะแนนเป้าหมาย", "คะแนนเฉลี่ยกลุ่ม")],
)
def test_means_of_others_and_targets_are_no_scores_of_the_body(others: tuple[str, str]) -> None:
    rows = [(*row, "61.11", "62.22") for row in numbered()]
    report = read_sheet([TITLE, BODY, [("ตัวชี้วัด", "คะแนนของหน่วยงาน", *others), *rows]])
    assert scored(report, "indicator") == TEN
    assert rules(report) == []


def test_years_stand_below_a_merged_word_for_years() -> None:
    years = ("2565", "2566", "2567")
    header = [(("ตัวชี้วัด", 1, 2), ("ปีงบประมาณ พ.ศ.", 3)), (None, *years)]
    rows = [(name, "81.00", "82.00", score) for name, score in numbered()]
    report = read_sheet([TITLE, BODY, [*header, *rows]])
    assert [(s.assessment_fiscal_year, s.indicator_no, s.score) for s in report.scores] == [
        (int(year), n, score)
        for n, own in enumerate(SCORES, start=1)
        for year, score in zip(years, (81.0, 82.0, float(own)), strict=True)
    ]


@pytest.mark.parametrize("change", ["(+1.20)", "(-0.32)", "▲", "▼ 0.32", "↑0.5", "(เพิ่มขึ้น 1.20 คะแนน)"])
def test_a_change_behind_a_score_is_no_part_of_it(change: str) -> None:
    report = read_sheet(
        [TITLE, BODY, [("ตัวชี้วัด", "คะแนน"), *((name, f"{score} {change}") for name, score in numbered())]]
    )
    assert scored(report, "indicator") == TEN


def test_a_range_is_no_score() -> None:
    rows = [(name, "85.00 - 94.99") for name, _ in numbered()]
    assert {s.score for s in read_sheet([TITLE, BODY, [("ตัวชี้วัด", "คะแนน"), *rows]]).scores} <= {None}


def test_marks_out_of_other_full_marks_are_no_scores_beside_their_percentage() -> None:
    header = ("ตัวชี้วัด", "คะแนนเต็ม", "คะแนนที่ได้", "ร้อยละ")
    rows = [(name, "30.00", f"{float(score) * 0.3:.2f}", score) for name, score in numbered()]
    assert scored(read_sheet([TITLE, BODY, [header, *rows]]), "indicator") == TEN


def test_a_comparison_of_scores_is_of_the_body_that_its_title_names() -> None:
    title = f"ตารางเปรียบเทียบคะแนน ITA ปีงบประมาณ พ.ศ. 2565 กับปีงบประมาณ พ.ศ. 2566 ของ{BODY}"
    rows = [(name, "81.00", score) for name, score in numbered()]
    report = read_sheet([title, [("ตัวชี้วัด", "คะแนน ปี 2565", "คะแนน ปี 2566"), *rows]])
    assert (report.agency, report.fiscal_year) == (BODY, 2566)


def test_indicator_9_under_the_name_of_its_tool_is_the_indicator_beside_the_nine_others() -> None:
    named = [
        (n, "การเปิดเผยข้อมูลสาธารณะ" if n == 9 else name, s)
        for n, (name, s) in enumerate(zip(NAMES, SCORES, strict=True), 1)
    ]
    report = read_sheet([TITLE, BODY, [("ที่", "ตัวชี้วัด", "คะแนน"), *((str(n), name, s) for n, name, s in named)]])
    assert scored(report, "indicator") == TEN
    assert scored(report, "tool") == []
