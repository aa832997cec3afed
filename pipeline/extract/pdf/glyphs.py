"""Glyphs of a page as PDFium decodes them, in the order of the content stream.

PDFium makes up spaces and line ends of its own; they are left out here, because where a line ends is for the layout to
say. What it could not map to Unicode comes as the glyph's code and is marked, so that nobody takes it for a letter.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from .geometry import Frame

MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎" + "".join(map(chr, (*range(0xF701, 0xF70F), *range(0xF710, 0xF71B)))))
WIDE = 0.2  # of the font size: an ink gap between letters that no sidebearings explain
THAI = {code: chr(code) for code in range(0x0E00, 0x0E60)}  # one object a character, not one a glyph
EVERY = 4  # one text-showing operation in so many is asked for its angle
UNIT = 2.0  # font sizes up to this are units that the text matrix scales to any size
HYPHEN = 0x02  # what PDFium puts where a line ends in a hyphen
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class GlyphArrays:
    """n glyphs in stream order. Positions in points, page space (y down); ``chars`` n strings.

    ``run`` numbers the text-showing operations: two neighbours of one run were drawn in one go. ``end`` is where the pen
    went on to, as far as it matters: the right end of the ink, or of the advance before a gap.
    """

    chars: list[str]
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    end: Floats
    baseline: Floats
    size: Floats
    run: Ints
    fonts: Ints
    font_names: tuple[str, ...]
    unmapped: Ints

    def __len__(self) -> int:
        return len(self.chars)


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
        read = _read(textpage)
        return _arrays(textpage, read, frame.turned(_text_turns(frame, read.angles)))
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def _arrays(textpage: Any, read: _Read, frame: Frame) -> tuple[GlyphArrays, Frame]:
    """What was read, in page space."""
    run = np.array(read.run, dtype=np.int64)
    boxes = np.array(read.boxes, dtype=np.float64).reshape(-1, 4)
    xa, ya = frame.point(boxes[:, 0], boxes[:, 2])
    xb, yb = frame.point(boxes[:, 1], boxes[:, 3])
    pens = np.array(read.pens, dtype=np.float64).reshape(-1, 2)[run]
    _, baseline = frame.point(pens[:, 0], pens[:, 1])
    size = np.array(read.sizes)[run] if len(run) else np.zeros(0)
    x0, x1 = np.minimum(xa, xb), np.maximum(xa, xb)
    end = x1.copy()
    # an ink gap in a run may be the advance of a narrow glyph (a 1 among figures): where one is seen, the pen is asked
    bare = np.array([c not in MARKS for c in read.chars], dtype=bool)
    letters = np.flatnonzero(bare)
    gap = x0[letters[1:]] - x1[letters[:-1]]
    seen = (run[letters[1:]] == run[letters[:-1]]) & (gap > WIDE * size[letters[1:]])
    loose = pdfium.FS_RECTF()
    for i in letters[:-1][seen].tolist():
        if pdfium.FPDFText_GetLooseCharBox(textpage, read.places[i], loose):
            a, b = frame.point(loose.left, loose.bottom), frame.point(loose.right, loose.top)
            end[i] = max(end[i], a[0], b[0])
    glyphs = GlyphArrays(
        read.chars, x0, np.minimum(ya, yb), x1, np.maximum(ya, yb), end, baseline, size, run,
        np.array(read.fonts, dtype=np.int64)[run] if len(run) else np.zeros(0, dtype=np.int64), tuple(read.names),
        np.asarray(read.unmapped, dtype=np.int64),
    )  # fmt: skip
    return glyphs, frame


@dataclass(slots=True)
class _Read:
    """Per glyph its character, box (left, right, bottom, top), whether its font lacks a mapping for it, and its run; per
    run its pen, size and font; fonts by name; the angles of some runs (radians, clockwise);
    per glyph its place in PDFium's text page."""

    chars: list[str] = field(default_factory=list)
    boxes: list[float] = field(default_factory=list)
    unmapped: list[int] = field(default_factory=list)
    run: list[int] = field(default_factory=list)
    pens: list[tuple[float, float]] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    fonts: list[int] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    angles: list[float] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


