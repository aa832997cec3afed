"""DocTags, the tags of Docling's vision models: tables are OTSL, which names the cell of each place in each row."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pipeline.extract.transcript.engine_page import CellGrid, EnginePage, GridCell, PageContent, PrintedText

TITLE = "DocTags"
_MARKS = re.compile(r"<(?:otsl|doctag)>|<fcel>|<loc_[0-9]+><loc_[0-9]+>", re.IGNORECASE)
_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z_0-9]*)>")
_NEW_CELLS = {"fcel", "ched", "rhed", "srow", "ecel"}
_REACHES = {"lcel": (0, -1), "ucel": (-1, 0), "xcel": (-1, -1)}
"""Cells that go on one to the left, above or both: steps in rows and columns."""
_TABLES = {"otsl", "chart"}
_PAGE_BREAKS = {"page_break", "pagebreak"}
_IGNORED = re.compile(r"loc_[0-9]+|_.*_")


def is_doctags(text: str) -> bool:
    """Return whether a text is DocTags, by its tags."""
    return "<" in text and _MARKS.search(text) is not None


def read_doctags(text: str) -> list[EnginePage]:
    """Return the pages of DocTags."""
    pages: list[list[PageContent]] = [[]]
    table: list[tuple[str, str]] | None = None
    words = ""
    at = 0
    for token in _TOKEN.finditer(text):
        words += text[at : token.start()]
        at = token.end()
        name, is_end = token.group(2).lower(), bool(token.group(1))
        if _IGNORED.fullmatch(name):
            continue
        if table is not None and (name in _NEW_CELLS or name in _REACHES or name == "nl"):
            _end_words(words, table, pages[-1])
            table.append((name, ""))
        elif name in _TABLES or table is not None and name in _PAGE_BREAKS:
            _end_words(words, table, pages[-1])
            if table is not None:
                pages[-1].append(_to_grid(table))
            table = None if is_end or name in _PAGE_BREAKS else []
        elif table is not None and name in ("caption", "footnote"):
            if is_end:
                pages[-1] += _paragraphs(words)
            else:
                _end_words(words, table, pages[-1])
        else:
            _end_words(words, table, pages[-1])
        words = ""
        if name in _PAGE_BREAKS:
            pages.append([])
    _end_words(words + text[at:], table, pages[-1])
    if table is not None:
        pages[-1].append(_to_grid(table))
    return [EnginePage(n, content=tuple(content)) for n, content in enumerate(pages, start=1)]


def is_cut(text: str) -> bool:
    """Return whether the last table, or the whole, is never closed."""
    return text.lower().count("<otsl>") > text.lower().count("</otsl>")


def _end_words(words: str, table: list[tuple[str, str]] | None, page: list[PageContent]) -> None:
    """Give words to the last cell of an open table, else to the page."""
    if table:
        name, before = table[-1]
        table[-1] = (name, before + words)
    else:
        page += _paragraphs(words)


def _paragraphs(words: str) -> Iterator[PageContent]:
    if text := html.unescape(words).strip():
        yield PrintedText(text)


def _to_grid(tokens: list[tuple[str, str]]) -> CellGrid:
    """Return the cells that the tokens of a table tell, each with the rows and columns that reach back to it."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    texts: dict[tuple[int, int], str] = {}
    row, column = 0, 0
    for name, words in tokens:
        if name == "nl":
            row, column = row + 1, 0
            continue
        place = (row, column)
        step = _REACHES.get(name)
        anchor = owner.get((row + step[0], column + step[1])) if step else None
        owner[place] = anchor or place
        text = html.unescape(words).strip()
        texts[owner[place]] = "\n".join(part for part in (texts.get(owner[place], ""), text) if part)
        column += 1
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for (r, c), anchor in owner.items():
        last = ends.get(anchor, anchor)
        ends[anchor] = (max(last[0], r), max(last[1], c))
    return CellGrid(
        tuple(
            GridCell(r, c, texts[r, c], ends[r, c][0] - r + 1, ends[r, c][1] - c + 1)
            for r, c in dict.fromkeys(owner.values())
        )
    )
