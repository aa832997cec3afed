"""A PDF, page by page: the ladder reads each page, and what happened to it becomes findings."""

from __future__ import annotations

from pipeline.extract import scan
from pipeline.extract.ladder import Ladder, PageReading, is_scan
from pipeline.extract.page_findings import page_findings
from pipeline.extract.page_ranges import PAGE_RANGES, PageRange, split_pages
from pipeline.extract.pdf.document import PdfDocument
from pipeline.extract.read_options import ReadOptions
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document, Finding, SourceDocument


def read_pdf(source: SourceDocument, options: ReadOptions) -> Document:
    """Read a PDF into pages of lines and tables of raw cells; arguments as of ``extract``.

    Raises:
        UnreadableDocument: the file cannot be opened, is encrypted, or has no such page.
    """
    with PdfDocument(source.path) as document:
        count = document.page_count
        first, last = options.pages or (1, count)
        if not 1 <= first <= last <= count:
            raise UnreadableDocument(f"it has no page {last if first >= 1 else first}; its pages are 1 to {count}")
        ladder = Ladder(document, options)
        readings: list[PageReading] = []
        findings: list[Finding] = []
        tables = 0
        for number in range(first, last + 1):
            if number % PAGE_RANGES.length == 1:
                ladder.forget()
            if (number - first) % PAGE_RANGES.reopen_after == PAGE_RANGES.reopen_after - 1:
                document.reopen()
            reading = ladder.read(number, tables)
            tables += len(reading.page.tables)
            readings.append(reading)
            findings += page_findings(reading)
            if options.on_page is not None:
                options.on_page(number)
        if options.inspect_file:
            from pipeline.extract.damage_findings import damage_findings  # its many checks are loaded for this alone

            findings += damage_findings(document, readings)
        pages = tuple(reading.page for reading in readings)
        return Document(source, pages, document.producer, tuple(findings))


def pdf_page_ranges(source: SourceDocument) -> tuple[PageRange, ...]:
    """Return the parts in which a PDF may be read; errors as of :func:`read_pdf`."""
    with PdfDocument(source.path) as document:
        numbers = range(1, document.page_count + 1)
        all_scans = scan.missing() is None and all(is_scan(document, number) for number in numbers)
        return split_pages(document.page_count, all_scans)
