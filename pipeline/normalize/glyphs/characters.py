"""Glyphs to characters, where a string alone would have lost what the page shows.

Works on one line: the characters that the decoder gave, beside the boxes of their glyphs. A glyph that stays unknown
becomes U+FFFD and is counted: a finding asks about it, and it is never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field

from pipeline.domain.thai_clusters import ABOVE, LOWER_VOWELS, TONES
from pipeline.model import Glyphs, Line, MeaningSource, Page
from pipeline.normalize.glyphs.font_profile import FontProfile, glyph_kind
from pipeline.normalize.glyphs.glyph_ink import (
    INK_SETTINGS,
    NO_MEANING,
    UNKNOWN,
    WATCHED,
    Ink,
    has_ink,
    ink_contradicts,
    ink_of,
    is_stacked,
)
from pipeline.normalize.glyphs.glyph_places import bears_vowel, letters_around, possible_marks
from pipeline.normalize.glyphs.glyph_tables import glyph_tables
from pipeline.normalize.glyphs.several_names import is_named_am, last_of_glyph, read_by_ink
from pipeline.normalize.glyphs.stated_meanings import StatedMeanings
from pipeline.normalize.glyphs.word_evidence import likely_in_one_place

MADE_SPACE = "\u2002"  # stands for a space that a gap made, until the string repairs are done
UNLISTED_SYMBOL = "\uf000"
"""A symbol font's own code of no symbol that the table lists."""
DOUBTFUL = "doubtful_glyph"
"""The kind of a repair that little evidence speaks for."""
TRUSTED = frozenset(map(chr, (*range(0x21, 0x7F), *range(0x0E01, 0x0E5C)))) - WATCHED
"""Characters that no font is known to give to the wrong glyph."""

_UNKNOWN_FIRST = re.compile(f"{UNKNOWN}([{LOWER_VOWELS}])")  # a mark above that is written after the vowel below

Decoded = tuple[str, str | None]  # the text of a glyph, and the kind of repair that it took, if any


@dataclass(frozen=True, slots=True)
class Doubts:
    """The glyphs of a line whose names are in doubt.

    Attributes:
        suspects: their places.
        stated: what the file itself states of some of them.
    """

    suspects: Container[int] = ()
    stated: StatedMeanings = field(default_factory=dict)


def decode_line(
    line: Line,
    page: Page,
    doubts: Doubts,
    fonts: dict[str, FontProfile],
    repairs: Counter[tuple[str, str]],
) -> str:
    """Return the line's characters with its glyph-level repairs.

    Args:
        line: with its ``glyphs`` span; a transcript's line is returned as it is.
        page: the page it stands on.
        doubts: the glyphs whose names are in doubt.
        fonts: profiles by font name.
        repairs: counts by (font, kind of repair), added to.
    """
    glyphs = page.glyphs
    if glyphs is None or line.glyphs is None:
        return line.raw
    start, end = line.glyphs
    inked = has_ink(page)
    out: list[str] = []
    done = start  # place behind the last glyph that is decoded
    at = 0  # place in line.raw: what is there beyond the glyphs' characters are spaces made from gaps
    for i in range(start, end):
        char = glyphs.chars[i]
        if line.raw[at] != char:
            out.append(MADE_SPACE)
            at += 1
        at += 1
        if i < done:
            continue
        profile = fonts[page.fonts[glyphs.fonts[i]]]
        if i in doubts.suspects and (last := last_of_glyph(i, end, glyphs)) > i:
            text = _decode_several(i, last, glyphs, doubts, profile, repairs)
            if text is not None:
                out.append(text)
                done = last + 1
                continue
        if i in doubts.suspects or char == "ำ" or not (char in TRUSTED or char in WATCHED):
            if i in doubts.stated:
                char, repair = _stated(char, *doubts.stated[i])
            else:
                before_aa = _stands_before_aa(i, end, glyphs, doubts.stated)
                char, repair = _decode_glyph(i, before_aa, glyphs, profile, inked)
                if inked and repair == "unknown_glyph":
                    char, repair = _told_by_words(i, before_aa, glyphs, profile, doubts.suspects)
            if repair is not None:
                repairs[profile.name, repair] += 1
        out.append(char)
    return _UNKNOWN_FIRST.sub(r"\1" + UNKNOWN, "".join(out))


def _decode_several(
    i: int,
    last: int,
    glyphs: Glyphs,
    doubts: Doubts,
    profile: FontProfile,
    repairs: Counter[tuple[str, str]],
) -> str | None:
    """Decode the glyph that bears the characters from i to last; None where it is all of them."""
    names = glyphs.chars[i : last + 1]
    stated = [doubts.stated[k] for k in range(i, last + 1) if k in doubts.stated]
    text, repair = stated[0] if stated else (read_by_ink(names, i, glyphs, profile), "glyph_shape")
    if text is not None:
        repairs[profile.name, repair] += 1
    return text


def _stated(char: str, text: str, source: MeaningSource) -> Decoded:
    """Decode a glyph as the file states it; a private-use code that means the same was repaired by the table."""
    return text, None if glyph_tables().thai.get(char) == text else source


