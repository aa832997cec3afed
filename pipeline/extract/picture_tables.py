"""Pictures of tables on pages with text: read as scans are, each at its place on the page.

Logos, photographs, signatures and stamps are told by a look at the page as it is drawn; only what has the look of a
document goes to OCR.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract import scan
from pipeline.extract.pdf.document import PdfDocument, page_frame
from pipeline.extract.pdf.page_rendering import draw_page
from pipeline.extract.scan import ScanCache
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Box, Line, Page, Table


class PictureTableSettings(NamedTuple):
    """When a picture on a page of text is read as a scan.

    Attributes:
        min_width: points; a narrower picture is a logo or a stamp.
        min_height: points, likewise.
        touching: points; pictures so near are parts of one.
        max_pictures: of a page that are read, the largest first.
        max_letters: of the text layer that stand on a picture; one with more has its text there already.
        paper: share of a picture (0..1) that has the colour of its paper, at least.
        paper_percentile: of its grey levels; that of the paper.
        paper_spread: of 255; how far the paper's level varies.
        ink_contrast: of 255; what is darker than the paper by more is ink.
        ink: least and most share of ink.
        ruling: share of a picture's width or height that a ruling line runs along, at least.
        min_rulings: ruling lines in both directions.
        min_lines: lines of text, where there are no rulings.
        line_heights: points; least and most height of a line of text.
        min_cells: with text, of a table.
        min_filled: share of a table's cells with text, at least.
        min_confidence: of OCR (0..1), of a table.
        min_unread: characters that OCR reads on a picture beside its tables, from which they are missed.
        error_length: characters of an engine's error message that are kept.
    """

    min_width: float = 120.0
    min_height: float = 48.0
    touching: float = 1.5
    max_pictures: int = 6
    max_letters: int = 20
    paper: float = 0.45
    paper_percentile: float = 75.0
    paper_spread: int = 40
    ink_contrast: int = 70
    ink: tuple[float, float] = (0.004, 0.45)
    ruling: float = 0.5
    min_rulings: int = 4
    min_lines: int = 4
    line_heights: tuple[float, float] = (3.0, 24.0)
    min_cells: int = 4
    min_filled: float = 0.4
    min_confidence: float = 0.5
    min_unread: int = 40
    error_length: int = 200


PICTURE_TABLES = PictureTableSettings()


@dataclass(frozen=True, slots=True)
class UnreadPicture:
    """A picture with the look of a document that was not read: where it is, and why, as the end of a sentence."""

    box: Box
    reason: str


@dataclass(frozen=True, slots=True)
class PictureReadings:
    """What the pictures of a page say.

    Attributes:
        tables: not numbered yet.
        lines: beside those tables, on the same pictures.
        quality: of each picture with a table, the confidence of OCR, 0..1.
        unread: pictures that were not read, or hold text that is in no table.
    """

    tables: tuple[Table, ...] = ()
    lines: tuple[Line, ...] = ()
    quality: tuple[float, ...] = ()
    unread: tuple[UnreadPicture, ...] = ()


def read_pictures(
    document: PdfDocument, page: Page, images: Sequence[Box], frame: Frame, cache: ScanCache | None
) -> PictureReadings:
    """Read the pictures of tables on a page whose text layer was read.

    Args:
        document: that the page is of.
        page: as its text layer has it.
        images: boxes of its images, in user space.
        frame: of the page.
        cache: where the same picture may have been read before.
    """
    boxes = [box for box in join_touching(_page_boxes(images, frame)) if _is_large(box)]
    boxes = [box for box in boxes if _letters_on(page, box) <= PICTURE_TABLES.max_letters]
    if not boxes:
        return PictureReadings()
    with document.page(page.number) as handle:
        own = page_frame(handle)
        drawn = np.rot90(draw_page(handle, own), -(frame.turns - own.turns) % 4)
        scale = drawn.shape[1] / frame.width
        boxes = [box for box in boxes if looks_like_document(_part(drawn, box, scale), scale)]
        boxes.sort(key=lambda box: -_area(box))
        if not boxes:
            return PictureReadings()
        if lacking := scan.missing():
            reason = f"scans are not read here: {lacking}"
            return PictureReadings(unread=tuple(UnreadPicture(box, reason) for box in boxes))
        most = PICTURE_TABLES.max_pictures
        read = [_read_picture(handle, frame, page.number, box, cache) for box in boxes[:most]]
    further = tuple(UnreadPicture(box, f"{most} larger ones of its page were read") for box in boxes[most:])
    return PictureReadings(
        tuple(table for part in read for table in part.tables),
        tuple(line for part in read for line in part.lines),
        tuple(quality for part in read for quality in part.quality),
        (*(unread for part in read for unread in part.unread), *further),
    )


def _read_picture(handle: Any, frame: Frame, number: int, box: Box, cache: ScanCache | None) -> PictureReadings:
    try:
        found = scan.read_picture(handle, frame, number, box, cache)
    except MemoryError:
        raise
    except Exception as error:  # a picture that breaks an engine costs no more than itself
        message = " ".join(str(error).split())[: PICTURE_TABLES.error_length]
        reason = f"reading it as a scan broke off ({type(error).__name__}: {message})"
        return PictureReadings(unread=(UnreadPicture(box, reason),))
    if found.frame.turns != frame.turns:
        return PictureReadings(unread=(UnreadPicture(box, "it stands at right angles to the text of the page"),))
    tables = tuple(table for table in found.tables if _is_table(table))
    words = "".join(cell.text_raw for table in found.tables if not _is_table(table) for cell in table.cells)
    if not tables:
        words += "".join(line.raw for line in found.running)
    sure = found.quality or 0.0
    is_text = len(words) >= PICTURE_TABLES.min_unread and sure >= PICTURE_TABLES.min_confidence
    reason = (
        "it holds further text in a frame that is no table" if tables else "it holds text, but no table was found on it"
    )
    unread = (UnreadPicture(box, reason),) if is_text else ()
    return PictureReadings(tables, found.running, (sure,), unread) if tables else PictureReadings(unread=unread)


def _is_table(table: Table) -> bool:
    """Tell whether what OCR found on a picture is a table, and no frame around a drawing."""
    filled = [cell for cell in table.cells if cell.lines]
    if table.rows < 2 or table.columns < 2 or len(filled) < PICTURE_TABLES.min_cells:
        return False
    weights = [len(cell.text_raw) for cell in filled]
    sure = sum(w * (cell.confidence or 0.0) for w, cell in zip(weights, filled, strict=True)) / max(1, sum(weights))
    is_full = len(filled) >= PICTURE_TABLES.min_filled * len(table.cells)
    return is_full and sure >= PICTURE_TABLES.min_confidence


def looks_like_document(gray: Any, scale: float) -> bool:
    """Tell by the look of a picture whether it may hold a table: light paper, ruling lines or lines of text.

    Args:
        gray: (height, width), 0 is black.
        scale: pixels per point.
    """
    s = PICTURE_TABLES
    if not gray.size:
        return False
    paper = float(np.percentile(gray, s.paper_percentile))
    ink = gray < paper - s.ink_contrast
    is_paper = np.abs(gray - paper) <= s.paper_spread
    if is_paper.mean() < s.paper or not s.ink[0] <= ink.mean() <= s.ink[1]:
        return False
    rulings = sum(len(_stretches(ink.mean(axis=axis) >= s.ruling)) for axis in (0, 1))
    if rulings >= s.min_rulings:
        return True
    low, high = (points * scale for points in s.line_heights)
    bands = [b - a for a, b in _stretches(ink.any(axis=1))]
    return sum(low <= height <= high for height in bands) >= s.min_lines


def _stretches(flags: Any) -> list[tuple[int, int]]:
    """Return the stretches in which flags are set, as starts and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def join_touching(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes, those that touch each other joined: some producers cut a picture into strips."""
    joined: list[Box] = []
    for box in _joined_in_order(boxes):
        while True:
            near = next((other for other in joined if _touch(other, box)), None)
            if near is None:
                break
            joined.remove(near)
            box = min(box[0], near[0]), min(box[1], near[1]), max(box[2], near[2]), max(box[3], near[3])
        joined.append(box)
    return joined


def _joined_in_order(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes, those joined that follow and touch each other, as the thousands of strips of a picture do."""
    if not boxes:
        return []
    sides = np.array(boxes)
    a, b, reach = sides[:-1], sides[1:], PICTURE_TABLES.touching
    touch = ((a[:, :2] - reach <= b[:, 2:]) & (b[:, :2] - reach <= a[:, 2:])).all(axis=1)
    starts = np.concatenate([[0], np.flatnonzero(~touch) + 1])
    low, high = np.minimum.reduceat(sides[:, :2], starts), np.maximum.reduceat(sides[:, 2:], starts)
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in np.column_stack([low, high]).tolist()]


