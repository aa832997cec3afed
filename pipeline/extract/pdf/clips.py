"""Text that a clipping path hides whole: what stood around a placed page or picture and was cut away when it was placed."""

from __future__ import annotations

import ctypes

from . import bare

Box = tuple[float, float, float, float]  # x0, y0, x1, y1
SLACK = 1.0  # points
OPPOSITE = 2  # the number of the corner of a rectangle that is opposite its first


class Clips:
    """Tells which objects of a page (or form) are drawn outside their clipping paths.

    Neighbours mostly share their paths: of those that are as many as before, with the same corners, no more is asked
    unless the object seems hidden.
    """

    def __init__(self) -> None:
        self._seen: list[float] | None = None
        self._window: Box = (0.0, 0.0, 0.0, 0.0)
        self._point = (ctypes.c_float * 2)()
        self._sides = (ctypes.c_float * 4)()
        self._x, self._y = (ctypes.addressof(self._point) + 4 * k for k in range(2))
        self._to_sides = [ctypes.addressof(self._sides) + 4 * k for k in range(4)]

    def hide(self, item: int) -> bool:
        """Whether nothing of the object at this address is seen."""
        clip = bare.clip_of(item)
        count = bare.count_clips(clip)
        if count <= 0:
            return False
        fresh = self._look(clip, count, OPPOSITE)
        if not bare.object_bounds(item, *self._to_sides) or not self._outside():
            return False
        if not fresh:
            self._window = self._common(clip, count)
        return fresh or self._outside()

    def window(self, item: int) -> Box | None:
        """The box outside which nothing of the object at this address is seen; None where it is seen whole."""
        clip = bare.clip_of(item)
        count = bare.count_clips(clip)
        if count <= 0:
            return None
        self._look(clip, count, 0, OPPOSITE)
        return self._window

    def _look(self, clip: int, count: int, *corners: int) -> bool:
        """Make the window that of these paths, if any of the corners of the first and the last is not that of the paths before."""
        key: list[float] = [count]
        for path in (0, count - 1)[:count]:
            for n in corners:
                segment = bare.clip_segment(clip, path, n)
                if segment and bare.segment_point(segment, self._x, self._y):
                    key += self._point
        if key == self._seen:
            return False
        self._seen, self._window = key, self._common(clip, count)
        return True

    def _outside(self) -> bool:
        """Whether the object's box is beside the window; a piece without ink (spaces) has a flat box, and hides nothing."""
        x0, y0, x1, y1 = self._window
        left, bottom, right, top = self._sides
        return right > left and top > bottom and (right < x0 - SLACK or left > x1 + SLACK or top < y0 - SLACK or bottom > y1 + SLACK)

    def _corner(self, clip: int, path: int, n: int) -> tuple[float, ...]:
        """A corner of a path; empty where it has no such one."""
        segment = bare.clip_segment(clip, path, n)
        return tuple(self._point) if segment and bare.segment_point(segment, self._x, self._y) else ()

    def _common(self, clip: int, count: int) -> Box:
        """What the boxes of all the paths have in common."""
        window = (-1e9, -1e9, 1e9, 1e9)
        for path in range(count):
            points = [p for n in range(bare.count_clip_segments(clip, path)) if (p := self._corner(clip, path, n))]
            if points:
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                window = (max(window[0], min(xs)), max(window[1], min(ys)), min(window[2], max(xs)), min(window[3], max(ys)))
        return window
