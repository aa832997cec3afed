"""Tables side by side that are one: a merged cell that runs over both page ends leaves no rulings between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Box, Cell, Line, Page, Table

NEAR = 3.0
"""Points: rulings that are so near are the same."""


def join_side_by_side(page: Page, known: Sequence[Sequence[float]]) -> Page:
    """Join tables of a page that have the same rows, where the joined one has the column edges of one seen before.

    Args:
        known: column edges of the tables of earlier pages, points. Without such a witness two tables stay two.
    """
    blocks = list(page.blocks)
    tables = [b for b in blocks if isinstance(b, Table)]
    for left in tables:
        for right in tables:
            if left is right or (joined := _joined(left, right, blocks, known)) is None:
                continue
            table, inside = joined
            at = [n for n, block in enumerate(blocks) if block is left or block is right]
            if len(at) == 2:  # neither was joined with another one before
                gone = {id(block) for block in (left, right, *inside)}
                blocks = [*(b for b in blocks[: at[0]] if id(b) not in gone), table] + [
                    b for b in blocks[at[0] :] if id(b) not in gone
                ]
    return replace(page, blocks=tuple(blocks)) if len(blocks) < len(page.blocks) else page


def _joined(
    left: Table, right: Table, blocks: Sequence[Line | Table], known: Sequence[Sequence[float]]
) -> tuple[Table, list[Line]] | None:
    """Return two tables as one with a merged cell between them, and the lines that stand in it."""
    if (
        left.side != right.side
        or left.box is None
        or right.box is None
        or left.rows != right.rows
        or left.box[2] + NEAR >= right.box[0]
    ):
        return None
    if not _alike(_tops(left), _tops(right)) or abs(left.box[3] - right.box[3]) > NEAR:
        return None
    edges = (*left.x_edges, *right.x_edges)
    if not any(_alike(edges, seen) for seen in known):
        return None
    gap: Box = (left.box[2], left.box[1], right.box[0], left.box[3])
    inside = [b for b in blocks if isinstance(b, Line) and b.box is not None and _within(b.box, gap)]
    text = "".join(line.text for line in inside)
    between = Cell(
        left.page,
        left.first_row,
        left.columns + 1,
        tuple(inside),
        text,
        rowspan=left.rows,
        box=gap,
        reader=left.reader,
        open_top=True,
        open_bottom=True,
    )
    moved = [
        replace(c, column=c.column + left.columns + 1, row=c.row - right.first_row + left.first_row)
        for c in right.cells
    ]
    cells = sorted([*left.cells, between, *moved], key=lambda c: (c.row, c.column))
    box = (left.box[0], left.box[1], right.box[2], left.box[3])
    return replace(left, columns=left.columns + 1 + right.columns, cells=tuple(cells), box=box, x_edges=edges), inside


def _tops(table: Table) -> list[float]:
    """Return where the rows begin, points from the page's top."""
    tops: dict[int, float] = {}
    for cell in table.cells:
        if cell.box is not None:
            tops[cell.row] = min(tops.get(cell.row, cell.box[1]), cell.box[1])
    return [tops[row] for row in sorted(tops)]


def _alike(one: Sequence[float], two: Sequence[float]) -> bool:
    return len(one) == len(two) and all(abs(a - b) <= NEAR for a, b in zip(one, two, strict=True))


def _within(box: Box, room: Box) -> bool:
    return room[0] - NEAR <= box[0] and box[2] <= room[2] + NEAR and room[1] <= (box[1] + box[3]) / 2 <= room[3]
