"""Images of cells: the ink of one place of a page, trimmed, without that of its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.scan.image.connected_components import (
    COMPONENTS,
    CROSSING,
    NOISE,
    Components,
    Ints,
    PixelRect,
)
from pipeline.extract.scan.image.page_image import GrayImage

Flags = np.ndarray[Any, np.dtype[np.bool_]]


class CellImageSettings(NamedTuple):
    """Thresholds of :func:`crop_cell` and :func:`is_dash`."""

    inky: float = 0.022  # inches: what is longer is more than dust
    letter: float = 0.035  # inches: what is at least this high may be a letter; lower is a mark
    near: float = 0.1  # inches: dots and marks are no farther from letters
    margin: int = 6  # pixels of white around a trimmed image
    point_foot: float = 0.3  # of a letter's height: a decimal point is no farther from its foot
    point_behind: float = 0.5  # of a letter's height: nor from the letter before it
    point_between: float = 0.8  # of a letter's height: nor from the letters on both sides of it
    point_overlap: int = 1  # pixels by which a point may stand under a letter
    crossing_reach: float = 0.05  # inches around a cell's letters: a digit that a stamp touches counts as the stamp's
    crossing_area: float = 0.0006  # square inches of crossing ink there, more than a ruling line leaves
    covering_area: float = 0.004  # square inches of such ink within a blank cell: so much may hide a figure
    stamp_size: tuple[float, float] = (0.3, 3.4)  # inches: least shorter and greatest longer side of such ink
    dash_width: tuple[float, float] = (0.022, 0.35)  # inches: widths of a lone dash
    dash_height: float = 0.05  # inches: a dash is no higher; digits that run into each other are
    dash_fill: float = 0.6  # share of a dash's box that is ink
    dash_ratio: float = 1.8  # width to height of a dash, at least


CELL_IMAGE = CellImageSettings()


@dataclass(frozen=True, slots=True)
class CellImage:
    """The ink of a cell, of a part of it, or of a region of running text.

    Attributes:
        gray: trimmed, with a little white around.
        origin: its top left pixel (x, y) in the page.
        letters: boxes (x0, y0, x1, y1) of its connected components, pixels of the page.
        crossed: other ink than print, of a stamp or a signature, lies on them.
    """

    gray: GrayImage
    origin: tuple[int, int]
    letters: Ints
    crossed: bool = False

    def rows(self, top: float, bottom: float) -> Flags:
        """Tell which letters have their middle in rows of the image, from top to below bottom."""
        middle = (self.letters[:, 1] + self.letters[:, 3]) / 2 - self.origin[1]
        return np.asarray((middle >= top) & (middle < bottom))


def crop_cell(components: Components, number: int, box: PixelRect) -> CellImage | None:
    """Cut the ink of a cell out of its page.

    Args:
        components: of the page.
        number: the cell's, or NO_CELL for what stands in no cell.
        box: of the cell (or of a region of running text), pixels.

    Returns:
        None where there is no ink.
    """
    s, dpi = CELL_IMAGE, components.dpi
    mine = components.owner == number
    if number < 0:
        x0, y0, x1, y1 = (round(v) for v in box)
        middle = (components.boxes[:, :2] + components.boxes[:, 2:]) / 2
        mine &= (middle[:, 0] >= x0) & (middle[:, 0] < x1) & (middle[:, 1] >= y0) & (middle[:, 1] < y1)
    boxes = components.boxes[mine]
    longer = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    large = boxes[longer >= s.inky * dpi]
    if not len(large) or number < 0 and (large[:, 3] - large[:, 1]).max() < s.letter * dpi:
        return None
    # what is small counts where it is near what is not: a dot, a mark; the rest is dust
    reach = s.near * dpi
    low, up = large[:, :2].min(axis=0) - reach, large[:, 2:].max(axis=0) + reach
    near = (boxes[:, :2] >= low).all(axis=1) & (boxes[:, 2:] <= up).all(axis=1)
    letters = boxes[near & (longer > max(COMPONENTS.speck_pixels, COMPONENTS.speck * dpi))]
    high, wide = components.gray.shape
    left, top = (max(0, int(v) - s.margin) for v in letters[:, :2].min(axis=0))
    right, bottom = min(wide, int(letters[:, 2].max()) + s.margin), min(high, int(letters[:, 3].max()) + s.margin)
    mine = mine | _decimal_points(components, large)
    allowed = mine | (components.owner == CROSSING) if number >= 0 else mine
    gray = _without_neighbours(components, (left, top, right, bottom), mine, allowed)
    return CellImage(gray, (left, top), letters)


def has_crossing(components: Components, image: CellImage) -> bool:
    """Whether ink that runs through several cells, of a stamp or a signature, lies on a cell's letters or around them.

    Within a stamp, small letters of its own stand between its strokes.
    """
    s, dpi = CELL_IMAGE, components.dpi
    reach = round(s.crossing_reach * dpi)
    x0, y0 = (max(0, int(v) - reach) for v in image.letters[:, :2].min(axis=0))
    x1, y1 = (int(v) + reach for v in image.letters[:, 2:].max(axis=0))
    crossing = components.owner[components.labels[y0:y1, x0:x1]] == CROSSING
    if float(crossing.sum()) > s.crossing_area * dpi * dpi:
        return True
    sides = components.boxes[:, 2:] - components.boxes[:, :2]
    stamps = (components.owner == CROSSING) & (sides.min(axis=1) >= s.stamp_size[0] * dpi)
    stamps &= sides.max(axis=1) <= s.stamp_size[1] * dpi
    low, up = components.boxes[stamps, :2], components.boxes[stamps, 2:]
    return bool(((low < (x1 - reach, y1 - reach)) & (up > (x0 + reach, y0 + reach))).all(axis=1).any())


def is_covered(components: Components, box: PixelRect) -> bool:
    """Whether ink of a stamp or a signature lies within a cell, where it may hide print.

    Args:
        components: of the page.
        box: of the cell, pixels.
    """
    inset = CELL_IMAGE.crossing_reach * components.dpi
    x0, y0, x1, y1 = (round(v) for v in (box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset))
    if x1 <= x0 or y1 <= y0:
        return False
    crossing = components.owner[components.labels[y0:y1, x0:x1]] == CROSSING
    return float(crossing.sum()) > CELL_IMAGE.covering_area * components.dpi**2


def _without_neighbours(
    components: Components, rect: tuple[int, int, int, int], mine: Flags, allowed: Flags
) -> GrayImage:
    """Return a part of the page in which all components but those allowed are white, with the blur around them.

    Ink of ``mine`` stays, even beside a neighbour's.
    """
    left, top, right, bottom = rect
    labels = components.labels[top:bottom, left:right]
    gray = components.gray[top:bottom, left:right].copy()
    foreign = ~allowed[labels] & (labels > 0)
    if foreign.any():
        import cv2

        blurred = cv2.dilate(foreign.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
        gray[blurred & ~(mine[labels] & (labels > 0))] = 255
    return gray


def _decimal_points(components: Components, large: Ints) -> Flags:
    """Tell which noise is a point: at the foot of the line, close behind a letter, or farther and before another."""
    s = CELL_IMAGE
    middle = (components.boxes[:, :2] + components.boxes[:, 2:]) / 2
    within = (
        (components.owner == NOISE)
        & (middle > large[:, :2].min(axis=0)).all(axis=1)
        & (middle < large[:, 2:].max(axis=0)).all(axis=1)
    )
    within[0] = False
    for k in np.flatnonzero(within):
        x, y = middle[k]
        high = large[:, 3] - large[:, 1]
        foot = (y > large[:, 3] - s.point_foot * high) & (y < large[:, 3] + s.point_foot * high)
        behind, ahead = x - large[:, 2], large[:, 0] - x
        near = (behind >= -s.point_overlap) & (behind < s.point_behind * high)
        next_letter = ((ahead >= -s.point_overlap) & (ahead < s.point_between * high) & foot).any()
        between = (behind >= -s.point_overlap) & (behind < s.point_between * high) & next_letter
        within[k] = bool((foot & (near | between)).any())
    return np.asarray(within, dtype=np.bool_)


def is_dash(image: CellImage, dpi: float) -> bool:
    """Whether all the ink is one short horizontal stroke."""
    if len(image.letters) != 1:
        return False
    s = CELL_IMAGE
    box = image.letters[0]
    wide, high = int(box[2] - box[0]), int(box[3] - box[1])
    x, y = (int(v) for v in box[:2] - image.origin)
    dark = float((image.gray[y : y + high, x : x + wide] < COMPONENTS.ink).mean())
    fits = s.dash_width[0] * dpi <= wide <= s.dash_width[1] * dpi and high <= s.dash_height * dpi
    return fits and wide >= s.dash_ratio * high and dark >= s.dash_fill
