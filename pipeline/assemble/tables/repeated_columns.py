"""Tables set twice side by side: the header stands over the left half and again over the right one.

Each half has rows of its own. They become tables of their own, the left one first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.domain.wordings import compact
from pipeline.model import Cell, Line, Page, Table


class RepeatSettings(NamedTuple):
    """Thresholds that tell a header which stands more than once in a row.

    Attributes:
        look_ahead: rows from a table's top where the header may begin; title rows may stand above it.
        most_groups: times that a header is set in one row.
        fewest_columns: columns of a group; a single column that recurs is of the same rows.
        header_similarity: ratio of 100 from which two header cells say the same; scans misread letters.
        edge_tolerance: points by which the column edges of a later page's part may differ.
    """

    look_ahead: int = 4
    most_groups: int = 4
    fewest_columns: int = 2
    header_similarity: float = 90.0
    edge_tolerance: float = 4.0


SETTINGS = RepeatSettings()


@dataclass(frozen=True, slots=True)
class ColumnGroups:
    """Where the header of a table begins again: first columns of the groups (0-based), and columns of each.

    ``edges`` are the column edges of the table, points (empty in transcripts), ``columns`` how many it has.
    """

    starts: tuple[int, ...]
    width: int
    edges: tuple[float, ...]
    columns: int

    def fit(self, table: Table) -> bool:
        """Tell whether a table of a later page, whose header may be absent, has the same columns."""
        if table.columns != self.columns or len(table.x_edges) != len(self.edges):
            return False
        near = (abs(a - b) <= SETTINGS.edge_tolerance for a, b in zip(table.x_edges, self.edges, strict=True))
        return all(near) and _parts_cleanly(table, self.starts, self.width)


def part_repeated_columns(page: Page, before: ColumnGroups | None) -> tuple[Page, ColumnGroups | None]:
    """Part the tables of a page whose header is repeated in its row.

    Args:
        before: the groups of the table above on an earlier page, which a table without a header goes on with.

    Returns:
        The page, and the groups of its last table; None where that has none.
    """
    if not page.tables:
        return page, before
    blocks: list[Line | Table] = []
    groups = before
    for block in page.blocks:
        if not isinstance(block, Table):
            blocks.append(block)
            continue
        own = column_groups(block)
        groups = own or (groups if groups is not None and groups.fit(block) else None)
        blocks += _parts(block, groups) if groups is not None else [block]
    return (replace(page, blocks=tuple(blocks)) if len(blocks) > len(page.blocks) else page), groups


def column_groups(table: Table) -> ColumnGroups | None:
    """Return where the header of a table begins again in its row; None where it does not."""
    rows = table.by_row()
    for i in range(min(len(rows), SETTINGS.look_ahead)):
        if sum(bool(c.text.strip()) for c in rows[i]) < 2 * SETTINGS.fewest_columns:
            continue  # a title
        last = i + max(c.rowspan for c in rows[i])
        header = [c for row in rows[i:last] for c in row]
        for count in range(2, SETTINGS.most_groups + 1):
            for gap in (0, 1):  # an empty column may stand between the groups
                width, rest = divmod(table.columns - gap * (count - 1), count)
                starts = tuple(g * (width + gap) for g in range(count))
                if not rest and width >= SETTINGS.fewest_columns and _repeats(header, starts, width):
                    groups = ColumnGroups(starts, width, table.x_edges, table.columns)
                    return groups if _parts_cleanly(table, starts, width) else None
        return None
    return None


def _repeats(header: Sequence[Cell], starts: Sequence[int], width: int) -> bool:
    """Tell whether header cells say the same over each group of columns, and nothing between the groups."""
    groups = [[c for c in header if s < c.column and c.column + c.colspan - 1 <= s + width] for s in starts]
    filled = sum(bool(c.text.strip()) for c in header)
    if filled != sum(bool(c.text.strip()) for group in groups for c in group):
        return False
    first, *others = groups
    words = {text for c in first if re.search(r"[^\W\d_]", text := compact(c.text))}
    if len(words) < SETTINGS.fewest_columns or any(re.fullmatch(r"[\d.,%-]+", compact(c.text)) for c in first):
        return False
    return all(_say_the_same(first, starts[0], group, s) for group, s in zip(others, starts[1:], strict=True))


def _say_the_same(one: Sequence[Cell], start: int, other: Sequence[Cell], at: int) -> bool:
    from rapidfuzz import fuzz

    def places(cells: Sequence[Cell], first: int) -> list[tuple[int, int, int, int]]:
        return [(c.row, c.column - first, c.rowspan, c.colspan) for c in cells]

    if places(one, start) != places(other, at):
        return False
    texts = [(compact(a.text), compact(b.text)) for a, b in zip(one, other, strict=True)]
    return all(a == b or fuzz.ratio(a, b) >= SETTINGS.header_similarity for a, b in texts)


def _parts_cleanly(table: Table, starts: Sequence[int], width: int) -> bool:
    """Tell whether each cell stands in one group, or runs over the whole table."""
    return all(
        _spans(c, table)
        or not c.text.strip()
        or any(s < c.column and c.column + c.colspan - 1 <= s + width for s in starts)
        for c in table.cells
    )


def _spans(cell: Cell, table: Table) -> bool:
    return cell.colspan >= table.columns


def _parts(table: Table, groups: ColumnGroups) -> list[Table]:
    """Return a table for each group of columns; what runs over the whole table is said of each."""
    out = []
    for start in groups.starts:
        end = start + groups.width
        cells = tuple(
            replace(c, column=1, colspan=groups.width) if _spans(c, table) else replace(c, column=c.column - start)
            for c in table.cells
            if _spans(c, table) or (start < c.column and c.column + c.colspan - 1 <= end)
        )
        edges = table.x_edges[start : end + 1]
        box = table.box and ((edges[0], table.box[1], edges[-1], table.box[3]) if edges else table.box)
        out.append(replace(table, columns=groups.width, cells=cells, x_edges=edges, box=box))
    return out
