"""Glyphs to characters, where a string alone would have lost what the page shows.

Works on one line: the characters that the decoder gave, beside the boxes of their glyphs. A glyph that stays unknown
becomes U+FFFD and is counted, so that it is asked about and never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from pipeline.model import Glyphs, Line, Page
from pipeline.normalize.glyphs.font_profile import FontProfile
from pipeline.normalize.glyphs.glyph_ink import RING, WATCHED, Ink, contradicts, has_ink, ink_of
from pipeline.normalize.glyphs.glyph_tables import glyph_tables
from pipeline.normalize.strings.thai_clusters import ABOVE, TONES

MADE_SPACE = "\u2002"  # stands for a space that a gap made, until the string repairs are through
UNKNOWN = "\ufffd"
SETTLED = (
    frozenset(map(chr, (*range(0x21, 0x7F), *range(0x0E01, 0x0E5C)))) - WATCHED
)  # what is never called by a wrong name
NO_MEANING, BY_TABLE = 1, 2  # ``Glyphs.unmapped``: no mapping and none known; a meaning from a table of glyph ids


def decode_line(
    line: Line, page: Page, odd: Container[int], fonts: dict[str, FontProfile], repairs: Counter[tuple[str, str]]
) -> str:
    """The line's characters with its glyph-level repairs.

    Args:
        line: with its ``glyphs`` span; a transcript's line is returned as it is.
        page: the page it stands on.
        odd: places of the line's odd glyphs.
        fonts: profiles by font name.
        repairs: counts by (font, repair), added to.
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
        if i in odd or char == "ำ" or not (char in SETTLED or char in WATCHED):
            profile = fonts[page.fonts[glyphs.fonts[i]]]
            char = _character(char, i, _before_aa(i, end, glyphs), glyphs, profile, inked, repairs)
        out.append(char)
    return "".join(out)


def _character(
    char: str,
    i: int,
    before_aa: bool,
    glyphs: Glyphs,
    profile: FontProfile,
    inked: bool,
    repairs: Counter[tuple[str, str]],
) -> str:
    """What glyph i is, by its private code or by its ink."""

    def repaired(kind: str, text: str) -> str:
        repairs[profile.name, kind] += 1
        return text

    tables = glyph_tables()
    if glyphs.unmapped[i] == NO_MEANING or char == UNKNOWN:
        shape = profile.meaning_of(char, ink_of(i, glyphs), before_aa) if inked else None
        if shape is not None:
            return repaired("glyph_shape", shape)
        if before_aa and char == UNKNOWN:
            return repaired("lost_sara_am", "ํ")
        return repaired("unknown_glyph", UNKNOWN)
    if char in tables.thai:
        return tables.thai[char]
    if char in tables.symbols:
        return repaired("symbol", tables.symbols[char])
    if not inked or char not in WATCHED:
        return char
    ink = ink_of(i, glyphs)
    if char in ABOVE and _phantom(i, ink, glyphs, profile):
        return repaired("phantom_mark", "")
    if not contradicts(char, ink):
        return char
    if char == " ":
        return repaired("split_sara_am", "ํ")
    if char == "ำ":
        flat = profile.am_is_aa and profile.letter_top is not None and ink.top < profile.letter_top + RING
        return repaired("aa_called_am", "า") if flat else char
    meaning = profile.meaning_of(char, ink, before_aa)
    return repaired("glyph_shape", meaning) if meaning else repaired("unknown_glyph", UNKNOWN)


def _before_aa(i: int, end: int, glyphs: Glyphs) -> bool:
    """Whether า follows, a tone mark between allowed: the place of the ring of ำ."""
    following = glyphs.chars[i + 1] if i + 1 < end else ""
    if following and following in TONES:
        following = glyphs.chars[i + 2] if i + 2 < end else ""
    return following == "า"


def _phantom(i: int, ink: Ink, glyphs: Glyphs, profile: FontProfile) -> bool:
    """A mark that only the mapping has: one glyph mapped to letter and mark whose ink is the bare letter's."""
    if profile.letter_top is None or i == 0 or ink.top > profile.letter_top + RING:
        return False
    return (
        glyphs.top[i] == glyphs.top[i - 1]
        and glyphs.bottom[i] == glyphs.bottom[i - 1]
        and glyphs.baseline[i] == glyphs.baseline[i - 1]
    )
