"""What clipping paths hide: text around a placed page or picture that was cut away when it was placed, rulings past a page's end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import numpy as np

from pipeline.extract.pdf import pdfium_ffi

Box = tuple[float, float, float, float]  # x0, y0, x1, y1
Floats = np.ndarray[Any, np.dtype[np.float32]]
SLACK = 1.0  # points
SLIVER, HAIR = (
    0.15,
    1.5,
)  # share of an object's height, and points: of a letter that shows less of itself than both nothing is seen
TALL = 6.0  # points: what is lower may be a mark, which is missed where its letter is seen
NOWHERE = -1e9
EVERYTHING: Box = (NOWHERE, NOWHERE, -NOWHERE, -NOWHERE)
OPPOSITE = 2  # the number of the corner of a rectangle that is opposite its first


def hidden(items: list[int]) -> list[int]:
    """Those of a page's (or form's) objects, as addresses, of which nothing is seen.

    A piece without ink (spaces) has a flat box, and hides nothing.
    """
    where = windows(items, (OPPOSITE,))
    clipped = np.flatnonzero(where[:, 0] > NOWHERE)
    if not len(clipped):
        return []
    boxes = _filled(
        pdfium_ffi.object_bounds, [items[i] for i in clipped.tolist()], len(clipped), 4
    )  # left, bottom, right, top
    inked = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    seem = np.flatnonzero(_outside(boxes, where[clipped]) & inked)
    whole = _windows([pdfium_ffi.clip_of(items[i]) for i in clipped[seem].tolist()])
    return [items[i] for i in clipped[seem][_outside(boxes[seem], whole)].tolist()]


def windows(items: list[int], corners: tuple[int, ...] = (0, OPPOSITE)) -> Floats:
    """n x 4: the box outside which nothing of each object is seen; where it is seen whole its sides are NOWHERE.

    Objects mostly share their clipping paths. Two with as many paths share them here if these corners of the first and of the last
    are the same.
    """
    out = np.tile(np.array(EVERYTHING, dtype=np.float32), (len(items), 1))
    clips = list(map(pdfium_ffi.clip_of, items))
    counts = np.fromiter(map(pdfium_ffi.count_clips, clips), np.int64, len(items))
    clipped = np.flatnonzero(counts > 0)
    if not len(clipped):
        return out
    clips, counts = [clips[i] for i in clipped.tolist()], counts[clipped]
    # objects drawn under one clipping path share its segments; only those of different paths are compared by their corners
    ends = [
        _addresses(map(pdfium_ffi.clip_segment, clips, paths, repeat(corners[-1])))
        for paths in (repeat(0), (counts - 1).tolist())
    ]
    shared, groups = _first_of_each(np.column_stack([counts.astype(np.uint64), *ends]))
    alike, number = _first_of_each(_corners([clips[i] for i in shared.tolist()], counts[shared], corners))
    number, first = number[groups], shared[alike]
    out[clipped] = _windows([clips[i] for i in first.tolist()])[number]
    return out


def _corners(clips: list[int], counts: Any, corners: tuple[int, ...]) -> Floats:
    """What tells clipping paths apart: how many there are, and these corners of the first and of the last."""
    asked = [(paths, n) for paths in (repeat(0), (counts - 1).tolist()) for n in corners]
    ends = [_points(map(pdfium_ffi.clip_segment, clips, paths, repeat(n)), len(clips)) for paths, n in asked]
    return np.column_stack([counts.astype(np.float32), *ends])


def _first_of_each(rows: Any) -> tuple[Any, Any]:
    """The first of all equal rows, and for each row the number of its kind."""
    _, first, number = np.unique(
        rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel(), return_index=True, return_inverse=True
    )
    return first, number


def _addresses(pointers: Iterable[int | None]) -> Any:
    return np.array([address or 0 for address in pointers], dtype=np.uint64)


def _windows(clips: list[int]) -> Floats:
    """n x 4: what the boxes of all clipping paths of each have in common."""
    counts = np.fromiter(map(pdfium_ffi.count_clips, clips), np.int64, len(clips))
    owner = np.repeat(np.arange(len(clips)), counts)
    paths = _places(counts)
    sizes = np.fromiter(
        map(pdfium_ffi.count_clip_segments, (of := [clips[i] for i in owner.tolist()]), paths.tolist()),
        np.int64,
        len(of),
    )
    owner, paths, of = (
        owner[sizes > 0],
        paths[sizes > 0],
        [clip for clip, size in zip(of, sizes.tolist(), strict=True) if size > 0],
    )
    sizes = sizes[sizes > 0]
    out = np.tile(np.array(EVERYTHING, dtype=np.float32), (len(clips), 1))
    if not len(sizes):
        return out
    each = np.repeat(np.arange(len(of)), sizes).tolist()
    asked = map(pdfium_ffi.clip_segment, (of[i] for i in each), paths[each].tolist(), _places(sizes).tolist())
    points, starts = _points(asked, len(each)), np.cumsum(sizes) - sizes
    low, high = np.fmin.reduceat(points, starts), np.fmax.reduceat(points, starts)
    known = ~np.isnan(low).any(axis=1)
    np.maximum.at(out[:, :2], owner[known], low[known])
    np.minimum.at(out[:, 2:], owner[known], high[known])
    return out


def _places(counts: Any) -> Any:
    """0, 1, … up to each count, one after the other."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _outside(boxes: Floats, where: Any) -> Any:
    """Which boxes are beside their windows; the sides stand in the last dimension of both.

    Browsers draw a letter whose foot reaches over a page's end once more on the next page, where no more than that foot is seen.
    """
    left, bottom, right, top = (boxes[..., k] for k in range(4))
    x0, y0, x1, y1 = (where[..., k] for k in range(4))
    seen = np.minimum(top, y1) - np.maximum(bottom, y0)
    foot = (top - bottom > TALL) & (seen < np.minimum(HAIR, SLIVER * (top - bottom)))
    return (right < x0 - SLACK) | (left > x1 + SLACK) | (seen < -SLACK) | foot


def _points(segments: Any, number: int) -> Floats:
    """number x 2: where path segments end; a null pointer has no such point, and gives NaN for its x."""
    return _filled(pdfium_ffi.segment_point, segments, number, 2)


def _filled(ask: Callable[..., int], items: Any, number: int, sides: int) -> Floats:
    """number x sides: what PDFium writes of each item; NaN where it knows nothing."""
    out = np.full((number, sides), np.nan, dtype=np.float32)
    size = out.itemsize
    start, end = out.ctypes.data, out.ctypes.data + out.nbytes
    deque(map(ask, items, *(range(start + k * size, end + k * size, sides * size) for k in range(sides))), maxlen=0)
    return out
