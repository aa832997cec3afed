"""A scanned page from its image to its lines and tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pipeline.extract.scan.heap import return_freed_memory
from pipeline.extract.scan.image.cell_image import CellImage, crop_cell, has_crossing, is_covered
from pipeline.extract.scan.image.coloured_ink import is_crossed
from pipeline.extract.scan.image.connected_components import NO_CELL, Components, find_components
from pipeline.extract.scan.image.page_image import PageImage, load_page_image, load_picture
from pipeline.extract.scan.image.ruling_removal import remove_ruling_lines
from pipeline.extract.scan.ocr.cell_readers import CellText, read_cells
from pipeline.extract.scan.ocr.consensus import CROSSED
from pipeline.extract.scan.ocr.number_columns import ScannedCell
from pipeline.extract.scan.ocr.prose_reader import PrintSample, read_prose, sample_print
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine
from pipeline.extract.scan.page_content import InkedText, is_receipt_stamp, make_line, make_table, mean_confidence
from pipeline.extract.scan.page_layout import (
    cell_boxes,
    find_ruled_tables,
    find_unruled_tables,
    table_rulings,
    text_regions,
)
from pipeline.extract.scan.straight_page import StraightPage, StraightPages, straighten
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice
from pipeline.model import Box, Line, Table

if TYPE_CHECKING:
    from pipeline.extract.scan import ScanCache


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What stands on a scanned page.

    Attributes:
        frame: of the page, turned upright by its letters too.
        running: lines outside tables.
        tables: not numbered yet.
        quality: mean confidence of what was read, by its length; None where nothing stands on the page.
        doubtful: numbers in prose that no engine is sure of, or that two read differently.
        disputed: lines of prose that two engines read differently, neither of them sure.
        gutter: where two pages in one picture meet, points from the left; None where it is one page.
        may_be_two: the picture may show two pages, and was read as one.
    """

    frame: Frame
    running: tuple[Line, ...]
    tables: tuple[Table, ...]
    quality: float | None
    doubtful: int = 0
    disputed: int = 0
    gutter: float | None = None
    may_be_two: bool = False

    def with_number(self, number: int) -> ScannedPage:
        """Return the same as a page of another number."""
        moved = [
            replace(t, page=number, cells=tuple(replace(cell, page=number) for cell in t.cells)) for t in self.tables
        ]
        return replace(self, tables=tuple(moved))


def read_page(page: Any, frame: Frame, number: int, cache: ScanCache | None = None) -> ScannedPage:
    """Read a page, unless its image was read before; see :func:`pipeline.extract.scan.read_scan`."""
    return _read_image(load_page_image(page, frame), frame, number, cache)


def read_picture(page: Any, frame: Frame, number: int, box: Box, cache: ScanCache | None = None) -> ScannedPage:
    """Read a part of a page; see :func:`pipeline.extract.scan.read_picture`."""
    return _read_image(load_picture(page, frame, box), frame, number, cache)


def _read_image(image: PageImage, frame: Frame, number: int, cache: ScanCache | None) -> ScannedPage:
    import cv2

    cv2.setNumThreads(1)
    key = "" if cache is None else _cache_key(image, frame)
    read = None if cache is None else cache.get(key)
    if read is not None:
        return read.with_number(number)
    straight = straighten(image, frame)
    del image  # its colour is as large as all else of a page, and is not needed any more
    return_freed_memory()
    read = recognise_pages(straight, number)
    del straight
    return_freed_memory()
    if cache is not None:
        cache.put(key, read)
    return read


def _cache_key(image: PageImage, frame: Frame) -> str:
    """Return a hash of all that a reading depends on but the software."""
    place = repr((image.gray.shape, image.to_page.tolist(), image.dpi, frame))
    pixels = image.gray if image.colour is None else image.colour
    return hashlib.sha256(place.encode() + pixels.tobytes()).hexdigest()


