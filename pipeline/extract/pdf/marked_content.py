"""Marked content of text objects: the ``ActualText`` that a producer wrote over glyphs, kept before the marks go.

LibreOffice and Chromium write it over every cluster whose glyphs their ToUnicode maps do not tell. PDFium would put it
in the place of the glyphs and lose their positions, so the marks are removed before the text is read.
"""

from __future__ import annotations

import codecs
import ctypes
from dataclasses import dataclass
from itertools import compress, repeat

from pipeline.extract.pdf import pdfium_ffi

_KEY = b"ActualText\0"


@dataclass(frozen=True, slots=True)
class ActualTextSettings:
    """Limits of what is taken for the text of a few glyphs.

    Attributes:
        max_bytes: UTF-16 with its byte order mark; a longer text is that of a word or a line, and tells of no glyph
            what it is.
    """

    max_bytes: int = 34


ACTUAL_TEXT = ActualTextSettings()


@dataclass(frozen=True, slots=True)
class ActualText:
    """The text of one marked-content sequence.

    Attributes:
        sequence: the address of the first text object of the sequence, which all of them share.
        text: what its glyphs stand for together.
    """

    sequence: int
    text: str


def take_marks(texts: list[int]) -> dict[int, ActualText]:
    """Remove all marks of text objects, the outermost of each first, and return what they said.

    Args:
        texts: addresses of text objects of one page.

    Returns:
        By address of a text object: the text of the innermost sequence around it, where there is one.
    """
    found: dict[int, ActualText] = {}
    said: dict[int, ActualText | None] = {}  # by address of a mark
    while texts := list(compress(texts, map(pdfium_ffi.page_obj_count_marks, texts))):
        marks = list(map(pdfium_ffi.page_obj_get_mark, texts, repeat(0)))
        for item, mark in zip(texts, marks, strict=True):
            if mark not in said:
                text = _text_of(mark)
                said[mark] = None if text is None else ActualText(item, text)
            actual = said[mark]
            if actual is not None:
                found[item] = actual
        if not any(list(map(pdfium_ffi.page_obj_remove_mark, texts, marks))):
            break
    return found


def _text_of(mark: int) -> str | None:
    """Return the ``ActualText`` of a mark; None where it has none, or one of more than a few glyphs."""
    size = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(ACTUAL_TEXT.max_bytes)
    where = ctypes.addressof(buffer), ACTUAL_TEXT.max_bytes, ctypes.addressof(size)
    if not pdfium_ffi.mark_get_param_blob(mark, _KEY, *where) or not 0 < size.value <= ACTUAL_TEXT.max_bytes:
        return None
    raw = buffer.raw[: size.value]
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(codecs.BOM_UTF16_BE) else None
