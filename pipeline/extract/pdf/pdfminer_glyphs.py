"""The second decoder: pdfminer's glyphs (through pdfplumber), in the same form as PDFium's."""

from __future__ import annotations

import logging
import re
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import GLYPHS, UNMAPPED, GlyphArrays
from pipeline.extract.tables.geometry import Frame

REPLACEMENT_CHAR = "\ufffd"  # stands for a glyph whose mapping is empty
_CID = re.compile(r"\(cid:(\d+)\)")
_LAST_CODE_POINT = 0x10FFFF


class PdfminerGlyphSettings(NamedTuple):
    """Measures of telling pdfminer's glyphs apart; see also :class:`GlyphSettings`.

    Attributes:
        max_advance_gap: points; advances of one text-showing operation follow each other without a wider gap.
    """

    max_advance_gap: float = 1.0


PDFMINER_GLYPHS = PdfminerGlyphSettings()


class PdfminerReader:
    """Reader of one document: opens it with the first page that is asked for, and keeps no page once it is read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._pdf: Any = None

    def glyphs(self, number: int, frame: Frame) -> GlyphArrays:
        """Read the glyphs of page ``number`` (1-based), in stream order and in the frame's page space.

        Boxes are as wide as the advance and as high as the font, because pdfminer knows no ink.
        """
        import pdfplumber

        logging.getLogger("pdfminer").setLevel(logging.ERROR)  # broken fonts show in the page's quality
        if self._pdf is None:
            self._pdf = pdfplumber.open(self._path)
        page = self._pdf.pages[number - 1]
        try:
            return _arrays(page.chars, page, frame)
        finally:
            page.close()

    def close(self) -> None:
        """Close the file."""
        if self._pdf is None:
            return
        try:
            self._pdf.close()
        except Exception:  # closing asks for all pages, which a damaged file may not have
            self._pdf.stream.close()
        self._pdf = None


def _arrays(chars: list[dict[str, Any]], page: Any, frame: Frame) -> GlyphArrays:
    """Return pdfplumber's characters as columns; a glyph that is several characters is as many, all at its place."""
    names: dict[str, int] = {}
    codes: list[int] = []
    unmapped: list[int] = []
    rows: list[tuple[float, ...]] = []
    fonts: list[int] = []
    for char in chars:
        cid = _CID.fullmatch(char["text"])
        pen = _pen_position(page, char["matrix"])
        row = (char["x0"], char["top"], char["x1"], char["bottom"], *pen, char["size"])
        font = names.setdefault(char["fontname"].split("+", 1)[-1], len(names))
        for code in [min(int(cid.group(1)), _LAST_CODE_POINT)] if cid else map(ord, char["text"] or REPLACEMENT_CHAR):
            codes.append(code)
            unmapped.append(UNMAPPED if cid else 0)
            rows.append(row)
            fonts.append(font)
    table = np.array(rows, dtype=np.float64).reshape(-1, 7)
    # pdfplumber turned the page by /Rotate already; what is left is the turn of the text
    turns = frame.turns - (page.rotation // 90 if page.rotation else 0)
    shown = Frame(0.0, 0.0, float(page.width), float(page.height), turns)
    xa, ya = shown.point(table[:, 0], shown.top - table[:, 1])
    xb, yb = shown.point(table[:, 2], shown.top - table[:, 3])
    x0, x1 = np.minimum(xa, xb), np.maximum(xa, xb)
    _, baseline = shown.point(table[:, 4], shown.top - table[:, 5])
    new_run = np.ones(len(codes), dtype=bool)
    if len(codes) > 1:
        gaps = np.abs(x0[1:] - x1[:-1])
        new_run[1:] = np.abs(np.diff(baseline)) > GLYPHS.same_baseline
        new_run[1:] |= gaps > PDFMINER_GLYPHS.max_advance_gap
    return GlyphArrays(
        codes=np.array(codes, dtype=np.int64),
        x0=x0,
        top=np.minimum(ya, yb),
        x1=x1,
        bottom=np.maximum(ya, yb),
        end=np.maximum(xa, xb),
        baseline=baseline,
        size=table[:, 6],
        run=np.cumsum(new_run),
        fonts=np.array(fonts, dtype=np.int64),
        font_names=tuple(names),
        unmapped=np.array(unmapped, dtype=np.int64),
    )


def _pen_position(page: Any, matrix: tuple[float, ...]) -> tuple[float, float]:
    """Return where a text matrix puts the pen, from the top left corner of the page turned by /Rotate."""
    left, bottom, right, top = page.mediabox
    return Frame(left, bottom, right, top, (page.rotation or 0) // 90).point(matrix[4], matrix[5])
