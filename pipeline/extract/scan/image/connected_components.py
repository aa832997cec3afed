"""Connected components of the ink of a page, each given to the cell that it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.scan.image.illumination import ILLUMINATION
from pipeline.extract.scan.image.page_image import GrayImage

Ints = np.ndarray[Any, np.dtype[np.int64]]
Labels = np.ndarray[Any, np.dtype[np.int32]]
PixelRect = tuple[float, float, float, float]  # x0, y0, x1, y1

NO_CELL = -1
"""Owner of a component that stands in no cell: running text."""
CROSSING = -2
"""Owner of a component that runs through several cells: a stamp, handwriting."""
NOISE = -3
"""Owner of a component that is no ink: dust, the paper's grain, what is left of ruling lines."""


class ComponentSettings(NamedTuple):
    """Thresholds of :func:`find_components`. Sizes are those of the longer side of a component's box."""

    ink: int = ILLUMINATION.ink + 25  # shade of 255: darker is ink
    speck: float = 0.012  # inches: what is no larger is dust, where it has few pixels
    speck_pixels: float = 2.0  # pixels: the same at least
    speck_area: int = 3  # pixels at 200 dpi: dust has no more
    speck_area_dpi: int = 200  # dpi of speck_area
    grain: float = 0.04  # inches: what is no larger, and nowhere darker than grain_shade, is the paper's grain
    grain_shade: int = 95  # of 255
    crossing: float = 0.12  # inches: what leaves its cell so far on a side is no letter of it
    bold: float = 0.02  # inches: ruling lines that are thicker leave corners when they are removed
    corner: float = 0.9  # times the thickness of bold ruling lines: corners lie so near to a side of a cell
    remnant: float = 0.03  # inches: what is no larger and no farther from a cell's left or right is left of its line


COMPONENTS = ComponentSettings()


@dataclass(frozen=True, slots=True)
class Components:
    """The connected components of a page.

    Attributes:
        gray: the page without its ruling lines.
        labels: the component that each pixel belongs to, 0 for paper.
        boxes: (x0, y0, x1, y1) per component, pixels; the first is paper.
        owner: the number of the cell that each component stands in, or NO_CELL, CROSSING, NOISE.
        dpi: pixels per inch.
    """

    gray: GrayImage
    labels: Labels
    boxes: Ints
    owner: Ints
    dpi: float


def find_components(gray: GrayImage, cells: Sequence[PixelRect], dpi: float, line_thickness: float = 0.0) -> Components:
    """Find the connected components of a page and the cell of each.

    Args:
        gray: the page without ruling lines.
        cells: boxes in pixels, to the middles of their ruling lines.
        dpi: pixels per inch.
        line_thickness: of the ruling lines, pixels; where they were double or bold, what lies on them is a corner that
            was left of them.
    """
    import cv2

    s = COMPONENTS
    _, labels, stats, middles = cv2.connectedComponentsWithStats((gray < s.ink).astype(np.uint8), connectivity=8)
    boxes = stats[:, :4].astype(np.int64)
    boxes[:, 2:] += boxes[:, :2]
    longer = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    corner = s.corner * line_thickness if line_thickness > s.bold * dpi else 0.0
    owner = _owners(boxes, middles, cells, longer, corner, dpi)
    small = longer <= max(s.speck_pixels, s.speck * dpi)
    owner[small & (stats[:, cv2.CC_STAT_AREA] <= s.speck_area * (dpi / s.speck_area_dpi) ** 2)] = NOISE
    inked = labels > 0
    darkest = np.full(len(boxes), 255, np.uint8)
    np.minimum.at(darkest, labels[inked], gray[inked])
    owner[(darkest > s.grain_shade) & (longer <= s.grain * dpi)] = NOISE
    owner[0] = NOISE
    return Components(gray, np.asarray(labels, dtype=np.int32), boxes, owner, dpi)


def _owners(boxes: Ints, middles: Any, cells: Sequence[PixelRect], longer: Ints, corner: float, dpi: float) -> Ints:
    """Return the cell in which the centre of gravity of each component lies, or what it is instead of a letter of it.

    Args:
        boxes: of the components.
        middles: their centres of gravity (x, y).
        cells: boxes in pixels.
        longer: the longer side of each component.
        corner: pixels from a side of a cell within which components are corners of its ruling lines.
        dpi: pixels per inch.
    """
    s = COMPONENTS
    owner = np.full(len(boxes), NO_CELL, np.int64)
    remnant = longer <= s.remnant * dpi
    for k, (x0, y0, x1, y1) in enumerate(cells):
        inside = (middles[:, 0] >= x0) & (middles[:, 0] < x1) & (middles[:, 1] >= y0) & (middles[:, 1] < y1)
        out = np.stack([x0 - boxes[:, 0], y0 - boxes[:, 1], boxes[:, 2] - x1, boxes[:, 3] - y1], axis=1).max(axis=1)
        beside = np.minimum(boxes[:, 2] - x0, x1 - boxes[:, 0])
        left = np.minimum(beside, np.minimum(boxes[:, 3] - y0, y1 - boxes[:, 1])) < corner
        left |= remnant & (beside < s.remnant * dpi)  # not above or below: marks stand there
        owner[inside] = np.where(left[inside], NOISE, np.where(out[inside] > s.crossing * dpi, CROSSING, k))
    return owner
