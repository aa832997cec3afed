"""Marks of pages: form feeds, comments like ``<!-- page 3 -->``, headings like ``--- page 3 ---``."""

from __future__ import annotations

import re

FORM_FEED = "\f"
PAGE_COMMENT = r"<!--\s*+(?:page(?:[ _-]?break)?|new\s*+page)\b[^<>]*+>"
_PAGE_HEADING = r"[-=#*]{2,}\s*(?:page|หน้า(?:ที่)?)\s*[0-9๐-๙]+\s*(?:of\s*\d+\s*)?[-=#*]{2,}"
_PAGE_MARK = re.compile(rf"\s*(?:{PAGE_COMMENT}|{_PAGE_HEADING})\s*$", re.IGNORECASE)
_AMID_LINE = re.compile(rf"{FORM_FEED}|{PAGE_COMMENT}", re.IGNORECASE)


def is_page_mark(line: str) -> bool:
    """Return whether a line marks the start or the end of a page."""
    return line == FORM_FEED or _PAGE_MARK.match(line) is not None


def split_lines(text: str) -> list[str]:
    """Return the lines of a text; a form feed and a page comment are lines of their own."""
    return _AMID_LINE.sub(r"\n\g<0>\n", text).split("\n")


def has_page_marks(text: str) -> bool:
    """Return whether the pages of a text are marked."""
    return _AMID_LINE.search(text) is not None or any(_PAGE_MARK.match(line) for line in text.split("\n"))
