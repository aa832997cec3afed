"""What the ink of a glyph tells: whether it is a mark, where it stands, how large it is.

All measures are in units of the font size; heights count from the baseline up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..model import Glyphs, Page
from .thai import ABOVE, LOWER_VOWELS

Level = Literal["below", "above", "raised"]

HIGH = 0.35  # ink that ends this high stands above the letters
RING = 0.1  # how much higher than the letters a true ำ is at least
RAISED = 1.4  # of the letters' height: a mark whose ink ends higher than this stands on another mark
BELOW = 0.12  # ink that rises no higher than this hangs below the letters
INK = 0.04  # a glyph at least this high has ink

PLAIN = frozenset("กคดตถนมรลวสหอยงจ")  # consonants with no tall stem and no foot: they show how high letters are
_KIND = {" ": 1, "ำ": 2, **dict.fromkeys(LOWER_VOWELS, 3), **dict.fromkeys(ABOVE, 4), "่": 5, **dict.fromkeys(PLAIN, 6)}
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
    return Ink((glyphs.x1[i] - glyphs.x0[i]) / size, (bottom - top) / size, (baseline - top) / size, (baseline - bottom) / size)


def has_ink(page: Page) -> bool:
    """Whether the page's boxes are those of the ink (PDFium), not of the advance (pdfminer)."""
    return page.reader == "pdfium" and page.glyphs is not None


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

    chars = glyphs.chars
    odd = np.frombuffer(glyphs.unmapped, dtype=np.uint8) == 1
    odd |= np.array([c == "" or c == "\ufffd" for c in chars], dtype=bool)
    if page.reader == "pdfium":
        x0, x1, top, bottom, baseline, size = (
            np.frombuffer(side, dtype=np.float32)
            for side in (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom, glyphs.baseline, glyphs.size)
        )
        kind = np.array([_KIND.get(c, 0) for c in chars], dtype=np.int8)
        size = np.maximum(size, 0.01)
        over, under, inked = (baseline - top) / size, (baseline - bottom) / size, (bottom - top) / size > INK
        odd |= (kind == 1) & inked & (under > HIGH)
        letters = over[kind == 6]
        if len(letters):
            odd |= (kind == 2) & inked & (over < np.median(letters) + RING)
        odd |= (kind == 3) & inked & (under > HIGH)
        above = (kind == 4) | (kind == 5)
        odd |= above & inked & (over < BELOW)
        odd |= (kind == 5) & (x1 - x0 > bottom - top)
        shared = above & inked
        shared[1:] &= (top[1:] == top[:-1]) & (bottom[1:] == bottom[:-1]) & (baseline[1:] == baseline[:-1])
        odd |= shared
    return [int(i) for i in np.flatnonzero(odd)]


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
