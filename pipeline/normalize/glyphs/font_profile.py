"""What is known of each font of a document before anything is repaired: its defect profile.

Repairs contradict each other across fonts, so they are chosen per font, from what its glyphs look like: how high its
letters stand, how large each of its marks is, and which marks it never calls by their name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.model import Document, Glyphs, Page
from pipeline.normalize.glyphs.glyph_ink import (
    AM,
    BELOW,
    HIGH,
    INK,
    LETTER,
    LOWER,
    MAI_EK,
    RING,
    SPACE,
    UPPER,
    Ink,
    Inks,
    Level,
    has_ink,
    ink_of,
    inks_of,
    odd_glyphs,
)
from pipeline.normalize.glyphs.unmapped import Context, letter_told_by
from pipeline.normalize.strings.thai_clusters import ABOVE, LOWER_VOWELS, TONES

if TYPE_CHECKING:
    from pipeline.normalize.glyphs.glyph_ink import Floats

SAMPLES = 400  # glyphs of a kind that are measured per font
FEW = 5
MOST_AM = 0.3  # ำ per า: more than any text has, so that the font must call its า by the name of ำ
SAME = 0.03  # of the font size: two inks whose widths and heights differ by less in all are of one mark
ALIKE = 0.2  # share by which the aspect of a mark may change when it is raised

TWINS = {"ี": "ื", "ื": "ี"}  # alike in most fonts: one is only told where the other is known too
Kind = tuple[str, Level | None, int]
SQUARE = (0.97, 1.03)  # aspect of a mark below that is neither surely ุ nor surely ู
DOT = 0.12  # of the font size: a phinthu is no higher
AA = ord("า")
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
            (abs(m.aspect - ink.aspect) / m.aspect, c)
            for c in missing
            for (at, d), m in self.marks.items()
            if c == d and at != level
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
    import numpy as np

    profiles: dict[str, FontProfile] = {}
    seen: dict[str, _Seen] = {}
    for page in document.pages:
        for name in page.fonts:
            profiles.setdefault(name, FontProfile(name))
        glyphs = page.glyphs
        if glyphs is None or not glyphs.chars or not has_ink(page):
            continue
        inks = inks_of(glyphs)
        fonts = np.frombuffer(glyphs.fonts, dtype=np.uint16).astype(np.int64)
        measured = (np.frombuffer(glyphs.unmapped, dtype=np.uint8) == 0) & ((inks.kind > SPACE) | (inks.codes == AA))
        for font in np.flatnonzero(np.bincount(fonts[measured])).tolist():
            seen.setdefault(page.fonts[font], _Seen()).add(inks, measured & (fonts == font))
    for name, of_font in seen.items():
        if len(of_font.tops) >= FEW:
            profile = profiles[name]
            profile.letter_top = median(of_font.tops)
            profile.marks = _usual(of_font.marks, profile.letter_top)
            flat = sum(height < profile.letter_top + RING for height in of_font.am)
            profile.am_is_aa = flat >= FEW and flat > MOST_AM * of_font.aa
    _tell_meanings(document, profiles, odd_of)
    return profiles


@dataclass(slots=True)
class _Seen:
    """What was measured of a font: tops of plain letters and of ำ, how many า, and n x 4 sides of the inks of each mark."""

    tops: list[float] = field(default_factory=list)
    am: list[float] = field(default_factory=list)
    aa: int = 0
    marks: dict[str, Floats] = field(default_factory=dict)

    def add(self, inks: Inks, of_font: Any) -> None:
        """Take in a page: ``of_font`` chooses its glyphs."""
        import numpy as np

        self.aa += int((of_font & (inks.codes == AA)).sum())
        self.am += inks.top[of_font & (inks.kind == AM)].tolist()
        self.tops += inks.top[of_font & (inks.kind == LETTER)][: SAMPLES - len(self.tops)].tolist()
        upper = (inks.kind == UPPER) | (inks.kind == MAI_EK)
        lower, flat = inks.kind == LOWER, (inks.kind == MAI_EK) & (inks.width > inks.height)
        wrong = lower & (inks.bottom > HIGH) | upper & (inks.top < BELOW) | flat  # as ``contradicts`` says
        marks = np.flatnonzero(of_font & (upper | lower) & ~(wrong & (inks.height > INK)))
        for code in np.flatnonzero(np.bincount(inks.codes[marks])).tolist():
            sides = inks.sides(marks[inks.codes[marks] == code])
            before = self.marks.get(chr(code))
            self.marks[chr(code)] = sides[:SAMPLES] if before is None else np.concatenate([before, sides])[:SAMPLES]


def _tell_meanings(document: Document, profiles: dict[str, FontProfile], odd_of: Callable[[Page], list[int]]) -> None:
    """Ask the neighbours of every glyph that has no name, or one that its ink contradicts, font by font."""
    import numpy as np

    places: dict[tuple[str, Kind], list[tuple[Context, Ink]]] = {}
    named: dict[str, set[str]] = {}
    for page in document.pages:
        glyphs = page.glyphs
        if glyphs is None or not glyphs.chars or not has_ink(page):
            continue
        odd = set(odd_of(page))
        plain = np.ones(len(glyphs.chars), dtype=bool)
        plain[list(odd)] = False
        fonts = np.frombuffer(glyphs.fonts, dtype=np.uint16)[plain].astype(np.int64)
        pairs = np.unique(fonts << 32 | inks_of(glyphs).codes[plain])
        for font, code in zip((pairs >> 32).tolist(), (pairs & 0xFFFFFFFF).tolist(), strict=True):
            named.setdefault(page.fonts[font], set()).add(chr(code))
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
            alike = {profile.same_ink(ink, level) for _, ink in found[:1]} - {
                None
            }  # as large, which does not say that it is the same
            meaning = letter_told_by(
                contexts, {c for c in _AT_LEVEL[level] if (level, c) not in profile.marks or c in alike}
            )
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
        if (
            not 0 <= k < len(glyphs.chars)
            or k in odd
            or abs(glyphs.baseline[k] - glyphs.baseline[i]) > 0.4 * glyphs.size[i]
        ):
            return ""
        return glyphs.chars[k] if _is_thai(glyphs.chars[k]) else ""

    before, after = at(i - 1), at(i + 1)
    if level == "below" and before and before in TONES:  # drawn after the tone mark that is written after it
        return at(i - 2), before
    if after and after in TONES and at(i + 2) == "า":
        after = "า"
    return before, after


def _usual(marks: dict[str, Floats], letter_top: float) -> dict[tuple[Level, str], Ink]:
    """The median ink of each mark at each level; what was seen only once is no evidence."""
    import numpy as np

    usual: dict[tuple[Level, str], Ink] = {}
    for char, sides in marks.items():
        at: dict[Level, list[int]] = {}
        for n, ink in enumerate(sides.tolist()):
            level = Ink(*ink).level(letter_top)
            if level is not None:
                at.setdefault(level, []).append(n)
        for level, some in at.items():
            if len(some) >= 2:
                usual[level, char] = Ink(*np.median(sides[some], axis=0).tolist())
    return usual
