"""Coordinates of a page: from a PDF's user space to points from the top left corner of the upright page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Frame:
    """Map user space (y up, any origin, page rotation) to page space (y down, origin top left, upright).

    Attributes:
        left, bottom, right, top: the page box in user space, points.
        turns: clockwise quarter turns that bring the page upright: its own ``/Rotate`` plus the turn of its text.
    """

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def width(self) -> float:
        """Width of the upright page, points."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height of the upright page, points."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def point(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Map a point from user space to page space; numbers and arrays alike."""
        turn = self.turns % 4
        if turn == 0:
            return x - self.left, self.top - y
        if turn == 1:
            return y - self.bottom, x - self.left
        if turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def turned(self, more: int) -> Frame:
        """Return the frame of the same page turned by ``more`` further clockwise quarters."""
        return Frame(self.left, self.bottom, self.right, self.top, (self.turns + more) % 4)
