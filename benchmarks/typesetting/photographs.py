"""Photographs of sheets of paper: a desk around the sheet, perspective, curl, uneven light, a finger on the margin.

Pages and pictures are RGB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.typesetting.paper_marks import Rgb

DESKS: Sequence[tuple[int, int, int]] = ((150, 110, 75), (70, 60, 55), (178, 180, 184), (45, 70, 90), (205, 190, 165))
"""Wood, dark wood, gray laminate, a blue cloth, pale wood."""
SKIN = (205, 150, 120)


def photograph(
    page: Rgb, dpi: float, rng: np.random.Generator, curl: float = 0.0, fingers: int = 1, quarter_turns: int = 0
) -> Rgb:
    """Photograph a sheet on a desk.

    Args:
        page: the sheet.
        dpi: its pixels per inch; the picture has about as many on the sheet.
        rng: draws everything.
        curl: inches by which the middle of the sheet rises or falls, as seen.
        fingers: that hold the sheet at its left or right edge.
        quarter_turns: counterclockwise, of the sheet before the camera.
    """
    import cv2

    paper = _paper(page, rng)
    if curl:
        paper = _curled(paper, curl * dpi, rng)
    high, wide = paper.shape[:2]
    margin = rng.uniform(0.03, 0.09, 4)  # left, top, right, bottom, of the sheet's sides
    size = (round(wide * (1 + margin[0] + margin[2])), round(high * (1 + margin[1] + margin[3])))
    jitter = rng.uniform(-0.022, 0.022, (4, 2)) * (wide, high)
    square = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    seen = (square + np.array([margin[0] * wide, margin[1] * high]) + jitter).astype(np.float32)
    # the side that is farther from the camera is shorter
    far = rng.uniform(0.01, 0.035) * wide
    side = int(rng.integers(0, 2)) * 2
    seen[side, 0] += far if side == 0 else -far
    seen[side + 1, 0] += -far if side == 0 else far
    transform = cv2.getPerspectiveTransform(square, seen)
    picture = _desk(size, rng)
    sheet = cv2.warpPerspective(paper, transform, size, flags=cv2.INTER_CUBIC)
    cover = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), transform, size, flags=cv2.INTER_LINEAR)
    ground = np.clip(cv2.GaussianBlur(cover, (0, 0), 0.06 * dpi).astype(np.float32) / 255, 0, 1)
    picture = (picture * (1 - 0.35 * ground[:, :, None])).astype(np.uint8)  # the sheet's own shadow
    alpha = cover.astype(np.float32)[:, :, None] / 255
    picture = (sheet * alpha + picture * (1 - alpha)).astype(np.uint8)
    for _ in range(fingers):
        picture = _finger(picture, seen, dpi, rng)
    picture = np.ascontiguousarray(np.rot90(_lit(picture, rng), quarter_turns))
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.0035 * dpi), np.uint8)
    grain = picture.astype(np.float32) + rng.normal(0, 4, picture.shape)
    return np.clip(grain, 0, 255).astype(np.uint8)


def _paper(page: Rgb, rng: np.random.Generator) -> Rgb:
    tone = np.array([238, 236, 230], np.float32) + rng.uniform(-6, 8)
    return np.clip(page.astype(np.float32) * tone / 255 * 0.88 + 25, 0, 255).astype(np.uint8)


def _curled(page: Rgb, rise: float, rng: np.random.Generator) -> Rgb:
    """Bend a page: its lines rise and fall along a wave, and its edges follow."""
    import cv2

    high, wide = page.shape[:2]
    x, y = np.meshgrid(np.linspace(0, 1, wide, dtype=np.float32), np.linspace(0, 1, high, dtype=np.float32))
    phase = rng.uniform(-0.4, 0.4)
    wave = np.sin(np.pi * (1.1 * x + phase)) * (0.55 + 0.45 * y)
    from_y = y * (high - 1) + rise * (wave - wave.mean())
    from_x = x * (wave.shape[1] - 1)
    return np.asarray(
        cv2.remap(page, from_x, from_y.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _desk(size: tuple[int, int], rng: np.random.Generator) -> Rgb:
    import cv2

    wide, high = size
    colour = np.array(DESKS[int(rng.integers(len(DESKS)))], np.float32)
    veins = cv2.resize(
        rng.normal(0, 1, (max(4, high // 12), 6)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC
    )
    fine = rng.normal(0, 4, (high, wide)).astype(np.float32)
    return np.clip(colour + (9 * veins + fine)[:, :, None], 0, 255).astype(np.uint8)


def _finger(picture: Rgb, corners: Any, dpi: float, rng: np.random.Generator) -> Rgb:
    """Lay a finger over the margin at the sheet's left or right edge: no farther in than 0.35 inches."""
    import cv2

    left = rng.random() < 0.5
    top, bottom = (corners[0], corners[3]) if left else (corners[1], corners[2])
    edge = top + (bottom - top) * rng.uniform(0.3, 0.85)
    reach = rng.uniform(0.15, 0.35) * dpi
    long = 1.1 * dpi
    middle = (edge[0] + (reach - long if left else long - reach), edge[1])
    mask = np.zeros(picture.shape[:2], np.uint8)
    tilt = float(rng.uniform(-20, 20))
    cv2.ellipse(mask, (round(middle[0]), round(middle[1])), (round(long), round(0.33 * dpi)), tilt, 0, 360, 255, -1)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.02 * dpi).astype(np.float32)[:, :, None] / 255
    shade = np.linspace(0.75, 1.05, picture.shape[0], dtype=np.float32)[:, None, None]
    return np.clip(picture * (1 - soft) + np.array(SKIN, np.float32) * shade * soft, 0, 255).astype(np.uint8)


def _lit(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Light a picture unevenly: a lamp on one side, and the soft shadow of a hand or a head across a corner."""
    import cv2

    high, wide = picture.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, high, dtype=np.float32))
    angle = rng.uniform(0, 2 * np.pi)
    lamp = 0.85 + 0.15 * (x * np.cos(angle) + y * np.sin(angle)) / 1.4
    turn = rng.uniform(0, 2 * np.pi)
    edge = (x * np.cos(turn) + y * np.sin(turn) - rng.uniform(0.1, 0.7)) / rng.uniform(0.03, 0.15)
    hand = 1 - rng.uniform(0.2, 0.45) / (1 + np.exp(-np.clip(edge, -30, 30)))
    light = cv2.GaussianBlur((lamp * hand).astype(np.float32), (0, 0), 5)
    return np.clip(picture * light[:, :, None], 0, 255).astype(np.uint8)
