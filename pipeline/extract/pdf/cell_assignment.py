"""Which cell of the page's tables each glyph stands in."""

from __future__ import annotations

import numpy as np

from pipeline.extract.pdf.glyph_arrays import Floats, Ints
from pipeline.extract.tables.lattice import Lattice

NO_CELL = -1  # the cell of running text


def assign_cells(x: Floats, y: Floats, tables: list[Lattice]) -> Ints:
    """Return the cell that each point stands in; the innermost table wins.

    Args:
        x, y: n points of page space.
        tables: cells are numbered through over all of them.

    Returns:
        n indexes of cells, ``NO_CELL`` outside all.
    """
    cell = np.full(len(x), NO_CELL, dtype=np.int64)
    offsets = np.cumsum([0, *(len(t.cells) for t in tables)])
    largest_first = sorted(
        range(len(tables)), key=lambda k: -(tables[k].xs[-1] - tables[k].xs[0]) * (tables[k].ys[-1] - tables[k].ys[0])
    )
    for k in largest_first:
        table = tables[k]
        column = np.searchsorted(table.xs, x, side="right") - 1
        row = np.searchsorted(table.ys, y, side="right") - 1
        within = (column >= 0) & (column < len(table.xs) - 1) & (row >= 0) & (row < len(table.ys) - 1)
        owner = table.owner[row[within], column[within]]
        cell[within] = np.where(owner >= 0, owner + offsets[k], cell[within])
    return cell
