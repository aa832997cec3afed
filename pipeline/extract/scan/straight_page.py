"""Scanned pages made upright and straight, with the way back: boxes are points of the page as it lies in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.extract.scan.heap import return_freed_memory
from pipeline.extract.scan.image.coloured_ink import Mask, separate_ink
from pipeline.extract.scan.image.dewarp import Warp, fit_curvature
from pipeline.extract.scan.image.gutter import find_gutter
from pipeline.extract.scan.image.illumination import correct_illumination
from pipeline.extract.scan.image.orientation import detect_orientation, detect_skew
from pipeline.extract.scan.image.page_image import GrayImage, PageImage
from pipeline.extract.scan.image.ruling_detection import find_ruling_lines
from pipeline.extract.scan.image.ruling_lines import RulingLine
from pipeline.extract.scan.image.ruling_strokes import without_tilted
from pipeline.extract.scan.ocr.engines import tesseract
from pipeline.extract.scan.ocr.orientation_by_reading import turns_by_reading
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Box


@dataclass(frozen=True, slots=True)
class StraightPage:
    """A page made straight.

    Attributes:
        gray: upright and straight, its illumination corrected, coloured stamps and signatures taken off.
        source: what it was made from, turned upright.
        frame: of the page, turned upright by its letters too.
        warp: from the straight page to its source.
        horizontal: ruling lines of the straight page.
        vertical: likewise.
        other_ink: 1 where ink is coloured, 2 where it was taken off; None where all is print.
    """

    gray: GrayImage
    source: PageImage
    frame: Frame
    warp: Warp
    horizontal: list[RulingLine]
    vertical: list[RulingLine]
    other_ink: Mask | None = None

    @property
    def dpi(self) -> float:
        """Pixels per inch of paper."""
        return self.source.dpi

    def on_page(self, box: Sequence[float]) -> Box:
        """Map a box to points of the page: the middles of its sides, where they stand on the page."""
        x0, y0, x1, y1 = box
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2
        xs, ys = self.source.points(*self.warp.to_scan(np.array([x0, x1, mx, mx]), np.array([my, my, y0, y1])))
        left, right, top, bottom = (round(float(v), 2) for v in (xs[0], xs[1], ys[2], ys[3]))
        return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class StraightPages:
    """The pages of a picture.

    Attributes:
        pages: one, or two from left to right.
        may_be_two: the picture may show two pages, and was taken for one.
    """

    pages: tuple[StraightPage, ...]
    may_be_two: bool = False

    @property
    def gutter(self) -> float | None:
        """Where two pages meet, points from the left of the page; None where it is one."""
        if len(self.pages) == 1:
            return None
        source = self.pages[1].source
        return round(float(source.points(0.0, source.gray.shape[0] / 2)[0]), 2)


def straighten(image: PageImage, frame: Frame) -> StraightPages:
    """Correct the illumination of a picture, turn it upright, part two pages, and make each straight."""
    ink = separate_ink(image.gray, image.colour, image.dpi)
    gray, other_ink = correct_illumination(ink.gray, image.dpi), ink.other_ink
    found = detect_orientation(gray, image.dpi, _turns_by_engines)
    if found.turns:
        gray = np.ascontiguousarray(np.rot90(gray, -found.turns))
        other_ink = None if other_ink is None else np.ascontiguousarray(np.rot90(other_ink, -found.turns))
        image, frame = _turned(image, frame, found.turns), frame.turned(found.turns)
    image = replace(image, gray=gray, colour=None)
    del ink
    return_freed_memory()
    gutter = find_gutter(gray, image.dpi) if image.is_page else None
    if gutter is None or not gutter.sure:
        page = _straight(image, frame, other_ink, found.skew)
        return StraightPages((page,), may_be_two=gutter is not None)
    halves = []
    for columns in (slice(0, gutter.x), slice(gutter.x, gray.shape[1])):
        half = _part(image, columns)
        own_ink = None if other_ink is None else np.ascontiguousarray(other_ink[:, columns])
        halves.append(_straight(half, frame, own_ink, detect_skew(half.gray, half.dpi)))
    return StraightPages(tuple(halves))


def _turns_by_engines(gray: GrayImage, dpi: float, skews: Mapping[int, float]) -> int | None:
    """Return the turns that the recogniser of lines is sure of, else Tesseract's opinion where it is a possible one."""
    turns = turns_by_reading(gray, dpi, skews)
    if turns is None:
        turns = tesseract().quarter_turns(gray)
    return turns if turns in skews else None


def _straight(image: PageImage, frame: Frame, other_ink: Mask | None, skew: float) -> StraightPage:
    """Deskew and dewarp a page, and find its ruling lines.

    Args:
        image: upright, its illumination corrected.
        frame: of the page that it stands on.
        other_ink: of the same pixels.
        skew: degrees by which its lines fall to the right.
    """
    warp = Warp(image.gray.shape, skew)
    straight = warp.straighten(image.gray)
    horizontal, vertical = find_ruling_lines(straight, image.dpi)
    curvature = fit_curvature(horizontal, image.dpi), fit_curvature(vertical, image.dpi)
    if any(curvature):
        warp = Warp(image.gray.shape, skew, *curvature)
        straight = warp.straighten(image.gray)
        horizontal, vertical = find_ruling_lines(straight, image.dpi)
    horizontal, vertical = without_tilted(horizontal, vertical, image.dpi)
    if other_ink is not None:
        other_ink = warp.straighten(other_ink, is_mask=True)
    return StraightPage(straight, image, frame, warp, horizontal, vertical, other_ink)


def _part(image: PageImage, columns: slice) -> PageImage:
    """Return some columns of an image, at their place on the page."""
    moved = np.array([[1.0, 0.0, columns.start], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    return replace(image, gray=np.ascontiguousarray(image.gray[:, columns]), to_page=image.to_page @ moved)


def _turned(image: PageImage, frame: Frame, turns: int) -> PageImage:
    """Return the place of an image on its page after clockwise quarter turns of both; its pixels are not turned."""
    to_page, (high, wide) = image.to_page, image.gray.shape
    page_high, page_wide = frame.height, frame.width
    for _ in range(turns):
        # one clockwise turn: a pixel (x, y) comes from (y, high - x); a point (x, y) goes to (page_high - y, x)
        from_pixels = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, high], [0.0, 0.0, 1.0]])
        of_points = np.array([[0.0, -1.0, page_high], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        to_page = of_points @ to_page @ from_pixels
        high, wide, page_high, page_wide = wide, high, page_wide, page_high
    return replace(image, to_page=to_page)
