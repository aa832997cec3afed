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
LOW_AM = 0.62  # a ำ whose ink is lower than this may have no ring; the font's letters decide
RAISED = 0.32  # a mark whose ink ends this far above the letters stands on another mark
INK = 0.04  # a glyph at least this high has ink

WATCHED = frozenset(LOWER_VOWELS + ABOVE + "ำ ")


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
        if self.top < 0.12 and self.bottom < -0.1:
            return "below"
        if self.bottom < 0.75 * letter_top:
            return None
        return "raised" if self.bottom > letter_top + RAISED else "above"


def ink_of(i: int, glyphs: Glyphs) -> Ink:
    """The ink of glyph i."""
    size, baseline = glyphs.size[i] or 1.0, glyphs.baseline[i]
    top, bottom = glyphs.top[i], glyphs.bottom[i]
    return Ink((glyphs.x1[i] - glyphs.x0[i]) / size, (bottom - top) / size, (baseline - top) / size, (baseline - bottom) / size)


def has_ink(page: Page) -> bool:
    """Whether the page's boxes are those of the ink (PDFium), not of the advance (pdfminer)."""
    return page.reader == "pdfium" and page.glyphs is not None


def odd_glyphs(page: Page) -> set[int]:
    """Glyphs whose ink contradicts their name, though a string of them may look clean.

    A lower vowel above the letters, an upper mark below them, a space with ink (Word maps the ring of ำ to a space), a
    ำ that may lack its ring, a mai ek that is wider than high (it is an upright stroke in every font).
    """
    glyphs = page.glyphs
    if glyphs is None or not has_ink(page):
        return set()
    return {i for i, char in enumerate(glyphs.chars) if char in WATCHED and contradicts(char, ink_of(i, glyphs))}


def contradicts(char: str, ink: Ink) -> bool:
    """Whether this ink cannot be the character's (for ำ: may not be)."""
    if char == " ":
        return ink.height > INK and ink.bottom > HIGH
    if ink.height <= INK:
        return False
    if char == "ำ":
        return ink.top < LOW_AM
    if char in LOWER_VOWELS:
        return ink.bottom > HIGH
    return ink.top < 0.12 or char == "่" and ink.width > ink.height
