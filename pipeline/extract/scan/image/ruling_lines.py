"""Ruling lines of a picture: long, thin, dark runs that are nearly level or nearly upright.

A line is found in pieces (drop-outs, stamps and handwriting break it) and joined where faint ink goes on between them. What looks like
a line but is a stack of Thai marks over a letter is told by its ends: a short upright piece counts only where it runs from one level
line to the next without a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.extract.scan.image.illumination import INK
from pipeline.extract.scan.image.page_image import Gray

Floats = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.uint8]]

# inches
LEVEL = 0.30  # shortest level piece
UPRIGHT = 0.11  # shortest upright piece
SURE_UPRIGHT = 0.55  # no stack of letter and marks is as high as this
THICK = 0.035  # thickest ruling
LIKE = 1.5  # times the long level rulings of its page: as thick as this may be a short upright one
LONG, DOUBLE = 1.0, 0.06  # one that is this long may be this thick: double, or bold
BESIDE = 0.045  # how far from a line its surroundings are looked at
GAP = 0.02  # drop-outs that are closed outright
DOTS = 0.08  # dots and dashes of one line are closer
DOTTED = 0.4  # shortest dotted piece
BLUR = 0.012  # the edge of a stroke
STEP = 0.04  # spacing of the points that a line is followed by
REACH = 0.035  # a piece that ends as near as this to a line reaches it

PALE = 16  # of 255: a line is darker by this, in the mean of DOTS, than the paper beside it
CROWDED = 0.35  # share of a dotted line's length that has ink close by
FAINT = 205  # of 255: what is darker may be what is left of a line
UNBROKEN = 0.97  # share of a short upright piece that must be ink
FREE = 1.5  # inches: level lines as long as this need no upright ones
SOLID = 0.88  # share of a high upright line that must be ink
OFF = 0.06  # inches: letters keep off the lines of their row somewhere within this
THIN = 0.6  # share of a line's length on which nothing may touch it
STREAK = 0.06  # inches: a gap no wider is bridged although nothing is left in it
BRIDGE = 0.6  # inches: pieces of one line farther apart than this are two lines
BRIDGED = 0.45  # share of a gap where faint ink must go on


@dataclass(slots=True)
class Rule:
    """A piece of a ruling, followed point by point: ``along`` rises, ``across`` is where the line's middle is, pixels."""

    along: Floats
    across: Floats
    thick: float

    @property
    def start(self) -> float:
        """First pixel along the line."""
        return float(self.along[0])

    @property
    def end(self) -> float:
        """Last pixel along the line."""
        return float(self.along[-1])

    @property
    def at(self) -> float:
        """Where the line runs, in the mean."""
        return float(self.across.mean())


def find_rules(light: Gray, dpi: float) -> tuple[list[Rule], list[Rule]]:
    """Level and upright rulings of an evened picture that is skewed by less than a degree."""
    ink = (light < INK + 20).astype(np.uint8)
    faint = (light < FAINT).astype(np.uint8)
    turned, turned_faint = np.ascontiguousarray(ink.T), np.ascontiguousarray(faint.T)
    bare = turned
    ink = _drawn_through(ink, light, faint, dpi)
    turned = _drawn_through(turned, np.ascontiguousarray(light.T), turned_faint, dpi)
    level = _pieces(ink, dpi, LEVEL)
    upright = _pieces(turned, dpi, UPRIGHT, LIKE * _usual(level, dpi))
    level, upright = _joined(level, faint, dpi), _joined(upright, turned_faint, dpi)
    upright = _between(upright, level, turned, bare, dpi)
    return [line for line in level if _divides(line, upright, dpi)], upright


def _divides(line: Rule, upright: list[Rule], dpi: float) -> bool:
    """Whether a level line is long, or runs from one upright line to another: strokes of letters do not."""
    if line.end - line.start >= FREE * dpi:
        return True
    reach = REACH * dpi
    crossed = (
        r.at
        for r in upright
        if r.start - reach <= line.at <= r.end + reach and line.start - reach <= r.at <= line.end + reach
    )
    return len(set(map(round, crossed))) > 1


def _drawn_through(ink: Mask, light: Gray, faint: Mask, dpi: float) -> Mask:
    """The ink, with dotted, dashed and pale lines along x drawn through: what is darker than the paper above and below it, on and on."""
    import cv2

    reach = round(DOTS * dpi)
    along = cv2.blur(light, (reach, 1))
    darker = cv2.morphologyEx(along, cv2.MORPH_BLACKHAT, np.ones((round(THICK * dpi), 1), np.uint8))
    lines = (darker >= PALE).astype(np.uint8)
    lines = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((1, round(DOTTED * dpi) + reach), np.uint8))
    lines = cv2.erode(lines, np.ones((1, reach), np.uint8))  # the mean made them longer
    out = ink.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    for k in range(1, count):
        x, y, w, h = (int(v) for v in stats[k, :4])
        if _stands_free(faint[:, x : x + w], y, y + h, dpi):
            out[y : y + h, x : x + w] |= (labels[y : y + h, x : x + w] == k).astype(np.uint8)
    return out


