"""Text-showing operations of a page as PDFium gives them: where each starts, its font, its size and its angle."""

from __future__ import annotations

import ctypes
from collections import deque
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.glyph_arrays import Floats, Ints

Addresses = np.ndarray[Any, np.dtype[np.uint64]]
MIN_SCALE = 1e-6
"""Of a text matrix; keeps the size of text that is drawn flat above zero."""


@dataclass(frozen=True, slots=True)
class TextRuns:
    """Text-showing operations, in user space.

    Attributes:
        pens: per run the origin of its first glyph, x and y.
        sizes: per run the font size as drawn, points.
        widths: per run the same across the line, where the text is stretched or narrowed.
        fonts: per run an index into ``font_names``.
        font_names: by first use.
        font_addresses: per run that of PDFium's font.
        angles: per run, radians, clockwise.
        mirrored: per run, whether its text is drawn mirrored.
    """

    pens: Floats
    sizes: Floats
    widths: Floats
    fonts: Ints
    font_names: tuple[str, ...]
    font_addresses: Addresses
    angles: Floats
    mirrored: np.ndarray[Any, np.dtype[np.bool_]]


def read_runs(address: int | None, starts: list[int], objects: Addresses) -> TextRuns:
    """Read each text-showing operation by its first glyph.

    Args:
        address: of the text page.
        starts: indexes of the first glyphs.
        objects: the text objects of those.
    """
    matrices = np.zeros((len(starts), 6), dtype=np.float32)  # a, b, c, d, e, f
    first, end = matrices.ctypes.data, matrices.ctypes.data + matrices.nbytes
    deque(map(pdfium_ffi.text_get_matrix, repeat(address), starts, range(first, end, 24)), maxlen=0)
    a, b, c, d = (matrices[:, k].astype(np.float64) for k in range(4))
    sizes = np.fromiter(map(pdfium_ffi.text_get_font_size, repeat(address), starts), np.float64, len(starts))
    drawn = sizes * np.maximum(np.hypot(c, d), MIN_SCALE)
    wide = sizes * np.maximum(np.hypot(a, b), MIN_SCALE)
    addresses = pdfium_ffi.addresses(map(pdfium_ffi.text_obj_get_font, objects.tolist()))
    fonts, names = _number_fonts(addresses)
    pens = matrices[:, 4:].astype(np.float64)
    return TextRuns(pens, drawn, wide, fonts, names, addresses, np.arctan2(-b, a), a * d - b * c < 0)


def _number_fonts(fonts: Addresses) -> tuple[Ints, tuple[str, ...]]:
    """Return an index per font address, and the names in order of first use: the addresses are never the same twice."""
    addresses, first, inverse = np.unique(fonts, return_index=True, return_inverse=True)
    names: dict[str, int] = {}
    numbers = np.zeros(len(addresses), dtype=np.int64)
    for n in np.argsort(first).tolist():
        numbers[n] = names.setdefault(_font_name(int(addresses[n])), len(names))
    return numbers[inverse], tuple(names)


def _font_name(address: int) -> str:
    """Return the name of a font, without its subset tag; empty where there is none."""
    buffer = ctypes.create_string_buffer(256)
    if not address or not pdfium.FPDFFont_GetBaseFontName(ctypes.cast(address, pdfium.FPDF_FONT), buffer, 256):
        return ""
    try:
        name = buffer.value.decode("utf-8")
    except UnicodeDecodeError:  # older producers on Thai Windows write its code page
        name = buffer.value.decode("cp874", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name
