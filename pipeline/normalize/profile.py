"""What is known of each font of a document before anything is repaired: its defect profile.

Repairs contradict each other across fonts, so they are chosen per font, from what its glyphs look like: how high its
letters stand, how large its marks are, which of its ids have no meaning of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ..model import Document, Glyphs, Page
from .tables import glyph_tables
from .thai import ABOVE, LOWER_VOWELS

GENERIC_NAME = re.compile(r"(?:[A-Z]{1,3}\d+|CIDFont\+F\d+|T\d_?\d*|Font\d+|Type ?3.*|)", re.I)
SAMPLES = 400  # glyphs of a kind that are measured per font
LETTERS = frozenset("กคดตถนมรลวสหอยงจ")  # plain consonants: no tall stem, no foot
FEW = 5


@dataclass(slots=True)
class FontProfile:
    """One font of a document. Heights and widths in units of the font size, heights from the baseline up.

    Attributes:
        ids: meaning of each unmapped glyph id, as far as a table says it.
        letter_top: height of plain consonants; None where no ink was measured.
        marks: median (width, height) of each upper mark's ink.
        am_is_aa: the font calls every า a ำ; told by its ink, which has no ring above.
        counts: defects seen, by kind.
    """

    name: str
    ids: dict[int, str] = field(default_factory=dict)
    letter_top: float | None = None
    marks: dict[str, tuple[float, float]] = field(default_factory=dict)
    am_is_aa: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def mark_like(self, width: float, height: float) -> str | None:
        """The upper mark whose ink has this size, where one fits clearly better than any other."""
        fits = sorted((abs(w - width) + abs(h - height), c) for c, (w, h) in self.marks.items())
        if not fits or fits[0][0] > 0.06 or len(fits) > 1 and fits[1][0] < 1.5 * fits[0][0] + 0.004:
            return None
        return fits[0][1]


def profile_fonts(document: Document) -> dict[str, FontProfile]:
    """Measure the fonts of a document, by name; pages without glyphs add nothing."""
    profiles: dict[str, FontProfile] = {}
    unmapped: dict[str, set[int]] = {}
    tops: dict[str, list[float]] = {}
    sizes: dict[str, dict[str, list[tuple[float, float]]]] = {}
    am: dict[str, list[float]] = {}
    aa: Counter[str] = Counter()
    for page in document.pages:
        for name in page.fonts:
            profiles.setdefault(name, FontProfile(name))
        glyphs = page.glyphs
        if glyphs is None:
            continue
        inked = page.reader == "pdfium"
        for i, char in enumerate(glyphs.chars):
            name = page.fonts[glyphs.fonts[i]]
            if glyphs.unmapped[i]:
                unmapped.setdefault(name, set()).update(ord(c) for c in char[:1])
            elif char == "า":
                aa[name] += 1
            elif inked and (char in LETTERS or char in ABOVE or char == "ำ"):
                size = glyphs.size[i] or 1.0
                height = (glyphs.baseline[i] - glyphs.top[i]) / size
                if char == "ำ":
                    am.setdefault(name, []).append(height)
                elif char in LETTERS:
                    if len(seen := tops.setdefault(name, [])) < SAMPLES:
                        seen.append(height)
                elif glyphs.bottom[i] < glyphs.baseline[i] - 0.3 * size:  # a mark that has ink of its own, above
                    kinds = sizes.setdefault(name, {}).setdefault(char, [])
                    if len(kinds) < SAMPLES and not too_wide_for_mai_ek(char, i, glyphs):
                        kinds.append(((glyphs.x1[i] - glyphs.x0[i]) / size, (glyphs.bottom[i] - glyphs.top[i]) / size))
    for name, profile in profiles.items():
        profile.ids = _known_ids(name, unmapped.get(name, set()))
        if len(tops.get(name, ())) >= FEW:
            profile.letter_top = median(tops[name])
        profile.marks = {c: (median(w for w, _ in s), median(h for _, h in s)) for c, s in sizes.get(name, {}).items() if len(s) >= 2}
        heights = am.get(name, [])
        if profile.letter_top is not None and len(heights) >= FEW and len(heights) > aa[name]:
            profile.am_is_aa = median(heights) < profile.letter_top + 0.06
    return profiles


def _known_ids(name: str, used: set[int]) -> dict[int, str]:
    """The table for a font: by its name, or, where that says nothing, the one that knows every id it uses."""
    if not used:
        return {}
    for family in glyph_tables().glyph_ids:
        if family.fonts.search(name) or GENERIC_NAME.fullmatch(name) and used <= family.ids.keys():
            return family.ids
    return {}


def has_ink(page: Page) -> bool:
    """Whether the page's boxes are those of the ink (PDFium), not of the advance (pdfminer)."""
    return page.reader == "pdfium" and page.glyphs is not None


def misplaced_lower_marks(page: Page) -> list[int]:
    """Glyphs that are called a lower vowel but stand above the letters: their font's mapping is wrong."""
    glyphs = page.glyphs
    if glyphs is None or not has_ink(page):
        return []
    return [
        i for i, c in enumerate(glyphs.chars)
        if c in LOWER and glyphs.bottom[i] < glyphs.baseline[i] - 0.35 * glyphs.size[i]
    ]  # fmt: skip


def too_wide_for_mai_ek(char: str, i: int, glyphs: Glyphs) -> bool:
    """Mai ek is an upright stroke in every font; ink wider than high is another mark under its name."""
    return char == "่" and glyphs.x1[i] - glyphs.x0[i] > glyphs.bottom[i] - glyphs.top[i]


LOWER: Sequence[str] = tuple(LOWER_VOWELS)
