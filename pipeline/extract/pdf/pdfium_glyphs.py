"""Glyphs of a page as PDFium decodes them, in the order of the content stream.

PDFium makes up spaces and line ends of its own; they are left out here, because where a line ends is for the layout to
say. What it could not map to Unicode comes as the glyph's code and is marked, so that nobody takes it for a letter.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.tables.geometry import Frame

MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎" + "".join(map(chr, (*range(0xF701, 0xF70F), *range(0xF710, 0xF71B)))))
_IS_MARK = np.isin(np.arange(0x10000), [ord(mark) for mark in MARKS])  # a look-up by code
WIDE = 0.2  # of the font size: an ink gap between letters that no sidebearings explain
STRIDE = 8  # one glyph in so many is asked for its text object, and those between where two differ
HYPHEN, NO_TEXT = (
    0x02,
    0xFFFE,
)  # what PDFium puts where a line ends in a hyphen; what stands in its text for that, and for other codes
LOST = 0xFFFD  # stands for a glyph that is mapped to nothing or to a control code
LOW = -1  # stands at the first place of a character that comes as two
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Addresses = np.ndarray[Any, np.dtype[np.uint64]]


@dataclass(frozen=True, slots=True)
class GlyphArrays:
    """n glyphs in stream order. Positions in points, page space (y down); ``codes`` n code points.

    ``run`` numbers the text-showing operations: two neighbours of one run were drawn in one go. ``end`` is where the pen
    went on to, as far as it matters: the right end of the ink, or of the advance before a gap.
    """

    codes: Ints
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
        return len(self.codes)

    def spelled(self, some: Any = slice(None)) -> str:
        """The characters of these glyphs, in this order."""
        return spelled(self.codes[some])


def spelled(codes: Ints) -> str:
    """Code points as text."""
    return bytes(codes.astype("<u4")).decode("utf-32-le", "surrogatepass")


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
    run, boxes = read.run, read.boxes
    xa, ya = frame.point(boxes[:, 0], boxes[:, 2])
    xb, yb = frame.point(boxes[:, 1], boxes[:, 3])
    _, baseline = frame.point(read.pens[:, 0], read.pens[:, 1])
    baseline, size = baseline[run], read.sizes[run]
    x0, x1 = np.minimum(xa, xb), np.maximum(xa, xb)
    end = x1.copy()
    # an ink gap in a run may be the advance of a narrow glyph (a 1 among figures): where one is seen, the pen is asked
    letters = np.flatnonzero(~read.marks())
    gap = x0[letters[1:]] - x1[letters[:-1]]
    seen = (run[letters[1:]] == run[letters[:-1]]) & (gap > WIDE * size[letters[1:]])
    loose = pdfium.FS_RECTF()
    for i in letters[:-1][seen].tolist():
        if pdfium.FPDFText_GetLooseCharBox(textpage, int(read.places[i]), loose):
            a, b = frame.point(loose.left, loose.bottom), frame.point(loose.right, loose.top)
            end[i] = max(end[i], a[0], b[0])
    glyphs = GlyphArrays(
        read.codes,
        x0,
        np.minimum(ya, yb),
        x1,
        np.maximum(ya, yb),
        end,
        baseline,
        size,
        run,
        read.fonts[run],
        read.names,
        read.unmapped,
    )
    return glyphs, frame


@dataclass(frozen=True, slots=True)
class _Read:
    """n glyphs as PDFium gives them, in user space.

    Attributes:
        codes: n code points.
        places: n indexes into PDFium's text page.
        boxes: n x 4, left, right, bottom, top.
        unmapped: n, 1 where the font has no mapping for the glyph.
        run: n numbers of text-showing operations.
        pens: per run where its first glyph stands, x and y.
        sizes: per run, points.
        fonts: per run an index into names.
        angles: per run, radians, clockwise.
    """

    codes: Ints
    places: Ints
    boxes: Floats
    unmapped: Ints
    run: Ints
    pens: Floats
    sizes: Floats
    fonts: Ints
    names: tuple[str, ...]
    angles: Floats

    def marks(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which glyphs bear the name of a mark."""
        found: np.ndarray[Any, np.dtype[np.bool_]] = _IS_MARK[np.clip(self.codes, 0, len(_IS_MARK) - 1)]
        return found


def _read(textpage: Any) -> _Read:
    """Ask PDFium for what every glyph is and where; what it made up is dropped. A run is one text-showing operation."""
    handle = pdfium_ffi.address_of(textpage)
    codes = _codes(textpage, handle)
    _join_surrogates(codes)
    places = np.flatnonzero(_kept(codes, handle))
    at = places.tolist()
    boxes = np.zeros((len(at), 4))
    start, end = boxes.ctypes.data, boxes.ctypes.data + boxes.nbytes
    sides = (range(start + offset, end + offset, 32) for offset in (0, 8, 16, 24))
    deque(map(pdfium_ffi.char_box, repeat(handle), at, *sides), maxlen=0)  # PDFium writes each box where it belongs
    inked = (codes[places] != LOST) | (boxes[:, 3] > boxes[:, 2])  # what shows nothing and says nothing is no glyph
    places, boxes = places[inked], boxes[inked]
    at, codes = places.tolist(), codes[places]
    unmapped = np.zeros(len(at), dtype=np.int64)
    for i in np.flatnonzero(~_speak_for_themselves(codes)).tolist():
        unmapped[i] = int(pdfium_ffi.has_no_mapping(handle, at[i]) == 1)
    objects = _objects(handle, places)
    first = np.ones(len(at), dtype=bool)
    first[1:] = objects[1:] != objects[:-1]
    return _Read(
        codes,
        places,
        boxes,
        unmapped,
        np.cumsum(first) - 1,
        *_operations(handle, places[first].tolist(), objects[first]),
    )


