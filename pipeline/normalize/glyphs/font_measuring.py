"""The fonts of a document, measured: their profiles, from all their glyphs, before anything is repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.model import Document, Page
from pipeline.normalize.glyphs.first_names import first_names
from pipeline.normalize.glyphs.font_profile import (
    PROFILE_SETTINGS,
    TWINS,
    FontProfile,
    GlyphKind,
    Identity,
    glyph_kind,
)
from pipeline.normalize.glyphs.glyph_ink import (
    AM,
    INK_SETTINGS,
    LETTER,
    LEVELS,
    LOWER,
    MAI_EK,
    SPACE,
    UNKNOWN,
    UPPER,
    Ink,
    InkColumns,
    Level,
    find_suspect_glyphs,
    has_ink,
    ink_columns,
    ink_of,
    is_stacked,
    levels_of,
    named_by_several,
)
from pipeline.normalize.glyphs.glyph_places import (
    Place,
    bears_vowel,
    is_thai,
    letters_around,
    neighbours_of,
    possible_marks,
)
from pipeline.normalize.glyphs.stated_meanings import stated_kinds, with_stated_names
from pipeline.normalize.glyphs.unmapped_glyphs import most_likely_letter
from pipeline.normalize.glyphs.word_evidence import most_likely_by_words, words_contradict

if TYPE_CHECKING:
    from pipeline.normalize.glyphs.glyph_ink import Floats

_AA = ord("า")
_LETTERS_BESIDE = frozenset(map(chr, (*range(0x0E01, 0x0E2F), 0x0E30, 0x0E32, *range(0x0E40, 0x0E45))))
"""Consonants and vowels that stand beside the letters: no marks."""
_NEED_NO_PLACES = frozenset(" ำ")
"""Names whose glyphs are told by their ink alone."""

SuspectsOf = Callable[[Page], list[int]]


def profile_fonts(document: Document, suspects_of: SuspectsOf = find_suspect_glyphs) -> dict[str, FontProfile]:
    """Measure the fonts of a document, by name; pages without glyphs, or without ink, add nothing.

    Args:
        document: as extracted.
        suspects_of: gives the suspect glyphs of a page, for a caller that keeps them.
    """
    import numpy as np

    decoded = document.pages
    document = replace(document, pages=tuple(map(with_stated_names, decoded)))
    names: dict[str, None] = {}
    samples: dict[str, _FontSamples] = {}
    for page in document.pages:
        names.update(dict.fromkeys(page.fonts))
        glyphs = page.glyphs
        if glyphs is None or not glyphs.chars or not has_ink(page):
            continue
        inks = ink_columns(glyphs)
        fonts = np.frombuffer(glyphs.fonts, dtype=np.uint16).astype(np.int64)
        measured = (np.frombuffer(glyphs.unmapped, dtype=np.uint8) == 0) & ((inks.kind > SPACE) | (inks.codes == _AA))
        of_several = np.flatnonzero(named_by_several(glyphs, inks))
        measured[of_several] = measured[of_several - 1] = False
        for font in np.flatnonzero(np.bincount(fonts[measured])).tolist():
            samples.setdefault(page.fonts[font], _FontSamples()).add(inks, measured & (fonts == font))
    profiles = {name: samples[name].profile(name) if name in samples else FontProfile(name) for name in names}
    meanings = _unnamed_meanings(document, profiles, suspects_of)
    stated = stated_kinds(decoded, {name: profile.letter_top for name, profile in profiles.items()})
    return {
        name: replace(profile, meanings=meanings.get(name, {}), stated=stated.get(name, {}))
        for name, profile in profiles.items()
    }


@dataclass(slots=True)
class _FontSamples:
    """What was measured of a font, while its pages are read.

    Attributes:
        tops: of plain letters.
        am_tops: of ำ.
        aa: how many า.
        aa_inks: of some of them, n x 4.
        marks: the inks of each mark, n x 4.
    """

    tops: list[float] = field(default_factory=list)
    am_tops: list[float] = field(default_factory=list)
    aa: int = 0
    aa_inks: list[list[float]] = field(default_factory=list)
    marks: dict[str, Floats] = field(default_factory=dict)

    def add(self, inks: InkColumns, of_font: Any) -> None:
        """Take in a page: ``of_font`` chooses its glyphs."""
        import numpy as np

        most = PROFILE_SETTINGS.most_samples
        aa = np.flatnonzero(of_font & (inks.codes == _AA))
        self.aa += len(aa)
        self.aa_inks += inks.of(aa[: most - len(self.aa_inks)]).tolist()
        on_line = inks.bottom <= INK_SETTINGS.above_from
        self.am_tops += inks.top[of_font & (inks.kind == AM) & on_line].tolist()
        self.tops += inks.top[of_font & (inks.kind == LETTER)][: most - len(self.tops)].tolist()
        upper = (inks.kind == UPPER) | (inks.kind == MAI_EK)
        lower, flat = inks.kind == LOWER, (inks.kind == MAI_EK) & (inks.width > inks.height)
        misplaced = lower & (inks.bottom > INK_SETTINGS.above_from) | upper & (inks.top < INK_SETTINGS.below_to)
        wrong = misplaced | flat  # as ``ink_contradicts`` decides
        marks = np.flatnonzero(of_font & (upper | lower) & ~(wrong & (inks.height > INK_SETTINGS.least_height)))
        for code in np.flatnonzero(np.bincount(inks.codes[marks])).tolist():
            sides = inks.of(marks[inks.codes[marks] == code])
            before = self.marks.get(chr(code))
            self.marks[chr(code)] = sides[:most] if before is None else np.concatenate([before, sides])[:most]

    def profile(self, name: str) -> FontProfile:
        """Return the profile of the font, without the meanings of its unnamed glyphs."""
        fewest = PROFILE_SETTINGS.fewest_samples
        if len(self.tops) < fewest:
            return FontProfile(name)
        letter_top = median(self.tops)
        without_ring = sum(top < letter_top + INK_SETTINGS.ring for top in self.am_tops)
        am_is_aa = without_ring >= PROFILE_SETTINGS.fewest_am and without_ring > PROFILE_SETTINGS.most_am * self.aa
        aa = Ink(*(median(sides) for sides in zip(*self.aa_inks, strict=True))) if self.aa_inks else None
        return FontProfile(name, letter_top, _median_inks(self.marks, letter_top), am_is_aa, aa)


def _median_inks(marks: Mapping[str, Floats], letter_top: float) -> dict[tuple[Level, str], Ink]:
    """Return the median ink of each mark at each level; what was seen only once is no evidence."""
    import numpy as np

    usual: dict[tuple[Level, str], Ink] = {}
    for char, sides in marks.items():
        of_level = levels_of(sides, letter_top)
        for level in LEVELS:
            some = sides[of_level == level]
            if len(some) >= 2:
                usual[level, char] = Ink(*np.median(some, axis=0).tolist())
    return usual


def _unnamed_meanings(
    document: Document, profiles: Mapping[str, FontProfile], suspects_of: SuspectsOf
) -> dict[str, dict[GlyphKind, Identity]]:
    """Find out by their neighbours what the glyphs are that have no name, or one that their ink contradicts.

    Returns:
        By font: the meaning of each kind of such glyphs, where it is clear.
    """
    if all(_NEED_NO_PLACES.issuperset(_suspect_chars(page, suspects_of)) for page in document.pages):
        return {}
    places, named = _suspect_places(document, profiles, suspects_of)
    by_first = first_names(document.pages, profiles, suspects_of)
    meanings: dict[str, dict[GlyphKind, Identity]] = {}
    for (name, kind), found in places.items():
        told = by_first.get((name, kind))
        text = told or _meaning_by_neighbours(kind, found, profiles[name], named.get(name, set()))
        if text is not None:
            few = told is None and len(found) <= PROFILE_SETTINGS.few_places
            meanings.setdefault(name, {})[kind] = Identity(text, is_doubtful=few)
    return {name: _sure_by_others(of_font) for name, of_font in meanings.items()}


def _suspect_chars(page: Page, suspects_of: SuspectsOf) -> set[str]:
    """Return the characters that a page's suspect glyphs are called."""
    glyphs = page.glyphs
    return set() if glyphs is None else {glyphs.chars[i] for i in suspects_of(page)}


