"""Text lines as a stream table sees them: the spans of ink of each line, and the white space between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

Span = tuple[float, float]
"""Left and right end of a piece of ink or of white space, in the unit of the lines (points)."""
ColumnRange = tuple[int, int]
"""First and last column, 0-based, both included."""


class StreamSettings(NamedTuple):
    """When lines without rulings are a table.

    Attributes:
        span_gap: type sizes; white space inside a line that is wider may part two columns.
        header_span_gap: share of ``span_gap``; so much of a gutter must be white between two spans of a header.
        gutter_width: type sizes; white space between two columns is at least this wide in every line.
        word_gutter: type sizes; a narrower gutter may be a space between words, which the next line may close.
        line_gap: type sizes; lines with more paper between them are not of one table.
        word_gap: type sizes; a title has no wider space between its words, and a column that stands nearer to its
            neighbour may be a word of it.
        padding: type sizes of paper around the table.
        min_gutters: prose never keeps so many gutters open over several lines.
        min_rows: rows of a table, and lines that fill most of its columns.
        settled_lines: lines after which no gutter may close any more; before, one may at a time.
        max_title_lines: consecutive lines across all columns, such as a section title between rows.
        title_gap: gutter widths; a line with two white spaces that wide is no title but ends the table.
        max_header_lines: lines above the first row that may be its header.
        sparse_column: share of the lines; a column with ink in fewer of them may be made by word spaces.
        row_pitch: share of the usual distance of rows; lines that stand closer belong to one row.
        rest_pitch: times the distance to the line below; the rest of a row stands no farther from the line above it.
        heads_share: share of wrapped names nearer to the figures below, from which figures stand at their foot.
        last_row_pitch: times the usual distance of rows; a line with one cell that stands farther below the last row
            is a page number or the like.
        title_width: times the usual width of a first cell; a line that is wider heads a group of rows.
        leading_column: share of the full rows with ink in a column that makes it the first one: names of groups stand
            in few rows.
        leading_rows: share of the full rows that have a first cell. Where fewer have, what looks like rows are the
            lines of rows with numbers that were broken.
        filled_lines: mean share of the columns that a line fills where rows are single lines. In columns of prose
            every line is half empty.
        filled_rows: mean share of the columns that a row fills where its names are wrapped.
        lines_per_row: mean number of lines of a row where ``filled_rows`` decides.
        title_columns: share of the gutters that one span must cross for its line to be a title above the header.
        span_over_column: share of a column that a header's span covers where it stands above it.
    """

    span_gap: float = 0.25
    header_span_gap: float = 0.9
    gutter_width: float = 0.5
    word_gutter: float = 0.0
    line_gap: float = 3.0
    word_gap: float = 1.0
    padding: float = 0.4
    min_gutters: int = 3
    min_rows: int = 4
    settled_lines: int = 4
    max_title_lines: int = 2
    title_gap: float = 2.0
    max_header_lines: int = 8
    sparse_column: float = 0.25
    row_pitch: float = 0.88
    rest_pitch: float = 1.02
    heads_share: float = 0.8
    last_row_pitch: float = 1.3
    title_width: float = 2.0
    leading_column: float = 0.25
    leading_rows: float = 0.85
    filled_lines: float = 0.63
    filled_rows: float = 0.85
    lines_per_row: float = 2.2
    title_columns: float = 0.7
    span_over_column: float = 0.3


STREAM = StreamSettings()


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page.

    Attributes:
        top, bottom: of its ink, points from the top of the page.
        base: its baseline, likewise.
        spans: its pieces of ink from left to right, as :func:`ink_spans` parts them.
        size: type size, points.
        texts: of the spans; empty where nobody asks for them.
        is_worded: it has no figure; False where nobody looked.
    """

    top: float
    bottom: float
    base: float
    spans: tuple[Span, ...]
    size: float
    texts: tuple[str, ...] = ()
    is_worded: bool = False


def ink_spans(left: Sequence[float], right: Sequence[float], size: float) -> tuple[Span, ...]:
    """Join the letters of a line to spans of ink, parted where white space may part columns.

    Args:
        left, right: sides of each letter, points.
        size: type size of the line, points.
    """
    spans: list[list[float]] = []
    for a, b in sorted(zip(left, right, strict=True)):
        if spans and a - spans[-1][1] <= STREAM.span_gap * size:
            spans[-1][1] = max(spans[-1][1], b)
        else:
            spans.append([a, b])
    return tuple((a, b) for a, b in spans)


def gaps(line: TextLine) -> list[Span]:
    """Return the white space between the spans of a line."""
    return [(a[1], b[0]) for a, b in pairwise(line.spans)]


def free_parts(gutter: Span, spans: Sequence[Span], min_width: float) -> list[Span]:
    """Return the parts of a gutter that ``spans`` leave white, where they are wide enough.

    Ink in the middle of a gutter leaves two parts: a column that was empty in the lines above.
    """
    parts, left = [], gutter[0]
    for a, b in spans:
        if b <= gutter[0] or a >= gutter[1]:
            continue
        parts.append((left, a))
        left = b
    parts.append((left, gutter[1]))
    return [(a, b) for a, b in parts if b - a >= min_width]


def middles(gutters: Sequence[Span]) -> list[float]:
    """Return the middle of each gutter: ``bisect`` of a place among them gives its column."""
    return [(a + b) / 2 for a, b in gutters]
