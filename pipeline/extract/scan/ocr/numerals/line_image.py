"""From the image of a cell to the strip of its printed line, of one height, ink 1 and paper 0, however it was cut.

What the recogniser is trained on goes through here as well, so that it knows what this makes of a bad scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Strip = npt.NDArray[np.float32]


class LineImageSettings(NamedTuple):
    """Thresholds of the way from a cell to a strip; the net was trained with these. Shades are of 255."""

    # the strip
    height: int = 32  # pixels
    ink_height: int = 24  # pixels of the strip's height to which the ink of a line is scaled
    width_min: int = 16  # pixels
    width_max: int = 640  # pixels: a strip that would be wider holds prose, no number is so long
    area_below: float = 0.8  # scale from which on interpolation is cubic

    # the ink of a cell
    side_min: int = 3  # pixels: smaller images hold nothing
    dark_max: float = 0.75  # share of dark pixels: more is a solid block
    ink_percentile: float = 25.0  # of dark pixels: the shade of ink, not of its edges
    contrast_min: int = 28  # shade between paper and ink
    noise_contrast: float = 3.2  # times the deviation of paper: what differs less and is much, is noise
    noise_share: float = 0.21  # share of dark pixels: noise has more
    pieces_max: int = 400  # pieces of ink: more in one cell are noise, or a page of prose

    # the pieces of a line; heights and widths are of the typical piece where nothing else is said
    inside_area: float = 0.1  # of the largest piece: what is larger, and at no edge, tells the typical height
    edge_area: float = 0.15  # of the largest piece: the same where all touch an edge
    speck_side: float = 0.09  # a speck's longer side
    speck_area: float = 0.006  # of the typical height squared

    # what is left of ruling lines at the edges of a cell
    vertical_ratio: float = 0.3  # width to height, at most
    vertical_height: float = 1.15  # of the typical height, at least
    vertical_share: float = 0.85  # of the cell's height, at least
    horizontal_ratio: float = 0.3  # height to width, at most
    horizontal_height: float = 0.5  # of the typical longer side, at most
    horizontal_slope: float = 0.04  # height per width that an askew line may have
    horizontal_thickness: float = 4.0  # pixels of height that it may have beside that
    corner_fill: float = 0.08  # share of its box, at most
    corner_width: float = 1.5  # of the typical height, at least, or else
    corner_height: float = 1.25  # of the typical height, at least

    # the main row
    row_overlap: float = 0.5  # of the lower one's height: pieces of one row overlap by this
    second_row: tuple[float, float] = (0.6, 0.15)  # height and ink, of the main row: what has more is a second row
    near_row: float = 0.12  # of the main row's height: what stands this near belongs to it

    # a dash
    dash_ratio: tuple[float, float] = (1.6, 8.0)  # width to height: what is left of a ruling line is longer
    dash_fill: float = 0.8  # share of its box: a blot is ragged


LINE_IMAGE = LineImageSettings()


@dataclass(frozen=True, slots=True)
class Ink:
    """Where a cell has ink.

    Attributes:
        strength: per pixel, 0 (paper) to 1.
        labels: the connected piece of each pixel, 0 for paper.
        boxes: of every piece as x, y, width, height, area; piece 1 is the first.
    """

    strength: Strip
    labels: npt.NDArray[np.int32]
    boxes: npt.NDArray[np.int32]


def find_ink(image: Image) -> Ink | None:
    """Find the ink of a cell.

    Args:
        image: uint8, rows x columns, or rows x columns x 3; paper lighter than ink, any resolution.

    Returns:
        None where there is none: blank paper, noise, a solid block.
    """
    import cv2

    s = LINE_IMAGE
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image
    if min(gray.shape) < s.side_min:
        return None
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    threshold, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    dark = smooth <= threshold
    if dark.all() or not dark.any() or dark.mean() > s.dark_max:
        return None
    paper, ink = float(np.median(smooth[~dark])), float(np.percentile(smooth[dark], s.ink_percentile))
    spread = float(smooth[~dark].std())
    noisy = paper - ink < max(s.contrast_min, s.noise_contrast * spread) and dark.mean() > s.noise_share
    if noisy or paper - ink < s.contrast_min:
        return None
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    if count - 1 > s.pieces_max:
        return None
    strength = np.clip((paper - gray.astype(np.float32)) / (paper - ink), 0.0, 1.0)
    return Ink(strength, np.asarray(labels, np.int32), np.asarray(stats[1:], np.int32))


def find_line(ink: Ink) -> npt.NDArray[np.intp]:
    """Return the pieces of ink that make up the cell's main line, by index.

    No specks, no remains of ruling lines, no piece of a neighbouring line.
    """
    s = LINE_IMAGE
    boxes = ink.boxes
    x, y, w, h, area = boxes.T
    rows, columns = ink.strength.shape
    at_side = (x <= 1) | (x + w >= columns - 1)
    at_end = (y <= 1) | (y + h >= rows - 1)
    inside = ~at_side & ~at_end & (area >= s.inside_area * area.max())
    large = inside if inside.any() else area >= s.edge_area * area.max()
    typical, size = float(np.median(h[large])), float(np.median(np.maximum(w, h)[large]))
    speck = (np.maximum(w, h) < s.speck_side * typical) | (area < s.speck_area * typical**2)
    high = (h > s.vertical_height * typical) & (h > s.vertical_share * rows)
    vertical = at_side & (w < s.vertical_ratio * h) & high
    low = (h < s.horizontal_height * size) & (h < s.horizontal_slope * w + s.horizontal_thickness)
    horizontal = at_end & (h < s.horizontal_ratio * w) & low
    large_box = (w > s.corner_width * typical) | (h > s.corner_height * typical)
    corner = at_side & at_end & (area < s.corner_fill * w * h) & large_box
    keep = ~(speck | vertical | horizontal | corner)
    if not keep.any():
        keep = ~speck
    chosen = np.flatnonzero(keep)
    if not len(chosen):
        return chosen
    return _main_row(boxes, chosen, rows)


def _main_row(boxes: npt.NDArray[np.int32], chosen: npt.NDArray[np.intp], rows: int) -> npt.NDArray[np.intp]:
    """Return the pieces on the row that has most ink; none where the cell has a second whole row.

    Pieces are on one row when their heights overlap by half of the smaller.
    """
    s = LINE_IMAGE
    bands: list[tuple[int, int, list[int], int]] = []
    for index in chosen[np.argsort(-boxes[chosen, 4])]:
        top, height, area = int(boxes[index, 1]), int(boxes[index, 3]), int(boxes[index, 4])
        bottom = top + height
        for number, (a, b, members, mass) in enumerate(bands):
            if min(b, bottom) - max(a, top) >= s.row_overlap * min(height, b - a):
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
        if b - a > s.second_row[0] * size and mass > s.second_row[1] * main[3]:
            return np.empty(0, np.intp)
        if a < main[1] + s.near_row * size and b > main[0] - s.near_row * size:
            members += others
    return np.asarray(sorted(members), np.intp)


def scale_line(ink: Ink, pieces: npt.NDArray[np.intp], stretch: float = 1.0) -> Strip | None:
    """Return the line as a strip of the settings' height; None where it is too long to be a number.

    ``stretch`` makes it wider by that factor.
    """
    import cv2

    s = LINE_IMAGE
    boxes = ink.boxes[pieces]
    x0, y0 = int(boxes[:, 0].min()), int(boxes[:, 1].min())
    x1, y1 = int((boxes[:, 0] + boxes[:, 2]).max()), int((boxes[:, 1] + boxes[:, 3]).max())
    scale = s.ink_height / (y1 - y0)
    if (x1 - x0) * scale * stretch > s.width_max - s.height:
        return None
    margin = max(1, round((s.height - s.ink_height) / 2 / scale))
    ours = np.zeros(len(ink.boxes) + 1, np.uint8)
    ours[pieces + 1] = 1
    mask = cv2.dilate(ours[ink.labels], np.ones((3, 3), np.uint8))
    strength = np.pad(ink.strength * mask, margin)
    part = strength[y0 : y1 + 2 * margin, x0 : x1 + 2 * margin]
    width = max(s.width_min, round(part.shape[1] * scale * stretch))
    method = cv2.INTER_AREA if scale < s.area_below else cv2.INTER_CUBIC
    return np.asarray(np.clip(cv2.resize(part, (width, s.height), interpolation=method), 0, 1), np.float32)


def is_dash(ink: Ink, pieces: npt.NDArray[np.intp]) -> bool:
    """Whether a line is a dash alone: one solid bar."""
    if len(pieces) != 1:
        return False
    s = LINE_IMAGE
    w, h, area = (int(v) for v in ink.boxes[pieces[0]][2:])
    return s.dash_ratio[0] * h <= w <= s.dash_ratio[1] * h and area > s.dash_fill * w * h
