"""Classes of glyphs that tell how they hang together: marks, spaces, letters that carry no marks, signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import UNMAPPED, Flags, GlyphArrays, Ints

CharClasses = np.ndarray[Any, np.dtype[np.uint8]]

# private-use code points are those of Thai fonts for Windows and for the Macintosh
MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎" + "".join(map(chr, (*range(0xF701, 0xF70F), *range(0xF710, 0xF71B)))))
MARK, BLANK, LOST, NO_BASE, SIGN, NO_END, NO_START, STANDING = (1 << k for k in range(8))
_CHARS = {
    MARK: MARKS,
    BLANK: " \t\u00a0",
    LOST: "\ufffd",
    NO_BASE: "ะาำเแโใไๅๆฯ0123456789๐๑๒๓๔๕๖๗๘๙.,()/-",  # never carry a mark
    SIGN: "0123456789๐๑๒๓๔๕๖๗๘๙.,:/%()-–Il|!",  # narrower than their advance
    NO_END: "เแโใไ([{“‘\u200b",  # no word ends in these
    NO_START: "ะาำๅฯๆ.,;:!?%)]}”’\u200b",  # none begins with these
    STANDING: "!#$%&(),./0123456789:;?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]abcdefghijklmnopqrstuvwxyz{|}",  # on the line
}
_AM = ord("ำ")
_CLASSES = np.zeros(0x10000, dtype=np.uint8)  # by code point
for _class, _chars in _CHARS.items():
    _CLASSES[[ord(c) for c in _chars]] |= _class


class GlyphClassSettings(NamedTuple):
    """Measures that tell marks and spaces by their ink.

    Attributes:
        min_ink_height: of the font size; a glyph at least this high has ink.
        mark_foot: of the font size above the baseline; a glyph whose ink ends above this stands over letters.
        max_mark_width: of the font size; a wider glyph is no mark.
    """

    min_ink_height: float = 0.04
    mark_foot: float = 0.35
    max_mark_width: float = 0.6


GLYPH_CLASSES = GlyphClassSettings()


@dataclass(frozen=True, slots=True)
class GlyphClasses:
    """What each of n glyphs is.

    Attributes:
        chars: n sums of the flags of their characters.
        is_mark: which are marks, by their character or their ink.
        is_space: which are spaces without ink.
    """

    chars: CharClasses
    is_mark: Flags
    is_space: Flags

    @property
    def is_base(self) -> Flags:
        """Which may carry marks."""
        bases: Flags = ~self.is_mark & ~self.is_space & (self.chars & NO_BASE == 0)
        return bases


def char_classes(codes: Ints) -> CharClasses:
    """Return the classes of code points, as the sum of their flags."""
    found: CharClasses = _CLASSES[np.minimum(codes, 0xFFFF)]
    return found


def classify(glyphs: GlyphArrays) -> GlyphClasses:
    """Tell marks and spaces by their characters, and by their ink where the characters are wrong."""
    codes = glyphs.codes.copy()
    for i, meaning in glyphs.meanings.items():
        codes[i] = ord(meaning.text[0])
    chars = char_classes(codes)
    is_mark, blank = chars & MARK > 0, chars & BLANK > 0
    # Word maps the ring of a split ำ to a space: a space with ink is a mark
    is_space = blank & (glyphs.bottom - glyphs.top < GLYPH_CLASSES.min_ink_height * glyphs.size)
    is_mark |= blank & ~is_space
    # a glyph that nobody could decode is a mark where its ink stands above the letters or hangs below the line
    # and so is one that bears the name of a letter which stands on the line
    lost = (glyphs.unmapped == UNMAPPED) | (chars & LOST > 0)
    over = glyphs.bottom < glyphs.baseline - GLYPH_CLASSES.mark_foot * glyphs.size
    off_line = lost & (over | (glyphs.top > glyphs.baseline)) | (chars & STANDING > 0) & over
    is_mark |= (codes == _AM) & over  # its ring alone
    is_mark[:-1] &= ~(_same_ink(glyphs) & (codes[1:] == _AM) & ~over[1:])  # another name of the same glyph
    is_mark |= off_line & (glyphs.x1 - glyphs.x0 < GLYPH_CLASSES.max_mark_width * glyphs.size)
    return GlyphClasses(chars, is_mark, is_space)


def _same_ink(glyphs: GlyphArrays) -> Flags:
    """Return of each glyph but the last whether the next one has the same ink."""
    same = glyphs.bottom[1:] > glyphs.top[1:]
    for side in (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom):
        same &= side[1:] == side[:-1]
    return same
