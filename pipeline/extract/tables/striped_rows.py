"""Striped tables: every second row is set on filled areas, the rows between on plain paper, and no ruling is drawn.

The filled cells of the stripes say where the columns are; between two stripes they go on through the plain row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.tables.rulings import RULINGS, Bounds, Segment


class StripeSettings(NamedTuple):
    """Measures of stripes.

    Attributes:
        min_stripes: with the same columns and plain rows between them; of fewer, plain rows must show their columns.
        min_columns: of a stripe; areas over the whole width say nothing of columns.
        min_columns_alone: of a filled header below which a single plain row stands.
        max_plain: times the height of the tallest stripe that a plain row may have; names in it may be wrapped.
        min_plain: points; less between two stripes is no row.
        line_gap: times the height of the tallest letter; more paper between lines of text ends the row.
        padding: points from the text of an outer plain row to the edge of its table.
    """

    min_stripes: int = 3
    min_columns: int = 2
    min_columns_alone: int = 3
    max_plain: float = 3.0
    min_plain: float = 6.0
    line_gap: float = 2.0
    padding: float = 2.0


STRIPES = StripeSettings()


@dataclass(frozen=True, slots=True)
class Stripe:
    """A row of filled areas side by side: its ends, and the edges of its columns, points."""

    top: float
    bottom: float
    edges: tuple[float, ...]

    def has_columns_of(self, other: Stripe) -> bool:
        """Tell whether another stripe's columns are these."""
        near = (abs(a - b) <= RULINGS.snap_tolerance for a, b in zip(self.edges, other.edges, strict=False))
        return len(self.edges) == len(other.edges) and all(near)


def plain_row_edges(fills: Sequence[Bounds], ink: Sequence[Bounds]) -> tuple[list[Segment], list[Segment]]:
    """Return horizontal ``(y, x0, x1)`` and vertical ``(x, top, bottom)`` edges of the plain rows of striped tables.

    Args:
        fills: filled areas of a page, points from its top.
        ink: boxes of its glyphs, likewise.
    """
    across: list[Segment] = []
    down: list[Segment] = []
    for run in _runs(_stripes(fills)):
        if len(run) == 1:
            across += (alone := _row_alone(run[0], ink))[0]
            down += alone[1]
            continue
        edges = run[0].edges if run else ()
        plain = [(a.bottom, b.top) for a, b in pairwise(run) if b.top - a.bottom > STRIPES.min_plain]
        if not plain or (
            len(plain) + 1 < STRIPES.min_stripes and not all(_holds_row(*gap, edges, ink) for gap in plain)
        ):
            continue
        tallest = max(bottom - top for top, bottom in (*plain, *((s.top, s.bottom) for s in run)))
        for side in (-1, 1):
            at = run[-1].bottom if side > 0 else run[0].top
            if (end := _end_of_row(at, side, tallest, edges, ink)) is not None:
                across.append((end, edges[0], edges[-1]))
                plain.append((min(at, end), max(at, end)))
        down += [(x, top, bottom) for top, bottom in plain for x in edges]
    return across, down


def _row_alone(header: Stripe, ink: Sequence[Bounds]) -> tuple[list[Segment], list[Segment]]:
    """Return the edges of the only row below a filled header, the last of a table on a page of its own; or none."""
    edges, height = header.edges, header.bottom - header.top
    end = _end_of_row(header.bottom, 1, STRIPES.max_plain * height, edges, ink)
    if end is None or len(edges) <= STRIPES.min_columns_alone:
        return [], []
    below = sorted((b for b in ink if _beside(b, edges) and b[1] > header.bottom), key=lambda box: box[1])
    second = [box for box in below if box[1] > below[0][3]]
    if any(box[1] < end + STRIPES.max_plain * height for box in below if box[1] > end):
        return [], []  # more rows, or a text
    if second and _holds_row(second[0][1] - 1, second[0][3] + 1, edges, ink):
        return [], []  # another row, close below
    return [(end, edges[0], edges[-1])], [(x, header.bottom, end) for x in edges]


