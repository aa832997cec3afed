"""What the ink of a glyph shows: whether it is a mark, where it stands, how large it is.

All lengths are shares of the font size; heights count from the baseline up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import median
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pipeline.domain.thai_clusters import ABOVE, LOWER_VOWELS
from pipeline.model import Glyphs, Page

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]

Level = Literal["below", "above", "raised"]
LEVELS: tuple[Level, ...] = ("below", "above", "raised")


class GlyphInkSettings(NamedTuple):
    """Where ink stands, in shares of the font size unless said otherwise.

    Attributes:
        above_from: ink whose bottom is higher than this stands above the letters.
        below_to: ink whose top is lower than this hangs below the letters.
        below_reach: the bottom of a mark below the letters is lower than this.
        ring: how much higher than the letters a true ำ is at least: the ring of its nikhahit.
        raised: share of the letters' height; a mark whose bottom is higher stands on another mark.
        beside: share of the letters' height; ink whose bottom is lower stands beside the letters and is no mark.
        stacked: share of the letters' height; a mark that is higher is two in one glyph.
        least_height: a glyph that is higher has ink; lower ones are rounding of empty boxes.
        flattest: height taken for flatter ink where the aspect is computed, so that it stays finite.
    """

    above_from: float = 0.35
    below_to: float = 0.12
    below_reach: float = -0.1
    ring: float = 0.1
    raised: float = 1.4
    beside: float = 0.75
    stacked: float = 0.7
    least_height: float = 0.04
    flattest: float = 0.01


INK_SETTINGS = GlyphInkSettings()

PLAIN = frozenset("กคดตถนมรลวสหอยงจ")  # consonants with no tall stem and no foot: they show how high letters are
SPACE, AM, LOWER, UPPER, MAI_EK, LETTER = range(1, 7)
_KIND = {
    " ": SPACE,
    "ำ": AM,
    **dict.fromkeys(LOWER_VOWELS, LOWER),
    **dict.fromkeys(ABOVE, UPPER),
    "่": MAI_EK,
    **dict.fromkeys(PLAIN, LETTER),
}
WATCHED = frozenset(_KIND) - PLAIN
"""Characters that fonts are known to give to glyphs of other characters."""
STANDING = frozenset("!#$%&(),./:;?@[\\]{|}" + ascii_letters + digits) | frozenset(map(chr, range(0xC0, 0x100)))
"""Characters whose ink stands on the line in every font: above the letters they are names of unnamed marks."""
HIGH = frozenset("-+=<>*^`~'\"")
"""Signs that may stand above the letters, but behind them: over one they are names of unnamed marks."""
UNKNOWN = "\ufffd"
NO_MEANING, BY_TABLE = 1, 2
"""``Glyphs.unmapped``: no mapping and no meaning known; a meaning from a table of glyph ids."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of one glyph, in shares of the font size."""

    width: float
    height: float
    top: float
    bottom: float

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / max(self.height, INK_SETTINGS.flattest)

    def level(self, letter_top: float) -> Level | None:
        """Return where a mark with this ink stands; None where it stands beside the letters and is no mark.

        Args:
            letter_top: the top of the font's plain letters.
        """
        if self.top < INK_SETTINGS.below_to and self.bottom < INK_SETTINGS.below_reach:
            return "below"
        if self.bottom < INK_SETTINGS.beside * letter_top:
            return None
        return "raised" if self.bottom > letter_top * INK_SETTINGS.raised else "above"


def levels_of(inks: Floats, letter_top: float) -> np.ndarray[Any, np.dtype[np.str_]]:
    """Return the level of each of n inks (n x 4, as :meth:`InkColumns.of`), as :meth:`Ink.level` does; else empty."""
    import numpy as np

    top, bottom = inks[:, 2], inks[:, 3]
    is_below = (top < INK_SETTINGS.below_to) & (bottom < INK_SETTINGS.below_reach)
    is_beside = bottom < INK_SETTINGS.beside * letter_top
    is_raised = bottom > letter_top * INK_SETTINGS.raised
    return np.select([is_below, is_beside, is_raised], ["below", "", "raised"], "above")


def is_stacked(ink: Ink, letter_top: float) -> bool:
    """Return whether a mark is higher than any single one: two drawn as one glyph, as the ring of ำ with a tone mark.

    Args:
        ink: of the mark.
        letter_top: the top of the font's plain letters.
    """
    return ink.height > INK_SETTINGS.stacked * letter_top


def ink_of(i: int, glyphs: Glyphs) -> Ink:
    """Return the ink of glyph i."""
    size, baseline = glyphs.size[i] or 1.0, glyphs.baseline[i]
    top, bottom = glyphs.top[i], glyphs.bottom[i]
    return Ink(
        (glyphs.x1[i] - glyphs.x0[i]) / size, (bottom - top) / size, (baseline - top) / size, (baseline - bottom) / size
    )


def has_ink(page: Page) -> bool:
    """Return whether the page's boxes are those of the ink (PDFium), not of the advance (pdfminer)."""
    return page.reader == "pdfium" and page.glyphs is not None


@dataclass(frozen=True, slots=True)
class InkColumns:
    """The ink of all glyphs of a page as columns, in the units of :class:`Ink`.

    Attributes:
        codes: the code points of their characters.
        kind: which of the watched characters each is (``SPACE`` …), 0 for all others.
    """

    codes: Ints
    kind: Ints
    width: Floats
    height: Floats
    top: Floats
    bottom: Floats

    def of(self, some: Any) -> Floats:
        """Return the ink of the glyphs that an index chooses: n x 4, in the order of :class:`Ink`."""
        import numpy as np

        return np.column_stack([side[some] for side in (self.width, self.height, self.top, self.bottom)])