def _sure_by_others(meanings: Mapping[GlyphKind, Identity]) -> dict[GlyphKind, Identity]:
    """Return the meanings of a font's glyphs, those no longer doubtful that glyphs of the same name have elsewhere."""
    sure = {(char, identity.text) for (char, *_), identity in meanings.items() if not identity.is_doubtful}
    return {
        kind: Identity(identity.text, identity.is_doubtful and (kind[0], identity.text) not in sure)
        for kind, identity in meanings.items()
    }


def _suspect_places(
    document: Document, profiles: Mapping[str, FontProfile], suspects_of: SuspectsOf
) -> tuple[dict[tuple[str, GlyphKind], list[Place]], dict[str, set[str]]]:
    """Collect the places of each kind of suspect glyph, by font; and the characters that each font shows by name."""
    import numpy as np

    places: dict[tuple[str, GlyphKind], list[Place]] = {}
    named: dict[str, set[str]] = {}
    for page in document.pages:
        glyphs = page.glyphs
        if glyphs is None or not glyphs.chars or not has_ink(page):
            continue
        suspects = set(suspects_of(page))
        plain = np.ones(len(glyphs.chars), dtype=bool)
        plain[list(suspects)] = False
        fonts = np.frombuffer(glyphs.fonts, dtype=np.uint16)[plain].astype(np.int64)
        pairs = np.unique(fonts << 32 | ink_columns(glyphs).codes[plain])
        for font, code in zip((pairs >> 32).tolist(), (pairs & 0xFFFFFFFF).tolist(), strict=True):
            named.setdefault(page.fonts[font], set()).add(chr(code))
        for i in suspects:
            profile = profiles[page.fonts[glyphs.fonts[i]]]
            if profile.letter_top is not None and glyphs.chars[i] not in _NEED_NO_PLACES:
                ink = ink_of(i, glyphs)
                level = ink.level(profile.letter_top)
                kind = glyph_kind(glyphs.chars[i], ink, level)
                places.setdefault((profile.name, kind), []).append(
                    Place(
                        neighbours_of(i, level, glyphs, suspects),
                        ink,
                        bears_vowel(i, glyphs, suspects),
                        partial(letters_around, i, glyphs, suspects),
                    )
                )
    return places, named


