"""Merging: segments of one ruling line, which drop-outs, stamps and handwriting broke, become one."""

from __future__ import annotations

import numpy as np

from pipeline.extract.scan.image.ruling_lines import RULING_LINES, Mask, RulingLine


def merge_segments(segments: list[RulingLine], faint: Mask, dpi: float) -> list[RulingLine]:
    """Merge segments along x between which faint ink goes on, or only a narrow gap is left.

    Args:
        segments: in any order.
        faint: 1 where there is ink, however faint.
        dpi: pixels per inch.
    """
    s = RULING_LINES
    lane = s.lane * dpi
    out: list[RulingLine] = []
    lanes: dict[int, list[int]] = {}  # indexes of the lines so far, by where they end across
    for segment in sorted(segments, key=lambda line: line.start):
        at = int(segment.across[0] / lane)
        near = [k for number in (at - 1, at, at + 1) for k in lanes.get(number, ())]
        gaps = sorted(
            (segment.start - out[k].end, k)
            for k in near
            if -s.merge_overlap * dpi <= segment.start - out[k].end <= s.merge_gap * dpi
        )
        in_line = (
            k
            for gap, k in gaps
            if _is_in_line(out[k], segment, gap, dpi)
            and (gap <= s.blind_gap * dpi or _ink_goes_on(out[k], segment, faint))
        )
        before = next(in_line, None)
        if before is None:
            out.append(segment)
            before = len(out) - 1
        else:
            out[before] = _merged(out[before], segment)
        lanes.setdefault(int(out[before].across[-1] / lane), []).append(before)
    return out


def _is_in_line(before: RulingLine, after: RulingLine, gap: float, dpi: float) -> bool:
    """Whether a segment begins where the line before it leads."""
    s = RULING_LINES
    offset = abs(_extrapolated(before, after.start) - after.across[0])
    return bool(offset <= s.offset_max * dpi + s.offset_per_gap * max(gap, 0.0))


def _merged(before: RulingLine, after: RulingLine) -> RulingLine:
    """Return two segments as one line; its thickness is their mean, by number of points."""
    keep = after.along > before.end
    weight = (len(before.along), len(after.along))
    thickness = (before.thickness * weight[0] + after.thickness * weight[1]) / sum(weight)
    along, across = np.append(before.along, after.along[keep]), np.append(before.across, after.across[keep])
    return RulingLine(along, across, thickness)


def _extrapolated(line: RulingLine, x: float) -> float:
    """Return where a line would be at x if it went on as it ends."""
    s = RULING_LINES
    tail = min(len(line.along), s.slope_points)
    if tail < s.slope_points_min:
        return float(line.across[-1])
    slope, offset = np.polyfit(line.along[-tail:] - line.end, line.across[-tail:], 1)
    return float(offset + slope * (x - line.end))


def _ink_goes_on(before: RulingLine, after: RulingLine, faint: Mask) -> bool:
    """Whether ink, however faint, is found between two segments on most of the way."""
    start, end = round(before.end), round(after.start)
    xs = np.arange(start + 1, end)
    ys = np.rint(np.interp(xs, (start, end), (before.across[-1], after.across[0]))).astype(np.int64)
    reach = RULING_LINES.gap_reach
    rows = np.clip(ys[None, :] + np.arange(-reach, reach + 1)[:, None], 0, faint.shape[0] - 1)
    return bool(faint[rows, xs[None, :]].any(axis=0).mean() >= RULING_LINES.gap_ink_min)