def _codes(textpage: Any, handle: Any) -> Ints:
    """The code of every glyph: from PDFium's text, where that has one for each, else glyph by glyph, which is dear."""
    count = max(0, pdfium.FPDFText_CountChars(textpage))
    text = np.zeros(count + 1, dtype=np.uint16)
    written = pdfium.FPDFText_GetText(textpage, 0, count, text.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort)))
    codes = text[:count].astype(np.int64)
    if written != count + 1 or ((codes >= 0xD800) & (codes < 0xE000)).any():
        return np.fromiter(map(pdfium_ffi.unicode_of, repeat(handle, count), range(count)), np.int64, count)
    for i in np.flatnonzero(codes == NO_TEXT).tolist():
        codes[i] = pdfium_ffi.unicode_of(handle, i)
    return codes


def _objects(handle: Any, places: Ints) -> Addresses:
    """The address of the text object that drew each glyph; two glyphs of one object have none of another between them."""

    def ask(some: Ints) -> Addresses:
        return np.array(
            [address or 0 for address in map(pdfium_ffi.text_object, repeat(handle), places[some].tolist())],
            dtype=np.uint64,
        )

    posts = np.unique(np.append(np.arange(0, len(places), STRIDE), max(len(places) - 1, 0)))[: len(places)]
    known = ask(posts)
    out = np.repeat(known, np.diff(posts, append=len(places)))
    changes = np.flatnonzero(known[1:] != known[:-1])
    between = (posts[changes][:, None] + np.arange(1, STRIDE)).ravel()
    between = between[between < len(places)]
    out[between] = ask(between)
    return out


def _kept(codes: Ints, handle: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which glyphs the producer drew: no line ends, no spaces that PDFium made up.

    Writes the spaces and hyphens that they stand for, and LOST where they stand for nothing that can be printed.
    """
    kept = codes > 32
    for i in np.flatnonzero(~kept).tolist():
        code = int(codes[i])
        drawn = pdfium_ffi.is_generated(handle, i) == 0
        if code not in (32, LOW) and drawn and pdfium_ffi.has_no_mapping(handle, i) == 1:
            kept[i] = True
        elif code == HYPHEN and pdfium_ffi.is_hyphen(handle, i) == 1:
            kept[i], codes[i] = True, 0x2D
        elif code in (9, 32) and drawn:
            kept[i], codes[i] = True, 32
        elif code != LOW and drawn:
            kept[i], codes[i] = True, LOST
    return kept


def _join_surrogates(codes: Ints) -> None:
    """Write the characters that come as two: at the second place, with LOW at the first."""
    for i in np.flatnonzero((codes >= 0xD800) & (codes < 0xE000)).tolist():
        code, high = int(codes[i]), int(codes[i - 1]) if i else 0
        if code < 0xDC00:
            continue
        paired = 0xD800 <= high < 0xDC00
        codes[i] = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if paired else 0xFFFD
    codes[(codes >= 0xD800) & (codes < 0xDC00)] = LOW


def _operations(handle: Any, starts: list[int], objects: Addresses) -> tuple[Any, ...]:
    """Of each text-showing operation, by its first glyph: the pen, size and font; the fonts' names; and the angles."""
    matrices = np.zeros((len(starts), 6), dtype=np.float32)  # a, b, c, d, e, f
    first, end = matrices.ctypes.data, matrices.ctypes.data + matrices.nbytes
    deque(map(pdfium_ffi.char_matrix, repeat(handle), starts, range(first, end, 24)), maxlen=0)
    a, b, c, d = (matrices[:, k].astype(np.float64) for k in range(4))
    sizes = np.fromiter(map(pdfium_ffi.font_size, repeat(handle), starts), np.float64, len(starts))
    fonts = np.array([address or 0 for address in map(pdfium_ffi.font_of, objects.tolist())], dtype=np.uint64)
    addresses, at, which = np.unique(fonts, return_index=True, return_inverse=True)
    names: dict[str, int] = {}
    numbers = np.zeros(len(addresses), dtype=np.int64)
    for n in np.argsort(at).tolist():  # by first use: addresses differ from run to run
        numbers[n] = names.setdefault(_font_name(int(addresses[n])), len(names))
    drawn = sizes * np.maximum(np.hypot(c, d), 1e-6)
    return matrices[:, 4:].astype(np.float64), drawn, numbers[which], tuple(names), np.arctan2(-b, a)


def _speak_for_themselves(codes: Ints) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Thai and ASCII are what they are, and so are invisible and private-use characters, whatever PDFium says of the font's map."""
    known: np.ndarray[Any, np.dtype[np.bool_]] = (
        ((codes > 0x0E00) & (codes < 0x0E5C))
        | ((codes >= 32) & (codes < 127))
        | ((codes >= 0x2000) & (codes < 0x2070))
        | ((codes >= 0xE000) & (codes < 0xF900))
        | (codes == 0xAD)
    )
    return known


def _font_name(address: int) -> str:
    """The name of a font, without its subset tag; empty where no font is told."""
    buffer = ctypes.create_string_buffer(256)
    if not address or not pdfium.FPDFFont_GetBaseFontName(ctypes.cast(address, pdfium.FPDF_FONT), buffer, 256):
        return ""
    try:
        name = buffer.value.decode("utf-8")
    except UnicodeDecodeError:  # older producers on Thai Windows write its code page
        name = buffer.value.decode("cp874", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def _text_turns(frame: Frame, angles: Floats) -> int:
    """Clockwise quarter turns that make most of the text of the page, as it is shown, read from left to right."""
    quarters = (np.round(angles / (math.pi / 2)).astype(np.int64) + frame.turns) % 4
    return -int(np.bincount(quarters, minlength=4).argmax()) % 4
