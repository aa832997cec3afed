"""A scanned page from its picture to its blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.extract.scan.image.cell_ink import LETTER, MARK, Crop, crop, gather, rows_of, without_rules
from pipeline.extract.scan.image.dewarp import Warp, bends
from pipeline.extract.scan.image.illumination import even
from pipeline.extract.scan.image.orientation import stance
from pipeline.extract.scan.image.page_image import Gray, Picture, take_picture
from pipeline.extract.scan.image.ruling_lines import Rule, find_rules
from pipeline.extract.scan.ocr.cell_readers import CellInk, read_cells, read_prose
from pipeline.extract.scan.ocr.engines import ReadLine, tesseract
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice, find_lattices
from pipeline.extract.tables.rulings import Segment, merge
from pipeline.extract.tables.stream import TextLine, find_unruled, spans_of
from pipeline.model import Box, Cell, Line, Table

if TYPE_CHECKING:
    from pipeline.extract.scan import Recall

LETTER_SHARE = 0.52  # of the font size: what a Thai letter without marks is high
SMALLEST = 4.0  # points of paper: type sizes outside of these are dust or a headline's ornament
LARGEST = 40.0
LOWEST = 9.0  # points of paper: what is lower is no table but strokes of letters
ON_EDGE = 2.0  # points of paper: rulings that near to a lattice's edge are its rulings


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What stands on a scanned page.

    Attributes:
        frame: of the page, turned upright by its letters too.
        running: lines outside tables; tables are not numbered yet.
        quality: mean confidence of what was read, by its length; None where nothing stands on the page.
        doubtful: runs of Thai digits in prose that no engine is sure of.
        unruled: rows of tables that were told by white space.
    """

    frame: Frame
    running: tuple[Line, ...]
    tables: tuple[Table, ...]
    quality: float | None
    doubtful: int = 0
    unruled: int = 0

    def on(self, number: int) -> ScannedPage:
        """The same as a page of another number."""
        moved = [
            replace(t, page=number, cells=tuple(replace(cell, page=number) for cell in t.cells)) for t in self.tables
        ]
        return replace(self, tables=tuple(moved))


@dataclass(frozen=True, slots=True)
class Straight:
    """A page made straight, with the way back to the page.

    Attributes:
        light: the straight picture, evened.
        picture: what it was made from (its origin and scale), turned upright.
        warp: from the one to the other.
    """

    light: Gray
    picture: Picture
    warp: Warp

    @property
    def dpi(self) -> float:
        """Pixels per inch of paper."""
        return self.picture.dpi

    def on_page(self, box: Sequence[float]) -> Box:
        """A box of the straight picture in points of the page: the middles of its sides, where they stand on the page."""
        x0, y0, x1, y1 = box
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2
        xs, ys = self.warp.source(np.array([x0, x1, mx, mx]), np.array([my, my, y0, y1]))
        (ox, oy), (sx, sy) = self.picture.origin, self.picture.scale
        left, right, top, bottom = (
            round(float(v), 2) for v in (ox + xs[0] * sx, ox + xs[1] * sx, oy + ys[2] * sy, oy + ys[3] * sy)
        )
        return left, top, right, bottom


def read_page(page: Any, frame: Frame, number: int, recall: Recall | None = None) -> ScannedPage:
    """Read a page, unless its picture was read before; see the room's contract."""
    picture = take_picture(page, frame)
    if recall is None:
        return _read(picture, frame, number)
    key = _key(picture, frame)
    read = recall.get(key)
    if read is None:
        read = _read(picture, frame, number)
        recall.put(key, read)
    return read.on(number)


def _key(picture: Picture, frame: Frame) -> str:
    """What a reading depends on."""
    place = repr((picture.gray.shape, picture.origin, picture.scale, picture.dpi, frame))
    return hashlib.sha256(place.encode() + picture.gray.tobytes()).hexdigest()


