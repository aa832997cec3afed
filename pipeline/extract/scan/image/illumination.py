"""Illumination correction: shading and grey paper become white, ink becomes dark, whatever the scanner's lamp did."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.page_image import GrayImage


class IlluminationSettings(NamedTuple):
    """Thresholds of :func:`correct_illumination`. Shades are of 255, 0 is black."""

    ink: int = 150  # shade after correction: what is darker is ink
    background_dpi: int = 25  # the paper's brightness is estimated at this resolution
    background_dilation: int = 7  # pixels at background_dpi: ink is dilated away, so that paper is left
    background_median: int = 9  # pixels at background_dpi: kernel that removes what dilation left of ink
    background_sigma: float = 3.0  # pixels at background_dpi: smooths the estimate
    bright_percentile: float = 90.0  # of the estimate: the brightness of plain paper
    dark_edge: float = 0.4  # of plain paper: darker "paper" is the black frame of a copier and stays dark
    ink_percentile: float = 0.5  # of the page: ink fills at least so much of an ordinary page
    ink_contrast: int = 40  # shade: ink that differs less from the paper is noise, not worth stretching
    ink_darkness: int = 240  # shade below white to which plain ink is stretched
    stretch_max: float = 4.0  # times: how far pale ink is stretched at most
    sure_ink: int = 100  # shade: ink that is darker is surely no shaded cell
    stroke: float = 0.05  # inches: no stroke is thicker
    stroke_core: float = 0.08  # share of the area of strokes that is plain ink, not their edges
    paper: int = 170  # shade: what is lighter is not plain ink
    grain_max: float = 14.0  # shade: stretched paper whose neighbouring pixels differ more is smoothed first
    grain_sigma: float = 0.006  # inches: how far grainy paper is smoothed
    ink_sampling: int = 3  # every so many pixels are looked at for the shade of ink
    grain_sampling: int = 2  # every so many rows are looked at for grain


ILLUMINATION = IlluminationSettings()


def correct_illumination(gray: GrayImage, dpi: float) -> GrayImage:
    """Return the page with white paper and dark ink.

    Args:
        gray: as scanned.
        dpi: its pixels per inch; paper is what surrounds ink within a third of an inch.
    """
    import cv2

    s = ILLUMINATION
    flat = np.asarray(cv2.divide(gray, _background(gray, dpi), scale=255), dtype=np.uint8)
    ink = _ink_shade(flat, dpi)
    if 255 - ink < s.ink_contrast:
        return flat
    strength = min(s.stretch_max, s.ink_darkness / (255 - ink))
    if _grain(flat) * strength > s.grain_max:
        flat = np.asarray(cv2.GaussianBlur(flat, (0, 0), s.grain_sigma * dpi), dtype=np.uint8)
        strength = min(s.stretch_max, s.ink_darkness / max(255 - _ink_shade(flat, dpi), s.ink_contrast))
    table = np.clip(255 - (255 - np.arange(256)) * strength, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(flat, table), dtype=np.uint8)


def _background(gray: GrayImage, dpi: float) -> GrayImage:
    """Return the brightness of the paper at every pixel."""
    import cv2

    s = ILLUMINATION
    shrink = max(1, round(dpi / s.background_dpi))
    small = cv2.resize(gray, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    grown = cv2.dilate(small, np.ones((s.background_dilation, s.background_dilation), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(grown, s.background_median), (0, 0), s.background_sigma)
    floor = s.dark_edge * float(np.percentile(paper, s.bright_percentile))
    raised = np.maximum(paper, max(1, round(floor)))
    size = (gray.shape[1], gray.shape[0])
    return np.asarray(cv2.resize(raised, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _grain(flat: GrayImage) -> float:
    """Return the median difference between neighbouring pixels of paper."""
    sample = flat[:: ILLUMINATION.grain_sampling, :].astype(np.int16)
    apart = np.abs(np.diff(sample, axis=1))
    return float(np.median(apart[sample[:, 1:] > ILLUMINATION.paper]))


def _ink_shade(flat: GrayImage, dpi: float) -> float:
    """Return the shade of plain ink: a low percentile of the page, or of its strokes where it has little ink."""
    import cv2

    s = ILLUMINATION
    sample = flat[:: s.ink_sampling, :: s.ink_sampling]
    shade = float(np.percentile(sample, s.ink_percentile))
    if shade < s.sure_ink:
        return shade
    wide = round(s.stroke * dpi) | 1
    strokes = cv2.morphologyEx(flat, cv2.MORPH_BLACKHAT, np.ones((wide, wide), np.uint8)) > s.ink_contrast
    return float(np.percentile(sample, min(s.ink_percentile, 100 * s.stroke_core * float(strokes.mean()))))
