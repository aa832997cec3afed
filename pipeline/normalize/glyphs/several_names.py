"""One glyph that bears several characters: what a producer first saw in the cluster of a ำ.

The ring of a ำ may be mapped to ``้ำ`` and its า to ``่ำ``: which of the characters is meant, the ink shows.
"""

from __future__ import annotations

from pipeline.domain.thai_clusters import TONES
from pipeline.model import Glyphs
from pipeline.normalize.glyphs.font_profile import FontProfile, is_ring
from pipeline.normalize.glyphs.glyph_ink import INK_SETTINGS, ink_of


def last_of_glyph(i: int, end: int, glyphs: Glyphs) -> int:
    """Return the place of the last character that has the ink of character i, with a ำ among them; i where none has.

    Args:
        i: place of the first.
        end: place behind the last character that may be of the glyph.
        glyphs: of the page.
    """
    last = i
    while last + 1 < end and _same_ink(last, last + 1, glyphs):
        last += 1
    return last if "ำ" in glyphs.chars[i : last + 1] and len(set(glyphs.chars[i : last + 1])) > 1 else i


def is_named_am(k: int, glyphs: Glyphs) -> bool:
    """Return whether glyph k is named ำ, or that and more, and is no ring: its ink stands on the line."""
    on_line = ink_of(k, glyphs).bottom <= INK_SETTINGS.above_from
    return on_line and (glyphs.chars[k] == "ำ" or last_of_glyph(k, len(glyphs.chars), glyphs) > k)


def ring_at(k: int, glyphs: Glyphs) -> tuple[int, int] | None:
    """Return the first and last place of the characters of glyph k where it is named ำ, and is its ring alone."""
    first = last = k
    while first > 0 and _same_ink(first - 1, first, glyphs):
        first -= 1
    while last + 1 < len(glyphs.chars) and _same_ink(last, last + 1, glyphs):
        last += 1
    ink = ink_of(k, glyphs)
    ring = ink.bottom > INK_SETTINGS.above_from and is_ring(ink)
    return (first, last) if ring and "ำ" in glyphs.chars[first : last + 1] else None


def _same_ink(i: int, k: int, glyphs: Glyphs) -> bool:
    sides = (glyphs.x0, glyphs.x1, glyphs.top, glyphs.bottom, glyphs.baseline)
    return all(side[i] == side[k] for side in sides) and glyphs.top[i] < glyphs.bottom[i]


def read_by_ink(names: str, i: int, glyphs: Glyphs, profile: FontProfile) -> str | None:
    """Return what the glyph of several characters, a ำ among them, is by its ink; None where it is all of them.

    Args:
        names: the characters.
        i: place of the first.
        glyphs: of the page.
        profile: of the font.
    """
    ink = ink_of(i, glyphs)
    if ink.height <= INK_SETTINGS.least_height:
        return None
    if ink.bottom > INK_SETTINGS.above_from:
        tones = "".join(c for c in names if c in TONES)
        return "ํ" if profile.is_ring(ink) else tones + "ํ"
    top = profile.letter_top
    return "า" if top is not None and ink.top < top + INK_SETTINGS.ring else None
