"""Where each glyph belongs: its cell, its line, its place in the line.

The content stream is trusted as long as it runs from left to right and every mark stands over the letter before it;
a line that breaks this is put in order by position. Spaces are those that the producer wrote, and gaps wide enough.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.extract.pdf.overprint import in_reading_order
from pipeline.extract.pdf.pdfium_glyphs import Floats, GlyphArrays, Ints, spelled
from pipeline.extract.pdf.spacing import BARE, BLANK, LOST, MARK, Kinds, kinds, made_spaces
from pipeline.extract.tables.lattice import Lattice
from pipeline.model import Glyphs, Line

Flags = np.ndarray[Any, np.dtype[np.bool_]]

OVERHANG = 0.15  # of a mark's width: how much more of it the letter behind must hold to have it
STRAY, UNBORNE = -1, -2
CHUNK = 64  # marks that are held against all letters of a page at a time
WINDOW = 4  # letters before and after a mark in the stream among which the one under it is sought first
MANY = 8  # marks of a font that must stand off their letters before its stream is believed
SAME_LINE = 0.4  # of the font size: baselines closer than this are one line
SCRIPT = 1.7  # times its size: the letters beside a superscript, by whose size it is told to be on their line
INK = 0.04  # of the font size: a glyph at least this high has ink
REACH = 0.25  # of the font size: how far a mark may stand off its letter


@dataclass(frozen=True, slots=True)
class Placed:
    """Lines of a region: ``region`` is -1 for running text, else the index of a cell over all the page's tables."""

    region: int
    line: Line


@dataclass(frozen=True, slots=True)
class Dropped:
    """Glyphs of a page that are in none of its lines, by reason.

    Attributes:
        outside: their middle is outside the page.
        unborne: marks on a line without letters: browsers cut a page's last line like that and draw it whole on the next.
        stray: marks further from every letter of their line than marks stand.
        twins: the second of two equal glyphs at one place.
    """

    outside: int = 0
    unborne: int = 0
    stray: int = 0
    twins: int = 0


def place(
    glyphs: GlyphArrays, tables: list[Lattice], width: float, height: float
) -> tuple[list[Placed], Glyphs, Dropped]:
    """Sort a page's glyphs into lines.

    Args:
        glyphs: in stream order, page space.
        tables: the page's lattices; cells are numbered through over all of them.
        width, height: of the page, points; what stands outside was never printed.

    Returns:
        Lines ordered by region, then from top to bottom; the glyphs in that order, which the lines point into; and what
        was dropped.
    """
    kind = kinds(glyphs.codes)
    is_mark, blank = kind & MARK > 0, kind & BLANK > 0
    # Word maps the ring of a split ำ to a space: a space with ink is a mark
    is_space = blank & (glyphs.bottom - glyphs.top < INK * glyphs.size)
    is_mark |= blank & ~is_space
    # a glyph that nobody could decode is a mark where its ink stands above the letters or hangs below the line
    lost = (glyphs.unmapped == 1) | (kind & LOST > 0)
    off_line = (glyphs.bottom < glyphs.baseline - 0.35 * glyphs.size) | (glyphs.top > glyphs.baseline)
    is_mark |= lost & off_line & (glyphs.x1 - glyphs.x0 < 0.6 * glyphs.size)
    middle_x = (glyphs.x0 + glyphs.x1) / 2
    middle_y = glyphs.baseline - 0.25 * glyphs.size
    inside = (middle_x >= 0) & (middle_x <= width) & (middle_y >= 0) & (middle_y <= height)
    region = _regions(middle_x, middle_y, tables)
    host = _hosts(glyphs, is_mark, ~is_mark & ~is_space & (kind & BARE == 0), middle_x)
    outside = int((~inside & ~is_space).sum())
    stray, unborne = inside & (host == STRAY), inside & (host == UNBORNE)
    inside &= host >= 0
    host = np.where(host < 0, np.arange(len(host)), host)
    region = np.where(is_mark, region[host], region)
    region = _overflow(glyphs, region, np.maximum(glyphs.x1, glyphs.x1[host]))
    line = _line_numbers(glyphs, region, host)
    keep = np.flatnonzero(inside)
    order = keep[np.lexsort((keep, line[keep]))]
    placed, columns, twins = _lines(glyphs, order, line, region, host, is_mark, is_space, kind)
    return placed, columns, Dropped(outside, int(unborne.sum()), int(stray.sum()), twins)