def _touch(one: Box, other: Box) -> bool:
    reach = PICTURE_TABLES.touching
    across = one[0] - reach <= other[2] and other[0] - reach <= one[2]
    return across and one[1] - reach <= other[3] and other[1] - reach <= one[3]


def _page_boxes(images: Sequence[Box], frame: Frame) -> list[Box]:
    """Return the boxes of images in page space, cut to the page."""
    if not images:
        return []
    left, bottom, right, top = np.array(images).T
    (xa, ya), (xb, yb) = frame.point(left, bottom), frame.point(right, top)
    x0, y0 = np.maximum(0.0, np.minimum(xa, xb)), np.maximum(0.0, np.minimum(ya, yb))
    x1, y1 = np.minimum(frame.width, np.maximum(xa, xb)), np.minimum(frame.height, np.maximum(ya, yb))
    boxes = np.column_stack([x0, y0, x1, y1])[(x0 < x1) & (y0 < y1)]
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in boxes.tolist()]


def _part(drawn: Any, box: Box, scale: float) -> Any:
    x0, y0, x1, y1 = (round(side * scale) for side in box)
    return drawn[y0:y1, x0:x1]


def _is_large(box: Box) -> bool:
    return box[2] - box[0] >= PICTURE_TABLES.min_width and box[3] - box[1] >= PICTURE_TABLES.min_height


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _letters_on(page: Page, box: Box) -> int:
    """Return how many letters of a page's text layer stand on a picture."""
    glyphs = page.glyphs
    if glyphs is None or not len(glyphs.x0):
        return 0
    x = (np.asarray(glyphs.x0) + np.asarray(glyphs.x1)) / 2
    y = np.asarray(glyphs.baseline)
    return int(((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).sum())
