"""Printed words with their places become lines, and tables where white space parts the same columns in many lines.

Tables of one-line rows are told by :func:`pipeline.extract.tables.stream.find_stream_tables`. Tables whose cells are
wrapped over many lines, as those of reports are, show their columns in the same way; their rows are told by white bands
across the page and by several columns that begin anew at one height.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.extract.transcript.engine_page import CellGrid, GridCell, Word
from pipeline.extract.transcript.transcript_settings import WORDS
from pipeline.extract.transcript.typed_fields import join_boxes
from pipeline.extract.transcript.wrapped_rows import ColumnLine, is_other_block, line_pitch, row_cells
from pipeline.model import Line

Strip = tuple[float, float]
"""Left and right end of the white space between two columns."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Words that stand side by side, left to right; ``middle`` is the height of their middle."""

    words: tuple[Word, ...]
    middle: float


def read_words(words: Sequence[Word]) -> list[Line | CellGrid]:
    """Return lines and tables of a page, top to bottom."""
    if not words:
        return []
    size = median([word.box[3] - word.box[1] for word in words]) or 1.0
    lines = print_lines(words, size)
    found: list[Line | CellGrid] = []
    at = 0
    for start, end, gutters in _regions(lines, size):
        found += [_running(line) for line in lines[at:start]]
        found.append(_grid(lines[start:end], gutters, size))
        at = end
    return found + [_running(line) for line in lines[at:]]


def print_lines(words: Sequence[Word], size: float) -> list[PrintedLine]:
    """Return the lines of words, top to bottom; ``size`` is the usual height of a word."""
    rows: list[list[Word]] = []
    middles: list[float] = []
    for word in sorted(words, key=lambda word: (word.box[1] + word.box[3], word.box[0])):
        middle = (word.box[1] + word.box[3]) / 2
        if rows and middle - middles[-1] <= WORDS.line_drift * size:
            rows[-1].append(word)
            middles[-1] += (middle - middles[-1]) / len(rows[-1])
        else:
            rows.append([word])
            middles.append(middle)
    return [
        PrintedLine(tuple(sorted(row, key=lambda word: word.box[0])), middle)
        for row, middle in zip(rows, middles, strict=True)
    ]


def _running(line: PrintedLine) -> Line:
    text = " ".join(word.text for word in line.words)
    return Line(raw=text, box=join_boxes([word.box for word in line.words]), paragraph=True)


def _spans(line: PrintedLine, size: float) -> list[tuple[float, float]]:
    """Return the pieces of ink of a line, parted by more white space than a word space has."""
    spans: list[list[float]] = []
    for word in line.words:
        if spans and word.box[0] - spans[-1][1] <= WORDS.span_gap * size:
            spans[-1][1] = max(spans[-1][1], word.box[2])
        else:
            spans.append([word.box[0], word.box[2]])
    return [(a, b) for a, b in spans]


def _regions(lines: Sequence[PrintedLine], size: float) -> list[tuple[int, int, list[Strip]]]:
    """Return the tables: first line, line after the last, and the white strips between columns."""
    seeds = [n for n, line in enumerate(lines) if len(_spans(line, size)) >= WORDS.min_columns]
    groups: list[list[int]] = []
    for n in seeds:
        apart = lines[n].middle - lines[groups[-1][-1]].middle if groups else 0.0
        if groups and (n - groups[-1][-1] <= WORDS.lines_between or apart <= WORDS.room_between * size):
            groups[-1].append(n)
        else:
            groups.append([n])
    found = []
    for group in (part for seeded in groups for part in _split(lines, seeded, size)):
        gutters = _gutters(lines[group[0] : group[-1] + 1], size)
        if len(gutters) + 1 < WORDS.min_columns or len(group) < WORDS.min_lines:
            continue
        end = group[-1] + 1
        widest = max(b.middle - a.middle for a, b in pairwise(lines[group[0] : end]))
        while end < len(lines) and _goes_on(lines, end, gutters, size, widest):
            end += 1
        found.append((group[0], end, gutters))
    return found


def _split(lines: Sequence[PrintedLine], group: list[int], size: float) -> list[list[int]]:
    """Return the lines of a region as those of several where a part between wide white bands has more columns."""
    widths = {
        n: max(b.middle - a.middle for a, b in pairwise(lines[above : below + 1]))
        for n, (above, below) in enumerate(pairwise(group), start=1)
    }
    widest = sorted((n for n in widths if widths[n] > WORDS.table_gap * size), key=lambda n: -widths[n])
    columns = len(_gutters(lines[group[0] : group[-1] + 1], size))
    for n in sorted(widest[: WORDS.most_bands]):
        upper, lower = group[:n], group[n:]
        parts = [len(_gutters(lines[part[0] : part[-1] + 1], size)) for part in (upper, lower)]
        whole = min(len(upper), len(lower)) >= WORDS.min_part_lines
        if whole and max(parts) > columns and min(parts) >= max(columns, WORDS.min_columns - 1):
            return [upper, *_split(lines, lower, size)]
    return [group]