def _regions(x: Floats, y: Floats, tables: list[Lattice]) -> Ints:
    """Per glyph the number of the cell it stands in, -1 outside all; the innermost table wins."""
    region = np.full(len(x), -1, dtype=np.int64)
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
        region[within] = np.where(owner >= 0, owner + offsets[k], region[within])
    return region


def _hosts(glyphs: GlyphArrays, is_mark: Flags, letter: Flags, middle_x: Floats) -> Ints:
    """For each mark the letter it stands over; for each other glyph itself. ``letter``: which glyphs may carry marks.

    A mark that stands on another mark goes where that goes, even where a wide vowel reaches over the next letter.
    """
    host = _letters_under(glyphs, is_mark, letter, middle_x)
    on = np.flatnonzero(is_mark[1:] & is_mark[:-1]) + 1
    under = on - 1
    stands_on = (
        (glyphs.bottom[on] <= glyphs.top[under] + INK * glyphs.size[on])
        & (host[under] >= 0)
        & (middle_x[on] >= glyphs.x0[under])
        & (middle_x[on] <= glyphs.x1[under])
        & (np.abs(glyphs.baseline[on] - glyphs.baseline[under]) <= 0.1)
    )
    host[on[stands_on]] = host[under[stands_on]]
    return host


def _letters_under(glyphs: GlyphArrays, is_mark: Flags, letter: Flags, middle_x: Floats) -> Ints:
    """For each mark the letter it stands over by its own place.

    The letter before it in the stream, where the middle of the mark's ink is over that letter; else the letter of its
    line that it overlaps most, else the one whose end is nearest. Where none is near, the mark's letter was not drawn:
    browsers cull the letters of a line behind a page end, but not its highest marks. It is a stray, or unborne where its
    line has no letter at all.
    """
    n = len(glyphs)
    at = np.arange(n)
    before = np.maximum.accumulate(np.where(letter, at, -1))
    first = before < 0  # what is drawn before any letter stands over none of those before it
    before = np.maximum(before, 0)
    host = np.where(is_mark, before, at)
    near = (
        ~first
        & (np.abs(glyphs.baseline - glyphs.baseline[before]) <= SAME_LINE * glyphs.size)
        & (middle_x >= glyphs.x0[before])
        & (middle_x <= glyphs.x1[before] + 0.02 * glyphs.size)
    )
    near |= _set_off(glyphs, is_mark, near, before) & ~first
    astray = np.flatnonzero(is_mark & ~near)
    if len(astray) == 0:
        return host
    letters = np.flatnonzero(letter)
    if len(letters) == 0:
        host[astray] = UNBORNE
        return host
    host[astray], over = _neighbour_under(glyphs, astray, letters)
    astray = astray[~over]
    for start in range(0, len(astray), CHUNK):
        marks = astray[start : start + CHUNK]
        host[marks] = _any_under(glyphs, marks, letters)
    return host


