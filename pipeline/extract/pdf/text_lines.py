"""Lines of text: each glyph goes to its cell, its line and its place in the line.

The content stream is trusted as long as it runs from left to right and every mark stands over the letter before it;
a line that breaks this is put in order by position. Spaces are those that the producer wrote, and gaps wide enough.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.cell_assignment import assign_cells
from pipeline.extract.pdf.glyph_arrays import GLYPHS, Flags, Floats, GlyphArrays, Ints, text_of
from pipeline.extract.pdf.glyph_classes import GlyphClasses, classify
from pipeline.extract.pdf.mark_attachment import ORPHAN, STRAY, attach_marks
from pipeline.extract.pdf.overprint import to_visual_order
from pipeline.extract.pdf.spacing import infer_spaces
from pipeline.extract.pdf.superscripts import with_superscripts
from pipeline.extract.pdf.text_over_rulings import keep_lines_whole
from pipeline.extract.tables.lattice import Lattice
from pipeline.model import Glyphs, Line, MeaningSource


class TextLineSettings(NamedTuple):
    """Measures of grouping glyphs into lines; see also :class:`GlyphSettings`.

    Attributes:
        script_ratio: times its own size; the size by which a superscript is told to be on the line of larger letters.
    """

    script_ratio: float = 1.7


TEXT_LINES = TextLineSettings()


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of a cell: ``cell`` is its index over all the page's tables, ``NO_CELL`` for running text."""

    cell: int
    line: Line


@dataclass(frozen=True, slots=True)
class DroppedGlyphs:
    """Numbers of glyphs of a page that are in none of its lines, by reason.

    Attributes:
        off_page: their middle is outside the page.
        orphan_marks: marks on a line without letters: browsers cut a page's last line like that and draw it whole on
            the next page.
        stray_marks: marks further from every letter of their line than marks stand.
        duplicates: the second of two equal glyphs at one place.
    """

    off_page: int = 0
    orphan_marks: int = 0
    stray_marks: int = 0
    duplicates: int = 0


class TextLayout(NamedTuple):
    """The lines of a page.

    Attributes:
        lines: by cell, then from top to bottom.
        glyphs: in that order; the lines point into them.
        dropped: what is in no line.
    """

    lines: list[PlacedLine]
    glyphs: Glyphs
    dropped: DroppedGlyphs


def layout_lines(glyphs: GlyphArrays, tables: list[Lattice], width: float, height: float) -> TextLayout:
    """Sort a page's glyphs into lines.

    Args:
        glyphs: in stream order, page space.
        tables: the page's lattices; cells are numbered through over all of them.
        width, height: of the page, points; what stands outside was never printed.
    """
    glyphs, owner = with_superscripts(glyphs, classify(glyphs))
    classes = classify(glyphs)
    x, y = glyphs.centers()
    on_page = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)
    off_page = int((~on_page & ~classes.is_space).sum())
    base = attach_marks(glyphs, classes)
    stray, orphan = on_page & (base == STRAY), on_page & (base == ORPHAN)
    on_page &= base >= 0
    base = np.where(base < 0, np.arange(len(base)), base)
    cell = assign_cells(x, y, tables)
    cell = np.where(classes.is_mark, cell[base], cell)[owner]
    cell = keep_lines_whole(glyphs, cell, base, classes.is_space, tables)[owner]
    line = _line_numbers(replace(glyphs, baseline=glyphs.baseline[owner], size=glyphs.size[owner]), cell, base)
    kept = np.flatnonzero(on_page)
    order = _without_blank_lines(kept[np.lexsort((kept, line[kept]))], line, classes.is_space)
    ordered, line = to_visual_order(glyphs, order, line, base, classes)
    dropped = DroppedGlyphs(off_page, int(orphan.sum()), int(stray.sum()), len(order) - len(ordered))
    return TextLayout(_build_lines(glyphs, ordered, line, cell, classes), _to_model(glyphs, ordered), dropped)


def _line_numbers(glyphs: GlyphArrays, cell: Ints, base: Ints) -> Ints:
    """Return a number per glyph that grows by cell, then down the page; a mark goes with its letter."""
    n = len(glyphs)
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((glyphs.baseline, cell))
    step = np.diff(glyphs.baseline[order])
    size = glyphs.size[order]
    size = np.minimum(np.maximum(size[1:], size[:-1]), TEXT_LINES.script_ratio * np.minimum(size[1:], size[:-1]))
    new_line = (np.diff(cell[order]) != 0) | (step > GLYPHS.same_line * size)
    number = np.zeros(n, dtype=np.int64)
    number[order[1:]] = np.cumsum(new_line)
    return number[base]


def _without_blank_lines(order: Ints, line: Ints, is_space: Flags) -> Ints:
    """Leave out the glyphs of lines that have nothing but spaces."""
    has_ink = np.zeros(int(line.max()) + 1 if len(line) else 0, dtype=bool)
    has_ink[line[order[~is_space[order]]]] = True
    return order[has_ink[line[order]]]


def _build_lines(glyphs: GlyphArrays, order: Ints, line: Ints, cell: Ints, classes: GlyphClasses) -> list[PlacedLine]:
    """Build the lines of glyphs in visual order, with the spaces that their gaps stand for."""
    if len(order) == 0:
        return []
    starts = np.concatenate([[0], np.flatnonzero(np.diff(line[order])) + 1])
    ends = np.append(starts[1:], len(order))
    is_space = classes.is_space[order]
    sides = [
        choose.reduceat(np.where(is_space, nothing, side[order]), starts)
        for choose, nothing, side in (
            (np.minimum, np.inf, glyphs.x0),
            (np.minimum, np.inf, glyphs.top),
            (np.maximum, -np.inf, glyphs.x1),
            (np.maximum, -np.inf, glyphs.bottom),
        )
    ]
    boxes = list(zip(*(side.tolist() for side in sides), strict=True))
    sizes = np.maximum.reduceat(glyphs.size[order], starts).tolist()
    cells = cell[order[starts]].tolist()
    gaps = infer_spaces(glyphs, order, line, classes)
    chars = text_of(np.insert(glyphs.codes[order], gaps, ord(" ")))
    firsts, lasts = ((at + np.searchsorted(gaps, at)).tolist() for at in (starts, ends))
    return [
        PlacedLine(cells[n], Line(chars[firsts[n] : lasts[n]], "", boxes[n], sizes[n], False, (start, end)))
        for n, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
    ]


def _to_model(glyphs: GlyphArrays, order: Ints) -> Glyphs:
    """Return the glyphs in visual order, in the form that a page keeps."""

    def floats(column: Floats) -> array[float]:
        out = array("f")
        out.frombytes(column[order].astype(np.float32).tobytes())
        return out

    meanings: tuple[tuple[int, str, MeaningSource], ...] = ()
    if glyphs.meanings:
        place = {i: at for at, i in enumerate(order.tolist()) if i in glyphs.meanings}
        meanings = tuple(sorted((at, *glyphs.meanings[i]) for i, at in place.items()))
    fonts = array("H")
    fonts.frombytes(glyphs.fonts[order].astype(np.uint16).tobytes())
    return Glyphs(
        chars=glyphs.text(order),
        x0=floats(glyphs.x0),
        top=floats(glyphs.top),
        x1=floats(glyphs.x1),
        bottom=floats(glyphs.bottom),
        baseline=floats(glyphs.baseline),
        size=floats(glyphs.size),
        fonts=fonts,
        unmapped=glyphs.unmapped[order].astype(np.uint8).tobytes(),
        meanings=meanings,
    )
