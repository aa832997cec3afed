"""Rows of a stream table: lines that fill most columns, with the lines of wrapped cells around them."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from pipeline.extract.tables.cell_lines import is_value
from pipeline.extract.tables.stream_columns import LineBlock
from pipeline.extract.tables.stream_text import STREAM, StreamSettings, TextLine, middles

RowRange = tuple[int, int]
"""The lines of one row by number, half open."""


def find_rows(lines: Sequence[TextLine], block: LineBlock, settings: StreamSettings = STREAM) -> list[RowRange]:
    """Return the rows of a block, or none where they are too few for a table.

    Lines that stand closer than rows do are of one row. A line that fills one column only goes with the row above it,
    but not at the end of the block, and farther off: that is a page number. So does one of few columns, without the
    first that all rows have, which stands no farther from the line above it than from the one below.
    """
    if not block.gutters:
        return []
    places = middles(block.gutters)
    numbers = range(block.start, block.end)
    filled = {n: len({bisect(places, a) for a, _ in lines[n].spans}) for n in numbers}
    pitch = {n: lines[n].base - lines[n - 1].base for n in numbers[1:]}
    full = {n for n in filled if 2 * filled[n] > len(places)}
    usual = median([step for n, step in pitch.items() if n in full and n - 1 in full] or [math.inf])
    first = [lines[n].spans[0] for n in full if bisect(places, lines[n].spans[0][0]) == 0]
    widths = [b - a for a, b in first]
    titles = {
        n
        for n in filled
        if n in block.titles
        or filled[n] == 1
        and (_is_group_title(lines[n], places, widths) or _begins_anew(lines, n, block, places))
    }
    headless = {n for n in filled if bisect(places, lines[n].spans[0][0]) and n not in full and n not in titles}
    wrapped = _wrapped_lines(lines, filled, places) - titles
    full -= wrapped
    headless |= wrapped
    rests = {n for n in headless if len(first) >= STREAM.leading_rows * len(full)}
    rests = {n for n in rests if pitch.get(n, math.inf) <= STREAM.rest_pitch * pitch.get(n + 1, math.inf)}
    apart = {n: step >= STREAM.row_pitch * usual and n not in rests for n, step in pitch.items()}
    heads = _heads_of_rows(headless, filled, full, pitch)
    starts = _row_starts(block, filled, apart, titles, heads)
    end = block.end
    while filled[end - 1] < 2 and pitch.get(end - 1, 0) > STREAM.last_row_pitch * usual:
        end -= 1
    rows = list(pairwise([*starts, end]))
    enough = len(full) >= settings.min_rows and len(rows) >= settings.min_rows + len(block.titles)
    return rows if enough else []


def _wrapped_lines(lines: Sequence[TextLine], filled: Iterable[int], places: Sequence[float]) -> set[int]:
    """Return lines of wrapped cells: they lack the first column, and those of figures that all rows have.

    Only lines whose texts are known can be told so; without figures nothing shows where rows begin.
    """
    texts_of: dict[int, dict[int, str]] = {n: {} for n in filled}
    for n, texts in texts_of.items():
        for (a, _), text in zip(lines[n].spans, lines[n].texts, strict=False):
            column = bisect(places, a)
            texts[column] = f"{texts.get(column, '')} {text}".strip()
    leading = [texts for texts in texts_of.values() if 0 in texts]
    if len(leading) < STREAM.min_rows:
        return set()
    figures = {k for k in leading[-1] if k and all(is_value(texts.get(k, "")) for texts in leading[1:])}
    return {n for n, texts in texts_of.items() if texts and 0 not in texts and figures and not figures & set(texts)}


def _heads_of_rows(
    headless: set[int], filled: dict[int, int], full: set[int], pitch: dict[int, float]
) -> dict[int, int]:
    """Return lines that begin a row whose figures stand at the foot of its wrapped name, with the line of the figures.

    In such a table lines of one column stand nearer to the full line below them than to the one above, nearly always.
    """
    runs: dict[int, int] = {}
    for n in sorted(full):
        start = n
        while start - 1 in headless and filled[start - 1] == 1:
            start -= 1
        if start < n and start - 1 in full:
            runs[start] = n
    below = [n for n, foot in runs.items() if pitch[n] > STREAM.rest_pitch * pitch[foot]]
    above = [n for n, foot in runs.items() if pitch[foot] > STREAM.rest_pitch * pitch[n]]
    return {n: runs[n] for n in below} if len(below) > STREAM.heads_share * (len(below) + len(above)) else {}


def _row_starts(
    block: LineBlock, filled: dict[int, int], apart: dict[int, bool], titles: set[int], heads: dict[int, int]
) -> list[int]:
    """Return the first line of each row.

    Args:
        block: the lines.
        filled: how many columns each line fills.
        apart: whether a line stands as far under the one above as rows do, and is no rest of its row.
        titles: lines that are rows of their own.
        heads: lines that begin rows whose figures stand further down, with the line of these.
    """
    starts, row_is_complete = [block.start], False
    foot = -1
    for n in range(block.start, block.end):
        if n in heads:
            starts.append(n)
            foot = heads[n]
        if n <= foot:
            row_is_complete = n == foot
            continue
        if n > block.start and (n in titles or n - 1 in titles or apart[n]):
            ahead = next((k for k in range(n + 1, block.end) if apart[k]), block.end)
            if row_is_complete and (n in titles or any(filled[k] > 1 for k in range(n, ahead))):
                starts.append(n)
                row_is_complete = False
        row_is_complete |= filled[n] > 1 or n in titles
    return starts


def _is_group_title(line: TextLine, places: Sequence[float], widths: Sequence[float]) -> bool:
    """Return whether a line heads a group of rows.

    It begins in the first column and is much wider than what rows have there (their ranks).
    """
    (a, b), *more = line.spans
    width = (more[-1][1] if more else b) - a
    return bisect(places, a) == 0 and bool(widths) and width > STREAM.title_width * median(widths)


def _begins_anew(lines: Sequence[TextLine], n: int, block: LineBlock, places: Sequence[float]) -> bool:
    """Return whether a line in the first column alone continues neither the line above it nor is continued below.

    A cell that was wrapped has no room for the first word of the next line.
    """
    if bisect(places, lines[n].spans[0][0]) or not block.start < n < block.end - 1:
        return False
    right = block.gutters[0][0]

    def is_wrapped(above: TextLine, below: TextLine) -> bool:
        first = [[span for span in line.spans if bisect(places, span[0]) == 0] for line in (above, below)]
        if not all(first):
            return False
        return first[0][-1][1] + first[1][0][1] - first[1][0][0] + STREAM.span_gap * above.size > right

    return not is_wrapped(lines[n - 1], lines[n]) and not is_wrapped(lines[n], lines[n + 1])


def have_first_cells(lines: Sequence[TextLine], rows: Sequence[RowRange], block: LineBlock) -> bool:
    """Return whether nearly all full rows have a first cell.

    Where they have not, what look like rows are lines of rows: cells too narrow for their numbers, set as close as
    rows are. The first column is the first with ink in a good part of the rows.
    """
    places = middles(block.gutters)
    own = [row for row in rows if row[0] not in block.titles]
    columns_of = [{bisect(places, a) for n in range(*row) for a, _ in lines[n].spans} for row in own]
    full = [columns for columns in columns_of if 2 * len(columns) > len(places)]
    shares = [sum(column in columns for columns in full) / max(1, len(full)) for column in range(len(places) + 1)]
    return next((share for share in shares if share >= STREAM.leading_column), 0.0) >= STREAM.leading_rows


def fill_columns(lines: Sequence[TextLine], rows: Sequence[RowRange], block: LineBlock) -> bool:
    """Return whether rows are lines, or two of them: most lines fill most columns, or nearly every row does.

    In columns of prose every line is half empty, and where a row begins does not show.
    """
    places = middles(block.gutters)

    def filled(start: int, end: int) -> float:
        return len({bisect(places, a) for n in range(start, end) for a, _ in lines[n].spans}) / (len(places) + 1)

    own = [row for row in rows if row[0] not in block.titles]
    each = [n for start, end in own for n in range(start, end)]
    of_lines = float(np.mean([filled(n, n + 1) for n in each]))
    of_rows = float(np.mean([filled(*row) for row in own]))
    wrapped = of_rows >= STREAM.filled_rows and len(each) <= STREAM.lines_per_row * len(own)
    return of_lines >= STREAM.filled_lines or wrapped
