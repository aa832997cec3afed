"""Outer columns that are merged over a page end, on the pages where no ruling shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import source

from pipeline.assemble.tables.merged_columns import with_merged_columns
from pipeline.assemble.tables.stitch import stitch
from pipeline.model import Cell, Document, Line, Page, Table

EDGES = (40.0, 120.0, 160.0, 400.0, 460.0)


def table(page: int, edges: tuple[float, ...], rows: list[list[str]], first: str | None = None) -> Table:
    """Rows of cells; with ``first``, a first column of one merged cell that the page end leaves open."""
    shift = first is not None
    cells = [
        Cell(page, r, c + shift, (Line(text),), text, box=(0.0, 20.0 * r, 0.0, 20.0 * r + 20))
        for r, row in enumerate(rows, start=1)
        for c, text in enumerate(row, start=1)
    ]
    if first is not None:
        cells.append(Cell(page, 1, 1, (Line(first),), first, rowspan=len(rows), open_bottom=True))
    box = (edges[0], 20.0, edges[-1], 20.0 + 20 * len(rows))
    ordered = tuple(sorted(cells, key=lambda c: (c.row, c.column)))
    return Table(page, 1, len(rows), len(edges) - 1, ordered, box=box, x_edges=edges)


def page(number: int, *blocks: Line | Table) -> Page:
    return Page(number, 595.0, 842.0, "pdfium", blocks=blocks)


ABOVE = table(1, EDGES, [["1", "อบรม", "ก"], ["2", "คู่มือ", "ข"]], first="ด้านที่ 1")
BELOW = table(2, EDGES[1:], [["3", "เผยแพร่", "ค"], ["4", "ติดตาม", "ง"]])


@pytest.mark.parametrize("label", ["ด้านที่ 1", ""])
def test_a_first_column_merged_over_the_page_end_stays_a_column(label: str) -> None:
    above = table(1, EDGES, [["1", "อบรม", "ก"], ["2", "คู่มือ", "ข"]], first=label)
    (found,) = with_merged_columns(page(2, BELOW), above).blocks
    assert isinstance(found, Table)
    assert found.grid() == [["", "3", "เผยแพร่", "ค"], [None, "4", "ติดตาม", "ง"]]
    assert (found.x_edges, found.cells[0].rowspan) == (EDGES, 2)
    assert found.cells[0].open_top and found.cells[0].open_bottom


def test_a_last_column_too() -> None:
    cells = tuple(replace(c, column=c.column - 1 or 4, open_bottom=c.column == 1) for c in ABOVE.cells)
    above = replace(ABOVE, cells=cells)
    below = table(2, EDGES[:-1], [["3", "เผยแพร่", "ค"]])
    (found,) = with_merged_columns(page(2, below), above).blocks
    assert isinstance(found, Table) and found.grid() == [["3", "เผยแพร่", "ค", ""]]


def test_what_stands_in_the_column_is_the_text_of_its_cell() -> None:
    label = Line("(ต่อ)", "(ต่อ)", (45.0, 30.0, 80.0, 42.0))
    note = Line("หมายเหตุ", "หมายเหตุ", (45.0, 90.0, 110.0, 102.0))
    found, rest = with_merged_columns(page(2, BELOW, label, note), ABOVE).blocks
    assert isinstance(found, Table) and found.grid()[0] == ["(ต่อ)", "3", "เผยแพร่", "ค"]
    assert rest is note


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (replace(ABOVE, cells=tuple(replace(c, open_bottom=False) for c in ABOVE.cells)), BELOW),  # it ends there
        (ABOVE, table(2, (125.0, 160.0, 400.0, 460.0), [["3", "ก", "ข"]])),  # other edges
        (ABOVE, table(2, EDGES, [["ก", "3", "ข", "ค"]])),  # lacks none
        (ABOVE, table(2, EDGES[3:], [["3"]])),  # a frame
    ],
)
def test_without_a_cell_that_runs_on_or_with_other_edges_a_table_stays_as_it_is(above: Table, below: Table) -> None:
    one = page(2, below)
    assert with_merged_columns(one, above) is one


def test_it_is_one_table_over_all_its_pages() -> None:
    third = replace(table(3, EDGES, [["", "5", "สรุป", "จ"]]), page=3)
    stitched = stitch(Document(source(), (page(1, ABOVE), page(2, BELOW), page(3, third))))
    tables = list(stitched.tables)
    assert [t.table_no for t in tables] == [1, 1, 1]
    assert [t.first_row for t in tables] == [1, 3, 5]
    assert {t.columns for t in tables} == {4}


def test_a_line_of_text_between_parts_them() -> None:
    title = Line("ตารางที่ 2", "ตารางที่ 2", (40.0, 5.0, 120.0, 17.0))
    stitched = stitch(Document(source(), (page(1, ABOVE), page(2, title, BELOW))))
    assert [t.table_no for t in stitched.tables] == [1, 2]
