"""What a page holds but the reading of it does not: glyphs left out, and pages that came out empty."""

from __future__ import annotations

from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.text_lines import DroppedGlyphs
from pipeline.model import Finding, Severity

FEW_OBJECTS = 10
"""Objects of a page that shows nothing, at most: empty paragraphs, a rule under a header."""


def has_drawings(objects: PageObjects) -> bool:
    """Return whether a page without text and without a picture of any size shows outlines or small pictures.

    They may be text.
    """
    return bool(objects.images or objects.fills) or objects.object_count > FEW_OBJECTS


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
