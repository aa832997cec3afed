"""Orientation by reading: of the ways in which a page may lie, the one in which its lines read surest."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.cell_image import crop_cell
from pipeline.extract.scan.image.connected_components import NO_CELL, Components, PixelRect, find_components
from pipeline.extract.scan.image.dewarp import Warp
from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.text_line_segmentation import find_text_lines
from pipeline.extract.scan.ocr.lines import read_lines


class OrientationByReadingSettings(NamedTuple):
    """Thresholds of :func:`turns_by_reading`. Scores are mean confidences of letters, 0..1."""

    tile: float = 1.4  # inches: the side of the pieces of a page that are read
    tiles: int = 2  # pieces: those with most letters
    letter: tuple[float, float] = (0.05, 0.3)  # inches: heights of what counts as a letter
    letters_min: int = 12  # letters that are read on a page, for its score to count
    score_min: float = 0.85  # pages that lie wrong score up to 0.8, those that lie right above 0.9 where print is known
    lead: float = 0.08  # by which the best is ahead of the second
    sure: float = 0.93  # a page that lies wrong never scores so near to this: no other way is looked at


ORIENTATION_BY_READING = OrientationByReadingSettings()


def turns_by_reading(gray: GrayImage, dpi: float, skews: Mapping[int, float]) -> int | None:
    """Return the turns after which the recogniser of lines is surest of what it reads on pieces of a page.

    Args:
        gray: the page, its illumination corrected.
        dpi: its pixels per inch.
        skews: the clockwise quarter turns that may bring it upright, with the degrees by which its lines then fall to
            the right.

    Returns:
        None where the recogniser does not know the print, or is about as sure of two.
    """
    s = ORIENTATION_BY_READING
    scores: dict[int, float] = {}
    for turns, skew in skews.items():
        scores[turns] = _reading_score(np.rot90(gray, -turns), dpi, skew)
        if scores[turns] >= s.sure:
            return turns
    *_, second, best = sorted([0.0, *scores.values()])
    if best < s.score_min or best - second < s.lead:
        return None
    return max(scores, key=scores.__getitem__)


def _reading_score(gray: GrayImage, dpi: float, skew: float) -> float:
    """Return the mean confidence of the letters that are read on pieces of a page; 0 where there are hardly any."""
    straight = Warp((gray.shape[0], gray.shape[1]), skew).straighten(np.ascontiguousarray(gray))
    components = find_components(straight, [], dpi, 0.0)
    sure = letters = 0.0
    for tile in _fullest_tiles(components, dpi):
        image = crop_cell(components, NO_CELL, tile)
        for line in read_lines(image, find_text_lines(image)) if image is not None else ():
            if line is not None:
                sure += line.letter_confidence * len(line.text)
                letters += len(line.text)
    return sure / letters if letters >= ORIENTATION_BY_READING.letters_min else 0.0


def _fullest_tiles(components: Components, dpi: float) -> list[PixelRect]:
    """Return the pieces of a page on which most letters stand."""
    s = ORIENTATION_BY_READING
    side = s.tile * dpi
    high, wide = components.gray.shape
    boxes = components.boxes[components.owner == NO_CELL]
    heights = boxes[:, 3] - boxes[:, 1]
    boxes = boxes[(heights >= s.letter[0] * dpi) & (heights <= s.letter[1] * dpi)]
    x, y = (((boxes[:, k] + boxes[:, k + 2]) / 2 // side).astype(int) for k in (0, 1))
    columns, rows = int(wide // side) + 1, int(high // side) + 1
    counts = np.bincount(y * columns + x, minlength=rows * columns)
    places = list(product(range(rows), range(columns)))
    fullest = [k for k in np.argsort(-counts, kind="stable")[: s.tiles] if counts[k]]
    return [(c * side, r * side, (c + 1) * side, (r + 1) * side) for r, c in (places[k] for k in fullest)]