def _decode_glyph(i: int, before_aa: bool, glyphs: Glyphs, profile: FontProfile, inked: bool) -> Decoded:
    """Decode glyph i by its private code, or by its ink."""
    tables = glyph_tables()
    char = glyphs.chars[i]
    if glyphs.unmapped[i] == NO_MEANING or char == UNKNOWN:
        return _decode_unmapped(i, before_aa, glyphs, profile, inked)
    if char in tables.thai:
        return tables.thai[char], None  # counted over the page
    if char in tables.symbols:
        return tables.symbols[char], "symbol"
    if not inked:
        return char, None
    ink = ink_of(i, glyphs)
    if char not in WATCHED:
        return _decode_misnamed(char, ink, before_aa, profile)
    if char in ABOVE and _is_undrawn_mark(i, ink, glyphs, profile):
        return "", "phantom_mark"
    if not ink_contradicts(char, ink):
        return char, None
    if char == " ":
        return "ํ", "split_sara_am"
    if char == "ำ":
        if ink.bottom > INK_SETTINGS.above_from:
            return (char, None) if before_aa else ("ํ", "glyph_shape")  # its ring alone
        return ("า", "aa_called_am") if _lacks_ring(ink, profile) else (char, None)
    return _identified(char, ink, before_aa, profile) or (UNKNOWN, "unknown_glyph")


def _identified(char: str, ink: Ink, before_aa: bool, profile: FontProfile) -> Decoded | None:
    """Decode a glyph that its ink contradicts: as it is stated of its kind, else as its font shows."""
    if profile.letter_top is not None:
        stated = profile.stated.get(glyph_kind(char, ink, ink.level(profile.letter_top)))
        if stated is not None:
            return stated, "actual_text"
    identity = profile.identify(char, ink, before_aa)
    return (identity.text, DOUBTFUL if identity.is_doubtful else "glyph_shape") if identity is not None else None


def _told_by_words(i: int, before_aa: bool, glyphs: Glyphs, profile: FontProfile, suspects: Container[int]) -> Decoded:
    """Decode a mark that its font and its kind do not tell by the words in this one place, where they are clear."""
    ink = ink_of(i, glyphs)
    level = None if profile.letter_top is None else ink.level(profile.letter_top)
    if level is not None:
        stacked = profile.letter_top is not None and is_stacked(ink, profile.letter_top)
        marks = possible_marks(level, before_aa, profile.is_ring(ink), bears_vowel(i, glyphs, suspects), stacked)
        meaning = likely_in_one_place(letters_around(i, glyphs, suspects), marks)
        if meaning is not None:
            return meaning, DOUBTFUL
        if stacked and before_aa:
            return UNKNOWN + "ํ", "unknown_glyph"  # a tone mark on the ring of ำ
    return UNKNOWN, "unknown_glyph"


def _decode_misnamed(char: str, ink: Ink, before_aa: bool, profile: FontProfile) -> Decoded:
    """Decode a glyph that bears a name of no Thai character, wrongly where its ink says so or others like it do."""
    if profile.letter_top is not None:
        meaning = profile.stated.get(glyph_kind(char, ink, ink.level(profile.letter_top)))
        if meaning is not None:
            return meaning, "actual_text"
    if not ink_contradicts(char, ink):
        return char, None
    return _identified(char, ink, before_aa, profile) or (UNKNOWN, "unknown_glyph")


def _decode_unmapped(i: int, before_aa: bool, glyphs: Glyphs, profile: FontProfile, inked: bool) -> Decoded:
    """Decode a glyph that has no character, by its ink and its place."""
    char = glyphs.chars[i]
    if glyph_tables().is_symbol_font(profile.name):
        return UNLISTED_SYMBOL, None  # the string repairs put the stand-in, and the finding says so
    ink = ink_of(i, glyphs)
    decoded = _identified(char, ink, before_aa, profile) if inked else None
    if decoded is not None:
        return decoded
    if before_aa and char == UNKNOWN and (not inked or profile.is_ring(ink)):
        return "ํ", "lost_sara_am"
    return UNKNOWN, "unknown_glyph"


def _stands_before_aa(i: int, end: int, glyphs: Glyphs, stated: StatedMeanings) -> bool:
    """Return whether า (or what bears the name ำ) follows, a tone mark between allowed: the place of the ring of ำ."""

    def at(k: int) -> str:
        if k >= end:
            return ""
        return stated[k][0] if k in stated else "ำ" if is_named_am(k, glyphs) else glyphs.chars[k]

    following = at(i + 1)
    if following and following in TONES:
        following = at(i + 2)
    return following in ("า", "ำ")


def _lacks_ring(ink: Ink, profile: FontProfile) -> bool:
    """Return whether a glyph called ำ is the font's า: it rises no higher than the letters."""
    top = profile.letter_top
    if top is None or ink.top >= top + INK_SETTINGS.ring:
        return False
    return profile.am_is_aa or profile.is_aa(ink)


def is_whole_am(i: int, glyphs: Glyphs, profile: FontProfile) -> bool:
    """Return whether glyph i is called ำ and drawn whole, or is its ring and า follows: its name stays as it is.

    In fonts with low rings every ำ seems to lack it.
    """
    if glyphs.chars[i] != "ำ" or glyphs.unmapped[i]:
        return False
    ink = ink_of(i, glyphs)
    if ink.bottom > INK_SETTINGS.above_from:
        return glyphs.chars[i + 1 : i + 2] == "า"
    return not _lacks_ring(ink, profile)


def _is_undrawn_mark(i: int, ink: Ink, glyphs: Glyphs, profile: FontProfile) -> bool:
    """Return whether a mark is only in the mapping: one glyph mapped to letter and mark, whose ink is the letter's."""
    if profile.letter_top is None or i == 0 or ink.top > profile.letter_top + INK_SETTINGS.ring:
        return False
    return (
        glyphs.top[i] == glyphs.top[i - 1]
        and glyphs.bottom[i] == glyphs.bottom[i - 1]
        and glyphs.baseline[i] == glyphs.baseline[i - 1]
    )
