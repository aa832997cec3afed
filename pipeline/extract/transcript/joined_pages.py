"""Transcripts with a file for each page: what is read of each becomes one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.page_ranges import join_page_ranges
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document, Finding, Line, Page, PageFile, Severity, SourceDocument, Table


def join_pages(parts: Sequence[Document]) -> Document:
    """Return the documents of files, in order, as one.

    Pages keep the numbers that the engine gave them as long as those rise; else they are numbered as they come. A file
    of which nothing was read has the next number.
    """
    numbered: list[Document] = []
    last = 0
    for part in parts:
        first = min((page.number for page in part.pages), default=last + 1)
        shift = last + 1 - first if first <= last else 0
        pages = tuple(_moved(page, shift) for page in part.pages)
        findings = tuple(
            replace(finding, page=finding.page + shift if finding.page is not None else _only_page(pages, last))
            for finding in part.findings
        )
        numbered.append(replace(part, pages=pages, findings=findings))
        last = max((page.number for page in pages), default=last + 1)
    producer = next((part.producer for part in parts if part.producer is not None), None)
    return replace(join_page_ranges(numbered), producer=producer)


def joined_findings(source: SourceDocument, parts: Sequence[Document]) -> list[Finding]:
    """Return the findings that say which files were taken for one report, and which pages none of them is of.

    Where files have several pages they may be reports of their own: that is a warning.
    """
    names = [page.source_file for page in source.page_files]
    message = (
        f"{len(names)} files are read as the pages of one report ({names[0]} to {names[-1]}); say in sources.yml of "
        "which body and year each is where they are reports of their own"
    )
    severity: Severity = "warning" if sum(len(part.pages) > 1 for part in parts) > 1 else "info"
    findings = [Finding("extract.files_joined", severity, message, value=str(len(names)))]
    numbers = {page.number for page in source.page_files}
    lost = [str(number) for number in range(min(numbers), max(numbers)) if number not in numbers]
    if lost:
        message = f"there is no file of page {', '.join(lost[:5])} (of {names[0]} to {names[-1]}); put it in its place"
        findings.append(Finding("extract.transcript_incomplete", "error", message, value=str(len(lost))))
    return findings


def unread_finding(page_file: PageFile, error: UnreadableDocument) -> Finding:
    """Return the finding on a file of which nothing could be read."""
    message = f"{page_file.source_file}: {error}; the report lacks what stands there"
    return Finding("extract.transcript_incomplete", "error", message, value=page_file.source_file)


def _only_page(pages: Sequence[Page], last: int) -> int:
    """Return the page that a finding on a file as a whole is about."""
    return pages[0].number if pages else last + 1


def _moved(page: Page, shift: int) -> Page:
    """Return a page with another number, on its tables and cells too."""
    if not shift:
        return page
    number = page.number + shift

    def moved(block: Line | Table) -> Line | Table:
        if isinstance(block, Line):
            return block
        return replace(block, page=number, cells=tuple(replace(cell, page=number) for cell in block.cells))

    return replace(page, number=number, blocks=tuple(map(moved, page.blocks)))
