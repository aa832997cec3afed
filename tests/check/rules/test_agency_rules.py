"""Tables of many bodies' results."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import factories
from support.checked_reports import body_row, findings_of, graded_row, results_report, rules_of

from pipeline.model import AgencyResultRow, Document, Line, Page, Report


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (body_row(1, 29.10, 28.05, 38.70, 95.85), []),
        (body_row(1, 29.10, 28.05, 38.70, 95.87), []),
        (body_row(1, 29.10, 28.05, 38.70, 95.90), ["check.total"]),
        (body_row(1, 97.0, 93.5, 96.75, 95.85, basis="percent"), []),
        (body_row(1, 97.0, 93.5, 96.75, 95.80, basis="percent"), ["check.total"]),
        (body_row(1, 30.5, 28.05, 38.70, 97.25), ["check.result_scale"]),
        (body_row(1, None, None, None, 88.0), []),
        (body_row(1, None, None, None, None), ["check.body_incomplete"]),
        (body_row(1, None, None, None, 88.0, agency=None), ["check.body_incomplete"]),
    ],
)
def test_results_of_bodies(row: AgencyResultRow, expected: list[str]) -> None:
    assert rules_of(Document(factories.source()), results_report(row)) == expected


def test_a_row_outside_the_tables_is_questioned() -> None:
    def questioned(text: str, report: Report) -> list[str | None]:
        page = Page(2, 595, 842, "pdfium", 1.0, (Line(text, text),))
        return [
            f.raw for f in findings_of(Document(factories.source(), (page,)), report) if f.rule == "check.row_as_text"
        ]

    row = "๓๑ เทศบาลตำบลหนึ่ง ๒๕.๖๔ ๒๕.๗๐ ๓๖.๒๕ ๘๗.๕๙ A"
    announcement = results_report(body_row(1, 29.10, 28.05, 38.70, 95.85))
    assert questioned(row, announcement) == [row]
    assert (
        questioned("คะแนนเฉลี่ยของหน่วยงานทั้งหมดเท่ากับ 84.71 เพิ่มขึ้นจากปีที่ผ่านมา ซึ่งมีคะแนนเฉลี่ยเท่ากับ 80.10 คะแนน", announcement)
        == []
    )
    assert questioned("2", announcement) == []
    assert questioned(row, Report("measures_results")) == []


def test_running_numbers_of_bodies() -> None:
    scores = (29.10, 28.05, 38.70, 95.85)
    (finding,) = findings_of(
        Document(factories.source()), results_report(*(body_row(n, *scores) for n in (1, 2, 4, 5, 1, 2)))
    )
    assert (finding.rule, finding.value) == ("check.rank", "4")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (graded_row(1, 96.0, "AA"), []),
        (graded_row(1, 94.0, "AA"), ["check.grade"]),
        (graded_row(1, 84.99, "ต้องปรับปรุง"), []),
        (graded_row(1, 69.5, "ต้องปรับปรุง"), ["check.grade"]),
        (graded_row(1, 95.81, "ผ่านดี"), []),
        (replace(graded_row(1, 95.81, "ผ่านดี"), iit=95.0, eit=94.0, oit=97.78, score_basis="percent"), []),
        (
            replace(graded_row(1, 95.81, "ผ่านดีเยี่ยม"), iit=95.0, eit=94.0, oit=97.78, score_basis="percent"),
            ["check.grade"],
        ),
        (replace(graded_row(1, 92.3, "ผ่านดี"), iit=89.95, eit=84.39, oit=100.0, score_basis="percent"), ["check.grade"]),
        (graded_row(1, 50.0, "รอผล"), []),
    ],
)
def test_grades_against_scores(row: AgencyResultRow, expected: list[str]) -> None:
    assert rules_of(Document(factories.source()), results_report(row)) == expected


def test_a_total_that_rises_among_falling_ones() -> None:
    totals = (99.0, 98.0, 97.0, 98.5, 95.0, 94.0, 93.0, 92.0)
    (finding,) = findings_of(
        Document(factories.source()), results_report(*(graded_row(n, total) for n, total in enumerate(totals, start=1)))
    )
    assert (finding.rule, finding.row, finding.value) == ("check.total_order", 5, "98.5")
    groups = [graded_row(n, 90 - n % 4, group="ก" if n < 4 else "ข") for n in range(8)]
    assert findings_of(Document(factories.source()), results_report(*groups)) == []


def test_ranks_may_be_shared_by_equal_totals_only() -> None:
    shared = [graded_row(r, t) for r, t in ((1, 99.0), (2, 98.0), (2, 98.0), (4, 97.0), (5, 96.0), (6, 95.0))]
    assert findings_of(Document(factories.source()), results_report(*shared)) == []
    other = [graded_row(r, t) for r, t in ((1, 99.0), (2, 98.0), (2, 97.5), (3, 97.0), (4, 96.0), (5, 95.0))]
    assert rules_of(Document(factories.source()), results_report(*other)) == ["check.rank"]


def test_an_unread_table_of_rows_like_those_of_bodies_is_questioned() -> None:
    def questioned(rows: list[list[str]]) -> list[str | None]:
        page = Page(2, 595, 842, "pdfium", 1.0, (factories.table(rows, 2, 7),))
        found = findings_of(
            Document(factories.source(), (page,)), results_report(body_row(1, 29.10, 28.05, 38.70, 95.85))
        )
        return [f.value for f in found if f.rule == "check.rows_unread"]

    bodies = [[str(n), f"เทศบาลตำบลบ้านที่ {n}", f"{90 - n}.50", "ผ่าน"] for n in range(10, 14)]
    assert questioned(bodies) == ["4"]
    assert questioned([["ที่", "กิจกรรม", "งบประมาณ"], ["1", "อบรมบุคลากร", "20,000"], ["2", "ศึกษาดูงาน", "5,000"]]) == []
