"""Stitching: the parts of one table that runs over pages get one number, and their rows count on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.assemble.tables.side_by_side import join_beside
from pipeline.domain.family import compact
from pipeline.model import Cell, Document, Line, Page, Table

_EDGE_TOLERANCE = 0.012  # of the table's width: pages of a scan are not equally skewed
_HEADER_ALIKE = 90.0
_EDGE_ZONE = 0.18  # of the page's height: where running headers and footers stand
_SAME_HEIGHT = 12.0  # points: how far a running header may stray
_PAGE_NUMBER = re.compile(  # in figures, Thai letters or Roman numerals
    r"^[\s\-–—_./|()\[\]]*(?:หน้า(?:ที่)?|page)?[\s\-–—]*(?:\d{1,3}\s*(?:(?:/|of|จาก)\s*\d{1,3})?|[ก-ฮ]|[ivx]{1,5})[\s\-–—_./|()\[\]]*$",
    re.IGNORECASE,
)


def stitch(document: Document) -> Document:
    """Number the tables over the whole document.

    A part continues the table of an earlier page when nothing but page numbers and running headers stands between them, its column
    edges are the same (transcripts: its header, or its number of columns), and its header is repeated or absent.
    """
    furniture = running_lines(document)
    pages: list[Page] = []
    previous: Table | None = None  # as numbered
    top: Table | None = None  # the first part of its table: has the header
    table_no = 0
    known: list[tuple[float, ...]] = []
    for page in document.pages:
        page = join_beside(page, known)
        known = list(dict.fromkeys([*known, *(t.x_edges for t in page.tables if t.x_edges)]))
        blocks: list[Line | Table] = []
        for block in page.blocks:
            if isinstance(block, Line):
                if id(block) not in furniture:
                    previous = None
                blocks.append(block)
                continue
            part = block
            if (
                previous is not None
                and top is not None
                and previous.page < page.number
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
    """Give each part of a table the columns of its fullest part: one with nothing but merged header cells has too few."""
    fullest: dict[int, Table] = {}
    for table in document.tables:
        if table.table_no not in fullest or table.columns > fullest[table.table_no].columns:
            fullest[table.table_no] = table
    pages = []
    for page in document.pages:
        blocks = tuple(_on_columns_of(fullest[b.table_no], b) if isinstance(b, Table) else b for b in page.blocks)
        pages.append(replace(page, blocks=blocks))
    return replace(document, pages=tuple(pages))


def running_lines(document: Document) -> set[int]:
    """The ids of lines that are page furniture: page numbers, and lines that most pages repeat near their edge."""
    out: set[int] = set()
    seen: Counter[str] = Counter()
    near_edge: list[tuple[Line, str]] = []
    for page in document.pages:
        words = set()
        for line in (b for b in page.blocks if isinstance(b, Line)):
            text = line.text or line.raw
            if (
                not text.strip() or _PAGE_NUMBER.match(text) or _PAGE_NUMBER.match("".join(text.split()))
            ):  # 1 1: wide figures
                out.add(id(line))
            elif line.box is not None and page.height and _at_edge(line, page):
                key = re.sub(r"\d+", "#", compact(text))
                near_edge.append((line, key))
                words.add(key)
        seen.update(words)
    often = max(2, len(document.pages) // 2)
    heights: dict[str, list[float]] = {}
    for line, key in near_edge:
        heights.setdefault(key, []).append(_top(line))
    for line, key in near_edge:
        usual = sorted(heights[key])[len(heights[key]) // 2]
        if seen[key] >= often and abs(_top(line) - usual) <= _SAME_HEIGHT:  # a title may say the same further down
            out.add(id(line))
    return out


def _top(line: Line) -> float:
    assert line.box is not None
    return line.box[1]


def _at_edge(line: Line, page: Page) -> bool:
    assert line.box is not None
    return line.box[3] < page.height * _EDGE_ZONE or line.box[1] > page.height * (1 - _EDGE_ZONE)


def _continues(top: Table, previous: Table, part: Table) -> bool:
    """Same columns, and a header that is repeated or absent."""
    if not (top.ruled and part.ruled):
        return top.ruled == part.ruled and _columns_under(top, part) is not None
    if part.x_edges and top.x_edges:
        if not _same_edges(top.x_edges, part.x_edges):
            return False
        return _header_repeated(top, part) or not _other_header(top, part)
    return _header_repeated(top, part) or part.columns in (top.columns, previous.columns)


def _same_edges(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Each edge of the part with fewer columns is an edge of the other; both have the same outer edges."""
    a, b = _relative(ours), _relative(theirs)
    if abs((ours[-1] - ours[0]) - (theirs[-1] - theirs[0])) > 2 * _EDGE_TOLERANCE * (ours[-1] - ours[0]):
        return False
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return len(few) > 1 and all(min(abs(x - y) for y in many) <= _EDGE_TOLERANCE for x in few)


