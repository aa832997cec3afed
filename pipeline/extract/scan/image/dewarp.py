"""Dewarping: skew, slant, perspective and the curve of a bound page are taken out in one warp.

The warp is kept as a map from the straight page back to the scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.ruling_lines import RulingLine

Floats = np.ndarray[Any, np.dtype[np.float64]]


class DewarpSettings(NamedTuple):
    """Thresholds of :func:`fit_curvature` and :class:`Warp`."""

    line_min: float = 1.2  # inches: ruling lines at least this long tell how the page is curved
    points_min: int = 40  # points on ruling lines from which a curvature is told
    lines_min: int = 3  # lines: fewer say nothing of what lies far from them across
    far: float = 1e6  # pixels: makes the curvature constant across where there are fewer lines
    powers_along: tuple[int, ...] = (1, 2, 3)  # of the place along the lines, in the polynomial
    powers_across: tuple[int, ...] = (0, 1, 2)  # of the place across the lines
    ridge: float = 1e-3  # regularization of the fit, per point
    fit_rounds: int = 3  # fits, each with less weight for points that the last one left far off
    outlier: float = 2.0  # times the median distance (at least 1 pixel): points farther off lose weight
    displacement_min: float = 0.7  # pixels: a page that is curved less is left as it is
    probe_points: int = 9  # points, along and across, at which the displacement is measured
    skew_min: float = 0.03  # degrees: a page that is skewed less is left as it is
    grid: int = 32  # pixels between the points for which the warp is computed; between them it is linear


DEWARP = DewarpSettings()


@dataclass(frozen=True, slots=True)
class Curvature:
    """How far ruling lines of one direction are displaced from straight: a polynomial of the place.

    Attributes:
        weights: one per term of the polynomial.
        low: smallest (along, across) of the lines that it was fitted to, pixels.
        high: largest (along, across), pixels.
    """

    weights: Floats
    low: Floats
    high: Floats

    def displacement(self, along: Floats, across: Floats) -> Floats:
        """Return by how many pixels across a straight line's point is displaced; constant outside the fitted lines."""
        a = _unit(np.clip(along, self.low[0], self.high[0]), self.low[0], self.high[0])
        b = _unit(np.clip(across, self.low[1], self.high[1]), self.low[1], self.high[1])
        return np.asarray(sum(w * t for w, t in zip(self.weights, _terms(a, b), strict=True)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Warp:
    """From pixels of the straight page to those of the scan: a rotation about the middle, and two curvatures.

    Attributes:
        size: (height, width) of the scan, and of the straight page.
        skew: degrees by which the scan's lines fall to the right.
        horizontal: curvature of horizontal lines; None where they are straight.
        vertical: the same of vertical lines.
    """

    size: tuple[int, int]
    skew: float
    horizontal: Curvature | None = None
    vertical: Curvature | None = None

    @property
    def is_identity(self) -> bool:
        """Whether there is nothing to straighten."""
        return abs(self.skew) < DEWARP.skew_min and self.horizontal is None and self.vertical is None

    def to_scan(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Map points of the straight page to the scan, pixels."""
        dy = self.horizontal.displacement(x, y) if self.horizontal else 0.0
        dx = self.vertical.displacement(y, x) if self.vertical else 0.0
        x, y = x + dx, y + dy
        high, wide = self.size
        angle = np.radians(self.skew)
        cos, sin = np.cos(angle), np.sin(angle)
        u, v = x - wide / 2, y - high / 2
        return u * cos - v * sin + wide / 2, u * sin + v * cos + high / 2

    def straighten(self, gray: GrayImage, is_mask: bool = False) -> GrayImage:
        """Return the straight page, what lies outside the scan white; of a mask, whose values are not mixed, 0."""
        import cv2

        if self.is_identity:
            return gray
        high, wide = self.size
        grid = DEWARP.grid
        ys = np.arange(0, high + grid, grid, dtype=np.float64)
        xs = np.arange(0, wide + grid, grid, dtype=np.float64)
        points = self.to_scan(*np.meshgrid(xs, ys))
        full = (len(xs) * grid, len(ys) * grid)
        # resizing takes a value for the middle of its block; the shift puts it back on its corner
        move = np.array([[grid, 0, 0.0], [0, grid, 0.0]])
        maps = [
            cv2.warpAffine(p.astype(np.float32), move, full, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for p in points
        ]
        x, y = (m[:high, :wide] for m in maps)
        how, outside = (cv2.INTER_NEAREST, 0) if is_mask else (cv2.INTER_CUBIC, 255)
        return np.asarray(
            cv2.remap(gray, x, y, how, borderMode=cv2.BORDER_CONSTANT, borderValue=outside), dtype=np.uint8
        )


def fit_curvature(lines: Sequence[RulingLine], dpi: float) -> Curvature | None:
    """Fit the curvature of a page to its long ruling lines of one direction.

    Returns:
        None where they are straight, or too few to tell.
    """
    s = DEWARP
    long = [line for line in lines if line.end - line.start >= s.line_min * dpi]
    if sum(len(line.along) for line in long) < s.points_min:
        return None
    along = np.concatenate([line.along for line in long])
    across = np.concatenate([line.across for line in long])
    low, high = np.array([along.min(), across.min()]), np.array([along.max(), across.max()])
    if len(long) < s.lines_min or high[1] - low[1] < s.line_min * dpi:
        low[1], high[1] = across.mean() - s.far, across.mean() + s.far
    owner = np.concatenate([np.full(len(line.along), k) for k, line in enumerate(long)])
    terms = np.stack(_terms(_unit(along, low[0], high[0]), _unit(across, low[1], high[1])), axis=1)
    curvature = Curvature(_fit(terms, across, owner), low, high)
    n = s.probe_points
    corners = np.meshgrid(np.linspace(low[0], high[0], n), np.linspace(across.min(), across.max(), n))
    moved = curvature.displacement(corners[0].ravel(), corners[1].ravel()).reshape(n, n)
    return curvature if float(np.ptp(moved, axis=1).max()) >= s.displacement_min else None


def _fit(terms: Floats, across: Floats, owner: Any) -> Floats:
    """Return the weights of the polynomial's terms: ridge regression, robust against points off their line.

    A stamp or a letter pulls points off.
    """
    s = DEWARP
    weights: Floats = np.zeros(terms.shape[1])
    trust: Floats = np.ones(len(across))
    for _ in range(s.fit_rounds):
        centred, wanted = _about_lines(terms, owner, trust), _about_lines(across[:, None], owner, trust)[:, 0]
        left = (centred * trust[:, None]).T @ centred + s.ridge * len(across) * np.eye(terms.shape[1])
        weights = np.asarray(np.linalg.solve(left, (centred * trust[:, None]).T @ wanted), dtype=np.float64)
        off = np.abs(wanted - centred @ weights)
        usual = max(1.0, float(np.median(off)))
        trust = np.asarray(1.0 / np.maximum(1.0, off / usual / s.outlier), dtype=np.float64)
    return weights


def _about_lines(values: Floats, owner: Any, trust: Floats) -> Floats:
    """Return values less the mean of their line, so that only a line's shape counts, not where it stands."""
    total = np.bincount(owner, trust)
    return np.stack([column - (np.bincount(owner, column * trust) / total)[owner] for column in values.T], axis=1)


def _unit(values: Floats, low: float, high: float) -> Floats:
    """Scale values so that low becomes -1 and high 1."""
    return (values - low) / max(high - low, 1.0) * 2 - 1


def _terms(a: Floats, b: Floats) -> list[Floats]:
    """Return the terms of the polynomial at places scaled to -1..1."""
    return [a**i * b**j for i in DEWARP.powers_along for j in DEWARP.powers_across]
