"""Which lattices of a page are its tables: from rulings, or from filled areas where there are none; charts are not."""

from __future__ import annotations

import numpy as np

from pipeline.extract.pdf.cut_rows import with_cut_rows
from pipeline.extract.pdf.pdfium_glyphs import GlyphArrays
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice, find_lattices
from pipeline.extract.tables.rulings import PageObjects, from_fills, rulings

FEWEST_FILLS = 4  # filled areas that may be the cells of a table without rulings
FEWEST_CELLS = 9  # that a chart draws
FILLED = 0.25  # share of a chart's cells that hold a label at most
FIGURES = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙.,%-–")


def find_tables(found: PageObjects, glyphs: GlyphArrays, frame: Frame) -> list[Lattice]:
    """The page's tables, top to bottom.

    Args:
        found: what the page draws besides text.
        glyphs: in page space.
        frame: of the page.
    """
    lattices = find_lattices(*rulings(found, frame), frame.height)
    if not lattices and len(found.fills) >= FEWEST_FILLS:
        lattices = [t for t in find_lattices(*rulings(from_fills(found), frame)) if len(t.xs) > 2 and len(t.ys) > 2]
    return with_cut_rows([t for t in lattices if not _is_chart(t, glyphs)], glyphs, frame.height)


def _is_chart(table: Lattice, glyphs: GlyphArrays) -> bool:
    """Gridlines and bars: many cells, few of them with text, and that nothing but figures; a form to be filled in has words."""
    if len(table.cells) < FEWEST_CELLS:
        return False
    x0, top, x1, bottom = table.box
    x, y = (glyphs.x0 + glyphs.x1) / 2, glyphs.baseline - 0.25 * glyphs.size
    inside = np.flatnonzero((x > x0) & (x < x1) & (y > top) & (y < bottom))
    chars = glyphs.spelled(inside)
    inked = inside[[n for n, c in enumerate(chars) if not c.isspace()]]
    if not len(inked) or not FIGURES.issuperset(glyphs.spelled(inked)):
        return False
    row, column = np.searchsorted(table.ys, y[inked]) - 1, np.searchsorted(table.xs, x[inked]) - 1
    return len(set(table.owner[row, column].tolist())) <= FILLED * len(table.cells)
