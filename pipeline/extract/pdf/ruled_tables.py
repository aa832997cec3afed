"""Which lattices of a page are its tables: from rulings, or from filled areas where there are none; charts are not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.cut_rows import append_cut_row
from pipeline.extract.pdf.glyph_arrays import GlyphArrays
from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice, find_lattices
from pipeline.extract.tables.rulings import fill_edges, page_rulings

FIGURES = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙.,%-–")


class RuledTableSettings(NamedTuple):
    """Measures of telling tables from shadings and charts.

    Attributes:
        min_fills: filled areas of a page that may be the cells of a table without rulings.
        min_fill_rows: of such a table.
        min_fill_columns: of such a table.
        min_chart_cells: cells that the gridlines and bars of a chart make at least.
        max_chart_labels: share of those that hold a label.
    """

    min_fills: int = 4
    min_fill_rows: int = 2
    min_fill_columns: int = 2
    min_chart_cells: int = 9
    max_chart_labels: float = 0.25


RULED_TABLES = RuledTableSettings()


def find_tables(objects: PageObjects, glyphs: GlyphArrays, frame: Frame) -> list[Lattice]:
    """Find the page's tables, top to bottom.

    Args:
        objects: what the page draws besides text.
        glyphs: in page space.
        frame: of the page.
    """
    lattices = find_lattices(*page_rulings(objects.horizontal, objects.vertical, frame), frame.height)
    if not lattices and len(objects.fills) >= RULED_TABLES.min_fills:
        lattices = find_lattices(*page_rulings(*fill_edges(objects.fills), frame))
        lattices = [table for table in lattices if _is_large_enough(table)]
    return append_cut_row([table for table in lattices if not _is_chart(table, glyphs)], glyphs, frame.height)


def _is_large_enough(table: Lattice) -> bool:
    rows, columns = len(table.ys) - 1, len(table.xs) - 1
    return rows >= RULED_TABLES.min_fill_rows and columns >= RULED_TABLES.min_fill_columns


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