def _read(picture: Picture, frame: Frame, number: int) -> ScannedPage:
    import cv2

    cv2.setNumThreads(1)
    straight, frame, level, upright = _straightened(picture, frame)
    lattices = _lattices(straight, level, upright)
    near = _rules_of(lattices, level, upright, straight.dpi)
    thick = float(np.median([rule.thick for rules in near for rule in rules])) if any(near) else 0.0
    bare = without_rules(straight.light, *near, straight.dpi)
    ink = gather(bare, _boxes(lattices, straight.dpi), straight.dpi, thick)
    more = find_unruled(
        [line for region in _regions(lattices, straight) for line in _text_lines(crop(ink, -1, region), straight.dpi)]
    )
    if more:
        lattices = sorted([*lattices, *more], key=lambda lattice: lattice.ys[0])
        ink = gather(bare, _boxes(lattices, straight.dpi), straight.dpi, thick)
    boxes = _boxes(lattices, straight.dpi)
    found: list[CellInk | None] = []
    for t, lattice in enumerate(lattices):
        for cell in lattice.cells:
            at = crop(ink, len(found), boxes[len(found)])
            found.append(None if at is None else CellInk((t, cell.column, cell.colspan), at))
    read_cells([cell for cell in found if cell is not None], straight.dpi)
    doubtful = sum(line.doubtful for cell in found if cell is not None for line in cell.lines)
    tables = []
    for lattice in lattices:
        own, found = found[: len(lattice.cells)], found[len(lattice.cells) :]
        if any(own):
            tables.append(_table(number, lattice, own, straight))
    running = []
    for region in _regions(lattices, straight):
        rest = crop(ink, -1, region)
        if rest is not None:
            lines = read_prose(rest, straight.dpi)
            doubtful += sum(line.doubtful for line in lines)
            running += _lines(lines, rest, straight)
    rows = sum(len(lattice.ys) - 1 for lattice in more)
    return ScannedPage(
        frame, tuple(line for line, _ in running), tuple(tables), _quality(tables, running), doubtful, rows
    )


def _straightened(picture: Picture, frame: Frame) -> tuple[Straight, Frame, list[Rule], list[Rule]]:
    """The page upright and straight, and its rulings."""
    gray = even(picture.gray, picture.dpi)
    how = stance(gray, picture.dpi, lambda image: tesseract().quarter_turns(image))
    if how.turns:
        gray, picture, frame = (
            np.ascontiguousarray(np.rot90(gray, -how.turns)),
            _turned(picture, frame, how.turns),
            frame.turned(how.turns),
        )
    high, wide = gray.shape
    warp = Warp((high, wide), how.skew)
    light = warp.apply(gray)
    level, upright = find_rules(light, picture.dpi)
    bent = bends(level, upright, picture.dpi)
    if any(bent):
        warp = Warp((high, wide), how.skew, *bent)
        light = warp.apply(gray)
        level, upright = find_rules(light, picture.dpi)
    return Straight(light, picture, warp), frame, level, upright


def _turned(picture: Picture, frame: Frame, turns: int) -> Picture:
    """The place of a picture on its page after clockwise quarter turns of both; its pixels are not turned here."""
    (x, y), (across, down) = picture.origin, picture.scale
    high, wide = picture.gray.shape
    page_wide, page_high = frame.width, frame.height
    for _ in range(turns):
        x, y = page_high - (y + high * down), x
        across, down, high, wide, page_wide, page_high = down, across, wide, high, page_high, page_wide
    return replace(picture, origin=(x, y), scale=(across, down))


def _lattices(straight: Straight, level: list[Rule], upright: list[Rule]) -> list[Lattice]:
    """Tables in points of paper, from the straight picture's top left corner."""
    k = 72 / straight.dpi
    high, wide = (v * k for v in straight.light.shape)

    def segments(rules: list[Rule], across: float, along: float) -> list[Segment]:
        return merge([(r.at * k, r.start * k, r.end * k) for r in rules], across, along)

    found = find_lattices(segments(level, high, wide), segments(upright, wide, high), high)
    return [t for t in found if t.ys[-1] - t.ys[0] >= LOWEST]


def _text_lines(region: Crop | None, dpi: float) -> list[TextLine]:
    """The lines of a region as stretches of ink, in points of paper; marks and dust count for nothing."""
    if region is None:
        return []
    k = 72 / dpi
    high, middle = (
        region.pieces[:, 3] - region.pieces[:, 1],
        (region.pieces[:, 1] + region.pieces[:, 3]) / 2 - region.origin[1],
    )
    usual = float(np.median(high[high >= LETTER * dpi]))
    out = []
    for top, bottom in rows_of(region):
        letters = (middle >= top) & (middle < bottom) & (high >= MARK * usual)
        if letters.any():
            size = min(max(float(np.median(high[letters])), 0.8 * usual), 1.25 * usual) * k / LETTER_SHARE
            left, _, right, foot = (region.pieces[letters] * k).T
            spans = spans_of(left.tolist(), right.tolist(), size)
            out.append(
                TextLine(
                    (top + region.origin[1]) * k, (bottom + region.origin[1]) * k, float(np.median(foot)), spans, size
                )
            )
    return out


