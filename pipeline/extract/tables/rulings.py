"""Rulings of a page: the straight, upright lines that PDFium's path objects draw, thin rectangles included.

Producers draw one border as a stroke, a hairline rectangle, two strokes or hundreds of dashes. Here they all become
the same thing: a horizontal or a vertical segment. Marked content is dropped on the way: an ``ActualText`` would
replace the glyphs that were drawn by text without positions.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise, repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.clip_paths import hidden, windows
from pipeline.extract.tables.geometry import Frame

THIN = 3.0  # points: a path at most this thick is a line, however it was painted
SNAP = 2.6  # points: lines this close are one (double rulings, and the jitter of producers)
JOIN = 3.0  # points: collinear pieces with at most this gap are one (dashes)
SHORTEST = 4.0  # points: what is shorter after joining is no ruling
MAX_OBJECTS = 60_000  # a page with more objects than this is a drawing, not a table
MAX_DEPTH = 6
MOST_FILLS = 2_000
MOST_SEGMENTS = 20_000  # of a path; what comes after those is not looked at
CORNERS = 5  # segments of a filled path that is one area

Segment = tuple[float, float, float]  # position across, start, end
Bounds = tuple[float, float, float, float]  # x0, y0, x1, y1
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class PageObjects:
    """What the page draws besides text: segments as drawn, boxes of filled areas and of images; user space points.

    ``clipped`` counts the pieces of text that a clipping path hides; they are put out of action.
    """

    horizontal: list[Segment] = field(default_factory=list)
    vertical: list[Segment] = field(default_factory=list)
    fills: list[Bounds] = field(default_factory=list)
    images: list[Bounds] = field(default_factory=list)
    objects: int = 0
    clipped: int = 0


def read_objects(page: Any) -> PageObjects:
    """Collect a raw PDFium page's rulings and images, those inside form objects too; drop ``ActualText`` marks and hidden text.

    Must run before the page's text is read.
    """
    found = PageObjects()
    _collect(
        pdfium_ffi.page_object, pdfium_ffi.address_of(page), pdfium.FPDFPage_CountObjects(page), IDENTITY, found, 0
    )
    return found


def rulings(found: PageObjects, frame: Frame) -> tuple[list[Segment], list[Segment]]:
    """Horizontal ``(y, x0, x1)`` and vertical ``(x, y0, y1)`` rulings in page space, snapped and joined."""
    flat: list[Segment] = []
    upright: list[Segment] = []
    for segments, is_flat in ((found.horizontal, True), (found.vertical, False)):
        for at, start, end in segments:
            (xa, ya), (xb, yb) = [frame.point(s, at) if is_flat else frame.point(at, s) for s in (start, end)]
            if is_flat == (frame.turns % 2 == 0):
                flat.append((ya, min(xa, xb), max(xa, xb)))
            else:
                upright.append((xa, min(ya, yb), max(ya, yb)))
    return merge(flat, frame.height, frame.width), merge(upright, frame.width, frame.height)


def from_fills(found: PageObjects) -> PageObjects:
    """The edges of filled areas as rulings, for pages that set cells beside each other and draw no line between."""
    sides = PageObjects()
    for x0, y0, x1, y1 in _tiles(found.fills[:MOST_FILLS]):
        sides.horizontal += [(y0, x0, x1), (y1, x0, x1)]
        sides.vertical += [(x0, y0, y1), (x1, y0, y1)]
    return sides


def _tiles(fills: list[Bounds]) -> list[Bounds]:
    """The areas that may be cells: the shading of the paragraphs in a cell, all of one width, is part of the cell."""
    if not fills:
        return []
    box = np.array(fills)
    x0, y0, x1, y1 = (box[:, k] for k in range(4))
    slack = 0.5
    within = (
        (x0[None, :] >= x0[:, None] - slack)
        & (x1[None, :] <= x1[:, None] + slack)
        & (y0[None, :] >= y0[:, None] - slack)
        & (y1[None, :] <= y1[:, None] + slack)
    )
    within &= ~(within & within.T)  # equal areas are not within each other
    shading = np.zeros(len(fills), dtype=bool)
    for inner in within:
        if inner.any() and np.ptp(x0[inner]) <= SNAP and np.ptp(x1[inner]) <= SNAP:
            shading |= inner
    return [fill for fill, hidden in zip(fills, shading.tolist(), strict=True) if not hidden]


def merge(segments: list[Segment], across: float, along: float) -> list[Segment]:
    """Snap segments to common lines, join their pieces, clip them to the page, drop what stays short."""
    segments = sorted(s for s in segments if -SNAP <= s[0] <= across + SNAP)
    lines: list[list[Segment]] = []
    for segment in segments:
        if lines and segment[0] - lines[-1][-1][0] <= SNAP and segment[0] - lines[-1][0][0] <= 2 * SNAP:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    merged: list[Segment] = []
    for line in lines:
        weight = sum(max(e - s, 0.01) for _, s, e in line)
        at = sum(p * max(e - s, 0.01) for p, s, e in line) / weight
        pieces: list[list[float]] = []
        for start, end in sorted((max(s, 0.0), min(e, along)) for _, s, e in line):
            if pieces and start - pieces[-1][1] <= JOIN:
                pieces[-1][1] = max(pieces[-1][1], end)
            else:
                pieces.append([start, end])
        merged += [(at, s, e) for s, e in pieces if e - s >= SHORTEST]
    return merged


def _collect(get: Any, holder: int | None, count: int, matrix: Matrix, found: PageObjects, depth: int) -> None:
    """Walk the objects that ``get`` gives of a holder; a form object is walked with its matrix."""
    room = MAX_OBJECTS - found.objects
    found.objects += min(count, room + 1)
    items = list(map(get, repeat(holder), range(min(count, room))))
    sides = (ctypes.c_float * 4)()
    where = [ctypes.addressof(sides) + 4 * k for k in range(4)]  # left, bottom, right, top
    kinds = list(map(pdfium_ffi.object_kind, items))
    texts = [item for item, kind in zip(items, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_TEXT]
    paths = [item for item, kind in zip(items, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_PATH]
    _unmark(texts)
    for item in hidden(texts):
        found.clipped += 1
        pdfium.FPDFPageObj_SetIsActive(pdfium_ffi.handle(item), False)
    for item, window in zip(paths, windows(paths).tolist(), strict=True):
        if pdfium_ffi.object_bounds(item, *where):
            seen = _cut((sides[0], sides[1], sides[2], sides[3]), window)
            if seen is not None:
                _path(item, _bounds(seen, matrix), matrix, found)
    for item, kind in zip(items, kinds, strict=True):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            if pdfium_ffi.object_bounds(item, *where):
                found.images.append(_bounds((sides[0], sides[1], sides[2], sides[3]), matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            form = pdfium_ffi.handle(item)
            _collect(
                pdfium_ffi.form_object,
                item,
                pdfium.FPDFFormObj_CountObjects(form),
                _times(_matrix_of(form), matrix),
                found,
                depth + 1,
            )


def _cut(box: Bounds, window: Sequence[float]) -> Bounds | None:
    """What is seen of a box through a window; None where nothing is. Browsers draw a table to its end and clip it at the page's."""
    x0, y0, x1, y1 = max(box[0], window[0]), max(box[1], window[1]), min(box[2], window[2]), min(box[3], window[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def _unmark(texts: list[int]) -> None:
    """Drop all marks of text objects, the first of each until none is left."""
    while texts := list(compress(texts, map(pdfium_ffi.count_marks, texts))):
        if not any(list(map(pdfium_ffi.remove_mark, texts, map(pdfium_ffi.mark_of, texts, repeat(0))))):
            return


def _path(item: int, box: Bounds, matrix: Matrix, found: PageObjects) -> None:
    """A thin path is a line along its longer side; a stroked one gives its upright edges; a mere fill gives none."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    said = (ctypes.c_int * 2)()
    pdfium_ffi.draw_mode(item, ctypes.addressof(said), ctypes.addressof(said) + 4)
    fill, stroke = said
    if high <= THIN or wide <= THIN:
        if fill and not stroke and _is_white(pdfium_ffi.handle(item)):
            return  # a white hairline is a gap in a shading, seen on nothing else
        if high <= THIN:
            found.horizontal.append(((y0 + y1) / 2, x0, x1))
        if wide <= THIN:
            found.vertical.append(((x0 + x1) / 2, y0, y1))
        return
    # a filled path of many corners may be a whole grid of hairline rectangles painted in one go
    if fill and not stroke and pdfium_ffi.count_segments(item) <= CORNERS:
        found.fills.append(box)
        return
    _edges(item, _times(_matrix_of(pdfium_ffi.handle(item)), matrix), bool(stroke), found)


def _is_white(item: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) > 250


def _edges(item: int, matrix: Matrix, stroked: bool, found: PageObjects) -> None:
    """The upright edges of a path; of a filled one only those of its thin subpaths."""
    for points in _subpaths(item, matrix):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if box[3] - box[1] <= THIN:
            found.horizontal.append(((box[1] + box[3]) / 2, box[0], box[2]))
        elif box[2] - box[0] <= THIN:
            found.vertical.append(((box[0] + box[2]) / 2, box[1], box[3]))
        elif stroked:
            for (xa, ya), (xb, yb) in pairwise(points):
                if abs(ya - yb) <= 0.5 < abs(xa - xb):
                    found.horizontal.append(((ya + yb) / 2, min(xa, xb), max(xa, xb)))
                elif abs(xa - xb) <= 0.5 < abs(ya - yb):
                    found.vertical.append(((xa + xb) / 2, min(ya, yb), max(ya, yb)))


def _subpaths(item: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path (and the control points of its curves), a closed one's first corner again at its end."""
    count = min(pdfium_ffi.count_segments(item), MOST_SEGMENTS)
    segments = list(map(pdfium_ffi.path_segment, repeat(item), range(count)))
    corners = (ctypes.c_float * (2 * count))()
    start = ctypes.addressof(corners)
    end = start + 8 * count
    there = map(pdfium_ffi.segment_point, segments, range(start, end, 8), range(start + 4, end, 8))
    a, b, c, d, e, f = matrix
    said = zip(there, map(pdfium_ffi.segment_kind, segments), map(pdfium_ffi.segment_closes, segments), strict=True)
    subpaths: list[list[tuple[float, float]]] = []
    for k, (known, kind, closes) in enumerate(said):
        if not known:
            continue
        x, y = corners[2 * k], corners[2 * k + 1]
        point = (a * x + c * y + e, b * x + d * y + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not subpaths:
            subpaths.append([point])
        else:
            subpaths[-1].append(point)
            if closes:
                subpaths[-1].append(subpaths[-1][0])
    return subpaths


def _matrix_of(item: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, m):
        return IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """Apply ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    A, B, C, D, E, F = outer
    return a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F


def _bounds(box: Bounds, matrix: Matrix) -> Bounds:
    if matrix == IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)
