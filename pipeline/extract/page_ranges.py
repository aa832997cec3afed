"""Page ranges: a long document is read in parts, by several workers, and joined as if it had been read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import Document, Finding, Line, Table

PageRange = tuple[int, int]
"""First and last page, 1-based."""


class PageRangeSettings(NamedTuple):
    """Into how many pages a document is parted.

    Attributes:
        length: pages of a range. What a reader learns of a document is forgotten after as many, wherever it is read, so
            that parts and whole come out the same.
        whole: pages up to which a document is read in one go: to part it costs more than it brings.
        scan_length: pages of a range where all pages are scans, each of which costs a hundred times as much; a document
            of no more pages is read in one go.
        reopen_after: pages after which a file is opened anew, to give back the memory of objects that PDFium has met.
    """

    length: int = 50
    whole: int = 100
    scan_length: int = 5
    reopen_after: int = 25


PAGE_RANGES = PageRangeSettings()


def split_pages(count: int, all_scans: bool) -> tuple[PageRange, ...]:
    """Return the ranges in which ``count`` pages may be read; one where they are few.

    Args:
        count: pages of the document, 1 or more.
        all_scans: whether every page is a scan that can be read.
    """
    length = PAGE_RANGES.scan_length if all_scans else PAGE_RANGES.length
    if count <= (PAGE_RANGES.scan_length if all_scans else PAGE_RANGES.whole):
        return ((1, count),)
    return tuple((first, min(first + length - 1, count)) for first in range(1, count + 1, length))


def join_page_ranges(parts: Sequence[Document]) -> Document:
    """Return the ranges of a document, in order, as one document, as if it had been read in one go.

    What several of them say of the file as a whole (a finding without a page) is said once.
    """
    pages, tables_before = [], 0
    findings: list[Finding] = []

    def renumber(block: Line | Table) -> Line | Table:
        return replace(block, table_no=block.table_no + tables_before) if isinstance(block, Table) else block

    def renumber_finding(finding: Finding) -> Finding:
        no = finding.table_no
        return finding if no is None else replace(finding, table_no=no + tables_before)

    for part in parts:
        pages += [replace(page, blocks=tuple(map(renumber, page.blocks))) for page in part.pages]
        of_file = {finding for finding in findings if finding.page is None}
        findings += [renumber_finding(finding) for finding in part.findings if finding not in of_file]
        tables_before += sum(1 for _ in part.tables)
    return replace(parts[0], pages=tuple(pages), findings=tuple(findings))
