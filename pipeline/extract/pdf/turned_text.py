"""Text that runs at right angles to the rest of its page, as in narrow header cells: laid out upright, then put back.

Its glyphs are placed in the frame in which they run from left to right; the tables of the page are turned along, so
that each glyph finds its cell there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import Flags, Floats, GlyphArrays
from pipeline.extract.pdf.glyph_classes import MARK, char_classes
from pipeline.extract.pdf.text_lines import DroppedGlyphs, PlacedLine, TextLayout, layout_lines
from pipeline.extract.tables.lattice import Lattice
from pipeline.model import Box, Glyphs, Line


class TurnedTextSettings(NamedTuple):
    """Measures of boxes that PDFium gives wrongly; lengths in shares of the font size.

    PDFium places a turned glyph that stands for several characters (``ตั``) as though it were upright, far from where
    it is drawn; only its pen is right.

    Attributes:
        near: how far from its pen the middle of a glyph may be.
        advance: of a letter whose next pen does not tell it.
        most_advance: to the next pen, of a letter.
        letter: height of a letter above the line.
        upper_mark: bottom and top of a mark above letters; of a second one, so much higher as it is high.
        lower_mark: the same of one below the line.
    """

    near: float = 1.6
    advance: float = 0.5
    most_advance: float = 1.2
    letter: float = 0.55
    upper_mark: tuple[float, float] = (0.62, 0.8)
    lower_mark: tuple[float, float] = (-0.25, -0.07)


TURNED_TEXT = TurnedTextSettings()
LOWER_MARKS = frozenset(map(ord, "ฺุู"))


def with_boxes_at_pens(glyphs: GlyphArrays, pens: Floats) -> GlyphArrays:
    """Return glyphs with boxes of usual proportions at their pens, where their own are far from those.

    Args:
        pens: n left ends of the text-showing operations that drew them, points; each letter is one of its own.
    """
    s, size = TURNED_TEXT, glyphs.size
    middle_x, middle_y = (glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2
    first = np.ones(len(glyphs), dtype=bool)
    first[1:] = glyphs.run[1:] != glyphs.run[:-1]
    far: Flags = np.abs(middle_y - glyphs.baseline) > s.near * size
    far |= first & (np.abs(middle_x - pens) > s.near * size)
    runs = np.unique(glyphs.run[far])
    wrong = np.isin(glyphs.run, runs)
    if not wrong.any():
        return glyphs
    x0, x1, top, bottom = (side.copy() for side in (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom))
    classes = char_classes(glyphs.codes)
    stacked = 0
    for i in np.flatnonzero(wrong).tolist():
        others = np.flatnonzero(glyphs.run[i:] != glyphs.run[i])
        ahead = pens[i + others[0]] - pens[i] if len(others) else 0.0
        advance = ahead if 0 < ahead <= s.most_advance * size[i] else s.advance * size[i]
        is_mark, is_upper = bool(classes[i] & MARK), int(glyphs.codes[i]) not in LOWER_MARKS
        stacked = stacked + 1 if is_mark and is_upper else 0
        low, high = (0.0, s.letter) if not is_mark else s.upper_mark if is_upper else s.lower_mark
        rise = max(0, stacked - 1) * (high - low)
        x0[i], x1[i] = pens[i], pens[i] + 0.9 * advance
        bottom[i] = glyphs.baseline[i] - (low + rise) * size[i]
        top[i] = glyphs.baseline[i] - (high + rise) * size[i]
    return replace(glyphs, x0=x0, x1=x1, top=top, bottom=bottom, end=np.maximum(x1, np.where(wrong, x1, glyphs.end)))


def with_turned_text(
    layout: TextLayout, glyphs: GlyphArrays, tables: list[Lattice], width: float, height: float
) -> TextLayout:
    """Add the lines of a page's turned glyphs to those of the upright ones.

    Args:
        layout: of the upright glyphs.
        glyphs: of the page.
        tables: the page's lattices.
        width, height: of the upright page, points.
    """
    for part in glyphs.turned:
        size = (height, width) if part.turns % 2 else (width, height)
        turned = layout_lines(part.glyphs, [turn_lattice(t, part.turns, width, height) for t in tables], *size)
        layout = _joined(layout, turned, (-part.turns) % 4, *size)
    return layout


def turn_lattice(table: Lattice, turns: int, width: float, height: float) -> Lattice:
    """Return a table as it lies on its page turned by clockwise quarters; the numbers of its cells stay.

    Args:
        width, height: of the page before it is turned, points.
    """
    for _ in range(turns % 4):
        xs = [height - y for y in reversed(table.ys)]
        table = replace(table, xs=xs, ys=list(table.xs), owner=table.owner.T[:, ::-1])
        width, height = height, width
    return table


def turn_box(box: Box, turns: int, width: float, height: float) -> Box:
    """Return a box as it lies on its page turned by clockwise quarters; arguments as of :func:`turn_lattice`."""
    for _ in range(turns % 4):
        x0, top, x1, bottom = box
        box = height - bottom, x0, height - top, x1
        width, height = height, width
    return box


def _joined(layout: TextLayout, turned: TextLayout, turns: int, width: float, height: float) -> TextLayout:
    """Return a layout with the lines of another, whose boxes are turned by clockwise quarters onto the page."""
    before = len(layout.glyphs.chars)

    def put_back(line: Line) -> Line:
        start, end = line.glyphs or (0, 0)
        box = turn_box(line.box, turns, width, height) if line.box else None
        return replace(line, box=box, glyphs=(before + start, before + end))

    lines = [*layout.lines, *(PlacedLine(placed.cell, put_back(placed.line)) for placed in turned.lines)]
    a, b = layout.dropped, turned.dropped
    dropped = DroppedGlyphs(
        a.off_page + b.off_page,
        a.orphan_marks + b.orphan_marks,
        a.stray_marks + b.stray_marks,
        a.duplicates + b.duplicates,
    )
    return TextLayout(lines, _all_glyphs(layout.glyphs, turned.glyphs), dropped)


def _all_glyphs(one: Glyphs, other: Glyphs) -> Glyphs:
    """Return two sets of glyphs as one; those of turned text stay in the frame in which they run from left to right."""
    before = len(one.chars)
    meanings = tuple((before + place, text, source) for place, text, source in other.meanings)
    return Glyphs(
        chars=one.chars + other.chars,
        x0=one.x0 + other.x0,
        top=one.top + other.top,
        x1=one.x1 + other.x1,
        bottom=one.bottom + other.bottom,
        baseline=one.baseline + other.baseline,
        size=one.size + other.size,
        fonts=one.fonts + other.fonts,
        unmapped=one.unmapped + other.unmapped,
        meanings=(*one.meanings, *meanings),
    )
