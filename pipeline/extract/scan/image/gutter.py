"""The gutter of a picture that shows two pages side by side: an opened book, or two sheets on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.scan.image.illumination import ILLUMINATION
from pipeline.extract.scan.image.page_image import GrayImage

Flags = np.ndarray[Any, np.dtype[np.bool_]]


class GutterSettings(NamedTuple):
    """Thresholds of :func:`find_gutter`. Pixels are those of the picture at ``dpi``."""

    dpi: float = 100.0  # resolution at which the gutter is looked for
    ink: int = ILLUMINATION.ink + 20  # shade of 255: darker is ink
    wider: float = 1.15  # width to height of a picture of two pages, at least
    middle: tuple[float, float] = (0.4, 0.6)  # of the width: the gutter's own middle lies between
    dust: float = 0.006  # of the height: ink of a column of pixels in the gutter, no more
    shadow: float = 0.5  # of the height: a column with more ink is the shadow of the gutter
    shadow_edge: int = 6  # pixels beside the shadow that may be partly dark
    width_min: float = 0.3  # inches: a narrower band is white space between columns
    unsure_width_min: float = 0.7  # inches: a band no wider parts pages only where it is sure to
    crossing: float = 0.7  # of the band's width: a level line that is inked on so much of it crosses it
    line_reach: int = 3  # pixels by which a level line may fall on its way across
    letter: tuple[int, int] = (4, 40)  # pixels: least and most height of a letter
    letters_min: int = 25  # letters on either side: with fewer one of the pages is empty, and nothing is to be parted
    whole_line: float = 0.5  # of a side's width: lines that run on so far are a page's own, of prose or of a table
    word_gap: float = 0.22  # inches: letters of a line are no farther apart
    lines_min: int = 3  # such lines, at least


GUTTER = GutterSettings()


@dataclass(frozen=True, slots=True)
class Gutter:
    """Where two pages meet.

    Attributes:
        x: pixels from the left.
        sure: lines that are a page's own end before it, or its shadow is seen; else it may be white space in a table.
    """

    x: int
    sure: bool


def find_gutter(gray: GrayImage, dpi: float) -> Gutter | None:
    """Find the upright band without print that parts two pages.

    Args:
        gray: upright, its illumination corrected.
        dpi: pixels per inch.

    Returns:
        None where the picture is of one page: it is not wide, print or a ruling line runs through its middle, or
        nothing stands on one side.
    """
    import cv2

    s = GUTTER
    if gray.shape[1] < s.wider * gray.shape[0]:
        return None
    scale = min(1.0, s.dpi / dpi)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = np.asarray(small < s.ink, dtype=np.bool_)
    share = ink.mean(axis=0)
    shadow = share > s.shadow
    near_shadow = np.convolve(shadow, np.ones(2 * s.shadow_edge + 1), mode="same") > 0
    band = _band_in_middle((share <= s.dust) | near_shadow)
    unit = s.dpi if scale < 1 else dpi
    if band is None or band[1] - band[0] < s.width_min * unit:
        return None
    left, right = band
    if _is_crossed(ink[:, left:right][:, ~near_shadow[left:right]]):
        return None
    sides = ink[:, :left], ink[:, right:]
    if any(_letters(side) < s.letters_min for side in sides):
        return None
    sure = bool(shadow[left:right].any()) or any(_whole_lines(side, unit) >= s.lines_min for side in sides)
    if not sure and right - left < s.unsure_width_min * unit:
        return None
    dark = np.flatnonzero(shadow[left:right])
    middle = left + (float(dark.mean()) if len(dark) else (right - left) / 2)
    return Gutter(round(middle / scale), sure)


def _band_in_middle(free: Flags) -> tuple[int, int] | None:
    """Return the widest run of free columns (first, one behind its last) whose middle is near that of the picture."""
    low, high = (share * len(free) for share in GUTTER.middle)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if low <= (a + b) / 2 <= high]
    return max(runs, key=lambda run: run[1] - run[0], default=None)


def _is_crossed(band: Flags) -> bool:
    """Whether a level line runs across a band."""
    import cv2

    if not band.shape[1]:
        return False
    reach = np.ones((2 * GUTTER.line_reach + 1, 1), np.uint8)
    return bool((cv2.dilate(band.astype(np.uint8), reach).mean(axis=1) >= GUTTER.crossing).any())


def _letters(ink: Flags) -> int:
    """Count what may be letters."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    high = stats[1:, cv2.CC_STAT_HEIGHT]
    return int(((high >= GUTTER.letter[0]) & (high <= GUTTER.letter[1])).sum())


def _whole_lines(ink: Flags, dpi: float) -> int:
    """Count lines, of letters or ruled, that run on over much of a side's width."""
    import cv2

    columns = np.flatnonzero(ink.any(axis=0))
    width = int(columns[-1] - columns[0]) + 1
    joined = cv2.morphologyEx(
        ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, round(GUTTER.word_gap * dpi)), np.uint8)
    )
    run = np.ones((1, max(3, round(GUTTER.whole_line * width))), np.uint8)
    rows = cv2.morphologyEx(joined, cv2.MORPH_OPEN, run).any(axis=1)
    return int(np.count_nonzero(np.diff(rows.astype(np.int8)) == 1)) + int(rows[0])
