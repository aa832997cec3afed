"""Which cell of the page's tables each glyph stands in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.extract.pdf.glyph_arrays import GLYPHS, Floats, GlyphArrays, Ints
from pipeline.extract.tables.lattice import Lattice

NO_CELL = -1  # the cell of running text


@dataclass(frozen=True, slots=True)
class CellAssignmentSettings:
    """Measures of text that runs over a ruling.

    Attributes:
        max_word_gap: of the font size; glyphs of a word stand no farther apart.
    """

    max_word_gap: float = 0.15


CELL_ASSIGNMENT = CellAssignmentSettings()


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


def keep_words_whole(glyphs: GlyphArrays, cell: Ints, right: Floats) -> Ints:
    """Assign a word that one operation draws over a ruling to the cell where most of it stands.

    Args:
        cell: n indexes of cells.
        right: n right ends of the glyphs, a mark with its letter.

    Returns:
        n indexes of cells.
    """
    if len(glyphs) < 2:
        return cell
    crossing = (
        (cell[1:] != cell[:-1])
        & (glyphs.run[1:] == glyphs.run[:-1])
        & (np.abs(np.diff(glyphs.baseline)) < GLYPHS.same_baseline)
        & (glyphs.x0[1:] - right[:-1] < CELL_ASSIGNMENT.max_word_gap * glyphs.size[1:])
        & (glyphs.x0[1:] - glyphs.x0[:-1] > 0)
    )
    if not crossing.any():
        return cell
    cell = cell.copy()
    for i in np.flatnonzero(crossing).tolist():
        start = end = i
        while start > 0 and _in_one_word(glyphs, start - 1, right):
            start -= 1
        while end + 1 < len(glyphs) and _in_one_word(glyphs, end, right):
            end += 1
        values, counts = np.unique(cell[start : end + 1], return_counts=True)
        cell[start : end + 1] = values[counts.argmax()]
    return cell


def _in_one_word(glyphs: GlyphArrays, i: int, right: Floats) -> bool:
    """Tell whether glyph ``i + 1`` continues the word of glyph ``i``."""
    return bool(
        glyphs.run[i + 1] == glyphs.run[i]
        and not glyphs.text(slice(i, i + 1)).isspace()
        and not glyphs.text(slice(i + 1, i + 2)).isspace()
        and abs(glyphs.baseline[i + 1] - glyphs.baseline[i]) < GLYPHS.same_baseline
        and glyphs.x0[i + 1] - right[i] < CELL_ASSIGNMENT.max_word_gap * glyphs.size[i]
    )
