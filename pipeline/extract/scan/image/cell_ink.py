"""Ink in its place: rulings taken away, what is left gathered into letters, and each letter given to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.extract.scan.image.illumination import INK
from pipeline.extract.scan.image.page_image import Gray
from pipeline.extract.scan.image.ruling_lines import Rule

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

# inches
SPECK = 0.012  # what is smaller both ways is dust
CLUMP = 0.04  # what is no larger than this and nowhere darker than PALE is the paper's grain
LETTER = 0.035  # what is at least this high may be a letter
INKY = 0.022  # what is longer than this is more than dust
NEAR = 0.1  # dots and marks are no farther from letters than this
DASH = (0.022, 0.35)  # widths of a lone dash
FILLED = 0.6  # share of a dash's box that is ink
FLAT = 1.8  # times: a dash is this much wider than high
CROSSING = 0.12  # a stroke that leaves its cell by this much on a side is no letter of it: a stamp's, or handwriting
PALE = 95  # of 255
FULL = 0.6  # share of a line's length that its stroke fills
BOLD = 0.02  # rulings thicker than this leave corners
REMAINS = 0.9  # times a bold ruling's thickness: where its corners lie
CRUMB, SIDE = (
    0.03,
    0.03,
)  # what is no larger than this and no farther from a side of its cell is what is left of a worn ruling
MARK = 0.65  # of a letter's height: what is lower is a mark
TALL = 1.9  # of a letter's height: what is higher tells of no line
APART = 0.45  # of a letter's height: the middles of a line's letters are no farther apart
PITCH = 1.65  # of a letter's height: lines stand no closer
FOOT = 0.3  # of a letter's height: a point is no farther from its foot
AWAY = 0.5  # of a letter's height: nor from the letter before it
BETWEEN = 0.8  # of a letter's height: nor from the letters on both sides of it
MARGIN = 6  # pixels of white around a trimmed crop


@dataclass(frozen=True, slots=True)
class Ink:
    """The connected pieces of ink of a picture.

    Attributes:
        light: the picture without its rulings.
        labels: the piece each pixel belongs to, 0 for paper.
        boxes: (x0, y0, x1, y1) per piece, pixels; the first is paper.
        areas: pixels per piece.
        cell: the number of the cell that each piece stands in, -1 for none; -2 for what runs through several.
        dpi: pixels per inch.
    """

    light: Gray
    labels: Ints
    boxes: Ints
    areas: Ints
    cell: Ints
    dpi: float


@dataclass(frozen=True, slots=True)
class Crop:
    """The ink of one place, trimmed: ``origin`` is its top left pixel in the picture; ``pieces`` are the boxes of its letters."""

    gray: Gray
    origin: tuple[int, int]
    pieces: Ints


def without_rules(light: Gray, level: Sequence[Rule], upright: Sequence[Rule], dpi: float) -> Gray:
    """The picture without its rulings; a letter that touches a line, or runs through it, is left whole."""
    out = light.copy()
    for rule in level:
        _erase(out, rule, dpi)
    turned = out.T
    for rule in upright:
        _erase(turned, rule, dpi)
    return out


def _erase(gray: Gray, rule: Rule, dpi: float) -> None:
    """Whiten a line wherever the ink across it is no thicker than the line; of a double line, both."""
    reach = round(0.045 * dpi) + 1
    xs = np.arange(max(0, round(rule.start) - 2), min(gray.shape[1], round(rule.end) + 3))
    middle = np.rint(np.interp(xs, rule.along, rule.across)).astype(np.int64)
    rows = np.clip(middle[None, :] + np.arange(-reach, reach + 1)[:, None], 0, gray.shape[0] - 1)
    window = gray[rows, xs[None, :]]
    dark = window < 215
    at = np.arange(2 * reach + 1)[:, None]
    for stroke in _strokes(dark, reach):
        # the run of ink through the stroke's middle, which may be a pixel off
        up = np.cumprod(dark[stroke::-1], axis=0).sum(axis=0)
        down = np.cumprod(dark[stroke:], axis=0).sum(axis=0)
        line = up + down <= rule.thick + max(4.0, 0.02 * dpi)
        window[line[None, :] & (at > stroke - up[None, :] - 2) & (at < stroke + down[None, :] + 2)] = 255
    gray[rows, xs[None, :]] = window


def _strokes(dark: Flags, reach: int) -> list[int]:
    """The rows of a window along a line in which its strokes run: its middle, unless two rows on both sides of it are full of ink."""
    full = dark.mean(axis=1) >= FULL
    if full[reach] or not (full[:reach].any() and full[reach + 1 :].any()):
        return [reach]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], full, [False]]).astype(np.int8)))
    return [int(a + b - 1) // 2 for a, b in zip(edges[::2], edges[1::2], strict=True)]


def gather(light: Gray, cells: Sequence[tuple[float, float, float, float]], dpi: float, thick: float = 0.0) -> Ink:
    """Find the pieces of ink and the cell of each.

    Args:
        light: the picture without rulings.
        cells: boxes in pixels, to the middles of their rulings.
        dpi: pixels per inch.
        thick: how thick the rulings were, pixels; where they were double or bold, what lies on them is a corner that was left of them.
    """
    import cv2

    _, labels, stats, middles = cv2.connectedComponentsWithStats((light < INK + 25).astype(np.uint8), connectivity=8)
    boxes = stats[:, :4].astype(np.int64)
    boxes[:, 2:] += boxes[:, :2]
    owner = np.full(len(boxes), -1, np.int64)
    reach, remains = CROSSING * dpi, REMAINS * thick if thick > BOLD * dpi else 0.0
    crumb = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) <= CRUMB * dpi
    for k, (x0, y0, x1, y1) in enumerate(cells):
        inside = (middles[:, 0] >= x0) & (middles[:, 0] < x1) & (middles[:, 1] >= y0) & (middles[:, 1] < y1)
        out = np.stack([x0 - boxes[:, 0], y0 - boxes[:, 1], boxes[:, 2] - x1, boxes[:, 3] - y1], axis=1).max(axis=1)
        beside = np.minimum(boxes[:, 2] - x0, x1 - boxes[:, 0])
        left = np.minimum(beside, np.minimum(boxes[:, 3] - y0, y1 - boxes[:, 1])) < remains
        left |= crumb & (beside < SIDE * dpi)  # not above or below: marks stand there
        owner[inside] = np.where(left[inside], -3, np.where(out[inside] > reach, -2, k))
    small = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) <= max(2.0, SPECK * dpi)
    owner[small & (stats[:, cv2.CC_STAT_AREA] <= 3 * (dpi / 200) ** 2)] = -3
    seen = labels > 0
    darkest = np.full(len(boxes), 255, np.uint8)
    np.minimum.at(darkest, labels[seen], light[seen])
    owner[(darkest > PALE) & (np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) <= CLUMP * dpi)] = -3
    owner[0] = -3
    return Ink(
        light, np.asarray(labels, dtype=np.int64), boxes, stats[:, cv2.CC_STAT_AREA].astype(np.int64), owner, dpi
    )


def crop(ink: Ink, number: int, box: tuple[float, float, float, float]) -> Crop | None:
    """The ink of a cell, trimmed, without that of its neighbours; None where there is none.

    Args:
        ink: of the page.
        number: the cell's, or -1 for what stands in no cell.
        box: of the cell (or of a region of running text), pixels.
    """
    x0, y0, x1, y1 = (round(v) for v in box)
    mine = ink.cell == number
    if number < 0:
        middle = (ink.boxes[:, :2] + ink.boxes[:, 2:]) / 2
        mine &= (middle[:, 0] >= x0) & (middle[:, 0] < x1) & (middle[:, 1] >= y0) & (middle[:, 1] < y1)
    pieces = ink.boxes[mine]
    longer = np.maximum(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    large = pieces[longer >= INKY * ink.dpi]
    if not len(large) or number < 0 and (large[:, 3] - large[:, 1]).max() < LETTER * ink.dpi:
        return None
    # what is small counts where it is near what is not: a dot, a mark; the rest is dust
    reach = NEAR * ink.dpi
    low, up = large[:, :2].min(axis=0) - reach, large[:, 2:].max(axis=0) + reach
    near = (pieces[:, :2] >= low).all(axis=1) & (pieces[:, 2:] <= up).all(axis=1)
    solid = pieces[near & (longer > max(2.0, SPECK * ink.dpi))]
    high, wide = ink.light.shape
    left, top = (max(0, int(v) - MARGIN) for v in solid[:, :2].min(axis=0))
    right, bottom = min(wide, int(solid[:, 2].max()) + MARGIN), min(high, int(solid[:, 3].max()) + MARGIN)
    labels = ink.labels[top:bottom, left:right]
    gray = ink.light[top:bottom, left:right].copy()
    mine = mine | _points(ink, large)
    allowed = mine | (ink.cell == -2) if number >= 0 else mine
    foreign = ~allowed[labels] & (labels > 0)
    if foreign.any():
        import cv2

        halo = cv2.dilate(foreign.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
        gray[halo & ~(mine[labels] & (labels > 0))] = 255
    return Crop(gray, (left, top), solid)


def _points(ink: Ink, large: Ints) -> Flags:
    """Dust that is a point: at the foot of the line, close behind a letter, or not much farther and before another."""
    middle = (ink.boxes[:, :2] + ink.boxes[:, 2:]) / 2
    within = (
        (ink.cell == -3)
        & (middle > large[:, :2].min(axis=0)).all(axis=1)
        & (middle < large[:, 2:].max(axis=0)).all(axis=1)
    )
    within[0] = False
    for k in np.flatnonzero(within):
        x, y = middle[k]
        high = large[:, 3] - large[:, 1]
        foot = (y > large[:, 3] - FOOT * high) & (y < large[:, 3] + FOOT * high)
        behind, ahead = x - large[:, 2], large[:, 0] - x
        near = (behind >= -1) & (behind < AWAY * high)
        between = (behind >= -1) & (behind < BETWEEN * high) & ((ahead >= -1) & (ahead < BETWEEN * high) & foot).any()
        within[k] = bool((foot & (near | between)).any())
    return np.asarray(within, dtype=np.bool_)


def is_dash(found: Crop, dpi: float) -> bool:
    """Whether all the ink is one short level stroke."""
    big = found.pieces
    if len(big) != 1:
        return False
    wide, high = int(big[0, 2] - big[0, 0]), int(big[0, 3] - big[0, 1])
    x, y = (int(v) for v in big[0, :2] - found.origin)
    dark = float((found.gray[y : y + high, x : x + wide] < INK + 25).mean())
    return DASH[0] * dpi <= wide <= DASH[1] * dpi and wide >= FLAT * high and dark >= FILLED


def rows_of(found: Crop) -> list[tuple[int, int]]:
    """The lines of a crop as bands of rows, (top, bottom) in the crop, with their marks; those of tall letters may overlap a little.

    Lines are told by the middles of their letters: marks of one and the next may touch. Marks, of which two that touch are as high as a
    letter, go to the line that they are nearest to.
    """
    tops, bottoms = found.pieces[:, 1] - found.origin[1], found.pieces[:, 3] - found.origin[1]
    high, middle = bottoms - tops, (tops + bottoms) / 2
    if not len(high):
        return []
    usual = high[high <= 3 * np.median(high)]  # strokes of a stamp or a signature are higher
    letter = float(np.median(usual[usual >= 0.5 * np.percentile(usual, 75)]))
    order = np.argsort(middle)
    order = order[(high[order] >= MARK * letter) & (high[order] <= TALL * letter)]
    if not len(order):
        return [(int(tops.min()), int(bottoms.max()))]
    groups = np.split(order, np.flatnonzero(np.diff(middle[order]) > APART * letter) + 1)
    lines = [(float(np.median(middle[g])), len(g), int(tops[g].min()), int(bottoms[g].max())) for g in groups]
    while len(lines) > 1:  # what is nearer than a line's pitch is marks
        pitch, k = min((b[0] - a[0], i) for i, (a, b) in enumerate(pairwise(lines)))
        if pitch >= PITCH * letter:
            break
        a, b = lines[k : k + 2]
        lines[k : k + 2] = [(max(a, b, key=lambda line: line[1])[0], a[1] + b[1], min(a[2], b[2]), max(a[3], b[3]))]
    out = [(a, b) for _, _, a, b in lines]
    for m in np.flatnonzero(high < MARK * letter):
        gap, n = min(
            (max(a - bottoms[m], tops[m] - b), -n) for n, (_, _, a, b) in enumerate(lines)
        )  # of two as near, the letters below
        if gap < letter:
            out[-n] = (min(out[-n][0], int(tops[m])), max(out[-n][1], int(bottoms[m])))
    return out
