"""Lines of a text layer in columns without rulings: input of the stream finder, and those that it left as text."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.tables.stream import TextLine, ink_spans
from pipeline.extract.tables.stream_text import STREAM
from pipeline.model import Glyphs, Line

Ints = np.ndarray[Any, np.dtype[np.int64]]
Gap = tuple[float, float]
"""Left and right end of white space in a line, points."""


class AlignedLinesSettings(NamedTuple):
    """When glyphs stand apart, and when lines that were read as text look like rows of a table.

    Attributes:
        ink_height: type sizes; a glyph at least this high has ink.
        same_baseline: type sizes; neighbours whose baselines differ by less are of one line.
        column_gap: type sizes; white space that parts columns is wider.
        shared_gap: type sizes; gaps of two lines are of one gutter where they share more than this.
        line_pitch: type sizes from the foot of a line to the foot of the next.
        min_lines: lines below each other that share gaps.
        min_gaps: gaps that they share.
        number_gap: type sizes from a number to the word behind it, at least.
        number_gutter: type sizes of white that stands for the gutter between numbers and the words behind them.
        same_edge: type sizes by which numbers may differ where their ink ends, and words where it begins.
    """

    ink_height: float = 0.02
    same_baseline: float = 0.4
    column_gap: float = 1.5
    shared_gap: float = 0.5
    line_pitch: float = 3.0
    min_lines: int = 3
    min_gaps: int = 2
    number_gap: float = 0.08
    number_gutter: float = 0.6
    same_edge: float = 0.2


ALIGNED_LINES = AlignedLinesSettings()


def stream_lines(running: Sequence[Line], glyphs: Glyphs) -> list[TextLine]:
    """Return running lines, top to bottom, for the stream finder; none where too few have gaps for a table.

    Args:
        running: lines outside ruled tables.
        glyphs: that they point into.
    """
    starts = np.array([line.glyphs[0] for line in running if line.glyphs], dtype=np.int64)
    enough = len(starts) >= STREAM.min_rows
    before_gap = wide_gaps(glyphs, STREAM.gutter_width)[:, 0] if enough else np.zeros(0, np.int64)
    before_gap = before_gap[before_gap < max((line.glyphs[1] for line in running if line.glyphs), default=0)]
    gaps_of_line = np.bincount(np.searchsorted(starts, before_gap, side="right"))
    if np.count_nonzero(gaps_of_line >= STREAM.min_gutters) < STREAM.min_rows:
        return []
    out, words, inks = [], [], []
    for line in running:
        start, end = line.glyphs or (0, 0)
        height = ALIGNED_LINES.ink_height
        inked = [k for k in range(start, end) if glyphs.bottom[k] - glyphs.top[k] > height * glyphs.size[k]]
        if inked and line.box is not None:
            size = line.size or max(glyphs.size[k] for k in inked)
            spans = ink_spans([glyphs.x0[k] for k in inked], [glyphs.x1[k] for k in inked], size)
            is_worded = not any(char.isdecimal() for char in glyphs.chars[start:end])
            base = median(glyphs.baseline[start:end])
            out.append(TextLine(line.box[1], line.box[3], base, spans, size, is_worded=is_worded))
            words.append(_words_after_numbers(inked, glyphs, size))
            inks.append(inked)
    parted = zip(_with_numbers_apart(out, words), inks, strict=True)
    return sorted((_with_texts(line, inked, glyphs) for line, inked in parted), key=lambda line: line.top)


def _with_texts(line: TextLine, inked: Sequence[int], glyphs: Glyphs) -> TextLine:
    """Return a line with the texts of its spans; each glyph is of the last span that begins before its middle."""
    starts = [a for a, _ in line.spans]
    texts = ["" for _ in starts]
    for k in inked:
        texts[max(0, bisect(starts, (glyphs.x0[k] + glyphs.x1[k]) / 2) - 1)] += glyphs.chars[k]
    return replace(line, texts=tuple(texts))


def _words_after_numbers(inked: Sequence[int], glyphs: Glyphs, size: float) -> list[Gap]:
    """Return where numbers of a line end, and where the words right behind them begin."""
    order = sorted(inked, key=lambda k: glyphs.x0[k])
    out = []
    for left, right in pairwise(order):
        end, begin = glyphs.x1[left], glyphs.x0[right]
        apart = begin - end >= ALIGNED_LINES.number_gap * size
        if apart and glyphs.chars[left].isdecimal() and glyphs.chars[right].isalpha():
            out.append((end, begin))
    return out


def _with_numbers_apart(lines: Sequence[TextLine], words: Sequence[Sequence[Gap]]) -> list[TextLine]:
    """Part figures from the words behind them, however close: in many lines the ones end and the others begin alike.

    A sheet sets figures to the right of their column and words to the left of the next. The gutter between them is
    made as wide as others are, by taking from the figures' ink.
    """
    near = ALIGNED_LINES.same_edge * max((line.size for line in lines), default=0.0)
    every = sorted(gap for gaps_of_line in words for gap in gaps_of_line)
    shared = [
        gap
        for gap in every
        if sum(abs(a - gap[0]) <= near and abs(b - gap[1]) <= near for a, b in every) >= STREAM.min_rows
    ]
    out = []
    for line, gaps_of_line in zip(lines, words, strict=True):
        for end, begin in gaps_of_line:
            if (end, begin) in shared:
                edge = min(end, begin - ALIGNED_LINES.number_gutter * line.size)
                left = [(a, max(a, min(b, edge))) for a, b in line.spans if a < end]
                line = replace(line, spans=(*left, *((max(a, begin), b) for a, b in line.spans if b > begin)))
        out.append(line)
    return out


def count_aligned_lines(running: Sequence[Line], glyphs: Glyphs) -> int:
    """Return how many running lines below each other have gaps at the same places; 0 where too few for a table.

    Args:
        running: lines that are in no table, top to bottom.
        glyphs: that they point into.
    """
    least = ALIGNED_LINES.min_lines
    if len(running) < least:
        return 0
    wide = wide_gaps(glyphs, ALIGNED_LINES.column_gap)
    if len(wide) < least * ALIGNED_LINES.min_gaps:
        return 0
    longest = max(_aligned_runs(running, glyphs, wide), default=0)
    return longest if longest >= least else 0


def _aligned_runs(running: Sequence[Line], glyphs: Glyphs, wide: Ints) -> Iterator[int]:
    """Yield the length of each run of lines that have gaps at the same places."""
    shared: list[Gap] = []
    count, foot_above = 0, None
    for line in running:
        start, end = line.glyphs or (0, 0)
        at = wide[np.searchsorted(wide[:, 0], start) : np.searchsorted(wide[:, 1], end)] if end else wide[:0]
        gaps = _gap_ends(at, glyphs, start)
        size = line.size or 0.0
        pitch = line.box[3] - foot_above if foot_above is not None and line.box is not None else 0.0
        both = _common_gaps(shared, gaps, ALIGNED_LINES.shared_gap * size)
        if 0 < pitch < ALIGNED_LINES.line_pitch * size and len(both) >= ALIGNED_LINES.min_gaps:
            shared, count = both, count + 1
        else:
            yield count
            shared, count = gaps, int(len(gaps) >= ALIGNED_LINES.min_gaps)
        foot_above = line.box[3] if line.box else None
    yield count


def _common_gaps(above: list[Gap], below: list[Gap], min_width: float) -> list[Gap]:
    """Return what the gaps of two lines have in common, where it is wider than that; each goes with one at most."""
    out: list[Gap] = []
    left = list(below)
    for a, b in above:
        match = next(((c, d) for c, d in left if min(b, d) - max(a, c) > min_width), None)
        if match is not None:
            left.remove(match)
            out.append((max(a, match[0]), min(b, match[1])))
    return out


def wide_gaps(glyphs: Glyphs, gap: float) -> Ints:
    """Return n x 2 indices of glyphs: neighbours on a line with more than ``gap`` type sizes of white between them."""
    sides = (glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom, glyphs.baseline, glyphs.size)
    x0, top, x1, bottom, baseline, size = (np.frombuffer(side, dtype=np.float32) for side in sides)
    inked = np.flatnonzero(bottom - top > ALIGNED_LINES.ink_height * size)
    right, left = inked[1:], inked[:-1]
    on_one_line = np.abs(baseline[right] - baseline[left]) < ALIGNED_LINES.same_baseline * size[right]
    apart = (x0[right] - x1[left] > gap * size[right]) & on_one_line
    return np.column_stack([left[apart], right[apart]])


def _gap_ends(pairs: Ints, glyphs: Glyphs, start: int) -> list[Gap]:
    """Return the left and right end of the gap between each pair of glyphs of a line, points.

    A mark stands left of its letter's end, so the two glyphs before are asked too.
    """
    return [(max(glyphs.x1[max(start, left - 2) : left + 1]), glyphs.x0[right]) for left, right in pairs.tolist()]
