"""Glyphs of a made-up page, as a decoder would hand them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.extract.pdf.glyph_arrays import GlyphArrays
from pipeline.extract.pdf.pdfminer_glyphs import REPLACEMENT_CHAR
from pipeline.extract.pdf.text_lines import PlacedLine, TextLayout, layout_lines
from pipeline.extract.tables.lattice import Lattice, find_lattices

SIZE = 16.0
ADVANCE = 8.0  # points: the pen's step after a letter
INK = 7.0  # points: the width of a letter's ink
MARK = 4.0
ABOVE = "ัิีึื็่้๊๋์ํ"
BELOW = "ฺุู"


@dataclass
class Glyph:
    char: str
    x0: float
    x1: float
    baseline: float
    top: float
    bottom: float
    run: int = 0
    font: int = 0
    end: float | None = None
    unmapped: int = 0
    size: float = SIZE


def letter(char: str, x: float, y: float = 100.0, run: int = 0, width: float = INK, **more: object) -> Glyph:
    """A glyph that stands on the line; a space has no ink."""
    high = 0.0 if char.isspace() else 8.0
    return Glyph(char, x, x + width, y, y - high, y, run, **more)  # type: ignore[arg-type]


def mark(char: str, x: float, y: float = 100.0, run: int = 0, width: float = MARK, **more: object) -> Glyph:
    """A mark whose ink is in the middle over (or under) the letter whose ink starts at ``x``."""
    x += (INK - width) / 2
    top, bottom = (y - 12, y - 9) if char in ABOVE else (y + 1, y + 4)
    return Glyph(char, x, x + width, y, top, bottom, run, **more)  # type: ignore[arg-type]


def typed(text: str, x: float = 50.0, y: float = 100.0, run: int = 0) -> list[Glyph]:
    """Text as a well-behaved producer draws it: one run, marks right after their letters."""
    out: list[Glyph] = []
    for char in text:
        if char in ABOVE or char in BELOW:
            out.append(mark(char, x - ADVANCE, y, run))
        else:
            out.append(letter(char, x, y, run))
            x += ADVANCE
    return out


def arrays(glyphs: Sequence[Glyph], fonts: tuple[str, ...] = ("Sarabun",)) -> GlyphArrays:
    def column(name: str) -> np.ndarray:
        return np.array([getattr(g, name) for g in glyphs], dtype=np.float64)

    def whole(name: str) -> np.ndarray:
        return np.array([getattr(g, name) for g in glyphs], dtype=np.int64)

    end = np.array([g.x1 if g.end is None else g.end for g in glyphs], dtype=np.float64)
    return GlyphArrays(
        np.array([ord(g.char or REPLACEMENT_CHAR) for g in glyphs], dtype=np.int64),
        column("x0"),
        column("top"),
        column("x1"),
        column("bottom"),
        end,
        column("baseline"),
        column("size"),
        whole("run"),
        whole("font"),
        fonts,
        whole("unmapped"),
    )


def boxes(xs: Sequence[float], ys: Sequence[float]) -> Lattice:
    """A table with all its rulings."""
    return find_lattices([(y, xs[0], xs[-1]) for y in ys], [(x, ys[0], ys[-1]) for x in xs])[0]


def laid_out(glyphs: Sequence[Glyph], *tables: Lattice) -> TextLayout:
    return layout_lines(arrays(glyphs), list(tables), 595.0, 842.0)


def placed(glyphs: Sequence[Glyph], *tables: Lattice) -> list[PlacedLine]:
    return laid_out(glyphs, *tables).lines


def lines(glyphs: Sequence[Glyph], *tables: Lattice) -> list[str]:
    """The raw text of all lines, cell by cell."""
    return [p.line.raw for p in placed(glyphs, *tables)]
