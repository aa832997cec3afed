"""Merged columns that run over a page end: on the next page no ruling parts their rows, and often none closes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import Box, Cell, Line, Page, Table


class MergedColumnSettings(NamedTuple):
    """Measures of a part of a table that lacks its outer columns.

    Attributes:
        near: points; edges that are so near are the same.
        min_columns: that the part has of its own; a single one may be a frame.
    """

    near: float = 3.0
    min_columns: int = 2


MERGED_COLUMNS = MergedColumnSettings()


def with_merged_columns(page: Page, above: Table | None) -> Page:
    """Give the first table of a page the outer columns that it lacks, where they are merged over the page end.

    Its edges are those of the table above without some on the left or on the right, and there cells of that table run
    on: the page end left them open. What stands in such a column becomes the text of its cell.

    Args:
        page: its running heads are marked.
        above: the last table of the page before, None where running text follows it.
    """
    part = next((block for block in page.blocks if not (isinstance(block, Line) and block.artifact)), None)
    if above is None or not isinstance(part, Table) or not part.ruled or part.box is None or not above.ruled:
        return page
    missing = _missing_columns(above, part)
    if missing is None:
        return page
    left, right = missing
    running_on = {c.column for c in above.cells if _reaches_end(c, above) and c.open_bottom}
    outer = [*range(left), *range(above.columns - right, above.columns)]
    if not all(_covering_column(above, k + 1) in running_on for k in outer):
        return page
    lines = [block for block in page.blocks if isinstance(block, Line) and not block.artifact]
    merged = [_merged_cell(part, above.x_edges, k, lines) for k in outer]
    moved = [replace(c, column=c.column + left) for c in part.cells]
    inside = [line for cell in merged for line in cell.lines]
    box = (above.x_edges[0], part.box[1], above.x_edges[-1], part.box[3])
    cells = tuple(sorted([*moved, *merged], key=lambda c: (c.row, c.column)))
    table = replace(part, columns=above.columns, cells=cells, box=box, x_edges=above.x_edges)
    kept = [b for b in page.blocks if not any(b is line for line in inside)]
    return replace(page, blocks=tuple(table if b is part else b for b in kept))


def _missing_columns(above: Table, part: Table) -> tuple[int, int] | None:
    """Return how many columns a part lacks on the left and on the right; None where it lacks none or has others."""
    edges, own = above.x_edges, part.x_edges
    lacking = len(edges) - len(own)
    if lacking < 1 or part.columns < MERGED_COLUMNS.min_columns or len(own) != part.columns + 1:
        return None
    for left in range(lacking + 1):
        if all(abs(a - b) <= MERGED_COLUMNS.near for a, b in zip(edges[left : left + len(own)], own, strict=True)):
            return left, lacking - left
    return None


def _reaches_end(cell: Cell, table: Table) -> bool:
    return cell.row + cell.rowspan == table.first_row + table.rows


def _covering_column(table: Table, column: int) -> int:
    """Return the column in which the last cell begins that covers ``column``, 0 where none does."""
    for cell in table.cells:
        if _reaches_end(cell, table) and cell.column <= column < cell.column + cell.colspan:
            return cell.column
    return 0


def _merged_cell(part: Table, edges: Sequence[float], column: int, lines: Sequence[Line]) -> Cell:
    """Return the cell of a column (0-based) over all rows of a part, with the lines that stand in it."""
    assert part.box is not None
    box: Box = (edges[column], part.box[1], edges[column + 1], part.box[3])
    inside = tuple(line for line in lines if line.box is not None and _within(line.box, box))
    return Cell(
        part.page,
        part.first_row,
        column + 1,
        inside,
        "\n".join(line.text for line in inside),
        rowspan=part.rows,
        box=box,
        reader=part.reader,
        open_top=True,
        open_bottom=True,
    )


def _within(box: Box, room: Box) -> bool:
    near = MERGED_COLUMNS.near
    return room[0] - near <= box[0] and box[2] <= room[2] + near and room[1] <= (box[1] + box[3]) / 2 <= room[3]
