"""Orientation: which way up a scan is, and its skew, told from the connected components of its letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.scan.image.illumination import ILLUMINATION
from pipeline.extract.scan.image.page_image import GrayImage

Floats = np.ndarray[Any, np.dtype[np.float64]]
AskEngine = Callable[[GrayImage, float, Mapping[int, float]], int | None]
"""Given a page, its pixels per inch, and the clockwise quarter turns that may bring it upright, each with the degrees
of skew that it then has: the turns that an engine holds right, or None."""


class OrientationSettings(NamedTuple):
    """Thresholds of :func:`detect_orientation`. Pixels are those of the page at ``dpi``."""

    dpi: float = 100.0  # resolution at which letters are looked at
    ink: int = ILLUMINATION.ink + 30  # shade: shrinking makes thin strokes paler
    letter_min: int = 3  # pixels: the longer side of what may be a letter is no shorter
    letter_max: int = 32  # pixels: nor is either side longer
    letters_min: int = 25  # letters: a page with fewer has no direction
    letters_enough: int = 120  # letters: with fewer, a page left open is taken as upright, as nearly all are
    pixels_max: int = 60_000  # pixels of ink: about so many are projected
    skew_max: float = 6.0  # degrees of skew that are sought
    coarse_step: float = 0.5  # degrees: first search, over the whole range
    middle_step: float = 0.1  # degrees: second search, one coarse step about the best angle
    fine_step: float = 0.04  # degrees: third search
    fine_range: float = 0.2  # degrees: about the best angle
    peak_range: float = 0.13  # degrees: points this near to the sharpest are fitted by a parabola
    peak_shift_max: float = 0.06  # degrees: the parabola's vertex counts so far from the sharpest point
    contrast: float = 1.25  # times: how much sharper lines must be one way than the other to need no engine's opinion
    marks_min: int = 12  # marks above or below letters that tell up from down
    marks_ratio: float = 2.5  # times: so many more marks above than below, and the page stands upright
    marks_per_letter: int = 3  # marks looked at for each letter: more are dust
    usual_height: float = 8.0  # pixels: of letters, where nothing is as high as tall_min
    tall_min: int = 5  # pixels: what is as high counts for the usual height of letters
    letter_heights: tuple[float, float] = (0.75, 2.2)  # of the usual height: letters
    mark_height_min: int = 2  # pixels: lower is dust
    mark_height_max: float = 0.65  # of the usual height
    mark_width_max: float = 1.5  # of the usual height
    mark_overlap: float = 0.5  # of a mark's width: a letter with which it shares so much of the line is its own
    mark_gaps: tuple[float, float] = (-0.35, 0.5)  # of the usual height: from a letter to its mark


ORIENTATION = OrientationSettings()


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a scan lies.

    Attributes:
        turns: clockwise quarter turns that bring it upright.
        skew: degrees by which its lines then fall to the right.
    """

    turns: int
    skew: float


def detect_orientation(gray: GrayImage, dpi: float, ask_engine: AskEngine) -> Orientation:
    """Detect how a page lies.

    Args:
        gray: the page, its illumination corrected.
        dpi: its pixels per inch.
        ask_engine: an OCR engine's opinion; asked where the marks above and below letters do not tell, or tell that the
            page does not stand upright, which is seldom so.
    """
    s = ORIENTATION
    boxes, (x, y) = _letters(gray, dpi)
    if len(boxes) < s.letters_min:
        return Orientation(0, 0.0)
    horizontal, skew = _best_skew(x, y)
    turned, skew_turned = _best_skew(y, -x)
    sideways = turned > horizontal
    clear = max(horizontal, turned) >= s.contrast * min(horizontal, turned)
    turns = _turns_by_marks(boxes, sideways) if clear else None
    if turns != 0 and len(boxes) >= s.letters_enough:
        possible = (1, 3) if clear and sideways else (0, 2) if clear else (0, 1, 2, 3)
        asked = ask_engine(gray, dpi, {n: skew_turned if n % 2 else skew for n in possible})
        turns = turns if asked is None else asked
        if turns is None and clear and sideways:
            turns = 1
    if turns is None:
        turns = 0
    return Orientation(turns, skew if turns % 2 == 0 else skew_turned)


def detect_skew(gray: GrayImage, dpi: float) -> float:
    """Return the degrees by which the lines of an upright page fall to the right; 0 where letters do not tell."""
    boxes, (x, y) = _letters(gray, dpi)
    return _best_skew(x, y)[1] if len(boxes) >= ORIENTATION.letters_min else 0.0


