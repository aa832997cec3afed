"""Rows of a transcript's tables become cells with spans and lines, as those of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.transcript.html import split_paragraphs
from pipeline.extract.transcript.markdown import drop_marks
from pipeline.extract.transcript.span_grid import place_cells
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.model import Cell, Finding, Line, Table


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row of a table as written.

    Attributes:
        texts: the cells with their mark-up; empty cells count.
        spans: (rowspan, colspan) of each; empty where every cell is (1, 1).
        odd_spans: those that are no numbers, or larger than can be.
        markdown: the cells hold Markdown beside HTML.
    """

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    odd_spans: tuple[str, ...] = ()
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
    places, columns = place_cells([row.spans or ((1, 1),) * len(row.texts) for row in rows])
    cells: list[Cell] = []
    for r, (row, of_row) in enumerate(zip(rows, places, strict=True), start=1):
        for text, (column, rowspan, colspan) in zip(row.texts, of_row, strict=True):
            lines = tuple(to_lines(text, markdown=row.markdown))
            cells.append(Cell(page, r, column, lines, rowspan=rowspan, colspan=colspan, reader="transcript"))
    return Table(page, table_no, len(rows), columns, tuple(cells), reader="transcript")


def span_findings(rows: Sequence[WrittenRow], page: int, table_no: int) -> list[Finding]:
    """Return a finding where spans of a table that are no numbers may have moved cells beside or below them."""
    odd = [(r, span) for r, row in enumerate(rows, start=1) for span in row.odd_spans if len(row.texts) > 1 or r > 1]
    if not odd:
        return []
    row, span = odd[0]
    message = (
        f"page {page}, table {table_no}: {len(odd)} spans of cells are no numbers, or larger than the table (first "
        f"{span} in row {row}); cells beside and below may stand in the wrong column"
    )
    return [Finding("extract.table_spans", "warning", message, page=page, table_no=table_no, row=row, value=span)]


def wide_row_findings(line: str, page: int) -> list[Finding]:
    """Return a finding where a line of text is a row that is wider than any table."""
    cells = line.count("\t") + 1
    if cells <= TRANSCRIPT.max_columns:
        return []
    message = f"page {page}: a row of {cells:,} cells is wider than any table ({TRANSCRIPT.max_columns}); it is text"
    return [Finding("extract.row_too_wide", "warning", message, page=page, value=str(cells))]
