"""Layout of a straight page: its tables, by ruling lines or by white space, and the running text between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.cell_image import CELL_IMAGE, CellImage, crop_cell
from pipeline.extract.scan.image.connected_components import NO_CELL, Components, PixelRect
from pipeline.extract.scan.image.ruling_lines import RulingLine
from pipeline.extract.scan.image.text_line_segmentation import TEXT_LINES, find_text_lines
from pipeline.extract.scan.straight_page import StraightPage
from pipeline.extract.tables.lattice import Lattice, find_lattices
from pipeline.extract.tables.rulings import Segment, merge
from pipeline.extract.tables.stream import TextLine, find_stream_tables, ink_spans


class PageLayoutSettings(NamedTuple):
    """Thresholds of the layout of a scanned page. Points are those of paper."""

    table_height_min: float = 9.0  # points: what is lower is no table but strokes of letters
    edge_distance: float = 2.0  # points: ruling lines so near to a table's edge are its own
    region_height_min: float = 4.0  # pixels: a lower region between tables holds no text
    letter_share: float = 0.52  # of the type size: how high a Thai letter without marks is
    line_size: tuple[float, float] = (0.8, 1.25)  # of the usual height of letters: that of a line is no other


PAGE_LAYOUT = PageLayoutSettings()


def find_ruled_tables(page: StraightPage) -> list[Lattice]:
    """Find tables by their ruling lines, in points of paper from the top left corner of the straight page."""
    k = 72 / page.dpi
    high, wide = (v * k for v in page.gray.shape)

    def segments(lines: list[RulingLine], across: float, along: float) -> list[Segment]:
        return merge([(line.position * k, line.start * k, line.end * k) for line in lines], across, along)

    found = find_lattices(segments(page.horizontal, high, wide), segments(page.vertical, wide, high), high)
    return [t for t in found if t.ys[-1] - t.ys[0] >= PAGE_LAYOUT.table_height_min]


def find_unruled_tables(page: StraightPage, components: Components, lattices: Sequence[Lattice]) -> list[Lattice]:
    """Find tables that are told by white space, between those with ruling lines."""
    regions = (crop_cell(components, NO_CELL, region) for region in text_regions(page, lattices))
    return find_stream_tables(
        [line for region in regions if region is not None for line in _text_lines(region, page.dpi)]
    )


def _text_lines(region: CellImage, dpi: float) -> list[TextLine]:
    """Return the lines of a region as stretches of ink, in points of paper; marks and dust count for nothing."""
    k = 72 / dpi
    high = region.letters[:, 3] - region.letters[:, 1]
    usual = float(np.median(high[high >= CELL_IMAGE.letter * dpi]))
    least, most = PAGE_LAYOUT.line_size
    out = []
    for top, bottom in find_text_lines(region):
        letters = region.rows(top, bottom) & (high >= TEXT_LINES.mark * usual)
        if letters.any():
            height = min(max(float(np.median(high[letters])), least * usual), most * usual)
            size = height * k / PAGE_LAYOUT.letter_share
            left, _, right, foot = (region.letters[letters] * k).T
            spans = ink_spans(left.tolist(), right.tolist(), size)
            above, below = (top + region.origin[1]) * k, (bottom + region.origin[1]) * k
            out.append(TextLine(above, below, float(np.median(foot)), spans, size))
    return out


def cell_boxes(lattices: Sequence[Lattice], dpi: float) -> list[PixelRect]:
    """Return the boxes of all cells of tables, in pixels of the straight page."""
    return [cell_box(lattice, k, dpi) for lattice in lattices for k in range(len(lattice.cells))]


def cell_box(lattice: Lattice, k: int, dpi: float) -> PixelRect:
    """Return the box of cell ``k`` of a table, in pixels of the straight page."""
    cell, scale = lattice.cells[k], dpi / 72
    right, bottom = lattice.xs[cell.column + cell.colspan], lattice.ys[cell.row + cell.rowspan]
    return lattice.xs[cell.column] * scale, lattice.ys[cell.row] * scale, right * scale, bottom * scale


def table_rulings(page: StraightPage, lattices: Sequence[Lattice]) -> tuple[list[RulingLine], list[RulingLine]]:
    """Return the ruling lines, horizontal and vertical, on the edges of tables: others may be letters."""
    k, reach = 72 / page.dpi, PAGE_LAYOUT.edge_distance

    def near(line: RulingLine, edges: list[float], start: float, end: float) -> bool:
        on = min(abs(line.position * k - e) for e in edges) <= reach
        return on and line.start * k < end + reach and line.end * k > start - reach

    return (
        [line for line in page.horizontal if any(near(line, t.ys, t.xs[0], t.xs[-1]) for t in lattices)],
        [line for line in page.vertical if any(near(line, t.xs, t.ys[0], t.ys[-1]) for t in lattices)],
    )


def text_regions(page: StraightPage, lattices: Sequence[Lattice]) -> list[PixelRect]:
    """Return the bands of the page above, between and below its tables, pixels."""
    high, wide = page.gray.shape
    k = page.dpi / 72
    cuts = [0.0]
    for lattice in sorted(lattices, key=lambda t: t.ys[0]):
        cuts += [lattice.ys[0] * k, lattice.ys[0] * k]
    cuts.append(float(high))
    bands = zip(cuts[::2], cuts[1::2], strict=True)
    return [(0.0, a, float(wide), b) for a, b in bands if b - a > PAGE_LAYOUT.region_height_min]
