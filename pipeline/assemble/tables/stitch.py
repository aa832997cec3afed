"""Stitching: the parts of one table that runs over pages get one number, and their rows count on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.assemble.tables.merged_columns import with_merged_columns
from pipeline.assemble.tables.repeated_columns import ColumnGroups, part_repeated_columns
from pipeline.assemble.tables.side_by_side import join_side_by_side
from pipeline.domain.wordings import compact
from pipeline.model import Cell, Document, Line, Page, Table


class StitchSettings(NamedTuple):
    """Thresholds that tell whether a table continues the one before.

    Attributes:
        edge_tolerance: share of a table's width by which column edges may differ; scanned pages are not equally skewed.
        width_tolerance: the same for the widths of the tables.
        header_similarity: ratio of 100 from which the first row of a part repeats the header.
        longest_header_cell: characters of a header cell, compacted; longer ones are data.
    """

    edge_tolerance: float = 0.012
    width_tolerance: float = 0.024
    header_similarity: float = 90.0
    longest_header_cell: int = 60


SETTINGS = StitchSettings()


def stitch(document: Document) -> Document:
    """Number the tables over the whole document.

    A part continues the table of an earlier page, or of the left one of two in a picture, when nothing but artifacts
    stands between them, its column edges are the same (transcripts: its header, or its number of columns), and its
    header is repeated or absent.
    """
    pages: list[Page] = []
    previous: Table | None = None  # as numbered
    top: Table | None = None  # the first part of its table: has the header
    table_no = 0
    known: list[tuple[float, ...]] = []
    groups: ColumnGroups | None = None
    for page in document.pages:
        page = join_side_by_side(page, known)
        page, groups = part_repeated_columns(page, groups)
        page = with_merged_columns(page, previous)
        known = list(dict.fromkeys([*known, *(t.x_edges for t in page.tables if t.x_edges)]))
        blocks: list[Line | Table] = []
        for block in page.blocks:
            if isinstance(block, Line):
                previous = previous if block.artifact else None
                blocks.append(block)
                continue
            part = block
            if (
                previous is not None
                and top is not None
                and (previous.page, previous.side) < (page.number, part.side)
                and _continues(top, previous, part)
            ):
                part = _renumber(_on_columns_of(top, part), table_no, previous.first_row + previous.rows)
            else:
                table_no += 1
                part = _renumber(part, table_no, 1)
                top = part
            previous = part
            blocks.append(part)
        pages.append(replace(page, blocks=tuple(blocks)))
    return _on_common_columns(replace(document, pages=tuple(pages)))


def _on_common_columns(document: Document) -> Document:
    """Give each part of a table the columns of its fullest part: one of merged header cells only has too few."""
    fullest: dict[int, Table] = {}
    for table in document.tables:
        if table.table_no not in fullest or table.columns > fullest[table.table_no].columns:
            fullest[table.table_no] = table
    pages = []
    for page in document.pages:
        blocks = tuple(_on_columns_of(fullest[b.table_no], b) if isinstance(b, Table) else b for b in page.blocks)
        pages.append(replace(page, blocks=blocks))
    return replace(document, pages=tuple(pages))


def _continues(top: Table, previous: Table, part: Table) -> bool:
    """Tell whether a part has the columns of the table above, and a header that is repeated or absent."""
    if not (top.ruled and part.ruled):
        return top.ruled == part.ruled and _columns_above(top, part) is not None
    if part.x_edges and top.x_edges:
        if not _same_edges(top.x_edges, part.x_edges):
            return False
        return not _begins_like_header(part) or _repeats_header(top, part)
    return _repeats_header(top, part) or part.columns in (top.columns, previous.columns)


def _same_edges(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Tell whether two tables have the same outer edges, and each edge of the one with fewer columns is the other's."""
    a, b = _relative(ours), _relative(theirs)
    width = ours[-1] - ours[0]
    if abs(width - (theirs[-1] - theirs[0])) > SETTINGS.width_tolerance * width:
        return False
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return len(few) > 1 and all(min(abs(x - y) for y in many) <= SETTINGS.edge_tolerance for x in few)


def _relative(edges: Sequence[float]) -> list[float]:
    """Return column edges as shares of the table's width."""
    width = max(edges[-1] - edges[0], 1.0)
    return [(x - edges[0]) / width for x in edges]


def _first_row_wording(table: Table) -> str:
    return compact("".join(c.text or c.text_raw for c in table.cells if c.row == table.first_row))


def _repeats_header(top: Table, part: Table) -> bool:
    a, b = _first_row_wording(top), _first_row_wording(part)
    if a == b:
        return bool(a)
    from rapidfuzz import fuzz

    return bool(a) and fuzz.ratio(a, b) >= SETTINGS.header_similarity


def _begins_like_header(part: Table) -> bool:
    """Tell whether a part begins with a full row of short words without figures."""
    cells = [c for c in part.cells if c.row == part.first_row]
    texts = [c.text or c.text_raw for c in cells]
    full = len(cells) > 1 and all(t.strip() for t in texts) and sum(c.colspan for c in cells) == part.columns
    return full and all(len(compact(t)) <= SETTINGS.longest_header_cell and not re.search(r"\d", t) for t in texts)


def _on_columns_of(top: Table, part: Table) -> Table:
    """Give the cells of a part with fewer columns (a page of section rows only) the columns of the table."""
    if part.columns == top.columns or len(part.x_edges) < 2 or len(top.x_edges) < len(part.x_edges):
        return part
    if part.ruled:
        full, own = _relative(top.x_edges), _relative(part.x_edges)
        at = [min(range(len(full)), key=lambda k: abs(full[k] - x)) for x in own]
    else:
        above = _columns_above(top, part)
        if above is None:
            return part
        at = [*above, above[-1] + 1]

    def move(cell: Cell) -> Cell:
        left, right = at[cell.column - 1], at[min(cell.column - 1 + cell.colspan, len(at) - 1)]
        return replace(cell, column=left + 1, colspan=max(1, right - left))

    return replace(part, columns=top.columns, x_edges=top.x_edges, cells=tuple(move(c) for c in part.cells))


def _columns_above(top: Table, part: Table) -> list[int] | None:
    """Return for each column of a part without rulings the one of the table that it stands under (0-based).

    None where two stand under one, or one under none.
    """

    def overlap(k: int, j: int) -> float:
        return min(part.x_edges[k + 1], top.x_edges[j + 1]) - max(part.x_edges[k], top.x_edges[j])

    above = [max(range(top.columns), key=lambda j: overlap(k, j)) for k in range(part.columns)]
    fits = all(a < b for a, b in pairwise(above)) and all(overlap(k, j) > 0 for k, j in enumerate(above))
    return above if fits else None


def _renumber(table: Table, table_no: int, first_row: int) -> Table:
    shift = first_row - table.first_row
    cells = tuple(replace(c, row=c.row + shift) for c in table.cells) if shift else table.cells
    return replace(table, table_no=table_no, first_row=first_row, cells=cells)
