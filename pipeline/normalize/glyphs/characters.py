"""Glyphs to characters, where a string alone would have lost what the page shows.

Works on one line: the characters that the decoder gave, beside the boxes of their glyphs. A glyph that stays unknown
becomes U+FFFD and is counted: a finding asks about it, and it is never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field

from pipeline.model import Glyphs, Line, MeaningSource, Page
from pipeline.normalize.glyphs.font_profile import FontProfile, glyph_kind, is_ring
from pipeline.normalize.glyphs.glyph_ink import (
    INK_SETTINGS,
    NO_MEANING,
    UNKNOWN,
    WATCHED,
    Ink,
    has_ink,
    ink_contradicts,
    ink_of,
)
from pipeline.normalize.glyphs.glyph_places import letters_around, possible_marks
from pipeline.normalize.glyphs.glyph_tables import glyph_tables
from pipeline.normalize.glyphs.stated_meanings import StatedMeanings
from pipeline.normalize.glyphs.word_evidence import likely_in_one_place
from pipeline.normalize.thai_clusters import ABOVE, TONES

MADE_SPACE = "\u2002"  # stands for a space that a gap made, until the string repairs are done
UNLISTED_SYMBOL = "\uf000"
"""A symbol font's own code of no symbol that the table lists."""
TRUSTED = frozenset(map(chr, (*range(0x21, 0x7F), *range(0x0E01, 0x0E5C)))) - WATCHED
"""Characters that no font is known to give to the wrong glyph."""

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
    at = 0  # place in line.raw: what is there beyond the glyphs' characters are spaces made from gaps
    for i in range(start, end):
        char = glyphs.chars[i]
        if line.raw[at] != char:
            out.append(MADE_SPACE)
            at += 1
        at += 1
        if i in doubts.suspects or char == "ำ" or not (char in TRUSTED or char in WATCHED):
            profile = fonts[page.fonts[glyphs.fonts[i]]]
            if i in doubts.stated:
                char, repair = _stated(char, *doubts.stated[i])
            else:
                before_aa = _stands_before_aa(i, end, glyphs)
                char, repair = _decode_glyph(i, before_aa, glyphs, profile, inked)
                if inked and repair == "unknown_glyph":
                    char, repair = _told_by_words(i, before_aa, glyphs, profile, doubts.suspects)
            if repair is not None:
                repairs[profile.name, repair] += 1
        out.append(char)
    return "".join(out)


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
        return ("า", "aa_called_am") if _lacks_ring(ink, profile) else (char, None)
    meaning = profile.identify(char, ink, before_aa)
    return (meaning, "glyph_shape") if meaning else (UNKNOWN, "unknown_glyph")


def _told_by_words(i: int, before_aa: bool, glyphs: Glyphs, profile: FontProfile, suspects: Container[int]) -> Decoded:
    """Decode a mark that its font and its kind do not tell by the words in this one place, where they are clear."""
    ink = ink_of(i, glyphs)
    level = None if profile.letter_top is None else ink.level(profile.letter_top)
    if level is not None:
        marks = possible_marks(level, before_aa, is_ring(ink))
        meaning = likely_in_one_place(letters_around(i, glyphs, suspects), marks)
        if meaning is not None:
            return meaning, "glyph_shape"
    return UNKNOWN, "unknown_glyph"


def _decode_misnamed(char: str, ink: Ink, before_aa: bool, profile: FontProfile) -> Decoded:
    """Decode a glyph that bears a name of no Thai character, wrongly where its ink says so or others like it do."""
    if profile.letter_top is not None:
        meaning = profile.stated.get(glyph_kind(char, ink, ink.level(profile.letter_top)))
        if meaning is not None:
            return meaning, "actual_text"
    if not ink_contradicts(char, ink):
        return char, None
    meaning = profile.identify(char, ink, before_aa)
    return (meaning, "glyph_shape") if meaning else (UNKNOWN, "unknown_glyph")


def _decode_unmapped(i: int, before_aa: bool, glyphs: Glyphs, profile: FontProfile, inked: bool) -> Decoded:
    """Decode a glyph that has no character, by its ink and its place."""
    char = glyphs.chars[i]
    if glyph_tables().is_symbol_font(profile.name):
        return UNLISTED_SYMBOL, None  # the string repairs put the stand-in, and the finding says so
    ink = ink_of(i, glyphs)
    if inked and profile.letter_top is not None:
        stated = profile.stated.get(glyph_kind(char, ink, ink.level(profile.letter_top)))
        if stated is not None:
            return stated, "actual_text"
    meaning = profile.identify(char, ink, before_aa) if inked else None
    if meaning is not None:
        return meaning, "glyph_shape"
    if before_aa and char == UNKNOWN and (not inked or is_ring(ink)):
        return "ํ", "lost_sara_am"
    return UNKNOWN, "unknown_glyph"


def _stands_before_aa(i: int, end: int, glyphs: Glyphs) -> bool:
    """Return whether า (or what bears the name ำ) follows, a tone mark between allowed: the place of the ring of ำ."""
    following = glyphs.chars[i + 1] if i + 1 < end else ""
    if following and following in TONES:
        following = glyphs.chars[i + 2] if i + 2 < end else ""
    return following in ("า", "ำ")


def _lacks_ring(ink: Ink, profile: FontProfile) -> bool:
    """Return whether a glyph called ำ is the font's า: it rises no higher than the letters."""
    top = profile.letter_top
    return profile.am_is_aa and top is not None and ink.top < top + INK_SETTINGS.ring


def _is_undrawn_mark(i: int, ink: Ink, glyphs: Glyphs, profile: FontProfile) -> bool:
    """Return whether a mark is only in the mapping: one glyph mapped to letter and mark, whose ink is the letter's."""
    if profile.letter_top is None or i == 0 or ink.top > profile.letter_top + INK_SETTINGS.ring:
        return False
    return (
        glyphs.top[i] == glyphs.top[i - 1]
        and glyphs.bottom[i] == glyphs.bottom[i - 1]
        and glyphs.baseline[i] == glyphs.baseline[i - 1]
    )