def recognise_pages(found: StraightPages, number: int) -> ScannedPage:
    """Recognise the pages of a picture: find tables, read cells, then the text between tables; the left page first."""
    sides = range(1, 3) if len(found.pages) > 1 else (0,)
    read = [_recognise_side(page, number, side) for page, side in zip(found.pages, sides, strict=True)]
    tables = [table for side in read for table in side.tables]
    running = [line for side in read for line in side.running]
    return ScannedPage(
        frame=found.pages[0].frame,
        running=tuple(line for line, _ in running),
        tables=tuple(tables),
        quality=mean_confidence(tables, running),
        doubtful=sum(line.doubtful for side in read for line in side.prose),
        disputed=sum(line.disputed for side in read for line in side.prose),
        gutter=found.gutter,
        may_be_two=found.may_be_two,
    )


class _Side(NamedTuple):
    """What was read of a page, or of one of two in a picture: lines with confidence, tables, and all lines of both."""

    running: list[tuple[Line, float]]
    tables: list[Table]
    prose: list[RecognisedLine]


def _recognise_side(page: StraightPage, number: int, side: int) -> _Side:
    """Read a straight page, the ``side`` of the picture: 0 all of it, 1 left, 2 right."""
    lattices, components = _find_tables(page)
    inked, sample = _read_tables(page, lattices, components)
    filled = zip(lattices, inked, strict=True)
    tables = [
        make_table(number, lattice, texts, page, side)
        for lattice, texts in filled
        if any(text is not None and text[0] is not None for text in texts)
    ]
    running = [(line, c.confidence or 0.0) for t in tables if is_receipt_stamp(t) for c in t.cells for line in c.lines]
    tables = [table for table in tables if not is_receipt_stamp(table)]
    prose = [line for texts in inked for t in texts if t is not None for line in t[1].lines]
    cropped = [crop_cell(components, NO_CELL, region) for region in text_regions(page, lattices)]
    regions = [region for region in cropped if region is not None]
    sample = sample_print(regions, beside=sample)
    for region in regions:
        lines = read_prose(region, page.dpi, sample)
        prose += lines
        running += [(make_line(line, region, page), line.confidence) for line in lines]
    return _Side(running, tables, prose)


def _with_crossing(image: CellImage | None, page: StraightPage, components: Components) -> CellImage | None:
    """Return the ink of a cell, marked where other ink than print lies on it."""
    if image is None:
        return None
    coloured = page.other_ink is not None and is_crossed(image, page.gray, page.other_ink, page.dpi)
    return replace(image, crossed=True) if coloured or has_crossing(components, image) else image


def _find_tables(page: StraightPage) -> tuple[list[Lattice], Components]:
    """Return all tables, top to bottom, and the ink with its cells."""
    lattices = find_ruled_tables(page)
    rulings = table_rulings(page, lattices)
    thickness = float(np.median([line.thickness for lines in rulings for line in lines])) if any(rulings) else 0.0
    bare = remove_ruling_lines(page.gray, *rulings, page.dpi)
    components = find_components(bare, cell_boxes(lattices, page.dpi), page.dpi, thickness)
    stream = find_unruled_tables(page, components, lattices)
    if stream:
        lattices = sorted([*lattices, *stream], key=lambda lattice: lattice.ys[0])
        components = find_components(bare, cell_boxes(lattices, page.dpi), page.dpi, thickness)
    return lattices, components


def _read_tables(
    page: StraightPage, lattices: Sequence[Lattice], components: Components
) -> tuple[list[list[InkedText | None]], PrintSample]:
    """Read the cells of all tables.

    Returns:
        For each of a table's cells its text, None where there is no ink; and what their lines tell of the print.
    """
    boxes = cell_boxes(lattices, page.dpi)
    images = [_with_crossing(crop_cell(components, k, box), page, components) for k, box in enumerate(boxes)]
    columns = [(t, cell.column, cell.colspan) for t, lattice in enumerate(lattices) for cell in lattice.cells]
    cells = [ScannedCell(column, image) for column, image in zip(columns, images, strict=True) if image is not None]
    found, sample = read_cells(cells, page.dpi)
    read = iter(found)
    texts: list[InkedText | None] = []
    for image, box in zip(images, boxes, strict=True):
        if image is not None:
            texts.append((image, next(read)))
        else:
            texts.append((None, CellText((), 0.0, rule=CROSSED)) if is_covered(components, box) else None)
    own = iter(texts)
    return [[next(own) for _ in lattice.cells] for lattice in lattices], sample
