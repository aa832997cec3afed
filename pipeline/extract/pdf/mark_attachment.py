"""Which letter each mark stands over: its base, as Unicode calls the letter that combining marks belong to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import GLYPHS, Flags, Floats, GlyphArrays, Ints
from pipeline.extract.pdf.glyph_classes import GLYPH_CLASSES, GlyphClasses

STRAY, ORPHAN = -1, -2  # bases of marks too far from any letter of their line, and of marks whose line has no letter


class MarkAttachmentSettings(NamedTuple):
    """Measures of finding the letter under a mark; lengths in shares of the font size.

    Attributes:
        right_slack: how far right of the letter's ink the middle of its mark may stand.
        max_distance: how far the middle of a mark may stand from the end of its letter.
        left_edge_bonus: share of a mark's width; so much more of it must another letter hold than the one that holds
            its left edge, because a mark may hang over the letter behind its own.
        sure_overlap: share of a mark's width; no other letter can have more of it.
        stream_window: letters before and after a mark in the stream among which its base is sought first.
        chunk: marks that are compared with all letters of a page at a time; bounds the memory.
        max_step: how far right of its letter's left edge a font may set off its marks (typewriter faces).
        min_step_marks: marks of a font that must be set off like that before the stream's order is trusted.
        min_step_share: share of the font's marks likewise.
    """

    right_slack: float = 0.02
    max_distance: float = 0.5
    left_edge_bonus: float = 0.15
    sure_overlap: float = 0.5
    stream_window: int = 4
    chunk: int = 64
    max_step: float = 1.2
    min_step_marks: int = 8
    min_step_share: float = 0.6


MARK_ATTACHMENT = MarkAttachmentSettings()


def attach_marks(glyphs: GlyphArrays, classes: GlyphClasses) -> Ints:
    """Return for each mark the index of its base, ``STRAY`` or ``ORPHAN``; for each other glyph its own index.

    A mark that stands on another mark goes where that goes, even where a wide vowel reaches over the next letter.
    """
    is_mark = classes.is_mark
    middle, _ = glyphs.centers()
    base = _bases_by_position(glyphs, classes, middle)
    upper = np.flatnonzero(is_mark[1:] & is_mark[:-1]) + 1
    lower = upper - 1
    stacked = (
        (glyphs.bottom[upper] <= glyphs.top[lower] + GLYPH_CLASSES.min_ink_height * glyphs.size[upper])
        & (base[lower] >= 0)
        & (middle[upper] >= glyphs.x0[lower])
        & (middle[upper] <= glyphs.x1[lower])
        & (np.abs(glyphs.baseline[upper] - glyphs.baseline[lower]) <= GLYPHS.same_baseline)
    )
    base[upper[stacked]] = base[lower[stacked]]
    return base


def _bases_by_position(glyphs: GlyphArrays, classes: GlyphClasses, middle: Floats) -> Ints:
    """Return the base of each mark by the mark's own place.

    The letter before it in the stream, where the middle of the mark's ink is over that letter, or over a space that was
    written between the two, or where the pen stood behind that letter; else the letter of its line that it overlaps
    most, else the one whose end is nearest. Where none is near, the mark's letter was not drawn: browsers cull the
    letters of a line behind a page end, but not its highest marks.
    """
    is_mark, is_base = classes.is_mark, classes.is_base
    index = np.arange(len(glyphs))
    before = np.maximum.accumulate(np.where(is_base, index, -1))
    has_before = before >= 0
    before = np.maximum(before, 0)
    base = np.where(is_mark, before, index)
    over = (
        has_before
        & _on_one_line(glyphs, index, before)
        & (middle >= glyphs.x0[before])
        & (middle <= glyphs.x1[before] + MARK_ATTACHMENT.right_slack * glyphs.size)
    )
    over |= has_before & _over_space(glyphs, classes, middle, before)
    if glyphs.behind_letter is not None:
        over |= glyphs.behind_letter & has_before
    over |= _set_off_by_font(glyphs, is_mark, over, before) & has_before
    open_marks = np.flatnonzero(is_mark & ~over)
    if len(open_marks) == 0:
        return base
    letters = np.flatnonzero(is_base)
    if len(letters) == 0:
        base[open_marks] = ORPHAN
        return base
    base[open_marks], sure = _bases_in_stream(glyphs, open_marks, letters)
    open_marks = open_marks[~sure]
    for start in range(0, len(open_marks), MARK_ATTACHMENT.chunk):
        marks = open_marks[start : start + MARK_ATTACHMENT.chunk]
        base[marks] = _bases_on_page(glyphs, marks, letters)
    return base


def _over_space(glyphs: GlyphArrays, classes: GlyphClasses, middle: Floats, before: Ints) -> Flags:
    """Return marks over a space that was written between them and their letters: they are no marks of the next one."""
    index = np.arange(len(glyphs))
    written = np.maximum.accumulate(np.where(~classes.is_mark, index, 0))
    over: Flags = classes.is_mark & classes.is_space[written] & (glyphs.run[written] == glyphs.run[before])
    if over.any():
        over &= (glyphs.run == glyphs.run[before]) & (middle >= glyphs.x0[before]) & (middle <= glyphs.x1[written])
        letters = np.maximum.accumulate(np.where(~classes.is_mark & ~classes.is_space, index, -1))
        over &= letters == before
    return over


def _on_one_line(glyphs: GlyphArrays, marks: Ints, letters: Ints) -> Flags:
    """Tell whether each mark and its letter may be of one line; the shapes broadcast."""
    distance = np.abs(glyphs.baseline[letters] - glyphs.baseline[marks])
    near: Flags = distance <= GLYPHS.same_line * glyphs.size[marks]
    return near


def _set_off_by_font(glyphs: GlyphArrays, is_mark: Flags, over: Flags, before: Ints) -> Flags:
    """Return marks of fonts that set every mark off by the same step (typewriter faces): there the stream is right."""
    offset = (glyphs.x0 - glyphs.x0[before]) / np.maximum(glyphs.size, GLYPHS.min_size)
    candidates = ~over & _on_one_line(glyphs, np.arange(len(glyphs)), before)
    candidates &= (offset > 0) & (offset < MARK_ATTACHMENT.max_step)
    trusted = np.zeros(len(glyphs), dtype=bool)
    for font in set(glyphs.fonts[is_mark & ~over].tolist()):
        marks = is_mark & (glyphs.fonts == font)
        set_off = marks & candidates
        if set_off.sum() > max(MARK_ATTACHMENT.min_step_marks, MARK_ATTACHMENT.min_step_share * marks.sum()):
            trusted |= set_off
    return trusted


def _bases_in_stream(glyphs: GlyphArrays, marks: Ints, letters: Ints) -> tuple[Ints, Flags]:
    """Return the letter near each mark in the stream, on its line, that it overlaps most; and whether that is sure."""
    at = np.searchsorted(letters, marks)
    window = np.arange(-MARK_ATTACHMENT.stream_window, MARK_ATTACHMENT.stream_window)
    near = letters[np.clip(at[:, None] + window, 0, len(letters) - 1)]
    overlap = _overlap(glyphs, marks[:, None], near)
    overlap[~_on_one_line(glyphs, marks[:, None], near)] = -np.inf
    best = (overlap + _left_edge_bonus(glyphs, marks[:, None], near)).argmax(axis=1)
    rows = np.arange(len(marks))
    sure: Flags = overlap[rows, best] > MARK_ATTACHMENT.sure_overlap * (glyphs.x1 - glyphs.x0)[marks]
    return near[rows, best], sure


def _bases_on_page(glyphs: GlyphArrays, marks: Ints, letters: Ints) -> Ints:
    """Return the letter of each mark's line that it overlaps most, else the one whose end is nearest, else why not."""
    rows, left, right = np.arange(len(marks)), glyphs.x0[marks, None], glyphs.x1[marks, None]
    on_line = _on_one_line(glyphs, marks[:, None], letters)
    overlap = _overlap(glyphs, marks[:, None], letters)
    best = np.where(on_line, overlap + _left_edge_bonus(glyphs, marks[:, None], letters), -np.inf).argmax(axis=1)
    distance = np.where(on_line, np.abs((left + right) / 2 - glyphs.x1[letters]), np.inf)
    apart = overlap[rows, best] <= 0
    best[apart] = distance.argmin(axis=1)[apart]
    base: Ints = letters[best]
    base[apart & (distance[rows, best] > MARK_ATTACHMENT.max_distance * glyphs.size[marks])] = STRAY
    base[~on_line.any(axis=1)] = ORPHAN
    return base


def _overlap(glyphs: GlyphArrays, marks: Ints, letters: Ints) -> Floats:
    """Return how far marks and letters overlap horizontally, points; negative where they are apart."""
    overlap: Floats = np.minimum(glyphs.x1[letters], glyphs.x1[marks]) - np.maximum(
        glyphs.x0[letters], glyphs.x0[marks]
    )
    return overlap


def _left_edge_bonus(glyphs: GlyphArrays, marks: Ints, letters: Ints) -> Floats:
    """Return what a letter that holds a mark's left edge is given over one that holds as much of the mark, points."""
    left = glyphs.x0[marks]
    holds = (glyphs.x0[letters] <= left) & (left < glyphs.x1[letters])
    bonus: Floats = np.where(holds, MARK_ATTACHMENT.left_edge_bonus * (glyphs.x1[marks] - left), 0.0)
    return bonus
