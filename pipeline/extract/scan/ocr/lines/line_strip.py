"""From a text line of a cell image to a strip of one height: its letters of one size, on one base line.

What the recogniser is trained on goes through here as well, so that it knows what this makes of a bad scan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.text_line_segmentation import TEXT_LINES, Band

Strip = npt.NDArray[np.uint8]


class LineStripSettings(NamedTuple):
    """Parameters of :func:`cut_strip`; the net was trained with these. Shades are of 255."""

    height: int = 48  # pixels
    letter_height: float = 17.0  # pixels to which the letters of a line are scaled
    middle: float = 28.0  # row of the strip on which the middles of letters lie: marks need more room above
    scale: tuple[float, float] = (0.25, 4.0)  # of the image: what would be scaled more holds no line
    area_below: float = 0.75  # scale below which pixels are averaged
    ink_percentile: float = 2.0  # of a line's shades: its ink
    paper_percentile: float = 75.0  # of a line's shades: its paper
    contrast_min: int = 40  # shades between paper and ink
    width_min: int = 16  # pixels
    width_max: int = 3200  # pixels


LINE_STRIP = LineStripSettings()


def cut_strip(image: CellImage, band: Band) -> Strip | None:
    """Cut a text line out of a cell image: (height, width), ink 255 on 0.

    Args:
        image: of the cell.
        band: the rows of the line in it.

    Returns:
        None where no letter stands on the line.
    """
    import cv2

    s = LINE_STRIP
    placed = letter_size(image, band)
    if placed is None:
        return None
    height, middle, left, right = placed
    scale = s.letter_height / height
    if not s.scale[0] <= scale <= s.scale[1]:
        return None
    rows, columns = image.gray.shape
    above, below = s.middle / scale, (s.height - s.middle) / scale
    top, bottom = max(0, round(middle - above)), min(rows, round(middle + below))
    x0, x1 = max(0, left - 3), min(columns, right + 3)
    part = image.gray[top:bottom, x0:x1]
    width = round(part.shape[1] * scale)
    if part.size == 0 or not s.width_min <= max(width, s.width_min) <= s.width_max:
        return None
    low, high = np.percentile(part, (s.ink_percentile, s.paper_percentile))
    ink = np.clip((high - part.astype(np.float32)) * (255 / max(high - low, s.contrast_min)), 0, 255).astype(np.uint8)
    way = cv2.INTER_AREA if scale < s.area_below else cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    size = (max(width, s.width_min), max(1, round(part.shape[0] * scale)))
    scaled = cv2.resize(ink, size, interpolation=way)
    at = round(s.middle - (middle - top) * scale)
    strip = np.zeros((s.height, scaled.shape[1]), np.uint8)
    first, last = max(0, at), min(s.height, at + scaled.shape[0])
    strip[first:last] = scaled[first - at : last - at]
    return strip


def letter_size(image: CellImage, band: Band) -> tuple[float, float, int, int] | None:
    """Return the height of a line's letters, the row of their middles, its left and its right; pixels of the image.

    Marks do not count, nor do strokes that are far higher than letters.
    """
    s = TEXT_LINES
    boxes = image.letters[image.rows(*band)] - np.array([*image.origin, *image.origin])
    if not len(boxes):
        return None
    high = boxes[:, 3] - boxes[:, 1]
    usual = high <= s.outlier * np.median(high)
    letters = usual & (high >= s.letter_share * np.percentile(high[usual], s.letter_percentile))
    height = float(np.median(high[letters]))
    own = letters & (high >= s.mark * height)
    middle = float(np.median((boxes[own, 1] + boxes[own, 3]) / 2)) if own.any() else float(sum(band)) / 2
    return height, middle, int(boxes[:, 0].min()), int(boxes[:, 2].max())
