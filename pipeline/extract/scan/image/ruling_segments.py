"""Segments of ruling lines: thin, straight, dark runs along x. A transposed image gives the vertical ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.ruling_lines import RULING_LINES, Mask, RulingLine


def connect_dots(ink: Mask, gray: GrayImage, faint: Mask, dpi: float) -> Mask:
    """Return the ink with dotted, dashed and pale lines along x made solid.

    Such a line is darker, in the mean along it, than the paper above and below it.
    """
    import cv2

    s = RULING_LINES
    reach = round(s.dot_pitch * dpi)
    mean = cv2.blur(gray, (reach, 1))
    darker = cv2.morphologyEx(mean, cv2.MORPH_BLACKHAT, np.ones((round(s.thickness_max * dpi), 1), np.uint8))
    lines = (darker >= s.pale_contrast).astype(np.uint8)
    lines = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((1, round(s.dotted_min * dpi) + reach), np.uint8))
    lines = cv2.erode(lines, np.ones((1, reach), np.uint8))  # the mean made them longer
    out = ink.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    for k in range(1, count):
        x, y, w, h = (int(v) for v in stats[k, :4])
        if _stands_free(faint[:, x : x + w], y, y + h, dpi):
            out[y : y + h, x : x + w] |= (labels[y : y + h, x : x + w] == k).astype(np.uint8)
    return out


def _stands_free(faint: Mask, top: int, bottom: int, dpi: float) -> bool:
    """Whether little ink stands close to a line: upper strokes of a row of letters are thin too, but go on below."""
    near, far = round(RULING_LINES.edge_blur * dpi), round(RULING_LINES.profile_reach * dpi)
    above, below = faint[max(0, top - far) : max(0, top - near)], faint[bottom + near : bottom + far]
    return bool((above.any(axis=0) | below.any(axis=0)).mean() <= RULING_LINES.crowded_max)


def find_segments(ink: Mask, dpi: float, length_min: float, thickness: float = 0.0) -> list[RulingLine]:
    """Find straight thin runs along x.

    Args:
        ink: 1 where there is ink.
        dpi: pixels per inch.
        length_min: shortest run, inches.
        thickness: pixels that a short run may be thick, where the settings allow less.
    """
    import cv2

    s = RULING_LINES
    wide = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(3, round(s.dropout * dpi))), np.uint8))
    wide = cv2.dilate(wide, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((1, round(length_min * dpi)), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        most = max(_thickness_max(w, dpi), thickness)
        steep = h > s.slope_max * w + s.slope_slack * s.thickness_max * dpi
        if area / w > most + s.thickness_slack or steep:
            continue
        line = _trace(labels[y : y + h, x : x + w] == k, ink, x, y, most, dpi)
        if line is not None:
            found.append(line)
    return found


def usual_thickness(lines: list[RulingLine], dpi: float) -> float:
    """Return the median thickness of the long lines of a page, pixels; 0 where it has none."""
    thick = [line.thickness for line in lines if line.end - line.start >= RULING_LINES.long_min * dpi]
    return float(np.median(thick)) if thick else 0.0


def _thickness_max(length: int, dpi: float) -> float:
    """Return how thick a line of a length may be, pixels."""
    s = RULING_LINES
    return (s.double_thickness_max if length >= s.long_min * dpi else s.thickness_max) * dpi


def _trace(mask: np.ndarray[Any, Any], ink: Mask, x: int, y: int, most: float, dpi: float) -> RulingLine | None:
    """Trace a run of pixels as a line.

    Args:
        mask: the run, cut to its box.
        ink: of the page.
        x: the box's left, pixels.
        y: the box's top, pixels.
        most: how thick the line may be, pixels.
        dpi: pixels per inch.

    Returns:
        None where it is no thin line but letters beside each other.
    """
    s = RULING_LINES
    high, wide = mask.shape
    counts = mask.sum(axis=0)
    middles = (mask * np.arange(high)[:, None]).sum(axis=0) / np.maximum(counts, 1) + y
    step = max(2, round(s.sample_step * dpi))
    cuts = np.arange(0, wide, step)
    across = np.add.reduceat(middles, cuts) / np.diff([*cuts, wide])
    along = cuts + np.diff([*cuts, wide]) / 2 + x
    reach = round(s.profile_reach * dpi)
    rows = np.clip(
        np.rint(middles).astype(np.int64)[None, :] + np.arange(-reach, reach + 1)[:, None], 0, ink.shape[0] - 1
    )
    beside = ink[rows, np.arange(x, x + wide)[None, :]].sum(axis=0)
    thin = beside <= most
    if thin.mean() < s.thin_min:
        return None
    along[0], along[-1] = x, x + wide - 1
    return RulingLine(along.astype(np.float64), across, float(np.median(beside[thin])))
