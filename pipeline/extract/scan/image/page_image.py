"""Image of a scanned page: the scan's own pixels where the page is one image and no more, else the page rendered."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.tables.geometry import Frame
from pipeline.model import Box

GrayImage = np.ndarray[Any, np.dtype[np.uint8]]
ColourImage = np.ndarray[Any, np.dtype[np.uint8]]
Matrix = np.ndarray[Any, np.dtype[np.float64]]
_CHANNELS = {
    pdfium.FPDFBitmap_Gray: 1,
    pdfium.FPDFBitmap_BGR: 3,
    pdfium.FPDFBitmap_BGRx: 4,
    pdfium.FPDFBitmap_BGRA: 4,
}


class PageImageSettings(NamedTuple):
    """Thresholds of :func:`load_page_image`."""

    dpi_max: float = 300.0  # what is finer is read at this; engines gain nothing above it
    dpi_min: float = 100.0  # a page whose images are coarser is rendered at this
    picture_dpi_min: float = 150.0  # a picture on a page of text that is coarser is rendered at this
    dpi_huge: float = 200.0  # a page that has more than pixels_max at dpi_max is read at this
    pixels_max: int = 30_000_000  # memory of a page
    paper_height: float = 11.69  # inches: the longer side of A4, of a page whose own size cannot be true
    true_sizes: tuple[float, float] = (400.0, 1500.0)  # points: longer sides of pages that are as large as they say
    image_share_min: float = 0.01  # of the page: an image that is larger is part of the page
    upright_tolerance: float = 0.001  # shear of an image's matrix to its scale: what has more is turned
    bits_coloured: int = 24  # per pixel: an image with fewer is taken for gray where the page is rendered
    chroma: int = 48  # of 255, between the strongest and the weakest of red, green and blue: coloured ink has more
    chroma_share: float = 1e-4  # of the pixels: so many have it on a page that has colour
    chroma_sampling: int = 4  # every so many pixels, across and down, are looked at
    bits_min: int = 8  # per pixel: a bilevel image may be a stencil, which is painted in any colour
    side_min: int = 8  # pixels: an image of which less lies on the page is not read by itself
    resize_tolerance: float = 0.95  # an image is shrunk where the wanted resolution is below this share of its own
    objects_max: int = 5_000  # page objects that are looked at


PAGE_IMAGE = PageImageSettings()


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page's image, upright by the page's own ``/Rotate``.

    Attributes:
        gray: (height, width), 0 is black.
        to_page: projective matrix (3, 3) from pixels (x, y, 1) to points of page space.
        dpi: pixels per inch of paper. Pages that give their size in pixels are taken for A4.
        colour: (height, width, 3), blue, green, red; None where the image has none.
        is_page: it is all of a page, not a picture on a page of text.
    """

    gray: GrayImage
    to_page: Matrix
    dpi: float
    colour: ColourImage | None = None
    is_page: bool = True

    @property
    def points_per_pixel(self) -> tuple[float, float]:
        """Points of page space per pixel, across and down, in the middle of the image."""
        high, wide = self.gray.shape
        x, y = wide / 2, high / 2
        (x0, x1, x2), (y0, y1, y2) = self.points(np.array([x, x + 1, x]), np.array([y, y, y + 1]))
        return float(np.hypot(x1 - x0, y1 - y0)), float(np.hypot(x2 - x0, y2 - y0))

    def points(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Map pixels to points of page space."""
        u, v, w = (row[0] * x + row[1] * y + row[2] for row in self.to_page)
        return u / w, v / w


def scaled_matrix(origin: tuple[float, float], scale: tuple[float, float]) -> Matrix:
    """Return the matrix of an image whose top left corner is at ``origin``, with so many points per pixel."""
    return np.array([[scale[0], 0.0, origin[0]], [0.0, scale[1], origin[1]], [0.0, 0.0, 1.0]])


def load_page_image(page: Any, frame: Frame) -> PageImage:
    """Load the image of a raw PDFium page.

    Args:
        page: loaded.
        frame: the page's box and its ``/Rotate``.
    """
    paper = _paper_scale(frame)
    area = (frame.right - frame.left) * (frame.top - frame.bottom)
    large = [i for i in _image_objects(page) if i.area > PAGE_IMAGE.image_share_min * area]
    if len(large) == 1 and large[0].plain and _has_only_images(page):
        own = _own_pixels(large[0], frame, paper)
        if own is not None:
            return own
    finest = max((i.dpi for i in large), default=PAGE_IMAGE.dpi_max) * paper
    dpi = min(max(finest, PAGE_IMAGE.dpi_min), PAGE_IMAGE.dpi_max)
    return _rendered(page, frame, dpi, paper, any(i.coloured for i in large))


def load_picture(page: Any, frame: Frame, box: Box) -> PageImage:
    """Load a part of a raw PDFium page, as a viewer shows it.

    Args:
        page: loaded.
        frame: of the page, turned upright by its text too.
        box: of the part, page space points.
    """
    paper = _paper_scale(frame)
    inside = [
        i.dpi
        for i in _image_objects(page)
        if _contains(box, frame.point((i.box[0] + i.box[2]) / 2, (i.box[1] + i.box[3]) / 2))
    ]
    finest = max(inside, default=PAGE_IMAGE.dpi_huge) * paper
    dpi = min(max(finest, PAGE_IMAGE.picture_dpi_min), PAGE_IMAGE.dpi_max)
    scale = dpi / 72 / paper
    if (box[2] - box[0]) * (box[3] - box[1]) * scale * scale > PAGE_IMAGE.pixels_max:
        dpi, scale = PAGE_IMAGE.dpi_huge, PAGE_IMAGE.dpi_huge / 72 / paper
    gray = _render_part(page, frame, box, scale)
    high, wide = gray.shape
    per_pixel = ((box[2] - box[0]) / wide, (box[3] - box[1]) / high)
    return PageImage(gray, scaled_matrix(box[:2], per_pixel), dpi, is_page=False)


def _contains(box: Box, point: tuple[Any, Any]) -> bool:
    return bool(box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3])


@dataclass(frozen=True, slots=True)
class _ImageObject:
    """An image object of a page.

    Attributes:
        item: PDFium's handle.
        box: in user space.
        dpi: its resolution.
        plain: its pixels are what is seen: no mask, turn or stencil.
        coloured: it may have colour.
    """

    item: Any
    box: tuple[float, float, float, float]
    dpi: float
    plain: bool
    coloured: bool

    @property
    def area(self) -> float:
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])


def _paper_scale(frame: Frame) -> float:
    """Return points of the page per point of paper: 1, unless the page's size cannot be true."""
    longer = max(frame.width, frame.height)
    low, high = PAGE_IMAGE.true_sizes
    return 1.0 if low <= longer <= high else longer / (72 * PAGE_IMAGE.paper_height)


def _image_objects(page: Any) -> list[_ImageObject]:
    """List the images that a page draws itself, outside form objects."""
    found = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    matrix, data = pdfium.FS_MATRIX(), pdfium.FPDF_IMAGEOBJ_METADATA()
    for k in range(min(pdfium.FPDFPage_CountObjects(page), PAGE_IMAGE.objects_max)):
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
        sheared = abs(matrix.b) + abs(matrix.c) >= PAGE_IMAGE.upright_tolerance * (abs(matrix.a) + abs(matrix.d))
        upright = not sheared and matrix.a > 0 and matrix.d > 0
        enough = data.bits_per_pixel >= PAGE_IMAGE.bits_min
        plain = upright and enough and not pdfium.FPDFPageObj_HasTransparency(item)
        sides = (box[2] - box[0], box[3] - box[1]) if upright else sorted((box[2] - box[0], box[3] - box[1]))
        pixels = (data.width, data.height) if upright else sorted((data.width, data.height))
        coloured = data.bits_per_pixel >= PAGE_IMAGE.bits_coloured
        found.append(_ImageObject(item, box, 72 * max(pixels[0] / sides[0], pixels[1] / sides[1]), plain, coloured))
    return found


def _has_only_images(page: Any) -> bool:
    """Whether nothing but images and text stands on the page (text over a scan is an engine's, or invisible)."""
    kinds = {
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, k))
        for k in range(min(pdfium.FPDFPage_CountObjects(page), PAGE_IMAGE.objects_max))
    }
    return kinds <= {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT}


