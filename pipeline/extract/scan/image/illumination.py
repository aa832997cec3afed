"""Even light: shading and gray paper become white, ink becomes dark, whatever the scanner's lamp did."""

from __future__ import annotations

import numpy as np

from pipeline.extract.scan.image.page_image import Gray

INK = 150  # of 255 after evening: what is darker is ink
DARK_EDGE = 0.4  # of the paper's brightness: darker "paper" is the black frame of a copier and stays dark
FAINT = 40  # of 255: ink that differs less from the paper is noise, not worth stretching
DARK = 100  # of 255: ink that is darker was surely no shaded cell
STROKE = 0.05  # inches: no stroke is thicker
DARKEST = 0.08  # share of strokes that is plain ink, not their edges
PAPER = 170  # of 255: what is lighter is not plain ink
GRAINY = 14  # of 255: paper whose pixels differ more, once ink is stretched, is softened first
SOFTEN = 0.006  # inches: by how much
STRONGEST = 4.0  # times: how far pale ink is stretched at most


def even(gray: Gray, dpi: float) -> Gray:
    """The picture with white paper and dark ink.

    Args:
        gray: as scanned.
        dpi: its pixels per inch; paper is what surrounds ink within a third of an inch.
    """
    import cv2

    shrink = max(1, round(dpi / 25))
    small = cv2.resize(gray, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 9), (0, 0), 3)
    floor = DARK_EDGE * float(np.percentile(paper, 90))
    paper = cv2.resize(
        np.maximum(paper, max(1, round(floor))), (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR
    )
    flat = np.asarray(cv2.divide(gray, paper, scale=255), dtype=np.uint8)
    ink = _ink_level(flat, dpi)
    if 255 - ink < FAINT:
        return flat
    strength = min(STRONGEST, 240 / (255 - ink))
    if _grain(flat) * strength > GRAINY:
        flat = np.asarray(cv2.GaussianBlur(flat, (0, 0), SOFTEN * dpi), dtype=np.uint8)
        strength = min(STRONGEST, 240 / max(255 - _ink_level(flat, dpi), FAINT))
    table = np.clip(255 - (255 - np.arange(256)) * strength, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(flat, table), dtype=np.uint8)


def _grain(flat: Gray) -> float:
    """How much neighbouring pixels of paper differ, in the middle."""
    sample = flat[::2, :].astype(np.int16)
    apart = np.abs(np.diff(sample, axis=1))
    return float(np.median(apart[sample[:, 1:] > PAPER]))


def _ink_level(flat: Gray, dpi: float) -> float:
    """The shade of plain ink: the middle of the darkest hundredth, or the darkest part of the strokes of a page with little ink."""
    import cv2

    sample = flat[::3, ::3]
    level = float(np.percentile(sample, 0.5))
    if level < DARK:
        return level
    wide = round(STROKE * dpi) | 1
    strokes = cv2.morphologyEx(flat, cv2.MORPH_BLACKHAT, np.ones((wide, wide), np.uint8)) > FAINT
    return float(np.percentile(sample, min(0.5, 100 * DARKEST * float(strokes.mean()))))
