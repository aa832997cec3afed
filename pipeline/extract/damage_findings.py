"""Findings on damage of a PDF: what the file promises and what of it was read, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.ladder import Decline, PageReading
from pipeline.extract.pdf.document import PdfDocument
from pipeline.extract.pdf.file_integrity import ReadPage, inspect_file
from pipeline.model import Finding

ADVICE = "fetch the file again, or repair it (`qpdf FILE REPAIRED`)"


def damage_findings(document: PdfDocument, readings: Sequence[PageReading]) -> list[Finding]:
    """Return an error for each page whose content is lost in the file, wholly or in part, and for pages that are lost.

    Args:
        document: that was read.
        readings: of its pages, or of a range of them. What is wrong with the file as a whole is said with every range,
            each fault by itself: some of it is met only where a page needs it (see ``join_page_ranges``).
    """
    damage = inspect_file(document.path, document.page_count, document.has_valid_xref, list(map(_read_page, readings)))
    findings = [
        Finding(
            "extract.page_damaged",
            "error",
            f"page {number} is damaged: {'; '.join(faults)}; what that shows is not read, or read wrong: {ADVICE} "
            "and look at the page",
            page=number,
        )
        for number, faults in sorted(damage.pages.items())
    ]
    lost = {r.page.number for r in readings if r.attempts[0].decline is Decline.PAGE_NOT_LOADED} | damage.pages.keys()
    if lost and document.page_count > 1:
        message = (
            f"{join_numbers(sorted(lost))} damaged: rows of other pages that go on from there, or stand under a "
            f"heading that was there, may be lost or misplaced too; {ADVICE}"
        )
        findings.append(Finding("extract.file_damaged", "error", message))
    for fault in damage.file:
        message = f"what the file holds is lost, or stands in the place of other content: {fault}; {ADVICE}"
        findings.append(Finding("extract.file_damaged", "error", message))
    for repair in damage.repairs:
        message = f"the file is damaged: {repair}; compare its pages with the source, or fetch it again"
        findings.append(Finding("extract.file_damaged", "warning", message))
    return findings


def join_numbers(pages: Sequence[int]) -> str:
    """Return the subject of a sentence on pages, with its verb; runs of numbers are written as such."""
    runs: list[list[int]] = []
    for number in pages:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"page {parts[0]} is" if len(pages) == 1 else f"pages {', '.join(parts)} are"


def _read_page(reading: PageReading) -> ReadPage:
    page = reading.page
    return ReadPage(
        page.number,
        is_picture=page.is_scan,
        is_empty=reading.attempts[-1].decline is Decline.PAGE_EMPTY,
        objects=reading.objects,
        glyphs=len(page.glyphs.chars) if page.glyphs is not None else 0,
        off_page=reading.dropped.off_page,
    )
