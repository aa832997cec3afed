"""From the picture of a cell to the picture of its printed line: of one height, dark on light made 0..1, the same however it was cut.

What the recogniser is trained on goes through here as well, so that it knows what this makes of a bad scan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Strip = npt.NDArray[np.float32]

HEIGHT = 32
INK_HEIGHT = 24
"""The ink of a line is scaled to this many of the HEIGHT pixels."""
MAX_WIDTH = 640
"""A strip that would be wider holds prose: no number is so long."""

_MIN_CONTRAST = 28
_BLANK_SHARE = 0.42
_MAX_BLOBS = 400
"""More pieces of ink than that in one cell are noise, or a page of prose."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Where a cell has ink: ``strength`` 0 (paper) to 1, and the box of every connected piece as x, y, width, height, area."""

    strength: Strip
    labels: npt.NDArray[np.int32]
    boxes: npt.NDArray[np.int32]


def find_ink(image: Image) -> Ink | None:
    """The ink of a cell; None where there is none (blank paper, noise, a solid block).

    Args:
        image: uint8, rows x columns, or rows x columns x 3; paper lighter than ink, any resolution.
    """
    import cv2

    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image
    if min(gray.shape) < 3:
        return None
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    threshold, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    dark = smooth <= threshold
    if dark.all() or not dark.any() or dark.mean() > 0.75:
        return None
    paper, ink = float(np.median(smooth[~dark])), float(np.percentile(smooth[dark], 25))
    spread = float(smooth[~dark].std())
    if paper - ink < max(_MIN_CONTRAST, 3.2 * spread) and dark.mean() > _BLANK_SHARE / 2 or paper - ink < _MIN_CONTRAST:
        return None
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    if count - 1 > _MAX_BLOBS:
        return None
    strength = np.clip((paper - gray.astype(np.float32)) / (paper - ink), 0.0, 1.0)
    return Ink(strength, np.asarray(labels, np.int32), np.asarray(stats[1:], np.int32))


def find_line(ink: Ink) -> npt.NDArray[np.intp]:
    """The pieces of ink that make up the cell's main line, by index: no specks, no remains of rulings, no piece of a neighbouring line."""
    boxes = ink.boxes
    x, y, w, h, area = boxes.T
    rows, columns = ink.strength.shape
    at_side = (x <= 1) | (x + w >= columns - 1)
    at_end = (y <= 1) | (y + h >= rows - 1)
    inside = ~at_side & ~at_end & (area >= 0.1 * area.max())
    large = inside if inside.any() else area >= 0.15 * area.max()
    typical, size = float(np.median(h[large])), float(np.median(np.maximum(w, h)[large]))
    speck = (np.maximum(w, h) < 0.09 * typical) | (area < 0.006 * typical**2)
    upright_rest = at_side & (w < 0.3 * h) & (h > 1.15 * typical) & (h > 0.85 * rows)
    level_rest = at_end & (h < 0.3 * w) & (h < 0.5 * size) & (h < 0.04 * w + 4)
    corner_rest = at_side & at_end & (area < 0.08 * w * h) & ((w > 1.5 * typical) | (h > 1.25 * typical))
    keep = ~(speck | upright_rest | level_rest | corner_rest)
    if not keep.any():
        keep = ~speck
    chosen = np.flatnonzero(keep)
    if not len(chosen):
        return chosen
    return _main_row(boxes, chosen, rows)


def _main_row(boxes: npt.NDArray[np.int32], chosen: npt.NDArray[np.intp], rows: int) -> npt.NDArray[np.intp]:
    """Of these pieces, those on the row that has most ink; none where the cell has a second whole row.

    Pieces are on one row when their heights overlap by half of the smaller.
    """
    bands: list[tuple[int, int, list[int], int]] = []
    for index in chosen[np.argsort(-boxes[chosen, 4])]:
        top, height, area = int(boxes[index, 1]), int(boxes[index, 3]), int(boxes[index, 4])
        bottom = top + height
        for number, (a, b, members, mass) in enumerate(bands):
            if min(b, bottom) - max(a, top) >= 0.5 * min(height, b - a):
                bands[number] = (min(a, top), max(b, bottom), [*members, int(index)], mass + area)
                break
        else:
            bands.append((top, bottom, [int(index)], area))
    main = max(bands, key=lambda band: band[3])
    members = list(main[2])
    size = main[1] - main[0]
    for a, b, others, mass in bands:
        if others is main[2] or a <= 1 or b >= rows - 1:
            continue
        if b - a > 0.6 * size and mass > 0.15 * main[3]:
            return np.empty(0, np.intp)
        if a < main[1] + 0.12 * size and b > main[0] - 0.12 * size:
            members += others
    return np.asarray(sorted(members), np.intp)


def scale_line(ink: Ink, pieces: npt.NDArray[np.intp], stretch: float = 1.0) -> Strip | None:
    """The line as a strip of HEIGHT rows; None where it is too long to be a number. ``stretch`` makes it wider by that factor."""
    import cv2

    boxes = ink.boxes[pieces]
    x0, y0 = int(boxes[:, 0].min()), int(boxes[:, 1].min())
    x1, y1 = int((boxes[:, 0] + boxes[:, 2]).max()), int((boxes[:, 1] + boxes[:, 3]).max())
    scale = INK_HEIGHT / (y1 - y0)
    if (x1 - x0) * scale * stretch > MAX_WIDTH - HEIGHT:
        return None
    margin = max(1, round((HEIGHT - INK_HEIGHT) / 2 / scale))
    ours = np.zeros(len(ink.boxes) + 1, np.uint8)
    ours[pieces + 1] = 1
    mask = cv2.dilate(ours[ink.labels], np.ones((3, 3), np.uint8))
    strength = np.pad(ink.strength * mask, margin)
    part = strength[y0 : y1 + 2 * margin, x0 : x1 + 2 * margin]
    width = max(16, round(part.shape[1] * scale * stretch))
    method = cv2.INTER_AREA if scale < 0.8 else cv2.INTER_CUBIC
    return np.asarray(np.clip(cv2.resize(part, (width, HEIGHT), interpolation=method), 0, 1), np.float32)


def is_dash(ink: Ink, pieces: npt.NDArray[np.intp]) -> bool:
    """A dash alone: one solid bar, 1.6 to 8 times as wide as high (what is left of a ruling is longer, a blot is ragged)."""
    if len(pieces) != 1:
        return False
    w, h, area = (int(v) for v in ink.boxes[pieces[0]][2:])
    return 1.6 * h <= w <= 8 * h and area > 0.8 * w * h
