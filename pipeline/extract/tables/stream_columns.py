"""Columns of a stream table: consecutive lines that leave the same gutters white."""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.extract.tables.stream_text import STREAM, Span, StreamSettings, TextLine, free_parts, gaps, middles


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines ``start`` to ``end`` (half open) with the gutters that they share; none where they are no table.

    Attributes:
        titles: numbers of the lines in between that run across the gutters, as a section title does.
    """

    start: int
    end: int
    gutters: tuple[Span, ...]
    titles: frozenset[int] = frozenset()


def find_block(lines: Sequence[TextLine], start: int, settings: StreamSettings = STREAM) -> LineBlock:
    """Return the lines from ``start`` on that leave the same gutters white.

    The paper beside the first line counts as white: columns that begin or end below it, as under a header, part it.
    """
    first = lines[start]
    inner = [gap for gap in gaps(first) if gap[1] - gap[0] >= settings.gutter_width * first.size]
    end, titles = start + 1, set[int]()
    if len(inner) < settings.min_gutters:
        return LineBlock(start, start, ())
    gutters = [(-math.inf, first.spans[0][0]), *inner, (first.spans[-1][1], math.inf)]
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.top - lines[number - 1].bottom > settings.line_gap * line.size:
            break
        width = settings.gutter_width * line.size
        parts = [free_parts(gutter, line.spans, width) for gutter in gutters]
        left = [part for of_gutter in parts for part in of_gutter]
        sure = settings.word_gutter * line.size
        closed = sum(not of_gutter for (a, b), of_gutter in zip(gutters, parts, strict=True) if b - a >= sure)
        if len(left) - 2 < settings.min_gutters or closed > (number - start < settings.settled_lines):
            wide = [gap for gap in gaps(line) if gap[1] - gap[0] >= settings.title_gap * width]
            if number - end >= settings.max_title_lines or len(wide) > 1:
                break
            titles.add(number)
            continue
        gutters, end = left, number + 1
    block = LineBlock(start, end, tuple(gutters[1:-1]), frozenset(n for n in titles if n < end))
    return _drop_word_gaps(lines, block, settings)


def crosses(line: TextLine, gutters: Sequence[Span]) -> bool:
    """Return whether ink of a line closes a gutter."""
    return any(not free_parts(gutter, line.spans, STREAM.gutter_width * line.size) for gutter in gutters)


def stands_beside(line: TextLine, lines: Sequence[TextLine], block: LineBlock) -> bool:
    """Return whether a line of words has one in a gutter of a block, or before its first column.

    A header's words stand so beside figures that are set to the right of their columns.
    """
    if not line.is_worded or not block.gutters:
        return False
    first = min(lines[n].spans[0][0] for n in range(block.start, block.end))
    gutters = [(-math.inf, first), *block.gutters]
    return any(left <= a and b <= right for a, b in line.spans for left, right in gutters)


def _drop_word_gaps(lines: Sequence[TextLine], block: LineBlock, settings: StreamSettings) -> LineBlock:
    """Remove gutters that only a space between words makes.

    The column beside such a gutter has ink in few lines, and close to the ink of its neighbour.
    """
    gutters = list(block.gutters)
    column = 0
    while column <= len(gutters):
        near = list(_distances(lines, block, gutters, column))
        sparse = near and len(near) <= settings.sparse_column * (block.end - block.start)
        if sparse and median([distance for distance, _ in near]) < settings.word_gap:
            del gutters[Counter(side for _, side in near).most_common(1)[0][0]]
            column = 0
        else:
            column += 1
    if len(gutters) < settings.min_gutters:
        return LineBlock(block.start, block.end, ())
    return replace(block, gutters=tuple(gutters))


def _distances(
    lines: Sequence[TextLine], block: LineBlock, gutters: Sequence[Span], column: int
) -> Iterator[tuple[float, int]]:
    """Yield, for each span in a column, how far off the nearest ink is (in type sizes) and the gutter on that side."""
    places = middles(gutters)
    for n in range(block.start, block.end):
        spans = lines[n].spans if n not in block.titles else ()
        for before, span, after in zip((None, *spans), spans, (*spans[1:], None), strict=False):
            if bisect(places, span[0]) == column == bisect(places, span[1]):
                left = span[0] - before[1] if before and column else math.inf
                right = after[0] - span[1] if after and column < len(gutters) else math.inf
                yield min(left, right) / lines[n].size, column - 1 if left < right else column
