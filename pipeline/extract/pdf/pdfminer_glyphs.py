"""The second decoder: pdfminer's glyphs (through pdfplumber), in the same form as PDFium's."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.extract.pdf.pdfium_glyphs import GlyphArrays
from pipeline.extract.tables.geometry import Frame

REPLACEMENT = "\ufffd"
"""Stands for a glyph whose mapping to Unicode is empty."""


@dataclass(frozen=True, slots=True)
class GlyphRunSettings:
    """When two glyphs, one after the other in the content stream, were drawn in one go.

    Attributes:
        baseline: points by which their baselines differ at most.
        gap: points between the end of the one and the start of the next, at most; or that they overlap.
    """

    baseline: float = 0.1
    gap: float = 1.0


GLYPH_RUN = GlyphRunSettings()
_CID = re.compile(r"\(cid:(\d+)\)")


class PdfminerReader:
    """pdfminer on one file, which is opened when the first page is asked for; no page is kept once it is read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._pdf: Any = None

    def glyphs(self, number: int, frame: Frame) -> GlyphArrays:
        """Return the glyphs of page ``number`` (1-based) in the order of the content stream, in the frame's page space.

        Boxes are as wide as the advance and as high as the font, because pdfminer knows no ink.
        """
        import pdfplumber

        logging.getLogger("pdfminer").setLevel(logging.ERROR)  # broken fonts show in the page's text quality
        if self._pdf is None:
            self._pdf = pdfplumber.open(self._path)
        page = self._pdf.pages[number - 1]
        try:
            return _arrays(page.chars, page, frame)
        finally:
            page.close()

    def close(self) -> None:
        """Close the file."""
        if self._pdf is not None:
            self._pdf.close()
            self._pdf = None


def _arrays(chars: list[dict[str, Any]], page: Any, frame: Frame) -> GlyphArrays:
    """Return pdfplumber's characters of a page as arrays."""
    names: dict[str, int] = {}
    codes: list[int] = []
    unmapped: list[int] = []
    rows: list[tuple[float, ...]] = []
    fonts: list[int] = []
    for char in chars:
        cid = _CID.fullmatch(char["text"])
        matrix = char["matrix"]
        row = (
            char["x0"],
            char["top"],
            char["x1"],
            char["bottom"],
            *_pen_position(page, matrix[4], matrix[5]),
            char["size"],
        )
        font = names.setdefault(char["fontname"].split("+", 1)[-1], len(names))
        # a glyph of several characters is as many, all at its place, as it is to PDFium
        for code in [min(int(cid.group(1)), 0x10FFFF)] if cid else map(ord, char["text"] or REPLACEMENT):
            codes.append(code)
            unmapped.append(int(bool(cid)))
            rows.append(row)
            fonts.append(font)
    table = np.array(rows, dtype=np.float64).reshape(-1, 7)
    # pdfplumber turned the page by /Rotate already; what is left is the turn of the text
    turns = frame.turns - (page.rotation // 90 if page.rotation else 0)
    seen = Frame(0.0, 0.0, float(page.width), float(page.height), turns)
    xa, ya = seen.point(table[:, 0], seen.top - table[:, 1])
    xb, yb = seen.point(table[:, 2], seen.top - table[:, 3])
    _, baseline = seen.point(table[:, 4], seen.top - table[:, 5])
    left, right = np.minimum(xa, xb), np.maximum(xa, xb)
    new_run = np.ones(len(codes), dtype=bool)
    if len(codes) > 1:
        far = np.abs(left[1:] - right[:-1]) > GLYPH_RUN.gap
        new_run[1:] = (np.abs(np.diff(baseline)) > GLYPH_RUN.baseline) | far
    return GlyphArrays(
        np.array(codes, dtype=np.int64),
        left,
        np.minimum(ya, yb),
        right,
        np.maximum(ya, yb),
        right,
        baseline,
        table[:, 6],
        np.cumsum(new_run),
        np.array(fonts, dtype=np.int64),
        tuple(names),
        np.array(unmapped, dtype=np.int64),
    )


def _pen_position(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return a pen position of user space as pdfplumber counts: from the top left of the page turned by /Rotate."""
    left, bottom, right, top = page.mediabox
    return Frame(left, bottom, right, top, (page.rotation or 0) // 90).point(x, y)
