"""Tables between level rulings of one extent, without vertical ones: their words align into columns with open gutters.

Where rulings frame them, fewer columns and rows tell a table than in the open. That they are one, figures must say, or
rulings between the rows: prose stands between rulings too.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.tables.cell_lines import is_value
from pipeline.extract.tables.lattice import Lattice
from pipeline.extract.tables.rulings import Segment
from pipeline.extract.tables.stream import best_block, find_stream_tables, stream_lattice
from pipeline.extract.tables.stream_columns import LineBlock, find_block
from pipeline.extract.tables.stream_header import find_header
from pipeline.extract.tables.stream_rows import RowRange, fill_columns, find_rows, have_first_cells
from pipeline.extract.tables.stream_text import STREAM, TextLine, gaps, middles

FRAMED = STREAM._replace(gutter_width=0.4, word_gutter=0.8, line_gap=6.0, min_gutters=1, min_rows=2)
"""As in the open, but for what the rulings say."""


class LevelTableSettings(NamedTuple):
    """When level rulings frame a table.

    Attributes:
        same_extent: points by which the ends of rulings of one table differ.
        min_length: points; shorter rulings frame no table.
        min_rulings: of one extent.
        min_values: share of the cells beside the first column that are values, where no rulings part the rows.
        min_value_rows: such rows, where there are two columns; one less where there are more.
        min_ruled_rows: rows that rulings part, header included.
        prose_width: share of a frame's width that a line of prose fills.
        min_filled: mean share of the columns that a row fills.
    """

    same_extent: float = 4.0
    min_length: float = 100.0
    min_rulings: int = 2
    min_values: float = 0.6
    min_value_rows: int = 3
    min_ruled_rows: int = 3
    prose_width: float = 0.6
    min_filled: float = 0.6


LEVEL_TABLES = LevelTableSettings()


@dataclass(frozen=True, slots=True)
class LevelFrame:
    """Level rulings of one extent: left and right end, and their places down the page, points."""

    x0: float
    x1: float
    ys: tuple[float, ...]

    def contains(self, other: LevelFrame) -> bool:
        """Return whether another frame lies within this one."""
        slack = LEVEL_TABLES.same_extent
        across = self.x0 - slack <= other.x0 and other.x1 <= self.x1 + slack
        return across and self.ys[0] <= other.ys[-1] and other.ys[0] <= self.ys[-1]

    def inner_line(self, line: TextLine) -> TextLine | None:
        """Return the part of a line that stands in the frame; None where none does."""
        if not self.ys[0] <= (line.top + line.bottom) / 2 <= self.ys[-1]:
            return None
        slack = LEVEL_TABLES.same_extent
        inside = [n for n, (a, b) in enumerate(line.spans) if self.x0 - slack <= a and b <= self.x1 + slack]
        if not inside:
            return None
        return replace(
            line, spans=tuple(line.spans[n] for n in inside), texts=tuple(line.texts[n] for n in inside if line.texts)
        )


def find_frames(rulings: Sequence[Segment]) -> list[LevelFrame]:
    """Return the frames that level rulings make, the widest first; those within another one are left out.

    Args:
        rulings: ``(y, x0, x1)``, points, of no lattice.
    """
    groups: list[list[Segment]] = []
    for ruling in sorted(rulings):
        if ruling[2] - ruling[1] < LEVEL_TABLES.min_length:
            continue
        near = LEVEL_TABLES.same_extent
        group = next((g for g in groups if abs(g[0][1] - ruling[1]) <= near and abs(g[0][2] - ruling[2]) <= near), None)
        if group is None:
            groups.append([ruling])
        else:
            group.append(ruling)
    out: list[LevelFrame] = []
    for group in sorted(groups, key=lambda g: g[0][1] - g[0][2]):
        frame = LevelFrame(min(x0 for _, x0, _ in group), max(x1 for _, _, x1 in group), tuple(y for y, _, _ in group))
        if len(group) >= LEVEL_TABLES.min_rulings and not any(wider.contains(frame) for wider in out):
            out.append(frame)
    return out


def find_level_tables(lines: Sequence[TextLine], frame: LevelFrame) -> list[Lattice]:
    """Return the tables of a frame: those that would be tables in the open, and others in what they leave.

    Args:
        lines: of the frame, with their texts, top to bottom.
        frame: the rulings around them.
    """
    tables: list[Lattice] = []
    for part in _between_prose(lines, frame):
        found = find_stream_tables(part)
        left: list[list[TextLine]] = [[]]
        for line in part:
            middle = (line.top + line.bottom) / 2
            if any(table.ys[0] <= middle <= table.ys[-1] for table in found):
                left.append([])
            else:
                left[-1].append(line)
        tables += [*found, *(table for rest in left for table in _framed_tables(rest, frame))]
    return tables


def _between_prose(lines: Sequence[TextLine], frame: LevelFrame) -> Iterator[list[TextLine]]:
    """Yield the lines between passages of prose: rulings of one extent may be of several tables.

    Prose is lines below each other that fill the frame and have no white space but between words.
    """
    width = LEVEL_TABLES.prose_width * (frame.x1 - frame.x0)
    is_full = [
        line.spans[-1][1] - line.spans[0][0] >= width
        and max((b - a for a, b in gaps(line)), default=0) < STREAM.word_gap * line.size
        for line in lines
    ]
    part: list[TextLine] = []
    for line, full, *beside in zip(lines, is_full, [False, *is_full], [*is_full[1:], False], strict=False):
        if full and any(beside):
            yield part
            part = []
        else:
            part.append(line)
    yield part


def _framed_tables(lines: Sequence[TextLine], frame: LevelFrame) -> Iterator[Lattice]:
    """Yield the tables of consecutive lines of a frame, which say by figures or rulings that they are some."""
    start = first_free = 0
    while start < len(lines):
        if not find_rows(lines, find_block(lines, start, FRAMED), FRAMED):
            start += 1
            continue
        block, rows = _table_block(lines, start, frame)
        if not rows:
            start += 1
            continue
        header = find_header(lines, block, first_free)
        first, end = block.start - len(header), rows[-1][1]
        if first and _band(lines[first - 1], frame) == _band(lines[first], frame):
            start += 1  # a table begins below a ruling
            continue
        yield stream_lattice(lines, header, block, rows)
        start = first_free = end


def _table_block(lines: Sequence[TextLine], start: int, frame: LevelFrame) -> tuple[LineBlock, list[RowRange]]:
    """Return the block of a table at ``start`` or below and its rows; no rows where there is none.

    The block with most cells may begin further down, where the spaces of a few lines stand below each other by chance;
    where that is no table, the block that begins at once may be one.
    """
    best = best_block(lines, start, FRAMED)[0]
    for candidate in (best, find_block(lines, start, FRAMED)):
        block = _with_sure_gutters(lines, candidate)
        rows = _ruled_rows(lines, find_rows(lines, block, FRAMED), block, frame)
        if rows and _is_table(lines, rows, block, frame):
            return block, rows
    return best, []


def _with_sure_gutters(lines: Sequence[TextLine], block: LineBlock) -> LineBlock:
    """Return the block without gutters that may be spaces between words: those beside a column without a header."""
    gutters = list(block.gutters)
    while gutters:
        places = middles(gutters)
        headed = {bisect(places, (a + b) / 2) for a, b in lines[block.start].spans}
        narrow = [
            (b - a, n)
            for n, (a, b) in enumerate(gutters)
            if b - a < FRAMED.word_gutter * lines[block.start].size and not {n, n + 1} <= headed
        ]
        if not narrow:
            break
        del gutters[min(narrow)[1]]
    return replace(block, gutters=tuple(gutters)) if gutters else LineBlock(block.start, block.start, ())


def _band(line: TextLine, frame: LevelFrame) -> int:
    return bisect(frame.ys, (line.top + line.bottom) / 2)


def _ruled_rows(
    lines: Sequence[TextLine], rows: Sequence[RowRange], block: LineBlock, frame: LevelFrame
) -> list[RowRange]:
    """Return the rows of a block, cut where a ruling stands; where rulings part all, nothing else does.

    A line between two rulings is one row, unless a column has several values there.
    """
    starts = {a for a, _ in rows}
    bands = [_band(lines[n], frame) for n in range(block.start, block.end)]
    if not rows or len(set(bands)) < LEVEL_TABLES.min_ruled_rows:
        return list(rows)
    cuts = {block.start}
    for n, (above, band) in enumerate(pairwise(bands), block.start + 1):
        if band != above or (n in starts and _has_several_values(lines, block, bands, band)):
            cuts.add(n)
    return list(pairwise([*sorted(cuts), rows[-1][1]]))


def _has_several_values(lines: Sequence[TextLine], block: LineBlock, bands: Sequence[int], band: int) -> bool:
    """Return whether a column beside the first has values, and nothing else, in several lines between two rulings."""
    places = middles(block.gutters)
    columns: dict[int, list[bool]] = {}
    for n, of_line in enumerate(bands, block.start):
        if of_line == band:
            for (a, _), text in zip(lines[n].spans, lines[n].texts, strict=True):
                columns.setdefault(bisect(places, a), []).append(is_value(text))
    return any(column > 0 and len(values) > 1 and all(values) for column, values in columns.items())


def _is_table(lines: Sequence[TextLine], rows: Sequence[RowRange], block: LineBlock, frame: LevelFrame) -> bool:
    """Return whether the rows of a block are those of a table, not lines of prose."""
    if not have_first_cells(lines, rows, block):
        return False
    if len(block.gutters) >= STREAM.min_gutters and len(rows) >= STREAM.min_rows and fill_columns(lines, rows, block):
        return True
    places = middles(block.gutters)
    filled, values, cells = 0, 0, 0
    for start, end in rows:
        columns: dict[int, list[str]] = {}
        for line in lines[start:end]:
            for (a, _), text in zip(line.spans, line.texts, strict=True):
                columns.setdefault(bisect(places, a), []).append(text)
        filled += len(columns)
        beside = [" ".join(texts) for column, texts in columns.items() if column > 0]
        cells += len(beside)
        values += sum(map(is_value, beside))
    if filled < LEVEL_TABLES.min_filled * len(rows) * (len(places) + 1):
        return False
    if len({_band(lines[a], frame) for a, _ in rows}) >= LEVEL_TABLES.min_ruled_rows:
        return True
    enough = LEVEL_TABLES.min_value_rows - (len(places) > 1)
    return len(rows) >= enough and values >= LEVEL_TABLES.min_values * cells
