"""Straightening: skew, slant, perspective and the bow of a bound page are taken out in one warp, and kept as a map back to the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.extract.scan.image.page_image import Gray
from pipeline.extract.scan.image.ruling_lines import Rule

Floats = np.ndarray[Any, np.dtype[np.float64]]

LONG = 1.2  # inches: rulings at least this long tell how the page is bent
LEAST = 0.7  # pixels: a page that is bent less is left as it is
GRID = 32  # pixels between the points for which the bend is computed
STIFF = 1e-3  # ridge: how strongly the bend resists
BENDS = ((1, 2, 3), (0, 1, 2))  # powers along the rulings, and across them
FEWEST = 40  # points on rulings from which a bend is told


@dataclass(frozen=True, slots=True)
class Bend:
    """How far rulings stray from straight, as a smooth function of the place: ``shift(along, across)`` in pixels."""

    weights: Floats
    low: Floats
    high: Floats

    def shift(self, along: Floats, across: Floats) -> Floats:
        """Pixels across by which a straight line's point has strayed; constant outside the rulings it was told from."""
        a = _unit(np.clip(along, self.low[0], self.high[0]), self.low[0], self.high[0])
        b = _unit(np.clip(across, self.low[1], self.high[1]), self.low[1], self.high[1])
        return np.asarray(sum(w * t for w, t in zip(self.weights, _terms(a, b), strict=True)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Warp:
    """From straight pixels to those of the picture: a turn about the middle, then the bends of level and upright lines."""

    size: tuple[int, int]  # height, width of the picture, and of the straight one
    skew: float  # degrees by which the picture's lines fall to the right
    level: Bend | None = None
    upright: Bend | None = None

    @property
    def is_none(self) -> bool:
        """Nothing to straighten."""
        return abs(self.skew) < 0.03 and self.level is None and self.upright is None

    def source(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Where straight points stand in the picture, pixels."""
        dy = self.level.shift(x, y) if self.level else 0.0
        dx = self.upright.shift(y, x) if self.upright else 0.0
        x, y = x + dx, y + dy
        high, wide = self.size
        angle = np.radians(self.skew)
        cos, sin = np.cos(angle), np.sin(angle)
        u, v = x - wide / 2, y - high / 2
        return u * cos - v * sin + wide / 2, u * sin + v * cos + high / 2

    def apply(self, gray: Gray) -> Gray:
        """The straightened picture; what lies outside the scan is white."""
        import cv2

        if self.is_none:
            return gray
        high, wide = self.size
        ys = np.arange(0, high + GRID, GRID, dtype=np.float64)
        xs = np.arange(0, wide + GRID, GRID, dtype=np.float64)
        grid = self.source(*np.meshgrid(xs, ys))
        full = (len(xs) * GRID, len(ys) * GRID)
        # resizing takes a value for the middle of its block; the shift puts it back on its corner
        move = np.array([[GRID, 0, 0.0], [0, GRID, 0.0]])
        maps = [
            cv2.warpAffine(g.astype(np.float32), move, full, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for g in grid
        ]
        x, y = (m[:high, :wide] for m in maps)
        return np.asarray(
            cv2.remap(gray, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255), dtype=np.uint8
        )


def bends(level: list[Rule], upright: list[Rule], dpi: float) -> tuple[Bend | None, Bend | None]:
    """What the long rulings of a picture say of its bend; None where they are straight, or too few to tell."""
    return _bend(level, dpi), _bend(upright, dpi)


def _bend(rules: list[Rule], dpi: float) -> Bend | None:
    long = [r for r in rules if r.end - r.start >= LONG * dpi]
    if sum(len(r.along) for r in long) < FEWEST:
        return None
    along, across = np.concatenate([r.along for r in long]), np.concatenate([r.across for r in long])
    low, high = np.array([along.min(), across.min()]), np.array([along.max(), across.max()])
    if len(long) < 3 or high[1] - low[1] < LONG * dpi:  # one or two lines say nothing of what lies far from them
        low[1], high[1] = across.mean() - 1e6, across.mean() + 1e6
    owner = np.concatenate([np.full(len(r.along), k) for k, r in enumerate(long)])
    terms = np.stack(_terms(_unit(along, low[0], high[0]), _unit(across, low[1], high[1])), axis=1)
    weights: Floats = np.zeros(terms.shape[1])
    trust: Floats = np.ones(len(along))
    for _ in range(3):  # points that a stamp or a letter pulled off their line lose their say
        centred, wanted = _about_lines(terms, owner, trust), _about_lines(across[:, None], owner, trust)[:, 0]
        left = (centred * trust[:, None]).T @ centred + STIFF * len(along) * np.eye(terms.shape[1])
        weights = np.asarray(np.linalg.solve(left, (centred * trust[:, None]).T @ wanted), dtype=np.float64)
        off = np.abs(wanted - centred @ weights)
        trust = np.asarray(1.0 / np.maximum(1.0, off / max(1.0, float(np.median(off))) / 2), dtype=np.float64)
    bend = Bend(weights, low, high)
    corners = np.meshgrid(np.linspace(low[0], high[0], 9), np.linspace(across.min(), across.max(), 9))
    strays = bend.shift(corners[0].ravel(), corners[1].ravel()).reshape(9, 9)
    return bend if float(np.ptp(strays, axis=1).max()) >= LEAST else None


def _about_lines(values: Floats, owner: Any, trust: Floats) -> Floats:
    """Values less the mean of their line, so that only a line's shape counts, not where it stands."""
    total = np.bincount(owner, trust)
    return np.stack([column - (np.bincount(owner, column * trust) / total)[owner] for column in values.T], axis=1)


def _unit(values: Floats, low: float, high: float) -> Floats:
    return (values - low) / max(high - low, 1.0) * 2 - 1


def _terms(a: Floats, b: Floats) -> list[Floats]:
    return [a**i * b**j for i in BENDS[0] for j in BENDS[1]]
