"""Lattices: tables whose cells are told by rulings, cut where a border stands and merged where none does.

A row that a page end leaves open has no bottom line; here the ends of its vertical rulings close it, and its cells say
so. A frame around a page or a paragraph is no table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.tables.merged_cells import CellSpan, merge_places
from pipeline.extract.tables.rulings import Segment

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


class LatticeSettings(NamedTuple):
    """Tolerances for building tables from rulings.

    Attributes:
        touch_tolerance: points; rulings that miss each other by less meet (pdfplumber's ``intersection_tolerance``).
        page_edge: points; a ruling that comes this near to the page's edge runs off the page.
        min_overhang: points; a ruling that runs on further than this past the last crossing leaves a cell open.
        min_overhanging: rulings that must run on past the last crossing before the cells there are open.
        min_open_rows: horizontal rulings of a table whose first or last column is merged and open on its outer side.
        min_border_cover: share of a side that must be ruled for a border to stand there.
        min_short_cover: share of the same for sides so short that ``touch_tolerance`` at both ends is much of them.
        min_verticals: vertical rulings that make a row without horizontal ones; two are change bars or a text column.
        min_open_height: points; the least height of such a row.
        min_gridlines: lines inside a single column that may be the gridlines of a chart.
        min_short_gridlines: share of those that must stop short of the frame, for the sake of the chart's labels.
        decimals: of the position of a ruling, points; equal positions are one edge of the lattice.
    """

    touch_tolerance: float = 3.0
    page_edge: float = 2.0
    min_overhang: float = 5.0
    min_overhanging: int = 2
    min_open_rows: int = 4
    min_border_cover: float = 0.7
    min_short_cover: float = 0.5
    min_verticals: int = 3
    min_open_height: float = 20.0
    min_gridlines: int = 3
    min_short_gridlines: float = 0.5
    decimals: int = 2


LATTICE = LatticeSettings()


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell in lattice units (0-based, half open), and which of its sides a page end left open."""

    row: int
    column: int
    rowspan: int
    colspan: int
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """The geometry of one table.

    Attributes:
        xs: edges of the columns, points; one more than there are columns.
        ys: edges of the rows, points; one more than there are rows.
        cells: in reading order.
        owner: (rows, columns), the index of the cell that covers the place, -1 where none does.
        ruled: whether rulings stand at the edges; else they lie somewhere in the white space between columns and rows.
    """

    xs: list[float]
    ys: list[float]
    cells: list[LatticeCell]
    owner: Ints
    ruled: bool = True

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Box of the whole table: left, top, right, bottom, points."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def find_lattices(horizontal: list[Segment], vertical: list[Segment], height: float = math.inf) -> list[Lattice]:
    """Find the tables of a page from its rulings, top to bottom.

    Args:
        horizontal: ``(y, x0, x1)`` in points, snapped and joined.
        vertical: ``(x, y0, y1)`` likewise.
        height: of the page, points. Rulings that run on to its very edge were cut there: what they enclose beyond the
            last crossing is margin, no row, and the row before it is open.
    """
    meet = _intersections(horizontal, vertical)
    lone = [vertical[i] for i in np.flatnonzero(~meet.any(axis=0))]
    tables = []
    for rows, columns in _connected(meet):
        across, down = [horizontal[i] for i in rows], [vertical[i] for i in columns]
        beside = _sides_of_merged_columns(across, down, lone)
        lone = [ruling for ruling in lone if ruling not in beside]
        table = _build(across, [*down, *beside], height)
        if table is not None and len(table.cells) > 1:
            tables.append(table)
    tables += _full_page_rows(lone)
    return sorted(tables, key=lambda t: (t.ys[0], t.xs[0]))


def _intersections(horizontal: list[Segment], vertical: list[Segment]) -> Flags:
    """Return (horizontal, vertical): which rulings meet."""
    h, v = np.array(horizontal).reshape(-1, 3), np.array(vertical).reshape(-1, 3)
    touch = LATTICE.touch_tolerance
    meet: Flags = (
        (v[None, :, 0] >= h[:, None, 1] - touch)
        & (v[None, :, 0] <= h[:, None, 2] + touch)
        & (h[:, None, 0] >= v[None, :, 1] - touch)
        & (h[:, None, 0] <= v[None, :, 2] + touch)
    )
    return meet


def _connected(meet: Flags) -> list[tuple[list[int], list[int]]]:
    """Return the connected components of rulings that meet: indexes of the horizontal and of the vertical ones."""
    seen = np.zeros(meet.shape[0], bool)
    components = []
    for start in range(meet.shape[0]):
        if seen[start] or not meet[start].any():
            continue
        rows: Flags = np.zeros(meet.shape[0], bool)
        columns: Flags = np.zeros(meet.shape[1], bool)
        rows[start] = True
        while True:
            columns_now: Flags = np.asarray(meet[rows].any(axis=0))
            rows_now: Flags = np.logical_or(rows, meet[:, columns_now].any(axis=1))
            if np.array_equal(columns_now, columns) and np.array_equal(rows_now, rows):
                break
            rows, columns = rows_now, columns_now
        seen |= rows
        components.append((np.flatnonzero(rows).tolist(), np.flatnonzero(columns).tolist()))
    return components


def _sides_of_merged_columns(horizontal: list[Segment], vertical: list[Segment], lone: list[Segment]) -> list[Segment]:
    """Return the outer sides of columns that are merged from one page end to the other.

    No horizontal ruling reaches into such a column. Its side runs as far as the rulings of the table do, past the first
    and past the last row that the page closes.

    Args:
        horizontal, vertical: rulings of a table.
        lone: vertical rulings of the page that no horizontal one meets.
    """
    if len(vertical) < LATTICE.min_overhanging:
        return []
    start, end = min(s for _, s, _ in vertical), max(e for _, _, e in vertical)
    first, last = min(y for y, _, _ in horizontal), max(y for y, _, _ in horizontal)
    if first - start <= LATTICE.min_overhang or end - last <= LATTICE.min_overhang:
        return []
    left, right = min(x for x, _, _ in vertical), max(x for x, _, _ in vertical)
    touch = LATTICE.touch_tolerance
    return [
        (x, s, e) for x, s, e in lone if not left <= x <= right and abs(s - start) <= touch and abs(e - end) <= touch
    ]


def _full_page_rows(vertical: list[Segment]) -> list[Lattice]:
    """Build the rows that fill a page from end to end: no horizontal ruling is left, only vertical ones of one height.

    Args:
        vertical: rulings that no horizontal one meets.
    """
    touch = LATTICE.touch_tolerance
    rows: dict[tuple[int, int], list[Segment]] = {}
    for at, start, end in sorted(vertical):
        key = next(
            (k for k in rows if abs(k[0] - start) <= touch and abs(k[1] - end) <= touch), (round(start), round(end))
        )
        rows.setdefault(key, []).append((at, start, end))
    out = []
    for (start, end), lines in rows.items():
        if len(lines) >= LATTICE.min_verticals and end - start > LATTICE.min_open_height:
            cells = [LatticeCell(0, c, 1, 1, open_top=True, open_bottom=True) for c in range(len(lines) - 1)]
            xs, ys = [at for at, _, _ in lines], [float(start), float(end)]
            out.append(Lattice(xs, ys, cells, np.arange(len(cells))[None, :]))
    return out


def _build(horizontal: list[Segment], vertical: list[Segment], height: float) -> Lattice | None:
    """Build the lattice of connected rulings; None where they close no cell."""
    ys, xs = _positions(horizontal), _positions(vertical)
    top, bottom = _overhangs(ys, vertical)
    left, right = _overhangs(xs, horizontal)
    if left is None and right is None:
        left, right = _open_sides_of_merged_columns(xs, ys, horizontal)
    runs_off_top = top is not None and top <= LATTICE.page_edge and len(ys) > 1
    runs_off_bottom = bottom is not None and bottom >= height - LATTICE.page_edge and len(ys) > 1
    ys = _with_ends(ys, None if runs_off_top else top, None if runs_off_bottom else bottom)
    xs = _with_ends(xs, left, right)
    if len(xs) < 2 or len(ys) < 2:
        return None
    border_above = _borders(ys, xs, horizontal)
    border_left = _borders(xs, ys, vertical).T
    # a page end may leave all of a row open, or only the merged cells of it: what has both its sides is a cell
    ruled_top, ruled_bottom = border_above[0] & (not runs_off_top), border_above[-1] & (not runs_off_bottom)
    border_above[0, :] = border_above[-1, :] = True
    if left is not None:
        border_left[:, 0] = True
    if right is not None:
        border_left[:, -1] = True
    if len(xs) == 2 and _is_chart_grid(xs, ys, horizontal):
        return None
    spans, owner = merge_places(border_above, border_left)
    return _compact(xs, ys, spans, owner, ruled_top, ruled_bottom)


def _positions(segments: list[Segment]) -> list[float]:
    return sorted({round(s[0], LATTICE.decimals) for s in segments})


def _with_ends(edges: list[float], first: float | None, last: float | None) -> list[float]:
    return [*([] if first is None else [first]), *edges, *([] if last is None else [last])]


def _overhangs(lines: list[float], crossing: list[Segment]) -> tuple[float | None, float | None]:
    """Return where most of the crossing rulings end that run on past the first and past the last line; None if few do.

    A few rulings are too few in themselves, and where they are no more than half of those that reach the line.
    """
    before = [s for _, s, _ in crossing if s < lines[0] - LATTICE.min_overhang]
    after = [e for _, _, e in crossing if e > lines[-1] + LATTICE.min_overhang]
    few = LATTICE.min_overhanging
    start = min(before) if len(before) >= few and 2 * len(before) > _count_reaching(crossing, lines[0]) else None
    end = max(after) if len(after) >= few and 2 * len(after) > _count_reaching(crossing, lines[-1]) else None
    return start, end


def _open_sides_of_merged_columns(
    xs: list[float], ys: list[float], horizontal: list[Segment]
) -> tuple[float | None, float | None]:
    """Return the outer side of a first and a last column that are merged below their heading and have no ruling there.

    Only the rulings above and below the heading reach out to that side, both equally far, and the last of the table
    where the page does not cut it.
    """
    touch = LATTICE.touch_tolerance
    heading = [[s for s in horizontal if round(s[0], LATTICE.decimals) == y] for y in ys[:2]]
    if len(ys) < LATTICE.min_open_rows or not all(heading):
        return None, None
    starts, ends = [min(s for _, s, _ in line) for line in heading], [max(e for _, _, e in line) for line in heading]
    left = starts[0] if max(starts) < xs[0] - LATTICE.min_overhang and abs(starts[0] - starts[1]) <= touch else None
    right = ends[0] if min(ends) > xs[-1] + LATTICE.min_overhang and abs(ends[0] - ends[1]) <= touch else None
    return left, right


def _count_reaching(crossing: list[Segment], line: float) -> int:
    return sum(1 for _, s, e in crossing if s - LATTICE.touch_tolerance <= line <= e + LATTICE.touch_tolerance)


def _borders(lines: list[float], stops: list[float], segments: list[Segment]) -> Flags:
    """Return (lines, stops - 1): whether the piece of each line between two stops is ruled."""
    ruled = np.zeros((len(lines), len(stops) - 1))
    index = {p: i for i, p in enumerate(lines)}
    edges = np.array(stops)
    start, end = np.array([s[1:] for s in segments]).reshape(-1, 2, 1).swapaxes(0, 1)
    overlaps = np.maximum(np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0.0)
    np.add.at(ruled, [index[round(s[0], LATTICE.decimals)] for s in segments], overlaps)
    lengths = np.diff(edges)
    # short pieces lose a fixed bit at each end where borders are set off, so allow for it
    shortest = np.maximum(lengths - 2 * LATTICE.touch_tolerance, LATTICE.min_short_cover * lengths)
    result: Flags = ruled >= np.minimum(LATTICE.min_border_cover * lengths, shortest)
    return result


def _is_chart_grid(xs: list[float], ys: list[float], horizontal: list[Segment]) -> bool:
    """Tell whether the lines that divide a single column are a chart's gridlines: most stop short of the frame."""
    inner = [s for s in horizontal if ys[0] + LATTICE.touch_tolerance < s[0] < ys[-1] - LATTICE.touch_tolerance]
    short = [s for s in inner if s[1] > xs[0] + LATTICE.min_overhang or s[2] < xs[1] - LATTICE.min_overhang]
    return len(inner) >= LATTICE.min_gridlines and len(short) > LATTICE.min_short_gridlines * len(inner)


def _compact(
    xs: list[float], ys: list[float], spans: list[CellSpan], owner: Ints, ruled_top: Flags, ruled_bottom: Flags
) -> Lattice:
    """Build the lattice without edges that no cell's border uses: strokes that only cross a merged cell made them.

    Args:
        ruled_top: (columns), whether the outer side of the first row is ruled; no cell under it is open at its top.
        ruled_bottom: the same of the last row.
    """
    rows = sorted({s.row for s in spans} | {s.row + s.rowspan for s in spans})
    columns = sorted({s.column for s in spans} | {s.column + s.colspan for s in spans})
    row_at, column_at = {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(columns)}
    cells: list[LatticeCell] = []
    rank = np.full(len(spans) + 1, -1, dtype=np.int64)
    for old, span in sorted(enumerate(spans), key=lambda item: item[1][:2]):
        rank[old] = len(cells)
        row, column, end = row_at[span.row], column_at[span.column], row_at[span.row + span.rowspan]
        colspan = column_at[span.column + span.colspan] - column
        across = slice(span.column, span.column + span.colspan)
        open_top = row == 0 and not ruled_top[across].any()
        open_bottom = end == len(rows) - 1 and not ruled_bottom[across].any()
        cells.append(LatticeCell(row, column, end - row, colspan, open_top, open_bottom))
    owner = rank[owner][np.ix_(rows[:-1], columns[:-1])] if spans else np.zeros((0, 0), dtype=np.int64)
    return Lattice([xs[i] for i in columns], [ys[i] for i in rows], cells, owner)
