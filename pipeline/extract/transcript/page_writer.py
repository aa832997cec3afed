"""Pages as an engine's output has them become pages of the document, with lines and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.extract.transcript.cell_grid import place_grid
from pipeline.extract.transcript.cells import span_findings, to_lines, to_table, wide_row_findings
from pipeline.extract.transcript.engine_page import CellGrid, EnginePage, Markup, PageContent, PrintedText, Words
from pipeline.extract.transcript.html import drop_invisible
from pipeline.extract.transcript.model_text import plain_markup
from pipeline.extract.transcript.page_splitter import PageItem, split_pages
from pipeline.extract.transcript.printed_words import read_words
from pipeline.model import Finding, Line, Page, Table

Block = Line | Table


@dataclass(slots=True)
class PageWriter:
    """Collects the blocks of a document.

    Attributes:
        tables: so far, over all pages.
        findings: on what is written.
    """

    tables: int = 0
    findings: list[Finding] = field(default_factory=list)

    def write_page(self, page: EnginePage) -> Page:
        """Return a page with its blocks."""
        blocks: list[Block] = []
        for content in page.content:
            blocks += self._blocks(content, page.number)
        return self._page(page.number, blocks, page.width, page.height)

    def write_parts(self, parts: Sequence[Sequence[PageItem]]) -> list[Page]:
        """Return the pages of a text with Markdown and HTML, as :func:`split_pages` parts it."""
        return [
            self._page(number, [block for item in items for block in self._item(item, number)])
            for number, items in enumerate(parts, start=1)
        ]

    def _page(self, number: int, blocks: list[Block], width: float = 0.0, height: float = 0.0) -> Page:
        text_raw = "\n".join(_raw_lines(blocks))
        return Page(number, width, height, "transcript", blocks=tuple(blocks), text_raw=text_raw)

    def _blocks(self, content: PageContent, page: int) -> Iterator[Block]:
        if isinstance(content, Markup):
            for items in split_pages(drop_invisible(plain_markup(content.text))):
                for item in items:
                    yield from self._item(item, page)
        elif isinstance(content, PrintedText):
            texts = [text for text in content.text.replace("\f", "\n").split("\n") if text.strip()]
            box = content.box if len(texts) == 1 else None
            yield from (Line(raw=text.strip(), box=box, paragraph=n == 0) for n, text in enumerate(texts))
        elif isinstance(content, Words):
            yield from self._words(content, page)
        else:
            yield from self._grid(content, page)

    def _item(self, item: PageItem, page: int) -> Iterator[Block]:
        """Yield the lines of a text line, or the table of its rows."""
        if isinstance(item, str):
            self.findings += wide_row_findings(item, page=page)
            yield from to_lines(item)
        else:
            self.tables += 1
            self.findings += span_findings(item, page=page, table_no=self.tables)
            yield to_table(item, page=page, table_no=self.tables)

    def _grid(self, grid: CellGrid, page: int) -> Iterator[Block]:
        if grid.by_white_space:
            message = f"page {page}: a table was told by the white space between words; compare the page with its cells"
            value = str(len({cell.row for cell in grid.cells}))
            self.findings.append(Finding("extract.table_by_white_space", "info", message, page=page, value=value))
        placed = place_grid(grid, page, self.tables + 1)
        self.findings += placed.findings
        if placed.table is not None:
            self.tables += 1
            yield placed.table
        yield from placed.below

    def _words(self, content: Words, page: int) -> Iterator[Block]:
        for block in read_words(content.words):
            if isinstance(block, CellGrid):
                yield from self._grid(block, page)
            else:
                yield block


def _raw_lines(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield a page's lines, and its table rows with tabs between the cells."""
    for block in blocks:
        if isinstance(block, Line):
            yield block.raw
        else:
            for row in block.by_row():
                yield "\t".join(" ".join(cell.text_raw.split("\n")) for cell in row)
