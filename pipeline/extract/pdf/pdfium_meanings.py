"""What the file says of a page's glyphs beside their names, gathered from PDFium: ``ActualText`` and embedded fonts."""

from __future__ import annotations

import ctypes
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.font_program import read_font_program
from pipeline.extract.pdf.glyph_arrays import UNMAPPED, Flags, Floats, Ints, Meaning, text_of
from pipeline.extract.pdf.glyph_meanings import (
    FontWitness,
    is_thai,
    may_be_misnamed,
    with_actual_texts,
)
from pipeline.extract.pdf.marked_content import ActualText
from pipeline.extract.pdf.paint_order import PaintOrder
from pipeline.extract.pdf.pdfium_codes import REPLACEMENT
from pipeline.extract.pdf.text_runs import Addresses, TextRuns

_QUARTER = np.pi / 2


class PdfiumMeaningSettings(NamedTuple):
    """Limits of asking embedded fonts.

    Attributes:
        max_font_size: bytes of a font program; larger ones are not subsets, and their names are right.
        max_tilt: radians from the horizontal or vertical; text at another angle has boxes that tell nothing.
    """

    max_font_size: int = 4_000_000
    max_tilt: float = 0.01


PDFIUM_MEANINGS = PdfiumMeaningSettings()


class EmbeddedFonts:
    """The font programs of one document, each read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], FontWitness | None] = {}  # by size and checksum: subsets share their names

    def witness(self, address: int) -> FontWitness | None:
        """Return a font as a witness; None where it is not embedded or its program names no Thai glyph."""
        if not address or pdfium_ffi.font_is_embedded(address) != 1:
            return None
        size = ctypes.c_size_t()
        pdfium_ffi.font_get_font_data(address, None, 0, ctypes.addressof(size))
        if not 0 < size.value <= PDFIUM_MEANINGS.max_font_size:
            return None
        data = (ctypes.c_ubyte * size.value)()
        if not pdfium_ffi.font_get_font_data(address, ctypes.addressof(data), size.value, ctypes.addressof(size)):
            return None
        key = len(data), zlib.crc32(data)
        if key not in self._fonts:
            self._fonts[key] = _read_witness(bytes(data))
        return self._fonts[key]


def _read_witness(data: bytes) -> FontWitness | None:
    program = read_font_program(data)
    if program is None or not any(is_thai(text) for texts in program.texts.values() for text in texts):
        return None
    return FontWitness(program)


@dataclass(frozen=True, slots=True)
class NamedGlyphs:
    """n glyphs with the names that PDFium gives them, in user space.

    Attributes:
        indexes: n indexes into PDFium's text page.
        codes: n code points.
        unmapped: n; ``UNMAPPED`` where the font has no mapping.
        boxes: n x 4, left, right, bottom, top.
        objects: n addresses of text objects.
        run: n indexes of text-showing operations.
        runs: the operations.
    """

    indexes: Ints
    codes: Ints
    unmapped: Ints
    boxes: Floats
    objects: Addresses
    run: Ints
    runs: TextRuns


@dataclass(frozen=True, slots=True)
class MeaningSources:
    """Where the file says what glyphs stand for.

    Attributes:
        actual_texts: of a page, by the address of a text object.
        fonts: of the document.
        order: of the page's text objects.
    """

    actual_texts: Mapping[int, ActualText]
    fonts: EmbeddedFonts
    order: PaintOrder = field(default_factory=PaintOrder)

    def read(self, address: int | None, glyphs: NamedGlyphs) -> dict[int, Meaning]:
        """Return, by place, what the file says of the glyphs whose names it contradicts.

        Args:
            address: of the text page.
            glyphs: of the page.
        """
        chars = list(text_of(glyphs.codes))
        unmapped = ((glyphs.unmapped == UNMAPPED) | (glyphs.codes == REPLACEMENT)).tolist()
        found = dict(self._by_font(address, glyphs, chars, unmapped))
        if self.actual_texts:
            found.update(self._by_actual_text(glyphs, chars, unmapped))
        return found

    def _by_actual_text(self, glyphs: NamedGlyphs, chars: list[str], unmapped: list[bool]) -> dict[int, Meaning]:
        sequences: dict[int, list[int]] = {}
        texts: dict[int, ActualText] = {}
        for i, item in enumerate(glyphs.objects.tolist()):
            actual = self.actual_texts.get(item)
            if actual is not None:
                sequences.setdefault(actual.sequence, []).append(i)
                texts[actual.sequence] = actual
        places = np.array([i for of_one in sequences.values() for i in of_one], dtype=np.int64)
        upright = _glyph_boxes(glyphs, places, glyphs.runs.pens[glyphs.run[places]])[:, [1, 3]] / 1000
        inks = dict(zip(places.tolist(), map(tuple, upright.tolist()), strict=True))
        return dict(with_actual_texts(sequences, texts, chars, unmapped, inks))

    def _by_font(
        self, address: int | None, glyphs: NamedGlyphs, chars: list[str], unmapped: list[bool]
    ) -> dict[int, Meaning]:
        runs = glyphs.runs
        by_address = {at: self.fonts.witness(at) for at in set(runs.font_addresses.tolist())}
        if not any(by_address.values()):
            return {}
        askable = ~runs.mirrored & (
            np.abs(np.round(runs.angles / _QUARTER) * _QUARTER - runs.angles) < PDFIUM_MEANINGS.max_tilt
        )
        with_font = np.array([by_address[at] is not None for at in runs.font_addresses.tolist()], dtype=bool) & askable
        doubtful = {c for c, lost in set(zip(chars, unmapped, strict=True)) if may_be_misnamed(c, lost)}
        asked: Flags = np.array([c in doubtful for c in chars], dtype=bool) & with_font[glyphs.run]
        places = np.flatnonzero(asked)
        pens = pdfium_ffi.read_floats(
            pdfium_ffi.text_get_char_origin,
            repeat(address),
            glyphs.indexes[places].tolist(),
            rows=len(places),
            width=2,
            dtype=np.float64,
        )
        boxes = np.round(np.nan_to_num(_glyph_boxes(glyphs, places, pens))).astype(np.int64).tolist()
        fonts = runs.font_addresses[glyphs.run[places]].tolist()
        found = {}
        for i, font, box in zip(places.tolist(), fonts, map(tuple, boxes), strict=True):
            witness = by_address[font]
            text = None if witness is None else witness.contradicts(chars[i], unmapped[i], box)
            if text is not None:
                found[i] = Meaning(text, "font_program")
        return found


def _glyph_boxes(glyphs: NamedGlyphs, places: Ints, pens: Floats) -> Floats:
    """Return the boxes of glyphs from their pens, upright: left, bottom, right, top; thousandths of the font size."""
    run, boxes = glyphs.run[places], glyphs.boxes[places]
    left, right, bottom, top = (boxes[:, k] - pens[:, k // 2] for k in range(4))
    turn = glyphs.runs.angles[run]
    cos, sin = np.round(np.cos(turn)), np.round(np.sin(turn))
    xs = np.stack([cos * left - sin * bottom, cos * right - sin * top])
    ys = np.stack([sin * left + cos * bottom, sin * right + cos * top])
    xs *= 1000 / np.maximum(glyphs.runs.widths[run], 1e-6)
    ys *= 1000 / np.maximum(glyphs.runs.sizes[run], 1e-6)
    return np.column_stack([xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0)])
