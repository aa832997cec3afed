"""Whether a transcript was cut off: a table that is left open at its end, or a last row that is short, says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.transcript.page_splitter import PageItem
from pipeline.model import Finding

_TABLE_TAG = re.compile(r"<\s*+(/?)\s*+table\b", re.IGNORECASE)


def end_findings(text: str, pages: Sequence[Sequence[PageItem]]) -> list[Finding]:
    """Return a finding where the end of a text looks as if more had followed."""
    why = None
    tags = _TABLE_TAG.findall(text)
    if tags and not tags[-1]:
        why = "its last HTML table is not closed"
    elif not text.endswith("\n") and pages and _ends_with_short_row(pages[-1]):
        why = "its last row has fewer cells than the rows above it, and no line end"
    if why is None:
        return []
    message = f"the transcript may have been cut off at its end: {why}; hold it against the source document"
    return [Finding("extract.transcript_cut", "warning", message, page=len(pages) or None)]


def _ends_with_short_row(items: Sequence[PageItem]) -> bool:
    """Return whether a page ends with a row that is shorter than its table; a cut row may look like a line."""
    last = items[-1]
    if isinstance(last, str):
        return ("|" in last or "\t" in last) and len(items) > 1 and not isinstance(items[-2], str)
    return len(last) > 1 and len(last[-1].texts) < len(last[-2].texts) and not last[-1].spans
