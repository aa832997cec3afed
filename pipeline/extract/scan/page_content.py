"""Content of a scanned page: recognised lines and cells as lines and tables of the model, in points of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.ocr.cell_readers import CellText
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine
from pipeline.extract.scan.page_layout import PAGE_LAYOUT, cell_box
from pipeline.extract.scan.straight_page import StraightPage
from pipeline.extract.tables.lattice import Lattice
from pipeline.model import Cell, Line, Table


class TypeSizeSettings(NamedTuple):
    """Thresholds of the type size of a scanned line. Points are those of paper."""

    letter_min: float = 0.03  # inches: lower ink is marks
    size_min: float = 4.0  # points: what is smaller is dust
    size_max: float = 40.0  # points: what is larger is a headline's ornament


TYPE_SIZE = TypeSizeSettings()


class ReceiptStampSettings(NamedTuple):
    """What tells the frame of a receipt stamp from a table."""

    rows_max: int = 5  # rows of its only column
    size: tuple[float, float] = (2.7, 1.5)  # inches, wide and high: a frame of one column no larger is none of a table
    words: tuple[tuple[str, ...], ...] = (("รับ", "เลขที่"), ("วันที่", "ว.ด.ป."), ("เวลา",))  # as printed on it
    words_min: int = 2  # of these groups are read


RECEIPT_STAMP = ReceiptStampSettings()

InkedText = tuple[CellImage | None, CellText]
"""The ink of a cell, and what was read of it; no ink where other ink than print covers the cell."""


def make_table(
    number: int, lattice: Lattice, texts: Sequence[InkedText | None], page: StraightPage, side: int = 0
) -> Table:
    """Make the table of a lattice.

    Args:
        number: of the page, 1-based.
        lattice: in points of paper.
        texts: per cell of the lattice; None where there is no ink.
        page: that it stands on.
        side: of the picture that the page is, as of :class:`Table`; column edges count from its own left.
    """
    cells = []
    for k, (cell, inked) in enumerate(zip(lattice.cells, texts, strict=True)):
        image, text = inked if inked is not None else (None, None)
        cells.append(
            Cell(
                page=number,
                row=cell.row + 1,
                column=cell.column + 1,
                lines=tuple(make_line(line, image, page) for line in text.lines) if image and text else (),
                rowspan=cell.rowspan,
                colspan=cell.colspan,
                box=page.on_page(cell_box(lattice, k, page.dpi)),
                reader="ocr",
                confidence=text.confidence if text else None,
                open_top=cell.open_top,
                open_bottom=cell.open_bottom,
                readings=text.readings if text else (),
                rule=text.rule if text else "",
            )
        )
    scale = page.dpi / 72
    points = page.source.points_per_pixel[0] * scale
    left = 0.0 if side else float(page.source.points(0.0, page.source.gray.shape[0] / 2)[0])
    edges = tuple(round(left + x * points, 2) for x in lattice.xs)
    box = page.on_page([v * scale for v in lattice.box])
    size = len(lattice.ys) - 1, len(lattice.xs) - 1
    return Table(number, 0, *size, tuple(cells), box=box, x_edges=edges, reader="ocr", ruled=lattice.ruled, side=side)


def is_receipt_stamp(table: Table) -> bool:
    """Whether a table is the frame of a stamp with which an office receives a letter: number, date and time of it.

    Where its words are not legible, its size tells: no table of one column is so small.
    """
    s = RECEIPT_STAMP
    if table.columns > 1 or table.rows > s.rows_max:
        return False
    if table.box is not None:
        x0, y0, x1, y1 = table.box
        if x1 - x0 <= s.size[0] * 72 and y1 - y0 <= s.size[1] * 72:
            return True
    text = "".join("".join(cell.text_raw for cell in table.cells).split())
    return sum(any(word in text for word in words) for words in s.words) >= s.words_min


def make_line(line: RecognisedLine, image: CellImage, page: StraightPage) -> Line:
    """Make the line of a recognised one, whose box is in pixels of the straight page."""
    return Line(line.text, box=page.on_page(line.box), size=_type_size(line, image, page), marks_read=line.marks_read)


def _type_size(line: RecognisedLine, image: CellImage, page: StraightPage) -> float | None:
    """Return the type size of a line by the height of its letters, in points of the page; None without letters."""
    s = TYPE_SIZE
    _, y0, _, y1 = line.box
    top = image.origin[1]
    high = (image.letters[:, 3] - image.letters[:, 1])[image.rows(y0 - top, y1 - top)]
    letters = high[high >= s.letter_min * page.dpi]
    if not len(letters):
        return None
    points = float(np.median(letters)) * 72 / page.dpi / PAGE_LAYOUT.letter_share
    return round(min(max(points, s.size_min), s.size_max) * page.source.points_per_pixel[1] * page.dpi / 72, 1)


def mean_confidence(tables: Sequence[Table], running: Sequence[tuple[Line, float]]) -> float | None:
    """Return the mean confidence of what stands on a page, by length of text; None where nothing does."""
    weighed = [(len(cell.text_raw), cell.confidence or 0.0) for table in tables for cell in table.cells if cell.lines]
    weighed += [(len(line.raw), confidence) for line, confidence in running]
    size = sum(n for n, _ in weighed)
    return round(sum(n * confidence for n, confidence in weighed) / size, 4) if size else None
