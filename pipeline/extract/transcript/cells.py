"""Rows of a transcript's tables become cells with spans and lines, as those of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.transcript.html import split_paragraphs
from pipeline.extract.transcript.markdown import drop_marks
from pipeline.model import Cell, Line, Table


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row of a table as written.

    Attributes:
        texts: the cells with their mark-up; empty cells count.
        spans: (rowspan, colspan) of each; empty where every cell is (1, 1).
        markdown: the cells hold Markdown beside HTML.
    """

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    markdown: bool = False


def to_lines(text: str, markdown: bool = False) -> list[Line]:
    """Return the lines of a cell or of running text; each starts a paragraph, blank ones are left out.

    Args:
        text: with HTML tags and entities.
        markdown: also undo Markdown's bold marks and backslashes.
    """
    paragraphs = split_paragraphs(text)
    if markdown:
        paragraphs = [drop_marks(paragraph) for paragraph in paragraphs]
    return [Line(raw=paragraph.strip(), paragraph=True) for paragraph in paragraphs if paragraph.strip()]


def to_table(rows: Sequence[WrittenRow], page: int, table_no: int) -> Table:
    """Place rows in a grid; spans push cells to the right as in HTML. Every written cell is kept, empty ones too.

    Args:
        rows: of one table, top to bottom.
        page: number of the page, 1-based.
        table_no: number of the table in the document, 1-based.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    columns = 0
    for r, row in enumerate(rows, start=1):
        column = 1
        for k, text in enumerate(row.texts):
            rowspan, colspan = row.spans[k] if row.spans else (1, 1)
            rowspan = min(rowspan, len(rows) - r + 1)
            while (r, column) in taken:
                column += 1
            taken.update((r + i, column + j) for i in range(rowspan) for j in range(colspan))
            lines = tuple(to_lines(text, markdown=row.markdown))
            cells.append(Cell(page, r, column, lines, rowspan=rowspan, colspan=colspan, reader="transcript"))
            column += colspan
        columns = max([columns, column - 1, *(c for (taken_row, c) in taken if taken_row == r)])
    return Table(page, table_no, len(rows), columns, tuple(cells), reader="transcript")