def _boxes(lattices: Sequence[Lattice], dpi: float) -> list[tuple[float, float, float, float]]:
    """All the cells of tables in pixels of the straight picture."""
    return [_box(lattice, k, dpi) for lattice in lattices for k in range(len(lattice.cells))]


def _box(lattice: Lattice, k: int, dpi: float) -> tuple[float, float, float, float]:
    """A cell of a lattice in pixels of the straight picture."""
    cell, scale = lattice.cells[k], dpi / 72
    right, bottom = lattice.xs[cell.column + cell.colspan], lattice.ys[cell.row + cell.rowspan]
    return lattice.xs[cell.column] * scale, lattice.ys[cell.row] * scale, right * scale, bottom * scale


def _rules_of(
    lattices: list[Lattice], level: list[Rule], upright: list[Rule], dpi: float
) -> tuple[list[Rule], list[Rule]]:
    """The rulings that lie on the edges of tables: others may be letters."""
    k = 72 / dpi

    def near(rule: Rule, edges: list[float], start: float, end: float) -> bool:
        on = min(abs(rule.at * k - e) for e in edges) <= ON_EDGE
        return on and rule.start * k < end + ON_EDGE and rule.end * k > start - ON_EDGE

    return (
        [r for r in level if any(near(r, t.ys, t.xs[0], t.xs[-1]) for t in lattices)],
        [r for r in upright if any(near(r, t.xs, t.ys[0], t.ys[-1]) for t in lattices)],
    )


def _table(number: int, lattice: Lattice, inks: Sequence[CellInk | None], straight: Straight) -> Table:
    cells = []
    for k, (cell, ink) in enumerate(zip(lattice.cells, inks, strict=True)):
        lines = [line for line, _ in _lines(ink.lines, ink.crop, straight)] if ink else []
        cells.append(
            Cell(
                page=number,
                row=cell.row + 1,
                column=cell.column + 1,
                lines=tuple(lines),
                rowspan=cell.rowspan,
                colspan=cell.colspan,
                box=straight.on_page(_box(lattice, k, straight.dpi)),
                reader="ocr",
                confidence=ink.confidence if ink else None,
                open_top=cell.open_top,
                open_bottom=cell.open_bottom,
                readings=ink.readings if ink else (),
            )
        )
    scale = straight.dpi / 72
    box = straight.on_page([v * scale for v in lattice.box])
    points = straight.picture.scale[0] * scale
    edges = tuple(round(straight.picture.origin[0] + x * points, 2) for x in lattice.xs)
    size = len(lattice.ys) - 1, len(lattice.xs) - 1
    return Table(number, 0, *size, tuple(cells), box=box, x_edges=edges, reader="ocr", ruled=lattice.ruled)


def _lines(read: Sequence[ReadLine], at: Crop, straight: Straight) -> list[tuple[Line, float]]:
    """Lines with boxes in points of the page, and how sure each is."""
    return [
        (Line(line.text, box=straight.on_page(line.box), size=_size(line, at, straight)), line.confidence)
        for line in read
    ]


def _size(line: ReadLine, at: Crop, straight: Straight) -> float | None:
    """The type size of a line by the height of its letters, in points of the page."""
    _, y0, _, y1 = line.box
    middle = (at.pieces[:, 1] + at.pieces[:, 3]) / 2
    high = (at.pieces[:, 3] - at.pieces[:, 1])[(middle >= y0) & (middle < y1)]
    letters = high[high >= 0.03 * straight.dpi]
    if not len(letters):
        return None
    points = float(np.median(letters)) * 72 / straight.dpi / LETTER_SHARE
    return round(min(max(points, SMALLEST), LARGEST) * straight.picture.scale[1] * straight.dpi / 72, 1)


def _regions(lattices: list[Lattice], straight: Straight) -> list[tuple[float, float, float, float]]:
    """The bands of the page above, between and below its tables, pixels."""
    high, wide = straight.light.shape
    k = straight.dpi / 72
    cuts = [0.0]
    for lattice in sorted(lattices, key=lambda t: t.ys[0]):
        cuts += [lattice.ys[0] * k, lattice.ys[0] * k]
    cuts.append(float(high))
    return [(0.0, a, float(wide), b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if b - a > 4]


def _quality(tables: Sequence[Table], running: Sequence[tuple[Line, float]]) -> float | None:
    """Mean confidence by length of text."""
    weighed = [(len(cell.text_raw), cell.confidence or 0.0) for table in tables for cell in table.cells if cell.lines]
    weighed += [(len(line.raw), sure) for line, sure in running]
    size = sum(n for n, _ in weighed)
    return round(sum(n * sure for n, sure in weighed) / size, 4) if size else None
