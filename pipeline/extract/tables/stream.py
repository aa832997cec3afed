"""Tables without rulings: lines one below the other whose white space leaves the same columns free.

Told from prose by what prose never does: four lines or more that keep three gutters or more open between them. Rows are the lines that
fill most columns, with the lines of wrapped cells around them.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pipeline.extract.tables.lattice import Lattice, LatticeCell

Span = tuple[float, float]
Columns = tuple[int, int]  # the first and the last

# in type sizes
GAP = 0.25  # white space in a line that may part columns
GUTTER = 0.5  # white space that stays free in all lines
NEXT = 3.0  # lines of one table are no farther apart: paper between them
SPARSE = 0.25  # share of the lines with ink in a column that may be none
CLOSE = 0.88  # of the distance of rows: lines that stand closer are of one row
FILLED = 0.63  # share of the columns that lines fill, where rows are lines
FULL, LINES = 0.85, 2.2  # share of the columns that rows fill, and their lines, where most names are wrapped
LEADS, LED = 0.25, 0.85  # share of the rows with ink in a column: that it is the first; that they are rows
FAR = 1.3  # of the distance of rows: a line that stands farther under the last is none of its row
APART = 1.0  # white space that no title has between its words
PAD = 0.4  # paper around the table

FEWEST_GUTTERS = 3
FEWEST_ROWS = 4
SETTLED = 4  # lines after which no gutter may close
MOST_TITLES = 2  # lines one after the other that run over all columns, as a title between rows does
MOST_HEADS = 8  # lines over the first row that may be its header
OVER = 0.3  # share of a column that a span of the header covers where it stands over it


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page: where it stands, its stretches of ink (left to right, parted by more than GAP), its type size."""

    top: float
    bottom: float
    base: float
    spans: tuple[Span, ...]
    size: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines ``start`` to ``end`` that leave the same gutters free, but for the titles among them (by number)."""

    start: int
    end: int
    gutters: tuple[Span, ...]
    titles: frozenset[int] = frozenset()


def spans_of(left: Sequence[float], right: Sequence[float], size: float) -> tuple[Span, ...]:
    """The stretches of ink of a line from the sides of its letters, parted where white space may part columns."""
    spans: list[list[float]] = []
    for a, b in sorted(zip(left, right, strict=True)):
        if spans and a - spans[-1][1] <= GAP * size:
            spans[-1][1] = max(spans[-1][1], b)
        else:
            spans.append([a, b])
    return tuple((a, b) for a, b in spans)


def find_unruled(lines: Sequence[TextLine]) -> list[Lattice]:
    """Tables that these lines make, top to bottom, in the lines' unit.

    Args:
        lines: of one page, outside its ruled tables, top to bottom.
    """
    tables: list[Lattice] = []
    start = free = 0
    while start < len(lines):
        # a header in fewer columns than the rows under it leaves the same gutters free as long as no row closes them
        if not _rows(lines, _run(lines, start)):
            start += 1
            continue
        runs = [run for n in range(start, min(start + MOST_HEADS, len(lines))) if (run := _run(lines, n)).gutters]
        crossed = [
            r for r in runs if r.start == start or any(_crosses(line, r.gutters) for line in lines[start : r.start])
        ]
        run, rows = max(
            ((r, found) for r in crossed if (found := _rows(lines, r))),
            key=lambda it: (len(it[0].gutters), -it[0].start),
        )
        if rows[-1][1] < run.end:  # what stands under the last row has no say on the columns
            run = _run(lines[: rows[-1][1]], run.start)
            rows = _rows(lines, run) or rows
        if run.gutters and _led(lines, rows, run) and _in_lines(lines, rows, run):
            tables.append(_lattice(lines, _head(lines, run, free), run, rows))
        start = free = rows[-1][1]
    return tables


def _crosses(line: TextLine, gutters: Sequence[Span]) -> bool:
    """Whether ink of a line closes a gutter."""
    return any(not _free(gutter, line.spans, GUTTER * line.size) for gutter in gutters)


def _run(lines: Sequence[TextLine], start: int) -> _Run:
    """The lines from ``start`` on that leave the same gutters free."""
    gutters = [gap for gap in _gaps(lines[start]) if gap[1] - gap[0] >= GUTTER * lines[start].size]
    end, titles = start + 1, set[int]()
    if len(gutters) < FEWEST_GUTTERS:
        return _Run(start, start, ())
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.top - lines[number - 1].bottom > NEXT * line.size:
            break
        left = [piece for gutter in gutters for piece in _free(gutter, line.spans, GUTTER * line.size)]
        lost = sum(not _free(gutter, line.spans, GUTTER * line.size) for gutter in gutters)
        if len(left) < FEWEST_GUTTERS or lost > (number - start < SETTLED):
            if (
                number - end >= MOST_TITLES
                or len([gap for gap in _gaps(line) if gap[1] - gap[0] >= 2 * GUTTER * line.size]) > 1
            ):
                break
            titles.add(number)
            continue
        gutters, end = left, number + 1
    return _without_chance(lines, _Run(start, end, tuple(gutters), frozenset(n for n in titles if n < end)))


def _without_chance(lines: Sequence[TextLine], run: _Run) -> _Run:
    """The run without gutters that only a space between words makes: few lines have ink beyond it, and close to what stands before."""
    gutters = list(run.gutters)
    k = 0
    while k <= len(gutters):
        middles = [(a + b) / 2 for a, b in gutters]
        near: list[
            tuple[float, int]
        ] = []  # of each line with ink in column k: how far off the nearest ink is, and the gutter there
        for n in range(run.start, run.end):
            spans = lines[n].spans if n not in run.titles else ()
            for before, span, after in zip((None, *spans), spans, (*spans[1:], None), strict=False):
                if bisect(middles, span[0]) == k == bisect(middles, span[1]):
                    left = span[0] - before[1] if before and k else math.inf
                    right = after[0] - span[1] if after and k < len(gutters) else math.inf
                    near.append((min(left, right) / lines[n].size, k - 1 if left < right else k))
        if near and len(near) <= SPARSE * (run.end - run.start) and np.median([gap for gap, _ in near]) < APART:
            del gutters[Counter(side for _, side in near).most_common(1)[0][0]]
            k = 0
        else:
            k += 1
    return replace(run, gutters=tuple(gutters)) if len(gutters) >= FEWEST_GUTTERS else _Run(run.start, run.start, ())


def _gaps(line: TextLine) -> list[Span]:
    """The white space between the spans of a line."""
    return [(a[1], b[0]) for a, b in pairwise(line.spans)]


def _free(gutter: Span, spans: Sequence[Span], least: float) -> list[Span]:
    """What spans leave of a gutter, where it is wide enough; ink in the middle of it is a column that was empty before."""
    pieces, left = [], gutter[0]
    for a, b in spans:
        if b <= gutter[0] or a >= gutter[1]:
            continue
        pieces.append((left, a))
        left = b
    pieces.append((left, gutter[1]))
    return [(a, b) for a, b in pieces if b - a >= least]


def _rows(lines: Sequence[TextLine], run: _Run) -> list[tuple[int, int]]:
    """Rows as ranges of lines: lines that stand closer than rows do are of one row.

    So is one that fills one column only, with those above it; but not at the end, and farther off (a page number).
    """
    if not run.gutters:
        return []
    middles = [(a + b) / 2 for a, b in run.gutters]
    filled = {n: len({bisect(middles, a) for a, _ in lines[n].spans}) for n in range(run.start, run.end)}
    pitch = {n: lines[n].base - lines[n - 1].base for n in range(run.start + 1, run.end)}
    full = {n for n in filled if 2 * filled[n] > len(middles)}
    usual = float(np.median([step for n, step in pitch.items() if n in full and n - 1 in full] or [math.inf]))
    wide = [lines[n].spans[0][1] - lines[n].spans[0][0] for n in full if bisect(middles, lines[n].spans[0][0]) == 0]
    heads = {n for n in filled if n in run.titles or filled[n] == 1 and _heads(lines[n], middles, wide)}
    starts, told = [run.start], False
    for n in range(run.start, run.end):
        if n > run.start and (n in heads or n - 1 in heads or pitch[n] >= CLOSE * usual):
            ahead = next((k for k in range(n + 1, run.end) if pitch[k] >= CLOSE * usual), run.end)
            if told and (n in heads or any(filled[k] > 1 for k in range(n, ahead))):
                starts.append(n)
                told = False
        told |= filled[n] > 1 or n in heads
    end = run.end
    while filled[end - 1] < 2 and pitch.get(end - 1, 0) > FAR * usual:
        end -= 1
    rows = list(pairwise([*starts, end]))
    return rows if len(full) >= FEWEST_ROWS and len(rows) >= FEWEST_ROWS + len(run.titles) else []


def _heads(line: TextLine, middles: Sequence[float], wide: Sequence[float]) -> bool:
    """Whether a line heads rows: it stands alone in the first column, and much wider than what rows have there (their ranks)."""
    (a, b), *more = line.spans
    return bisect(middles, a) == 0 and bool(wide) and (more[-1][1] if more else b) - a > 2 * float(np.median(wide))


def _led(lines: Sequence[TextLine], rows: Sequence[tuple[int, int]], run: _Run) -> bool:
    """Whether nearly all full rows have a first cell.

    Where they have not, what look like rows are lines of rows: cells too narrow for their numbers, set as close as rows are. The first
    column is the first with ink in a good part of the rows: names of groups stand in few.
    """
    middles = [(a + b) / 2 for a, b in run.gutters]
    over = [
        {bisect(middles, a) for n in range(*row) for a, _ in lines[n].spans} for row in rows if row[0] not in run.titles
    ]
    full = [columns for columns in over if 2 * len(columns) > len(middles)]
    shares = [sum(column in columns for columns in full) / max(1, len(full)) for column in range(len(middles) + 1)]
    return next((share for share in shares if share >= LEADS), 0.0) >= LED


def _in_lines(lines: Sequence[TextLine], rows: Sequence[tuple[int, int]], run: _Run) -> bool:
    """Whether rows are lines, or two of them: most lines fill most columns, or nearly every row does.

    In columns of prose every line is half empty, and where a row begins does not show.
    """
    middles = [(a + b) / 2 for a, b in run.gutters]

    def filled(start: int, end: int) -> float:
        return len({bisect(middles, a) for n in range(start, end) for a, _ in lines[n].spans}) / (len(middles) + 1)

    own = [row for row in rows if row[0] not in run.titles]
    each = [n for start, end in own for n in range(start, end)]
    of_lines = float(np.mean([filled(n, n + 1) for n in each]))
    of_rows = float(np.mean([filled(*row) for row in own]))
    return of_lines >= FILLED or of_rows >= FULL and len(each) <= LINES * len(own)


def _head(lines: Sequence[TextLine], run: _Run, free: int) -> list[list[Columns]]:
    """The lines of the header over the first row, as the columns of their spans.

    They stand close to each other. The highest has spans far apart, which a title has not, and one has them in half of the columns.
    """
    first = run.start
    while (
        first > max(free, run.start - MOST_HEADS)
        and lines[first].top - lines[first - 1].bottom <= NEXT * lines[first].size
    ):
        over = _over(lines[first - 1], run.gutters)
        if len(over) == 1 and over[0][1] - over[0][0] > 0.7 * len(run.gutters):
            break  # a title, or prose
        first -= 1
    while first < run.start and max((b - a for a, b in _gaps(lines[first])), default=0) < APART * lines[first].size:
        first += 1
    heads = [_over(lines[n], run.gutters) for n in range(first, run.start)]
    return heads if any(2 * len(spans) > len(run.gutters) for spans in heads) else []


def _over(line: TextLine, gutters: Sequence[Span]) -> list[Columns]:
    """The columns that each span of a header's line stands over; parted only where a gutter is."""
    spans = [list(line.spans[0])]
    for a, b in line.spans[1:]:
        before = spans[-1][1]
        if any(min(a, d) - max(before, c) >= GAP * line.size * 0.9 for c, d in gutters):
            spans.append([a, b])
        else:
            spans[-1][1] = b
    sides = [-math.inf, *(side for gutter in gutters for side in gutter), math.inf]
    inner = [line.spans[0][0], line.spans[-1][1]]
    columns = [(max(a, inner[0]), min(b, inner[1])) for a, b in zip(sides[::2], sides[1::2], strict=True)]
    middles = [(a + b) / 2 for a, b in gutters]
    out = []
    for a, b in spans:
        over = [k for k, (c, d) in enumerate(columns) if min(b, d) - max(a, c) > OVER * (d - c)]
        alone = bisect(middles, (a + b) / 2)
        out.append((over[0], over[-1]) if over else (alone, alone))
    return out


