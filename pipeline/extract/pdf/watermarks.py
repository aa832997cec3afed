"""Watermarks: text much larger and paler than a page's own and printed across it, often at a slant."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import Flags, Floats
from pipeline.extract.pdf.page_rendering import InkDifference
from pipeline.extract.pdf.paint_order import TextColors
from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.pdfium_meanings import NamedGlyphs


class WatermarkSettings(NamedTuple):
    """Measures of telling a watermark; sizes in times the usual type size of the page.

    Attributes:
        slant: radians from the horizontal and vertical; text that is less slanted belongs to a crooked scan.
        large: size of text that may be a watermark.
        huge: size of text that is one where it is printed across other text, however dark.
        pale: contrast to the paper (0..1, black on white is 1) below which large text is pale.
        across: glyphs of the page's own text, or ruling lines, that a watermark stands over.
        middle: share of a glyph's box at each side; a ruling line beyond does not go through it.
    """

    slant: float = 0.12
    large: float = 1.6
    huge: float = 2.5
    pale: float = 0.62
    across: int = 2
    middle: float = 0.25


WATERMARKS = WatermarkSettings()


def find_watermarks(
    glyphs: NamedGlyphs,
    shown: Flags,
    objects: PageObjects,
    colors: TextColors,
    ink_of: Callable[[str, list[int]], InkDifference],
) -> set[int]:
    """Return the addresses of the text objects that are watermarks.

    Args:
        glyphs: of the page.
        shown: n, whether the page shows them.
        objects: what the page draws besides text.
        colors: of the page's text objects.
        ink_of: returns what the page shows of text objects; takes a name for them, and their addresses.
    """
    boxes = glyphs.boxes
    inked = shown & (boxes[:, 1] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 2])
    angles, sizes = glyphs.runs.angles, glyphs.runs.sizes
    slanted = np.abs(angles - np.round(angles / (np.pi / 2)) * (np.pi / 2)) > WATERMARKS.slant
    own = inked & ~slanted[glyphs.run]
    if not own.any():
        return set()
    usual = median(sizes[glyphs.run[own]].tolist())
    candidate = slanted | (sizes >= WATERMARKS.large * usual)
    if not candidate.any():
        return set()
    inked_candidates = inked & candidate[glyphs.run]
    others = inked & ~inked_candidates
    styles = np.column_stack([np.round(sizes, 1), np.round(angles, 2)])[glyphs.run]
    found: set[int] = set()
    for style in np.unique(styles[inked_candidates], axis=0):
        members = inked_candidates & (styles == style).all(axis=1)
        size, is_slanted = style[0] / usual, bool(slanted[glyphs.run[np.flatnonzero(members)[0]]])
        across = _count_under(boxes[members], boxes[others]) >= WATERMARKS.across
        ruled = across or _count_crossing(boxes[members], objects) >= WATERMARKS.across
        items = set(glyphs.objects[members].tolist())
        if across and (is_slanted or size >= WATERMARKS.huge):
            found |= items
        elif ruled or (is_slanted and size >= WATERMARKS.large):
            contrast = colors.contrast(items)
            if contrast >= WATERMARKS.pale:  # its form may be transparent
                contrast = ink_of(f"style {style}", sorted(items)).contrast(boxes[members]) / 255 or 1.0
            if contrast < WATERMARKS.pale:
                found |= items
    return found


def _count_under(boxes: Floats, others: Floats) -> int:
    """Return how many other glyphs have their middle within one of the boxes (n x 4, left, right, bottom, top)."""
    x, y = (others[:, 0] + others[:, 1]) / 2, (others[:, 2] + others[:, 3]) / 2
    under: Any = np.zeros(len(others), dtype=bool)
    for left, right, bottom, top in boxes.tolist():
        under |= (x > left) & (x < right) & (y > bottom) & (y < top)
    return int(under.sum())


def _count_crossing(boxes: Floats, objects: PageObjects) -> int:
    """Return how many glyphs (n x 4, left, right, bottom, top) a ruling line goes through the middle of."""
    crossed = 0
    for left, right, bottom, top in boxes.tolist():
        dx, dy = WATERMARKS.middle * (right - left), WATERMARKS.middle * (top - bottom)
        crossed += any(
            bottom + dy < y < top - dy and min(right, x1) - max(left, x0) > dx for y, x0, x1 in objects.horizontal
        ) or any(left + dx < x < right - dx and min(top, y1) - max(bottom, y0) > dy for x, y0, y1 in objects.vertical)
    return crossed