def _holds_row(top: float, bottom: float, edges: Sequence[float], ink: Sequence[Bounds]) -> bool:
    """Tell whether what is written between two stripes stands in most of their columns, and crosses no edge."""
    inside = [box for box in ink if _beside(box, edges) and top < (box[1] + box[3]) / 2 < bottom]
    inner = edges[1:-1]
    columns = {sum(x < (box[0] + box[2]) / 2 for x in inner) for box in inside}
    return 2 * len(columns) >= len(edges) and not any(box[0] + 1 < x < box[2] - 1 for box in inside for x in inner)


def _end_of_row(at: float, side: int, reach: float, edges: Sequence[float], ink: Sequence[Bounds]) -> float | None:
    """Return where a plain row above (-1) or below (1) the outermost stripe ends; None where no row stands there.

    Args:
        at: outer edge of the stripe, points.
        reach: height that such a row has at most, points.
        edges: of the columns.
        ink: boxes of the page's glyphs.
    """
    inner, columns = edges[1:-1], set[int]()
    end = tallest = 0.0
    for line in _lines_from(at, side, edges, ink):
        begin, far = min(a for a, _, _ in line), max(b for _, b, _ in line)
        boxes = [box for _, _, box in line]
        apart = begin - end > STRIPES.line_gap * max(tallest, *(box[3] - box[1] for box in boxes))
        crosses = any(box[0] + 1 < x < box[2] - 1 for box in boxes for x in inner)
        if (begin + far) / 2 > reach or crosses or (columns and apart):
            break
        columns |= {sum(x < (box[0] + box[2]) / 2 for x in inner) for box in boxes}
        end, tallest = max(end, far), max(tallest, *(box[3] - box[1] for box in boxes))
    return None if 2 * len(columns) < len(edges) else at + side * (end + STRIPES.padding)


def _lines_from(
    at: float, side: int, edges: Sequence[float], ink: Sequence[Bounds]
) -> list[list[tuple[float, float, Bounds]]]:
    """Return lines of ink beyond the edge of a stripe, nearest first: each glyph's near and far side, and its box."""
    parts = [(side * (box[2 - side] - at), side * (box[2 + side] - at), box) for box in ink if _beside(box, edges)]
    lines: list[list[tuple[float, float, Bounds]]] = []
    for part in sorted((part for part in parts if part[0] + part[1] > 0), key=lambda part: part[0]):
        if lines and part[0] < max(far for _, far, _ in lines[-1]):
            lines[-1].append(part)
        else:
            lines.append([part])
    return lines


def _beside(box: Bounds, edges: Sequence[float]) -> bool:
    return edges[0] < (box[0] + box[2]) / 2 < edges[-1]


def _stripes(fills: Sequence[Bounds]) -> list[Stripe]:
    """Return rows of areas that touch each other side by side, top to bottom."""
    snap = RULINGS.snap_tolerance
    rows: list[list[Bounds]] = []
    for area in sorted(fills, key=lambda a: (a[1], a[0])):
        row = next(
            (r for r in reversed(rows[-3:]) if abs(r[0][1] - area[1]) <= snap and abs(r[0][3] - area[3]) <= snap), None
        )
        if row is None:
            rows.append([area])
        else:
            row.append(area)
    out = []
    for row in rows:
        row.sort()
        touch = all(abs(b[0] - a[2]) <= snap for a, b in pairwise(row))
        if touch and len(row) >= STRIPES.min_columns:
            out.append(Stripe(row[0][1], row[0][3], (row[0][0], *(a[2] for a in row))))
    return sorted(out, key=lambda stripe: stripe.top)


def _runs(stripes: Sequence[Stripe]) -> Iterator[list[Stripe]]:
    """Yield runs of stripes that stand below each other with the same columns, a row apart at most."""
    run: list[Stripe] = []
    for stripe in stripes:
        tallest = max((s.bottom - s.top for s in (*run, stripe)), default=0.0)
        if run and (not stripe.has_columns_of(run[-1]) or stripe.top - run[-1].bottom > STRIPES.max_plain * tallest):
            yield run
            run = []
        run.append(stripe)
    yield run
