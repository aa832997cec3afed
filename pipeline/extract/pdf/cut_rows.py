"""Rows that a page end cut before any ruling was drawn: a code and a score in their columns, under the last ruling.

Some producers draw the borders of such a row only on the next page, where the rest of it stands. What makes a row of
text under a table is that its pieces stand in several columns, each where that column's text stands, and that nothing
but a footer follows. A single piece makes one where it is a code, as others of its column are.
"""

from __future__ import annotations

import re
from statistics import median
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import Floats, GlyphArrays, Ints
from pipeline.extract.pdf.glyph_classes import BLANK, MARK, char_classes
from pipeline.extract.tables.lattice import Lattice, LatticeCell

CODE = re.compile(r"[A-Za-z][.\-]?\d{1,2}")


class CutRowSettings(NamedTuple):
    """Measures of text under a table that is its last row.

    Attributes:
        max_line_step: of the font size; how far a line of the row may stand under the last ruling or the line before.
        row_bottom: of the font size; how far under its last baseline the row ends.
        max_lines: of such a row.
        footer: of the page's height; what stands below is a footer.
        min_columns: of the table.
        min_pieces: columns in which pieces stand that are not codes.
        text_slack: points by which a piece may reach beyond the text of its column.
        edge_slack: points by which it may reach beyond the column itself.
        same_line: points; baselines that differ by no more are of one line.
    """

    max_line_step: float = 1.9
    row_bottom: float = 0.4
    max_lines: int = 3
    footer: float = 0.9
    min_columns: int = 3
    min_pieces: int = 2
    text_slack: float = 4.0
    edge_slack: float = 0.5
    same_line: float = 1.0


CUT_ROWS = CutRowSettings()


def append_cut_row(lattices: list[Lattice], glyphs: GlyphArrays, height: float) -> list[Lattice]:
    """Return the page's lattices; the lowest with a further, open row where text under it makes one.

    Args:
        lattices: of the page.
        glyphs: of the page.
        height: of the page, points.
    """
    if not lattices or len(glyphs) == 0:
        return lattices
    # browsers leave the marks of a line that goes on the next page: a piece has letters
    letters = np.flatnonzero(char_classes(glyphs.codes) & (MARK | BLANK) == 0)
    lowest = max(range(len(lattices)), key=lambda k: lattices[k].ys[-1])
    table = lattices[lowest]
    columns = len(table.xs) - 1
    below = letters[glyphs.baseline[letters] > table.ys[-1]]
    if len(below) == 0 or columns < CUT_ROWS.min_columns or table.cells[-1].open_bottom:
        return lattices
    size = median(glyphs.size[below].tolist())
    bottom = _row_bottom(glyphs.baseline[below], size, table.ys[-1], CUT_ROWS.footer * height)
    if bottom is None:
        return lattices
    below = below[glyphs.baseline[below] < bottom]
    if not _fits_columns(glyphs, below, letters, table):
        return lattices
    row = len(table.ys) - 1
    cells = [*table.cells, *(LatticeCell(row, c, 1, 1, open_bottom=True) for c in range(columns))]
    owner = np.vstack([table.owner, np.arange(len(table.cells), len(cells))[None, :]])
    longer = Lattice(table.xs, [*table.ys, bottom], cells, owner)
    return [longer if k == lowest else t for k, t in enumerate(lattices)]


def _row_bottom(baselines: Floats, size: float, top: float, footer: float) -> float | None:
    """Return where the row ends, points; None where text is too far off, too long, or followed by more than a footer.

    Args:
        baselines: of what stands under the table, points.
        size: of its font, points.
        top: the table's last ruling, points.
        footer: where footers begin, points.
    """
    lines = np.unique(np.round(baselines))
    steps = np.diff(np.concatenate([[top], lines]))
    apart = np.flatnonzero(steps > CUT_ROWS.max_line_step * size)
    count = int(apart[0]) if len(apart) else len(lines)
    if not 0 < count <= CUT_ROWS.max_lines or (count < len(lines) and lines[count] < footer):
        return None
    return float(lines[count - 1] + CUT_ROWS.row_bottom * size)


def _fits_columns(glyphs: GlyphArrays, below: Ints, letters: Ints, table: Lattice) -> bool:
    """Tell whether the pieces stand in several columns (or are a code), each where that column's text stands.

    Pieces in all columns are no cut row, and neither is a page number.
    """
    columns = len(table.xs) - 1
    column = np.searchsorted(table.xs, glyphs.x0[below], side="right") - 1
    if (column < 0).any() or (column >= columns).any() or len(np.unique(column)) == columns:
        return False
    edges = np.array(table.xs)
    if (glyphs.x1[below] > edges[column + 1] + CUT_ROWS.edge_slack).any():
        return False
    # a run of glyphs that goes on over a ruling is running text
    same_run = glyphs.run[below][1:] == glyphs.run[below][:-1]
    if (same_run & (np.diff(column) != 0)).any():
        return False
    inside = letters[(glyphs.baseline[letters] > table.ys[0]) & (glyphs.baseline[letters] <= table.ys[-1])]
    column_inside = np.searchsorted(table.xs, glyphs.x0[inside], side="right") - 1
    few = len(np.unique(column)) < CUT_ROWS.min_pieces
    if few and not _is_code(glyphs, below, inside[column_inside == column[0]]):
        return False
    for c in np.unique(column):
        usual, piece = inside[column_inside == c], below[column == c]
        if (
            len(usual) == 0
            or glyphs.x0[piece].min() < glyphs.x0[usual].min() - CUT_ROWS.text_slack
            or glyphs.x1[piece].max() > glyphs.x1[usual].max() + CUT_ROWS.text_slack
        ):
            return False
    return True


def _is_code(glyphs: GlyphArrays, piece: Ints, column: Ints) -> bool:
    """Tell whether a piece is a letter and a number, and another line of its column is too."""
    if not CODE.fullmatch(glyphs.text(piece)):
        return False
    breaks = np.flatnonzero(np.abs(np.diff(glyphs.baseline[column])) > CUT_ROWS.same_line) + 1
    return any(CODE.fullmatch(glyphs.text(line)) for line in np.split(column, breaks))
