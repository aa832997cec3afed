"""Ruling lines of a page image, and the thresholds by which they are detected.

The steps: :mod:`ruling_segments` finds thin straight segments, :mod:`ruling_merging` joins segments of one line,
:mod:`ruling_validation` drops strokes of letters, :mod:`ruling_strokes` those of stamps and signatures,
:mod:`ruling_detection` runs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.scan.image.illumination import ILLUMINATION

Floats = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.uint8]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


class RulingLineSettings(NamedTuple):
    """Thresholds of the detection of ruling lines. Shades are of 255, 0 is black."""

    ink: int = ILLUMINATION.ink + 20  # shade: darker is ink
    faint_ink: int = 205  # shade: darker may be what is left of a line

    # dotted, dashed and pale lines
    dot_pitch: float = 0.08  # inches: dots and dashes of one line are closer
    pale_contrast: int = 16  # shade: a line is darker by this, in the mean of dot_pitch, than the paper beside it
    dotted_min: float = 0.4  # inches: shortest dotted segment
    edge_blur: float = 0.012  # inches: width of the edge of a stroke
    crowded_max: float = 0.35  # share of a dotted line's length that has ink close by: strokes of letters have more

    # segments
    horizontal_min: float = 0.30  # inches: shortest horizontal segment
    vertical_min: float = 0.11  # inches: shortest vertical segment
    dropout: float = 0.02  # inches: gaps that are closed outright
    thickness_max: float = 0.035  # inches: thickest line
    long_min: float = 1.0  # inches: no line of letters runs on so far without a gap
    double_thickness_max: float = 0.06  # inches: a line of long_min may be this thick: double, or bold
    thickness_ratio: float = 1.5  # times the long horizontal lines of the page: so thick may a short vertical one be
    thickness_slack: int = 3  # pixels that a segment's mean thickness may exceed, for its blurred edges
    slope_max: float = 0.1  # height to width of a segment, beside four times thickness_max
    slope_slack: float = 4.0  # times thickness_max
    sample_step: float = 0.04  # inches between the points by which a line is traced
    profile_reach: float = 0.045  # inches: how far from a line its surroundings are looked at
    thin_min: float = 0.6  # share of a line's length on which nothing may touch it

    # merging
    merge_gap: float = 0.6  # inches: segments farther apart are two lines
    merge_overlap: float = 0.05  # inches by which segments of one line may overlap
    blind_gap: float = 0.06  # inches: a gap no wider is bridged although nothing is left in it
    gap_ink_min: float = 0.45  # share of a gap where faint ink must go on
    gap_reach: int = 2  # pixels above and below a gap's middle that are searched for faint ink
    lane: float = 0.08  # inches: segments farther apart across are not compared
    offset_max: float = 0.015  # inches across between a line's end and the next segment
    offset_per_gap: float = 0.02  # of the gap's width, added to offset_max
    slope_points: int = 12  # points at a line's end from which its direction is taken
    slope_points_min: int = 4  # with fewer, the line is taken as going on straight

    # validation
    touch: float = 0.035  # inches: a segment that ends this near to a line reaches it
    vertical_sure: float = 0.55  # inches: no stack of letter and marks is as high as this
    solid: float = 0.88  # share of a high vertical line that must be ink
    unbroken: float = 0.97  # share of a short vertical segment that must be ink
    open_ends_min: int = 3  # short vertical lines that end together below the last horizontal line, or above the first
    letter_clearance: float = 0.06  # inches: letters keep off the lines of their row somewhere within this
    free_standing: float = 1.5  # inches: horizontal lines as long as this need no vertical ones
    line_reach: int = 1  # pixels above and below a line's middle that count as on it


RULING_LINES = RulingLineSettings()


@dataclass(frozen=True, slots=True)
class RulingLine:
    """A ruling line traced point by point, pixels.

    Attributes:
        along: places along the line, rising (x of a horizontal line, y of a vertical one).
        across: where the line's middle is at those places.
        thickness: median thickness.
    """

    along: Floats
    across: Floats
    thickness: float

    @property
    def start(self) -> float:
        """First pixel along the line."""
        return float(self.along[0])

    @property
    def end(self) -> float:
        """Last pixel along the line."""
        return float(self.along[-1])

    @property
    def position(self) -> float:
        """Mean place across the line."""
        return float(self.across.mean())

    def part(self, start: float, end: float) -> RulingLine:
        """Return the line between two places along it."""
        keep = (self.along > start) & (self.along < end)
        ends = np.interp((start, end), self.along, self.across)
        return RulingLine(
            np.array([start, *self.along[keep], end]),
            np.array([ends[0], *self.across[keep], ends[1]]),
            self.thickness,
        )


def ink_along(line: RulingLine, start: float, end: float, ink: Mask) -> Flags:
    """Return where there is ink on a line, pixel by pixel from start to end."""
    xs = np.arange(max(0, round(start)), min(round(end) + 1, ink.shape[1]))
    middles = np.rint(np.interp(xs, line.along, line.across)).astype(np.int64)
    reach = RULING_LINES.line_reach
    rows = np.clip(middles[None, :] + np.arange(-reach, reach + 1)[:, None], 0, ink.shape[0] - 1)
    return np.asarray(ink[rows, xs[None, :]].any(axis=0))


def ink_share(line: RulingLine, start: float, end: float, ink: Mask) -> float:
    """Return the share of a line's length, from start to end, on which there is ink."""
    inked = ink_along(line, start, end, ink)
    return float(inked.mean()) if len(inked) else 0.0
