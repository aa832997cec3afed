"""The code points of a page's glyphs as PDFium decodes them, without the characters that it makes up."""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.glyph_arrays import UNMAPPED, Flags, Ints

LINE_END_HYPHEN = 0x02  # what PDFium puts where a line ends in a hyphen
NO_TEXT = 0xFFFE  # what stands in its text for that, and for other codes
REPLACEMENT = 0xFFFD  # stands for a glyph that is mapped to nothing or to a control code
SURROGATE = -1  # stands at the first place of a character that comes as two
TAB, SPACE, HYPHEN = 0x09, 0x20, 0x2D
_HIGH, _LOW, _AFTER = 0xD800, 0xDC00, 0xE000  # where surrogates of UTF-16 begin and end


def read_codes(textpage: Any) -> tuple[Ints, Ints]:
    """Read the code points of the glyphs that the producer drew.

    Args:
        textpage: PDFium's handle of the text of a page.

    Returns:
        n indexes into PDFium's text page, and n code points; ``REPLACEMENT`` where a glyph is mapped to nothing.
    """
    address = pdfium_ffi.address_of(textpage)
    codes = _decode(textpage, address)
    _join_surrogates(codes)
    indexes = np.flatnonzero(_replace_unprintable(codes, address))
    return indexes, codes[indexes]


def read_unmapped(address: int | None, indexes: Ints, codes: Ints) -> Ints:
    """Return ``UNMAPPED`` for each glyph that has no mapping in its font, 0 for all others.

    Thai, ASCII, invisible and private-use characters are what they are, whatever PDFium says of the font's map.

    Args:
        address: of the text page.
        indexes: n indexes into it.
        codes: n code points.
    """
    certain = (
        ((codes > 0x0E00) & (codes < 0x0E5C))
        | ((codes >= 32) & (codes < 127))
        | ((codes >= 0x2000) & (codes < 0x2070))
        | ((codes >= 0xE000) & (codes < 0xF900))
        | (codes == 0xAD)
    )
    unmapped = np.zeros(len(codes), dtype=np.int64)
    at = indexes.tolist()
    for i in np.flatnonzero(~certain).tolist():
        if pdfium_ffi.text_has_unicode_map_error(address, at[i]) == 1:
            unmapped[i] = UNMAPPED
    return unmapped


def _decode(textpage: Any, address: int | None) -> Ints:
    """Return a code for every character of the text page.

    From PDFium's text where that has one for each, else character by character, which is slow.
    """
    count = max(0, pdfium.FPDFText_CountChars(textpage))
    text = np.zeros(count + 1, dtype=np.uint16)
    written = pdfium.FPDFText_GetText(textpage, 0, count, text.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort)))
    codes = text[:count].astype(np.int64)
    if written != count + 1 or ((codes >= _HIGH) & (codes < _AFTER)).any():
        return np.fromiter(map(pdfium_ffi.text_get_unicode, repeat(address, count), range(count)), np.int64, count)
    for i in np.flatnonzero(codes == NO_TEXT).tolist():
        codes[i] = pdfium_ffi.text_get_unicode(address, i)
    return codes


def _join_surrogates(codes: Ints) -> None:
    """Join the characters that come as two, in place: at the second place, with ``SURROGATE`` at the first."""
    for i in np.flatnonzero((codes >= _HIGH) & (codes < _AFTER)).tolist():
        code, high = int(codes[i]), int(codes[i - 1]) if i else 0
        if code < _LOW:
            continue
        paired = _HIGH <= high < _LOW
        codes[i] = 0x10000 + ((high - _HIGH) << 10) + (code - _LOW) if paired else REPLACEMENT
    codes[(codes >= _HIGH) & (codes < _LOW)] = SURROGATE


def _replace_unprintable(codes: Ints, address: int | None) -> Flags:
    """Return which glyphs the producer drew: no line ends, no spaces that PDFium made up.

    Writes into ``codes`` the spaces and hyphens that control codes stand for, and ``REPLACEMENT`` where they stand for
    nothing that can be printed.
    """
    kept = codes > SPACE
    for i in np.flatnonzero(~kept).tolist():
        code = int(codes[i])
        drawn = pdfium_ffi.text_is_generated(address, i) == 0
        if code not in (SPACE, SURROGATE) and drawn and pdfium_ffi.text_has_unicode_map_error(address, i) == 1:
            kept[i] = True
        elif code == LINE_END_HYPHEN and pdfium_ffi.text_is_hyphen(address, i) == 1:
            kept[i], codes[i] = True, HYPHEN
        elif code in (TAB, SPACE) and drawn:
            kept[i], codes[i] = True, SPACE
        elif code != SURROGATE and drawn:
            kept[i], codes[i] = True, REPLACEMENT
    return kept