def _goes_on(lines: Sequence[PrintedLine], n: int, gutters: Sequence[Strip], size: float, widest: float) -> bool:
    """Return whether a line below the last one of many columns is of the table: wrapped, or a row of few cells.

    Args:
        lines: of the page.
        n: number of the line.
        gutters: between the table's columns.
        size: usual height of a word.
        widest: distance of two lines within the table.
    """
    gap = lines[n].middle - lines[n - 1].middle
    is_indented = lines[n].words[0].box[0] >= gutters[0][1] - WORDS.edge_drift * size
    room = max(WORDS.row_gap * size, widest) if is_indented else WORDS.end_gap * size
    return gap <= room and not _is_title(lines[n], gutters, size)


def _is_title(line: PrintedLine, gutters: Sequence[Strip], size: float) -> bool:
    """Return whether a line runs into the next column, as the title of a section does; a row has more pieces."""
    spans = _spans(line, size)
    drift = WORDS.edge_drift * size
    return len(spans) < WORDS.min_columns and any(
        left < start and right > end + drift for left, right in spans for start, end in gutters
    )


def _gutters(lines: Sequence[PrintedLine], size: float) -> list[Strip]:
    """Return the white strips between the columns of a region.

    Lines of one piece tell nothing of columns, but may be titles that cross them; the first lines may be a header with
    merged cells. They count only where more columns are found with them.
    """
    spans = [_spans(line, size) for line in lines]
    rough = _strips(spans, WORDS.crossing_share * len(lines), size)
    rows = [
        of_line
        for line, of_line in zip(lines, spans, strict=True)
        if len(of_line) > 1 and not _is_title(line, rough, size)
    ]
    body = rows[WORDS.header_lines :] if len(rows) >= 2 * WORDS.header_lines else rows
    return max(_strips(body, 0, size), _strips(rows, 0, size), rough, key=len)


def _strips(lines: Sequence[Sequence[Strip]], allowed: float, size: float) -> list[Strip]:
    """Return the strips that so many lines cross at most, each as wide as a gutter, with ink on both sides."""
    steps: Counter[float] = Counter()
    for line in lines:
        for left, right in line:
            steps[left] += 1
            steps[right] -= 1
    depth, start = 0, -math.inf
    found: list[Strip] = []
    for place in sorted(steps):
        was_white = depth <= allowed
        depth += steps[place]
        if was_white and depth > allowed:
            found.append((start, place))
        elif not was_white and depth <= allowed:
            start = place
    return [(a, b) for a, b in found if b - a >= WORDS.gutter_width * size and a > -math.inf]


def _grid(lines: Sequence[PrintedLine], gutters: Sequence[Strip], size: float) -> CellGrid:
    """Return the cells of a region."""
    pieces: list[ColumnLine] = []
    titles: set[int] = set()
    starts = [end for _, end in gutters]
    for n, line in enumerate(lines):
        if _is_title(line, gutters, size):
            titles.add(n)
            pieces.append(ColumnLine(n, 0, line.middle, line.words))
            continue
        of_column: dict[int, list[Word]] = {}
        for word in line.words:  # columns begin where their leftmost word does
            column = bisect(starts, word.box[0] + WORDS.edge_drift * size)
            of_column.setdefault(column, []).append(word)
        pieces += [ColumnLine(n, column, line.middle, tuple(of)) for column, of in sorted(of_column.items())]
    columns = len(gutters) + 1
    cells = []
    pitch = line_pitch(pieces, titles, size)
    for row, column, rowspan, of_cell in row_cells(pieces, titles, pitch):
        words = [word for piece in of_cell for word in piece.words]
        text = _cell_text(of_cell, pitch)
        sure = [word.confidence for word in words if word.confidence is not None]
        colspan = columns if of_cell[0].line in titles else 1
        box = join_boxes([word.box for word in words])
        cells.append(GridCell(row, column, text, rowspan, colspan, box, min(sure, default=None)))
    return CellGrid(tuple(cells), by_white_space=True)


def _cell_text(lines: Sequence[ColumnLine], pitch: float) -> str:
    """Return the lines of a cell, with a blank one between paragraphs that paper or the engine parts."""
    text = ""
    for n, line in enumerate(lines):
        step = line.middle - lines[n - 1].middle
        apart = n > 0 and (step > WORDS.paragraph_pitch * pitch or is_other_block(lines[n - 1], line))
        text += ("\n\n" if apart else "\n" if n else "") + " ".join(word.text for word in line.words)
    return text