def ink_columns(glyphs: Glyphs) -> InkColumns:
    """Return the ink of a page's glyphs."""
    import numpy as np

    codes = np.frombuffer(glyphs.chars.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    sides = (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom, glyphs.baseline, glyphs.size)
    x0, x1, top, bottom, baseline, size = (np.frombuffer(side, dtype=np.float32).astype(np.float64) for side in sides)
    size[size == 0] = 1.0
    kinds = _kind_by_code()[np.minimum(codes, 0xFFFF)]
    return InkColumns(
        codes, kinds, (x1 - x0) / size, (bottom - top) / size, (baseline - top) / size, (baseline - bottom) / size
    )


@cache
def _kind_by_code() -> Ints:
    """Return ``_KIND`` as an array by code point."""
    import numpy as np

    table = np.zeros(0x10000, dtype=np.int64)
    table[[ord(char) for char in _KIND]] = list(_KIND.values())
    return table


@cache
def _is_standing() -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which code points below 0x100 are ``STANDING``."""
    import numpy as np

    return np.array([chr(code) in STANDING for code in range(0x100)], dtype=bool)


def find_suspect_glyphs(page: Page) -> list[int]:
    """Return the places of glyphs that have no name or may have a wrong one, in rising order.

    Those without a meaning. Those whose ink contradicts their name: a lower vowel above the letters, an upper mark
    below them, a space with ink (Word maps the ring of ำ to a space), a ำ that may lack its ring, a mai ek that is
    wider than high, a Latin letter or a bracket above the letters. And what shares the ink of the glyph before: one
    glyph mapped to letter and mark, or to several characters of the cluster of a ำ.
    """
    glyphs = page.glyphs
    if glyphs is None or not glyphs.chars:
        return []
    import numpy as np

    inks = ink_columns(glyphs)
    suspect = (np.frombuffer(glyphs.unmapped, dtype=np.uint8) == NO_MEANING) | (inks.codes == 0xFFFD)
    if has_ink(page):
        settings, kind = INK_SETTINGS, inks.kind
        inked = inks.height > settings.least_height
        suspect |= ((kind == SPACE) | (kind == LOWER)) & inked & (inks.bottom > settings.above_from)
        letters = inks.top[kind == LETTER]
        if len(letters):
            suspect |= (kind == AM) & inked & (inks.top < median(letters.tolist()) + settings.ring)
        above = (kind == UPPER) | (kind == MAI_EK)
        suspect |= above & inked & (inks.top < settings.below_to)
        suspect |= (kind == MAI_EK) & (inks.width > inks.height)
        shared = above & inked
        for side in (glyphs.top, glyphs.bottom, glyphs.baseline):
            column = np.frombuffer(side, dtype=np.float32)
            shared[1:] &= column[1:] == column[:-1]
        suspect |= shared
        suspect |= (kind == AM) & inked & (inks.bottom > settings.above_from)
        of_several = np.flatnonzero(named_by_several(glyphs, inks))
        suspect[of_several] = suspect[of_several - 1] = True
        suspect |= _over_letters(glyphs, inks)
        suspect |= (
            _is_standing()[np.minimum(inks.codes, 0xFF)] & (inks.codes < 0x100) & (inks.bottom > settings.above_from)
        )
    found: list[int] = np.flatnonzero(suspect).tolist()
    return found


def _over_letters(glyphs: Glyphs, inks: InkColumns) -> Flags:
    """Return which ``HIGH`` signs are drawn over the letter before them."""
    import numpy as np

    high = np.zeros(len(inks.codes), dtype=bool)
    for char in HIGH & set(glyphs.chars):
        high |= inks.codes == ord(char)
    high &= inks.bottom > INK_SETTINGS.above_from
    if not high.any():
        return high
    x0, x1 = (np.frombuffer(side, dtype=np.float32) for side in (glyphs.x0, glyphs.x1))
    on_line = (inks.bottom <= INK_SETTINGS.above_from) & (inks.height > INK_SETTINGS.least_height)
    letter = np.maximum.accumulate(np.where(on_line, np.arange(len(high)), 0))
    over: Flags = high & ((x0 + x1) / 2 < x1[letter]) & ((x0 + x1) / 2 > x0[letter])
    return over


def named_by_several(glyphs: Glyphs, inks: InkColumns) -> Flags:
    """Return which glyphs of a page have the ink of the one before under another name: one glyph bears both.

    Only where ำ is among the names: producers give what they first saw in its cluster to a part of it.
    """
    import numpy as np

    same = inks.height > INK_SETTINGS.least_height
    same[:1] = False
    for side in (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom, glyphs.baseline):
        column = np.frombuffer(side, dtype=np.float32)
        same[1:] &= column[1:] == column[:-1]
    same[1:] &= (inks.codes[1:] != inks.codes[:-1]) & ((inks.kind[1:] == AM) | (inks.kind[:-1] == AM))
    return same


def ink_contradicts(char: str, ink: Ink) -> bool:
    """Return whether this ink cannot be that of a watched or standing character (for ำ: may not be)."""
    settings = INK_SETTINGS
    if char == " ":
        return ink.height > settings.least_height and ink.bottom > settings.above_from
    if ink.height <= settings.least_height:
        return False
    if char in STANDING or char in HIGH:  # of the latter, only those over a letter are suspect
        return ink.bottom > settings.above_from
    if char == "ำ":
        return True  # may lack its ring: the font's letters decide
    if char in LOWER_VOWELS:
        return ink.bottom > settings.above_from
    return char in ABOVE and ink.top < settings.below_to or char == "่" and ink.width > ink.height
