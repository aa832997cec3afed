"""Documents without a table of the assessment: notices of a total, and documents of something else."""

from __future__ import annotations

import pytest
from support.handmade_documents import Block, document

from pipeline.assemble import assemble
from pipeline.model import Outcome
from pipeline.normalize import normalize

SCHEME = "ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA) ประจำปีงบประมาณ พ.ศ. 2566"


def outcome_of(*pages: list[Block]) -> Outcome:
    found, report = assemble(normalize(document(*pages)))
    return Outcome(found, report, report.findings)


@pytest.mark.parametrize(
    ("lines", "value", "seen"),
    [
        ([SCHEME, "เทศบาลตำบลบ้านใหม่ ได้คะแนน 96.04 คะแนน อยู่ในระดับผ่านดี"], "96.04", "เทศบาลตำบลบ้านใหม่"),
        (["ข่าวประชาสัมพันธ์", "เทศบาลตำบลบ้านใหม่ ได้รับผลการประเมิน ITA 2564", "ได้คะแนนรวม 88.37 ระดับ A"], "88.37", "(A)"),
        (
            ["มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "อบต. ได้คะแนนจำนวน 77.70คะแนน จากคะแนนเต็ม 100 คะแนน"],
            "77.7",
            "77.70",
        ),
    ],
)
def test_a_notice_of_a_total_is_partial_and_says_the_total(lines: list[Block], value: str, seen: str) -> None:
    outcome = outcome_of(lines)
    total, *others = outcome.findings
    assert (outcome.status, total.rule, total.page, total.value) == ("partial", "family.none", 1, value)
    announces_measures = "มาตรการ" in str(lines[0])  # and none is there: that is said, too
    assert [f.rule for f in others] == (["family.prose_plan"] if announces_measures else [])
    assert seen in (outcome.reason or "")
    assert not outcome.report.scores


@pytest.mark.parametrize(
    "pages",
    [
        [["ผลการประเมิน LPA ประจำปี 2566", "เทศบาลตำบลบ้านใหม่ ได้คะแนน 88.37 คะแนน"]],
        [["ข่าวประชาสัมพันธ์ ITA", "ความพึงพอใจของผู้รับบริการ ได้คะแนน 92.40 คะแนน อยู่ในระดับดี"]],
        [["รายงานการประชุม", "เทศบาลตำบลบ้านใหม่ ได้คะแนน ITA 88.37 คะแนน ระดับ A"]],
        [["รายงานประจำปี 2566"], ["งานคลัง"], ["ได้คะแนนรวม ITA 88.37 ระดับ A"]],
        [["การอบรม ITA จะจัดในเดือนสิงหาคม"]],
    ],
    ids=["other assessment", "satisfaction", "minutes", "one sentence of a long document", "no total"],
)
def test_documents_that_are_no_notice_are_skipped(pages: list[list[Block]]) -> None:
    outcome = outcome_of(*pages)
    assert (outcome.status, outcome.findings) == ("skipped", ())


def test_a_table_headed_like_results_that_holds_no_scores_is_named_with_the_reason() -> None:
    sent = [
        ("ลำดับ", "หน่วยงาน", "คะแนน ITA", "ระดับ"),
        ("1", "เทศบาลตำบลบ้านใหม่", "ส่งแล้ว", "ครบ"),
        ("2", "เทศบาลตำบลบ้านเก่า", "ยังไม่ส่ง", "ไม่ครบ"),
        ("3", "เทศบาลตำบลบ้านนา", "ส่งแล้ว", "ครบ"),
    ]
    outcome = outcome_of([SCHEME, sent])
    (finding,) = outcome.findings
    assert (finding.rule, finding.severity, finding.page, finding.table_no) == ("family.none", "error", 1, 1)
    assert "is headed like agency_results, but its rows hold nothing that such a table holds" in finding.message
    assert finding.raw == "ลำดับ | หน่วยงาน | คะแนน ITA | ระดับ"


def test_a_plan_whose_table_was_not_recognised_is_not_skipped() -> None:
    title = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
    coded: list[Block] = [f"I{n} การใช้งบประมาณ 6{n}.95 จัดทำคู่มือ กองคลัง" for n in (7, 8, 9)]
    plain: list[Block] = ["จัดทำคู่มือ กองคลัง 10,000.00 บาท"]
    assert outcome_of([title, "เทศบาลตำบลบ้านใหม่", *coded]).status == "partial"
    assert outcome_of([title, "เทศบาลตำบลบ้านใหม่", *plain]).status == "skipped"
