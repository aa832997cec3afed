"""What a page holds but the reading of it does not, said aloud: glyphs left out, and pages that came to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ...model import Finding, Glyphs, Line, Severity
from .layout import Dropped
from .rulings import PageObjects

INK = 0.02  # of the font size: a glyph at least this high has ink
COLUMN_GAP = 1.5  # of the font size: what parts columns is wider
FEWEST_LINES, FEWEST_GAPS = 3, 2  # that make a table of lines
NEXT_LINE = 3.0  # of the font size: how far a line may be under the one before
FEW = 10  # objects of a page that shows nothing: empty paragraphs, a rule under a header

Ints = np.ndarray[Any, np.dtype[np.int64]]
Gap = tuple[float, float]

_DRAWS = re.compile(rb"(?<![A-Za-z])(?:Tj|TJ|Do|BI|sh|f\*?|[Ss]|[Bb]\*?)(?![A-Za-z*])|['\"]\s")


def dropped_glyphs(number: int, dropped: Dropped, clipped: int) -> list[Finding]:
    """A finding where glyphs of page ``number`` are in none of its lines; a warning where they may be missed.

    Args:
        dropped: how many the layout left out, and why.
        clipped: pieces of text (words or lines) that a clipping path hides.
    """
    reasons = (
        (dropped.stray, "marks that stand on no letter of their line"),
        (dropped.unborne, "marks on a line without letters, as browsers leave them of a line that goes on the next page"),
        (dropped.outside, "characters outside the page's box"),
        (clipped, "pieces of text hidden by a clipping path"),
        (dropped.twins, "characters drawn a second time at their own place"),
    )
    said = "; ".join(f"{n:,} {reason}" for n, reason in reasons if n)
    if not said:
        return []
    count = dropped.stray + dropped.unborne + dropped.outside + dropped.twins + clipped
    advice = "; compare the page with its text" if dropped.stray else ""
    severity: Severity = "warning" if dropped.stray else "info"
    return [Finding("extract.glyphs_dropped", severity, f"page {number}: left out {said}{advice}", page=number, value=str(count))]


def empty_page(path: str, number: int, found: PageObjects) -> Finding:
    """Why a page has neither text nor a picture of any size: it is blank, it only has drawings, or its contents are damaged."""
    shows = found.images or found.fills or found.objects > FEW
    if not shows and (damage := _damage(path, number, blank=found.objects == 0)):
        message = (
            f"page {number} came out empty, but {damage}: its text is lost in this file; fetch it again, "
            "or repair it (`qpdf FILE REPAIRED`) and look at the page"
        )
        return Finding("extract.page_damaged", "error", message, page=number)
    drawn = "; what it shows is drawn without text (outlines or small pictures): look at the page" if shows else ""
    return Finding("extract.page_empty", "warning" if drawn else "info", f"page {number} has no text{drawn}", page=number)


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


def unruled_table(number: int, running: Sequence[Line], glyphs: Glyphs) -> list[Finding]:
    """A finding where running lines of page ``number`` stand in columns: a table without rulings, which is read as running text.

    Args:
        running: the page's lines outside its tables, top to bottom.
        glyphs: that they point into.
    """
    if len(running) < FEWEST_LINES or len(wide := _wide(glyphs)) < FEWEST_LINES * FEWEST_GAPS:
        return []
    rows = max(_aligned(running, glyphs, wide), default=0)
    if rows < FEWEST_LINES:
        return []
    message = f"page {number}: {rows} lines below each other stand in columns without rulings and were read as text; look at the page"
    return [Finding("extract.table_without_rulings", "info", message, page=number, value=str(rows))]


def _aligned(running: Sequence[Line], glyphs: Glyphs, wide: Ints) -> Iterator[int]:
    """Lengths of the runs of lines that have gaps at the same places."""
    shared: list[Gap] = []
    count, before = 0, None
    for line in running:
        start, end = line.glyphs or (0, 0)
        at = wide[np.searchsorted(wide[:, 0], start) : np.searchsorted(wide[:, 1], end)] if end else wide[:0]
        gaps = _gaps(at, glyphs, start)
        size = line.size or 0.0
        near = before is not None and line.box is not None and 0 < line.box[3] - before < NEXT_LINE * size
        both = _common(shared, gaps, 0.5 * size)
        if near and len(both) >= FEWEST_GAPS:
            shared, count = both, count + 1
        else:
            yield count
            shared, count = gaps, int(len(gaps) >= FEWEST_GAPS)
        before = line.box[3] if line.box else None
    yield count


def _common(above: list[Gap], below: list[Gap], width: float) -> list[Gap]:
    """What the gaps of two lines have in common, where it is wider than that; each goes with one at most."""
    out: list[Gap] = []
    left = list(below)
    for a, b in above:
        match = next(((c, d) for c, d in left if min(b, d) - max(a, c) > width), None)
        if match is not None:
            left.remove(match)
            out.append((max(a, match[0]), min(b, match[1])))
    return out


def _wide(glyphs: Glyphs) -> Ints:
    """n x 2: glyphs with ink, one after the other on their line, that stand as far apart as columns do."""
    sides = (glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom, glyphs.baseline, glyphs.size)
    x0, top, x1, bottom, baseline, size = (np.frombuffer(side, dtype=np.float32) for side in sides)
    inked = np.flatnonzero(bottom - top > INK * size)
    now, then = inked[1:], inked[:-1]
    apart = (x0[now] - x1[then] > COLUMN_GAP * size[now]) & (np.abs(baseline[now] - baseline[then]) < 0.4 * size[now])
    return np.column_stack([then[apart], now[apart]])


def _gaps(places: Ints, glyphs: Glyphs, start: int) -> list[Gap]:
    """Left and right ends of these gaps of a line, points; a mark stands left of its letter's end."""
    return [(max(glyphs.x1[max(start, then - 2) : then + 1]), glyphs.x0[now]) for then, now in places.tolist()]