def _stands_free(faint: Mask, top: int, bottom: int, dpi: float) -> bool:
    """Whether little ink stands close above or below a line: the upper strokes of a row of letters are thin, too, but go on below."""
    near, far = round(BLUR * dpi), round(BESIDE * dpi)
    above, below = faint[max(0, top - far) : max(0, top - near)], faint[bottom + near : bottom + far]
    return bool((above.any(axis=0) | below.any(axis=0)).mean() <= CROWDED)


def _usual(rules: list[Rule], dpi: float) -> float:
    """How thick the long rulings of a page are, pixels; 0 where it has none."""
    thick = [rule.thick for rule in rules if rule.end - rule.start >= LONG * dpi]
    return float(np.median(thick)) if thick else 0.0


def _pieces(ink: Mask, dpi: float, shortest: float, thick: float = 0.0) -> list[Rule]:
    """Straight thin runs along x; short ones may be ``thick`` pixels where others of the page are."""
    import cv2

    length = round(shortest * dpi)
    wide = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(3, round(GAP * dpi))), np.uint8))
    wide = cv2.dilate(wide, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        most = max(_thickest(w, dpi), thick)
        if area / w > most + 3 or h > 0.1 * w + 4 * THICK * dpi:
            continue
        rule = _followed(labels[y : y + h, x : x + w] == k, ink, x, y, most, dpi)
        if rule is not None:
            found.append(rule)
    return found


def _thickest(length: int, dpi: float) -> float:
    """How thick a ruling of a length may be, pixels: no line of letters runs on and on without a gap."""
    return (DOUBLE if length >= LONG * dpi else THICK) * dpi


def _followed(mask: np.ndarray[Any, Any], ink: Mask, x: int, y: int, most: float, dpi: float) -> Rule | None:
    """A run of pixels as a line, or None where it is no thin line: letters stand beside each other, not a stroke."""
    high, wide = mask.shape
    counts = mask.sum(axis=0)
    middles = (mask * np.arange(high)[:, None]).sum(axis=0) / np.maximum(counts, 1) + y
    step = max(2, round(STEP * dpi))
    cuts = np.arange(0, wide, step)
    across = np.add.reduceat(middles, cuts) / np.diff([*cuts, wide])
    along = cuts + np.diff([*cuts, wide]) / 2 + x
    reach = round(BESIDE * dpi)
    rows = np.clip(
        np.rint(middles).astype(np.int64)[None, :] + np.arange(-reach, reach + 1)[:, None], 0, ink.shape[0] - 1
    )
    beside = ink[rows, np.arange(x, x + wide)[None, :]].sum(axis=0)
    thin = beside <= most
    if thin.mean() < THIN:
        return None
    along[0], along[-1] = x, x + wide - 1
    return Rule(along.astype(np.float64), across, float(np.median(beside[thin])))


def _joined(pieces: list[Rule], faint: Mask, dpi: float) -> list[Rule]:
    """Pieces of one line become one where faint ink goes on between them."""
    lane = 0.08 * dpi
    out: list[Rule] = []
    lanes: dict[int, list[int]] = {}  # the lines so far, by where they end
    for piece in sorted(pieces, key=lambda p: p.start):
        at = int(piece.across[0] / lane)
        near = [k for lane_no in (at - 1, at, at + 1) for k in lanes.get(lane_no, ())]
        gaps = sorted(
            (piece.start - out[k].end, k) for k in near if -0.05 * dpi <= piece.start - out[k].end <= BRIDGE * dpi
        )
        in_line = (
            k
            for gap, k in gaps
            if _in_line(out[k], piece, gap, dpi) and (gap <= STREAK * dpi or _goes_on(out[k], piece, faint))
        )
        before = next(in_line, None)
        if before is None:
            out.append(piece)
            before = len(out) - 1
        else:
            out[before] = _one(out[before], piece)
        lanes.setdefault(int(out[before].across[-1] / lane), []).append(before)
    return out


def _in_line(before: Rule, after: Rule, gap: float, dpi: float) -> bool:
    return bool(abs(_ahead(before, after.start) - after.across[0]) <= 0.015 * dpi + 0.02 * max(gap, 0.0))


def _one(before: Rule, after: Rule) -> Rule:
    keep = after.along > before.end
    weight = (len(before.along), len(after.along))
    thick = (before.thick * weight[0] + after.thick * weight[1]) / sum(weight)
    return Rule(np.append(before.along, after.along[keep]), np.append(before.across, after.across[keep]), thick)


def _ahead(rule: Rule, x: float) -> float:
    """Where a line would be at x if it went on as it ends."""
    tail = min(len(rule.along), 12)
    if tail < 4:
        return float(rule.across[-1])
    slope, offset = np.polyfit(rule.along[-tail:] - rule.end, rule.across[-tail:], 1)
    return float(offset + slope * (x - rule.end))


def _goes_on(before: Rule, after: Rule, faint: Mask) -> bool:
    """Whether ink, however faint, is found between two pieces on most of the way."""
    start, end = round(before.end), round(after.start)
    xs = np.arange(start + 1, end)
    ys = np.rint(np.interp(xs, (start, end), (before.across[-1], after.across[0]))).astype(np.int64)
    rows = np.clip(ys[None, :] + np.arange(-2, 3)[:, None], 0, faint.shape[0] - 1)
    return bool(faint[rows, xs[None, :]].any(axis=0).mean() >= BRIDGED)


def _between(upright: list[Rule], level: list[Rule], ink: Mask, bare: Mask, dpi: float) -> list[Rule]:
    """Upright lines cut at the level ones; what is kept of them is too high for letters, or unbroken from one level line to another.

    ``bare`` is the ink before dotted and pale lines were drawn through.
    """
    out = []
    for rule in upright:
        near = [line for line in level if line.start - REACH * dpi <= rule.at <= line.end + REACH * dpi]
        stops = sorted((float(np.interp(rule.at, line.along, line.across)), line.thick) for line in near)
        if rule.end - rule.start >= SURE_UPRIGHT * dpi and _share(rule, rule.start, rule.end, ink) >= SOLID:
            solid = _share(rule, rule.start, rule.end, bare) >= SOLID
            out += _without_letters(rule, stops, bare, dpi) if solid else [rule]
            continue
        for (top, above), (bottom, below) in pairwise(stops):
            start, end = max(top, rule.start), min(bottom, rule.end)
            reaches = (
                start - top <= REACH * dpi + above
                and bottom - end <= REACH * dpi + below
                and end - start > 2 * REACH * dpi
            )
            if reaches and _share(rule, start, end, ink) >= UNBROKEN:
                keep = (rule.along > start) & (rule.along < end)
                ends = np.interp((start, end), rule.along, rule.across)
                out.append(
                    Rule(
                        np.array([start, *rule.along[keep], end]),
                        np.array([ends[0], *rule.across[keep], ends[1]]),
                        rule.thick,
                    )
                )
    return out


def _without_letters(rule: Rule, stops: list[tuple[float, float]], ink: Mask, dpi: float) -> list[Rule]:
    """A long upright line without the rows of merged cells, in which only a stack of letters stands on it.

    Such ink keeps off the level lines above and below; what is left of a worn ruling does not keep off both.
    """
    cuts = []
    for (top, above), (bottom, below) in pairwise(stops):
        start, end = top + above / 2, bottom - below / 2
        if (
            end <= rule.start
            or start >= rule.end
            or end - start <= 2 * OFF * dpi
            or _share(rule, start, end, ink) >= SOLID
        ):
            continue
        off_top = rule.start > start + OFF * dpi or _breaks(rule, start, start + OFF * dpi, ink)
        off_bottom = rule.end < end - OFF * dpi or _breaks(rule, end - OFF * dpi, end, ink)
        if off_top and off_bottom:
            cuts.append((top, bottom))
    parts, start = [], rule.start
    for top, bottom in [*cuts, (rule.end, rule.end)]:
        keep = (rule.along > start) & (rule.along < top)
        if top - start > OFF * dpi:
            ends = np.interp((start, top), rule.along, rule.across)
            parts.append(
                Rule(
                    np.array([start, *rule.along[keep], top]),
                    np.array([ends[0], *rule.across[keep], ends[1]]),
                    rule.thick,
                )
            )
        start = bottom
    return parts if cuts else [rule]


def _breaks(rule: Rule, start: float, end: float, ink: Mask) -> bool:
    """Whether there is paper on a part of a line."""
    seen = _seen(rule, start, end, ink)
    return bool((~seen[1:] & ~seen[:-1]).any())


def _share(rule: Rule, start: float, end: float, ink: Mask) -> float:
    """Share of a line's length, from start to end, on which there is ink."""
    seen = _seen(rule, start, end, ink)
    return float(seen.mean()) if len(seen) else 0.0


def _seen(rule: Rule, start: float, end: float, ink: Mask) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where there is ink on a line, pixel by pixel from start to end."""
    xs = np.arange(max(0, round(start)), min(round(end) + 1, ink.shape[1]))
    middles = np.rint(np.interp(xs, rule.along, rule.across)).astype(np.int64)
    rows = np.clip(middles[None, :] + np.arange(-1, 2)[:, None], 0, ink.shape[0] - 1)
    return np.asarray(ink[rows, xs[None, :]].any(axis=0))
