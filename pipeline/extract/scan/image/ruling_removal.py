"""Removal of ruling lines from a page image; letters that touch or cross a line stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.ruling_lines import RULING_LINES, Flags, RulingLine


class RulingRemovalSettings(NamedTuple):
    """Thresholds of :func:`remove_ruling_lines`."""

    dark: int = 215  # of 255: darker belongs to a stroke, its blurred edge too
    stroke_fill: float = 0.6  # share of a line's length that each stroke of a double line fills
    slack: float = 0.02  # inches by which the ink across a line may exceed its thickness
    slack_min: float = 4.0  # pixels: the same at least
    overrun: int = 2  # pixels before the line's first and behind its last point that are whitened too


RULING_REMOVAL = RulingRemovalSettings()


def remove_ruling_lines(
    gray: GrayImage, horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine], dpi: float
) -> GrayImage:
    """Return the page without its ruling lines."""
    out = gray.copy()
    for line in horizontal:
        _erase(out, line, dpi)
    transposed = out.T
    for line in vertical:
        _erase(transposed, line, dpi)
    return out


def _erase(gray: GrayImage, line: RulingLine, dpi: float) -> None:
    """Whiten a line, in place, where the ink across it is no thicker than the line; of a double line, both strokes."""
    s = RULING_REMOVAL
    reach = round(RULING_LINES.profile_reach * dpi) + 1
    first, last = round(line.start) - s.overrun, round(line.end) + s.overrun
    xs = np.arange(max(0, first), min(gray.shape[1], last + 1))
    middle = np.rint(np.interp(xs, line.along, line.across)).astype(np.int64)
    rows = np.clip(middle[None, :] + np.arange(-reach, reach + 1)[:, None], 0, gray.shape[0] - 1)
    window = gray[rows, xs[None, :]]
    dark = window < s.dark
    at = np.arange(2 * reach + 1)[:, None]
    for stroke in _stroke_rows(dark, reach):
        # the run of ink through the stroke's middle, which may be a pixel off
        up = np.cumprod(dark[stroke::-1], axis=0).sum(axis=0)
        down = np.cumprod(dark[stroke:], axis=0).sum(axis=0)
        thin = up + down <= line.thickness + max(s.slack_min, s.slack * dpi)
        window[thin[None, :] & (at > stroke - up[None, :] - 2) & (at < stroke + down[None, :] + 2)] = 255
    gray[rows, xs[None, :]] = window


def _stroke_rows(dark: Flags, middle: int) -> list[int]:
    """Return the rows of a window along a line in which its strokes run.

    That is its middle row, unless rows on both sides of it are full of ink: then the line is double.
    """
    full = dark.mean(axis=1) >= RULING_REMOVAL.stroke_fill
    if full[middle] or not (full[:middle].any() and full[middle + 1 :].any()):
        return [middle]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], full, [False]]).astype(np.int8)))
    return [int(a + b - 1) // 2 for a, b in zip(edges[::2], edges[1::2], strict=True)]