def _own_pixels(image: _ImageObject, frame: Frame, paper: float) -> PageImage | None:
    """Return the image's pixels, cut to the page's box and turned as the page is; None where PDFium gives none."""
    bitmap = pdfium.FPDFImageObj_GetBitmap(image.item)
    if not bitmap:
        return None
    try:
        pixels = _to_pixels(bitmap)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    if pixels is None:
        return None
    x0, y0, x1, y1 = image.box
    high, wide = pixels.shape[:2]
    across, down = wide / (x1 - x0), high / (y1 - y0)
    left, right = (round(min(max((x - x0) * across, 0), wide)) for x in (frame.left, frame.right))
    top, bottom = (round(min(max((y1 - y) * down, 0), high)) for y in (frame.top, frame.bottom))
    if right - left < PAGE_IMAGE.side_min or bottom - top < PAGE_IMAGE.side_min:
        return None
    corners = [frame.point(x0 + x / across, y1 - y / down) for x, y in ((left, top), (right, bottom))]
    pixels = np.rot90(pixels[top:bottom, left:right], -frame.turns % 4)
    return _shrunk(pixels, corners, image.dpi * paper)


def _shrunk(pixels: GrayImage, corners: list[tuple[float, float]], dpi: float) -> PageImage:
    """Return an image at the resolution at which it is read; ``corners`` are two opposite ones in page space."""
    import cv2

    s = PAGE_IMAGE
    (xa, ya), (xb, yb) = corners
    x0, x1, y0, y1 = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    high, wide = pixels.shape[:2]
    fits = high * wide * (s.dpi_max / max(dpi, s.dpi_max)) ** 2 < s.pixels_max
    wanted = min(dpi, s.dpi_max if fits else s.dpi_huge)
    if wanted < s.resize_tolerance * dpi:
        size = (round(wide * wanted / dpi), round(high * wanted / dpi))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        dpi = wanted
    scale = ((x1 - x0) / pixels.shape[1], (y1 - y0) / pixels.shape[0])
    return _image_of(pixels, scaled_matrix((x0, y0), scale), dpi)


