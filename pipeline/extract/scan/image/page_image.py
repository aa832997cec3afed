"""The picture of a scanned page: the scan's own image where the page is one image and nothing else, else the page rendered."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.tables.geometry import Frame

Gray = np.ndarray[Any, np.dtype[np.uint8]]

FINEST = 300.0  # dpi: what is finer is read at this; engines gain nothing above it
COARSEST = 100.0  # dpi: a page whose pictures are coarser is rendered at this
HUGE = 30_000_000  # pixels: a page that has more at FINEST is read at 200 dpi
A4 = 11.69  # inches: the longer side of a page whose own size cannot be true
TRUE_SIZES = (400.0, 1500.0)  # points: longer sides of pages that are as large as they say
OTHER = 0.01  # of the page: an image beside the largest that is larger than this is part of the page


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's picture, upright by the page's own ``/Rotate``.

    Attributes:
        gray: (height, width), 0 is black.
        origin: page space points of the picture's top left corner.
        scale: page space points per pixel, across and down.
        dpi: pixels per inch of paper. Pages that give their size in pixels are taken for A4.
    """

    gray: Gray
    origin: tuple[float, float]
    scale: tuple[float, float]
    dpi: float


def take_picture(page: Any, frame: Frame) -> Picture:
    """The picture of a raw PDFium page.

    Args:
        page: loaded.
        frame: the page's box and its ``/Rotate``.
    """
    images = _images(page)
    paper = _paper(frame)
    area = (frame.right - frame.left) * (frame.top - frame.bottom)
    large = [i for i in images if i.area > OTHER * area]
    if len(large) == 1 and large[0].plain and _only_images(page):
        own = _own(large[0], frame, paper)
        if own is not None:
            return own
    finest = max((i.dpi for i in large), default=FINEST) * paper
    return _rendered(page, frame, min(max(finest, COARSEST), FINEST), paper)


@dataclass(frozen=True, slots=True)
class _Image:
    """An image object: its box in user space, its resolution, and whether its pixels are what is seen (no mask, turn or stencil)."""

    item: Any
    box: tuple[float, float, float, float]
    dpi: float
    plain: bool

    @property
    def area(self) -> float:
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])


def _paper(frame: Frame) -> float:
    """Points of the page per point of paper: 1, unless the page's size cannot be true."""
    longer = max(frame.width, frame.height)
    return 1.0 if TRUE_SIZES[0] <= longer <= TRUE_SIZES[1] else longer / (72 * A4)


def _images(page: Any) -> list[_Image]:
    found = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    matrix, data = pdfium.FS_MATRIX(), pdfium.FPDF_IMAGEOBJ_METADATA()
    for k in range(min(pdfium.FPDFPage_CountObjects(page), 5_000)):
        item = pdfium.FPDFPage_GetObject(page, k)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if not (
            pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
            and pdfium.FPDFImageObj_GetImageMetadata(item, page, data)
        ):
            continue
        box = (left.value, bottom.value, right.value, top.value)
        if box[2] - box[0] <= 0 or box[3] - box[1] <= 0:
            continue
        pdfium.FPDFPageObj_GetMatrix(item, matrix)
        upright = (
            abs(matrix.b) + abs(matrix.c) < 0.001 * (abs(matrix.a) + abs(matrix.d)) and matrix.a > 0 and matrix.d > 0
        )
        plain = upright and data.bits_per_pixel >= 8 and not pdfium.FPDFPageObj_HasTransparency(item)
        sides = (box[2] - box[0], box[3] - box[1]) if upright else sorted((box[2] - box[0], box[3] - box[1]))
        pixels = (data.width, data.height) if upright else sorted((data.width, data.height))
        found.append(_Image(item, box, 72 * max(pixels[0] / sides[0], pixels[1] / sides[1]), plain))
    return found


def _only_images(page: Any) -> bool:
    """Whether nothing but images and text stands on the page (text over a scan is an engine's, or invisible)."""
    kinds = {
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, k))
        for k in range(min(pdfium.FPDFPage_CountObjects(page), 5_000))
    }
    return kinds <= {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT}


def _own(image: _Image, frame: Frame, paper: float) -> Picture | None:
    """The image's pixels, cut to the page's box and turned as the page is; None where PDFium does not give them."""
    bitmap = pdfium.FPDFImageObj_GetBitmap(image.item)
    if not bitmap:
        return None
    try:
        gray = _gray(bitmap)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    if gray is None:
        return None
    x0, y0, x1, y1 = image.box
    high, wide = gray.shape
    across, down = wide / (x1 - x0), high / (y1 - y0)
    left, right = (round(min(max((x - x0) * across, 0), wide)) for x in (frame.left, frame.right))
    top, bottom = (round(min(max((y1 - y) * down, 0), high)) for y in (frame.top, frame.bottom))
    if right - left < 8 or bottom - top < 8:
        return None
    corners = [frame.point(x0 + x / across, y1 - y / down) for x, y in ((left, top), (right, bottom))]
    gray = np.rot90(gray[top:bottom, left:right], -frame.turns % 4)
    return _fitted(gray, corners, image.dpi * paper)


def _fitted(gray: Gray, corners: list[tuple[float, float]], dpi: float) -> Picture:
    """Shrunk to the resolution that is read."""
    import cv2

    (xa, ya), (xb, yb) = corners
    x0, x1, y0, y1 = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    wanted = min(dpi, FINEST) if gray.size * (FINEST / max(dpi, FINEST)) ** 2 < HUGE else min(dpi, 200.0)
    if wanted < 0.95 * dpi:
        size = (round(gray.shape[1] * wanted / dpi), round(gray.shape[0] * wanted / dpi))
        gray = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        dpi = wanted
    return Picture(np.ascontiguousarray(gray), (x0, y0), ((x1 - x0) / gray.shape[1], (y1 - y0) / gray.shape[0]), dpi)


def _gray(bitmap: Any) -> Gray | None:
    """A PDFium bitmap as shades of gray."""
    import cv2

    wide, high, stride = (
        f(bitmap) for f in (pdfium.FPDFBitmap_GetWidth, pdfium.FPDFBitmap_GetHeight, pdfium.FPDFBitmap_GetStride)
    )
    channels = {
        pdfium.FPDFBitmap_Gray: 1,
        pdfium.FPDFBitmap_BGR: 3,
        pdfium.FPDFBitmap_BGRx: 4,
        pdfium.FPDFBitmap_BGRA: 4,
    }
    depth = channels.get(pdfium.FPDFBitmap_GetFormat(bitmap))
    if depth is None or not wide or not high:
        return None
    buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * high))).contents
    rows = np.frombuffer(buffer, dtype=np.uint8).reshape(high, stride)[:, : wide * depth]
    if depth == 1:
        return rows.copy()
    code = cv2.COLOR_BGR2GRAY if depth == 3 else cv2.COLOR_BGRA2GRAY
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rows).reshape(high, wide, depth), code), dtype=np.uint8)


def _rendered(page: Any, frame: Frame, dpi: float, paper: float) -> Picture:
    """The page as a viewer shows it, at ``dpi`` pixels per inch of paper."""
    scale = dpi / 72 / paper
    if frame.width * frame.height * scale * scale > HUGE:
        dpi, scale = 200.0, 200.0 / 72 / paper
    wide, high = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE)
        gray = _gray(bitmap)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    assert gray is not None
    return Picture(gray, (0.0, 0.0), (frame.width / wide, frame.height / high), dpi)
