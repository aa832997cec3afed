"""Places where unnamed glyphs stand: the letters beside them and around them, as far as those are named."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import NamedTuple

from pipeline.model import Glyphs
from pipeline.normalize.glyphs.font_profile import MARKS_AT_LEVEL, PROFILE_SETTINGS
from pipeline.normalize.glyphs.glyph_ink import Ink, Level
from pipeline.normalize.glyphs.unmapped_glyphs import Neighbours
from pipeline.normalize.glyphs.word_evidence import WORD_EVIDENCE, Context
from pipeline.normalize.thai_clusters import TONES


class Place(NamedTuple):
    """Where a suspect glyph stands: its neighbours, its ink, and the letters around it."""

    neighbours: Neighbours
    ink: Ink
    around: Callable[[], Context]


def possible_marks(level: Level, before_aa: bool, ring: bool) -> list[str]:
    """Return what an unnamed glyph above or below the letters may be.

    Args:
        level: of its ink.
        before_aa: it stands before า, so that it may be the ring of ำ with a tone mark.
        ring: its ink may be that of a ring.
    """
    marks = [c for c in MARKS_AT_LEVEL[level] if c != "ํ" or ring]
    return [*marks, *(tone + "ํ" for tone in TONES if before_aa)]


def letters_around(i: int, glyphs: Glyphs, suspects: Container[int]) -> Context:
    """Return the Thai letters of the line before and after glyph i, up to a suspect."""

    def run(step: int) -> str:
        found: list[str] = []
        before, k = i, i + step
        while len(found) < WORD_EVIDENCE.reach and (char := _named_char(k, i, glyphs, suspects)):
            if abs(glyphs.x0[k] - glyphs.x0[before]) > PROFILE_SETTINGS.same_word * glyphs.size[i]:
                break  # the next column's text
            found.append(char)
            before, k = k, k + step
        return "".join(found)

    return run(-1)[::-1], run(1)


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
    if abs(glyphs.baseline[k] - glyphs.baseline[i]) > PROFILE_SETTINGS.same_line * glyphs.size[i]:
        return ""
    char = glyphs.chars[k]
    if k in suspects:
        return "า" if char == "ำ" else ""  # a ำ is suspect where it lacks the ring
    return char if is_thai(char) else ""


def is_thai(char: str) -> bool:
    """Return whether a character is a Thai letter or mark."""
    return "\u0e01" <= char <= "\u0e4e"