def _read(textpage: Any) -> _Read:
    """One pass over the glyphs; what PDFium made up is dropped. A run is one text-showing operation."""
    unicode_of, generated, no_map, box_of = (
        pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated, pdfium.FPDFText_HasUnicodeMapError, pdfium.FPDFText_GetCharBox,
    )  # fmt: skip
    object_of = _address_of_text_object()
    handle = ctypes.cast(textpage, ctypes.c_void_p).value
    read = _Read()
    chars, boxes, unmapped, runs, places = read.chars, read.boxes, read.unmapped, read.run, read.places
    a, b, c, d = (ctypes.c_double() for _ in range(4))
    last, number, high = -1, -1, 0
    sizes = _Sizes(textpage, read.names)
    for i in range(pdfium.FPDFText_CountChars(textpage)):
        code = unicode_of(textpage, i)
        if 0xD800 <= code < 0xE000:  # a surrogate pair comes as two characters
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        if code <= 32 and not (code != 32 and generated(textpage, i) == 0 and no_map(textpage, i) == 1):
            if code == HYPHEN:
                code = 0x2D
            elif code in (9, 32) and generated(textpage, i) == 0:
                code = 32
            else:
                continue  # a line end, or a space that PDFium made up
        address = object_of(handle, i)
        if address != last or number < 0:
            last, number = address, number + 1
            font, size = sizes.of(i, address)
            pdfium.FPDFText_GetCharOrigin(textpage, i, a, b)
            read.fonts.append(font)
            read.sizes.append(size)
            read.pens.append((a.value, b.value))
            if number % EVERY == 0:
                read.angles.append(pdfium.FPDFText_GetCharAngle(textpage, i))
        box_of(textpage, i, a, b, c, d)
        chars.append(THAI.get(code) or chr(code))
        boxes += (a.value, b.value, c.value, d.value)
        runs.append(number)
        places.append(i)
        unmapped.append(0 if 0x0E00 < code < 0x0E5C or 32 <= code < 127 or _speaks_for_itself(code) else int(no_map(textpage, i) == 1))
    return read


@cache
def _address_of_text_object() -> Any:
    """``FPDFText_GetTextObject`` giving bare addresses: wrapping and comparing a pointer object a glyph is dear."""
    address = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
    return ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(address)


def _speaks_for_itself(code: int) -> bool:
    """Invisible and private-use characters are what they are, whatever PDFium says of the font's map."""
    return 0x2000 <= code < 0x2070 or 0xE000 <= code < 0xF900 or code == 0xAD


class _Sizes:
    """Font and drawn size of text objects; what is the same for many objects is asked once."""

    def __init__(self, textpage: Any, names: dict[str, int]) -> None:
        self._textpage = textpage
        self._names = names
        self._fonts: dict[int | None, int] = {}
        self._scales: dict[tuple[int, float], float] = {}
        self._matrix = pdfium.FS_MATRIX()

    def of(self, i: int, address: int | None) -> tuple[int, float]:
        """Index of the font's name (without its subset tag) and the drawn size in points, for the object of glyph i."""
        handle = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT) if address else None
        pointer = pdfium.FPDFTextObj_GetFont(handle) if handle else None
        key = ctypes.cast(pointer, ctypes.c_void_p).value if pointer else None
        font = self._fonts.get(key)
        if font is None:
            font = self._fonts[key] = self._names.setdefault(_font_name(pointer), len(self._names))
        size = pdfium.FPDFText_GetFontSize(self._textpage, i)
        scale = self._scales.get((font, size)) if size > UNIT else None
        if scale is None:
            known = pdfium.FPDFText_GetMatrix(self._textpage, i, self._matrix)
            scale = max((self._matrix.c**2 + self._matrix.d**2) ** 0.5, 1e-6) if known else 1.0
            self._scales[font, size] = scale
        return font, size * scale


def _font_name(pointer: Any) -> str:
    if not pointer:
        return ""
    buffer = ctypes.create_string_buffer(256)
    if not pdfium.FPDFFont_GetBaseFontName(pointer, buffer, 256):
        return ""
    name = buffer.value.decode("utf-8", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def _text_turns(frame: Frame, angles: list[float]) -> int:
    """Clockwise quarter turns that make most of the text of the page, as it is shown, read from left to right."""
    quarters = Counter((round(angle / (math.pi / 2)) + frame.turns) % 4 for angle in angles if angle >= 0)
    turned = quarters.most_common(1)[0][0] if quarters else 0
    return -turned % 4
