"""Cells from rulings: a lattice of the lines that meet, cut where a border stands and merged where none does.

A row that a page end leaves open has no bottom line; here the ends of its vertical rulings close it, and the cells say
so. A frame around a page or a paragraph is no table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipeline.extract.tables.rulings import Segment

TOUCH = 3.0  # points: rulings that miss each other by less than this meet
EDGE = 2.0  # points from the page's edge: a ruling that comes this near runs off the page
OPEN = 5.0  # points: a ruling that runs on further than this past the last crossing leaves a cell open
COVERED = 0.7  # share of a side that must be ruled for a border to stand there


Flags = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Region = set[tuple[int, int]]  # places (row, column) that no border parts


@dataclass(slots=True)
class LatticeCell:
    """A cell in lattice units (0-based, half open) with what sides the page end left open."""

    row: int
    column: int
    rowspan: int
    colspan: int
    open_top: bool = False
    open_bottom: bool = False


@dataclass(slots=True)
class Lattice:
    """One table's geometry: edges in points (rows + 1, columns + 1) and its cells in reading order.

    ``owner[row, column]`` is the index of the cell that covers the place, -1 where none does. Edges of a table that is not ``ruled`` lie
    somewhere in its white space.
    """

    xs: list[float]
    ys: list[float]
    cells: list[LatticeCell] = field(default_factory=list)
    owner: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    ruled: bool = True

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Of the whole table, points."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def find_lattices(horizontal: list[Segment], vertical: list[Segment], height: float = math.inf) -> list[Lattice]:
    """Tables of a page from its rulings, top to bottom.

    Args:
        horizontal: ``(y, x0, x1)`` in points, snapped and joined.
        vertical: ``(x, y0, y1)`` likewise.
        height: of the page, points. Rulings that run on to its very edge were cut there: what they enclose beyond the
            last crossing is margin, no row, and the row before it is open.
    """
    tables = []
    for flat, upright in _components(horizontal, vertical):
        table = _table(flat, upright, height)
        if table is not None and len(table.cells) > 1:
            tables.append(table)
    tables += _open_rows(horizontal, vertical)
    return sorted(tables, key=lambda t: (t.ys[0], t.xs[0]))


def _open_rows(horizontal: list[Segment], vertical: list[Segment]) -> list[Lattice]:
    """Rows that fill a page from end to end: no horizontal ruling is left, only the vertical ones, all of one height."""
    met = np.any(_crossings(horizontal, vertical), axis=0)
    alone = [vertical[i] for i in np.flatnonzero(~met)]
    rows: dict[tuple[int, int], list[Segment]] = {}
    for at, start, end in sorted(alone):
        key = next(
            (k for k in rows if abs(k[0] - start) <= TOUCH and abs(k[1] - end) <= TOUCH), (round(start), round(end))
        )
        rows.setdefault(key, []).append((at, start, end))
    out = []
    for (start, end), lines in rows.items():
        if len(lines) >= 3 and end - start > 4 * OPEN:
            cells = [LatticeCell(0, c, 1, 1, open_top=True, open_bottom=True) for c in range(len(lines) - 1)]
            out.append(
                Lattice([at for at, _, _ in lines], [float(start), float(end)], cells, np.arange(len(cells))[None, :])
            )
    return out


def _crossings(horizontal: list[Segment], vertical: list[Segment]) -> Flags:
    """(horizontal, vertical) bool: which rulings meet."""
    h, v = np.array(horizontal).reshape(-1, 3), np.array(vertical).reshape(-1, 3)
    meet: Flags = (
        (v[None, :, 0] >= h[:, None, 1] - TOUCH)
        & (v[None, :, 0] <= h[:, None, 2] + TOUCH)
        & (h[:, None, 0] >= v[None, :, 1] - TOUCH)
        & (h[:, None, 0] <= v[None, :, 2] + TOUCH)
    )
    return meet


def _components(horizontal: list[Segment], vertical: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Groups of rulings that hang together through their crossings."""
    meet = _crossings(horizontal, vertical)
    seen = np.zeros(len(horizontal), bool)
    groups = []
    for start in range(len(horizontal)):
        if seen[start] or not meet[start].any():
            continue
        rows: Flags = np.zeros(len(horizontal), bool)
        columns: Flags = np.zeros(len(vertical), bool)
        rows[start] = True
        while True:
            columns_now: Flags = np.asarray(meet[rows].any(axis=0))
            rows_now: Flags = np.logical_or(rows, meet[:, columns_now].any(axis=1))
            if np.array_equal(columns_now, columns) and np.array_equal(rows_now, rows):
                break
            rows, columns = rows_now, columns_now
        seen |= rows
        groups.append(([horizontal[i] for i in np.flatnonzero(rows)], [vertical[i] for i in np.flatnonzero(columns)]))
    return groups


