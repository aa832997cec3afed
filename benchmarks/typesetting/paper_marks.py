"""What is put on paper after it was printed: seals, receipt stamps, signatures, notes by hand; and poor printers.

Pages are RGB; every function changes a page in place of its ink alone, so that print below shows through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Rgb = np.ndarray[Any, np.dtype[np.uint8]]
Gray = np.ndarray[Any, np.dtype[np.uint8]]
Point = tuple[float, float]
Colour = tuple[int, int, int]

RED, BLUE, VIOLET, BLACK = (200, 30, 45), (35, 60, 165), (95, 45, 150), (45, 45, 48)
STAMP_COLOURS: Sequence[Colour] = (RED, BLUE, VIOLET)
"""Ink of rubber stamps; BLACK is that of one on an office's copy."""
RECEIPT = (("เลขรับ", "........./.........."), ("วันที่", "....................."), ("เวลา", ".................."))
"""Lines of a receipt stamp: what is printed, and the dots to write on."""


def seal(page: Rgb, at: Point, dpi: float, rng: np.random.Generator, colour: Colour) -> Rgb:
    """Press a round seal of 1.2 to 1.6 inches: two rings, an emblem, letters between the rings."""
    import cv2

    mask = np.zeros(page.shape[:2], np.uint8)
    x, y = (round(v) for v in at)
    outer = rng.uniform(0.6, 0.8) * dpi
    thick = max(2, round(0.018 * dpi))
    for radius in (outer, 0.7 * outer):
        cv2.circle(mask, (x, y), round(radius), 255, thick, cv2.LINE_AA)
    for angle in np.arange(0, 2 * np.pi, 0.32):
        middle = np.array([x, y]) + 0.85 * outer * np.array([np.cos(angle), np.sin(angle)])
        letter = middle + rng.uniform(-0.05, 0.05, (4, 2)) * dpi
        cv2.polylines(mask, [letter.astype(np.int32)], False, 255, max(1, thick // 2), cv2.LINE_AA)
    for _ in range(9):
        cv2.ellipse(
            mask,
            (x + round(rng.normal(0, 0.12) * outer), y + round(rng.normal(0, 0.12) * outer)),
            (round(rng.uniform(0.1, 0.4) * outer), round(rng.uniform(0.1, 0.4) * outer)),
            float(rng.uniform(0, 180)),
            0,
            float(rng.uniform(90, 360)),
            255,
            max(1, thick // 2),
            cv2.LINE_AA,
        )
    return pressed(page, mask, colour, rng)


def receipt_stamp(page: Rgb, at: Point, dpi: float, rng: np.random.Generator, colour: Colour) -> Rgb:
    """Press a framed stamp of 2.1 by 1 inches, tilted by up to 4 degrees, with lines filled in by hand."""
    import cv2
    from PIL import Image, ImageDraw, ImageFont

    from benchmarks.typesetting.typefaces import thai_families

    wide, high = round(2.1 * dpi), round(1.0 * dpi)
    image = Image.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(image)
    thick = max(2, round(0.014 * dpi))
    draw.rectangle((2, 2, wide - 3, high - 3), outline=255, width=thick)
    if rng.random() < 0.6:
        draw.line((2, 0.3 * high, wide - 3, 0.3 * high), fill=255, width=thick)
    families = thai_families()
    if families:
        font = ImageFont.truetype(str(families[0]), round(0.14 * dpi))
        draw.text((0.16 * wide, 0.06 * high), "เทศบาลตำบลตัวอย่าง", fill=255, font=font)
        for n, (label, dots) in enumerate(RECEIPT):
            draw.text((0.06 * wide, (0.31 + 0.21 * n) * high), f"{label} {dots}", fill=255, font=font)
    stamp = np.asarray(image, np.uint8)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(rng.uniform(-4, 4)), 1.0)
    turn[:, 2] += np.array(at) - (wide / 2, high / 2)
    size = (page.shape[1], page.shape[0])
    out = pressed(page, np.asarray(cv2.warpAffine(stamp, turn, size), np.uint8), colour, rng)
    for n in range(3):
        start = (at[0] - 0.1 * wide, at[1] + (-0.08 + 0.2 * n) * high)
        out = scribble(out, start, dpi, rng, BLUE, letters=4, size=0.09)
    return out


def signature(page: Rgb, at: Point, dpi: float, rng: np.random.Generator, colour: Colour) -> Rgb:
    """Sign across what is printed: one long line of loops, 1.3 to 2 inches wide, with a flourish below."""
    long = rng.uniform(1.3, 2.0) * dpi
    t = np.linspace(0, 1, 160)
    turns = rng.uniform(4, 7)
    high = rng.uniform(0.12, 0.22) * dpi * (0.4 + rng.random(8).repeat(20))
    x = at[0] + (t - 0.5) * long + 0.05 * dpi * np.sin(2 * np.pi * turns * t + 1)
    y = at[1] + high * np.cos(2 * np.pi * turns * t) - 0.1 * dpi * (t - 0.5)
    out = _drawn(page, np.stack([x, y], axis=1), dpi, colour, 0.013)
    sweep = np.stack([at[0] + (0.6 - t) * long, at[1] + 0.16 * dpi + 0.08 * dpi * np.sin(3 * t)], axis=1)
    return _drawn(out, sweep, dpi, colour, 0.011)


def scribble(
    page: Rgb,
    at: Point,
    dpi: float,
    rng: np.random.Generator,
    colour: Colour,
    letters: int = 6,
    size: float = 0.13,
) -> Rgb:
    """Write some letters by hand, ``size`` inches high, from a point to the right."""
    out, x = page, at[0]
    for _ in range(letters):
        count = int(rng.integers(3, 6))
        points = rng.uniform(-0.5, 0.5, (count, 2)) * (0.8 * size * dpi, size * dpi)
        curve = np.stack([np.interp(np.linspace(0, count - 1, 30), range(count), points[:, k]) for k in (0, 1)], axis=1)
        curve = np.stack(
            [np.convolve(np.pad(c, 3, mode="edge"), np.ones(7) / 7, mode="valid") for c in curve.T], axis=1
        )
        out = _drawn(out, curve + np.array([x, at[1]]), dpi, colour, 0.01)
        x += size * dpi * float(rng.uniform(0.7, 1.0))
    return out


def tick(page: Rgb, at: Point, dpi: float, rng: np.random.Generator, colour: Colour) -> Rgb:
    """Tick off what stands at a point, as an auditor does."""
    size = rng.uniform(0.12, 0.2) * dpi
    return _drawn(page, np.array([(-0.4, -0.1), (0, 0.5), (1.0, -1.0)]) * size + at, dpi, colour, 0.014)


def pressed(page: Rgb, mask: Gray, colour: Colour, rng: np.random.Generator) -> Rgb:
    """Multiply a page by a stamp's ink, which is uneven: pads are dry in places, and paper takes some of it."""
    import cv2

    small = rng.uniform(0.45, 1.0, (max(2, mask.shape[0] // 40), max(2, mask.shape[1] // 40))).astype(np.float32)
    cover = cv2.resize(small, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_CUBIC)
    cover = np.clip(cover, 0, 1) * (mask.astype(np.float32) / 255)
    shade = 1 - cover[:, :, None] * (1 - np.array(colour, np.float32) / 255)
    return (page * shade).astype(np.uint8)


def _drawn(page: Rgb, points: Any, dpi: float, colour: Colour, width: float) -> Rgb:
    """Draw a pen's line, ``width`` inches thick."""
    import cv2

    mask = np.zeros(page.shape[:2], np.uint8)
    line = np.rint(np.asarray(points) * 8).astype(np.int32)
    cv2.polylines(mask, [line], False, 255, max(1, round(width * dpi)), cv2.LINE_AA, 3)
    shade = 1 - 0.92 * (mask.astype(np.float32) / 255)[:, :, None] * (1 - np.array(colour, np.float32) / 255)
    return (page * shade).astype(np.uint8)


def dot_matrix(page: Rgb, dpi: float, rng: np.random.Generator) -> Rgb:
    """Print as a matrix printer of 24 pins does in draft: 120 dots to the inch, uneven from a worn ribbon."""
    import cv2

    pitch = dpi / 120
    gray = page.min(axis=2)
    high, wide = gray.shape
    rows, columns = int(high / pitch), int(wide / pitch)
    hit = cv2.resize(gray, (columns, rows), interpolation=cv2.INTER_AREA) < 175
    ys, xs = np.nonzero(hit)
    mask = np.zeros_like(gray)
    shades = rng.uniform(120, 235, rows)[ys] * rng.uniform(0.75, 1.0, len(ys))
    for x, y, shade in zip(xs, ys, shades, strict=True):
        at = (round((x + 0.5) * pitch * 8), round((y + 0.5) * pitch * 8))
        cv2.circle(mask, at, round(0.62 * pitch * 8), int(shade), -1, cv2.LINE_AA, 3)
    return np.repeat((255 - mask)[:, :, None], 3, axis=2)


def pale(page: Rgb, dpi: float, rng: np.random.Generator) -> Rgb:
    """Print with hardly any toner on yellowed paper."""
    ink = (255 - page.astype(np.float32)) * rng.uniform(0.3, 0.4)
    return np.clip((255 - ink) * np.array([0.96, 0.93, 0.84], np.float32), 0, 255).astype(np.uint8)
