"""What is known of each font of a document before anything is repaired: its defect profile.

Repairs contradict each other across fonts, so they are chosen per font, from what its glyphs look like: how high its
letters stand, how large each of its marks is, and which marks it never calls by their name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import compress
from statistics import median

from ..model import Document, Glyphs, Page
from .ink import PLAIN, RING, Ink, Level, contradicts, has_ink, ink_of, odd_glyphs
from .letters import Context, letter_told_by
from .thai import ABOVE, LOWER_VOWELS, TONES

SAMPLES = 400  # glyphs of a kind that are measured per font
FEW = 5
MOST_AM = 0.3  # ำ per า: more than any text has, so that the font must call its า by the name of ำ
SAME = 0.03  # of the font size: two inks whose widths and heights differ by less in all are of one mark
ALIKE = 0.2  # share by which the aspect of a mark may change when it is raised

TWINS = {"ี": "ื", "ื": "ี"}  # alike in most fonts: one is only told where the other is known too
Kind = tuple[str, Level | None, int]
MEASURED = frozenset("าำ" + ABOVE + LOWER_VOWELS) | PLAIN
SQUARE = (0.97, 1.03)  # aspect of a mark below that is neither surely ุ nor surely ู
DOT = 0.12  # of the font size: a phinthu is no higher
ROUND = (0.8, 1.25)  # aspect of a ring
ONE_WIDTH = 0.04  # of the font size: glyphs whose widths fall into one such step may be the same

_LETTERS_BESIDE = frozenset(map(chr, (*range(0x0E01, 0x0E2F), 0x0E30, 0x0E32, *range(0x0E40, 0x0E45))))
_AT_LEVEL: dict[Level, str] = {"below": LOWER_VOWELS, "above": ABOVE, "raised": TONES + "์"}


@dataclass(slots=True)
class FontProfile:
    """One font of a document.

    Attributes:
        letter_top: height of plain consonants over the font size; None where no ink was measured.
        marks: the usual ink of each mark at each level, of those whose ink does not contradict their name.
        am_is_aa: the font calls its า a ำ; told by its ink, which has no ring above.
        meanings: what its glyphs without a (true) name are, by name or code, level and width.
    """

    name: str
    letter_top: float | None = None
    marks: dict[tuple[Level, str], Ink] = field(default_factory=dict)
    am_is_aa: bool = False
    meanings: dict[Kind, str] = field(default_factory=dict)

    def meaning_of(self, char: str, ink: Ink, before_aa: bool) -> str | None:
        """What a glyph is that bears this name (or code) wrongly or for want of one; None where nothing tells.

        A small ring before า is the nikhahit of ำ.
        """
        if self.letter_top is None:
            return None
        level = ink.level(self.letter_top)
        meaning = self.meanings.get(_kind(char, ink, level)) or (self.same_ink(ink, level) if level else None)
        if meaning is None and before_aa and level in ("above", "raised") and ROUND[0] < ink.aspect < ROUND[1]:
            meaning = "ํ"
        return meaning or (self._alike(ink, level) if level else None)

    def same_ink(self, ink: Ink, level: Level) -> str | None:
        """The mark of the same size at the same level, where only one is."""
        known = {c: m for (at, c), m in self.marks.items() if at == level}
        same = sorted((abs(m.width - ink.width) + abs(m.height - ink.height), c) for c, m in known.items())
        if same and same[0][0] <= SAME and (len(same) == 1 or same[1][0] > 1.5 * same[0][0] + 0.004):
            return same[0][1] if TWINS.get(same[0][1], same[0][1]) in known else None
        return None

    def _alike(self, ink: Ink, level: Level) -> str | None:
        """Of the marks that the font never shows here by name, the one whose shape elsewhere is alike.

        Below the letters the wide one is ู and the narrow one ุ: in every font ุ is higher than wide.
        """
        known = {c: m for (at, c), m in self.marks.items() if at == level}
        missing = [c for c in _AT_LEVEL[level] if c not in known]
        alike = sorted(
            (abs(m.aspect - ink.aspect) / m.aspect, c) for c in missing for (at, d), m in self.marks.items() if c == d and at != level
        )
        if alike and alike[0][0] <= ALIKE and (len(alike) == 1 or alike[1][0] > 1.5 * alike[0][0]):
            return alike[0][1]
        if level == "below" and len(known) == 1:
            ((other, shape),) = known.items()
            if other == "ุ" and ink.width > 1.3 * shape.width:
                return "ู"
            if other == "ู" and shape.width > 1.3 * ink.width:
                return "ุ"
        elif level == "below" and not known and ink.height > DOT and not SQUARE[0] < ink.aspect < SQUARE[1]:
            return "ุ" if ink.aspect < 1 else "ู"
        return None


def profile_fonts(document: Document, odd_of: Callable[[Page], list[int]] = odd_glyphs) -> dict[str, FontProfile]:
    """Measure the fonts of a document, by name; pages without glyphs, or without ink, add nothing.

    ``odd_of`` gives the ``odd_glyphs`` of a page, for a caller that keeps them.
    """
    profiles: dict[str, FontProfile] = {}
    tops: dict[str, list[float]] = {}
    marks: dict[str, dict[str, list[Ink]]] = {}
    am: dict[str, list[float]] = {}
    aa: Counter[str] = Counter()
    for page in document.pages:
        for name in page.fonts:
            profiles.setdefault(name, FontProfile(name))
        glyphs = page.glyphs
        if glyphs is None or not has_ink(page):
            continue
        for i, char in enumerate(glyphs.chars):
            if char not in MEASURED or glyphs.unmapped[i]:
                continue
            name = page.fonts[glyphs.fonts[i]]
            if char == "า":
                aa[name] += 1
            elif char == "ำ":
                am.setdefault(name, []).append(ink_of(i, glyphs).top)
            elif char in PLAIN:
                if len(seen := tops.setdefault(name, [])) < SAMPLES:
                    seen.append(ink_of(i, glyphs).top)
            else:
                kind = marks.setdefault(name, {}).setdefault(char, [])
                if len(kind) < SAMPLES and not contradicts(char, ink := ink_of(i, glyphs)):
                    kind.append(ink)
    for name, profile in profiles.items():
        if len(tops.get(name, ())) >= FEW:
            profile.letter_top = median(tops[name])
            profile.marks = _usual(marks.get(name, {}), profile.letter_top)
            flat = sum(height < profile.letter_top + RING for height in am.get(name, []))
            profile.am_is_aa = flat >= FEW and flat > MOST_AM * aa[name]
    _tell_meanings(document, profiles, odd_of)
    return profiles


def _tell_meanings(document: Document, profiles: dict[str, FontProfile], odd_of: Callable[[Page], list[int]]) -> None:
    """Ask the neighbours of every glyph that has no name, or one that its ink contradicts, font by font."""
    places: dict[tuple[str, Kind], list[tuple[Context, Ink]]] = {}
    named: dict[str, set[str]] = {}
    for page in document.pages:
        glyphs = page.glyphs
        if glyphs is None or not has_ink(page):
            continue
        odd = set(odd_of(page))
        told = bytearray(b"\1" * len(glyphs.chars))
        for i in odd:
            told[i] = 0
        for font, char in set(compress(zip(glyphs.fonts, glyphs.chars, strict=True), told)):
            named.setdefault(page.fonts[font], set()).add(char)
        for i in odd:
            profile = profiles[page.fonts[glyphs.fonts[i]]]
            if profile.letter_top is not None and glyphs.chars[i] not in (" ", "ำ"):
                ink = ink_of(i, glyphs)
                level = ink.level(profile.letter_top)
                kind = _kind(glyphs.chars[i], ink, level)
                places.setdefault((profile.name, kind), []).append((_context(i, level, glyphs, odd), ink))
    for (name, kind), found in places.items():
        level = kind[1]
        contexts = [context for context, _ in found]
        before_aa = [ink for (_, after), ink in found if after == "า"]
        only = level in ("above", "raised") and before_aa and all(after in ("า", "") for _, after in contexts)
        ring = not _is_thai(kind[0]) and all(ROUND[0] < ink.aspect < ROUND[1] for ink in before_aa)
        if only and (len(before_aa) >= FEW or ring):
            meaning: str | None = "ํ"  # no tone mark stands before า only; of few places the shape must tell
        elif level is None:
            meaning = letter_told_by(contexts, _LETTERS_BESIDE - named.get(name, set()))
        else:
            profile = profiles[name]
            alike = {profile.same_ink(ink, level) for _, ink in found[:1]} - {None}  # as large, which does not say that it is the same
            meaning = letter_told_by(contexts, {c for c in _AT_LEVEL[level] if (level, c) not in profile.marks or c in alike})
        if meaning is not None:
            profiles[name].meanings[kind] = meaning


def _kind(char: str, ink: Ink, level: Level | None) -> Kind:
    """What tells one unnamed glyph of a font from another; many share the name U+FFFD, so their width counts too."""
    return char, level, round(ink.width / ONE_WIDTH)


def _is_thai(char: str) -> bool:
    return "\u0e01" <= char <= "\u0e4e"


def _context(i: int, level: Level | None, glyphs: Glyphs, odd: set[int]) -> Context:
    """The characters before and after on the line, "" where there is none or it is not sure itself.

    A mark is asked about in the order of a cluster: after its letter (or that letter's vowel), before its tone mark. A
    tone mark is looked over on the way to the า of a ำ, whose ring comes before it.
    """

    def at(k: int) -> str:
        if not 0 <= k < len(glyphs.chars) or k in odd or abs(glyphs.baseline[k] - glyphs.baseline[i]) > 0.4 * glyphs.size[i]:
            return ""
        return glyphs.chars[k] if _is_thai(glyphs.chars[k]) else ""

    before, after = at(i - 1), at(i + 1)
    if level == "below" and before and before in TONES:  # drawn after the tone mark that is written after it
        return at(i - 2), before
    if after and after in TONES and at(i + 2) == "า":
        after = "า"
    return before, after


def _usual(marks: dict[str, list[Ink]], letter_top: float) -> dict[tuple[Level, str], Ink]:
    """The median ink of each mark at each level; what was seen only once is no evidence."""
    at: dict[tuple[Level, str], list[Ink]] = {}
    for char, inks in marks.items():
        for ink in inks:
            level = ink.level(letter_top)
            if level is not None:
                at.setdefault((level, char), []).append(ink)
    return {
        key: Ink(*(median(getattr(ink, side) for ink in inks) for side in ("width", "height", "top", "bottom")))
        for key, inks in at.items()
        if len(inks) >= 2
    }
