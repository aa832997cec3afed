"""Columns of running text: bands of a page in which prose runs down beside prose.

Two columns are told by a strip of white that lines on both sides keep open, with the left edges of the right column's
lines at its end. What crosses the strip (a title, a wide table, a footer) ends a band. Parts of a letterhead, forms and
borderless rows keep such a strip open too; but lines of prose are full, and its paragraphs begin at unequal heights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_classes import BLANK, char_classes
from pipeline.extract.pdf.stream_tables import wide_gaps
from pipeline.extract.tables.lattice import Lattice, LatticeCell
from pipeline.model import Box, Glyphs, Line


class PageColumnSettings(NamedTuple):
    """When lines beside each other are columns of prose; lengths in type sizes where nothing else is said.

    Attributes:
        gutter: white between two columns is at least this wide.
        justified_space: a space between words of a justified line is narrower.
        max_tries: places where lines begin that are tried, those of most lines first.
        same_edge: points by which lines of a column may differ where they begin.
        min_lines: of a column.
        few_lines: a column with fewer lines than this must be full in all but its last one.
        full_line: share of its column's width that a full line fills.
        full_line_of_few: the same in a column of few lines.
        min_full: share of a column's lines that are full.
        min_width: of a column.
        min_letters: share of its characters that are letters.
        max_marked: share of its lines that begin with a bullet, a check box or another sign.
        one_line: share of a column's lines that stand alone on their baseline.
        min_labels: labels (``มาตรการ :``) that two columns have in common which are lists, however short their lines.
        min_overlap: share of the height of the shorter column that stands beside the other.
        paragraph_gap: times the usual distance of lines; lines farther apart part paragraphs.
        above_baseline, below_baseline: how far a band reaches over the middle of its first letters, under its last.
        far_off: times the usual distance; what stands so far above or below a band is a running head or foot.
    """

    gutter: float = 0.8
    justified_space: float = 4.0
    max_tries: int = 8
    same_edge: float = 2.0
    min_lines: int = 3
    few_lines: int = 5
    full_line: float = 0.7
    full_line_of_few: float = 0.85
    min_full: float = 0.6
    min_width: float = 8.0
    min_letters: float = 0.6
    max_marked: float = 0.3
    one_line: float = 0.85
    min_labels: int = 3
    min_overlap: float = 0.5
    paragraph_gap: float = 1.4
    far_off: float = 2.2
    above_baseline: float = 0.75
    below_baseline: float = 0.2


PAGE_COLUMNS = PageColumnSettings()
_LABEL = re.compile(r"\s*(\S[^:\n]{1,28}?)\s*:\s*\S")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a line between wide gaps, or a table; points."""

    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    text: str = ""
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class ColumnBand:
    """A part of a page in columns.

    Attributes:
        top, bottom: points.
        edges: of its columns, left to right, points; one more than there are columns.
    """

    top: float
    bottom: float
    edges: tuple[float, ...]

    def column_of(self, box: Box) -> int | None:
        """Return the column, 0-based, in which the middle of a box stands; None outside the band."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not (self.top <= y <= self.bottom and self.edges[0] <= x <= self.edges[-1]):
            return None
        return min(int(np.searchsorted(self.edges, x, side="right")) - 1, len(self.edges) - 2)

    def lattice(self) -> Lattice:
        """Return the band as a table of one row, whose cells part lines that stand on one baseline."""
        count = len(self.edges) - 1
        cells = [LatticeCell(0, column, 1, 1) for column in range(count)]
        return Lattice(list(self.edges), [self.top, self.bottom], cells, np.arange(count)[None, :], ruled=False)


def facing_pages(gutter: float | None) -> list[ColumnBand]:
    """Return two pages that meet at a gutter (points from the left) as columns of one; none where there is none."""
    return [] if gutter is None else [ColumnBand(-inf, inf, (-inf, gutter, inf))]


def find_column_bands(running: Sequence[Line], glyphs: Glyphs, tables: Sequence[Lattice]) -> list[ColumnBand]:
    """Find the bands of a page in columns, top to bottom.

    Args:
        running: lines outside tables.
        glyphs: that they point into.
        tables: of the page; one may stand in a column.
    """
    if len(running) < 2 * PAGE_COLUMNS.min_lines:
        return []
    gaps = wide_gaps(glyphs, PAGE_COLUMNS.gutter)
    starts = _common_starts(running, [glyphs.x0[k] for k in gaps[:, 1].tolist()])
    if not starts:
        return []
    fragments = _fragments(running, glyphs, gaps)
    if not fragments:
        return []
    size = median(f.size for f in fragments)
    fragments += [Fragment(t.xs[0], t.xs[-1], t.ys[0], t.ys[-1], t.ys[-1], size, "", True) for t in tables]
    bands: list[ColumnBand] = []
    for start in starts:
        for band in _bands(start, fragments, starts, size):
            if not any(band.top < other.bottom and other.top < band.bottom for other in bands):
                bands.append(band)
    return sorted(bands, key=lambda band: band.top)


def _fragments(lines: Sequence[Line], glyphs: Glyphs, gaps: np.ndarray) -> list[Fragment]:
    """Return the pieces of lines between their wide gaps."""
    pieces: list[tuple[int, int]] = []
    begins, ends = gaps[:, 0], gaps[:, 1]
    for line in lines:
        start, end = line.glyphs or (0, 0)
        if end > start and line.box is not None:
            at = ends[np.searchsorted(begins, start) : np.searchsorted(ends, end)]
            pieces += pairwise([start, *at.tolist(), end])
    inks = _inks(glyphs, pieces)
    return [
        Fragment(x0, x1, top, bottom, median(glyphs.baseline[a:b]), size, glyphs.chars[a:b])
        for (a, b), (x0, x1, top, bottom, size) in zip(pieces, inks.tolist(), strict=True)
        if size > 0
    ]


def _inks(glyphs: Glyphs, pieces: Sequence[tuple[int, int]]) -> np.ndarray:
    """Return n x 5 of pieces: left, right, top and bottom of their ink, and their largest type size; 0 without ink."""
    if not pieces:
        return np.zeros((0, 5))
    x0, x1, top, bottom, size = (
        np.append(np.frombuffer(side, dtype=np.float32), np.float32(0)).astype(np.float64)
        for side in (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom, glyphs.size)
    )
    codes = np.frombuffer(glyphs.chars.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    blank = char_classes(codes.astype(np.int64)) & BLANK != 0
    inked = (x1 > x0) & ~np.append(blank, True)
    bounds = np.array(pieces, dtype=np.int64).ravel()
    return np.column_stack(
        [
            np.minimum.reduceat(np.where(inked, x0, np.inf), bounds)[::2],
            np.maximum.reduceat(np.where(inked, x1, -np.inf), bounds)[::2],
            np.minimum.reduceat(np.where(inked, top, np.inf), bounds)[::2],
            np.maximum.reduceat(np.where(inked, bottom, -np.inf), bounds)[::2],
            np.maximum.reduceat(np.where(inked, size, 0.0), bounds)[::2],
        ]
    )


def _common_starts(running: Sequence[Line], after_gaps: Sequence[float]) -> list[float]:
    """Return where several lines, or pieces of lines after a gap, begin far from the page's left edge of text.

    Those of most lines come first.
    """
    boxes = [line.box for line in running if line.box is not None]
    if not boxes:
        return []
    leftmost = min(box[0] for box in boxes) + PAGE_COLUMNS.min_width * min(line.size or 0.0 for line in running)
    edges = sorted(x for x in (*(box[0] for box in boxes), *after_gaps) if x > leftmost)
    groups: list[list[float]] = []
    for x in edges:
        if groups and x - groups[-1][0] <= PAGE_COLUMNS.same_edge:
            groups[-1].append(x)
        else:
            groups.append([x])
    common = [group for group in groups if len(group) >= PAGE_COLUMNS.min_lines]
    return [group[0] for group in sorted(common, key=len, reverse=True)[: PAGE_COLUMNS.max_tries]]


def _bands(start: float, fragments: Sequence[Fragment], starts: Sequence[float], size: float) -> Iterator[ColumnBand]:
    """Yield the bands that lines beginning at ``start`` make with what stands left of them."""
    strip = start - PAGE_COLUMNS.gutter * size, start - PAGE_COLUMNS.same_edge / 2
    band: list[Fragment] = []
    for fragment in [*sorted(fragments, key=lambda f: f.base), None]:
        if fragment is not None and not (fragment.x0 < strip[1] and fragment.x1 > strip[0]):
            band.append(fragment)
            continue
        columns = _split(_without_far_off(band), start, starts)
        if len(columns) > 1 and _are_prose(columns):
            yield _band(columns)
        band = []


def _without_far_off(band: list[Fragment]) -> list[Fragment]:
    """Leave out what stands far above or below the other lines: running heads and feet."""
    bases = sorted({round(f.base, 1) for f in band if not f.is_table})
    if len(bases) < PAGE_COLUMNS.min_lines:
        return band
    steps = [b - a for a, b in pairwise(bases)]
    size = median(f.size for f in band)
    limit = PAGE_COLUMNS.far_off * max(median(steps), size)
    first, last = 0, len(bases) - 1
    while last - first > PAGE_COLUMNS.min_lines and steps[last - 1] > limit:
        last -= 1
    while last - first > PAGE_COLUMNS.min_lines and steps[first] > limit:
        first += 1
    inside = bases[first] - size, bases[last] + size
    return [f for f in band if f.is_table or inside[0] < f.base < inside[1]]


def _split(band: list[Fragment], start: float, starts: Sequence[float]) -> list[list[Fragment]]:
    """Return the columns of a band: at ``start``, and within both sides where their lines keep a further strip open."""
    columns = [[f for f in band if f.x1 < start], [f for f in band if f.x1 >= start]]
    if not all(columns):
        return []
    out: list[list[Fragment]] = []
    for column in columns:
        further = (x for x in starts if x != start and _is_free(column, x))
        inner = next(further, None)
        out += _split(column, inner, starts) if inner is not None else [column]
    return out


def _is_free(column: Sequence[Fragment], start: float) -> bool:
    """Tell whether lines stand on both sides of a place, and none crosses it."""
    left = [f for f in column if f.x1 <= start - PAGE_COLUMNS.gutter * median(f.size for f in column) / 2]
    right = [f for f in column if f.x0 >= start - PAGE_COLUMNS.same_edge]
    enough = min(len(left), len(right)) >= PAGE_COLUMNS.min_lines
    return enough and len(left) + len(right) == len(column)


def _are_prose(columns: Sequence[Sequence[Fragment]]) -> bool:
    """Tell whether each column is prose, maybe with tables in it, and whether they stand beside each other."""
    are_lists = all(_share_labels(*pair) for pair in pairwise(columns))
    if not are_lists and not all(map(_is_prose, columns)):
        return False
    for left, right in pairwise(columns):
        (top, bottom), (other_top, other_bottom) = _extent(left), _extent(right)
        beside = min(bottom, other_bottom) - max(top, other_top)
        shorter = min(bottom - top, other_bottom - other_top)
        if beside < PAGE_COLUMNS.min_overlap * shorter or (not are_lists and _are_rows(left, right)):
            return False
    return True


def _share_labels(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Tell lists beside each other: the same labels begin lines of both."""
    labels = [{m.group(1) for f in column if (m := _LABEL.match(f.text))} for column in (left, right)]
    return len(labels[0] & labels[1]) >= PAGE_COLUMNS.min_labels


