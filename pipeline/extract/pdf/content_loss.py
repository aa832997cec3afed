"""What a page holds but the reading of it does not, said aloud: glyphs left out, and pages that came to nothing."""

from __future__ import annotations

import re

from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.text_lines import DroppedGlyphs
from pipeline.model import Finding, Severity

FEW = 10  # objects of a page that shows nothing: empty paragraphs, a rule under a header

_DRAWS = re.compile(rb"(?<![A-Za-z])(?:Tj|TJ|Do|BI|sh|f\*?|[Ss]|[Bb]\*?)(?![A-Za-z*])|['\"]\s")


def dropped_glyphs(number: int, dropped: DroppedGlyphs, clipped: int) -> list[Finding]:
    """A finding where glyphs of page ``number`` are in none of its lines; a warning where they may be missed.

    Args:
        dropped: how many the layout left out, and why.
        clipped: pieces of text (words or lines) that a clipping path hides.
    """
    reasons = (
        (dropped.stray_marks, "marks that stand on no letter of their line"),
        (
            dropped.orphan_marks,
            "marks on a line without letters, as browsers leave them of a line that goes on the next page",
        ),
        (dropped.off_page, "characters outside the page's box"),
        (clipped, "pieces of text hidden by a clipping path"),
        (dropped.duplicates, "characters drawn a second time at their own place"),
    )
    said = "; ".join(f"{n:,} {reason}" for n, reason in reasons if n)
    if not said:
        return []
    count = dropped.stray_marks + dropped.orphan_marks + dropped.off_page + dropped.duplicates + clipped
    advice = "; compare the page with its text" if dropped.stray_marks else ""
    severity: Severity = "warning" if dropped.stray_marks else "info"
    return [
        Finding(
            "extract.glyphs_dropped", severity, f"page {number}: left out {said}{advice}", page=number, value=str(count)
        )
    ]


def empty_page(path: str, number: int, found: PageObjects) -> Finding:
    """Why a page has neither text nor a picture of any size: it is blank, it only has drawings, or its contents are damaged."""
    shows = found.images or found.fills or found.object_count > FEW
    if not shows and (damage := _damage(path, number, blank=found.object_count == 0)):
        message = (
            f"page {number} came out empty, but {damage}: its text is lost in this file; fetch it again, "
            "or repair it (`qpdf FILE REPAIRED`) and look at the page"
        )
        return Finding("extract.page_damaged", "error", message, page=number)
    drawn = "; what it shows is drawn without text (outlines or small pictures): look at the page" if shows else ""
    return Finding(
        "extract.page_empty", "warning" if drawn else "info", f"page {number} has no text{drawn}", page=number
    )


def _damage(path: str, number: int, blank: bool) -> str:
    """What is wrong with the content stream of a page without text, ``blank`` or with a rule or two; nothing where it has none."""
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            contents = pdf.pages[number - 1].obj.get("/Contents")
            streams = list(contents) if isinstance(contents, pikepdf.Array) else [] if contents is None else [contents]
            if any(not isinstance(s, pikepdf.Stream) for s in streams):
                return "its contents are missing from the file"
            data = b"\n".join(s.read_bytes() for s in streams)
    except pikepdf.PdfError as error:
        said = str(error).replace(path, "").strip()
        return f"its contents cannot be decoded ({said})"
    return "its contents draw something that could not be read" if blank and _DRAWS.search(data) else ""
