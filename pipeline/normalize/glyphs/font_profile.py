"""The profile of a font: what its marks and letters look like, and which glyph is which mark.

Repairs contradict each other across fonts, so they are chosen per font, by what its glyphs look like: how high its
letters stand, how large each of its marks is, and which marks it never calls by their name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.normalize.glyphs.glyph_ink import Ink, Level
from pipeline.normalize.thai_clusters import ABOVE, LOWER_VOWELS, TONES

GlyphKind = tuple[str, Level | None, int, int]
"""What distinguishes one unnamed glyph of a font from another: its character or code, its level, its width and height
in steps."""
MARKS_AT_LEVEL: Mapping[Level, str] = {"below": LOWER_VOWELS, "above": ABOVE, "raised": TONES + "์"}
TWINS = {"ี": "ื", "ื": "ี"}
"""Marks that are alike in most fonts: one is only identified where the other is known too."""


@dataclass(frozen=True, slots=True)
class FontProfileSettings:
    """How glyphs of a font are measured and compared. Lengths in shares of the font size.

    Attributes:
        most_samples: glyphs of a kind that are measured per font.
        fewest_samples: glyphs below which nothing is concluded from a font.
        most_am: ำ per า; more than any text has, so that the font must call its า by the name of ำ.
        same_size: difference of widths and of heights, added, up to which two inks are of one mark.
        clear_lead: how many times nearer than the second best the best match must be …
        least_lead: … and how much nearer, for sizes that nearly match.
        similar_aspect: share by which the aspect of a mark may change when it is raised.
        wider: how many times wider ู is than ุ, at least.
        square: aspects of a mark below that may be either ุ (narrow) or ู (wide).
        phinthu_height: a phinthu (a dot) is no higher.
        ring_aspect: aspects of the ring of a nikhahit.
        size_step: glyphs whose widths, and whose heights, fall into one such step may be the same.
        same_line: difference of baselines up to which two glyphs stand on one line.
        same_word: distance of their left edges up to which neighbours may be of one word.
    """

    most_samples: int = 400
    fewest_samples: int = 5
    most_am: float = 0.3
    same_size: float = 0.03
    clear_lead: float = 1.5
    least_lead: float = 0.004
    similar_aspect: float = 0.2
    wider: float = 1.3
    square: tuple[float, float] = (0.97, 1.03)
    phinthu_height: float = 0.12
    ring_aspect: tuple[float, float] = (0.8, 1.25)
    size_step: float = 0.02
    same_line: float = 0.4
    same_word: float = 1.5


PROFILE_SETTINGS = FontProfileSettings()


@dataclass(frozen=True, slots=True)
class FontProfile:
    """One font of a document.

    Attributes:
        letter_top: height of plain consonants over the font size; None where no ink was measured.
        marks: the usual ink of each mark at each level, of those whose ink does not contradict their name.
        am_is_aa: the font calls its า a ำ: their ink has no ring above.
        meanings: what its glyphs without a (true) name are, by their neighbours.
        stated: what the file states that such glyphs are.
    """

    name: str
    letter_top: float | None = None
    marks: Mapping[tuple[Level, str], Ink] = field(default_factory=dict)
    am_is_aa: bool = False
    meanings: Mapping[GlyphKind, str] = field(default_factory=dict)
    stated: Mapping[GlyphKind, str] = field(default_factory=dict)

    def identify(self, char: str, ink: Ink, before_aa: bool) -> str | None:
        """Return what a glyph is that bears this name (or code) wrongly or for want of one; None where that is open.

        A small ring before า is the nikhahit of ำ.
        """
        if self.letter_top is None:
            return None
        level = ink.level(self.letter_top)
        meaning = self.meanings.get(glyph_kind(char, ink, level))
        meaning = meaning or (self.mark_of_same_size(ink, level) if level else None)
        if meaning is None and before_aa and level in ("above", "raised") and is_ring(ink):
            meaning = "ํ"
        return meaning or (self._mark_of_similar_shape(ink, level) if level else None)

    def mark_of_same_size(self, ink: Ink, level: Level) -> str | None:
        """Return the mark of the same size at the same level, where there is exactly one."""
        settings = PROFILE_SETTINGS
        known = self._marks_at(level)
        same = sorted((abs(m.width - ink.width) + abs(m.height - ink.height), c) for c, m in known.items())
        if not same or same[0][0] > settings.same_size:
            return None
        if len(same) > 1 and same[1][0] <= settings.clear_lead * same[0][0] + settings.least_lead:
            return None
        mark = same[0][1]
        return mark if TWINS.get(mark, mark) in known else None

    def _mark_of_similar_shape(self, ink: Ink, level: Level) -> str | None:
        """Return the mark that the font never names at this level and whose ink at another level has this shape."""
        settings = PROFILE_SETTINGS
        known = self._marks_at(level)
        missing = [c for c in MARKS_AT_LEVEL[level] if c not in known]
        similar = sorted(
            (abs(m.aspect - ink.aspect) / m.aspect, c)
            for c in missing
            for (at, d), m in self.marks.items()
            if c == d and at != level
        )
        near = bool(similar) and similar[0][0] <= settings.similar_aspect
        if near and (len(similar) == 1 or similar[1][0] > settings.clear_lead * similar[0][0]):
            return similar[0][1]
        return _lower_vowel(ink, known) if level == "below" else None

    def _marks_at(self, level: Level) -> dict[str, Ink]:
        return {c: m for (at, c), m in self.marks.items() if at == level}


def _lower_vowel(ink: Ink, known: Mapping[str, Ink]) -> str | None:
    """Return ู for the wide mark below the letters and ุ for the narrow one: in every font ุ is higher than wide.

    Args:
        ink: of the mark.
        known: the marks that the font has below its letters.
    """
    settings = PROFILE_SETTINGS
    if len(known) == 1:
        ((other, shape),) = known.items()
        if other == "ุ" and ink.width > settings.wider * shape.width:
            return "ู"
        if other == "ู" and shape.width > settings.wider * ink.width:
            return "ุ"
        return None
    narrowest, widest = settings.square
    if not known and ink.height > settings.phinthu_height and not narrowest < ink.aspect < widest:
        return "ุ" if ink.aspect < 1 else "ู"
    return None


def is_ring(ink: Ink) -> bool:
    """Return whether an ink is about as wide as high, as the ring of a nikhahit is."""
    least, most = PROFILE_SETTINGS.ring_aspect
    return least < ink.aspect < most


def glyph_kind(char: str, ink: Ink, level: Level | None) -> GlyphKind:
    """Return the kind of an unnamed glyph; many share the name U+FFFD, so their size counts too."""
    return char, level, round(ink.width / PROFILE_SETTINGS.size_step), round(ink.height / PROFILE_SETTINGS.size_step)
