"""Glyphs of a page as PDFium decodes them, in the order of the content stream.

PDFium makes up spaces and line ends of its own; they are left out here, because where a line ends is for the layout to
say. What it could not map to Unicode comes as the glyph's code and is marked, so that nobody takes it for a letter.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from .geometry import Frame

HYPHEN = 0x02  # what PDFium puts where a line ends in a hyphen
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class GlyphArrays:
    """n glyphs in stream order. Positions in points, page space (y down); ``chars`` n strings.

    ``run`` numbers the text-showing operations: two neighbours of one run were drawn in one go.
    """

    chars: list[str]
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    pen_x: Floats
    baseline: Floats
    size: Floats
    run: Ints
    fonts: Ints
    font_names: tuple[str, ...]
    unmapped: Ints

    def __len__(self) -> int:
        return len(self.chars)

    def take(self, keep: Ints) -> GlyphArrays:
        """The glyphs at these places, in that order."""
        columns = ("x0", "top", "x1", "bottom", "pen_x", "baseline", "size", "run", "fonts", "unmapped")
        return replace(self, chars=[self.chars[i] for i in keep], **{c: getattr(self, c)[keep] for c in columns})


def read_glyphs(page: Any, frame: Frame) -> tuple[GlyphArrays, Frame]:
    """Read a page's glyphs.

    Args:
        page: a raw PDFium page handle.
        frame: the page's frame as its ``/Rotate`` says.

    Returns:
        The glyphs, and the frame turned so that most of the text reads from left to right.
    """
    textpage = pdfium.FPDFText_LoadPage(page)
    if not textpage:
        raise ValueError("PDFium could not read the text of the page")
    try:
        codes, index, unmapped = _codes(textpage)
        boxes, pens = _boxes(textpage, index)
        run, size, fonts, names = _runs(textpage, index)
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    frame = frame.turned(_text_turns(frame, pens, run))
    xa, ya = frame.point(boxes[:, 0], boxes[:, 2])
    xb, yb = frame.point(boxes[:, 1], boxes[:, 3])
    pen_x, baseline = frame.point(pens[:, 0], pens[:, 1])
    glyphs = GlyphArrays(
        [chr(c) for c in codes], np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb), pen_x, baseline,
        size, run, fonts, names, np.asarray(unmapped, dtype=np.int64),
    )  # fmt: skip
    return glyphs, frame


def _codes(textpage: Any) -> tuple[list[int], list[int], list[int]]:
    """Code points with their PDFium index and whether the font had no mapping; what PDFium made up is dropped."""
    unicode_of, generated, no_map = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated, pdfium.FPDFText_HasUnicodeMapError
    codes: list[int] = []
    index: list[int] = []
    unmapped: list[int] = []
    high = 0
    for i in range(pdfium.FPDFText_CountChars(textpage)):
        code = unicode_of(textpage, i)
        if 0xD800 <= code < 0xDC00:  # a surrogate pair comes as two characters
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code <= 32 and not (code != 32 and generated(textpage, i) == 0 and no_map(textpage, i) == 1):
            if code == HYPHEN:
                code = 0x2D
            elif code in (9, 32) and generated(textpage, i) == 0:
                code = 32
            else:
                continue  # a line end, or a space that PDFium made up
        codes.append(code)
        index.append(i)
        unmapped.append(0 if _speaks_for_itself(code) else int(no_map(textpage, i) == 1))
    return codes, index, unmapped


def _speaks_for_itself(code: int) -> bool:
    """Thai, ASCII, invisible and private-use characters are what they are, whatever PDFium says of the font's map."""
    return 0x0E00 < code < 0x0E5C or 32 <= code < 127 or 0x2000 <= code < 0x2070 or 0xE000 <= code < 0xF900 or code == 0xAD


def _boxes(textpage: Any, index: list[int]) -> tuple[Floats, Floats]:
    """(n, 4) left right bottom top of the ink and (n, 2) pen positions, in user space points."""
    box_of, pen_of = pdfium.FPDFText_GetCharBox, pdfium.FPDFText_GetCharOrigin
    a, b, c, d = (ctypes.c_double() for _ in range(4))
    boxes: list[float] = []
    pens: list[float] = []
    for i in index:
        box_of(textpage, i, a, b, c, d)
        boxes += (a.value, b.value, c.value, d.value)
        pen_of(textpage, i, a, b)
        pens += (a.value, b.value)
    return np.array(boxes, dtype=np.float64).reshape(-1, 4), np.array(pens, dtype=np.float64).reshape(-1, 2)


def _runs(textpage: Any, index: list[int]) -> tuple[Ints, Floats, Ints, tuple[str, ...]]:
    """Per glyph: number of its text object, font size in points on the page, index of its font's name."""
    object_of = pdfium.FPDFText_GetTextObject
    run: list[int] = []
    size: list[float] = []
    fonts: list[int] = []
    names: dict[str, int] = {}
    last, number, font, points = None, 0, 0, 0.0
    for i in index:
        handle = object_of(textpage, i)
        address = ctypes.cast(handle, ctypes.c_void_p).value if handle else None
        if address != last or not run:
            last, number = address, number + 1
            font, points = _font_of(textpage, i, handle, names)
        run.append(number)
        size.append(points)
        fonts.append(font)
    return np.array(run, dtype=np.int64), np.array(size), np.array(fonts, dtype=np.int64), tuple(names)


def _font_of(textpage: Any, i: int, handle: Any, names: dict[str, int]) -> tuple[int, float]:
    """Index of the font's name (without its subset tag) and the drawn size in points."""
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(textpage, i, matrix):
        scale = max((matrix.c**2 + matrix.d**2) ** 0.5, 1e-6)
    size = pdfium.FPDFText_GetFontSize(textpage, i) * scale
    name = ""
    if handle:
        buffer = ctypes.create_string_buffer(256)
        font = pdfium.FPDFTextObj_GetFont(handle)
        if font and pdfium.FPDFFont_GetBaseFontName(font, buffer, 256):
            name = buffer.value.decode("utf-8", "replace")
    if len(name) > 7 and name[6] == "+":
        name = name[7:]
    return names.setdefault(name, len(names)), size


def _text_turns(frame: Frame, pens: Floats, run: Ints) -> int:
    """Clockwise quarter turns that make most of the text read from left to right."""
    if len(run) < 2:
        return 0
    same = run[1:] == run[:-1]
    x, y = frame.point(pens[:, 0], pens[:, 1])
    dx, dy = np.diff(x)[same], np.diff(y)[same]
    flat = np.abs(dx) >= np.abs(dy)
    right, left = int((flat & (dx > 0.1)).sum()), int((flat & (dx < -0.1)).sum())
    down, up = int((~flat & (dy > 0.1)).sum()), int((~flat & (dy < -0.1)).sum())
    best = max(right, left, down, up)
    if best in (0, right):
        return 0
    return 1 if best == up else 3 if best == down else 2
