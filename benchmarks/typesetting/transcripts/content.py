"""The pages of a report that are written in the formats of engines: paragraphs, and tables of cells with spans."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Document, Line


@dataclass(frozen=True)
class ContentCell:
    """A cell: its place (from 0), its spans, its paragraphs."""

    row: int
    column: int
    rowspan: int
    colspan: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ContentTable:
    """A table; ``rows`` and ``columns`` count its places."""

    rows: int
    columns: int
    cells: tuple[ContentCell, ...]

    def by_row(self) -> list[list[ContentCell]]:
        """Return the cells by the row that they begin in."""
        return [[cell for cell in self.cells if cell.row == row] for row in range(self.rows)]


Block = str | ContentTable


@dataclass(frozen=True)
class ContentPage:
    """A page: paragraphs and tables in reading order."""

    number: int
    blocks: tuple[Block, ...]


def content_of(document: Document) -> list[ContentPage]:
    """Return the pages of a document as it was extracted."""
    pages = []
    for page in document.pages:
        blocks: list[Block] = []
        for block in page.blocks:
            if isinstance(block, Line):
                blocks.append(block.raw.strip())
            else:
                cells = tuple(
                    ContentCell(
                        cell.row - block.first_row,
                        cell.column - 1,
                        cell.rowspan,
                        cell.colspan,
                        tuple(line.raw.strip() for line in cell.lines),
                    )
                    for cell in block.cells
                )
                blocks.append(ContentTable(block.rows, block.columns, cells))
        pages.append(ContentPage(page.number, tuple(blocks)))
    return pages
