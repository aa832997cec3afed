"""Rows of a table without rulings whose cells are wrapped over many lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.extract.transcript.engine_page import Word
from pipeline.extract.transcript.transcript_settings import WORDS

_CODE = re.compile(r"(?:[0-9๐-๙]{1,3}|[IEOieol|!][0-9๐-๙lIoO]{1,2})\Z")
"""A code of the first column, or its number, as engines print them."""
_LIST_NUMBER = re.compile(r"[0-9๐-๙]{1,2}\s?[.)]|[IEO]\s?[0-9๐-๙]{1,2}\b")


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """The words of one line in one column.

    Attributes:
        line: number of the line within the table.
        column: number of the column.
        middle: height of the line.
    """

    line: int
    column: int
    middle: float
    words: tuple[Word, ...]


def row_cells(
    pieces: Sequence[ColumnLine], titles: set[int], pitch: float
) -> Iterator[tuple[int, int, int, list[ColumnLine]]]:
    """Yield row, column, rowspan and lines of every cell that has text.

    Args:
        pieces: the lines of all columns, top to bottom.
        titles: numbers of the lines that run across columns: rows of their own.
        pitch: usual distance of the lines of one cell.
    """
    by_column = _by_column(pieces, titles)
    starts = _row_starts(pieces, by_column, titles, pitch)
    row_of = _rows_by_line(starts, max(piece.line for piece in pieces))
    new_records = {row_of[piece.line] for piece in pieces if piece.line in starts and _is_code(piece)}
    cells: dict[tuple[int, int], list[ColumnLine]] = {}
    last_of: dict[int, tuple[int, int]] = {}
    spans: dict[tuple[int, int], int] = {}
    for piece in pieces:
        row, place = row_of[piece.line], (row_of[piece.line], piece.column)
        above = last_of.get(piece.column)
        is_rest = (
            above is not None
            and above[0] < row
            and row not in new_records
            and piece.line not in titles
            and cells[above][-1].line not in titles
            and _continues(cells[above][-1], piece, pitch)
            and not is_other_block(cells[above][-1], piece)
            and piece.column <= WORDS.merged_columns  # as merged cells do
        )
        if is_rest and above is not None:
            place = above
            spans[above] = row - above[0] + 1
        cells.setdefault(place, []).append(piece)
        last_of[piece.column] = place
    for (row, column), of_cell in sorted(cells.items()):
        yield row, column, spans.get((row, column), 1), of_cell


def line_pitch(pieces: Sequence[ColumnLine], titles: set[int], size: float) -> float:
    """Return the usual distance of the lines of one cell; ``size`` is the usual height of a word."""
    steps = [b.middle - a.middle for lines in _by_column(pieces, titles).values() for a, b in pairwise(lines)]
    near = [step for step in steps if step <= WORDS.widest_pitch * size]
    return median(near) if near else size


def _by_column(pieces: Sequence[ColumnLine], titles: set[int]) -> dict[int, list[ColumnLine]]:
    """Return the lines of each column, top to bottom."""
    found: dict[int, list[ColumnLine]] = {}
    for piece in pieces:
        if piece.line not in titles:
            found.setdefault(piece.column, []).append(piece)
    return found


def _continues(above: ColumnLine, below: ColumnLine, pitch: float) -> bool:
    """Return whether a line stands as close under another as lines of one cell do, and does not begin an item."""
    near = below.middle - above.middle <= WORDS.same_cell_pitch * pitch
    first = below.words[0].text
    return near and not _LIST_NUMBER.match(first) and not _is_code(below)


def is_other_block(above: ColumnLine | None, below: ColumnLine) -> bool:
    """Return whether the engine saw a line in another block than the line above it in its column."""
    return below.words[0].block > 0 and (above is None or above.words[-1].block != below.words[0].block)


def _is_code(piece: ColumnLine) -> bool:
    """Return whether a line begins with what the first column tells a record by."""
    return piece.column == 0 and _CODE.match(piece.words[0].text) is not None


def _row_starts(
    pieces: Sequence[ColumnLine], by_column: dict[int, list[ColumnLine]], titles: set[int], pitch: float
) -> list[int]:
    """Return the first line of each row."""
    above_of: dict[tuple[int, int], ColumnLine] = {}
    for lines in by_column.values():
        for above, below in pairwise(lines):
            above_of[below.line, below.column] = above
    by_line: dict[int, list[ColumnLine]] = {}
    for piece in pieces:
        by_line.setdefault(piece.line, []).append(piece)
    least = _least_band(by_line)
    starts: list[int] = []
    for n, of_line in by_line.items():
        if not starts or n in titles or n - 1 in titles:
            starts.append(n)
            continue
        step = of_line[0].middle - by_line[n - 1][0].middle
        new = going_on = 0
        widest, begins_first, begins_code = 0.0, False, False
        for piece in of_line:
            before = above_of.get((n, piece.column))
            begins = before is None or before.line < starts[-1] or not _continues(before, piece, pitch)
            widest = max(widest, piece.middle - before.middle) if before is not None else widest
            new += begins
            going_on += not begins
            begins_first |= begins and piece.column <= WORDS.merged_columns
            begins_code |= begins and _is_code(piece)
        alone = new == 1 and not going_on and widest > max(WORDS.alone_pitch * pitch, least)
        several = new >= WORDS.new_columns and going_on <= (new if begins_first else 0)
        several |= len(of_line) >= WORDS.new_columns and all(
            is_other_block(above_of.get((n, piece.column)), piece) for piece in of_line
        )
        if step > max(WORDS.row_pitch * pitch, least) or alone or begins_code or several:
            starts.append(n)
    return starts


def _least_band(by_line: dict[int, list[ColumnLine]]) -> float:
    """Return how much paper above a line begins a row, by the lines that begin one for sure; 0 where none is sure."""
    steps = [
        of_line[0].middle - by_line[n - 1][0].middle
        for n, of_line in by_line.items()
        if n - 1 in by_line and any(map(_is_code, of_line))
    ]
    return WORDS.sure_band_share * min(steps, default=0.0)


def _rows_by_line(starts: Sequence[int], last: int) -> dict[int, int]:
    """Return the row of each line."""
    rows: dict[int, int] = {}
    row = -1
    begins = set(starts)
    for n in range(last + 1):
        row += n in begins
        rows[n] = max(row, 0)
    return rows
