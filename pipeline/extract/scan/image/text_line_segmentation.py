"""Segmentation of a cell image into text lines, by the heights and middles of its connected components."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.cell_image import CellImage

Band = tuple[int, int]
"""The rows of a text line, top and below its bottom, pixels of the cell image."""


class TextLineSettings(NamedTuple):
    """Thresholds of :func:`find_text_lines`, in heights of a letter where nothing else is said."""

    outlier: float = 3.0  # times the median height of components: strokes of a stamp or a signature are higher
    letter_percentile: float = 75.0  # of heights: a letter, not a mark
    letter_share: float = 0.5  # of that height: what is lower does not count for the height of a letter
    mark: float = 0.65  # what is lower is a mark
    tall: float = 1.9  # what is higher is no letter of a line
    apart: float = 0.45  # the middles of a line's letters are no farther apart
    pitch: float = 1.65  # lines stand no closer
    mark_gap: float = 1.0  # a mark is nearer than this to its line


TEXT_LINES = TextLineSettings()


def find_text_lines(image: CellImage) -> list[Band]:
    """Find the text lines of a cell, top to bottom, with their marks; lines of tall letters may overlap a little.

    Lines are told by the middles of their letters: marks of one and the next may touch. Marks, of which two that touch
    are as high as a letter, go to the line that they are nearest to.
    """
    s = TEXT_LINES
    tops, bottoms = image.letters[:, 1] - image.origin[1], image.letters[:, 3] - image.origin[1]
    high, middle = bottoms - tops, (tops + bottoms) / 2
    if not len(high):
        return []
    usual = high[high <= s.outlier * np.median(high)]
    letter = float(np.median(usual[usual >= s.letter_share * np.percentile(usual, s.letter_percentile)]))
    order = np.argsort(middle)
    order = order[(high[order] >= s.mark * letter) & (high[order] <= s.tall * letter)]
    if not len(order):
        return [(int(tops.min()), int(bottoms.max()))]
    groups = np.split(order, np.flatnonzero(np.diff(middle[order]) > s.apart * letter) + 1)
    lines = [(float(np.median(middle[g])), len(g), int(tops[g].min()), int(bottoms[g].max())) for g in groups]
    while len(lines) > 1:  # what is nearer than a line's pitch is marks
        pitch, k = min((b[0] - a[0], i) for i, (a, b) in enumerate(pairwise(lines)))
        if pitch >= s.pitch * letter:
            break
        a, b = lines[k : k + 2]
        lines[k : k + 2] = [(max(a, b, key=lambda line: line[1])[0], a[1] + b[1], min(a[2], b[2]), max(a[3], b[3]))]
    out = [(a, b) for _, _, a, b in lines]
    for m in np.flatnonzero(high < s.mark * letter):
        # of two lines as near, the one below
        gap, n = min((max(a - bottoms[m], tops[m] - b), -n) for n, (_, _, a, b) in enumerate(lines))
        if gap < s.mark_gap * letter:
            out[-n] = (min(out[-n][0], int(tops[m])), max(out[-n][1], int(bottoms[m])))
    return out
