"""What printing, copying and scanning do to a cell."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from pipeline.extract.scan.ocr.numerals.line_image import Image


def damage(picture: Image, r: Generator, strength: float, one_bit: bool | None = None, tilt: float = 1.0) -> Image:
    """The cell as a scanner delivers it.

    Args:
        picture: ink 0 on paper 255.
        r: draws everything.
        strength: 0 (a clean scan) to 1 (barely legible).
        tilt: how much of the usual turn: a whole line is turned less than a short cell may be.
        one_bit: whether the scanner writes black and white only; drawn when None.
    """
    one_bit = bool(r.random() < 0.12) if one_bit is None else one_bit
    ink = 1.0 - picture.astype(np.float32) / 255.0
    ink = _tilt(ink, r, strength, tilt)
    if r.random() < 0.5 * strength:
        ink = _curl(ink, r, strength)
    ink = _weigh(ink, r, strength)
    ink = _wear(ink, r, strength)
    paper = r.uniform(255 - 70 * strength, 255)
    contrast = paper * (1 - r.uniform(0, 0.15 + 0.55 * strength) if r.random() < 0.6 else 1)
    scan = paper - contrast * ink
    if r.random() < 0.5:
        scan -= _shading(scan.shape, r) * r.uniform(0, 55) * strength
    scan += r.normal(0, 1, scan.shape).astype(np.float32) * r.uniform(0, 3 + 16 * strength)
    out = np.clip(scan, 0, 255).astype(np.uint8)
    if r.random() < 0.2 * strength:
        out = _resample(out, r)
    if r.random() < 0.7:
        quality = int(r.uniform(95 - 70 * strength, 95))
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    if one_bit:
        threshold, _ = cv2.threshold(out, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        limit = threshold + r.uniform(-0.3, 0.25) * min(threshold, 255 - threshold)
        out = np.where(out > limit, 255, 0).astype(np.uint8)
    return out


def _tilt(ink: np.ndarray, r: Generator, strength: float, tilt: float) -> np.ndarray:
    """Turned by a degree or so, leaning like an italic, wider or narrower."""
    height, width = ink.shape
    angle = np.deg2rad(r.normal(0, 0.15 + 0.7 * strength)) * tilt
    wide = r.uniform(1 - 0.2 * strength, 1 + 0.2 * strength)
    lean = r.normal(0, 0.1 * strength)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[wide, lean], [0, 1]])
    extra = np.abs(matrix[1, 0]) * width / 2 + 1
    size = np.array([np.ceil(width * wide + abs(lean) * height), np.ceil(height + 2 * extra)])
    shift = size / 2 - matrix @ np.array([width / 2, height / 2]) + r.uniform(-0.5, 0.5, 2)
    whole = np.column_stack([matrix, shift]).astype(np.float32)
    return cv2.warpAffine(ink, whole, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR)


def _curl(ink: np.ndarray, r: Generator, strength: float) -> np.ndarray:
    """A page that did not lie flat: the line bends, letters swell a little."""
    height, width = ink.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    wave = np.sin(xs * float(r.uniform(0.01, 0.06)) + float(r.uniform(0, 6.3)))
    return cv2.remap(
        ink, xs + 1.5 * strength * np.cos(ys / 9), ys + wave * float(r.uniform(0, 2.5)) * strength, cv2.INTER_LINEAR
    )


def _weigh(ink: np.ndarray, r: Generator, strength: float) -> np.ndarray:
    """Blurred by the optics, then strokes fatter or thinner, as toner and thresholds make them."""
    kind = r.random()
    if kind < 0.1 * strength:
        ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    elif kind < 0.14 * strength and ink.shape[0] > 34:
        ink = cv2.erode(ink, np.ones((2, 1) if r.random() < 0.5 else (1, 2), np.uint8))
    ink = cv2.GaussianBlur(ink, (0, 0), r.uniform(0.3, 0.55 + 0.75 * strength))
    middle = 0.5 + r.uniform(-0.28, 0.22) * strength
    steep = r.uniform(2, 9)
    low, high = 1 / (1 + np.exp(steep * middle)), 1 / (1 + np.exp(-steep * (1 - middle)))
    return ((1 / (1 + np.exp(-steep * (ink - middle))) - low) / (high - low)).astype(np.float32)


def _wear(ink: np.ndarray, r: Generator, strength: float) -> np.ndarray:
    """Specks on the paper; gaps and pale stripes in the ink."""
    height, width = ink.shape
    ink = ink.copy()
    if r.random() < 0.6 * strength:
        for _ in range(r.integers(1, 3 + height * width // 1200)):
            x, y, size = int(r.integers(width)), int(r.integers(height)), int(r.choice([1, 1, 1, 2, 2, 3]))
            ink[y : y + size, x : x + size] = r.uniform(0.3, 1)
    if r.random() < 0.45 * strength:
        for _ in range(r.integers(1, 8)):
            x, y, size = int(r.integers(width)), int(r.integers(height)), int(r.choice([1, 1, 2, 2]))
            ink[y : y + size, x : x + size] *= r.uniform(0, 0.6)
    if r.random() < 0.12 * strength:
        x = int(r.integers(width))
        ink[:, x : x + 1] *= r.uniform(0, 0.6)
    if r.random() < 0.12 * strength:
        y = int(r.integers(height))
        ink[y : y + 1] *= r.uniform(0.2, 0.7)
    return ink


def _shading(shape: tuple[int, ...], r: Generator) -> np.ndarray:
    """A slope from 0 to 1 over the cell, in any direction."""
    height, width = shape
    a, b = r.uniform(-1, 1, 2)
    slope = (
        a * np.linspace(-1, 1, width, dtype=np.float32)[None, :]
        + b * np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    )
    slope -= slope.min()
    return slope / max(float(slope.max()), 1e-3)


def _resample(picture: Image, r: Generator) -> Image:
    """Made smaller and larger again, as a program does that puts the scan into a PDF."""
    height, width = picture.shape
    factor = r.uniform(0.6, 0.95)
    small = cv2.resize(
        picture, (max(4, int(width * factor)), max(4, int(height * factor))), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
