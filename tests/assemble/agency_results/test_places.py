"""Where a body is and what it is: columns of districts and provinces, kinds by the name, grades of two kinds."""

from __future__ import annotations

import pytest
from support.handmade_documents import document, read
from support.result_tables import TITLE

from pipeline.assemble import assemble
from pipeline.check import check
from pipeline.normalize import normalize

HEADER = ("#", "หน่วยงาน", "อำเภอ", "จังหวัด", "คะแนนเฉลี่ย", "ระดับ")


def test_districts_and_provinces_have_columns_of_their_own() -> None:
    rows = [
        ("1", "เทศบาลตำบลกุฏโง้ง", "พนัสนิคม", "ชลบุรี", "97.61", "AA"),
        ("2", "องค์การบริหารส่วนตำบลพิจิตร", "นาหม่อม", "สงขลา", "90.10", "A"),  # named as another province
    ]
    report = read([TITLE, [HEADER, *rows]])
    assert [(r.rank, r.agency, r.district, r.province, r.total, r.grade, r.agency_type) for r in report.results] == [
        (1, "เทศบาลตำบลกุฏโง้ง", "พนัสนิคม", "ชลบุรี", 97.61, "AA", "เทศบาลตำบล"),
        (2, "องค์การบริหารส่วนตำบลพิจิตร", "นาหม่อม", "สงขลา", 90.1, "A", "องค์การบริหารส่วนตำบล"),
    ]


def test_a_merged_province_holds_for_its_bodies_and_a_ministry_is_no_place() -> None:
    rows = [("1", ("ชลบุรี", 1, 2), "เทศบาลตำบลหนึ่ง", "97.61"), ("2", None, "เทศบาลตำบลสอง", "90.10")]
    report = read([TITLE, [("ที่", "จังหวัด", "หน่วยงาน", "คะแนน"), *rows]])
    assert [r.province for r in report.results] == ["ชลบุรี", "ชลบุรี"]
    rows = [("1", "กระทรวงการคลัง", "กรมศุลกากร", "97.61"), ("2", "กระทรวงสาธารณสุข", "กรมการแพทย์", "90.10")]
    report = read([TITLE, [("ที่", "กระทรวง", "หน่วยงาน", "คะแนน"), *rows]])
    assert [(r.agency_group, r.province, r.district) for r in report.results] == [
        ("กระทรวงการคลัง", None, None),
        ("กระทรวงสาธารณสุข", None, None),
    ]


@pytest.mark.parametrize(
    "grades", [("A ผ่านดี", "B ต้องปรับปรุง"), ("ผ่านดี (A)", "ต้องปรับปรุง (B)"), ("ผ่านดี/A", "ต้องปรับปรุง/B")]
)
def test_letters_and_words_at_once_stay_as_printed(grades: tuple[str, str]) -> None:
    rows = [("1", "กรมศุลกากร", "94.61", grades[0]), ("2", "กรมการแพทย์", "80.10", grades[1])]
    for heading in ("ระดับ", "ผลการประเมิน"):
        made, report = assemble(normalize(document([TITLE, [("ที่", "หน่วยงาน", "คะแนน ITA", heading), *rows]])))
        assert [(r.total, r.grade) for r in report.results] == [(94.61, grades[0]), (80.1, grades[1])]
        assert [f for f in check(made, report) if f.rule == "check.grade"] == []


def test_a_grade_of_two_that_does_not_go_with_the_total_is_questioned() -> None:
    rows = [("1", "กรมศุลกากร", "94.61", "AA ผ่านดี"), ("2", "กรมการแพทย์", "90.10", "A ผ่านดี")]
    made, report = assemble(normalize(document([TITLE, [("ที่", "หน่วยงาน", "คะแนน ITA", "ระดับ"), *rows]])))
    assert [f.row for f in check(made, report) if f.rule == "check.grade"] == [2]
