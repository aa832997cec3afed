"""Rows that a page end cut before any ruling was drawn: a code and a score in their columns, under the table's last line.

Some producers draw the borders of such a row only on the next page, where the rest of it stands. What makes a row of
text under a table is that its pieces stand in several columns, each where that column's text stands, and that nothing
but a footer follows. A single piece makes one where it is a code, as others of its column are.
"""

from __future__ import annotations

import re

import numpy as np

from pipeline.extract.pdf.pdfium_glyphs import Floats, GlyphArrays, Ints
from pipeline.extract.pdf.spacing import BLANK, MARK, kinds
from pipeline.extract.tables.lattice import Lattice, LatticeCell

LINE = (
    1.9  # of the font size: how far under the table's last ruling, or under its first line, a line of the row may stand
)
SLACK = 4.0  # points by which a piece may reach beyond the text of its column
MARGIN = 0.9  # of the page's height: what stands below is a footer
MOST_LINES = 3
CODE = re.compile(r"[A-Za-z][.\-]?\d{1,2}")


def with_cut_rows(lattices: list[Lattice], glyphs: GlyphArrays, height: float) -> list[Lattice]:
    """The page's lattices; the lowest with a further, open row where text under it makes one."""
    if not lattices or len(glyphs) == 0:
        return lattices
    # browsers leave the marks of a line that goes on the next page: a piece has letters
    ink = np.flatnonzero(kinds(glyphs.codes) & (MARK | BLANK) == 0)
    lowest = max(range(len(lattices)), key=lambda k: lattices[k].ys[-1])
    table = lattices[lowest]
    below = ink[glyphs.baseline[ink] > table.ys[-1]]
    if len(below) == 0 or len(table.xs) < 4 or table.cells[-1].open_bottom:
        return lattices
    size = float(np.median(glyphs.size[below]))
    bottom = _end_of_row(glyphs.baseline[below], size, table.ys[-1], MARGIN * height)
    if bottom is None:
        return lattices
    below = below[glyphs.baseline[below] < bottom]
    if not _keeps_to_columns(glyphs, below, ink, table):
        return lattices
    row = len(table.ys) - 1
    columns = len(table.xs) - 1
    cells = [*table.cells, *(LatticeCell(row, c, 1, 1, open_bottom=True) for c in range(columns))]
    owner = np.vstack([table.owner, np.arange(len(table.cells), len(cells))[None, :]])
    longer = Lattice(table.xs, [*table.ys, bottom], cells, owner)
    return [longer if k == lowest else t for k, t in enumerate(lattices)]


def _end_of_row(baselines: Floats, size: float, top: float, margin: float) -> float | None:
    """Where the row ends, points; None where the text is too far off, too long, or followed by more than a footer."""
    lines = np.unique(np.round(baselines))
    steps = np.diff(np.concatenate([[top], lines]))
    apart = np.flatnonzero(steps > LINE * size)
    count = int(apart[0]) if len(apart) else len(lines)
    if not 0 < count <= MOST_LINES or (count < len(lines) and lines[count] < margin):
        return None
    return float(lines[count - 1] + 0.4 * size)


def _keeps_to_columns(glyphs: GlyphArrays, below: Ints, ink: Ints, table: Lattice) -> bool:
    """Whether the pieces stand in two or more columns (or are a code), each where that column's text stands; a page number never does."""
    column = np.searchsorted(table.xs, glyphs.x0[below], side="right") - 1
    if (column < 0).any() or (column >= len(table.xs) - 1).any() or len(np.unique(column)) == len(table.xs) - 1:
        return False
    edges = np.array(table.xs)
    if (glyphs.x1[below] > edges[column + 1] + 0.5).any():
        return False
    # a glyph run that goes on over a ruling is running text
    same_run = glyphs.run[below][1:] == glyphs.run[below][:-1]
    if (same_run & (np.diff(column) != 0)).any():
        return False
    inside = ink[(glyphs.baseline[ink] > table.ys[0]) & (glyphs.baseline[ink] <= table.ys[-1])]
    of_inside = np.searchsorted(table.xs, glyphs.x0[inside], side="right") - 1
    if len(np.unique(column)) < 2 and not _is_code(glyphs, below, inside[of_inside == column[0]]):
        return False
    for c in np.unique(column):
        usual, piece = inside[of_inside == c], below[column == c]
        if (
            len(usual) == 0
            or glyphs.x0[piece].min() < glyphs.x0[usual].min() - SLACK
            or glyphs.x1[piece].max() > glyphs.x1[usual].max() + SLACK
        ):
            return False
    return True


def _is_code(glyphs: GlyphArrays, piece: Ints, others: Ints) -> bool:
    """Whether a piece is a letter and a number, and another line of its column too."""
    if not CODE.fullmatch(glyphs.spelled(piece)):
        return False
    lines = np.split(others, np.flatnonzero(np.abs(np.diff(glyphs.baseline[others])) > 1) + 1)
    return any(CODE.fullmatch(glyphs.spelled(line)) for line in lines)
