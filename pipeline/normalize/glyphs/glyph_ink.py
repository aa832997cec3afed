"""What the ink of a glyph tells: whether it is a mark, where it stands, how large it is.

All measures are in units of the font size; heights count from the baseline up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pipeline.model import Glyphs, Page
from pipeline.normalize.strings.thai_clusters import ABOVE, LOWER_VOWELS

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Ints = np.ndarray[Any, np.dtype[np.int64]]

Level = Literal["below", "above", "raised"]

HIGH = 0.35  # ink that ends this high stands above the letters
RING = 0.1  # how much higher than the letters a true ำ is at least
RAISED = 1.4  # of the letters' height: a mark whose ink ends higher than this stands on another mark
BELOW = 0.12  # ink that rises no higher than this hangs below the letters
INK = 0.04  # a glyph at least this high has ink

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


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of one glyph."""

    width: float
    height: float
    top: float
    bottom: float

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / max(self.height, 0.01)

    def level(self, letter_top: float) -> Level | None:
        """Where a mark with this ink stands; None where it stands beside the letters and is no mark."""
        if self.top < BELOW and self.bottom < -0.1:
            return "below"
        if self.bottom < 0.75 * letter_top:
            return None
        return "raised" if self.bottom > letter_top * RAISED else "above"


def ink_of(i: int, glyphs: Glyphs) -> Ink:
    """The ink of glyph i."""
    size, baseline = glyphs.size[i] or 1.0, glyphs.baseline[i]
    top, bottom = glyphs.top[i], glyphs.bottom[i]
    return Ink(
        (glyphs.x1[i] - glyphs.x0[i]) / size, (bottom - top) / size, (baseline - top) / size, (baseline - bottom) / size
    )


def has_ink(page: Page) -> bool:
    """Whether the page's boxes are those of the ink (PDFium), not of the advance (pdfminer)."""
    return page.reader == "pdfium" and page.glyphs is not None


@dataclass(frozen=True, slots=True)
class Inks:
    """The inks of all glyphs of a page as columns, in the units of :class:`Ink`; ``codes`` are their characters."""

    codes: Ints
    kind: Ints
    width: Floats
    height: Floats
    top: Floats
    bottom: Floats

    def sides(self, some: Any) -> Floats:
        """n x 4: the sides of these, in the order of :class:`Ink`."""
        import numpy as np

        return np.column_stack([side[some] for side in (self.width, self.height, self.top, self.bottom)])


def inks_of(glyphs: Glyphs) -> Inks:
    """The inks of a page's glyphs."""
    import numpy as np

    codes = np.frombuffer(glyphs.chars.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    sides = (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom, glyphs.baseline, glyphs.size)
    x0, x1, top, bottom, baseline, size = (np.frombuffer(side, dtype=np.float32).astype(np.float64) for side in sides)
    size[size == 0] = 1.0
    over, under = (baseline - top) / size, (baseline - bottom) / size
    return Inks(codes, _kinds()[np.minimum(codes, 0xFFFF)], (x1 - x0) / size, (bottom - top) / size, over, under)


@cache
def _kinds() -> Ints:
    """``_KIND`` by code."""
    import numpy as np

    table = np.zeros(0x10000, dtype=np.int64)
    table[[ord(char) for char in _KIND]] = list(_KIND.values())
    return table


def odd_glyphs(page: Page) -> list[int]:
    """Places of the glyphs that a string does not show to be wrong or unknown, in rising order.

    Those whose ink contradicts their name: a lower vowel above the letters, an upper mark below them, a space with ink
    (Word maps the ring of ำ to a space), a ำ that may lack its ring, a mai ek that is wider than high. Those that share
    the ink of the letter before: one glyph mapped to letter and mark. And those without a meaning.
    """
    glyphs = page.glyphs
    if glyphs is None or not glyphs.chars:
        return []
    import numpy as np

    inks = inks_of(glyphs)
    odd = (np.frombuffer(glyphs.unmapped, dtype=np.uint8) == 1) | (inks.codes == 0xFFFD)
    if has_ink(page):
        kind, inked = inks.kind, inks.height > INK
        odd |= ((kind == SPACE) | (kind == LOWER)) & inked & (inks.bottom > HIGH)
        letters = inks.top[kind == LETTER]
        if len(letters):
            odd |= (kind == AM) & inked & (inks.top < np.median(letters) + RING)
        above = (kind == UPPER) | (kind == MAI_EK)
        odd |= above & inked & (inks.top < BELOW)
        odd |= (kind == MAI_EK) & (inks.width > inks.height)
        shared = above & inked
        for side in (glyphs.top, glyphs.bottom, glyphs.baseline):
            column = np.frombuffer(side, dtype=np.float32)
            shared[1:] &= column[1:] == column[:-1]
        odd |= shared
    found: list[int] = np.flatnonzero(odd).tolist()
    return found


def contradicts(char: str, ink: Ink) -> bool:
    """Whether this ink cannot be the character's (for ำ: may not be)."""
    if char == " ":
        return ink.height > INK and ink.bottom > HIGH
    if ink.height <= INK:
        return False
    if char == "ำ":
        return True  # may lack its ring: the font's letters decide
    if char in LOWER_VOWELS:
        return ink.bottom > HIGH
    return ink.top < BELOW or char == "่" and ink.width > ink.height