def _letters(gray: GrayImage, dpi: float) -> tuple[Floats, tuple[Floats, Floats]]:
    """Return boxes (x0, y0, x1, y1) and ink pixels (x, y) of what may be letters, at the settings' resolution."""
    import cv2

    s = ORIENTATION
    scale = min(1.0, s.dpi / dpi)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < s.ink).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    keep = (np.maximum(wide, high) >= s.letter_min) & (wide <= s.letter_max) & (high <= s.letter_max)
    keep[0] = False
    ys, xs = np.nonzero(keep[labels])
    x0, y0 = stats[keep, cv2.CC_STAT_LEFT], stats[keep, cv2.CC_STAT_TOP]
    boxes = np.stack([x0, y0, x0 + wide[keep], y0 + high[keep]], axis=1).astype(np.float64)
    step = max(1, len(xs) // s.pixels_max)
    return boxes, (xs[::step].astype(np.float64), ys[::step].astype(np.float64))


def _best_skew(x: Floats, y: Floats) -> tuple[float, float]:
    """Return how sharply ink gathers in lines along x at the best skew, and that skew in degrees (right end down)."""
    s = ORIENTATION
    coarse = [(_sharpness(x, y, a), a) for a in np.arange(-s.skew_max, s.skew_max + 0.01, s.coarse_step)]
    _, near = max(coarse)
    around = np.arange(near - s.coarse_step, near + s.coarse_step + 0.01, s.middle_step)
    _, near = max((_sharpness(x, y, a), a) for a in around)
    fine = np.arange(near - s.fine_range, near + s.fine_range + 0.01, s.fine_step)
    sharp = np.array([_sharpness(x, y, a, smooth=True) for a in fine])
    most = fine[np.argmax(sharp)]
    top = np.abs(fine - most) < s.peak_range
    curve, slope, _ = np.polyfit(fine[top] - most, sharp[top], 2)  # its vertex lies between the sampled angles
    shift = np.clip(-slope / (2 * curve), -s.peak_shift_max, s.peak_shift_max) if curve < 0 else 0.0
    return float(sharp.max()), float(most + shift)


def _sharpness(x: Floats, y: Floats, degrees: float, smooth: bool = False) -> float:
    """Return the mean square of the ink per line over its square mean: 1 where ink is spread evenly.

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


def _turns_by_marks(boxes: Floats, sideways: bool) -> int | None:
    """Return the turns that bring the page upright: Thai sets four marks above a letter for each below.

    None where too few marks tell.
    """
    if sideways:  # looked at after one clockwise turn: x' = -y, y' = x
        boxes = np.stack([-boxes[:, 3], boxes[:, 0], -boxes[:, 1], boxes[:, 2]], axis=1)
    s = ORIENTATION
    above, below = _count_marks(boxes)
    if above + below < s.marks_min:
        return None
    if above >= s.marks_ratio * below:
        return 1 if sideways else 0
    if below >= s.marks_ratio * above:
        return 3 if sideways else 2
    return None


def _count_marks(boxes: Floats) -> tuple[int, int]:
    """Return how many marks stand above a letter alone, and how many below one alone."""
    s = ORIENTATION
    high, wide = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    tall = high >= s.tall_min
    usual = float(np.median(high[tall])) if tall.any() else s.usual_height
    letters = boxes[(high > s.letter_heights[0] * usual) & (high < s.letter_heights[1] * usual)]
    marks = boxes[(high < s.mark_height_max * usual) & (wide < s.mark_width_max * usual) & (high >= s.mark_height_min)]
    nearest, farthest = (gap * usual for gap in s.mark_gaps)
    above = below = 0
    for x0, y0, x1, y1 in marks[: s.marks_per_letter * len(letters)]:
        shared = np.minimum(letters[:, 2], x1) - np.maximum(letters[:, 0], x0)
        near = letters[shared >= s.mark_overlap * (x1 - x0)]
        gap_down, gap_up = near[:, 1] - y1, y0 - near[:, 3]
        is_above = bool(((gap_down > nearest) & (gap_down < farthest)).any())
        is_below = bool(((gap_up > nearest) & (gap_up < farthest)).any())
        above += is_above and not is_below
        below += is_below and not is_above
    return above, below
