"""Merged cells of a table part: which of them cover a row that they do not start in."""

from __future__ import annotations

from pipeline.model import Cell, Table


def cells_above(part: Table) -> dict[int, dict[int, Cell]]:
    """Return for each row of a part the merged cells from above, by the columns that they cover (0-based)."""
    out: dict[int, dict[int, Cell]] = {}
    for cell in part.cells:
        for row in range(cell.row + 1, cell.row + cell.rowspan):
            out.setdefault(row, {}).update(dict.fromkeys(range(cell.column - 1, cell.column - 1 + cell.colspan), cell))
    return out
