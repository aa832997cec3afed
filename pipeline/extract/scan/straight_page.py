"""A scanned page made upright and straight, with the way back: boxes are points of the page as it lies in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.extract.scan.image.dewarp import Warp, fit_curvature
from pipeline.extract.scan.image.illumination import correct_illumination
from pipeline.extract.scan.image.orientation import detect_orientation
from pipeline.extract.scan.image.page_image import GrayImage, PageImage
from pipeline.extract.scan.image.ruling_detection import find_ruling_lines
from pipeline.extract.scan.image.ruling_lines import RulingLine
from pipeline.extract.scan.ocr.engines import tesseract
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Box


@dataclass(frozen=True, slots=True)
class StraightPage:
    """A page made straight.

    Attributes:
        gray: upright and straight, its illumination corrected.
        source: what it was made from (its origin and scale), turned upright.
        frame: of the page, turned upright by its letters too.
        warp: from the straight page to its source.
        horizontal: ruling lines of the straight page.
        vertical: likewise.
    """

    gray: GrayImage
    source: PageImage
    frame: Frame
    warp: Warp
    horizontal: list[RulingLine]
    vertical: list[RulingLine]

    @property
    def dpi(self) -> float:
        """Pixels per inch of paper."""
        return self.source.dpi

    def on_page(self, box: Sequence[float]) -> Box:
        """Map a box to points of the page: the middles of its sides, where they stand on the page."""
        x0, y0, x1, y1 = box
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2
        xs, ys = self.warp.to_scan(np.array([x0, x1, mx, mx]), np.array([my, my, y0, y1]))
        (ox, oy), (sx, sy) = self.source.origin, self.source.scale
        left, right, top, bottom = (
            round(float(v), 2) for v in (ox + xs[0] * sx, ox + xs[1] * sx, oy + ys[2] * sy, oy + ys[3] * sy)
        )
        return left, top, right, bottom


def straighten(image: PageImage, frame: Frame) -> StraightPage:
    """Correct the illumination of a page, turn it upright, deskew and dewarp it, and find its ruling lines."""
    gray = correct_illumination(image.gray, image.dpi)
    found = detect_orientation(gray, image.dpi, lambda asked: tesseract().quarter_turns(asked))
    if found.turns:
        gray = np.ascontiguousarray(np.rot90(gray, -found.turns))
        image, frame = _turned(image, frame, found.turns), frame.turned(found.turns)
    high, wide = gray.shape
    warp = Warp((high, wide), found.skew)
    straight = warp.straighten(gray)
    horizontal, vertical = find_ruling_lines(straight, image.dpi)
    curvature = fit_curvature(horizontal, image.dpi), fit_curvature(vertical, image.dpi)
    if any(curvature):
        warp = Warp((high, wide), found.skew, *curvature)
        straight = warp.straighten(gray)
        horizontal, vertical = find_ruling_lines(straight, image.dpi)
    return StraightPage(straight, image, frame, warp, horizontal, vertical)


def _turned(image: PageImage, frame: Frame, turns: int) -> PageImage:
    """Return the place of an image on its page after clockwise quarter turns of both; its pixels are not turned."""
    (x, y), (across, down) = image.origin, image.scale
    high, wide = image.gray.shape
    page_wide, page_high = frame.width, frame.height
    for _ in range(turns):
        x, y = page_high - (y + high * down), x
        across, down, high, wide, page_wide, page_high = down, across, wide, high, page_high, page_wide
    return replace(image, origin=(x, y), scale=(across, down))
