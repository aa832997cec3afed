"""Extract: a document becomes pages of running lines and tables of raw cells. Never normalises, drops a page or guesses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Document, Finding, Line, SourceDocument, Table

if TYPE_CHECKING:
    from pipeline.extract.scan import ScanCache

STRETCH = 50
"""Pages after which a reader forgets what it learnt on those before: so a long document can be read in stretches, with the same result."""
LONG = 100
"""Pages up to which a document is read in one go: taking it apart costs more than it brings."""
SCANNED = 5
"""The same of a document of scans, and its stretches: a page of them costs a hundred times as much."""


def extract(
    source: SourceDocument,
    page: int | None = None,
    done: Callable[[int], None] | None = None,
    pages: tuple[int, int] | None = None,
    cache: ScanCache | None = None,
) -> Document:
    """Read a document as it is printed.

    Args:
        source: the file; its ``kind`` chooses the reader.
        page: a page number (1-based) to read alone.
        done: called with the number of each page of a PDF once it is read.
        pages: the first and the last page (1-based) to read, one of its :func:`stretches`.
        cache: keeps what is read of scans by their pictures.

    Raises:
        UnreadableDocument: nothing of the file can be read.
    """
    if source.kind == "transcript":
        from pipeline.extract.transcript import read_transcript

        return read_transcript(source)
    from pipeline.extract.pdf.document import read_pdf

    return read_pdf(source, pages if page is None else (page, page), done, cache)


def stretches(source: SourceDocument) -> tuple[tuple[int, int], ...]:
    """The parts (first and last page, 1-based) in which a document may be read; one where it is not long.

    Raises:
        UnreadableDocument: it cannot be opened.
    """
    if source.kind == "transcript":
        return ((1, 1),)
    from pipeline.extract.pdf.document import count_pages

    count, scanned = count_pages(source)
    step = SCANNED if scanned else STRETCH
    if count <= (SCANNED if scanned else LONG):
        return ((1, count),)
    return tuple((first, min(first + step - 1, count)) for first in range(1, count + 1, step))


def join(parts: Sequence[Document]) -> Document:
    """The stretches of a document as one, as if it had been read in one go."""
    pages, findings, before = [], [], 0

    def number(item: Line | Table) -> Line | Table:
        return replace(item, table_no=item.table_no + before) if isinstance(item, Table) else item

    def place(finding: Finding) -> Finding:
        return finding if finding.table_no is None else replace(finding, table_no=finding.table_no + before)

    for part in parts:
        pages += [replace(page, blocks=tuple(map(number, page.blocks))) for page in part.pages]
        findings += list(map(place, part.findings))
        before += sum(1 for _ in part.tables)
    return replace(parts[0], pages=tuple(pages), findings=tuple(findings))
