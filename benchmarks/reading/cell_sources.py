"""The cells that this project and pdfplumber find on a page, in one shape that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points, from the upper left."""


@dataclass(frozen=True, slots=True)
class CellComparison:
    """Tolerances for cells of two readers.

    Attributes:
        same_side: points; boxes whose sides differ by at most this are of one cell, rulings no thicker are lines.
        thick_border: points; as far apart stand the two sides of a thick or double border.
        sliver: points; nothing that can be read fits in a cell this narrow.
        contained: share of a cell's area, from which it lies in another one.
        apart: share of a cell's area, up to which it does not overlap another one.
        frame: share of its table, from which a cell is but a frame around it.
        ruled: share of a side, from which rulings draw it.
        white: components of grey and RGB colours (0 to 1), from which a ruling cannot be seen.
        page_size: points; by at most this may two readers differ in the size of a page.
    """

    same_side: float = 3.0
    thick_border: float = 8.0
    sliver: float = 4.0
    contained: float = 0.9
    apart: float = 0.1
    frame: float = 0.75
    ruled: float = 0.5
    white: float = 0.99
    page_size: float = 1.0


COMPARISON = CellComparison()


@dataclass(frozen=True)
class FoundCell:
    """A cell of either reader.

    Attributes:
        box: on the page as it is shown.
        text: as the reader gives it.
        table: number of its table on the page.
        open: the page end cut it.
        drawn: whether rulings that can be seen draw its sides; not asked of this project's cells.
    """

    box: Box
    text: str
    table: int
    open: bool = False
    drawn: bool = True

    @property
    def is_sliver(self) -> bool:
        """Return whether it is too narrow to hold text."""
        return min(self.box[2] - self.box[0], self.box[3] - self.box[1]) < COMPARISON.sliver


def project_cells(page: Any) -> Iterator[FoundCell]:
    """Yield the cells of a page of this project."""
    for n, table in enumerate(page.tables):
        for cell in table.cells:
            yield FoundCell(cell.box, cell.text, n, cell.open_top or cell.open_bottom)


def pdfplumber_cells(page: Any) -> Iterator[FoundCell]:
    """Yield the cells of a page of pdfplumber."""
    left, top = page.bbox[:2]
    rulings = visible_rulings(page)
    for n, table in enumerate(page.find_tables()):
        for row, texts in zip(table.rows, table.extract(), strict=True):
            for box, text in zip(row.cells, texts, strict=True):
                if box is not None:
                    shifted = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
                    yield FoundCell(shifted, text or "", n, drawn=_is_ruled(box, rulings))


def visible_rulings(page: Any) -> list[dict[str, Any]]:
    """Return lines, frames, and filled areas so thin that they are lines; none of them white."""
    from pdfplumber.utils import curve_to_edges, rect_to_edges

    rulings = [line for line in page.lines if not _is_white(line["stroking_color"])]
    for items, edges in ((page.rects, rect_to_edges), (page.curves, curve_to_edges)):
        for item in items:
            is_line = min(item["width"], item["height"]) <= COMPARISON.same_side
            stroked = item["stroke"] and not _is_white(item["stroking_color"])
            if stroked or item["fill"] and is_line and not _is_white(item["non_stroking_color"]):
                rulings += edges(item)
    return rulings


def _is_white(colour: Any) -> bool:
    """Return whether a grey, RGB or CMYK colour is white; no colour given is black."""
    components = colour if isinstance(colour, (tuple, list)) else [colour]
    values = [float(v) for v in components if isinstance(v, (int, float))]
    return bool(values) and (max(values) == 0 if len(values) == 4 else min(values) >= COMPARISON.white)


def _is_ruled(box: Box, rulings: list[dict[str, Any]]) -> bool:
    """Return whether most of each side of a box has a ruling."""
    near = COMPARISON.same_side

    def ruled(at: float, start: float, end: float, across: tuple[str, str], along: tuple[str, str]) -> bool:
        pieces = [e for e in rulings if abs(e[across[0]] - at) <= near and abs(e[across[1]] - at) <= near]
        length = sum(max(0.0, min(e[along[1]], end) - max(e[along[0]], start)) for e in pieces)
        return length >= COMPARISON.ruled * (end - start)

    x0, top, x1, bottom = box
    xs, ys = ("x0", "x1"), ("top", "bottom")
    return all(ruled(y, x0, x1, ys, xs) for y in (top, bottom)) and all(ruled(x, top, bottom, xs, ys) for x in (x0, x1))