def _relative(edges: Sequence[float]) -> list[float]:
    width = max(edges[-1] - edges[0], 1.0)
    return [(x - edges[0]) / width for x in edges]


def _row_wording(table: Table, row: int) -> str:
    cells = [c for c in table.cells if c.row - table.first_row == row]
    return compact("".join(c.text or c.text_raw for c in cells))


def _header_repeated(top: Table, part: Table) -> bool:
    from rapidfuzz import fuzz

    a, b = _row_wording(top, 0), _row_wording(part, 0)
    return bool(a) and fuzz.ratio(a, b) >= _HEADER_ALIKE


def _other_header(top: Table, part: Table) -> bool:
    """The part begins with a full row of short words without figures, unlike the header of the table above: a table of its own."""
    cells = [c for c in part.cells if c.row == part.first_row]
    texts = [c.text or c.text_raw for c in cells]
    full = len(cells) > 1 and all(t.strip() for t in texts) and sum(c.colspan for c in cells) == part.columns
    return (
        full
        and all(len(compact(t)) <= 60 and not re.search(r"\d", t) for t in texts)
        and not _header_repeated(top, part)
    )


def _on_columns_of(top: Table, part: Table) -> Table:
    """Give the cells of a part whose lattice has fewer columns (a page of section rows only) the columns of the table."""
    if part.columns == top.columns or len(part.x_edges) < 2 or len(top.x_edges) < len(part.x_edges):
        return part
    if part.ruled:
        full, own = _relative(top.x_edges), _relative(part.x_edges)
        at = [min(range(len(full)), key=lambda k: abs(full[k] - x)) for x in own]
    else:
        under = _columns_under(top, part)
        if under is None:
            return part
        at = [*under, under[-1] + 1]

    def move(cell: Cell) -> Cell:
        left, right = at[cell.column - 1], at[min(cell.column - 1 + cell.colspan, len(at) - 1)]
        return replace(cell, column=left + 1, colspan=max(1, right - left))

    return replace(part, columns=top.columns, x_edges=top.x_edges, cells=tuple(move(c) for c in part.cells))


def _columns_under(top: Table, part: Table) -> list[int] | None:
    """For each column of a part without rulings the one of the table that it stands under; None where two stand under one, or none does."""

    def shared(k: int, j: int) -> float:
        return min(part.x_edges[k + 1], top.x_edges[j + 1]) - max(part.x_edges[k], top.x_edges[j])

    under = [max(range(top.columns), key=lambda j: shared(k, j)) for k in range(part.columns)]
    fits = all(a < b for a, b in pairwise(under)) and all(shared(k, j) > 0 for k, j in enumerate(under))
    return under if fits else None


def _renumber(table: Table, table_no: int, first_row: int) -> Table:
    shift = first_row - table.first_row
    cells = tuple(replace(c, row=c.row + shift) for c in table.cells) if shift else table.cells
    return replace(table, table_no=table_no, first_row=first_row, cells=cells)
