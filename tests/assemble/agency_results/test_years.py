"""Several assessed years in one table of bodies: in rows, over page ends, and side by side in columns."""

from __future__ import annotations

from typing import Any

from support.handmade_documents import read
from support.result_tables import BODIES, TITLE

from pipeline.model import Report

HEADER = ("หน่วยงาน", "ปีงบประมาณ", *[f"ตัวชี้วัดที่ {n}" for n in range(1, 11)], "คะแนน ITA")


def totals(report: Report) -> list[tuple[Any, ...]]:
    return [(r.agency, r.assessment_fiscal_year, r.total) for r in report.results]


EXPECTED = [
    (b.agency, year, figures.total) for b in BODIES for year, figures in ((2566, b), (2565, b.of_year_before()))
]


def year_rows(merged: bool) -> list[tuple[object, ...]]:
    out: list[tuple[object, ...]] = []
    for b in BODIES:
        before = b.of_year_before()
        name: object = (b.agency, 1, 2) if merged else b.agency
        out.append((name, "ปี 2566", *b.printed, b.printed_total))
        out.append((None if merged else "", "ปี 2565", *before.printed, before.printed_total))
    return out


def test_two_rows_of_years_for_each_body() -> None:
    for merged in (True, False):
        report = read([TITLE, [HEADER, *year_rows(merged)]])
        assert totals(report) == EXPECTED
        assert [(s.agency, s.assessment_fiscal_year, s.indicator_no) for s in report.scores] == [
            (agency, year, n) for agency, year, _ in EXPECTED for n in range(1, 11)
        ]
        assert [f for f in report.findings if f.severity != "info"] == []


def test_a_row_of_the_year_before_that_the_page_end_cut_off() -> None:
    rows = year_rows(merged=False)
    for header in ([HEADER], []):
        report = read([TITLE, [HEADER, *rows[:3]]], [[*header, *rows[3:]]])
        assert totals(report) == EXPECTED


def test_means_of_two_years_are_no_bodies() -> None:
    means = [(("เฉลี่ย", 1, 2), "ปี 2566", *["90.00"] * 11), (None, "ปี 2565", *["88.00"] * 11)]
    assert totals(read([TITLE, [HEADER, *year_rows(merged=True), *means]])) == EXPECTED
    loose = [("เฉลี่ย", *means[0][1:]), ("", *means[1][1:])]
    assert totals(read([TITLE, [HEADER, *year_rows(merged=False), *loose]])) == EXPECTED


def test_a_year_that_cannot_be_read_is_questioned() -> None:
    rows = [*year_rows(merged=False)[:2], ("กรมศุลกากร", "ปี 25", *BODIES[0].printed, BODIES[0].printed_total)]
    report = read([TITLE, [HEADER, *rows]])
    assert totals(report)[2] == ("กรมศุลกากร", None, BODIES[0].total)
    assert [(f.rule, f.row) for f in report.findings] == [("assemble.year_unread", 4)]


def test_provinces_as_bodies_and_years_as_bare_numbers() -> None:
    table = [("จังหวัด", "ปีงบประมาณ", "คะแนน ITA"), ("ตราด", "2564", "81.45"), ("", "2563", "79.20")]
    report = read([TITLE, [*table, ("น่าน", "2564", "90.11"), ("", "2563", "88.00")]])
    assert totals(report) == [("ตราด", 2564, 81.45), ("ตราด", 2563, 79.2), ("น่าน", 2564, 90.11), ("น่าน", 2563, 88.0)]


def test_two_columns_of_years_give_two_rows() -> None:
    header = ("ที่", "หน่วยงาน", "ปี 2565", "ปี 2566", "ผลต่าง")
    rows = [
        (str(n), b.agency, b.of_year_before().printed_total, b.printed_total, "1.00") for n, b in enumerate(BODIES, 1)
    ]
    report = read([TITLE, [header, *rows]])
    assert totals(report) == EXPECTED
    assert [r.rank for r in report.results] == [n for n in (1, 2, 3, 4) for _ in range(2)]


def test_two_years_of_tools_total_and_grade() -> None:
    head = [
        [("ที่", 1, 2), ("หน่วยงาน", 1, 2), ("ปีงบประมาณ พ.ศ. 2565", 5), ("ปีงบประมาณ พ.ศ. 2566", 5)],
        [None, None, *["IIT", "EIT", "OIT", "คะแนนรวม", "ระดับ"] * 2],
    ]
    rows = []
    for n, b in enumerate(BODIES, 1):
        before = b.of_year_before()
        old = (*before.printed_tools, before.printed_total, "B")
        rows.append((str(n), b.agency, *old, *b.printed_tools, b.printed_total, "A"))
    report = read([TITLE, [*head, *rows]])
    assert totals(report) == EXPECTED
    assert [(r.assessment_fiscal_year, r.iit, r.eit, r.oit, r.grade) for r in report.results[:2]] == [
        (2566, *BODIES[0].tools, "A"),
        (2565, *BODIES[0].of_year_before().tools, "B"),
    ]


def test_the_year_over_a_total_is_its_own() -> None:
    report = read([TITLE, [("หน่วยงาน", "คะแนน ITA ปี 2564"), ("กรมการแพทย์", "99.33"), ("กรมบังคับคดี", "96.71")]])
    assert totals(report) == [("กรมการแพทย์", 2564, 99.33), ("กรมบังคับคดี", 2564, 96.71)]


def test_two_announcements_of_two_years_in_one_book() -> None:
    def announcement(year: int, total: str) -> list[object]:
        table = [("ที่", "หน่วยงาน", "IIT", "EIT", "OIT", "รวม"), ("1", "กรมการแพทย์", "98.84", "98.93", "100.00", total)]
        more = [table[0], ("2", "กรมบังคับคดี", "91.59", "97.43", "100.00", "96.71")]
        return [TITLE.replace("2566", str(year)), "1. ส่วนราชการระดับกรม", table, "2. หน่วยงานอื่น", more]

    report = read(announcement(2566, "99.33"), announcement(2565, "99.33"))  # type: ignore[arg-type]
    assert [(r.agency, r.assessment_fiscal_year or report.assessment_fiscal_year) for r in report.results] == [
        ("กรมการแพทย์", 2566),
        ("กรมบังคับคดี", 2566),
        ("กรมการแพทย์", 2565),
        ("กรมบังคับคดี", 2565),
    ]
    assert [f for f in report.findings if f.severity != "info"] == []
