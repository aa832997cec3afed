"""Where the pen stood when a glyph was drawn: behind its letter, as shapers leave it, wherever the ink then lies.

Script and typewriter faces draw marks far from the letter that bears them, over the next one perhaps, and letters that
begin under the one before them. The ink would put them there; the pen tells. A producer that draws the marks of a line
after its letters moves the pen back instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import GLYPHS, UNMAPPED, Flags, Floats, GlyphArrays, Ints
from pipeline.extract.pdf.glyph_classes import BLANK, GLYPH_CLASSES, LOST, MARK, NO_BASE, char_classes, classify


class GlyphPenSettings(NamedTuple):
    """When a pen tells more than the ink.

    Attributes:
        right_slack: of the font size; a mark whose middle is no farther right of its letter's ink is not asked for.
        least: share of the letter's advance that the pen has made at least, in one text-showing operation …
        most: … and at most.
        half: the same of a mark in an operation of its own that is a swash.
        swash: times the width of the next letter; a mark that is wider is a swash …
        wide: … and so is one that is wider than this, of the font size.
        at_next: of the font size; so near is the pen to that of the next letter in operations of their own, which a
            producer may sort by their places.
        just_behind: of the font size; a letter that reaches under the one before it begins so far behind its left side.
        max_under: of the font size; a letter that begins so far left of the one before it may reach under that.
        max_advance: of the font size; what is farther from the letter's pen to the next one's is no advance.
    """

    right_slack: float = 0.02
    least: float = 0.6
    most: float = 1.3
    half: float = 0.5
    swash: float = 1.5
    wide: float = 0.55
    at_next: float = 0.02
    just_behind: float = 0.03
    max_under: float = 0.8
    max_advance: float = 1.5


GLYPH_PENS = GlyphPenSettings()


def letter_starts(glyphs: GlyphArrays, pens_of: Callable[[Ints], Floats]) -> Floats:
    """Return the left sides of the glyphs; letters drawn from behind the one before them begin behind its left side.

    Args:
        glyphs: of a page, in the order of the stream.
        pens_of: gives the horizontal places of the pen for some glyphs, points.
    """
    on_line = (glyphs.bottom > glyphs.baseline - GLYPH_CLASSES.mark_foot * glyphs.size) & (glyphs.unmapped != UNMAPPED)
    letters = np.flatnonzero((char_classes(glyphs.codes) & (MARK | LOST) == 0) & on_line)  # and spaces
    before, now = letters[:-1], letters[1:]
    step = glyphs.x0[now] - glyphs.x0[before]
    under = (step < 0) & (step > -GLYPH_PENS.max_under * glyphs.size[now])
    under &= np.abs(glyphs.baseline[now] - glyphs.baseline[before]) <= GLYPHS.same_baseline
    asked = now[under]
    if len(asked) == 0:
        return glyphs.x0
    starts = glyphs.x0.copy()
    just_behind = glyphs.x0[before[under]] + GLYPH_PENS.just_behind * glyphs.size[asked]
    starts[asked] = np.clip(np.minimum(pens_of(asked), just_behind), glyphs.x0[asked], glyphs.x1[asked])
    return starts


def marks_behind_letters(glyphs: GlyphArrays, pens_of: Callable[[Ints], Floats]) -> Flags:
    """Return which marks are not over the letter before them in the stream, but were drawn from behind it.

    Args:
        glyphs: of a page, in the order of the stream.
        pens_of: gives the horizontal places of the pen for some glyphs, points.
    """
    behind = np.zeros(len(glyphs), dtype=bool)
    found = classify(glyphs)
    classes, is_mark = found.chars, found.is_mark
    others = np.flatnonzero(~is_mark)
    if len(others) == 0:
        return behind
    marks = np.flatnonzero(is_mark)
    at = np.searchsorted(others, marks) - 1
    marks, at = marks[at >= 0], at[at >= 0]
    letter, following = others[at], others[np.minimum(at + 1, len(others) - 1)]
    middle = (glyphs.x0[marks] + glyphs.x1[marks]) / 2
    size = glyphs.size[marks]
    over = (middle >= glyphs.x0[letter]) & (middle <= glyphs.x1[letter] + GLYPH_PENS.right_slack * size)
    level = np.abs(glyphs.baseline[letter] - glyphs.baseline[marks]) <= GLYPHS.same_line * size  # it may be shifted
    asked = ~over & level & (classes[letter] & (NO_BASE | BLANK) == 0)
    if not asked.any():
        return behind
    marks, letter, following, size = marks[asked], letter[asked], following[asked], size[asked]
    pens, count = pens_of(np.concatenate([marks, letter, following])), len(marks)
    pen, start, end = pens[:count], pens[count : 2 * count], pens[2 * count :]
    advance = end - start
    told = (advance > 0) & (advance < GLYPH_PENS.max_advance * size) & (following > marks)
    told &= np.abs(glyphs.baseline[following] - glyphs.baseline[letter]) <= GLYPHS.same_baseline
    advance = np.where(told, advance, glyphs.x1[letter] - start)
    width, width_of_next = glyphs.x1[marks] - glyphs.x0[marks], glyphs.x1[following] - glyphs.x0[following]
    swash = (width > GLYPH_PENS.swash * width_of_next) | (width > GLYPH_PENS.wide * size)
    swash &= pen <= end
    in_one_go = glyphs.run[marks] == glyphs.run[letter]
    by_pen = np.where(
        in_one_go | ~told,  # where no letter follows on the line, there is none that the mark could belong to
        (pen - start >= GLYPH_PENS.least * advance) & (pen - start <= GLYPH_PENS.most * advance),
        (np.abs(pen - end) <= GLYPH_PENS.at_next * size) | swash & (pen - start >= GLYPH_PENS.half * advance),
    )
    behind[marks] = by_pen
    upper = marks[~by_pen & is_mark[marks - 1] & (glyphs.run[marks - 1] == glyphs.run[marks])]
    below = upper - 1  # a mark moves no pen: the next one is drawn from there over the same letter
    from_one_pen = np.abs(pens_of(upper) - pens_of(below)) <= GLYPH_PENS.at_next * glyphs.size[upper]
    behind[upper] = from_one_pen & (behind[below] | ~np.isin(below, marks))
    return behind
