"""What is known of each font of a document before anything is repaired: its defect profile.

Repairs contradict each other across fonts, so they are chosen per font, from what its glyphs look like: how high its
letters stand, how large its marks are, which of its ids have no meaning of their own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from ..model import Document, Glyphs, Page
from .thai import ABOVE, LOWER_VOWELS

SAMPLES = 400  # glyphs of a kind that are measured per font
LETTERS = frozenset("กคดตถนมรลวสหอยงจ")  # plain consonants: no tall stem, no foot
FEW = 5
WATCHED = frozenset(LOWER_VOWELS + "ำ ")
HIGH = 0.35  # of the font size: ink that ends this high stands above the letters
LOW_AM = 0.62  # of the font size: a ำ whose ink is lower than this may have no ring; the font's letters decide
RING = 0.1  # of the font size: how much higher than the letters a true ำ is at least
MOST_AM = 0.3  # ำ per า: more than any text has, so that the font must call its า by the name of ำ
INK = 0.04  # of the font size: a glyph at least this high has ink


@dataclass(slots=True)
class FontProfile:
    """One font of a document. Heights and widths in units of the font size, heights from the baseline up.

    Attributes:
        letter_top: height of plain consonants; None where no ink was measured.
        marks: median (width, height) of each upper mark's ink.
        am_is_aa: the font calls every า a ำ; told by its ink, which has no ring above.
    """

    name: str
    letter_top: float | None = None
    marks: dict[str, tuple[float, float]] = field(default_factory=dict)
    am_is_aa: bool = False

    def mark_like(self, width: float, height: float) -> str | None:
        """The upper mark whose ink has this size, where one fits clearly better than any other."""
        fits = sorted((abs(w - width) + abs(h - height), c) for c, (w, h) in self.marks.items())
        if not fits or fits[0][0] > 0.06 or len(fits) > 1 and fits[1][0] < 1.5 * fits[0][0] + 0.004:
            return None
        return fits[0][1]


def profile_fonts(document: Document) -> dict[str, FontProfile]:
    """Measure the fonts of a document, by name; pages without glyphs add nothing."""
    profiles: dict[str, FontProfile] = {}
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
                continue
            if char == "า":
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
        if len(tops.get(name, ())) >= FEW:
            profile.letter_top = median(tops[name])
        profile.marks = {c: (median(w for w, _ in s), median(h for _, h in s)) for c, s in sizes.get(name, {}).items() if len(s) >= 2}
        if profile.letter_top is not None:
            flat = sum(height < profile.letter_top + RING for height in am.get(name, []))
            profile.am_is_aa = flat >= FEW and flat > MOST_AM * aa[name]
    return profiles


def has_ink(page: Page) -> bool:
    """Whether the page's boxes are those of the ink (PDFium), not of the advance (pdfminer)."""
    return page.reader == "pdfium" and page.glyphs is not None


def odd_glyphs(page: Page) -> set[int]:
    """Glyphs whose ink contradicts their name, though a string of them may look clean.

    A lower vowel that stands above the letters, a space with ink (the ring of a split ำ), a ำ that may lack its ring.
    """
    glyphs = page.glyphs
    if glyphs is None or not has_ink(page):
        return set()
    found = set()
    for i, char in enumerate(glyphs.chars):
        if char in WATCHED:
            size, baseline = glyphs.size[i], glyphs.baseline[i]
            if char == " ":
                odd = inked_space(i, glyphs)
            elif char == "ำ":
                odd = baseline - glyphs.top[i] < LOW_AM * size
            else:
                odd = glyphs.bottom[i] < baseline - HIGH * size
            if odd:
                found.add(i)
    return found


def inked_space(i: int, glyphs: Glyphs) -> bool:
    """Whether a space has ink above the letters: Word maps the ring of ำ to a space."""
    return glyphs.bottom[i] - glyphs.top[i] > INK * glyphs.size[i] and glyphs.bottom[i] < glyphs.baseline[i] - HIGH * glyphs.size[i]


def too_wide_for_mai_ek(char: str, i: int, glyphs: Glyphs) -> bool:
    """Mai ek is an upright stroke in every font; ink wider than high is another mark under its name."""
    return char == "่" and glyphs.x1[i] - glyphs.x0[i] > glyphs.bottom[i] - glyphs.top[i]
