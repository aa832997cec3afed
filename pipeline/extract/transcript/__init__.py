"""Extract, transcripts: the text that an OCR or vision model made of a report becomes pages of lines and tables.

Tables may be tab-separated rows, Markdown tables and HTML tables, mixed in one file. Mark-up is structure, not text.
Pages are what the engine marked (form feeds, page comments, ``--- page 3 ---``); where it marked none, a run of two or more blank lines,
or a header row that comes again after a blank line, starts a page: page numbers are then those of the transcript, not of the print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.extract.transcript.markup import drop_invisible, to_lines
from pipeline.extract.transcript.table_rows import (
    Row,
    html_rows,
    is_markdown_row,
    is_rule,
    markdown_row,
    split_tabs,
    to_table,
)
from pipeline.model import Document, Finding, Line, Page, SourceDocument, Table

_PAGE_MARK = re.compile(
    r"^\s*(?:<!--\s*(?:page|pagebreak|new\s*page)\b[^>]*-->|[-=#*]{2,}\s*(?:page|หน้า(?:ที่)?)\s*[0-9๐-๙]+\s*(?:of\s*\d+\s*)?[-=#*]{2,})\s*$",
    re.IGNORECASE,
)
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_MIN_TABS = 2  # a line with a single tab is a row only beside others like it


def read_transcript(source: SourceDocument) -> Document:
    """Read one transcript.

    Args:
        source: a document of kind ``transcript``; UTF-8 (with or without BOM), UTF-16, TIS-620 or cp874.

    Returns:
        The document with its pages; a file without any text has no pages and an error finding.

    Raises:
        OSError: the file cannot be read.
    """
    text, findings = _decode(Path(source.path).read_bytes())
    text = drop_invisible(text.replace("\r\n", "\n").replace("\r", "\n"))
    pages, table_no = [], 0
    for number, items in enumerate(_split_pages(text), start=1):
        blocks: list[Line | Table] = []
        for item in items:
            if isinstance(item, str):
                blocks.extend(to_lines(item))
            else:
                table_no += 1
                blocks.append(to_table(item, page=number, table_no=table_no))
        pages.append(
            Page(
                number=number,
                width=0.0,
                height=0.0,
                reader="transcript",
                blocks=tuple(blocks),
                text_raw=_page_text(blocks),
            )
        )
    if not pages:
        findings.append(
            Finding("extract.empty", "error", "the transcript holds no text; make it again from the source document")
        )
    return Document(source=source, pages=tuple(pages), producer=None, findings=tuple(findings))


def _decode(data: bytes) -> tuple[str, list[Finding]]:
    """Bytes as text; a byte that no encoding explains becomes U+FFFD, with a finding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), []
    for encoding, high_bytes in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
        # the high byte of Latin letters is 0, of Thai ones 0x0E: neither is common in any other encoding
        if len(high_bytes) > 3 and sum(b in (0, 0x0E) for b in high_bytes) > 0.6 * len(high_bytes):
            return data.decode(encoding, errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = data.decode("cp874", errors="replace")
        lost = text.count("\ufffd")
        message = "not UTF-8: read as TIS-620 (cp874)" + (
            f"; {lost} bytes mean nothing there, save the file as UTF-8" if lost else ""
        )
        return text, [Finding("extract.encoding", "warning" if lost else "info", message)]


@dataclass
class _Pager:
    """Collects blocks (a string is a line of text, a list is the rows of a table) page by page."""

    marked: bool
    pages: list[list[str | list[Row]]] = field(default_factory=lambda: [[]])
    rows: list[Row] = field(default_factory=list)
    header: str | None = None
    blanks: int = 0

    def turn(self) -> None:
        """Start a page, unless the current one is still empty."""
        self.close_table()
        if self.pages[-1]:
            self.pages.append([])

    def close_table(self) -> None:
        """The rows collected so far are one table."""
        if self.rows:
            self.pages[-1].append(self.rows)
            self.rows = []

    def gap(self, before_table: bool = False) -> None:
        """Blank lines ended: do they end the page? A line stays with the table below it: it may be its heading."""
        headed = before_table and not self.rows and bool(self.pages[-1]) and isinstance(self.pages[-1][-1], str)
        if self.blanks > 1 and not self.marked and not headed:
            self.turn()

    def line(self, text: str) -> None:
        """A line of running text."""
        self.gap()
        self.blanks = 0
        self.close_table()
        self.pages[-1].append(text)

    def row(self, row: Row) -> None:
        """A row of a table; the first row's wording seen again after a blank line starts a page."""
        self.gap(before_table=True)
        if self._header_again(row) and self.rows and self.blanks:
            self.turn()
        self.blanks = 0
        self.rows.append(row)

    def table(self, rows: list[Row]) -> None:
        """A whole table; one right after a table of the same header starts a page."""
        self.gap(before_table=True)
        self.close_table()
        if rows and self._header_again(rows[0]) and self.pages[-1] and isinstance(self.pages[-1][-1], list):
            self.turn()
        self.blanks = 0
        if rows:
            self.pages[-1].append(rows)

    def _header_again(self, row: Row) -> bool:
        """The document's first row of a table, word for word, where pages are not marked otherwise."""
        wording = "".join("".join(cell.split()) for cell in row.texts)
        if self.header is None:
            self.header = wording
            return False
        return not self.marked and bool(wording) and wording == self.header


def _split_pages(text: str) -> list[list[str | list[Row]]]:
    """Cut the text into pages of lines and of tables' rows."""
    marked = "\f" in text or any(_PAGE_MARK.match(line) for line in text.split("\n"))
    pager = _Pager(marked)
    for piece in _pieces(text):
        if piece == "\f":
            pager.turn()
            pager.blanks = 0
        elif isinstance(piece, list):
            pager.table(piece)
        elif isinstance(piece, Row):
            pager.row(piece)
        elif piece.strip():
            pager.line(piece)
        else:
            pager.blanks += 1
    pager.close_table()
    return [page for page in pager.pages if page]


def _pieces(text: str) -> Iterator[str | Row | list[Row]]:
    """The text as lines, rows of tab-separated or Markdown tables, whole HTML tables and form feeds, in order."""
    at = 0
    for match in _HTML_TABLE.finditer(text):
        yield from _plain_pieces(text[at : match.start()])
        yield html_rows(match.group())
        at = match.end()
    yield from _plain_pieces(text[at:])


def _plain_pieces(text: str) -> Iterator[str | Row]:
    """Lines, rows and form feeds of text without HTML tables. Rule rows (``---|---``) are dropped: they are mark-up."""
    lines = text.replace("\f", "\n\f\n").split("\n")
    tabs = [line.count("\t") if line != "\f" else 0 for line in lines]
    for i, line in enumerate(lines):
        if line == "\f" or _PAGE_MARK.match(line):
            yield "\f"
        elif is_rule(line):
            continue
        elif is_markdown_row(lines, i):
            yield markdown_row(line)
        elif tabs[i] >= _MIN_TABS or (
            tabs[i] and 1 in (tabs[i - 1] if i else 0, tabs[i + 1] if i + 1 < len(tabs) else 0)
        ):
            yield split_tabs(line)
        else:
            yield line


def _page_text(blocks: list[Line | Table]) -> str:
    """Lines and rows (cells separated by tabs) as one text."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            out.append(block.raw)
        else:
            out.extend("\t".join(" ".join(cell.text_raw.split("\n")) for cell in row) for row in block.by_row())
    return "\n".join(out)
