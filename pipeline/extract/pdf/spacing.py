"""Word spaces that a producer did not write: gaps between glyphs that are wide enough to stand for one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import GLYPHS, Flags, Floats, GlyphArrays, Ints
from pipeline.extract.pdf.glyph_classes import NO_END, NO_START, SIGN, GlyphClasses


class SpacingSettings(NamedTuple):
    """Measures of gaps that are spaces (compare pdfminer's ``word_margin``); gaps in shares of the font size.

    Attributes:
        min_space: a gap wider than this is a space between letters.
        min_sign_space: the same between figures and signs, on lines whose producer writes no spaces.
        min_sign_space_written: the same on lines with spaces of their own.
        spaced_out: times the usual gap of a font or a line; a space is wider.
        fixed_pitch_spread: of the pitch; the steps of a fixed-pitch face (typewriter) differ by less.
        fixed_pitch_space: of the pitch; a step at least this long has skipped a place.
        max_letter_gap: no letters of a word stand farther apart.
        space_to_gap: times a gap between letters; the narrowest space of the font is wider.
        sign_to_space: times the narrow spaces between words; no narrower gap between figures and signs is a space.
        min_samples: gaps that show what is usual.
        narrow_quantile: of the spaces of a font, what counts as a narrow one.
        pitch_quantiles: of the steps of a font, between which a fixed pitch may differ.
    """

    min_space: float = 0.2
    min_sign_space: float = 0.28
    min_sign_space_written: float = 0.6
    spaced_out: float = 1.8
    fixed_pitch_spread: float = 0.2
    fixed_pitch_space: float = 1.6
    max_letter_gap: float = 0.3
    space_to_gap: float = 1.3
    sign_to_space: float = 0.9
    min_samples: int = 8
    narrow_quantile: float = 0.03
    pitch_quantiles: tuple[float, float] = (0.1, 0.9)


SPACING = SpacingSettings()


def infer_spaces(glyphs: GlyphArrays, order: Ints, line: Ints, classes: GlyphClasses) -> Ints:
    """Return the places in ``order``, rising, before which a gap stands for a space that was not written.

    Letters of a word stand less than ``min_space`` apart in every font that is not fixed-pitch or spaced out; those are
    told by their steps and their usual gap. Figures and signs are narrower than their advance: between them only a
    wider gap is a space, a very wide one where the line has spaces of its own.

    Args:
        glyphs: of a page.
        order: indexes of the glyphs that are read, line by line.
        line: n numbers of lines.
        classes: of the glyphs.
    """
    is_space, chars = classes.is_space, classes.chars
    places = np.flatnonzero(~classes.is_mark[order])
    now, before = order[places[1:]], order[places[:-1]]
    line_now, font = line[now], glyphs.fonts[now]
    apart = (line_now == line[before]) & ~is_space[now] & ~is_space[before]
    size = np.maximum(glyphs.size[now], GLYPHS.min_size)
    gap = np.where(apart, (glyphs.x0[now] - glyphs.end[before]) / size, 0.0)
    wide = gap > SPACING.min_space
    if not wide.any():
        return np.zeros(0, dtype=np.int64)
    limit = np.full(len(gap), SPACING.min_space)
    tight = (chars[now] & chars[before] & SIGN > 0) | (chars[before] & NO_END > 0) | (chars[now] & NO_START > 0)
    written = np.isin(line_now[tight & wide], line[order[is_space[order]]])
    limit[tight & wide] = np.where(written, SPACING.min_sign_space_written, SPACING.min_sign_space)
    step = (glyphs.x0[now] + glyphs.x1[now] - glyphs.x0[before] - glyphs.x1[before]) / 2 / size
    for f in set(font[wide].tolist()):
        group = font == f
        if (pitch := _fixed_pitch(step[group & apart])) is not None:
            limit[group & (step < SPACING.fixed_pitch_space * pitch)] = np.inf
        else:
            of_words = group & apart & ~tight & wide
            between_words, between_signs = _font_limits(gap[of_words])
            limit[of_words] = np.maximum(limit[of_words], between_words)
            limit[group & tight & wide] = np.maximum(limit[group & tight & wide], between_signs)
    for number in (font, line_now):
        limit = np.maximum(limit, SPACING.spaced_out * _usual_gaps(gap, number, apart)[number])
    found: Ints = places[1:][gap > limit]
    return found


def _usual_gaps(gap: Floats, group: Ints, counted: Flags) -> Floats:
    """Return the median gap by number of a group (a font or a line); 0 where too few gaps are counted."""
    out = np.zeros(int(group.max()) + 1)
    gap, group = gap[counted], group[counted]
    order = np.lexsort((gap, group))
    gap, group = gap[order], group[order]
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    counts = np.diff(starts, append=len(group))
    enough = counts >= SPACING.min_samples
    starts, counts = starts[enough], counts[enough]
    out[group[starts]] = (gap[starts + (counts - 1) // 2] + gap[starts + counts // 2]) / 2
    return out


def _font_limits(gaps: Floats) -> tuple[float, float]:
    """Return what spaces of one font are wider than: between words, and between figures or signs.

    Letters that stand far apart leave a few wide gaps too, and then there are none up to the width of a space.

    Args:
        gaps: the wide ones between letters.
    """
    if len(gaps) < SPACING.min_samples:
        return SPACING.min_space, SPACING.min_space
    rising = np.sort(gaps)
    ratio = np.where(rising[:-1] < SPACING.max_letter_gap, rising[1:] / rising[:-1], 0.0)
    at = int(np.argmax(ratio))
    parted = ratio[at] > SPACING.space_to_gap and len(rising) - at > SPACING.min_samples
    spaces = rising[at + 1 :] if parted else rising
    between_words = float(rising[at : at + 2].mean()) if parted else SPACING.min_space
    return between_words, float(SPACING.sign_to_space * np.quantile(spaces, SPACING.narrow_quantile))


def _fixed_pitch(steps: Floats) -> float | None:
    """Return the advance of a fixed-pitch face, told by steps from middle to middle that are all alike, else None."""
    if len(steps) < SPACING.min_samples:
        return None
    low_quantile, high_quantile = SPACING.pitch_quantiles
    low, pitch, high = np.quantile(steps, (low_quantile, 0.5, high_quantile))
    return float(pitch) if pitch > 0 and high - low < SPACING.fixed_pitch_spread * pitch else None
