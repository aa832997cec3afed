"""Headers that nobody can read, over columns that add up."""

from __future__ import annotations

from support.handmade_documents import document
from support.result_tables import BODIES

from pipeline.assemble.tables.unread_header import find_unread_header, sums_in_rows
from pipeline.domain.family import families
from pipeline.model import Table
from pipeline.normalize import normalize

RESULTS = next(f for f in families() if f.results is not None)
UNREAD = ("หน่วยงาน", "ปีงบประมาณ", *["ทดวชวต"] * 11)


def made(rows: list[tuple[object, ...]]) -> Table:
    return next(iter(normalize(document([rows])).tables))


def test_the_header_names_the_columns_by_arithmetic() -> None:
    header = find_unread_header(
        RESULTS, made([UNREAD, *[(b.agency, "2566", *b.printed, b.printed_total) for b in BODIES]])
    )
    assert header is not None
    assert (header.first, header.last) == (1, 1)
    assert [c.named for c in header.columns] == ["agency", "year", *["indicator_score"] * 10, "total"]


def test_the_total_may_stand_before_the_indicators_and_tools_between() -> None:
    rows = [(b.agency, b.printed_total, *b.printed_tools, *b.printed) for b in BODIES]
    header = find_unread_header(RESULTS, made([("หน่วยงาน", *["ทดวชวต"] * 14), *rows]))
    assert header is not None
    assert [c.named for c in header.columns][1:] == ["total", None, None, None, *["indicator_score"] * 10]


def test_a_misprinted_row_in_five_is_borne_and_two_rows_are_too_few() -> None:
    rows = [(b.agency, *b.printed, b.printed_total) for b in (*BODIES, BODIES[0])]
    rows[1] = (*rows[1][:-1], "12.34")
    assert sums_in_rows(made(rows).by_row(), 12) is not None
    assert sums_in_rows(made(rows[2:4]).by_row(), 12) is None


def test_other_columns_of_figures_are_no_indicators() -> None:
    rows = [(b.agency, *reversed(b.printed), b.printed_total) for b in BODIES]
    assert find_unread_header(RESULTS, made([("หน่วยงาน", *["ทดวชวต"] * 11), *rows])) is None