def _image_of(pixels: GrayImage | ColourImage, to_page: Matrix, dpi: float) -> PageImage:
    """Return the image of pixels; its colour is kept where it has any."""
    import cv2

    pixels = np.ascontiguousarray(pixels)
    if pixels.ndim == 2:
        return PageImage(pixels, to_page, dpi)
    gray = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    step = PAGE_IMAGE.chroma_sampling
    sample = pixels[::step, ::step]
    chroma = sample.max(axis=2) - sample.min(axis=2)
    is_coloured = float((chroma > PAGE_IMAGE.chroma).mean()) > PAGE_IMAGE.chroma_share
    return PageImage(gray, to_page, dpi, pixels if is_coloured else None)


def _to_pixels(bitmap: Any) -> GrayImage | ColourImage | None:
    """Convert a PDFium bitmap to gray, or to blue, green and red; None where its format is unknown."""
    wide, high, stride = (
        f(bitmap) for f in (pdfium.FPDFBitmap_GetWidth, pdfium.FPDFBitmap_GetHeight, pdfium.FPDFBitmap_GetStride)
    )
    channels = _CHANNELS.get(pdfium.FPDFBitmap_GetFormat(bitmap))
    if channels is None or not wide or not high:
        return None
    buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * high))).contents
    rows = np.frombuffer(buffer, dtype=np.uint8).reshape(high, stride)[:, : wide * channels]
    if channels == 1:
        return rows.copy()
    return rows.reshape(high, wide, channels)[:, :, :3].copy()  # the buffer is PDFium's


def _rendered(page: Any, frame: Frame, dpi: float, paper: float, coloured: bool) -> PageImage:
    """Render the page as a viewer shows it, at ``dpi`` pixels per inch of paper."""
    scale = dpi / 72 / paper
    if frame.width * frame.height * scale * scale > PAGE_IMAGE.pixels_max:
        dpi, scale = PAGE_IMAGE.dpi_huge, PAGE_IMAGE.dpi_huge / 72 / paper
    pixels = _render_part(page, frame, (0.0, 0.0, frame.width, frame.height), scale, coloured)
    high, wide = pixels.shape[:2]
    return _image_of(pixels, scaled_matrix((0.0, 0.0), (frame.width / wide, frame.height / high)), dpi)


def _render_part(page: Any, frame: Frame, box: Box, scale: float, coloured: bool = False) -> GrayImage:
    """Render a part of a page, given in page space points, at ``scale`` pixels per point."""
    wide, high = max(1, round((box[2] - box[0]) * scale)), max(1, round((box[3] - box[1]) * scale))
    place = -round(box[0] * scale), -round(box[1] * scale), round(frame.width * scale), round(frame.height * scale)
    turns = (frame.turns - pdfium.FPDFPage_GetRotation(page)) % 4
    kind, flags = (pdfium.FPDFBitmap_BGR, 0) if coloured else (pdfium.FPDFBitmap_Gray, pdfium.FPDF_GRAYSCALE)
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, kind, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, *place, turns, pdfium.FPDF_ANNOT | flags)
        pixels = _to_pixels(bitmap)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    assert pixels is not None
    return pixels
