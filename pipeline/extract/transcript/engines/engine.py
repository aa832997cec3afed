"""What a reader of an engine's JSON is, and what such readers share: numbers of pages, running text beside tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.extract.transcript.engine_page import CellGrid, EnginePage, GridCell, PageContent, PrintedText
from pipeline.extract.transcript.typed_fields import FieldReader, clean
from pipeline.model import Box

Extent = tuple[int, int]
"""Start and end of a piece of the engine's running text."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A reader of one engine's JSON.

    Attributes:
        title: of the engine, for people.
        recognises: tells its output by its keys, never by the name of a file.
        read: makes pages of all pieces of its output in a file, in order.
    """

    title: str
    recognises: Callable[[Any], bool]
    read: Callable[[Sequence[Any], FieldReader], list[EnginePage]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of a page before the pieces are put in order.

    Attributes:
        content: the piece.
        extents: its parts of the engine's running text.
        box: around it.
    """

    content: PageContent
    extents: tuple[Extent, ...] = ()
    box: Box | None = None


def number_pages(pages: Sequence[tuple[int | None, EnginePage]]) -> list[EnginePage]:
    """Return pages with their numbers, in order; pieces of one page are joined where the engine numbers them.

    Args:
        pages: each with the number that the engine gives, from 0 or from 1 on, or None. Where any has none, or all have
            the same, they are numbered as they come.
    """
    given = [number for number, _ in pages]
    known = [number for number in given if number is not None]
    if len(known) < len(given) or len(pages) > 1 and len(set(known)) == 1:
        return [replace(page, number=n) for n, (_, page) in enumerate(pages, start=1)]
    shift = 1 if min(known, default=1) == 0 else 0
    joined: dict[int, EnginePage] = {}
    for number, page in pages:
        assert number is not None
        before = joined.get(number + shift)
        content = (*before.content, *page.content) if before else page.content
        joined[number + shift] = replace(page, number=number + shift, content=content)
    return [joined[number] for number in sorted(joined)]


def in_order(tables: Iterable[Placed], texts: Sequence[Placed]) -> list[PageContent]:
    """Return the tables of a page among its running text, which keeps its order; text of the tables is left out.

    What belongs to a table is told by extents of the engine's running text, else by boxes, else by the same words.
    A table stands where the first text of it stood, else before the first text below it, else last.
    """
    tables = list(tables)
    cells = [_cell_words(table.content) for table in tables]
    waiting = dict(enumerate(tables))
    found: list[PageContent] = []
    for text in texts:
        inside = next((n for n, table in enumerate(tables) if _is_inside(text, table, cells[n])), None)
        for n in sorted(waiting):
            if n == inside or inside is None and _stands_above(waiting[n], text):
                found.append(waiting.pop(n).content)
        if inside is None:
            found.append(text.content)
    return [*found, *(table.content for _, table in sorted(waiting.items()))]


def _cell_words(content: PageContent) -> list[str]:
    """Return the texts of a table's cells without white space."""
    return ["".join(cell.text.split()) for cell in content.cells] if isinstance(content, CellGrid) else []


def _is_inside(text: Placed, table: Placed, cells: Sequence[str]) -> bool:
    """Return whether a text is one of a table's cells, or a part of one."""
    if text.extents and table.extents:
        return all(any(a < end and start < b for a, b in table.extents) for start, end in text.extents)
    if text.box is not None and table.box is not None:
        x, y = (text.box[0] + text.box[2]) / 2, (text.box[1] + text.box[3]) / 2
        return table.box[0] <= x <= table.box[2] and table.box[1] <= y <= table.box[3]
    words = "".join(getattr(text.content, "text", "").split())
    return any(words in cell for cell in cells)


def _stands_above(table: Placed, text: Placed) -> bool:
    if text.extents and table.extents:
        return table.extents[0][0] < text.extents[0][0]
    return text.box is not None and table.box is not None and table.box[1] < text.box[1]


def text_beside(text: str, within: Sequence[Extent], tables: Iterable[Placed]) -> list[Placed]:
    """Return the running text of a page that no table has, where the engine lists neither paragraphs nor lines.

    Args:
        text: the engine's running text.
        within: the page's parts of it.
        tables: of the page.
    """
    taken = sorted(extent for table in tables for extent in table.extents)
    found: list[Placed] = []
    for start, end in within:
        at = start
        for left, right in [*(t for t in taken if t[0] < end and t[1] > start), (end, end)]:
            if text[at:left].strip():
                found.append(Placed(PrintedText(clean(text[at:left])), ((at, left),)))
            at = max(at, right)
    return found


def by_page(cells: Iterable[tuple[int, GridCell]]) -> dict[int, CellGrid]:
    """Return a table that runs over pages as one list of cells for each page.

    Every part begins in the table's first column, whatever cells are left out.
    """
    parts: dict[int, list[GridCell]] = {}
    for page, cell in cells:
        parts.setdefault(page, []).append(cell)
    first = min((cell.column for part in parts.values() for cell in part), default=0)
    for part in parts.values():
        if all(cell.column != first for cell in part):
            part.append(GridCell(min(cell.row for cell in part), first, ""))
    return {page: CellGrid(tuple(part)) for page, part in parts.items()}
