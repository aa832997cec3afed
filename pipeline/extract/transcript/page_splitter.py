"""Pages of a transcript: where the engine marked them, else where blank lines or a repeated header tell.

Where no page is marked, a run of two or more blank lines, or a header row that comes again after a blank line, starts a
page: page numbers are then those of the transcript, not of the print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.extract.transcript.cells import WrittenRow
from pipeline.extract.transcript.page_marks import has_page_marks
from pipeline.extract.transcript.pieces import PageBreak, Piece, split_pieces
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT

PageItem = str | list[WrittenRow]
"""A line of text, or the rows of a table."""


def split_pages(text: str) -> list[list[PageItem]]:
    """Return the pages of a text with their lines and tables, in order; pages without any are left out."""
    builder = _PageBuilder(has_page_marks(text))
    for blank_lines, piece in _without_blank_lines(split_pieces(text)):
        if isinstance(piece, PageBreak):
            builder.start_page()
        elif isinstance(piece, list):
            builder.add_table(piece, blank_lines)
        elif isinstance(piece, WrittenRow):
            builder.add_row(piece, blank_lines)
        else:
            builder.add_line(piece, blank_lines)
    builder.end_table()
    return [page for page in builder.pages if page]


def _without_blank_lines(pieces: Iterable[Piece]) -> Iterator[tuple[int, Piece]]:
    """Yield the pieces that are not blank, each with the number of blank lines before it."""
    blank_lines = 0
    for piece in pieces:
        if isinstance(piece, str) and not piece.strip():
            blank_lines += 1
        else:
            yield blank_lines, piece
            blank_lines = 0


@dataclass(slots=True)
class _PageBuilder:
    """Collects lines and tables page by page.

    Attributes:
        marked: the text marks its pages; nothing else ends one.
        pages: as far as they are read; the last one is open.
        open_rows: rows of a table that may go on.
        first_header: the wording of the document's first row of a table.
    """

    marked: bool
    pages: list[list[PageItem]] = field(default_factory=lambda: [[]])
    open_rows: list[WrittenRow] = field(default_factory=list)
    first_header: str | None = None

    def start_page(self) -> None:
        """Start a page, unless the current one is still empty."""
        self.end_table()
        if self.pages[-1]:
            self.pages.append([])

    def end_table(self) -> None:
        """Make the rows collected so far one table."""
        if self.open_rows:
            self.pages[-1].append(self.open_rows)
            self.open_rows = []

    def add_line(self, text: str, blank_lines: int) -> None:
        """Add a line of running text after so many blank lines."""
        if self._ends_page(blank_lines):
            self.start_page()
        self.end_table()
        self.pages[-1].append(text)

    def add_row(self, row: WrittenRow, blank_lines: int) -> None:
        """Add a row of a table; the wording of the first header seen again after a blank line starts a page."""
        if self._ends_page(blank_lines) and not self._has_heading():
            self.start_page()
        if self._repeats_header(row) and self.open_rows and blank_lines:
            self.start_page()
        self.open_rows.append(row)

    def add_table(self, rows: list[WrittenRow], blank_lines: int) -> None:
        """Add a whole table; one right after a table of the same header starts a page."""
        if self._ends_page(blank_lines) and not self._has_heading():
            self.start_page()
        self.end_table()
        if not rows:
            return
        if self._repeats_header(rows[0]) and self.pages[-1] and isinstance(self.pages[-1][-1], list):
            self.start_page()
        self.pages[-1].append(rows)

    def _ends_page(self, blank_lines: int) -> bool:
        """Return whether so many blank lines end a page."""
        return blank_lines > TRANSCRIPT.blank_lines and not self.marked

    def _has_heading(self) -> bool:
        """Return whether a table that comes now stands under a line, which may be its heading."""
        return not self.open_rows and bool(self.pages[-1]) and isinstance(self.pages[-1][-1], str)

    def _repeats_header(self, row: WrittenRow) -> bool:
        """Return whether a row is the document's first table row again, word for word, and pages are not marked."""
        wording = "".join("".join(cell.split()) for cell in row.texts)
        if self.first_header is None:
            self.first_header = wording
            return False
        return not self.marked and bool(wording) and wording == self.first_header