def _any_under(glyphs: GlyphArrays, marks: Ints, letters: Ints) -> Ints:
    """For each mark the letter of its line that it overlaps most, else the one whose end is nearest; STRAY or UNBORNE where none is."""
    size, rows = glyphs.size[marks, None], np.arange(len(marks))
    on_line = np.abs(glyphs.baseline[letters] - glyphs.baseline[marks, None]) <= SAME_LINE * size
    left, right = glyphs.x0[marks, None], glyphs.x1[marks, None]
    lap = np.minimum(glyphs.x1[letters], right) - np.maximum(glyphs.x0[letters], left)
    starts_in = (glyphs.x0[letters] <= left) & (left < glyphs.x1[letters])
    best = np.where(on_line, lap + np.where(starts_in, OVERHANG * (right - left), 0.0), -np.inf).argmax(axis=1)
    distance = np.where(on_line, np.abs((left + right) / 2 - glyphs.x1[letters]), np.inf)
    apart = lap[rows, best] <= 0
    best[apart] = distance.argmin(axis=1)[apart]
    host: Ints = letters[best]
    host[apart & (distance[rows, best] > 2 * REACH * size[:, 0])] = STRAY
    host[~on_line.any(axis=1)] = UNBORNE
    return host


def _neighbour_under(glyphs: GlyphArrays, marks: Ints, letters: Ints) -> tuple[Ints, Flags]:
    """For each mark the letter, of those near it in the stream and on its line, that it overlaps most; and whether that is sure."""
    at = np.searchsorted(letters, marks)
    near = letters[np.clip(at[:, None] + np.arange(-WINDOW, WINDOW), 0, len(letters) - 1)]
    lap = np.minimum(glyphs.x1[near], glyphs.x1[marks, None]) - np.maximum(glyphs.x0[near], glyphs.x0[marks, None])
    lap[np.abs(glyphs.baseline[near] - glyphs.baseline[marks, None]) > SAME_LINE * glyphs.size[marks, None]] = -np.inf
    # a mark may hang over the letter behind its own: the one that holds its left edge comes before one that holds as much
    starts_in = (glyphs.x0[near] <= glyphs.x0[marks, None]) & (glyphs.x0[marks, None] < glyphs.x1[near])
    best = (lap + np.where(starts_in, OVERHANG * (glyphs.x1 - glyphs.x0)[marks, None], 0.0)).argmax(axis=1)
    rows = np.arange(len(marks))
    return near[rows, best], lap[rows, best] > 0.5 * (glyphs.x1 - glyphs.x0)[
        marks
    ]  # no other letter can have more of it


def _set_off(glyphs: GlyphArrays, is_mark: Flags, near: Flags, before: Ints) -> Flags:
    """Marks of fonts that set every mark off by the same step (typewriter faces): there the stream's order is right."""
    offset = (glyphs.x0 - glyphs.x0[before]) / np.maximum(glyphs.size, 0.01)
    same_line = np.abs(glyphs.baseline - glyphs.baseline[before]) <= SAME_LINE * glyphs.size
    trusted = np.zeros(len(glyphs), dtype=bool)
    for font in np.unique(glyphs.fonts[is_mark & ~near]):
        marks = is_mark & (glyphs.fonts == font)
        off = marks & ~near & same_line & (offset > 0) & (offset < 1.2)
        if off.sum() > max(MANY, 0.6 * marks.sum()):
            trusted |= off
    return trusted


def _overflow(glyphs: GlyphArrays, region: Ints, right: Floats) -> Ints:
    """Text that runs over a ruling in one go belongs whole to the cell where most of it stands.

    ``right`` is where each glyph ends, a mark with its letter.
    """
    if len(glyphs) < 2:
        return region
    cross = (
        (region[1:] != region[:-1])
        & (glyphs.run[1:] == glyphs.run[:-1])
        & (np.abs(np.diff(glyphs.baseline)) < 0.1)
        & (glyphs.x0[1:] - right[:-1] < 0.15 * glyphs.size[1:])
        & (glyphs.x0[1:] - glyphs.x0[:-1] > 0)
    )
    if not cross.any():
        return region
    region = region.copy()
    for i in np.flatnonzero(cross):
        start = end = int(i)
        while start > 0 and _flows(glyphs, start - 1, right):
            start -= 1
        while end + 1 < len(glyphs) and _flows(glyphs, end, right):
            end += 1
        values, counts = np.unique(region[start : end + 1], return_counts=True)
        region[start : end + 1] = values[counts.argmax()]
    return region


