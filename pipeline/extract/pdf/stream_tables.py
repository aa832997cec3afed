"""Lines that stand in columns although nothing rules them: tables by their white space, and a word of those that are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import numpy as np

from pipeline.extract.tables.stream import FEWEST_GUTTERS, FEWEST_ROWS, GUTTER, TextLine, spans_of
from pipeline.model import Finding, Glyphs, Line

INK = 0.02  # of the font size: a glyph at least this high has ink
COLUMN_GAP = 1.5  # of the font size: what parts columns is wider
FEWEST_LINES, FEWEST_GAPS = 3, 2  # that make a table of lines
NEXT_LINE = 3.0  # of the font size: how far a line may be under the one before

Ints = np.ndarray[Any, np.dtype[np.int64]]
Gap = tuple[float, float]


def text_lines(running: Sequence[Line], glyphs: Glyphs) -> list[TextLine]:
    """Running lines, top to bottom, with their stretches of ink; none where too few have gaps for a table."""
    starts = np.array([line.glyphs[0] for line in running if line.glyphs], dtype=np.int64)
    wide = _wide(glyphs, GUTTER)[:, 0] if len(starts) >= FEWEST_ROWS else np.zeros(0, np.int64)
    wide = wide[wide < max((line.glyphs[1] for line in running if line.glyphs), default=0)]
    if np.count_nonzero(np.bincount(np.searchsorted(starts, wide, side="right")) >= FEWEST_GUTTERS) < FEWEST_ROWS:
        return []
    out = []
    for line in running:
        start, end = line.glyphs or (0, 0)
        inked = [k for k in range(start, end) if glyphs.bottom[k] - glyphs.top[k] > INK * glyphs.size[k]]
        if inked and line.box is not None:
            size = line.size or max(glyphs.size[k] for k in inked)
            spans = spans_of([glyphs.x0[k] for k in inked], [glyphs.x1[k] for k in inked], size)
            out.append(TextLine(line.box[1], line.box[3], median(glyphs.baseline[start:end]), spans, size))
    return sorted(out, key=lambda line: line.top)


def told_by_white_space(number: int, rows: int) -> list[Finding]:
    """A finding where so many rows of page ``number`` are of tables without rulings."""
    message = f"page {number}: {rows} rows of a table without rulings were told by the white space between its columns; look at the page"
    return [Finding("extract.table_by_white_space", "info", message, page=number, value=str(rows))] if rows else []


def unruled_table(number: int, rows: int, running: Sequence[Line], glyphs: Glyphs) -> list[Finding]:
    """Findings where lines of page ``number`` stand in columns without rulings.

    Args:
        number: of the page.
        rows: that its white space made tables of.
        running: the lines that are in no table, top to bottom.
        glyphs: that they point into.
    """
    found = []
    if rows:
        message = f"page {number}: {rows} rows of a table without rulings were told by the white space between its columns; look at the page"
        found.append(Finding("extract.table_by_white_space", "info", message, page=number, value=str(rows)))
    if len(running) < FEWEST_LINES or len(wide := _wide(glyphs, COLUMN_GAP)) < FEWEST_LINES * FEWEST_GAPS:
        return found
    left = max(_aligned(running, glyphs, wide), default=0)
    if left >= FEWEST_LINES:
        message = f"page {number}: {left} lines below each other stand in columns without rulings and were read as text; look at the page"
        found.append(Finding("extract.table_without_rulings", "info", message, page=number, value=str(left)))
    return found


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


def _wide(glyphs: Glyphs, gap: float) -> Ints:
    """n x 2: glyphs with ink, one after the other on their line, that stand further apart than ``gap`` type sizes."""
    sides = (glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom, glyphs.baseline, glyphs.size)
    x0, top, x1, bottom, baseline, size = (np.frombuffer(side, dtype=np.float32) for side in sides)
    inked = np.flatnonzero(bottom - top > INK * size)
    now, then = inked[1:], inked[:-1]
    apart = (x0[now] - x1[then] > gap * size[now]) & (np.abs(baseline[now] - baseline[then]) < 0.4 * size[now])
    return np.column_stack([then[apart], now[apart]])


def _gaps(places: Ints, glyphs: Glyphs, start: int) -> list[Gap]:
    """Left and right ends of these gaps of a line, points; a mark stands left of its letter's end."""
    return [(max(glyphs.x1[max(start, then - 2) : then + 1]), glyphs.x0[now]) for then, now in places.tolist()]
