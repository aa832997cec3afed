"""Plain text whose columns are parted by spaces, as in sidecars of OCRmyPDF: where letters stand tells tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.extract.transcript.cell_grid import count_letters
from pipeline.extract.transcript.engine_page import CellGrid, EnginePage, Markup, PageContent, PrintedText, Word
from pipeline.extract.transcript.page_marks import FORM_FEED, PAGE_COMMENT, has_page_marks
from pipeline.extract.transcript.printed_words import read_words
from pipeline.extract.transcript.transcript_settings import SPACED, WORDS

_WORD = re.compile(r"\S+")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_OTHER_TABLES = re.compile(r"\t|^\s*\|.*\|\s*$|<\s*(?:table|td|tr)\b", re.IGNORECASE | re.MULTILINE)
_PAGE_BREAK = re.compile(rf"{FORM_FEED}|{PAGE_COMMENT}", re.IGNORECASE)


def read_spaced_columns(text: str) -> list[EnginePage] | None:
    """Return the pages of a text in which spaces part columns; None where no page has a table of such."""
    if _OTHER_TABLES.search(text) or not any(_is_spaced(page) for page in _pages(text)):
        return None
    found: list[EnginePage] = []
    for page in _pages(text):
        content = _content(page) if _is_spaced(page) else [Markup(page)]
        if page.strip():
            found.append(EnginePage(len(found) + 1, content=tuple(content)))
    has_table = any(isinstance(content, CellGrid) for page in found for content in page.content)
    return found if has_table else None


def _pages(text: str) -> list[str]:
    return _PAGE_BREAK.split(text) if has_page_marks(text) else [text]


def _is_spaced(page: str) -> bool:
    """Return whether enough lines have wide gaps for a table."""
    return sum(len(_GAP.findall(line)) >= WORDS.min_columns - 1 for line in page.split("\n")) >= WORDS.min_lines


def _content(page: str) -> list[PageContent]:
    """Return lines and tables.

    Programs that align columns count either every character or only those that take room: where columns are more, the
    count is right.
    """
    by_room, by_characters = (_blocks(page, width) for width in (count_letters, len))
    return max(by_room, by_characters, key=_columns_and_cells)


def _blocks(page: str, width: Callable[[str], int]) -> list[PageContent]:
    words = []
    for n, line in enumerate(page.split("\n")):
        top = n * SPACED.line_pitch
        for word in _WORD.finditer(line):
            left = width(line[: word.start()])
            words.append(Word(word.group(), (left, top, left + width(word.group()), top + SPACED.letter_height)))
    found: list[PageContent] = []
    for block in read_words(words):
        if isinstance(block, CellGrid):
            cells = tuple(replace(cell, box=None) for cell in block.cells)  # letters are no points
            found.append(replace(block, cells=cells))
        else:
            found.append(PrintedText(block.raw))
    return found


def _columns_and_cells(blocks: Sequence[PageContent]) -> tuple[int, int]:
    """Return how many columns the widest table has, and how many cells of all tables have text."""
    grids = [block for block in blocks if isinstance(block, CellGrid)]
    columns = max((len({cell.column for cell in grid.cells}) for grid in grids), default=0)
    return columns, sum(len(grid.cells) for grid in grids)
