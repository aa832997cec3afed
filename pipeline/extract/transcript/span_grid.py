"""Cells with spans in a grid, as HTML places them, in time that grows with the number of cells."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.transcript.transcript_settings import TRANSCRIPT

Span = tuple[int, int]
"""(rowspan, colspan) of a cell, from 1 on."""
CellPlace = tuple[int, int, int]
"""(column, rowspan, colspan) of a cell, within its table."""


def place_cells(spans: Sequence[Sequence[Span]]) -> tuple[list[list[CellPlace]], int]:
    """Return the place of every cell, by row, and the number of columns.

    A cell goes to the first column that no cell above reaches into. Spans end at the edges of the table, which is as
    wide as its widest row by believable spans. Where they would make it wider than any table is, there are none.

    Args:
        spans: of the cells of each row, in order.
    """
    bounded = [_within_width(row, width) for width in [max(map(_width, spans), default=0)] for row in spans]
    placed = _place(bounded)
    if placed is None:
        return [[(k, 1, 1) for k, _ in enumerate(row, start=1)] for row in spans], max(map(len, spans), default=0)
    return placed


def _width(row: Sequence[Span]) -> int:
    """Return how many columns a row takes by the colspans that are believed."""
    width = sum(colspan for _, colspan in row if colspan <= TRANSCRIPT.max_span)
    width += sum(colspan > TRANSCRIPT.max_span for _, colspan in row)
    return width if width <= TRANSCRIPT.max_columns else len(row)


def _within_width(row: Sequence[Span], width: int) -> list[Span]:
    """Return the spans of a row so that it is no wider than its table."""
    rest = width - _width(row)
    if sum(colspan for _, colspan in row if colspan <= TRANSCRIPT.max_span) > TRANSCRIPT.max_columns:
        return [(rowspan, 1) for rowspan, _ in row]
    out = []
    for rowspan, colspan in row:
        if colspan > TRANSCRIPT.max_span:
            colspan, rest = 1 + rest, 0
        out.append((rowspan, colspan))
    return out


def _place(spans: Sequence[Sequence[Span]]) -> tuple[list[list[CellPlace]], int] | None:
    """Place cells in columns that cells above do not reach into; None where that takes more columns than there are."""
    taken_to: list[int] = []  # by column: the last row that a cell from above reaches into
    places: list[list[CellPlace]] = []
    for r, row in enumerate(spans, start=1):
        column, of_row = 0, []
        for rowspan, colspan in row:
            last = min(r + rowspan - 1, len(spans))
            while column < len(taken_to) and taken_to[column] >= r:
                column += 1
            if column + colspan > len(taken_to):
                taken_to.extend([0] * (column + colspan - len(taken_to)))
            for k in range(column, column + colspan):
                taken_to[k] = max(taken_to[k], last)
            of_row.append((column + 1, last - r + 1, colspan))
            column += colspan
        if len(taken_to) > max(TRANSCRIPT.max_columns, len(row)):
            return None
        places.append(of_row)
    return places, len(taken_to)