def _flows(glyphs: GlyphArrays, i: int, right: Floats) -> bool:
    """Whether glyph i + 1 goes on with the word of glyph i."""
    return bool(
        glyphs.run[i + 1] == glyphs.run[i]
        and not glyphs.spelled(slice(i, i + 1)).isspace()
        and not glyphs.spelled(slice(i + 1, i + 2)).isspace()
        and abs(glyphs.baseline[i + 1] - glyphs.baseline[i]) < 0.1
        and glyphs.x0[i + 1] - right[i] < 0.15 * glyphs.size[i]
    )


def _line_numbers(glyphs: GlyphArrays, region: Ints, host: Ints) -> Ints:
    """Per glyph a number that grows by region, then down the page; a mark goes with its letter."""
    n = len(glyphs)
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((glyphs.baseline, region))
    step = np.diff(glyphs.baseline[order])
    size = glyphs.size[order]
    size = np.minimum(np.maximum(size[1:], size[:-1]), SCRIPT * np.minimum(size[1:], size[:-1]))
    new = (np.diff(region[order]) != 0) | (step > SAME_LINE * size)
    number = np.zeros(n, dtype=np.int64)
    number[order[1:]] = np.cumsum(new)
    return number[host]


def _lines(
    glyphs: GlyphArrays, order: Ints, line: Ints, region: Ints, host: Ints, is_mark: Flags, is_space: Flags, kind: Kinds
) -> tuple[list[Placed], Glyphs, int]:
    """Build the lines, and count the glyphs that were drawn twice; most keep the order of the stream, and one without ink is none."""
    inked = np.zeros(int(line.max()) + 1 if len(line) else 0, dtype=bool)
    inked[line[order[~is_space[order]]]] = True
    order = order[inked[line[order]]]
    if len(order) == 0:
        return [], _columns(glyphs, order), 0
    drawn = len(order)
    order, line = in_reading_order(glyphs, order, line, host, is_mark, is_space)
    twins = drawn - len(order)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(line[order])) + 1])
    ends = np.append(starts[1:], len(order))
    gaps = made_spaces(glyphs, order, line, is_mark, is_space, kind)
    blank = is_space[order]
    sides = [
        choose.reduceat(np.where(blank, outside, side[order]), starts)
        for choose, outside, side in (
            (np.minimum, np.inf, glyphs.x0),
            (np.minimum, np.inf, glyphs.top),
            (np.maximum, -np.inf, glyphs.x1),
            (np.maximum, -np.inf, glyphs.bottom),
        )
    ]
    boxes = list(zip(*(side.tolist() for side in sides), strict=True))
    sizes = np.maximum.reduceat(glyphs.size[order], starts).tolist()
    regions = region[order[starts]].tolist()
    chars = spelled(np.insert(glyphs.codes[order], gaps, 0x20))
    firsts, lasts = ((at + np.searchsorted(gaps, at)).tolist() for at in (starts, ends))
    placed = [
        Placed(regions[n], Line(chars[firsts[n] : lasts[n]], "", boxes[n], sizes[n], False, (start, end)))
        for n, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
    ]
    return placed, _columns(glyphs, order), twins


def _columns(glyphs: GlyphArrays, order: Ints) -> Glyphs:
    """The glyphs in reading order, in the form that travels on."""

    def floats(column: Floats) -> array[float]:
        out = array("f")
        out.frombytes(column[order].astype(np.float32).tobytes())
        return out

    fonts = array("H")
    fonts.frombytes(glyphs.fonts[order].astype(np.uint16).tobytes())
    return Glyphs(
        chars=glyphs.spelled(order),
        x0=floats(glyphs.x0),
        top=floats(glyphs.top),
        x1=floats(glyphs.x1),
        bottom=floats(glyphs.bottom),
        baseline=floats(glyphs.baseline),
        size=floats(glyphs.size),
        fonts=fonts,
        unmapped=glyphs.unmapped[order].astype(np.uint8).tobytes(),
    )
