"""Text layer of a page as one decoder has it, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import UNMAPPED, GlyphArrays, text_of
from pipeline.extract.pdf.glyph_classes import MARK, char_classes
from pipeline.extract.pdf.text_quality import TextQuality, text_quality
from pipeline.model import Reader


class TextLayerSettings(NamedTuple):
    """Measures of telling the words of glyphs that are in no lines yet, and of choosing a decoder.

    Attributes:
        new_line: of the font size; a baseline that moves by more begins a line.
        word_gap: of the font size; a gap that is wider ends a word.
        step_back: of the font size; a letter farther left of the one before it begins a word.
        pdfminer_gain: text quality (0..1) by which pdfminer must be better than PDFium.
        pdfminer_share: share of PDFium's glyphs that pdfminer must have too, so that none are lost for quality.
    """

    new_line: float = 0.4
    word_gap: float = 0.2
    step_back: float = 1.0
    pdfminer_gain: float = 0.005
    pdfminer_share: float = 0.8


TEXT_LAYER = TextLayerSettings()


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The glyphs of a page as a decoder has them.

    Attributes:
        reader: the decoder.
        glyphs: of the page.
        text: of them in the order of the stream, with white space where a word or a line ends.
        quality: of the text; None where there is none.
    """

    reader: Reader
    glyphs: GlyphArrays
    text: str
    quality: TextQuality | None

    @property
    def score(self) -> float | None:
        """The quality as a number, 0..1; None where there is no text."""
        return None if self.quality is None else self.quality.score

    def with_glyphs(self, glyphs: GlyphArrays) -> TextLayer:
        """Return the same layer with further glyphs, which are not judged unless it had none."""
        if self.quality is None:
            return judged_layer(self.reader, glyphs)
        return replace(self, glyphs=glyphs)

    def is_better_than(self, other: TextLayer) -> bool:
        """Return whether this layer, of the second decoder, is better than that of the first, and as complete."""
        if self.score is None or other.score is None:
            return False
        better = self.score > other.score + TEXT_LAYER.pdfminer_gain
        return better and len(self.glyphs) > TEXT_LAYER.pdfminer_share * len(other.glyphs)


def judged_layer(reader: Reader, glyphs: GlyphArrays) -> TextLayer:
    """Return a decoder's glyphs of a page with their text and its quality."""
    unmapped = set(np.flatnonzero(glyphs.unmapped == UNMAPPED).tolist()) - glyphs.meanings.keys()
    text = spaced_text(glyphs)
    return TextLayer(reader, glyphs, text, text_quality(text, len(unmapped)))


def spaced_text(glyphs: GlyphArrays) -> str:
    """Return the characters of glyphs in the order of the stream, by their meanings where they have one.

    A line end stands where a word ends without a space: at a gap, and where the next letter stands elsewhere.
    """
    size = np.maximum(glyphs.size[1:], glyphs.size[:-1])
    ends = np.abs(np.diff(glyphs.baseline)) > TEXT_LAYER.new_line * size
    ends |= glyphs.x0[1:] - glyphs.end[:-1] > TEXT_LAYER.word_gap * size
    ends |= glyphs.x0[1:] < glyphs.x0[:-1] - TEXT_LAYER.step_back * size
    ends &= char_classes(glyphs.codes[1:]) & MARK == 0
    places = np.flatnonzero(ends) + 1
    if not glyphs.meanings:
        return text_of(np.insert(glyphs.codes, places, ord("\n")))
    chars = list(glyphs.text())
    for i, meaning in glyphs.meanings.items():
        chars[i] = meaning.text
    for i in places.tolist():
        chars[i] = "\n" + chars[i]
    return "".join(chars)