def _table(flat: list[Segment], upright: list[Segment], height: float) -> Lattice | None:
    """The lattice of one group of rulings, or None where it closes no cell."""
    ys, xs = _positions(flat), _positions(upright)
    top_open, bottom_open = _open_ends(ys, upright)
    left_open, right_open = _open_ends(xs, flat)
    runs_off_top = top_open is not None and top_open <= EDGE and len(ys) > 1
    runs_off_bottom = bottom_open is not None and bottom_open >= height - EDGE and len(ys) > 1
    top_open = None if runs_off_top else top_open
    bottom_open = None if runs_off_bottom else bottom_open
    if top_open is not None:
        ys.insert(0, top_open)
    if bottom_open is not None:
        ys.append(bottom_open)
    if left_open is not None:
        xs.insert(0, left_open)
    if right_open is not None:
        xs.append(right_open)
    if len(xs) < 2 or len(ys) < 2:
        return None
    # above[i, j]: a border above row i in column j; before[i, j]: one before column j in row i
    above = _borders(ys, xs, flat)
    before = _borders(xs, ys, upright).T
    # a page end may leave all of a row open, or only the merged cells of it: what has both its sides is a cell
    ruled_top, ruled_bottom = above[0] & (not runs_off_top), above[-1] & (not runs_off_bottom)
    above[0, :] = above[-1, :] = True
    for closed, line in ((left_open, 0), (right_open, -1)):
        if closed is not None:
            before[:, line] = True
    if len(xs) == 2 and _gridlines(xs, ys, flat):
        return None
    table = _merge(xs, ys, above, before)
    return _open_sides(table, xs, ruled_top, ruled_bottom)


def _gridlines(xs: list[float], ys: list[float], flat: list[Segment]) -> bool:
    """Whether what divides a single column are a chart's gridlines: most stop short of the frame, for the labels' sake."""
    inner = [s for s in flat if ys[0] + TOUCH < s[0] < ys[-1] - TOUCH]
    short = [s for s in inner if s[1] > xs[0] + OPEN or s[2] < xs[1] - OPEN]
    return len(inner) >= 3 and 2 * len(short) > len(inner)


def _open_sides(table: Lattice, xs: list[float], ruled_top: Flags, ruled_bottom: Flags) -> Lattice:
    """Mark the cells of the first and last row whose outer side no ruling closes."""
    edges = np.array(xs)
    last = len(table.ys) - 1
    for cell in table.cells:
        left, right = np.searchsorted(edges, (table.xs[cell.column], table.xs[cell.column + cell.colspan]))
        cell.open_top = cell.row == 0 and not ruled_top[left:right].any()
        cell.open_bottom = cell.row + cell.rowspan == last and not ruled_bottom[left:right].any()
    return table


def _positions(segments: list[Segment]) -> list[float]:
    return sorted({round(s[0], 2) for s in segments})


def _open_ends(lines: list[float], crossing: list[Segment]) -> tuple[float | None, float | None]:
    """Where at least two (and most) of the crossing rulings run on past the first or last line, the common end."""
    before = [s for _, s, _ in crossing if s < lines[0] - OPEN]
    after = [e for _, _, e in crossing if e > lines[-1] + OPEN]
    start = min(before) if len(before) >= 2 and 2 * len(before) > _reaching(crossing, lines[0]) else None
    end = max(after) if len(after) >= 2 and 2 * len(after) > _reaching(crossing, lines[-1]) else None
    return start, end


def _reaching(crossing: list[Segment], line: float) -> int:
    return sum(1 for _, s, e in crossing if s - TOUCH <= line <= e + TOUCH)


def _borders(lines: list[float], stops: list[float], segments: list[Segment]) -> np.ndarray:
    """(lines, stops - 1) bool: whether the piece of each line between two stops is ruled."""
    ruled = np.zeros((len(lines), len(stops) - 1))
    where = {p: i for i, p in enumerate(lines)}
    edges = np.array(stops)
    start, end = np.array([s[1:] for s in segments]).reshape(-1, 2, 1).swapaxes(0, 1)
    laps = np.maximum(np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0.0)
    np.add.at(ruled, [where[round(s[0], 2)] for s in segments], laps)
    spans = np.diff(edges)
    # short pieces lose a fixed bit at each end where borders are set off, so allow for it
    result: np.ndarray = ruled >= np.minimum(COVERED * spans, np.maximum(spans - 2 * TOUCH, 0.5 * spans))
    return result


