"""Header of a stream table: the lines above its first row, whose spans stand over one column or several."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator, Sequence

from pipeline.extract.tables.lattice import LatticeCell
from pipeline.extract.tables.stream_columns import LineBlock
from pipeline.extract.tables.stream_text import STREAM, ColumnRange, Span, TextLine, free_parts, gaps, middles


def find_header(lines: Sequence[TextLine], block: LineBlock, first_free: int) -> list[list[ColumnRange]]:
    """Return the lines of the header above the first row, each as the columns under its spans; maybe none.

    They stand close to each other. The highest has spans far apart, which a title has not, and one of them has spans
    over half of the columns.

    Args:
        lines: of the page.
        block: the table's body.
        first_free: the first line that no table above has taken.
    """
    first = block.start
    while (
        first > max(first_free, block.start - STREAM.max_header_lines)
        and lines[first].top - lines[first - 1].bottom <= STREAM.line_gap * lines[first].size
    ):
        columns = _columns_under(lines[first - 1], block.gutters)
        if len(columns) == 1 and columns[0][1] - columns[0][0] > STREAM.title_columns * len(block.gutters):
            break  # a title, or prose
        first -= 1
    while first < block.start and _widest_gap(lines[first]) < STREAM.word_gap * lines[first].size:
        first += 1
    header = [_columns_under(lines[n], block.gutters) for n in range(first, block.start)]
    if any(len(columns) > len(block.gutters) + 1 for columns in header):
        return []  # more words than columns: which stands over which is not sure
    return header if any(2 * len(columns) > len(block.gutters) for columns in header) else []


def _widest_gap(line: TextLine) -> float:
    """Return the width of the widest white space inside a line."""
    return max((b - a for a, b in gaps(line)), default=0)


def _columns_under(line: TextLine, gutters: Sequence[Span]) -> list[ColumnRange]:
    """Return the columns under each span of a header's line; spans are parted only where a gutter is."""
    spans = [list(line.spans[0])]
    for a, b in line.spans[1:]:
        before = spans[-1][1]
        white = STREAM.span_gap * line.size * STREAM.header_span_gap
        if any(min(a, d) - max(before, c) >= white for c, d in gutters):
            spans.append([a, b])
        else:
            spans[-1][1] = b
    sides = [-math.inf, *(side for gutter in gutters for side in gutter), math.inf]
    inner = [line.spans[0][0], line.spans[-1][1]]
    columns = [(max(a, inner[0]), min(b, inner[1])) for a, b in zip(sides[::2], sides[1::2], strict=True)]
    places = middles(gutters)
    out = []
    for a, b in spans:
        under = [k for k, (c, d) in enumerate(columns) if min(b, d) - max(a, c) > STREAM.span_over_column * (d - c)]
        middle = bisect(places, (a + b) / 2)
        out.append((under[0], under[-1]) if under else (middle, middle))
    if len(out) == len(columns) and out != [(k, k) for k in range(len(out))] and len(set(out)) < len(out):
        return [(k, k) for k in range(len(out))]  # as many words as columns, beside their figures
    return out


def header_cells(header: Sequence[Sequence[ColumnRange]], rows: range, columns: range) -> Iterator[LatticeCell]:
    """Yield the cells of a header, not in order.

    The highest span over several columns is one cell, with the lines of its text under it; what stands beside it and
    under it is taken apart likewise.
    """
    if not rows or not columns:
        return
    inside = ((r, a, b) for r in rows for a, b in header[r] if a < b and a in columns and b in columns)
    wide = next(inside, None)
    if wide is None:
        for column in columns:
            yield LatticeCell(rows.start, column, len(rows), 1)
        return
    row, a, b = wide
    end = row + 1
    while end < rows.stop and [x < y for x, y in header[end] if a <= x and y <= b] == [True]:
        end += 1
    yield LatticeCell(rows.start, a, end - rows.start, b - a + 1)
    yield from header_cells(header, range(end, rows.stop), range(a, b + 1))
    yield from header_cells(header, rows, range(columns.start, a))
    yield from header_cells(header, rows, range(b + 1, columns.stop))


def column_edge(gutter: Span, left: int, lines: Sequence[TextLine], header: Sequence[Sequence[ColumnRange]]) -> float:
    """Return where in a gutter the edge between two columns lies.

    It is between the header's words of the two sides, else the middle of the widest part that the header's spans over
    single columns leave white.

    Args:
        gutter: between the two columns.
        left: number of the column at its left side.
        lines: of the header.
        header: the columns under the spans of each.
    """
    begin, end = gutter
    for line, columns in zip(lines, header, strict=True):
        for (x0, x1), (first, last) in zip(line.spans, columns, strict=True) if len(columns) == len(line.spans) else ():
            begin = max(begin, x1) if last <= left else begin
            end = min(end, x0) if first > left else end
    if begin < end:
        return (begin + end) / 2
    free = [gutter]
    for line, columns in zip(lines, header, strict=True):
        narrow: list[Span] = []
        if len(columns) == len(line.spans):
            narrow = [span for span, (a, b) in zip(line.spans, columns, strict=True) if a == b]
        free = [part for whole in free for part in free_parts(whole, narrow, 0.0)] or free
    a, b = max(free, key=lambda part: part[1] - part[0])
    return (a + b) / 2
