"""Which way up a scan is, and how far it is skewed: told from its letters, without reading them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.extract.scan.image.illumination import INK
from pipeline.extract.scan.image.page_image import Gray

Floats = np.ndarray[Any, np.dtype[np.float64]]

WORK = 100.0  # dpi at which letters are looked at
LETTERS = (3, 32)  # pixels at WORK dpi: heights and widths of what may be a letter
FEWEST = 25  # letters: a page with fewer has no direction
ENOUGH = 120  # letters: where fewer leave it open, a page is taken to stand upright, as nearly all do
STEEPEST = 6.0  # degrees of skew that are sought
CLEAR = 1.25  # times: how much sharper lines must be one way than the other to be believed unasked
MARKS = 12  # marks above or below letters that tell up from down
MOSTLY = 2.5  # times: as many marks above as below, or more, and the page stands upright


@dataclass(frozen=True, slots=True)
class Stance:
    """How a scan lies: clockwise quarter turns that bring it upright, and then the degrees by which its lines fall to the right."""

    turns: int
    skew: float


def stance(light: Gray, dpi: float, ask: Callable[[Gray], int | None]) -> Stance:
    """How a page lies.

    Args:
        light: the page, evened.
        dpi: its pixels per inch.
        ask: an engine's opinion on the clockwise quarter turns that are needed, or None; asked only where the letters do not tell.
    """
    boxes, points = _letters(light, dpi)
    if len(boxes) < FEWEST:
        return Stance(0, 0.0)
    x, y = points
    flat, skew = _sharpest(x, y)
    steep, skew_steep = _sharpest(y, -x)
    sideways = steep > flat
    clear = max(flat, steep) >= CLEAR * min(flat, steep)
    turns = _up_or_down(boxes, sideways) if clear else None
    if turns is None and len(boxes) >= ENOUGH:
        turns = ask(light)
        if turns is None and clear and sideways:
            turns = 1
    if turns is None:
        turns = 0
    if turns % 2 == 0:
        return Stance(turns, skew)
    return Stance(turns, skew_steep)


def _letters(light: Gray, dpi: float) -> tuple[Floats, tuple[Floats, Floats]]:
    """Boxes (x0, y0, x1, y1) and ink pixels (x, y) of what may be letters, at WORK dpi."""
    import cv2

    scale = min(1.0, WORK / dpi)
    small = cv2.resize(light, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < INK + 30).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    low, most = LETTERS
    keep = (np.maximum(wide, high) >= low) & (wide <= most) & (high <= most)
    keep[0] = False
    ys, xs = np.nonzero(keep[labels])
    x0, y0 = stats[keep, cv2.CC_STAT_LEFT], stats[keep, cv2.CC_STAT_TOP]
    boxes = np.stack([x0, y0, x0 + wide[keep], y0 + high[keep]], axis=1).astype(np.float64)
    step = max(1, len(xs) // 60_000)
    return boxes, (xs[::step].astype(np.float64), ys[::step].astype(np.float64))


def _sharpest(x: Floats, y: Floats) -> tuple[float, float]:
    """How sharply ink gathers in lines along x, at the best skew, and that skew in degrees (lines fall to the right)."""
    coarse = [(_sharpness(x, y, a), a) for a in np.arange(-STEEPEST, STEEPEST + 0.01, 0.5)]
    _, near = max(coarse)
    middle = [(_sharpness(x, y, a), a) for a in np.arange(near - 0.5, near + 0.51, 0.1)]
    _, near = max(middle)
    fine = np.arange(near - 0.2, near + 0.21, 0.04)
    sharp = np.array([_sharpness(x, y, a, smooth=True) for a in fine])
    most = fine[np.argmax(sharp)]
    top = np.abs(fine - most) < 0.13
    bend, slope, _ = np.polyfit(fine[top] - most, sharp[top], 2)  # the top of the hill, not its highest stone
    return float(sharp.max()), float(most + np.clip(-slope / (2 * bend), -0.06, 0.06) if bend < 0 else most)


def _sharpness(x: Floats, y: Floats, degrees: float, smooth: bool = False) -> float:
    """Mean square of the ink per line over its square mean: 1 where ink is spread evenly.

    ``smooth`` shares a pixel between the lines that it lies on: whole lines of pixels favour an angle of 0.
    """
    slope = np.tan(np.radians(degrees))
    at = y - x * slope
    at -= at.min()
    if smooth:
        low = at.astype(np.int64)
        part = at - low
        counts = np.bincount(low, 1 - part, low.max() + 2) + np.bincount(low + 1, part, low.max() + 2)
    else:
        counts = np.bincount((at + 0.5).astype(np.int64)).astype(np.float64)
    return float((counts**2).sum() * len(counts) / max(1, len(x)) ** 2)


def _up_or_down(boxes: Floats, sideways: bool) -> int | None:
    """Turns that bring the page upright by its marks: Thai sets four above a letter for each below. None where too few tell."""
    if sideways:  # looked at after one clockwise turn: x' = -y, y' = x
        boxes = np.stack([-boxes[:, 3], boxes[:, 0], -boxes[:, 1], boxes[:, 2]], axis=1)
    high, wide = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    usual = float(np.median(high[high >= 5])) if (high >= 5).any() else 8.0
    letters = boxes[(high > 0.75 * usual) & (high < 2.2 * usual)]
    marks = boxes[(high < 0.65 * usual) & (wide < 1.5 * usual) & (high >= 2)]
    above = below = 0
    for x0, y0, x1, y1 in marks[: 3 * len(letters)]:
        over = np.minimum(letters[:, 2], x1) - np.maximum(letters[:, 0], x0) >= 0.5 * (x1 - x0)
        near = letters[over]
        gap_down, gap_up = near[:, 1] - y1, y0 - near[:, 3]
        is_above = bool(((gap_down > -0.35 * usual) & (gap_down < 0.5 * usual)).any())
        is_below = bool(((gap_up > -0.35 * usual) & (gap_up < 0.5 * usual)).any())
        above += is_above and not is_below
        below += is_below and not is_above
    if above + below < MARKS:
        return None
    if above >= MOSTLY * below:
        return 1 if sideways else 0
    if below >= MOSTLY * above:
        return 3 if sideways else 2
    return None