def _extent(column: Sequence[Fragment]) -> tuple[float, float]:
    return min(f.top for f in column), max(f.bottom for f in column)


def _with_wide_spaces(pieces: Sequence[Fragment]) -> list[Fragment]:
    """Join pieces on one baseline that the wide spaces of justified lines part."""
    lines: list[Fragment] = []
    for piece in sorted(pieces, key=lambda f: (round(f.base), f.x0)):
        before = lines[-1] if lines else None
        if (
            before is not None
            and abs(piece.base - before.base) < piece.size / 2
            and 0 < piece.x0 - before.x1 < PAGE_COLUMNS.justified_space * piece.size
        ):
            lines[-1] = replace(
                before,
                x1=piece.x1,
                top=min(before.top, piece.top),
                bottom=max(before.bottom, piece.bottom),
                text=f"{before.text} {piece.text}",
            )
        else:
            lines.append(piece)
    return lines


def _is_prose(column: Sequence[Fragment]) -> bool:
    """Tell whether the lines of a column are full, of letters, and alone on their baselines."""
    lines = _with_wide_spaces([f for f in column if not f.is_table])
    if len(lines) < PAGE_COLUMNS.min_lines:
        return False
    size, width = median(f.size for f in lines), max(f.x1 for f in lines) - min(f.x0 for f in lines)
    text = "".join(f.text for f in lines)
    letters = sum(char.isalpha() or "\u0e30" <= char <= "\u0e4e" for char in text)
    if width < PAGE_COLUMNS.min_width * size or letters < PAGE_COLUMNS.min_letters * len("".join(text.split())):
        return False
    alone = 1 + sum(b.base - a.base > size / 2 for a, b in pairwise(lines))
    if alone < PAGE_COLUMNS.one_line * len(lines):
        return False
    if len(lines) < PAGE_COLUMNS.few_lines:
        return all(f.x1 - f.x0 >= PAGE_COLUMNS.full_line_of_few * width for f in lines[:-1])
    if sum(not f.text.lstrip()[:1].isalnum() for f in lines) > PAGE_COLUMNS.max_marked * len(lines):
        return False
    full = sum(f.x1 - f.x0 >= PAGE_COLUMNS.full_line * width for f in lines)
    return full >= PAGE_COLUMNS.min_full * len(lines)