def _merge(xs: list[float], ys: list[float], above: Flags, before: Flags) -> Lattice:
    """Flood over the places that no border parts; each closed rectangle is a cell."""
    rows, columns = len(ys) - 1, len(xs) - 1
    closed = above[:-1] & above[1:] & before[:, :-1] & before[:, 1:]
    owner: list[list[int | None]] = [[None] * columns for _ in range(rows)]
    cells: list[LatticeCell] = []
    walls = above.tolist(), before.tolist()
    for r, lone in enumerate(closed.tolist()):
        for c in range(columns):
            if owner[r][c] is not None:
                continue
            if lone[c]:
                owner[r][c] = len(cells)
                cells.append(LatticeCell(r, c, 1, 1))
                continue
            region, leaks = _flood(r, c, *walls)
            for i, j in region:
                owner[i][j] = -1
            for cell in () if leaks else _rectangles(region):
                for i in range(cell.row, cell.row + cell.rowspan):
                    owner[i][cell.column : cell.column + cell.colspan] = [len(cells)] * cell.colspan
                cells.append(cell)
    return _without_empty_lines(xs, ys, cells, np.array(owner, dtype=np.int64).reshape(rows, columns))


def _flood(r: int, c: int, above: list[list[bool]], before: list[list[bool]]) -> tuple[Region, bool]:
    """The places that hang together with (r, c), and whether they leak out of the table."""
    rows, columns = len(before), len(above[0])
    region = {(r, c)}
    todo = [(r, c)]
    leaks = False
    while todo:
        i, j = todo.pop()
        for border, next_i, next_j in (
            (above[i][j], i - 1, j),
            (above[i + 1][j], i + 1, j),
            (before[i][j], i, j - 1),
            (before[i][j + 1], i, j + 1),
        ):
            if border or (next_i, next_j) in region:
                continue
            if not (0 <= next_i < rows and 0 <= next_j < columns):
                leaks = True
                continue
            region.add((next_i, next_j))
            todo.append((next_i, next_j))
    return region, leaks


def _rectangles(region: Region) -> list[LatticeCell]:
    """A region as one cell where it is a rectangle, else as bands of equal extent, so that no text is lost."""
    r0, r1 = min(i for i, _ in region), max(i for i, _ in region)
    c0, c1 = min(j for _, j in region), max(j for _, j in region)
    if len(region) == (r1 - r0 + 1) * (c1 - c0 + 1):
        return [LatticeCell(r0, c0, r1 - r0 + 1, c1 - c0 + 1)]
    bands: list[LatticeCell] = []
    for i in range(r0, r1 + 1):
        columns = sorted(j for k, j in region if k == i)
        start = columns[0]
        for j, following in zip(columns, [*columns[1:], None], strict=True):
            if following == j + 1:
                continue
            span = j - start + 1
            same = next((b for b in bands if b.column == start and b.colspan == span and b.row + b.rowspan == i), None)
            if same:
                same.rowspan += 1
            else:
                bands.append(LatticeCell(i, start, 1, span))
            if following is not None:
                start = following
    return bands


def _without_empty_lines(xs: list[float], ys: list[float], cells: list[LatticeCell], owner: Ints) -> Lattice:
    """Drop lattice lines that no cell's border uses: they come from strokes that only cross a merged cell."""
    used_r = sorted({c.row for c in cells} | {c.row + c.rowspan for c in cells})
    used_c = sorted({c.column for c in cells} | {c.column + c.colspan for c in cells})
    row_at, column_at = {r: i for i, r in enumerate(used_r)}, {c: i for i, c in enumerate(used_c)}
    out = [
        LatticeCell(
            row_at[c.row],
            column_at[c.column],
            row_at[c.row + c.rowspan] - row_at[c.row],
            column_at[c.column + c.colspan] - column_at[c.column],
        )
        for c in cells
    ]
    order = sorted(range(len(out)), key=lambda k: (out[k].row, out[k].column))
    rank = np.full(len(out) + 1, -1, dtype=np.int64)
    for new, old in enumerate(order):
        rank[old] = new
    owner = rank[owner][np.ix_(used_r[:-1], used_c[:-1])] if cells else np.zeros((0, 0), dtype=np.int64)
    return Lattice([xs[i] for i in used_c], [ys[i] for i in used_r], [out[k] for k in order], owner)
