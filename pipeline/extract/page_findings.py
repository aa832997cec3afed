"""Findings on how a page was read: made last, of what happened. Nothing is decided by them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.ladder import Attempt, Decline, PageReading
from pipeline.extract.pdf.content_loss import dropped_glyphs
from pipeline.extract.pdf.hidden_text import HiddenBy, HiddenText
from pipeline.extract.pdf.path_objects import PATH_OBJECTS
from pipeline.extract.pdf.stream_tables import count_aligned_lines
from pipeline.extract.picture_tables import PictureReadings
from pipeline.extract.reading_choice import READING_CHOICE
from pipeline.model import Finding, Line, Page, Severity

POOR_CONFIDENCE = 0.8
"""Mean confidence of OCR (0..1) below which a page is no text or hardly legible."""

_TEXT_LAYER: dict[Decline, tuple[str, Severity, str]] = {
    Decline.PAGE_NOT_LOADED: (
        "extract.page_unreadable",
        "error",
        "page {page} cannot be loaded; the file is damaged there: fetch it again or repair it (`qpdf FILE REPAIRED`)",
    ),
    Decline.NO_TEXT_LAYER: (
        "extract.scan_not_read",
        "error",
        "page {page} is a picture without a text layer (a scan)",
    ),
    Decline.TEXT_IS_GARBAGE: (
        "extract.text_layer_garbage",
        "error",
        "page {page}: the text layer is not text: {detail}",
    ),
    Decline.TEXT_LOOKS_WRONG: (
        "extract.text_layer_doubtful",
        "warning",
        "page {page}: the text layer was read, but may be no text: {detail}",
    ),
    Decline.OCR_LAYER_DOUBTFUL: (
        "extract.text_layer_doubtful",
        "warning",
        "page {page} is a picture, and the text that an engine made of it may not be its text: {detail}",
    ),
    Decline.PICTURE_UNDER_TEXT: (
        "extract.scan_under_text",
        "warning",
        "page {page} is a picture with hardly any text over it; the picture was not read",
    ),
    Decline.DRAWN_WITHOUT_TEXT: (
        "extract.page_empty",
        "warning",
        "page {page} has no text; what it shows is drawn without text (outlines or small pictures): look at the page",
    ),
    Decline.PAGE_EMPTY: ("extract.page_empty", "info", "page {page} has no text"),
}
"""What is said of a page whose text layer was not read: rule, severity, message."""

_SCAN: dict[Decline, str] = {
    Decline.SCANS_NOT_READ_HERE: "; scans are not read here: {detail}",
    Decline.OCR_BROKE_OFF: "; reading it as a scan broke off ({detail})",
    Decline.OCR_IS_GARBAGE: "; OCR makes no text of it either",
    Decline.OCR_FOUND_NOTHING: "; OCR finds nothing on the page",
}
"""What is added where OCR did not read it either."""


_IN_DOUBT = (Decline.TEXT_LOOKS_WRONG, Decline.OCR_LAYER_DOUBTFUL)
_JUDGED = (Decline.TEXT_IS_GARBAGE, *_IN_DOUBT)
"""Reasons that are a judgement on the text layer itself; the finding's value is its quality."""


def page_findings(reading: PageReading) -> list[Finding]:
    """Return what a careful reader would question about the reading of a page."""
    page = reading.page
    findings = []
    if reading.objects > PATH_OBJECTS.max_objects:
        limit = f"{PATH_OBJECTS.max_objects:,}"
        message = f"page {page.number} draws more than {limit} objects; rulings after those were not looked at"
        findings.append(Finding("extract.too_many_objects", "warning", message, page=page.number))
    if reading.written:
        message = f"page {page.number}: the text of {reading.written} form fields and comments written on it was read"
        findings.append(
            Finding("extract.annotation_text", "info", message, page=page.number, value=str(reading.written))
        )
    findings += picture_findings(page.number, reading.pictures)
    if page.reader == "ocr":
        findings += _text_layer_replaced(page.number, reading.attempts)
        return findings + _ocr_findings(reading) + stream_rows(page) + hidden_text(page.number, reading.hidden)
    findings += _declined(page.number, *reading.attempts)
    findings += stream_rows(page) + aligned_lines(page) + hidden_text(page.number, reading.hidden)
    return findings + dropped_glyphs(page.number, reading.dropped, reading.clipped)


def _declined(number: int, text: Attempt, scan: Attempt | None = None) -> list[Finding]:
    """Return why a page was not read, or not wholly: by its text layer, and by OCR where that was tried."""
    if text.decline is None:
        return []
    rule, severity, message = _TEXT_LAYER[text.decline]
    if scan is not None and scan.decline is Decline.OCR_READ_NO_MORE:
        return _readers_differ(number, text, scan)
    if scan is not None and scan.decline is Decline.OCR_FOUND_NOTHING and text.decline not in _IN_DOUBT:
        if text.decline is Decline.PICTURE_UNDER_TEXT:
            return []
        rule, severity, message = "extract.page_empty", "info", "page {page} is a picture on which nothing is written"
        return [Finding(rule, severity, message.format(page=number), page=number)]
    message = message.format(page=number, detail=text.detail)
    if scan is not None and scan.decline is not None:
        message += _SCAN[scan.decline].format(detail=scan.detail)
    value = f"{text.quality:.2f}" if text.quality is not None and text.decline in _JUDGED else None
    return [Finding(rule, severity, message, page=number, value=value)]


