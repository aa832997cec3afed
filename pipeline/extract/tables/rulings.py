"""Rulings: the straight horizontal and vertical lines of a page, whatever drew them.

Producers draw one border as a stroke, a hairline rectangle, two strokes or hundreds of dashes. Here they all become the
same thing: one horizontal or vertical segment.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.extract.tables.geometry import Frame

Segment = tuple[float, float, float]  # position across, start, end
Bounds = tuple[float, float, float, float]  # x0, y0, x1, y1


class RulingSettings(NamedTuple):
    """Tolerances for merging drawn segments into rulings (compare pdfplumber's ``TableSettings``).

    Attributes:
        snap_tolerance: points; parallel segments this close are one ruling: double lines, and the jitter of producers.
        snap_spread: times ``snap_tolerance``; a group of snapped segments is no wider, however many follow each other.
        join_tolerance: points; collinear pieces with at most this gap are one ruling: dashes.
        min_length: points; what is shorter after joining is no ruling.
        min_weight: points; the length that a segment counts for at least in the mean position of its ruling.
        max_fills: filled areas of a page that may be cells; their comparison is quadratic.
        fill_slack: points by which an area may reach beyond the area that contains it.
    """

    snap_tolerance: float = 2.6
    snap_spread: float = 2.0
    join_tolerance: float = 3.0
    min_length: float = 4.0
    min_weight: float = 0.01
    max_fills: int = 2_000
    fill_slack: float = 0.5


RULINGS = RulingSettings()


def page_rulings(
    horizontal: list[Segment], vertical: list[Segment], frame: Frame
) -> tuple[list[Segment], list[Segment]]:
    """Merge segments of user space into rulings of page space.

    Args:
        horizontal: ``(y, x0, x1)`` as drawn.
        vertical: ``(x, y0, y1)`` likewise.
        frame: of the page; an odd number of turns makes horizontal segments vertical.

    Returns:
        Horizontal ``(y, x0, x1)`` and vertical ``(x, y0, y1)`` rulings, snapped and joined.
    """
    across: list[Segment] = []
    down: list[Segment] = []
    for segments, is_horizontal in ((horizontal, True), (vertical, False)):
        for at, start, end in segments:
            (xa, ya), (xb, yb) = [frame.point(s, at) if is_horizontal else frame.point(at, s) for s in (start, end)]
            if is_horizontal == (frame.turns % 2 == 0):
                across.append((ya, min(xa, xb), max(xa, xb)))
            else:
                down.append((xa, min(ya, yb), max(ya, yb)))
    return merge(across, frame.height, frame.width), merge(down, frame.width, frame.height)


def merge(segments: list[Segment], across: float, along: float) -> list[Segment]:
    """Snap parallel segments to common lines, join their pieces, clip them to the page, drop what stays short.

    Args:
        segments: all horizontal or all vertical.
        across: extent of the page across the segments, points.
        along: extent of the page along them, points.
    """
    snap = RULINGS.snap_tolerance
    spread = RULINGS.snap_spread * snap
    segments = sorted(s for s in segments if -snap <= s[0] <= across + snap)
    groups: list[list[Segment]] = []
    for segment in segments:
        if groups and segment[0] - groups[-1][-1][0] <= snap and segment[0] - groups[-1][0][0] <= spread:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return [ruling for group in groups for ruling in _join(group, along)]


def _join(group: list[Segment], along: float) -> list[Segment]:
    """Join the pieces of one line, at the mean of their positions weighted by length."""
    least = RULINGS.min_weight
    weight = sum(max(e - s, least) for _, s, e in group)
    at = sum(p * max(e - s, least) for p, s, e in group) / weight
    pieces: list[list[float]] = []
    for start, end in sorted((max(s, 0.0), min(e, along)) for _, s, e in group):
        if pieces and start - pieces[-1][1] <= RULINGS.join_tolerance:
            pieces[-1][1] = max(pieces[-1][1], end)
        else:
            pieces.append([start, end])
    return [(at, s, e) for s, e in pieces if e - s >= RULINGS.min_length]


def fill_edges(fills: list[Bounds]) -> tuple[list[Segment], list[Segment]]:
    """Return the edges of filled areas as horizontal and vertical segments.

    For pages that set shaded cells beside each other and draw no line between them.
    """
    horizontal: list[Segment] = []
    vertical: list[Segment] = []
    for x0, y0, x1, y1 in _without_shading(fills[: RULINGS.max_fills]):
        horizontal += [(y0, x0, x1), (y1, x0, x1)]
        vertical += [(x0, y0, y1), (x1, y0, y1)]
    return horizontal, vertical


def _without_shading(fills: list[Bounds]) -> list[Bounds]:
    """Drop the shading of paragraphs inside a cell: areas of one width within another area."""
    if not fills:
        return []
    box = np.array(fills)
    x0, y0, x1, y1 = (box[:, k] for k in range(4))
    slack, snap = RULINGS.fill_slack, RULINGS.snap_tolerance
    within = (
        (x0[None, :] >= x0[:, None] - slack)
        & (x1[None, :] <= x1[:, None] + slack)
        & (y0[None, :] >= y0[:, None] - slack)
        & (y1[None, :] <= y1[:, None] + slack)
    )
    within &= ~(within & within.T)  # equal areas are not within each other
    shading = np.zeros(len(fills), dtype=bool)
    for inner in within:
        if inner.any() and np.ptp(x0[inner]) <= snap and np.ptp(x1[inner]) <= snap:
            shading |= inner
    return [fill for fill, is_shading in zip(fills, shading.tolist(), strict=True) if not is_shading]
