"""Kinds of characters that tell how glyphs hang together, and the gaps between them that stand for spaces."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.extract.pdf.pdfium_glyphs import MARKS, Floats, GlyphArrays, Ints

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Kinds = np.ndarray[Any, np.dtype[np.uint8]]

GAP = 0.2  # of the font size: a gap this wide is a space
SIGN_GAP = 0.28  # of the font size: the same between figures and signs, where the line's producer writes no spaces
WIDE_GAP = 0.6  # of the font size: the same where it does
SPACED = 1.8  # times the usual gap of a font or a line: what a space is wider than
ALIKE = 0.2  # of the pitch: what the steps of a typewriter face differ by
SKIPPED = 1.6  # times the pitch: a step this long has skipped a place
FARTHEST = 0.3  # of the font size: no letters of a word stand farther apart
APART = 1.3  # times a gap between letters: what the narrowest space of the font is wider than
LEAST = 0.9  # of the narrower spaces between words: no narrower gap between figures and signs is a space
USUAL = 8  # gaps that show what is usual

MARK, BLANK, LOST, BARE, SIGN, LEADING, FOLLOWING = (1 << k for k in range(7))
_OF_KIND = {
    MARK: MARKS,
    BLANK: " \t\u00a0",
    LOST: "\ufffd",
    BARE: "ะาำเแโใไๅๆฯ0123456789๐๑๒๓๔๕๖๗๘๙.,()/-",  # never carry a mark
    SIGN: "0123456789๐๑๒๓๔๕๖๗๘๙.,:/%()-–Il|!",  # narrower than their advance
    LEADING: "เแโใไ([{“‘\u200b",  # no word ends in these
    FOLLOWING: "ะาำๅฯๆ.,;:!?%)]}”’\u200b",  # none begins with these
}
_KINDS = np.zeros(0x10000, dtype=np.uint8)  # by code
for _kind, _chars in _OF_KIND.items():
    _KINDS[[ord(c) for c in _chars]] |= _kind


def kinds(codes: Ints) -> Kinds:
    """The kinds of characters, as the sum of their flags."""
    found: Kinds = _KINDS[np.minimum(codes, 0xFFFF)]
    return found


def made_spaces(glyphs: GlyphArrays, order: Ints, line: Ints, is_mark: Flags, is_space: Flags, kind: Kinds) -> Ints:
    """Places in ``order``, rising, before which a gap stands for a space that the producer did not write.

    Letters of a word stand less than ``GAP`` apart in every font that is not a typewriter's or spaced out; those are told by
    their steps and their usual gap. Figures and signs are narrower than their advance: between them only a wider gap is one, a very
    wide one where the line has spaces of its own.
    """
    places = np.flatnonzero(~is_mark[order])
    now, then = order[places[1:]], order[places[:-1]]
    on, font = line[now], glyphs.fonts[now]
    apart = (on == line[then]) & ~is_space[now] & ~is_space[then]
    gap = np.where(apart, (glyphs.x0[now] - glyphs.end[then]) / np.maximum(glyphs.size[now], 0.01), 0.0)
    wide = gap > GAP
    if not wide.any():
        return np.zeros(0, dtype=np.int64)
    limit = np.full(len(gap), GAP)
    tight = (kind[now] & kind[then] & SIGN > 0) | (kind[then] & LEADING > 0) | (kind[now] & FOLLOWING > 0)
    spaced = np.isin(on[tight & wide], line[order[is_space[order]]])
    limit[tight & wide] = np.where(spaced, WIDE_GAP, SIGN_GAP)
    step = (
        (glyphs.x0[now] + glyphs.x1[now] - glyphs.x0[then] - glyphs.x1[then]) / 2 / np.maximum(glyphs.size[now], 0.01)
    )
    for f in np.unique(font[wide]):
        group = font == f
        if (pitch := _pitch(step[group & apart])) is not None:
            limit[group & (step < SKIPPED * pitch)] = np.inf
        else:
            of_words = group & apart & ~tight & wide
            between_words, between_signs = _narrowest(gap[of_words])
            limit[of_words] = np.maximum(limit[of_words], between_words)
            limit[group & tight & wide] = np.maximum(limit[group & tight & wide], between_signs)
    for number in (font, on):
        limit = np.maximum(limit, SPACED * _usual(gap, number, apart)[number])
    found: Ints = places[1:][gap > limit]
    return found


def _usual(gap: Floats, group: Ints, counted: Flags) -> Floats:
    """By number of a group, the median of its gaps; 0 where fewer than ``USUAL`` are counted."""
    out = np.zeros(int(group.max()) + 1)
    gap, group = gap[counted], group[counted]
    order = np.lexsort((gap, group))
    gap, group = gap[order], group[order]
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    counts = np.diff(starts, append=len(group))
    starts, counts = starts[counts >= USUAL], counts[counts >= USUAL]
    out[group[starts]] = (gap[starts + (counts - 1) // 2] + gap[starts + counts // 2]) / 2
    return out


def _narrowest(gaps: Floats) -> tuple[float, float]:
    """What spaces of one font are wider than, between words and between figures or signs, by its wide gaps between letters.

    Letters that stand far apart leave a few of those too, and then nothing up to the spaces.
    """
    if len(gaps) < USUAL:
        return GAP, GAP
    rising = np.sort(gaps)
    ratio = np.where(rising[:-1] < FARTHEST, rising[1:] / rising[:-1], 0.0)
    at = int(np.argmax(ratio))
    parted = ratio[at] > APART and len(rising) - at > USUAL
    spaces = rising[at + 1 :] if parted else rising
    return (float(rising[at : at + 2].mean()) if parted else GAP), float(LEAST * np.quantile(spaces, 0.03))


def _pitch(steps: Floats) -> float | None:
    """The advance of a typewriter face, told by steps from middle to middle that are all alike; None for any other face."""
    if len(steps) < USUAL:
        return None
    low, pitch, high = np.quantile(steps, (0.1, 0.5, 0.9))
    return float(pitch) if pitch > 0 and high - low < ALIKE * pitch else None
