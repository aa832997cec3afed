"""Text as vision models answer: code fences around it, tags for page numbers; and the notes of OCRmyPDF's sidecars."""

from __future__ import annotations

import re

from pipeline.extract.transcript.page_marks import FORM_FEED, has_page_marks
from pipeline.model import Finding

_FENCE_LINE = re.compile(r"^[ \t]*```[ \t]*[A-Za-z]*[ \t]*$\n?", re.MULTILINE)
_PAGE_NUMBER = re.compile(r"<page_?number>([^<>]{0,40})</page_?number>", re.IGNORECASE)
_SKIPPED = re.compile(
    r"(?:^|\f)\[OCR skipped on page\(s\) ([0-9]{1,6})(?:-([0-9]{1,6}))?\][ \t]*(?=\f|$)", re.MULTILINE
)


def plain_markup(text: str) -> str:
    """Return a text without code fences, and with each printed page number (``<page_number>``) as a line.

    Where nothing else marks pages, a page ends after its number, or begins with it where the text does.
    """
    text = _FENCE_LINE.sub("", text) if "```" in text else text
    first = _PAGE_NUMBER.search(text)
    if first is None:
        return text
    if has_page_marks(text):
        form = r"\n\1\n"
    elif text[: first.start()].strip():
        form = rf"\n\1\n{FORM_FEED}"
    else:
        form = rf"{FORM_FEED}\1\n"
    return _PAGE_NUMBER.sub(form, text)


def sidecar_findings(text: str) -> list[Finding]:
    """Return a finding where a sidecar of OCRmyPDF says that it holds nothing of some pages."""
    skipped = _SKIPPED.findall(text)
    if not skipped:
        return []
    pages = ", ".join(f"{first}-{last}" if last else first for first, last in skipped)
    message = (
        f"the sidecar lacks the pages that had text already (OCR was skipped on page {pages}); read the PDF itself, or "
        "make the sidecar with --force-ocr"
    )
    return [Finding("extract.transcript_incomplete", "error", message, value=pages)]
