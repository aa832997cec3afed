"""What clipping paths hide: text around a placed page or picture, and rulings drawn past a page's end.

PDFium keeps text that a clipping path cuts away wholly; here it is found, so that it is not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.pdf import pdfium_ffi

Box = tuple[float, float, float, float]  # x0, y0, x1, y1
Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


class ClipPathSettings(NamedTuple):
    """Tolerances for telling that a clipping path hides an object.

    Attributes:
        slack: points; an object is hidden where it lies farther than this beside its clip box.
        min_visible_height: points; of a letter that shows less than this and ``min_visible_share`` nothing is seen.
        min_visible_share: of an object's height; see ``min_visible_height``.
        min_letter_height: points; what is lower may be a mark, which would be missed where its letter is seen.
    """

    slack: float = 1.0
    min_visible_height: float = 1.5
    min_visible_share: float = 0.15
    min_letter_height: float = 6.0


CLIP_PATHS = ClipPathSettings()
UNBOUNDED = 1e9  # points: a side of the clip box of an object that no clipping path cuts
EVERYTHING: Box = (-UNBOUNDED, -UNBOUNDED, UNBOUNDED, UNBOUNDED)
OPPOSITE = 2  # the number of the corner of a rectangle that is opposite its first


def hidden_objects(objects: list[int]) -> list[int]:
    """Return those of a page's (or form's) objects, as addresses, of which nothing is seen.

    A piece of text without ink (spaces) has a flat box, and counts as seen.
    """
    windows = clip_boxes(objects, (OPPOSITE,))
    clipped = np.flatnonzero(windows[:, 0] > -UNBOUNDED)
    if not len(clipped):
        return []
    # left, bottom, right, top
    boxes = pdfium_ffi.read_floats(
        pdfium_ffi.page_obj_get_bounds, [objects[i] for i in clipped.tolist()], rows=len(clipped), width=4
    )
    inked = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    candidates = np.flatnonzero(_is_outside(boxes, windows[clipped]) & inked)
    # by one corner two different clipping paths may pass for one: look at the whole path of what seems hidden
    exact = _intersections([pdfium_ffi.page_obj_get_clip_path(objects[i]) for i in clipped[candidates].tolist()])
    return [objects[i] for i in clipped[candidates][_is_outside(boxes[candidates], exact)].tolist()]


def clip_boxes(objects: list[int], corners: tuple[int, ...] = (0, OPPOSITE)) -> Floats:
    """Return n x 4: the box outside which nothing of each object is seen; ``EVERYTHING`` where it is not clipped.

    Objects mostly share their clipping paths, and each is measured once: two objects with as many paths share them
    where the first and the last of the paths have these corners in common.
    """
    out = np.tile(np.array(EVERYTHING, dtype=np.float32), (len(objects), 1))
    clips = list(map(pdfium_ffi.page_obj_get_clip_path, objects))
    counts = np.fromiter(map(pdfium_ffi.clip_path_count_paths, clips), np.int64, len(objects))
    clipped = np.flatnonzero(counts > 0)
    if not len(clipped):
        return out
    clips, counts = [clips[i] for i in clipped.tolist()], counts[clipped]
    # objects drawn under one clipping path share its segments; those of different paths are compared by their corners
    ends = [
        pdfium_ffi.addresses(map(pdfium_ffi.clip_path_get_path_segment, clips, paths, repeat(corners[-1])))
        for paths in (repeat(0), (counts - 1).tolist())
    ]
    shared, groups = _unique_rows(np.column_stack([counts.astype(np.uint64), *ends]))
    alike, number = _unique_rows(_corner_points([clips[i] for i in shared.tolist()], counts[shared], corners))
    number, first = number[groups], shared[alike]
    out[clipped] = _intersections([clips[i] for i in first.tolist()])[number]
    return out


def _corner_points(clips: list[int], counts: Ints, corners: tuple[int, ...]) -> Floats:
    """Return what tells clipping paths apart: how many there are, and these corners of the first and of the last."""
    asked = [(paths, corner) for paths in (repeat(0), (counts - 1).tolist()) for corner in corners]
    ends = [
        _points(map(pdfium_ffi.clip_path_get_path_segment, clips, paths, repeat(corner)), len(clips))
        for paths, corner in asked
    ]
    return np.column_stack([counts.astype(np.float32), *ends])


def _unique_rows(rows: Any) -> tuple[Ints, Ints]:
    """Return the index of the first of all equal rows, and for each row the number of its group."""
    _, first, number = np.unique(
        rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel(), return_index=True, return_inverse=True
    )
    return first, number


def _intersections(clips: list[int]) -> Floats:
    """Return n x 4: the intersection of the boxes of all paths of each clip."""
    counts = np.fromiter(map(pdfium_ffi.clip_path_count_paths, clips), np.int64, len(clips))
    owner, paths = np.repeat(np.arange(len(clips)), counts), _ranges(counts)
    of = [clips[i] for i in owner.tolist()]
    sizes = np.fromiter(map(pdfium_ffi.clip_path_count_path_segments, of, paths.tolist()), np.int64, len(of))
    drawn = sizes > 0
    of = [clip for clip, is_drawn in zip(of, drawn.tolist(), strict=True) if is_drawn]
    owner, paths, sizes = owner[drawn], paths[drawn], sizes[drawn]
    out = np.tile(np.array(EVERYTHING, dtype=np.float32), (len(clips), 1))
    if not len(sizes):
        return out
    each = np.repeat(np.arange(len(of)), sizes).tolist()
    segments = map(
        pdfium_ffi.clip_path_get_path_segment, (of[i] for i in each), paths[each].tolist(), _ranges(sizes).tolist()
    )
    points, starts = _points(segments, len(each)), np.cumsum(sizes) - sizes
    low, high = np.fmin.reduceat(points, starts), np.fmax.reduceat(points, starts)
    known = ~np.isnan(low).any(axis=1)
    np.maximum.at(out[:, :2], owner[known], low[known])
    np.minimum.at(out[:, 2:], owner[known], high[known])
    return out


def _ranges(counts: Ints) -> Ints:
    """Return 0, 1, … up to each count, one range after the other."""
    ranges: Ints = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return ranges


def _is_outside(boxes: Floats, windows: Floats) -> Flags:
    """Tell which boxes (n x 4) show nothing within their windows (n x 4).

    Browsers draw a letter whose foot reaches over a page's end once more on the next page, where no more than that foot
    is seen.
    """
    left, bottom, right, top = (boxes[..., k] for k in range(4))
    x0, y0, x1, y1 = (windows[..., k] for k in range(4))
    height, visible = top - bottom, np.minimum(top, y1) - np.maximum(bottom, y0)
    least = np.minimum(CLIP_PATHS.min_visible_height, CLIP_PATHS.min_visible_share * height)
    only_foot = (height > CLIP_PATHS.min_letter_height) & (visible < least)
    outside: Flags = (
        (right < x0 - CLIP_PATHS.slack) | (left > x1 + CLIP_PATHS.slack) | (visible < -CLIP_PATHS.slack) | only_foot
    )
    return outside


def _points(segments: Iterable[int | None], count: int) -> Floats:
    """Return count x 2: where path segments end; a null pointer has no point, and gives NaN."""
    return pdfium_ffi.read_floats(pdfium_ffi.path_segment_get_point, segments, rows=count, width=2)
