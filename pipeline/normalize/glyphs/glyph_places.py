"""Places where unnamed glyphs stand: the letters beside them and around them, as far as those are named."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import NamedTuple

from pipeline.domain.thai_clusters import TONES, UPPER_VOWELS
from pipeline.model import Glyphs
from pipeline.normalize.glyphs.font_profile import MARKS_AT_LEVEL, PROFILE_SETTINGS
from pipeline.normalize.glyphs.glyph_ink import INK_SETTINGS, Ink, Level, ink_of
from pipeline.normalize.glyphs.several_names import is_named_am, ring_at
from pipeline.normalize.glyphs.unmapped_glyphs import Neighbours
from pipeline.normalize.glyphs.word_evidence import WORD_EVIDENCE, Context


class Place(NamedTuple):
    """Where a suspect glyph stands: its neighbours, its ink, whether its letter has a vowel, the letters around it."""

    neighbours: Neighbours
    ink: Ink
    bears_vowel: bool
    around: Callable[[], Context]


def possible_marks(level: Level, before_aa: bool, ring: bool, with_vowel: bool, stacked: bool = False) -> list[str]:
    """Return what an unnamed glyph above or below the letters may be.

    Args:
        level: of its ink.
        before_aa: it stands before า, so that it may be the ring of ำ with a tone mark.
        ring: its ink may be that of a ring.
        with_vowel: its letter bears a vowel above or below already.
        stacked: it is higher than any single mark.
    """
    if stacked and before_aa:
        return [tone + "ํ" for tone in TONES]
    marks = [c for c in MARKS_AT_LEVEL[level] if c != "ํ" or ring]
    if with_vowel and level != "below":
        return [c for c in marks if c in TONES + "์"]
    return [*marks, *(tone + "ํ" for tone in TONES if before_aa)]


def letters_around(i: int, glyphs: Glyphs, suspects: Container[int]) -> Context:
    """Return the Thai letters of the line before and after glyph i, up to a suspect."""

    def run(step: int) -> str:
        found: list[str] = []
        before, k = i, i + step
        while len(found) < WORD_EVIDENCE.reach:
            char = _named_char(k, i, glyphs, suspects)
            ring = ring_at(k, glyphs) if k in suspects and 0 <= k < len(glyphs.chars) else None
            if ring is not None:
                char, k = "ํ", ring[0] if step < 0 else ring[1]
            if not char or abs(glyphs.x0[k] - glyphs.x0[before]) > PROFILE_SETTINGS.same_word * glyphs.size[i]:
                break  # the next column's text
            found.append(char)
            before, k = k, k + step
        return "".join(found)

    return run(-1)[::-1], run(1)


def on_one_line(i: int, k: int, glyphs: Glyphs) -> bool:
    """Return whether two glyphs stand on one line."""
    return abs(glyphs.baseline[k] - glyphs.baseline[i]) <= PROFILE_SETTINGS.same_line * glyphs.size[i]


def bears_vowel(i: int, glyphs: Glyphs, suspects: Container[int]) -> bool:
    """Return whether another mark beside glyph i in the stream is a vowel of its letter: it is none itself then."""
    for k in (i - 1, i + 1):
        if 0 <= k < len(glyphs.chars) and on_one_line(i, k, glyphs):
            ink = ink_of(k, glyphs)
            if ink.top < INK_SETTINGS.below_to and ink.bottom < INK_SETTINGS.below_reach:
                return True
            if k == i - 1 and k not in suspects and glyphs.chars[k] in UPPER_VOWELS:
                return True
    return False


def neighbours_of(i: int, level: Level | None, glyphs: Glyphs, suspects: Container[int]) -> Neighbours:
    """Return the characters before and after on the line, "" where there is none or it is suspect itself.

    They are taken in the order of a cluster: a mark comes after its letter (or that letter's vowel) and before its tone
    mark. A tone mark is passed over on the way to the า of a ำ, whose ring comes before it.
    """

    def at(k: int) -> str:
        return _named_char(k, i, glyphs, suspects)

    before, after = at(i - 1), at(i + 1)
    if level == "below" and before and before in TONES:  # drawn after the tone mark that is written after it
        return at(i - 2), before
    if after and after in TONES and at(i + 2) == "า":
        after = "า"
    return before, after


def _named_char(k: int, i: int, glyphs: Glyphs, suspects: Container[int]) -> str:
    """Return the Thai character of glyph k on the line of glyph i; "" where there is none or it is suspect itself."""
    if not 0 <= k < len(glyphs.chars):
        return ""
    if not on_one_line(i, k, glyphs):
        return ""
    char = glyphs.chars[k]
    if k in suspects:
        return "า" if is_named_am(k, glyphs) else ""  # a ำ is suspect where it lacks the ring
    return char if is_thai(char) else ""


def is_thai(char: str) -> bool:
    """Return whether a character is a Thai letter or mark."""
    return "\u0e01" <= char <= "\u0e4e"