def _meaning_by_neighbours(
    kind: GlyphKind, places: Sequence[Place], profile: FontProfile, named: set[str]
) -> str | None:
    """Return what a kind of glyph is, by the places where it stands; None where they do not decide.

    Args:
        kind: of the glyphs.
        places: where they stand, in the order of the document.
        profile: of their font.
        named: characters that the font shows by name.
    """
    char, level, *_ = kind
    neighbours = [place.neighbours for place in places]
    before_aa = [place.ink for place in places if place.neighbours[1] == "า"]
    only = level in ("above", "raised") and before_aa and all(after in ("า", "") for _, after in neighbours)
    if only and not is_thai(char) and all(map(profile.is_ring, before_aa)):
        return "ํ"  # what stands before า only is a ring by its shape, or a tone mark
    if level is None:
        return most_likely_letter(neighbours, _LETTERS_BESIDE - named)
    if level == "below" and (vowel := profile.lower_vowel(places[0].ink)):
        return vowel
    # a mark of the same size may be the same mark, so it stays a candidate
    same_size = profile.mark_of_same_size(places[0].ink, level)
    with_vowel = any(place.bears_vowel for place in places)
    marks = possible_marks(level, False, True, with_vowel)
    candidates = {c for c in marks if (level, c) not in profile.marks or c == same_size}
    by_pairs = most_likely_letter(neighbours, candidates)
    # a font may have several glyphs for one mark, and one for the ring of ำ with its tone mark
    rivals = [c for c in marks if most_likely_letter(neighbours, {c, *candidates}) != by_pairs]
    stacked = profile.letter_top is not None and all(is_stacked(place.ink, profile.letter_top) for place in places)
    every = possible_marks(level, bool(before_aa), all(map(profile.is_ring, before_aa)), with_vowel, stacked)
    sure = by_pairs is not None and not rivals and not stacked
    meaning = by_pairs if sure else most_likely_by_words((place.around() for place in places), every)
    if meaning in TWINS and (level, TWINS[meaning]) not in profile.marks:
        return None  # these places may be of two marks: the words of each place tell
    # glyphs of one size that share the name U+FFFD may be two marks
    if meaning is None or char == UNKNOWN and words_contradict((place.around() for place in places), meaning, every):
        return None
    return meaning
