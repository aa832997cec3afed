"""A table goes on from the left one to the right one of two pages in a picture."""

from __future__ import annotations

from pipeline.assemble.tables.stitch import stitch
from pipeline.model import Cell, Document, Line, Page, SourceDocument, Table


def part(side: int, *rows: tuple[str, str]) -> Table:
    cells = tuple(
        Cell(1, r, c, (Line(text, text),), text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1)
    )
    return Table(1, side, len(rows), 2, cells, x_edges=(50.0, 200.0, 400.0), side=side)


def numbers(*tables: Table) -> list[tuple[int, int]]:
    page = Page(1, 1190, 842, "ocr", blocks=tables)
    document = Document(SourceDocument("x.pdf", "x.pdf", "0" * 64, 1, "pdf"), (page,))
    return [(t.table_no, t.first_row) for t in stitch(document).tables]


def test_the_right_page_goes_on_with_the_table_of_the_left_one() -> None:
    left = part(1, ("รหัส", "คะแนน"), ("I1", "85.50"))
    assert numbers(left, part(2, ("I2", "90.00"))) == [(1, 1), (1, 3)]
    assert numbers(left, part(1, ("I2", "90.00"))) == [(1, 1), (2, 1)]
