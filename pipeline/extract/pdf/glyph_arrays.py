"""The glyphs of a page as columns: what every decoder hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from pipeline.model import MeaningSource

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


class GlyphSettings(NamedTuple):
    """Measures of type that all steps share.

    Attributes:
        letter_middle: of the font size; how far the middle of a letter stands above the baseline.
        same_line: of the font size; baselines at most this far apart may be of one line.
        same_baseline: points; text whose baseline moves by less stands on one baseline.
        min_size: points; keeps a font size that distances are divided by above zero.
    """

    letter_middle: float = 0.25
    same_line: float = 0.4
    same_baseline: float = 0.1
    min_size: float = 0.01


GLYPHS = GlyphSettings()
UNMAPPED, BY_TABLE = 1, 2  # in ``GlyphArrays.unmapped``: no mapping in the font; a table of glyph ids gave the code


class Meaning(NamedTuple):
    """What a glyph stands for where the file contradicts its name: the text, and where the file says so."""

    text: str
    source: MeaningSource


@dataclass(frozen=True, slots=True)
class GlyphArrays:
    """n glyphs in the order of the content stream; positions in points, page space (y down).

    Attributes:
        codes: n code points; a glyph's code or id where the font has no mapping for it.
        x0, top, x1, bottom: n boxes; of the ink, or of advance and font height from a decoder that knows no ink.
        end: where the pen went on to, as far as it matters: the right end of the ink, or of the advance before a gap.
        baseline: n heights of the baseline.
        size: n font sizes as drawn, points.
        run: n numbers of text-showing operations; neighbours of one run were drawn in one go.
        fonts: n indexes into ``font_names``.
        font_names: without subset tags.
        unmapped: n; ``UNMAPPED``, ``BY_TABLE``, or 0 where the font has a mapping.
        meanings: by place; of the glyphs whose name the file contradicts.
        behind_letter: n; marks that are not over the letter before them, but were drawn with the pen behind it. None
            from a decoder that knows no pen.
        turned: further glyphs of the page, that run at right angles to these.
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
    meanings: Mapping[int, Meaning] = field(default_factory=dict)
    turned: tuple[TurnedGlyphs, ...] = ()
    behind_letter: Flags | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def part(self, chosen: Flags) -> GlyphArrays:
        """Return some of the glyphs, told by n flags, and all turned ones."""
        place = np.cumsum(chosen) - 1
        columns = {
            name: getattr(self, name)[chosen]
            for name in ("codes", "x0", "top", "x1", "bottom", "end", "baseline", "size", "run", "fonts", "unmapped")
        }
        meanings = {int(place[i]): meaning for i, meaning in self.meanings.items() if chosen[i]}
        return replace(self, meanings=meanings, **columns)

    def text(self, glyphs: Any = slice(None)) -> str:
        """Return the characters of these glyphs (indexes, flags or a slice), in this order."""
        return text_of(self.codes[glyphs])

    def merged(self, other: GlyphArrays, order: Ints) -> GlyphArrays:
        """Return these glyphs and others of the same page, drawn in runs of their own.

        Args:
            other: the further glyphs.
            order: indexes of these and then the others, in the order of the stream.
        """
        names = list(dict.fromkeys((*self.font_names, *other.font_names)))
        font = np.array([names.index(name) for name in other.font_names], dtype=np.int64)
        first_run = int(self.run.max()) + 1 if len(self) else 0
        behind = [np.zeros(len(g), dtype=bool) if g.behind_letter is None else g.behind_letter for g in (self, other)]
        meanings = {**self.meanings, **{i + len(self): meaning for i, meaning in other.meanings.items()}}
        columns = ("codes", "x0", "top", "x1", "bottom", "end", "baseline", "size", "unmapped")
        return replace(
            self,
            **{name: np.append(getattr(self, name), getattr(other, name))[order] for name in columns},
            run=np.append(self.run, other.run + first_run)[order],
            fonts=np.append(self.fonts, font[other.fonts])[order],
            font_names=tuple(names),
            meanings={n: meanings[i] for n, i in enumerate(order.tolist()) if i in meanings},
            turned=(*self.turned, *other.turned),
            behind_letter=np.concatenate(behind)[order],
        )

    def centers(self) -> tuple[Floats, Floats]:
        """Return x and y of the middle of each glyph; y is that of the line's letters, so that marks are level."""
        return (self.x0 + self.x1) / 2, self.baseline - GLYPHS.letter_middle * self.size


@dataclass(frozen=True, slots=True)
class TurnedGlyphs:
    """Glyphs in the space of their page turned by ``turns`` clockwise quarters: they run from left to right there."""

    turns: int
    glyphs: GlyphArrays


def text_of(codes: Ints) -> str:
    """Return code points as text."""
    return bytes(codes.astype("<u4")).decode("utf-32-le", "surrogatepass")
