"""Which lattices of a page are its tables: from rulings, or from filled areas where there are none; charts are not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.cut_rows import append_cut_row
from pipeline.extract.pdf.glyph_arrays import GlyphArrays
from pipeline.extract.pdf.glyph_classes import BLANK, char_classes
from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice, find_lattices
from pipeline.extract.tables.rulings import Bounds, Segment, fill_edges, merge, page_rulings
from pipeline.extract.tables.striped_rows import plain_row_edges

Rulings = tuple[list[Segment], list[Segment]]
"""Horizontal and vertical rulings in page space."""
FIGURES = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙.,%-–")


class RuledTableSettings(NamedTuple):
    """Measures of telling tables from shadings and charts.

    Attributes:
        min_fills: filled areas of a page that may be the cells of a table without rulings.
        min_fill_rows: of such a table.
        min_fill_columns: of such a table.
        min_row_columns: of a single row of such areas: the last of a table, on a page of its own.
        min_chart_cells: cells that the gridlines and bars of a chart make at least.
        max_chart_labels: share of those that hold a label.
        side_slack: points by which a filled area may reach beyond the sides of its table.
    """

    min_fills: int = 4
    min_fill_rows: int = 2
    min_fill_columns: int = 2
    min_row_columns: int = 4
    min_chart_cells: int = 9
    max_chart_labels: float = 0.25
    side_slack: float = 3.0


RULED_TABLES = RuledTableSettings()


def find_tables(objects: PageObjects, glyphs: GlyphArrays, frame: Frame) -> list[Lattice]:
    """Find the page's tables, top to bottom.

    Args:
        objects: what the page draws besides text.
        glyphs: in page space.
        frame: of the page.
    """
    rulings = page_rulings(objects.horizontal, objects.vertical, frame)
    lattices = find_lattices(*rulings, frame.height)
    fills = [_on_page(area, frame) for area in objects.fills] if len(objects.fills) >= RULED_TABLES.min_fills else []
    if fills and not lattices:
        lattices = [t for t in _of_fills(fills, _ink(glyphs), ([], []), frame) if _is_large_enough(t)]
    elif fills:
        lattices = _with_filled_rows(lattices, fills, _ink(glyphs), rulings, frame)
    return append_cut_row([table for table in lattices if not _is_chart(table, glyphs)], glyphs, frame.height)


def _on_page(area: Bounds, frame: Frame) -> Bounds:
    """Return a filled area in page space."""
    (xa, ya), (xb, yb) = frame.point(area[0], area[1]), frame.point(area[2], area[3])
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _ink(glyphs: GlyphArrays) -> list[Bounds]:
    """Return the boxes of the glyphs that are no white space."""
    seen = char_classes(glyphs.codes) & BLANK == 0
    boxes = np.stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom], axis=1)[seen]
    return [(x0, top, x1, bottom) for x0, top, x1, bottom in boxes.tolist()]


def _of_fills(fills: list[Bounds], ink: list[Bounds], rulings: Rulings, frame: Frame) -> list[Lattice]:
    """Return the lattices that the edges of filled areas make, together with rulings."""
    horizontal, vertical = (
        [*edges, *plain, *ruled]
        for edges, plain, ruled in zip(fill_edges(fills), plain_row_edges(fills, ink), rulings, strict=True)
    )
    return find_lattices(merge(horizontal, frame.height, frame.width), merge(vertical, frame.width, frame.height))


def _with_filled_rows(
    lattices: list[Lattice], fills: list[Bounds], ink: list[Bounds], rulings: Rulings, frame: Frame
) -> list[Lattice]:
    """Return ruled tables with the rows that filled areas alone set under or over them, in the same columns.

    Some print rulings around the header only.
    """
    outside = [area for area in fills if not any(_covers(table.box, area) for table in lattices)]
    if len(outside) < RULED_TABLES.min_fills:
        return lattices
    out = list(lattices)
    for longer in _of_fills(outside, ink, rulings, frame):
        within = [table for table in lattices if _covers(longer.box, table.box)]
        if len(within) == 1 and len(longer.xs) == len(within[0].xs) and len(longer.ys) > len(within[0].ys):
            out[out.index(within[0])] = longer
    return out


def _covers(box: Bounds, inner: Bounds) -> bool:
    """Tell whether a box has the middle of another, and its sides."""
    slack = RULED_TABLES.side_slack
    middle = (inner[1] + inner[3]) / 2
    return box[0] - slack <= inner[0] and inner[2] <= box[2] + slack and box[1] <= middle <= box[3]


def _is_large_enough(table: Lattice) -> bool:
    rows, columns = len(table.ys) - 1, len(table.xs) - 1
    if rows < RULED_TABLES.min_fill_rows:
        return columns >= RULED_TABLES.min_row_columns
    return columns >= RULED_TABLES.min_fill_columns


def _is_chart(table: Lattice, glyphs: GlyphArrays) -> bool:
    """Tell whether gridlines and bars make the table: many cells, few with text, and that nothing but figures.

    A form to be filled in is as empty, but has words.
    """
    if len(table.cells) < RULED_TABLES.min_chart_cells:
        return False
    x0, top, x1, bottom = table.box
    x, y = glyphs.centers()
    inside = np.flatnonzero((x > x0) & (x < x1) & (y > top) & (y < bottom))
    text = glyphs.text(inside)
    words = "".join(text.split())
    if not words or not FIGURES.issuperset(words):
        return False
    inked = inside[[n for n, char in enumerate(text) if not char.isspace()]]
    row, column = np.searchsorted(table.ys, y[inked]) - 1, np.searchsorted(table.xs, x[inked]) - 1
    return len(set(table.owner[row, column].tolist())) <= RULED_TABLES.max_chart_labels * len(table.cells)