def _are_rows(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Tell whether paragraphs begin at equal heights on both sides, as those of rows do."""
    ours, theirs = _paragraph_starts(left), _paragraph_starts(right)
    size = median(f.size for f in left)
    shared = sum(any(abs(a - b) < size / 2 for b in theirs) for a in ours)
    return bool(ours) and bool(theirs) and 2 * shared > min(len(ours), len(theirs))


def _paragraph_starts(column: Sequence[Fragment]) -> list[float]:
    """Return the baselines of lines that stand farther below the line before than lines usually do."""
    bases = sorted(f.base for f in _with_wide_spaces([f for f in column if not f.is_table]))
    steps = [b - a for a, b in pairwise(bases)]
    limit = PAGE_COLUMNS.paragraph_gap * median(steps or [0.0])
    return [base for base, step in zip(bases[1:], steps, strict=True) if step > limit]


def _band(columns: Sequence[Sequence[Fragment]]) -> ColumnBand:
    every = [f for column in columns for f in column]
    margin = PAGE_COLUMNS.gutter * median(f.size for f in every) / 4
    gutters = [(max(f.x1 for f in a) + min(f.x0 for f in b)) / 2 for a, b in pairwise(columns)]
    edges = (min(f.x0 for f in every) - margin, *gutters, max(f.x1 for f in every) + margin)
    top = min(f.top if f.is_table else f.base - PAGE_COLUMNS.above_baseline * f.size for f in every)
    bottom = max(f.bottom if f.is_table else f.base + PAGE_COLUMNS.below_baseline * f.size for f in every)
    return ColumnBand(top, bottom, edges)
