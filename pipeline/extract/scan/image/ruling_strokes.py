"""Strokes that look like ruling lines: parts of seals and signatures, and the tilted frames of receipt stamps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.ruling_lines import RULING_LINES, Flags, Mask, RulingLine
from pipeline.extract.scan.image.ruling_removal import remove_ruling_lines


class RulingStrokeSettings(NamedTuple):
    """Thresholds of :func:`without_strokes` and :func:`without_tilted`."""

    straight_min: float = 0.7  # inches: a straight line as long is no part of a ring or of a letter by hand
    long_min: float = 2.5  # inches: lines as long tell how level a page is
    stroke_size: float = 0.4  # inches: the longer side of a stroke of a seal or a signature
    stroke_width: float = 0.22  # inches: its shorter side; letters that touch a ruling line reach less far
    off_lines: float = 0.4  # share of a stroke's ink that is on no ruling line: a grid of short lines has less
    arc_length_max: float = 1.5  # inches: longer lines are curved as their page is
    arc_points_min: int = 4  # points that tell a curve
    arc_rise: float = 0.013  # inches by which the middle of an arc is off its chord
    arc_rise_pixels: float = 2.5  # pixels: the same at least
    arc_noise: float = 0.35  # of that rise: how far the points are off the curve, root mean square
    line_margin: int = 2  # pixels on either side of a line that count as on it
    on_stroke: float = 0.5  # share of a line's points that lie on a stroke, and it is part of it
    tilt_min: float = 0.8  # degrees by which the frame of a stamp leans to the long lines of its page, at least
    tilted_length: tuple[float, float] = (0.5, 3.4)  # inches: sides of such frames; the tilt of shorter ones is unsure


RULING_STROKES = RulingStrokeSettings()


def without_strokes(
    gray: GrayImage, horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine], dpi: float
) -> tuple[list[RulingLine], list[RulingLine]]:
    """Drop short lines that are arcs, or parts of long strokes that go on where the line ends.

    Args:
        gray: the page, straight.
        horizontal: its ruling lines.
        vertical: likewise.
        dpi: pixels per inch.
    """
    s = RULING_STROKES
    horizontal, vertical = ([line for line in lines if not _is_arc(line, dpi)] for lines in (horizontal, vertical))
    long = [[line for line in lines if _length(line) >= s.straight_min * dpi] for lines in (horizontal, vertical)]
    if len(long[0]) + len(long[1]) == len(horizontal) + len(vertical):
        return horizontal, vertical
    ink = (remove_ruling_lines(gray, long[0], long[1], dpi) < RULING_LINES.faint_ink).astype(np.uint8)
    on_lines = np.zeros_like(ink)
    _draw(on_lines, horizontal)
    _draw(on_lines.T, vertical)
    strokes = _strokes(ink, on_lines > 0, dpi)
    if not strokes.any():
        return horizontal, vertical
    turned = np.ascontiguousarray(strokes.T)

    def stays(line: RulingLine, on: Flags) -> bool:
        return _length(line) >= s.straight_min * dpi or _share_on(line, on) < s.on_stroke

    return [line for line in horizontal if stays(line, strokes)], [line for line in vertical if stays(line, turned)]


def without_tilted(
    horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine], dpi: float
) -> tuple[list[RulingLine], list[RulingLine]]:
    """Drop the sides of tilted frames: lines that lean to the long ones of their direction.

    In a photograph lines of a table may lean too, all the more the farther they are from the edge of the sheet, but
    they end on lines of the other direction that do not.
    """
    level, upright = (_leaning(lines, dpi) for lines in (horizontal, vertical))
    kept = []
    for lines, leaning, others, lean in (
        (horizontal, level, vertical, upright),
        (vertical, upright, horizontal, level),
    ):
        long = any(_length(line) >= RULING_STROKES.long_min * dpi for line in lines)  # else nothing tells
        straight = [other for other, leans in zip(others, lean, strict=True) if not leans]
        kept.append(
            [
                line
                for line, leans in zip(lines, leaning, strict=True)
                if not (long and leans) or _ends_on(line, straight, dpi)
            ]
        )
    return kept[0], kept[1]


def _leaning(lines: Sequence[RulingLine], dpi: float) -> list[bool]:
    """Tell which lines of one direction, as long as sides of frames, lean to its long lines; to the page without."""
    s = RULING_STROKES
    slopes = [float(np.polyfit(line.along, line.across, 1)[0]) for line in lines]
    long = [slope for slope, line in zip(slopes, lines, strict=True) if _length(line) >= s.long_min * dpi]
    usual = float(np.median(long)) if long else 0.0
    shortest, longest = (v * dpi for v in s.tilted_length)
    most = float(np.tan(np.radians(s.tilt_min)))
    return [
        shortest <= _length(line) <= longest and abs(slope - usual) >= most
        for slope, line in zip(slopes, lines, strict=True)
    ]


def _ends_on(line: RulingLine, others: Sequence[RulingLine], dpi: float) -> bool:
    """Whether both ends of a line touch lines of the other direction."""
    reach = RULING_LINES.touch * dpi

    def touches(along: float, across: float) -> bool:
        return any(
            other.start - reach <= across <= other.end + reach
            and abs(float(np.interp(across, other.along, other.across)) - along) <= reach + other.thickness
            for other in others
        )

    return touches(line.start, float(line.across[0])) and touches(line.end, float(line.across[-1]))


def _is_arc(line: RulingLine, dpi: float) -> bool:
    """Whether a short line is curved as the ring of a seal is, all along."""
    s = RULING_STROKES
    length = _length(line)
    if length > s.arc_length_max * dpi or len(line.along) < s.arc_points_min:
        return False
    bend, slope, offset = np.polyfit(line.along - line.start, line.across, 2)
    rise = abs(float(bend)) * length * length / 4  # of the middle above the chord
    off = line.across - np.polyval((bend, slope, offset), line.along - line.start)
    return rise >= max(s.arc_rise_pixels, s.arc_rise * dpi) and float(np.sqrt((off**2).mean())) <= s.arc_noise * rise


def _length(line: RulingLine) -> float:
    return line.end - line.start


def _draw(mask: Mask, lines: Sequence[RulingLine]) -> None:
    """Draw lines along x, in place, with a margin."""
    for line in lines:
        xs = np.arange(max(0, round(line.start)), min(mask.shape[1], round(line.end) + 1))
        middle = np.rint(np.interp(xs, line.along, line.across)).astype(np.int64)
        reach = round(line.thickness / 2) + RULING_STROKES.line_margin
        rows = np.clip(middle[None, :] + np.arange(-reach, reach + 1)[:, None], 0, mask.shape[0] - 1)
        mask[rows, xs[None, :]] = 1


def _strokes(ink: Mask, on_lines: Flags, dpi: float) -> Flags:
    """Return the ink of long strokes that run off the lines."""
    import cv2

    s = RULING_STROKES
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    large = (np.maximum(wide, high) >= s.stroke_size * dpi) & (np.minimum(wide, high) >= s.stroke_width * dpi)
    large[0] = False
    strokes = np.zeros(ink.shape, np.bool_)
    for k in np.flatnonzero(large):
        x, y, w, h, area = (int(v) for v in stats[k])
        own = labels[y : y + h, x : x + w] == k
        if (own & ~on_lines[y : y + h, x : x + w]).sum() >= s.off_lines * area:
            strokes[y : y + h, x : x + w] |= own
    return strokes


def _share_on(line: RulingLine, strokes: Flags) -> float:
    """Return the share of a line's points, along x, that lie on strokes."""
    xs = np.clip(np.rint(line.along).astype(np.int64), 0, strokes.shape[1] - 1)
    middle = np.rint(line.across).astype(np.int64)
    reach = RULING_LINES.line_reach
    rows = np.clip(middle[None, :] + np.arange(-reach, reach + 1)[:, None], 0, strokes.shape[0] - 1)
    return float(strokes[rows, xs[None, :]].any(axis=0).mean())
