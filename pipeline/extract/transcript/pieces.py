"""The text of a transcript taken apart: lines, table rows, whole HTML tables and page breaks, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum

from pipeline.extract.transcript import markdown
from pipeline.extract.transcript.cells import WrittenRow, to_lines
from pipeline.extract.transcript.html_table import find_tables
from pipeline.extract.transcript.page_marks import FORM_FEED, is_page_mark, split_lines
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT


class PageBreak(Enum):
    """Where the engine that made the text marked the end of a page."""

    MARKED = "marked"


Piece = str | WrittenRow | list[WrittenRow] | PageBreak
"""A line, a row of a tab-separated or Markdown table, all rows of an HTML table, or the end of a page."""


def split_pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text in order. A line may be blank; rule rows (``---|---``) are dropped as mark-up.

    A row that is wider than any table is a line, with tabs between its cells.
    """
    at = 0
    for table in find_tables(text):
        yield from _pieces_outside_html(text[at : table.start])
        yield from (line for line in table.above if to_lines(line))
        rows: list[WrittenRow] = []
        for row in table.rows:
            if is_too_wide(row.texts):
                yield from ([rows] if rows else [])
                yield "\t".join(row.texts)
                rows = []
            else:
                rows.append(row)
        yield rows
        at = table.end
    yield from _pieces_outside_html(text[at:])


def is_too_wide(cells: Sequence[str]) -> bool:
    """Return whether there are more cells in a row than a table can have columns."""
    return len(cells) > TRANSCRIPT.max_columns


def _pieces_outside_html(text: str) -> Iterator[Piece]:
    """Yield the pieces of text between HTML tables; a line that is nothing but tags is none."""
    lines = split_lines(text)
    tabs = [line.count("\t") if line != FORM_FEED else 0 for line in lines]
    for number, line in enumerate(lines):
        if is_page_mark(line):
            yield PageBreak.MARKED
        elif markdown.is_rule_row(line) or line.lstrip().startswith("<") and not to_lines(line):
            continue
        elif markdown.is_table_row(lines, number):
            yield _row_or_line(WrittenRow(markdown.split_row(line), markdown=True))
        elif _is_tab_row(tabs, number):
            yield _row_or_line(WrittenRow(tuple(line.split("\t"))))
        else:
            yield line


def _row_or_line(row: WrittenRow) -> WrittenRow | str:
    """Return a row; without the empty cells at its end where those make it too wide, as a line where it still is."""
    if not is_too_wide(row.texts):
        return row
    filled = max((n for n, text in enumerate(row.texts, start=1) if text.strip()), default=0)
    row = replace(row, texts=row.texts[:filled])
    return "\t".join(row.texts) if is_too_wide(row.texts) else row


def _is_tab_row(tabs: Sequence[int], number: int) -> bool:
    """Return whether a line is a tab-separated row by the tabs in it and in the lines beside it."""
    if tabs[number] >= TRANSCRIPT.row_tabs:
        return True
    above = tabs[number - 1] if number else 0
    below = tabs[number + 1] if number + 1 < len(tabs) else 0
    return tabs[number] > 0 and 1 in (above, below)
