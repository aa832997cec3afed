"""Tools against their indicators, totals against both, bodies that stand twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.handmade_documents import document
from support.result_tables import BODIES, NAMES, TITLE, BodyFigures

from pipeline.assemble import assemble
from pipeline.check import check
from pipeline.model import Finding, Report
from pipeline.normalize import normalize

HEADER = ("ลำดับ", "หน่วยงาน", "เฉลี่ย", "IIT", "EIT", "OIT", *NAMES)
RULES = ("check.total", "check.tool_mean", "check.rows_exchanged", "check.body_twice")


def row(n: int, body: BodyFigures) -> list[str]:
    return [str(n), body.agency, body.printed_total, *body.printed_tools, *body.printed]


ROWS = [row(n, b) for n, b in enumerate(BODIES, 1)]


def questioned(header: Sequence[object], rows: Sequence[Sequence[object]]) -> tuple[Report, list[Finding]]:
    made, report = assemble(normalize(document([TITLE, [header, *rows]])))
    return report, [f for f in check(made, report) if f.rule in RULES]


def changed(rows: Sequence[Sequence[str]], n: int, **cells: str) -> list[list[str]]:
    """Rows of which one has other texts in some columns (``c3`` is the third)."""
    out = [list(r) for r in rows]
    for column, text in cells.items():
        out[n][int(column[1:]) - 1] = text
    return out


def test_figures_that_add_up_are_not_questioned() -> None:
    assert questioned(HEADER, ROWS)[1] == []


def test_two_tools_in_each_other_s_place() -> None:
    _, eit, oit = BODIES[2].printed_tools
    report, found = questioned(HEADER, changed(ROWS, 2, c5=oit, c6=eit))
    assert [(f.rule, f.severity, f.page, f.row) for f in found] == [
        ("check.total", "warning", 1, 4),
        ("check.tool_mean", "warning", 1, 4),
    ]
    swap = f"only if EIT {oit} and OIT {eit} stand in each other's place"
    assert all(swap in f.message for f in found)
    assert (report.results[2].eit, report.results[2].oit) == (float(oit), float(eit))  # never repaired


def test_two_digits_of_a_total_without_tools() -> None:
    header = ("หน่วยงาน", *NAMES, "คะแนน ITA")
    rows = [[b.agency, *b.printed, b.printed_total] for b in BODIES]
    total = rows[0][-1]  # 95.87
    report, found = questioned(header, changed(rows, 0, c12="98.57"))
    assert [(f.rule, f.row, f.raw, f.value) for f in found] == [("check.total", 2, "98.57", total)]
    assert f"total 98.57 is {total} (two digits of it are exchanged)" in found[0].message
    assert report.results[0].total == 98.57


def test_a_digit_of_an_indicator() -> None:
    report, found = questioned(HEADER, changed(ROWS, 1, c14="62.68"))
    assert [(f.rule, f.row) for f in found] == [("check.tool_mean", 3)]
    assert "indicator 8 62.68 is 92.68 (one digit of it is wrong)" in found[0].message
    assert [s.score for s in report.scores if s.indicator_no == 8][1] == 62.68


def test_weighted_tools_against_their_indicators() -> None:
    header = ("หน่วยงาน", *NAMES, "IIT", "EIT", "OIT", "คะแนน ITA")
    rows = []
    for b in BODIES:
        total = sum(map(float, b.printed_weighted))
        rows.append([b.agency, *b.printed, *b.printed_weighted, f"{total:.2f}"])
    assert questioned(header, rows)[1] == []
    iit = float(rows[3][11])
    _, found = questioned(header, changed(rows, 3, c12=f"{iit - 1:.2f}"))
    assert [(f.rule, f.row) for f in found] == [("check.total", 5), ("check.tool_mean", 5)]


def test_a_total_in_the_row_of_its_neighbour() -> None:
    _, found = questioned(HEADER, changed(changed(ROWS, 1, c3=ROWS[2][2]), 2, c3=ROWS[1][2]))
    assert [(f.rule, f.row) for f in found] == [("check.total", 3), ("check.total", 4), ("check.rows_exchanged", 4)]


@pytest.mark.parametrize(
    ("header", "rows", "twice"),
    [
        (("หน่วยงาน", "คะแนน ITA"), [("กรมการแพทย์", "90.00"), ("กรมศุลกากร", "80.00"), ("กรมการแพทย์", "85.00")], [4]),
        (("หน่วยงาน", "คะแนน ITA"), [("กรมการแพทย์", "90.00"), ("กรมศุลกากร", "80.00"), ("กรมการแพทย์", "90.00")], []),
        (("ที่", "หน่วยงาน", "คะแนน ITA"), [("1", "เทศบาลตำบลบ้านใหม่", "90.00"), ("2", "เทศบาลตำบลบ้านใหม่", "80.00")], []),
        (
            ("ที่", "หน่วยงาน", "จังหวัด", "คะแนน ITA"),
            [("1", "เทศบาลตำบลบ้านใหม่", "น่าน", "90.00"), ("2", "เทศบาลตำบลบ้านใหม่", "ตาก", "80.00")],
            [],
        ),
        (
            ("ที่", "หน่วยงาน", "จังหวัด", "คะแนน ITA"),
            [("1", "เทศบาลตำบลบ้านใหม่", "น่าน", "90.00"), ("2", "เทศบาลตำบลบ้านใหม่", "น่าน", "80.00")],
            [3],
        ),
    ],
)
def test_a_body_with_two_totals(header: tuple[str, ...], rows: list[tuple[str, ...]], twice: list[int]) -> None:
    _, found = questioned(header, rows)
    assert [f.row for f in found if f.rule == "check.body_twice"] == twice


def test_a_body_s_two_years_are_not_it_twice() -> None:
    rows = [("กรมการแพทย์", "2566", "90.00"), ("กรมการแพทย์", "2565", "85.00"), ("กรมศุลกากร", "2566", "80.00")]
    assert questioned(("หน่วยงาน", "ปีงบประมาณ", "คะแนน ITA"), rows)[1] == []
