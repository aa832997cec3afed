"""Validation: what looks like a ruling line but is a stroke of letters, or a stack of Thai marks, is dropped."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pipeline.extract.scan.image.ruling_lines import RULING_LINES, Mask, RulingLine, ink_along, ink_share

Crossing = tuple[float, float]  # where a horizontal line crosses a vertical one, and its thickness, pixels


def is_divider(line: RulingLine, vertical: list[RulingLine], dpi: float) -> bool:
    """Whether a horizontal line is long, or runs from one vertical line to another: strokes of letters do not."""
    if line.end - line.start >= RULING_LINES.free_standing * dpi:
        return True
    reach, position = RULING_LINES.touch * dpi, line.position
    near = (other.position for other in vertical if other.start - reach <= position <= other.end + reach)
    return len({round(x) for x in near if line.start - reach <= x <= line.end + reach}) > 1


def validate_vertical(
    vertical: list[RulingLine], horizontal: list[RulingLine], ink: Mask, printed: Mask, dpi: float
) -> list[RulingLine]:
    """Cut vertical lines at the horizontal ones and keep the parts that are no letters.

    A part is kept where it is too high for letters, or unbroken from one horizontal line to the next; or from the first
    or the last one to where others of its row end too, the open end of a table at the edge of its page.

    Args:
        vertical: candidates.
        horizontal: lines of the same page.
        ink: transposed, dotted and pale lines made solid.
        printed: transposed, as printed.
        dpi: pixels per inch.
    """
    s = RULING_LINES
    out = []
    open_ends: list[RulingLine] = []
    for line in vertical:
        crossings = _crossings(line, horizontal, dpi)
        open_ends += _open_parts(line, crossings, ink, dpi)
        high = line.end - line.start >= s.vertical_sure * dpi
        if high and ink_share(line, line.start, line.end, ink) >= s.solid:
            solid = ink_share(line, line.start, line.end, printed) >= s.solid
            out += _without_merged_rows(line, crossings, printed, dpi) if solid else [line]
        else:
            out += _unbroken_parts(line, crossings, ink, dpi)
    return out + [part for part in open_ends if _ends_with_others(part, open_ends, dpi) and not _is_within(part, out)]


def _open_parts(line: RulingLine, crossings: list[Crossing], ink: Mask, dpi: float) -> list[RulingLine]:
    """Return the parts of a line that run without a gap from its first crossing up, and from its last one down."""
    if not crossings:
        return []
    s, out = RULING_LINES, []
    (top, above), (bottom, below) = crossings[0], crossings[-1]
    for start, end, off in ((line.start, top, above), (bottom, line.end, below)):
        part_start, part_end = max(start, line.start), min(end, line.end)
        reaches = min(abs(part_start - bottom), abs(part_end - top)) <= s.touch * dpi + off
        long = part_end - part_start >= s.vertical_min * dpi
        if reaches and long and ink_share(line, part_start, part_end, ink) >= s.unbroken:
            out.append(line.part(part_start, part_end))
    return out


def _ends_with_others(part: RulingLine, others: list[RulingLine], dpi: float) -> bool:
    """Whether enough parts, this one too, begin and end at its heights: stacks of letter and marks do not."""
    reach = RULING_LINES.touch * dpi
    alike = [o for o in others if abs(o.start - part.start) <= reach and abs(o.end - part.end) <= reach]
    return len({round(o.position) for o in alike}) >= RULING_LINES.open_ends_min


def _is_within(part: RulingLine, lines: list[RulingLine]) -> bool:
    """Whether a part is one of a line that is kept."""
    return any(o.start <= part.start and part.end <= o.end and abs(o.position - part.position) <= 1 for o in lines)


def _crossings(line: RulingLine, horizontal: list[RulingLine], dpi: float) -> list[Crossing]:
    """Return where horizontal lines cross a vertical one, top to bottom."""
    reach = RULING_LINES.touch * dpi
    position = line.position
    near = [other for other in horizontal if other.start - reach <= position <= other.end + reach]
    return sorted((float(np.interp(position, h.along, h.across)), h.thickness) for h in near)


def _unbroken_parts(line: RulingLine, crossings: list[Crossing], ink: Mask, dpi: float) -> list[RulingLine]:
    """Return the parts of a line that run without a gap from one horizontal line to the next."""
    s = RULING_LINES
    out = []
    for (top, above), (bottom, below) in pairwise(crossings):
        start, end = max(top, line.start), min(bottom, line.end)
        reaches = (
            start - top <= s.touch * dpi + above
            and bottom - end <= s.touch * dpi + below
            and end - start > 2 * s.touch * dpi
        )
        if reaches and ink_share(line, start, end, ink) >= s.unbroken:
            out.append(line.part(start, end))
    return out


def _without_merged_rows(line: RulingLine, crossings: list[Crossing], ink: Mask, dpi: float) -> list[RulingLine]:
    """Return a long vertical line without the rows of merged cells, in which only a stack of letters stands on it.

    Such ink keeps off the horizontal lines above and below; what is left of a worn line does not keep off both.
    """
    clear = RULING_LINES.letter_clearance * dpi
    cuts = []
    for (top, above), (bottom, below) in pairwise(crossings):
        start, end = top + above / 2, bottom - below / 2
        outside = end <= line.start or start >= line.end or end - start <= 2 * clear
        if outside or ink_share(line, start, end, ink) >= RULING_LINES.solid:
            continue
        off_top = line.start > start + clear or _has_break(line, start, start + clear, ink)
        off_bottom = line.end < end - clear or _has_break(line, end - clear, end, ink)
        if off_top and off_bottom:
            cuts.append((top, bottom))
    parts, start = [], line.start
    for top, bottom in [*cuts, (line.end, line.end)]:
        if top - start > clear:
            parts.append(line.part(start, top))
        start = bottom
    return parts if cuts else [line]


def _has_break(line: RulingLine, start: float, end: float, ink: Mask) -> bool:
    """Whether there is paper, two pixels of it, on a part of a line."""
    inked = ink_along(line, start, end, ink)
    return bool((~inked[1:] & ~inked[:-1]).any())
