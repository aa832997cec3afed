"""The profile of a font: what its marks and letters look like, and which glyph is which mark.

Repairs contradict each other across fonts, so they are chosen per font, by what its glyphs look like: how high its
letters stand, how large each of its marks is, and which marks it never calls by their name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.domain.thai_clusters import ABOVE, LOWER_VOWELS, TONES, UPPER_VOWELS
from pipeline.normalize.glyphs.glyph_ink import INK_SETTINGS, Ink, Level, is_stacked

GlyphKind = tuple[str, Level | None, int, int]
"""What distinguishes one unnamed glyph of a font from another: its character or code, its level, its width and height
in steps."""
MARKS_AT_LEVEL: Mapping[Level, str] = {"below": LOWER_VOWELS, "above": ABOVE, "raised": TONES + "์"}
VOWELS = frozenset(UPPER_VOWELS + LOWER_VOWELS)
TWINS = {"ี": "ื", "ื": "ี"}
"""Marks that are alike in most fonts: one is only identified where the other is known too."""


class FontProfileSettings(NamedTuple):
    """How glyphs of a font are measured and compared. Lengths in shares of the font size.

    Attributes:
        most_samples: glyphs of a kind that are measured per font.
        fewest_samples: glyphs below which nothing is concluded from a font.
        few_places: glyphs of a kind; what so few tell is doubtful.
        fewest_am: ำ without a ring before a font is taken to call its า so.
        most_am: ำ per า; more than any text has, so that the font must call its า by the name of ำ.
        same_size: difference of widths and of heights, added, up to which two inks are of one mark.
        same_width: difference of widths up to which two marks below the letters are the same.
        clear_lead: how many times nearer than the second best the best match must be …
        least_lead: … and how much nearer, for sizes that nearly match.
        similar_aspect: share by which the aspect of a mark may change when it is raised.
        wider: how many times wider ู is than ุ, at least.
        square: aspects of a mark below that may be either ุ (narrow) or ู (wide).
        script: share of the letters' height; a font with higher marks is a script face.
        phinthu_height: a phinthu (a dot) is no higher.
        ring_aspect: aspects of the ring of a nikhahit.
        size_step: glyphs whose widths, and whose heights, fall into one such step may be the same.
        same_line: difference of baselines up to which two glyphs stand on one line.
        same_word: distance of their left edges up to which neighbours may be of one word.
    """

    most_samples: int = 400
    fewest_samples: int = 3
    few_places: int = 2
    fewest_am: int = 2
    most_am: float = 0.3
    same_size: float = 0.03
    same_width: float = 0.01
    clear_lead: float = 1.5
    least_lead: float = 0.004
    similar_aspect: float = 0.2
    wider: float = 1.3
    square: tuple[float, float] = (0.97, 1.03)
    script: float = 0.8
    phinthu_height: float = 0.12
    ring_aspect: tuple[float, float] = (0.8, 1.25)
    size_step: float = 0.02
    same_line: float = 0.4
    same_word: float = 1.5


PROFILE_SETTINGS = FontProfileSettings()


class Identity(NamedTuple):
    """What a glyph without a (true) name is; doubtful where little evidence says so."""

    text: str
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class FontProfile:
    """One font of a document.

    Attributes:
        letter_top: height of plain consonants over the font size; None where no ink was measured.
        marks: the usual ink of each mark at each level, of those whose ink does not contradict their name.
        am_is_aa: the font calls its า a ำ: their ink has no ring above.
        aa: the usual ink of what it calls า; None where it calls nothing so.
        meanings: what its glyphs without a (true) name are, by their neighbours.
        stated: what the file states that such glyphs are.
    """

    name: str
    letter_top: float | None = None
    marks: Mapping[tuple[Level, str], Ink] = field(default_factory=dict)
    am_is_aa: bool = False
    aa: Ink | None = None
    meanings: Mapping[GlyphKind, Identity] = field(default_factory=dict)
    stated: Mapping[GlyphKind, str] = field(default_factory=dict)

    def identify(self, char: str, ink: Ink, before_aa: bool) -> Identity | None:
        """Return what a glyph is that bears this name (or code) wrongly or for want of one; None where that is open.

        A small ring before า is the nikhahit of ำ; no cluster gives it the name of another vowel.
        """
        if self.letter_top is None:
            return None
        level = ink.level(self.letter_top)
        kind = glyph_kind(char, ink, level)
        if kind in self.meanings:
            return self.meanings[kind]
        same_size = self.mark_of_same_size(ink, level) if level else None
        if same_size is not None:
            return Identity(same_size)
        if before_aa and char not in VOWELS and level in ("above", "raised") and self.is_ring(ink):
            return Identity("ํ")
        similar = self._mark_of_similar_shape(ink, level) if level else None
        return Identity(similar, is_doubtful=True) if similar is not None else None

    def is_aa(self, ink: Ink) -> bool:
        """Return whether an ink is that of the glyph which the font calls า elsewhere."""
        aa, most = self.aa, PROFILE_SETTINGS.same_size
        return aa is not None and abs(aa.width - ink.width) + abs(aa.height - ink.height) <= most

    def is_ring(self, ink: Ink) -> bool:
        """Return whether an ink may be that of the ring of a nikhahit alone."""
        return is_ring(ink) and (self.letter_top is None or not is_stacked(ink, self.letter_top))

    def lower_vowel(self, ink: Ink) -> str | None:
        """Return which of ุ and ู a mark below the letters is; None where its shape leaves that open.

        In every font but script faces, whose marks are high, ุ is higher than wide and ู is not, and much wider.
        """
        settings, known = PROFILE_SETTINGS, self._marks_at("below")
        is_script = any(mark.height > settings.script * (self.letter_top or 1.0) for mark in self.marks.values())
        if is_script or ink.height <= settings.phinthu_height:
            return None
        widths = {c: known[c].width for c in "ุู" if c in known}
        if len(widths) == 2:
            nearest = min(widths, key=lambda c: abs(widths[c] - ink.width))
            return nearest if abs(widths[nearest] - ink.width) <= settings.same_width else None
        if len(widths) == 1:
            ((other, width),) = widths.items()
            ratio = ink.width / max(width, INK_SETTINGS.flattest)
            if other == "ุ" and ratio > settings.wider:
                return "ู"
            return "ุ" if other == "ู" and ratio < 1 / settings.wider else None
        narrowest, widest = settings.square
        if not widths and not narrowest < ink.aspect < widest:
            return "ุ" if ink.aspect < 1 else "ู"
        return None

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
        told = {identity.text for (_, at, *_), identity in self.meanings.items() if at == level}
        missing = [c for c in MARKS_AT_LEVEL[level] if c not in known and c not in told]
        similar = sorted(
            (abs(m.aspect - ink.aspect) / m.aspect, c)
            for c in missing
            for (at, d), m in self.marks.items()
            if c == d and at != level
        )
        near = bool(similar) and similar[0][0] <= settings.similar_aspect
        if near and (len(similar) == 1 or similar[1][0] > settings.clear_lead * similar[0][0]):
            return similar[0][1]
        return self.lower_vowel(ink) if level == "below" else None

    def _marks_at(self, level: Level) -> dict[str, Ink]:
        return {c: m for (at, c), m in self.marks.items() if at == level}


def is_ring(ink: Ink) -> bool:
    """Return whether an ink is about as wide as high, as the ring of a nikhahit is."""
    least, most = PROFILE_SETTINGS.ring_aspect
    return least < ink.aspect < most


def glyph_kind(char: str, ink: Ink, level: Level | None) -> GlyphKind:
    """Return the kind of an unnamed glyph; many share the name U+FFFD, so their size counts too."""
    return char, level, round(ink.width / PROFILE_SETTINGS.size_step), round(ink.height / PROFILE_SETTINGS.size_step)
