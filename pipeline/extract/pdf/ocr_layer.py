"""OCR layers: text that a page does not show, over or under the picture that it was read from.

Whether such a layer is of its picture can be seen without reading it: its words stand on ink, and ink that looks like
text has words over it.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.glyph_arrays import Flags, GlyphArrays
from pipeline.extract.pdf.paint_order import TextColors
from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.tables.geometry import Frame


class OcrLayerSettings(NamedTuple):
    """Measures of looking at an OCR layer and its picture.

    Attributes:
        dpi: at which the page is drawn to see its ink.
        ink: of the brightness of the paper; what is darker is ink.
        ruling: pixels in a row; so much ink in one line is a ruling or a dark area, no letter.
        cell: height and width of what is looked at together, pixels.
        least_ink: of a cell; with less it is empty.
        reach: of the font size; how far above the baseline letters stand.
        slack: pixels by which a glyph may be off its ink.
        borne_out: share of the glyphs that stand on ink; of a layer that is less, the place is not its picture's.
        covered: share of the inked cells under glyphs; of a layer with less, part of the picture was not read.
    """

    dpi: float = 72.0
    ink: float = 0.75
    ruling: int = 30
    cell: tuple[int, int] = (12, 8)
    least_ink: float = 0.08
    reach: float = 0.7
    slack: int = 2
    borne_out: float = 0.7
    covered: float = 0.75


OCR_LAYER = OcrLayerSettings()
_INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, slots=True)
class OcrLayer:
    """The text of a page that the page does not show.

    Attributes:
        shown: how many text objects the page shows beside it.
        borne_out: share of its glyphs that stand on ink, 0..1.
        covered: share of the ink of the page, rulings left out, that stands under its glyphs, 0..1.
    """

    shown: int
    borne_out: float = 1.0
    covered: float = 1.0

    @property
    def fits(self) -> bool:
        """Whether it may be the text of its picture, and all of it."""
        return self.borne_out >= OCR_LAYER.borne_out and self.covered >= OCR_LAYER.covered

    def told(self) -> str:
        """Return what speaks for it, in words."""
        return f"{self.borne_out:.0%} of its characters stand on ink, {self.covered:.0%} of the ink stands under it"


def find_ocr_layer(page: Any, frame: Frame, objects: PageObjects, glyphs: GlyphArrays) -> OcrLayer | None:
    """Return the OCR layer of a page; None where at least half of its text objects are shown.

    Args:
        page: raw PDFium handle.
        frame: of the page, as its glyphs are turned.
        objects: what it draws.
        glyphs: of the page, in page space.
    """
    hidden, shown = _unseen_texts(objects)
    if not hidden or len(hidden) <= shown:
        return None
    borne_out, covered = _compare_with_ink(_ink(page, frame), frame, glyphs)
    return OcrLayer(shown, borne_out, covered)


def hide_ocr_layer(objects: PageObjects) -> None:
    """Set the text objects that a page does not show inactive: its text is read without them then."""
    for item in _unseen_texts(objects)[0]:
        pdfium_ffi.page_obj_set_is_active(item, 0)


def _unseen_texts(objects: PageObjects) -> tuple[list[int], int]:
    """Return the text objects that a page does not show, and how many it shows.

    A text is not shown where its render mode or its opacity says so, or where a picture without transparency is drawn
    over it.
    """
    colors = TextColors(objects.paint_order.addresses())
    unseen = np.isin(colors.modes, _INVISIBLE_MODES) | (colors.rgba[:, 3] == 0)
    unseen |= objects.paint_order.texts_under_pictures()
    return [colors.addresses[i] for i in np.flatnonzero(unseen).tolist()], int((~unseen).sum())


def _ink(page: Any, frame: Frame) -> Flags:
    """Return where a page shows ink, rulings and dark areas left out; text that is not shown has none."""
    settings = OCR_LAYER
    scale = settings.dpi / 72
    turns = frame.turns - pdfium.FPDFPage_GetRotation(page)
    wide, high = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, turns % 4, pdfium.FPDF_GRAYSCALE)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * high)))
        gray = np.frombuffer(buffer.contents, dtype=np.uint8).reshape(high, stride)[:, :wide].copy()
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    ink: Flags = gray < settings.ink * np.median(gray)
    without: Flags = ink & ~_long_runs(ink) & ~_long_runs(ink.T).T
    return without


def _long_runs(ink: Flags) -> Flags:
    """Return the ink in rows of ``ruling`` pixels or more from left to right."""
    size = OCR_LAYER.ruling
    if ink.shape[1] < size:
        return np.zeros_like(ink)
    total = np.cumsum(np.pad(ink.astype(np.int32), ((0, 0), (1, 0))), axis=1)
    full = (total[:, size:] - total[:, :-size]) == size  # by the first pixel of the run
    change = np.zeros((ink.shape[0], ink.shape[1] + 1), dtype=np.int32)
    change[:, : full.shape[1]] += full
    change[:, size : size + full.shape[1]] -= full
    inside: Flags = np.cumsum(change, axis=1)[:, :-1] > 0
    return inside


def _compare_with_ink(ink: Flags, frame: Frame, glyphs: GlyphArrays) -> tuple[float, float]:
    """Return the share of glyphs that stand on ink, and the share of inked cells that stand under glyphs, each 0..1."""
    settings = OCR_LAYER
    scale, slack = settings.dpi / 72, settings.slack
    high, wide = ink.shape
    total = np.pad(ink.astype(np.int32), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    drawn = (glyphs.codes > ord(" ")) & (glyphs.x1 > glyphs.x0)
    if not drawn.any() or not ink.any():
        return 1.0, 1.0
    x0, x1 = ((side[drawn] * scale).astype(np.int64) for side in (glyphs.x0, glyphs.x1))
    base, size = glyphs.baseline[drawn], glyphs.size[drawn]
    y0 = ((base - settings.reach * size) * scale).astype(np.int64)
    y1 = (base * scale).astype(np.int64)
    left, right = np.clip(x0 - slack, 0, wide), np.clip(x1 + slack, 0, wide)
    top, bottom = np.clip(y0 - slack, 0, high), np.clip(y1 + slack, 0, high)
    inside = total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left]
    under = np.zeros((high, wide), dtype=bool)
    for a, b, c, d in zip(top.tolist(), bottom.tolist(), left.tolist(), right.tolist(), strict=True):
        under[a:b, c:d] = True
    return float((inside > 0).mean()), _covered(ink, under)


def _covered(ink: Flags, under: Flags) -> float:
    """Return the share of the inked cells of a page that have a glyph over them."""
    rows, columns = OCR_LAYER.cell
    high, wide = ink.shape[0] // rows * rows, ink.shape[1] // columns * columns
    if not high or not wide:
        return 1.0
    cells = (high // rows, rows, wide // columns, columns)
    inked: Flags = ink[:high, :wide].reshape(cells).mean(axis=(1, 3)) >= OCR_LAYER.least_ink
    covered: Flags = np.any(under[:high, :wide].reshape(cells), axis=(1, 3))
    return float(covered[inked].mean()) if inked.any() else 1.0
