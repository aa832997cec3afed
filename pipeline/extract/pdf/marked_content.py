"""Marked content of text objects: the ``ActualText`` that a producer wrote over glyphs, and the layers it put them on.

LibreOffice and Chromium write it over every cluster whose glyphs their ToUnicode maps do not tell. PDFium would put it
in the place of the glyphs and lose their positions, so the marks are removed before the text is read. Those of layers
(optional content) stay: PDFium shows by them what is switched on.
"""

from __future__ import annotations

import codecs
import ctypes
from dataclasses import dataclass
from itertools import compress
from operator import gt
from typing import NamedTuple

from pipeline.extract.pdf import pdfium_ffi

_KEY = b"ActualText\0"
_LAYER_NAME = b"Name\0"
_OPTIONAL_CONTENT = "OC\0".encode("utf-16-le")
_NAME_SIZE = 256  # bytes: a longer name of a layer is cut


class ActualTextSettings(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks of text objects said.

    Attributes:
        actual_texts: by address of a text object: the text of the innermost sequence around it, where there is one.
        layers: by address of a text object: what names the outermost layer that it is on, where it is on one.
    """

    actual_texts: dict[int, ActualText]
    layers: dict[int, str]


def take_marks(texts: list[int]) -> Marks:
    """Remove all marks of text objects but those of layers, the outermost of each first, and return what they said.

    Args:
        texts: addresses of text objects of one page.
    """
    found = Marks({}, {})
    said: dict[int, ActualText | str | None] = {}  # by address of a mark
    kept = [0] * len(texts)
    while True:
        more = list(map(gt, map(pdfium_ffi.page_obj_count_marks, texts), kept))
        texts, kept = list(compress(texts, more)), list(compress(kept, more))
        if not texts:
            return found
        marks = list(map(pdfium_ffi.page_obj_get_mark, texts, kept))
        for k, (item, mark) in enumerate(zip(texts, marks, strict=True)):
            if mark not in said:
                layer = layer_of_mark(mark)
                text = _text_of(mark) if layer is None else None
                said[mark] = layer if text is None else ActualText(item, text)
            word = said[mark]
            if isinstance(word, str):
                found.layers.setdefault(item, word)
                kept[k] += 1
            elif word is not None:
                found.actual_texts[item] = word
        leaving = [not isinstance(said[mark], str) for mark in marks]
        gone = list(map(pdfium_ffi.page_obj_remove_mark, compress(texts, leaving), compress(marks, leaving)))
        if any(leaving) and not any(gone):
            return found


def layer_of_object(item: int) -> str | None:
    """Return what names the outermost layer that a page object (a form) is on; None where it is on none."""
    layers = (
        layer_of_mark(pdfium_ffi.page_obj_get_mark(item, k)) for k in range(pdfium_ffi.page_obj_count_marks(item))
    )
    return next((layer for layer in layers if layer is not None), None)


def layer_of_mark(mark: int) -> str | None:
    """Return what names the layer of a mark, which is one of optional content; None of any other mark.

    A group of layers (a membership dictionary) has no name, and is told by the mark.
    """
    size = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(_NAME_SIZE)
    where = ctypes.addressof(buffer), _NAME_SIZE, ctypes.addressof(size)
    if not pdfium_ffi.mark_get_name(mark, *where) or buffer.raw[: size.value] != _OPTIONAL_CONTENT:
        return None
    if not pdfium_ffi.mark_get_param_string(mark, _LAYER_NAME, *where):
        return f"#{mark}"
    return buffer.raw[: min(size.value, _NAME_SIZE)].decode("utf-16-le", "replace").rstrip("\0")


def _text_of(mark: int) -> str | None:
    """Return the ``ActualText`` of a mark; None where it has none, or one of more than a few glyphs."""
    size = ctypes.c_ulong()
    buffer = ctypes.create_string_buffer(ACTUAL_TEXT.max_bytes)
    where = ctypes.addressof(buffer), ACTUAL_TEXT.max_bytes, ctypes.addressof(size)
    if not pdfium_ffi.mark_get_param_blob(mark, _KEY, *where) or not 0 < size.value <= ACTUAL_TEXT.max_bytes:
        return None
    raw = buffer.raw[: size.value]
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(codecs.BOM_UTF16_BE) else None
