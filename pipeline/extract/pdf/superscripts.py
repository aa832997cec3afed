"""Superscripts: footnote marks and exponents, which stand on the line of the text that they belong to.

A raised figure beside a number or a word becomes the superscript character of Unicode, so that it is no part of that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pipeline.domain.thai_digits import TO_ARABIC
from pipeline.extract.pdf.glyph_arrays import GLYPHS, GlyphArrays, Ints
from pipeline.extract.pdf.glyph_classes import GlyphClasses


class SuperscriptSettings(NamedTuple):
    """Measures of telling a superscript, in shares of the size of the text that it belongs to.

    Attributes:
        max_size: of its own size.
        rise: least and most height of its baseline above that of the text.
        gap: least and most distance from the text before or after it.
        max_length: characters of one superscript.
    """

    max_size: float = 0.87
    rise: tuple[float, float] = (0.15, 0.7)
    gap: tuple[float, float] = (-0.3, 0.5)
    max_length: int = 8


SUPERSCRIPTS = SuperscriptSettings()
_RAISED = dict(zip("0123456789()+-=", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻⁼", strict=True))


def with_superscripts(glyphs: GlyphArrays, classes: GlyphClasses) -> tuple[GlyphArrays, Ints]:
    """Return the glyphs with superscript figures as such, and on whose line each glyph stands.

    Args:
        glyphs: of a page, in stream order.
        classes: of the glyphs.

    Returns:
        The glyphs, and n indexes: of a letter of the text for a superscript, of the glyph itself for all others.
    """
    owner = np.arange(len(glyphs))
    letters = np.flatnonzero(~classes.is_mark & ~classes.is_space)
    if len(letters) < 2 or np.ptp(glyphs.size[letters]) < GLYPHS.min_size:
        return glyphs, owner
    for at, base in _starts(glyphs, letters):
        step = 1 if letters[at] > base else -1
        for n in range(SUPERSCRIPTS.max_length):
            k = at + n * step
            if (
                not 0 <= k < len(letters)
                or owner[letters[k]] != letters[k]
                or (n and not _goes_on(glyphs, letters[k - step], letters[k], base))
            ):
                break
            owner[letters[k]] = base
    raised = np.flatnonzero(owner != np.arange(len(glyphs)))
    if not len(raised):
        return glyphs, owner
    codes = glyphs.codes.copy()
    for i in raised.tolist():
        char = _RAISED.get(chr(glyphs.codes[i]).translate(TO_ARABIC))
        # after a point it is decimals that are set small
        if char is not None and _is_word(chr(glyphs.codes[owner[i]])) and i not in glyphs.meanings:
            codes[i] = ord(char)
    return replace(glyphs, codes=codes), owner


def _is_word(char: str) -> bool:
    """Tell whether a character is a figure, or a letter that ends a word."""
    return char.isdecimal() or char.isalpha()


def _starts(glyphs: GlyphArrays, letters: Ints) -> list[tuple[int, int]]:
    """Return the places in ``letters`` where superscripts meet their text, and the glyph of the text that they meet.

    Those that follow their text come first.
    """
    now, before = letters[1:], letters[:-1]
    found = []
    for raised, base, places in ((now, before, np.arange(1, len(letters))), (before, now, np.arange(len(letters) - 1))):
        size = glyphs.size[base]
        rise = glyphs.baseline[base] - glyphs.baseline[raised]
        gap = glyphs.x0[now] - glyphs.x1[before]
        (least, most), (near, far) = SUPERSCRIPTS.rise, SUPERSCRIPTS.gap
        is_raised = (glyphs.size[raised] <= SUPERSCRIPTS.max_size * size) & (rise > least * size) & (rise < most * size)
        is_raised &= (gap > near * size) & (gap < far * size)
        found += list(zip(places[is_raised].tolist(), base[is_raised].tolist(), strict=True))
    return found


def _goes_on(glyphs: GlyphArrays, before: int, now: int, base: int) -> bool:
    """Tell whether a glyph goes on with the superscript that the one before it is of."""
    level = abs(glyphs.baseline[now] - glyphs.baseline[before]) < GLYPHS.same_baseline
    left, right = (before, now) if before < now else (now, before)
    gap = glyphs.x0[right] - glyphs.x1[left]
    near, far = SUPERSCRIPTS.gap
    size = glyphs.size[base]
    return bool(level and near * size < gap < far * size and glyphs.size[now] <= SUPERSCRIPTS.max_size * size)
