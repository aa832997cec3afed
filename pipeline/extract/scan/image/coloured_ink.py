"""Coloured ink: stamps, signatures and notes by hand are told from print by their colour and taken off the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.page_image import ColourImage, GrayImage

Mask = np.ndarray[Any, np.dtype[np.uint8]]


class ColouredInkSettings(NamedTuple):
    """Thresholds of :func:`separate_ink`. Shades are of 255, of ink on white paper."""

    background_dpi: int = 25  # the paper's colour is estimated at this resolution
    background_dilation: int = 7  # pixels at background_dpi: ink is dilated away, so that paper is left
    background_median: int = 9  # pixels at background_dpi: kernel that removes what dilation left of ink
    search_dpi: int = 75  # coloured ink is looked for at this resolution
    stroke: float = 0.08  # inches: what is taken off is no thicker; the paper around it takes its place
    spread: float = 0.02  # inches: colour is stored coarser than brightness, so both are compared over so much
    depth: int = 30  # shade by which the weakest of red, green and blue is below paper: less is no ink
    chroma: int = 14  # shade between the strongest and the weakest of them, over the spread: less is no colour
    saturation: float = 0.3  # of the depth: ink whose chroma is less is black or gray
    black: int = 95  # shade: where even the strongest of them is below, print lies under a stamp
    mark_size: float = 0.42  # inches: the longer side of a stroke of a stamp or a signature, not of a letter
    mark_height: float = 0.22  # inches: its shorter side; lines under words are lower
    mark_fill: float = 0.4  # of its box: strokes fill no more, shaded cells do
    level_run: float = 0.3  # inches: level and upright runs as long are those of rulings and frames
    level_share: float = 0.5  # of a mark's pixels on such runs, or on its outline: a table in colour, or a frame
    frame_size: tuple[float, float] = (3.2, 1.8)  # inches, wide and high: a larger frame in colour is a table
    apart: float = 0.04  # inches: strokes so near are of one mark
    crossing_reach: float = 0.015  # inches around the letters of a cell within which other ink touches them
    crossing_area: float = 0.0003  # square inches of ink that was taken off: so much crosses a cell's letters
    print_shade: int = 150  # shade after the correction of illumination: darker is the print of a cell
    mixed: tuple[float, float] = (0.12, 0.7)  # share of a cell's ink that is coloured: all, or none, is print
    pieces: float = 0.15  # inches: pieces of a mark that print parts are so near to each other
    band_rows: int = 256  # pixels: rows that are looked at in one go
    share_max: float = 0.2  # of the page: coloured ink that covers more is a picture or shading, and stays


COLOURED_INK = ColouredInkSettings()


COLOURED, TAKEN_OFF = 1, 2


@dataclass(frozen=True, slots=True)
class SeparatedInk:
    """A page whose coloured ink is told from its print.

    Attributes:
        gray: as the page's, stamps and signatures taken off.
        other_ink: COLOURED where ink is coloured and stays, TAKEN_OFF where that of a stamp or a signature was taken
            off, else 0; None where the page has no coloured ink.
    """

    gray: GrayImage
    other_ink: Mask | None = None


def separate_ink(gray: GrayImage, colour: ColourImage | None, dpi: float) -> SeparatedInk:
    """Take coloured stamps, signatures and notes off a page; coloured print, shading and rulings stay."""
    part = None if colour is None else _coloured_part(colour, dpi)
    if colour is None or part is None:
        return SeparatedInk(gray)
    import cv2

    s = COLOURED_INK
    flat = _on_white(colour[part], dpi)
    coloured = _coloured(flat, dpi)
    if float(coloured.sum()) > s.share_max * gray.size:
        return SeparatedInk(gray)
    marks = _marks(coloured, _weakest(flat) < 255 - s.depth, dpi)
    other_ink, out = np.zeros_like(gray), gray.copy()
    other_ink[part] = coloured * COLOURED + marks * (TAKEN_OFF - COLOURED)
    rim = cv2.dilate(marks, np.ones((3, 3), np.uint8)) > 0
    bare = rim & (_strongest(flat) >= s.black)
    paper = cv2.morphologyEx(gray[part], cv2.MORPH_CLOSE, np.ones((_odd(s.stroke * dpi),) * 2, np.uint8))
    out[part] = np.where(bare, paper, gray[part])
    return SeparatedInk(out, other_ink)


def _coloured_part(colour: ColourImage, dpi: float) -> tuple[slice, slice] | None:
    """Return the rows and columns between which coloured ink may stand; None where there is none."""
    import cv2

    s = COLOURED_INK
    shrink = max(1, round(dpi / s.search_dpi))
    small = cv2.resize(colour, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    flat = _on_white(np.asarray(small, np.uint8), dpi / shrink)
    rows, columns = np.nonzero(_strongest(flat) - _weakest(flat) >= s.chroma)
    if not len(rows):
        return None
    margin = s.background_dilation * shrink
    top, left = (max(0, int(v.min()) * shrink - margin) for v in (rows, columns))
    return (
        slice(top, (int(rows.max()) + 1) * shrink + margin),
        slice(left, (int(columns.max()) + 1) * shrink + margin),
    )


def _on_white(colour: ColourImage, dpi: float) -> ColourImage:
    """Return the page as if its paper were white, whatever the paper and the light."""
    import cv2

    s = COLOURED_INK
    shrink = max(1, round(dpi / s.background_dpi))
    small = cv2.resize(colour, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    grown = cv2.dilate(small, np.ones((s.background_dilation, s.background_dilation), np.uint8))
    paper = cv2.medianBlur(grown, s.background_median)
    size = (colour.shape[1], colour.shape[0])
    full = cv2.resize(np.maximum(paper, 1), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(colour, full, full, scale=255), dtype=np.uint8)


def _strongest(colour: ColourImage) -> GrayImage:
    """Return the strongest of blue, green and red."""
    import cv2

    blue, green, red = cv2.split(colour)
    return np.asarray(cv2.max(cv2.max(blue, green), red), dtype=np.uint8)


def _weakest(colour: ColourImage) -> GrayImage:
    """Return the weakest of blue, green and red."""
    import cv2

    blue, green, red = cv2.split(colour)
    return np.asarray(cv2.min(cv2.min(blue, green), red), dtype=np.uint8)


def _coloured(flat: ColourImage, dpi: float) -> Mask:
    """Return where ink is coloured; computed in bands of rows, for the memory that a page at once would take."""
    spread, rows = _odd(COLOURED_INK.spread * dpi), COLOURED_INK.band_rows
    out = np.zeros(flat.shape[:2], np.uint8)
    for top in range(0, len(out), rows):
        first = max(0, top - spread)
        band = _coloured_band(flat[first : top + rows + spread], spread)
        out[top : top + rows] = band[top - first : top - first + rows]
    return out


def _coloured_band(flat: ColourImage, spread: int) -> Mask:
    """Return where ink is coloured; colour and brightness are compared over a square of ``spread`` pixels."""
    import cv2

    s = COLOURED_INK
    size = (spread, spread)
    weakest = _weakest(flat)
    depth = cv2.blur(255 - weakest, size)
    blurred = np.asarray(cv2.blur(flat, size), dtype=np.uint8)
    chroma = _strongest(blurred) - _weakest(blurred)
    inked = weakest < 255 - s.depth
    return np.asarray(inked & (chroma >= s.chroma) & (chroma >= s.saturation * depth), dtype=np.uint8)


def _marks(coloured: Mask, inked: Any, dpi: float) -> Mask:
    """Return the coloured ink that is of stamps, signatures and notes: long strokes, and what stands within them.

    Args:
        coloured: 1 where ink is coloured.
        inked: where there is any; strokes go on below print.
        dpi: pixels per inch.
    """
    import cv2

    s = COLOURED_INK
    apart = np.ones((_odd(s.apart * dpi / 2),) * 2, np.uint8)
    joined = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, apart) | (cv2.dilate(coloured, apart) & inked)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined.astype(np.uint8), connectivity=8)
    covered = np.zeros_like(coloured)
    for k in range(1, count):
        x, y, wide, high, area = (int(v) for v in stats[k])
        if max(wide, high) < s.mark_size * dpi or min(wide, high) < s.mark_height * dpi:
            continue
        own = (labels[y : y + high, x : x + wide] == k).astype(np.uint8)
        if float((own & coloured[y : y + high, x : x + wide]).sum()) > s.mark_fill * wide * high:
            continue
        outlines, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        points = np.concatenate(outlines)
        frame = cv2.boxPoints(cv2.minAreaRect(points))
        if not _is_ruled(own, frame, area, dpi):
            cv2.fillConvexPoly(covered, cv2.convexHull(points) + np.array([x, y], np.int32), 1)
        elif wide <= s.frame_size[0] * dpi and high <= s.frame_size[1] * dpi:
            cv2.fillConvexPoly(covered, np.rint(frame + np.array([x, y])).astype(np.int32), 1)
    near = np.ones((_odd(s.pieces * dpi),) * 2, np.uint8)
    outlines, _ = cv2.findContours(cv2.dilate(covered, near), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:  # pieces of one mark, which print or rulings part
        cv2.fillConvexPoly(covered, cv2.convexHull(outline), 1)
    return np.asarray(coloured & covered, dtype=np.uint8)


def _is_ruled(mark: Mask, frame: Any, area: int, dpi: float) -> bool:
    """Whether a mark is a frame, however tilted, or level and upright lines: of a stamp, or of a table in colour."""
    import cv2

    s = COLOURED_INK
    outline = np.zeros_like(mark)
    cv2.polylines(outline, [np.rint(frame).astype(np.int32)], True, 1, _odd(2 * s.apart * dpi))
    if float((mark & outline).sum()) > s.level_share * area:
        return True
    run = np.ones(round(s.level_run * dpi), np.uint8)
    level = cv2.morphologyEx(mark, cv2.MORPH_OPEN, run[None, :]) | cv2.morphologyEx(mark, cv2.MORPH_OPEN, run[:, None])
    return float(level.sum()) > s.level_share * area


def _odd(pixels: float) -> int:
    return max(3, round(pixels) | 1)


def is_crossed(image: CellImage, gray: GrayImage, other_ink: Mask, dpi: float) -> bool:
    """Whether a stamp or a signature lies on the letters of a cell, or some of their ink alone is coloured.

    Args:
        image: the ink of the cell.
        gray: the page, straight.
        other_ink: of the same page, as :class:`SeparatedInk` has it.
        dpi: pixels per inch.
    """
    s = COLOURED_INK
    reach = round(s.crossing_reach * dpi)
    x0, y0 = (max(0, int(v) - reach) for v in image.letters[:, :2].min(axis=0))
    x1, y1 = (int(v) + reach for v in image.letters[:, 2:].max(axis=0))
    ink = other_ink[y0:y1, x0:x1]
    if float((ink == TAKEN_OFF).sum()) > s.crossing_area * dpi * dpi:
        return True
    dark = gray[y0:y1, x0:x1] < s.print_shade
    share = float((ink[dark] == COLOURED).mean()) if dark.any() else 0.0
    return s.mixed[0] < share < s.mixed[1]
