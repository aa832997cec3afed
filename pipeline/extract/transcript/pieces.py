"""The text of a transcript taken apart: lines, table rows, whole HTML tables and page breaks, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from pipeline.extract.transcript import markdown
from pipeline.extract.transcript.cells import WrittenRow
from pipeline.extract.transcript.html_table import html_rows
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT

_PAGE_COMMENT = r"<!--\s*(?:page|pagebreak|new\s*page)\b[^>]*-->"
_PAGE_HEADING = r"[-=#*]{2,}\s*(?:page|หน้า(?:ที่)?)\s*[0-9๐-๙]+\s*(?:of\s*\d+\s*)?[-=#*]{2,}"
_PAGE_MARK = re.compile(rf"^\s*(?:{_PAGE_COMMENT}|{_PAGE_HEADING})\s*$", re.IGNORECASE)
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_FORM_FEED = "\f"


class PageBreak(Enum):
    """Where the engine that made the text marked the end of a page."""

    MARKED = "marked"


Piece = str | WrittenRow | list[WrittenRow] | PageBreak
"""A line, a row of a tab-separated or Markdown table, all rows of an HTML table, or the end of a page."""


def has_page_marks(text: str) -> bool:
    """Return whether pages are marked: by form feeds, page comments, or headings like ``--- page 3 ---``."""
    return _FORM_FEED in text or any(_PAGE_MARK.match(line) for line in text.split("\n"))


def split_pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text in order. A line may be blank; rule rows (``---|---``) are dropped as mark-up."""
    at = 0
    for table in _HTML_TABLE.finditer(text):
        yield from _pieces_outside_html(text[at : table.start()])
        yield html_rows(table.group())
        at = table.end()
    yield from _pieces_outside_html(text[at:])


def _pieces_outside_html(text: str) -> Iterator[Piece]:
    """Yield the pieces of text between HTML tables."""
    lines = text.replace(_FORM_FEED, f"\n{_FORM_FEED}\n").split("\n")
    tabs = [line.count("\t") if line != _FORM_FEED else 0 for line in lines]
    for number, line in enumerate(lines):
        if line == _FORM_FEED or _PAGE_MARK.match(line):
            yield PageBreak.MARKED
        elif markdown.is_rule_row(line):
            continue
        elif markdown.is_table_row(lines, number):
            yield WrittenRow(markdown.split_row(line), markdown=True)
        elif _is_tab_row(tabs, number):
            yield WrittenRow(tuple(line.split("\t")))
        else:
            yield line


def _is_tab_row(tabs: Sequence[int], number: int) -> bool:
    """Return whether a line is a tab-separated row by the tabs in it and in the lines beside it."""
    if tabs[number] >= TRANSCRIPT.row_tabs:
        return True
    above = tabs[number - 1] if number else 0
    below = tabs[number + 1] if number + 1 < len(tabs) else 0
    return tabs[number] > 0 and 1 in (above, below)
