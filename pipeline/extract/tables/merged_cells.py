"""Cells of a grid of borders: places that no border parts are merged into one cell."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Region = set[tuple[int, int]]  # places (row, column) that no border parts


class CellSpan(NamedTuple):
    """The places of a grid that one cell covers, 0-based."""

    row: int
    column: int
    rowspan: int
    colspan: int


def merge_places(border_above: Flags, border_left: Flags) -> tuple[list[CellSpan], Ints]:
    """Merge the places of a grid where no border stands between them; every closed rectangle is a cell.

    Args:
        border_above: (rows + 1, columns), whether a border stands above row i in column j.
        border_left: (rows, columns + 1), whether a border stands left of column j in row i.

    Returns:
        The cells, and (rows, columns) the index of the cell that covers each place; -1 where the place is open to the
        outside of the grid.
    """
    rows, columns = len(border_left), border_above.shape[1]
    closed = border_above[:-1] & border_above[1:] & border_left[:, :-1] & border_left[:, 1:]
    owner: list[list[int | None]] = [[None] * columns for _ in range(rows)]
    cells: list[CellSpan] = []
    borders = border_above.tolist(), border_left.tolist()
    for r, closed_row in enumerate(closed.tolist()):
        for c in range(columns):
            if owner[r][c] is not None:
                continue
            if closed_row[c]:
                owner[r][c] = len(cells)
                cells.append(CellSpan(r, c, 1, 1))
                continue
            region, leaks = _flood_fill(r, c, *borders)
            for i, j in region:
                owner[i][j] = -1
            for cell in () if leaks else _rectangles(region):
                for i in range(cell.row, cell.row + cell.rowspan):
                    owner[i][cell.column : cell.column + cell.colspan] = [len(cells)] * cell.colspan
                cells.append(cell)
    return cells, np.array(owner, dtype=np.int64).reshape(rows, columns)


def _flood_fill(
    row: int, column: int, border_above: list[list[bool]], border_left: list[list[bool]]
) -> tuple[Region, bool]:
    """Return the places connected with (row, column), and whether they leak out of the grid."""
    rows, columns = len(border_left), len(border_above[0])
    region = {(row, column)}
    todo = [(row, column)]
    leaks = False
    while todo:
        i, j = todo.pop()
        for border, next_i, next_j in (
            (border_above[i][j], i - 1, j),
            (border_above[i + 1][j], i + 1, j),
            (border_left[i][j], i, j - 1),
            (border_left[i][j + 1], i, j + 1),
        ):
            if border or (next_i, next_j) in region:
                continue
            if not (0 <= next_i < rows and 0 <= next_j < columns):
                leaks = True
                continue
            region.add((next_i, next_j))
            todo.append((next_i, next_j))
    return region, leaks


def _rectangles(region: Region) -> list[CellSpan]:
    """Return a region as one cell where it is a rectangle, else as bands of equal extent, so that no text is lost."""
    r0, r1 = min(i for i, _ in region), max(i for i, _ in region)
    c0, c1 = min(j for _, j in region), max(j for _, j in region)
    if len(region) == (r1 - r0 + 1) * (c1 - c0 + 1):
        return [CellSpan(r0, c0, r1 - r0 + 1, c1 - c0 + 1)]
    bands: list[CellSpan] = []
    for i in range(r0, r1 + 1):
        for start, span in _consecutive(sorted(j for k, j in region if k == i)):
            for n, band in enumerate(bands):
                if band.column == start and band.colspan == span and band.row + band.rowspan == i:
                    bands[n] = band._replace(rowspan=band.rowspan + 1)
                    break
            else:
                bands.append(CellSpan(i, start, 1, span))
    return bands


def _consecutive(columns: list[int]) -> list[tuple[int, int]]:
    """Return the start and the length of each run of consecutive numbers, of which there is at least one."""
    runs: list[tuple[int, int]] = []
    start = columns[0]
    for column, following in zip(columns, [*columns[1:], None], strict=True):
        if following == column + 1:
            continue
        runs.append((start, column - start + 1))
        if following is not None:
            start = following
    return runs