def _readers_differ(number: int, text: Attempt, scan: Attempt) -> list[Finding]:
    """Return a finding where OCR and a text layer both read a page, and read different texts; one of them stands."""
    if text.decline not in _IN_DOUBT or scan.likeness is None or scan.likeness >= READING_CHOICE.alike:
        return []
    stands = "OCR" if scan.decline is None else "the text layer"
    message = (
        f"page {number}: the text layer and what OCR reads on the page have {scan.likeness:.0%} of their characters in "
        f"common; {stands} stands, by its evidence ({text.detail}; confidence of OCR {scan.quality or 0.0:.2f})"
    )
    return [Finding("extract.readers_differ", "warning", message, page=number, value=f"{scan.likeness:.2f}")]


def _text_layer_replaced(number: int, attempts: Sequence[Attempt]) -> list[Finding]:
    """Return why the text layer of a page is not what was read, where OCR was in its place."""
    text, scan = attempts[0], attempts[-1]
    if text.decline is Decline.TEXT_IS_GARBAGE:
        message = f"page {number}: the text layer is not text and was not read: {text.detail}"
        value = f"{text.quality or 0.0:.2f}"
        return [Finding("extract.text_layer_replaced", "info", message, page=number, value=value)]
    return _readers_differ(number, text, scan)


def _ocr_findings(reading: PageReading) -> list[Finding]:
    """Return how sure OCR was of a page, and of its numbers."""
    number, quality = reading.page.number, reading.page.quality or 0.0
    sure = f"{quality:.2f}"
    if quality < POOR_CONFIDENCE:
        message = (
            f"page {number} was read by OCR, which was not sure of much on it (confidence {sure}); look at the page"
        )
        findings = [Finding("extract.scan_poor", "warning", message, page=number, value=sure)]
    else:
        message = f"page {number} is a scan and was read by OCR (confidence {sure})"
        findings = [Finding("extract.scan_read", "info", message, page=number, value=sure)]
    scanned = reading.scanned
    if scanned is None:
        return findings
    if scanned.gutter is not None:
        message = f"page {number} is a picture of two pages side by side; the left one was read first"
        findings.append(Finding("extract.two_pages", "info", message, page=number))
    if scanned.may_be_two:
        message = f"page {number} may be a picture of two pages side by side, and was read as one; look at the page"
        findings.append(Finding("extract.two_pages_unsure", "warning", message, page=number))
    if unsure := scanned.doubtful:
        message = f"page {number}: {unsure} numbers in the midst of prose are not sure"
        findings.append(Finding("extract.prose_number_unsure", "warning", message, page=number, value=str(unsure)))
    if disputed := scanned.disputed:
        message = f"page {number}: two engines read {disputed} lines of prose differently, and neither is sure"
        findings.append(Finding("extract.prose_readers_differ", "warning", message, page=number, value=str(disputed)))
    return findings


def stream_rows(page: Page) -> list[Finding]:
    """Return a finding where tables without rulings were recognised by the white space between their columns."""
    rows = sum(table.rows for table in page.tables if not table.ruled)
    if not rows:
        return []
    message = (
        f"page {page.number}: {rows} rows of a table without rulings were told by the white space between its columns; "
        "look at the page"
    )
    return [Finding("extract.table_by_white_space", "info", message, page=page.number, value=str(rows))]


def aligned_lines(page: Page) -> list[Finding]:
    """Return a finding where running lines of a text layer stand in columns and were read as text."""
    running = [block for block in page.blocks if isinstance(block, Line)]
    count = count_aligned_lines(running, page.glyphs) if page.glyphs is not None else 0
    if not count:
        return []
    message = (
        f"page {page.number}: {count} lines below each other stand in columns without rulings and were read as text; "
        "look at the page"
    )
    return [Finding("extract.table_without_rulings", "info", message, page=page.number, value=str(count))]


def hidden_text(number: int, hidden: Sequence[HiddenText]) -> list[Finding]:
    """Return a finding where text of page ``number`` (1-based) was left out because the page does not show it.

    What is said of a watermark is apart: it is shown, and is no text of the page.
    """
    findings = []
    unseen = [text for text in hidden if text.reason is not HiddenBy.WATERMARK]
    if unseen:
        told = "; ".join(f"{text.glyphs:,} {text.reason.value} (“{text.sample}”)" for text in unseen)
        message = f"page {number}: left out characters that the page does not show: {told}"
        count = sum(text.glyphs for text in unseen)
        severity: Severity = "warning" if any(text.is_cut for text in unseen) else "info"
        findings.append(Finding("extract.text_hidden", severity, message, page=number, value=str(count)))
    for text in hidden:
        if text.reason is HiddenBy.WATERMARK:
            message = f"page {number}: left out {text.glyphs:,} characters of a watermark (“{text.sample}”)"
            findings.append(Finding("extract.watermark", "info", message, page=number, value=str(text.glyphs)))
    return findings


def picture_findings(number: int, pictures: PictureReadings) -> list[Finding]:
    """Return what is said of pictures of tables on page ``number`` (1-based), which has text beside them."""
    findings = []
    if pictures.tables:
        sure = f"{min(pictures.quality):.2f}"
        message = f"page {number}: {len(pictures.tables)} tables are pictures and were read by OCR (confidence {sure})"
        severity: Severity = "warning" if min(pictures.quality) < POOR_CONFIDENCE else "info"
        findings.append(Finding("extract.picture_read", severity, message, page=number, value=sure))
    for reason in dict.fromkeys(picture.reason for picture in pictures.unread):
        count = sum(picture.reason == reason for picture in pictures.unread)
        message = f"page {number}: {count} pictures with the look of a document were not read: {reason}"
        findings.append(Finding("extract.picture_not_read", "warning", message, page=number, value=str(count)))
    return findings
