"""Glyphs to characters, where a string alone would have lost what the page shows.

Works on one line: the characters that the decoder gave, beside the boxes of their glyphs. A glyph that stays unknown
becomes U+FFFD and is counted, so that it is asked about and never guessed.
"""

from __future__ import annotations

from collections import Counter

from ..model import Glyphs, Line, Page
from .profile import HIGH, RING, FontProfile, has_ink, inked_space, too_wide_for_mai_ek
from .tables import glyph_tables
from .thai import ABOVE, LOWER_VOWELS

MADE_SPACE = "\u2002"  # stands for a space that a gap made, until the string repairs are through
UNKNOWN = "\ufffd"
NO_MEANING, BY_TABLE = 1, 2  # ``Glyphs.unmapped``: no mapping and none known; a meaning from a table of glyph ids


def decode_line(line: Line, page: Page, fonts: dict[str, FontProfile], repairs: Counter[tuple[str, str]]) -> str:
    """The line's characters with its glyph-level repairs.

    Args:
        line: with its ``glyphs`` span; a transcript's line is returned as it is.
        page: the page it stands on.
        fonts: profiles by font name.
        repairs: counts by (font, repair), added to.
    """
    glyphs = page.glyphs
    if glyphs is None or line.glyphs is None:
        return line.raw
    start, end = line.glyphs
    out: list[str] = []
    at = 0  # place in line.raw: what is there beyond the glyphs' characters are spaces made from gaps
    for i in range(start, end):
        char = glyphs.chars[i]
        if char and not line.raw.startswith(char, at):
            out.append(MADE_SPACE)
            at += 1
        at += len(char)
        profile = fonts[page.fonts[glyphs.fonts[i]]]
        following = glyphs.chars[i + 1] if i + 1 < end else ""
        out.append(_character(char, i, following, glyphs, profile, has_ink(page), repairs))
    return "".join(out)


def _character(
    char: str, i: int, following: str, glyphs: Glyphs, profile: FontProfile, inked: bool, repairs: Counter[tuple[str, str]]
) -> str:
    """What glyph i is, by id, by name of its private code, by ink."""

    def repaired(kind: str, text: str) -> str:
        repairs[profile.name, kind] += 1
        return text

    tables = glyph_tables()
    if glyphs.unmapped[i] == NO_MEANING or char in ("", UNKNOWN):
        shape = _by_ink(i, following, glyphs, profile) if inked else None
        if shape is not None:
            return repaired("glyph_shape", shape)
        if following == "า" and char in ("", UNKNOWN):
            return repaired("lost_sara_am", "ํ")
        return repaired("unknown_glyph", UNKNOWN)
    if char in tables.thai:
        return repaired("private_use", tables.thai[char])
    if char in tables.symbols:
        return repaired("symbol", tables.symbols[char])
    if "\ue000" <= char <= "\uf8ff":
        return repaired("unknown_symbol", tables.stand_in)
    if inked and len(char) == 1:
        if char == " " and inked_space(i, glyphs):
            return repaired("split_sara_am", "ํ")
        if char in ABOVE and _phantom(i, glyphs, profile):
            return repaired("phantom_mark", "")
        if too_wide_for_mai_ek(char, i, glyphs):
            return repaired("glyph_shape", _by_ink(i, following, glyphs, profile) or char)
        if char in LOWER_VOWELS and glyphs.bottom[i] < glyphs.baseline[i] - HIGH * glyphs.size[i]:
            shape = _by_ink(i, following, glyphs, profile)
            return repaired("glyph_shape", shape) if shape else repaired("unknown_glyph", UNKNOWN)
        if char == "ำ" and profile.am_is_aa and not _rises(i, glyphs, profile):
            return repaired("aa_called_am", "า")
    return char


def _by_ink(i: int, following: str, glyphs: Glyphs, profile: FontProfile) -> str | None:
    """An upper mark told by where its ink stands and how large it is; before า only a nikhahit can stand bare."""
    size = glyphs.size[i] or 1.0
    if profile.letter_top is None or (glyphs.baseline[i] - glyphs.bottom[i]) / size < 0.6 * profile.letter_top:
        return None
    width, height = (glyphs.x1[i] - glyphs.x0[i]) / size, (glyphs.bottom[i] - glyphs.top[i]) / size
    if width <= 0 or height <= 0:
        return None
    like = profile.mark_like(width, height)
    if following == "า" and abs(width - height) < 0.5 * max(width, height) and like not in ("่", "้"):
        return "ํ"
    return like


def _phantom(i: int, glyphs: Glyphs, profile: FontProfile) -> bool:
    """A mark that only the mapping has: one glyph mapped to letter and mark whose ink is the bare letter's."""
    if profile.letter_top is None or i == 0:
        return False
    same_glyph = glyphs.top[i] == glyphs.top[i - 1] and glyphs.bottom[i] == glyphs.bottom[i - 1] and glyphs.baseline[i] == glyphs.baseline[i - 1]
    return same_glyph and not _rises(i, glyphs, profile)


def _rises(i: int, glyphs: Glyphs, profile: FontProfile) -> bool:
    """Whether ink stands clearly above the plain consonants."""
    assert profile.letter_top is not None
    return (glyphs.baseline[i] - glyphs.top[i]) / (glyphs.size[i] or 1.0) > profile.letter_top + RING
