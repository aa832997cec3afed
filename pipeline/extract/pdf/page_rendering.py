"""A page drawn with and without some of its text objects: what changes is what is seen of them.

This asks PDFium itself, so that layers, covering, colours, transparency and clipping all count as they are shown.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.tables.geometry import Frame

Floats = np.ndarray[Any, np.dtype[np.float64]]
Gray = np.ndarray[Any, np.dtype[np.int16]]


class PageRenderingSettings(NamedTuple):
    """How a page is drawn to see what is shown of its text.

    Attributes:
        scale: pixels per point.
        max_pixels: of a page; a larger one is drawn smaller.
        least_change: of 255; a pixel that changes by less looks the same to a reader.
    """

    scale: float = 1.5
    max_pixels: int = 4_000_000
    least_change: int = 12


PAGE_RENDERING = PageRenderingSettings()


class InkDifference:
    """By how much each pixel of a page changes where some of its objects are not drawn."""

    def __init__(self, frame: Frame, change: Gray) -> None:
        self._frame = frame
        self._change = change
        self._scale = change.shape[1] / frame.width, change.shape[0] / frame.height
        seen = change >= PAGE_RENDERING.least_change
        self._sums = np.zeros((change.shape[0] + 1, change.shape[1] + 1), dtype=np.int32)
        if seen.any():
            sums = self._sums[1:, 1:]
            np.cumsum(seen, axis=0, dtype=np.int32, out=sums)
            np.cumsum(sums, axis=1, out=sums)

    def shares(self, boxes: Floats) -> Floats:
        """Return which share (0..1) of each box changes.

        Args:
            boxes: n x 4, left, right, bottom, top, in user space.
        """
        x0, x1, y0, y1 = self._pixels(boxes)
        sums = self._sums
        changed = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        shares: Floats = changed / np.maximum(1, (x1 - x0) * (y1 - y0))
        return shares

    def contrast(self, boxes: Floats) -> float:
        """Return how much the ink in these boxes stands out from what is beneath it, of 255; 0 where there is none."""
        x0, x1, y0, y1 = (side.tolist() for side in self._pixels(boxes))
        parts = [self._change[a:b, c:d].ravel() for c, d, a, b in zip(x0, x1, y0, y1, strict=True)]
        ink = np.concatenate([part[part >= PAGE_RENDERING.least_change] for part in parts]) if parts else np.zeros(0)
        return float(np.percentile(ink, 90)) if len(ink) else 0.0

    def _pixels(self, boxes: Floats) -> Any:
        high, wide = self._change.shape
        xa, ya = self._frame.point(boxes[:, 0], boxes[:, 2])
        xb, yb = self._frame.point(boxes[:, 1], boxes[:, 3])
        (across, down), edge = self._scale, 1e-6
        x0 = np.clip(np.floor(np.minimum(xa, xb) * across), 0, wide - 1).astype(np.int64)
        y0 = np.clip(np.floor(np.minimum(ya, yb) * down), 0, high - 1).astype(np.int64)
        x1 = np.clip(np.ceil(np.maximum(xa, xb) * across - edge), x0 + 1, wide).astype(np.int64)
        y1 = np.clip(np.ceil(np.maximum(ya, yb) * down - edge), y0 + 1, high).astype(np.int64)
        return x0, x1, y0, y1


class PageRendering:
    """A page as it is shown, and what it shows of some of its text objects; drawn when that is first asked."""

    def __init__(self, page: Any, frame: Frame) -> None:
        """Prepare to draw a page; ``page`` is a raw PDFium handle and ``frame`` its own, as its ``/Rotate`` says."""
        self._page = page
        self._frame = frame
        self._shown: Gray | None = None
        self._ink: dict[str, InkDifference] = {}

    def ink_of(self, name: str, texts: Iterable[int]) -> InkDifference:
        """Return what the page shows of text objects.

        Args:
            name: of these objects, by which the answer is kept.
            texts: their addresses.
        """
        if name not in self._ink:
            texts = list(texts)
            if self._shown is None:
                self._shown = draw_page(self._page, self._frame)
            for item in texts:
                pdfium_ffi.page_obj_set_is_active(item, 0)
            without = draw_page(self._page, self._frame)
            for item in texts:
                pdfium_ffi.page_obj_set_is_active(item, 1)
            self._ink[name] = InkDifference(self._frame, np.abs(self._shown - without))
        return self._ink[name]


def draw_page(page: Any, frame: Frame) -> Gray:
    """Draw a raw PDFium page in shades of grey, 0 is black; ``frame`` is its own, as its ``/Rotate`` says."""
    scale = PAGE_RENDERING.scale
    scale = min(scale, (PAGE_RENDERING.max_pixels / max(1.0, frame.width * frame.height)) ** 0.5)
    wide, high = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_GRAYSCALE)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        kind = ctypes.POINTER(ctypes.c_ubyte * (stride * high))
        buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), kind).contents
        return np.frombuffer(buffer, dtype=np.uint8).reshape(high, stride)[:, :wide].astype(np.int16)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
