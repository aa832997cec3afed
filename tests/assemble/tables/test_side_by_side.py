"""Tables beside each other that are one."""

from __future__ import annotations

from dataclasses import replace

from pipeline.assemble.tables.side_by_side import join_side_by_side
from pipeline.model import Cell, Line, Page, Table

EDGES = (40.0, 80.0, 190.0, 430.0, 500.0)


def part(edges: tuple[float, ...], rows: list[list[str]], top: float = 40.0) -> Table:
    cells = tuple(
        Cell(2, r, c, (Line(text),), text, box=(edges[c - 1], top + 20 * r, edges[c], top + 20 * r + 20))
        for r, row in enumerate(rows, start=1)
        for c, text in enumerate(row, start=1)
    )
    return Table(
        2,
        1,
        len(rows),
        len(edges) - 1,
        cells,
        box=(edges[0], top + 20, edges[-1], top + 20 + 20 * len(rows)),
        x_edges=edges,
    )


def page(*blocks: Line | Table) -> Page:
    return Page(2, 842.0, 595.0, "pdfium", blocks=blocks)


RANKS, REST = part(EDGES[:2], [["42"], ["43"]]), part(EDGES[2:], [["กรมการแพทย์", "94.67"], ["กรมบังคับคดี", "88.24"]])


def test_what_a_merged_cell_without_rulings_divides_is_joined() -> None:
    group = Line("น่าน", "น่าน", (100.0, 70.0, 130.0, 85.0))
    (table,) = join_side_by_side(page(RANKS, group, REST), [EDGES]).blocks
    assert isinstance(table, Table)
    assert table.grid() == [["42", "น่าน", "กรมการแพทย์", "94.67"], ["43", None, "กรมบังคับคดี", "88.24"]]
    assert (table.x_edges, table.cells[1].rowspan, table.cells[1].open_top) == (EDGES, 2, True)


def test_two_tables_stay_two_without_a_witness_or_with_other_rows() -> None:
    lower = part(EDGES[2:], [["กรมการแพทย์", "94.67"], ["กรมบังคับคดี", "88.24"]], top=47.0)
    for one in (page(RANKS, REST), replace(page(RANKS, lower))):
        known = [EDGES] if lower in one.blocks else [(40.0, 80.0, 430.0)]
        assert join_side_by_side(one, known) is one
