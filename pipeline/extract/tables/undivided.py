"""Cells of a lattice that hold several rows or columns, because no ruling divides them there.

A producer that rules only some lines leaves tall cells, one for each column, in which the rows are told by their
baselines, and wide ones under a ruled header, in which the columns are those of the header. A cell holds one value: a
column in which every line is a figure has as many rows as figures. Prose that was wrapped in its cell is never divided.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.tables.cell_lines import CellBox, CellLine, is_value
from pipeline.extract.tables.stream_text import Span, free_parts

LEADERS = ("..", "…")
"""Ends of a line that dots fill up to the column beside."""


class UndividedSettings(NamedTuple):
    """When cells are divided where no ruling stands.

    Attributes:
        min_cells: wide cells below each other that show the same columns, and share of all of them.
        min_share: see ``min_cells``.
        edge_gap: type sizes of white space at the edge of a column of the header.
        word_gap: type sizes; a space between words is narrower, so that wider ones part columns.
        figure_gap: type sizes between two figures; a cell holds one.
        min_values: share of a column's lines that are values, from which it is one of figures.
        min_digits: share of them that have digits; the others say that there is no value.
        min_rows: rows that figures in one column alone tell; where more columns agree, two.
        min_first_cells: share of the rows that have a line in the first column.
        min_filled: mean share of the rows for which a column of figures has a line.
        min_aligned: share of the lines of other columns that stand at the baseline of a row.
        max_wrapped: share of the rows that may begin where the line above them in a column of text was full.
        same_baseline: type sizes; lines of one row differ by less.
        max_first_word: type sizes; of a line's first word, no more asks for room in the line before.
    """

    min_cells: int = 2
    min_share: float = 0.5
    edge_gap: float = 0.5
    word_gap: float = 1.0
    figure_gap: float = 0.25
    min_values: float = 0.8
    min_digits: float = 0.5
    min_rows: int = 3
    min_first_cells: float = 0.85
    min_filled: float = 0.5
    min_aligned: float = 0.5
    max_wrapped: float = 0.4
    same_baseline: float = 0.35
    max_first_word: float = 4.0


UNDIVIDED = UndividedSettings()


def divide_cells(boxes: Sequence[CellBox]) -> list[CellBox]:
    """Divide the cells of a lattice into the rows and columns that their lines show; most lattices stay as they are."""
    out = _with_columns(boxes, sorted({x for box in boxes for x in (box.x0, box.x1)}))
    for y0, y1 in sorted({(box.y0, box.y1) for box in out}):
        band = sorted((box for box in out if (box.y0, box.y1) == (y0, y1)), key=lambda box: box.x0)
        divided = _divided_band(band)
        if divided:
            others = [box for box in out if (box.y0, box.y1) != (y0, y1)]
            edges = {box.x0 for box in divided} - {box.x0 for box in band}
            out = [part for box in others for part in _under_new_columns(box, sorted(edges))] + divided
    return out


def _with_columns(boxes: Sequence[CellBox], xs: Sequence[float]) -> list[CellBox]:
    """Divide wide cells at the edges that columns have elsewhere in the table, where several below each other agree."""
    wide: dict[Span, list[CellBox]] = defaultdict(list)
    for box in boxes:
        wide[box.x0, box.x1].append(box)
    parts: dict[int, list[CellBox]] = {}
    for (x0, x1), stack in wide.items():
        inner = [x for x in xs if x0 < x < x1]
        if not inner or len(stack) < UNDIVIDED.min_cells:
            continue
        filled = [box for box in stack if box.lines]
        free = {id(box): [x for x in inner if _is_free(box, x)] for box in filled}
        with_parts = [b for b in filled if sum(bool(p.lines) for p in b.columns(free[id(b)])) > 1]
        shared = [x for x in inner if with_parts and all(x in free[id(box)] for box in with_parts)]
        if shared and len(with_parts) >= max(UNDIVIDED.min_cells, UNDIVIDED.min_share * len(filled)):
            parts |= {id(box): box.columns(shared) for box in with_parts}
    return [part for box in boxes for part in parts.get(id(box), [box])]


def _is_free(box: CellBox, x: float) -> bool:
    return all(line.is_free_at(x, UNDIVIDED.edge_gap) for line in box.lines)


def _divided_band(band: Sequence[CellBox]) -> list[CellBox]:
    """Return the cells of a row that no ruling divides into rows; none where it is one row."""
    if not any(len(box.lines) > 1 and any(is_value(line.words[-1].text) for line in box.lines[1:]) for box in band):
        return []
    columns = [part for box in band for part in box.columns(_inner_edges(box))]
    edges = _row_edges([column for column in columns if column.lines])
    return [cell for column in columns for cell in column.rows(edges)] if edges else []


def _inner_edges(box: CellBox) -> list[float]:
    """Return the middles of the white spaces that part columns in all lines of a cell."""
    if len(box.lines) < UNDIVIDED.min_cells:
        return []
    size = max(line.size for line in box.lines)
    gutters: list[Span] = [(box.x0, box.x1)]
    for line in box.lines:
        spans = [(word.x0, word.x1) for word in line.words]
        gutters = [part for gutter in gutters for part in free_parts(gutter, spans, UNDIVIDED.figure_gap * size)]
    out = []
    for a, b in gutters:
        beside = [(line.between(box.x0, (a + b) / 2), line.between((a + b) / 2, box.x1)) for line in box.lines]
        both = [(left.words[-1], right.words[0]) for left, right in beside if left and right]
        if len(both) < max(UNDIVIDED.min_cells, UNDIVIDED.min_share * len(box.lines)):
            continue
        figures = sum(_is_figure(left.text) and _is_figure(right.text) for left, right in both)
        if b - a >= UNDIVIDED.word_gap * size or figures >= UNDIVIDED.min_values * len(both):
            out.append((a + b) / 2)
    return out


def _is_figure(text: str) -> bool:
    return is_value(text) and any(char.isdigit() for char in text)


def _row_edges(columns: Sequence[CellBox]) -> list[float]:
    """Return where the rows of a band part; none where it is one row.

    Args:
        columns: from left to right, each with lines.
    """
    figures = [column for column in columns[1:] if _is_figure_column(column)]
    if not figures:
        return []
    size = max(line.size for line in figures[0].lines)
    near = UNDIVIDED.same_baseline * size
    anchors = _clusters([line.base for column in figures for line in column.lines], near)
    if len(anchors) < (UNDIVIDED.min_rows if len(figures) == 1 else 2):
        return []
    first = columns[0].lines
    with_first = sum(any(abs(line.base - at) <= near for line in first) for at in anchors)
    filled = sum(len(column.lines) for column in figures) / (len(anchors) * len(figures))
    if with_first < UNDIVIDED.min_first_cells * len(anchors) or filled < UNDIVIDED.min_filled:
        return []
    for column in columns[1:]:
        aligned = sum(any(abs(line.base - at) <= near for at in anchors) for line in column.lines)
        if aligned < UNDIVIDED.min_aligned * len(column.lines):
            return []
    told_twice = len(figures) > 1 or len(first) == len(anchors)
    # a text that stands beside several codes, in fewer lines than those, is one text
    asked = [c for c in columns if c not in figures and (not told_twice or 1 < len(c.lines) < len(anchors))]
    if any(_is_wrapped(column, anchors, near) for column in asked):
        return []
    starts = _row_starts(first, anchors, near, _right_margin(columns[0]))
    lines = [line for column in columns for line in column.lines]
    return _edges_before(starts[1:], lines, near)


def _is_figure_column(column: CellBox) -> bool:
    """Return whether every line of a column is a value; some may say that there is none."""
    texts = [line.text for line in column.lines]
    values = sum(map(is_value, texts))
    digits = sum(map(_is_figure, texts))
    return (
        len(texts) > 1 and values >= UNDIVIDED.min_values * len(texts) and digits >= UNDIVIDED.min_digits * len(texts)
    )


def _clusters(places: Sequence[float], near: float) -> list[float]:
    """Return the first of each group of places that are near to each other."""
    out: list[float] = []
    for place in sorted(places):
        if not out or place - out[-1] > near:
            out.append(place)
    return out


def _right_margin(column: CellBox) -> float:
    """Return how far lines of a column may reach before they are full; any where they are aligned to the right."""
    size = max(line.size for line in column.lines)
    left, right = [line.words[0].x0 for line in column.lines], [line.words[-1].x1 for line in column.lines]
    aligned = sum(max(right) - x1 < UNDIVIDED.same_baseline * size for x1 in right) > UNDIVIDED.min_share * len(right)
    ragged = sum(x0 - min(left) > size for x0 in left) > UNDIVIDED.min_share * len(left)
    return math.inf if aligned and ragged else column.x1


def _row_starts(first: Sequence[CellLine], anchors: Sequence[float], near: float, right: float) -> list[float]:
    """Return the baseline at which each row starts.

    Each anchor is a row. A line of the first column that has none continues the line before it where that was full,
    is continued by the next where it is full itself, and else is a row of its own, such as the title of a group.

    Args:
        first: lines of the first column.
        anchors: baselines of figures.
        near: points by which the baselines of a row differ.
        right: margin of the first column.
    """
    lines = {line.base: line for line in first}
    loose = [base for base in lines if not any(abs(base - at) <= near for at in anchors)]
    starts: list[float] = []
    before: CellLine | None = None
    row_waits = False
    for base in sorted([*anchors, *loose]):
        line = next((line for at, line in lines.items() if abs(at - base) <= near), None)
        follows = line is not None and before is not None and _is_full(before, line, right)
        is_anchor = base not in loose
        if is_anchor:
            if not row_waits:
                starts.append(base)
            row_waits = False
        elif not follows:
            starts.append(base)
            after = min((at for at in lines if at > base + near), default=None)
            row_waits = line is not None and after is not None and _is_full(line, lines[after], right)
        before = line
    return starts


def _is_full(line: CellLine, following: CellLine, right: float) -> bool:
    """Return whether the first word of the following line had no room in a line."""
    if line.words[-1].text.endswith(LEADERS):
        return False
    word = following.words[0]
    return line.words[-1].x1 + min(word.x1 - word.x0, UNDIVIDED.max_first_word * line.size) > right - line.size / 2


def _is_wrapped(column: CellBox, anchors: Sequence[float], near: float) -> bool:
    """Return whether lines at the baselines of rows continue the lines above them: a column of prose.

    Where a column is as wide as its longest line, that one is full and says nothing.
    """
    pairs = [
        (above, line)
        for above, line in zip(column.lines, column.lines[1:], strict=False)
        if any(abs(line.base - at) <= near for at in anchors)
    ]
    longest = max(line.words[-1].x1 for line in column.lines)
    told = [pair for pair in pairs if pair[0].words[-1].x1 < longest] or pairs
    return sum(_is_full(above, line, column.x1) for above, line in told) > UNDIVIDED.max_wrapped * len(told)


def _edges_before(starts: Sequence[float], lines: Sequence[CellLine], near: float) -> list[float]:
    """Return the middle of the white space above each row that starts at one of these baselines."""
    out = []
    for start in starts:
        above = [line.bottom for line in lines if line.base < start - near]
        below = [line.top for line in lines if line.base >= start - near]
        out.append((max(above) + min(below)) / 2)
    return out


def _under_new_columns(box: CellBox, edges: Sequence[float]) -> list[CellBox]:
    """Divide a cell over columns that were found below it, such as a header: lines that cross them stay one cell."""
    inner = [x for x in edges if box.x0 < x < box.x1]
    if not inner or not box.lines:
        return [box]
    crossing = [n for n, line in enumerate(box.lines) if not all(line.is_free_at(x, 0.0) for x in inner)]
    split = crossing[-1] + 1 if crossing else 0
    below = box.lines[split:]
    if not below or sum(bool(part.lines) for part in CellBox(box.x0, 0, box.x1, 0, below).columns(inner)) < 2:
        return [box]
    if split == 0:
        return box.columns(inner)
    edge = (box.lines[split - 1].bottom + box.lines[split].top) / 2
    upper, lower = box.rows([edge])
    return [upper, *lower.columns(inner)]