def _head_cells(heads: Sequence[Sequence[Columns]], rows: range, columns: range) -> Iterator[LatticeCell]:
    """The cells of a header: the highest span over several columns is one, with what goes on under it; beside it and under it likewise."""
    if not rows or not columns:
        return
    inside = ((r, a, b) for r in rows for a, b in heads[r] if a < b and a in columns and b in columns)
    wide = next(inside, None)
    if wide is None:
        for column in columns:
            yield LatticeCell(rows.start, column, len(rows), 1)
        return
    row, a, b = wide
    end = row + 1
    while end < rows.stop and [x < y for x, y in heads[end] if a <= x and y <= b] == [True]:
        end += 1
    yield LatticeCell(rows.start, a, end - rows.start, b - a + 1)
    yield from _head_cells(heads, range(end, rows.stop), range(a, b + 1))
    yield from _head_cells(heads, rows, range(columns.start, a))
    yield from _head_cells(heads, rows, range(b + 1, columns.stop))


def _cut(gutter: Span, head: Sequence[TextLine], over: Sequence[Sequence[Columns]]) -> float:
    """Where in a gutter the edge of its columns lies: in the widest space that what the header prints over single columns leaves of it."""
    free = [gutter]
    for line, columns in zip(head, over, strict=True):
        narrow = (
            [span for span, (a, b) in zip(line.spans, columns, strict=True) if a == b]
            if len(columns) == len(line.spans)
            else []
        )
        free = [piece for part in free for piece in _free(part, narrow, 0.0)] or free
    a, b = max(free, key=lambda piece: piece[1] - piece[0])
    return (a + b) / 2


