"""What a page holds but the reading of it does not: glyphs left out, and pages that came out empty."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.text_lines import DroppedGlyphs
from pipeline.model import Finding, Severity

FEW_OBJECTS = 10
"""Objects of a page that shows nothing, at most: empty paragraphs, a rule under a header."""

_PAINTING_OPERATOR = re.compile(rb"(?<![A-Za-z])(?:Tj|TJ|Do|BI|sh|f\*?|[Ss]|[Bb]\*?)(?![A-Za-z*])|['\"]\s")


@dataclass(frozen=True, slots=True)
class EmptyPage:
    """What a page without text and without a picture of any size holds; a blank one neither.

    Attributes:
        has_drawings: it shows outlines or small pictures, which may be text.
        damage: what is wrong with its content stream, as the end of a sentence; empty where nothing is.
    """

    has_drawings: bool = False
    damage: str = ""


def inspect_empty_page(path: str, number: int, objects: PageObjects) -> EmptyPage:
    """Tell why a page has neither text nor a large picture.

    Args:
        path: of the PDF; its content stream is decoded where the page shows nothing.
        number: of the page, 1-based.
        objects: that PDFium found on it.
    """
    if objects.images or objects.fills or objects.object_count > FEW_OBJECTS:
        return EmptyPage(has_drawings=True)
    return EmptyPage(damage=_stream_damage(path, number, blank=objects.object_count == 0))


def _stream_damage(path: str, number: int, blank: bool) -> str:
    """Return what is wrong with the content stream of a page that shows nothing; empty where nothing is.

    ``blank``: PDFium found no object at all, so a stream that paints something was not read.
    """
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            contents = pdf.pages[number - 1].obj.get("/Contents")
            streams = list(contents) if isinstance(contents, pikepdf.Array) else [] if contents is None else [contents]
            if any(not isinstance(stream, pikepdf.Stream) for stream in streams):
                return "its contents are missing from the file"
            data = b"\n".join(stream.read_bytes() for stream in streams)
    except pikepdf.PdfError as error:
        reason = str(error).replace(path, "").strip()
        return f"its contents cannot be decoded ({reason})"
    return "its contents draw something that could not be read" if blank and _PAINTING_OPERATOR.search(data) else ""


def dropped_glyphs(number: int, dropped: DroppedGlyphs, clipped: int) -> list[Finding]:
    """Return a finding where glyphs of page ``number`` are in none of its lines; a warning where they may be missed.

    Args:
        number: of the page, 1-based.
        dropped: how many the layout left out, and why.
        clipped: pieces of text (words or lines) that a clipping path hides.
    """
    cut_line = "marks on a line without letters, as browsers leave them of a line that goes on the next page"
    reasons = (
        (dropped.stray_marks, "marks that stand on no letter of their line"),
        (dropped.orphan_marks, cut_line),
        (dropped.off_page, "characters outside the page's box"),
        (clipped, "pieces of text hidden by a clipping path"),
        (dropped.duplicates, "characters drawn a second time at their own place"),
    )
    left_out = "; ".join(f"{n:,} {reason}" for n, reason in reasons if n)
    if not left_out:
        return []
    count = sum(n for n, _ in reasons)
    advice = "; compare the page with its text" if dropped.stray_marks else ""
    severity: Severity = "warning" if dropped.stray_marks else "info"
    message = f"page {number}: left out {left_out}{advice}"
    return [Finding("extract.glyphs_dropped", severity, message, page=number, value=str(count))]