def _lattice(
    lines: Sequence[TextLine], heads: Sequence[Sequence[Columns]], run: _Run, rows: Sequence[tuple[int, int]]
) -> Lattice:
    """The table: a row for each line of the header, then the body's rows; a title is one cell."""
    first = run.start - len(heads)
    end = rows[-1][1]
    used = lines[first:end]
    pad = PAD * float(np.median([line.size for line in used]))
    sides = [side for line in used for span in line.spans for side in span]
    xs = [
        min(sides) - pad,
        *(_cut(gutter, lines[first : run.start], heads) for gutter in run.gutters),
        max(sides) + pad,
    ]
    starts = [*range(first, run.start), *(a for a, _ in rows)]
    ys = [
        lines[first].top - pad,
        *((lines[n - 1].bottom + lines[n].top) / 2 for n in starts[1:]),
        lines[end - 1].bottom + pad,
    ]
    cells = list(_head_cells(heads, range(len(heads)), range(len(xs) - 1)))
    for row, (start, _) in enumerate(rows, len(heads)):
        wide = len(xs) - 1 if start in run.titles else 1
        cells += [LatticeCell(row, column, 1, wide) for column in range(0, len(xs) - 1, wide)]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    table = Lattice(xs, ys, cells, np.zeros((len(ys) - 1, len(xs) - 1), np.int64), ruled=False)
    for number, cell in enumerate(table.cells):
        table.owner[cell.row : cell.row + cell.rowspan, cell.column : cell.column + cell.colspan] = number
    return table
