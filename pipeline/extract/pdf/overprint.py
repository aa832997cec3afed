"""Lines whose glyphs were not drawn from left to right: put in order by position, what is drawn twice once, layers apart.

Two texts may be printed over each other: a placed page under another, a stamp, a name typed over a dotted line. Glyph by
glyph they would make a text that nobody printed, so each keeps a line of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.extract.pdf.pdfium_glyphs import GlyphArrays, Ints

Flags = np.ndarray[Any, np.dtype[np.bool_]]

TWICE = 0.12  # of the font size: two equal glyphs this close are one, drawn twice for boldness
BACK = 0.02  # of the font size: a letter this far left of the one before it was not drawn after it from left to right
MOST_LAYERS = 8  # on one line
OVER = 0.35  # of the narrower letter: what is over another letter by more stands in its ink
CLASHES = (
    2  # letters that stand in the ink of another strand's letters before the two are texts printed over each other
)


def in_reading_order(
    glyphs: GlyphArrays, order: Ints, line: Ints, host: Ints, is_mark: Flags, is_space: Flags
) -> tuple[Ints, Ints]:
    """Put the lines in order that need it, without what is drawn a second time.

    Args:
        order: glyphs by line, in the order of the stream within each.
        line: per glyph the number of its line.
        host: per glyph the letter that it stands over, itself where it is no mark.

    Returns:
        ``order`` and ``line`` anew. Texts printed over each other have become lines of their own, one after the other.
    """
    unruly = _unruly(glyphs, order, line, host, is_mark)
    if not unruly:
        return order, line
    astray = np.isin(line[order], list(unruly))
    parts, ruly = order[astray], order[~astray]
    line = line * MOST_LAYERS
    starts = np.append(np.flatnonzero(np.diff(line[parts], prepend=-1)), len(parts))
    backs = _backs(glyphs, parts, line, is_mark | is_space)
    second: list[Ints] = []
    for n in np.unique(np.searchsorted(starts, backs, side="right") - 1).tolist():
        part = parts[starts[n] : starts[n + 1]]
        layers = _layers(glyphs, part, host, is_mark, is_space)
        for k, layer in enumerate(layers):
            line[layer] += k
        second.append(np.setdiff1d(part, np.concatenate(layers)))
    if second:
        parts = parts[~np.isin(parts, np.concatenate(second))]
    order = np.concatenate([ruly, _by_position(glyphs, parts, line, host, is_mark)])
    return order[np.argsort(line[order], kind="stable")], line


def _backs(glyphs: GlyphArrays, parts: Ints, line: Ints, without: Flags) -> Ints:
    """Places in ``parts`` of the letters that stand left of the letter before them on their line."""
    inked = np.flatnonzero(~without[parts])
    now, then = parts[inked[1:]], parts[inked[:-1]]
    back: Ints = inked[1:][(line[now] == line[then]) & (glyphs.x0[now] - glyphs.x0[then] < -BACK * glyphs.size[now])]
    return back


def _layers(glyphs: GlyphArrays, part: Ints, host: Ints, is_mark: Flags, is_space: Flags) -> list[Ints]:
    """A line's glyphs, apart where they are texts printed over each other; a second printing of the same text is left out.

    What was drawn in one go from left to right is a strand. One that stands in the ink of those before it is a layer.
    """
    inked = part[~is_mark[part] & ~is_space[part]]
    back = np.diff(glyphs.x0[inked]) < -BACK * glyphs.size[inked[1:]]
    layers: list[Ints] = []
    number: dict[int, int] = {}
    for strand in np.split(inked, np.flatnonzero(back) + 1):
        n = next((k for k, layer in enumerate(layers) if not _clash(glyphs, strand, layer)), len(layers))
        n = min(n, MOST_LAYERS - 1)
        if n == len(layers):
            layers.append(strand)
        else:
            layers[n] = np.concatenate([layers[n], strand])
        number.update(dict.fromkeys(strand.tolist(), n))
    if len(layers) == 1:
        return [part]
    of: list[int] = []
    for i in part.tolist():  # a space goes with the letter before it
        of.append(number.get(int(host[i]), of[-1] if of else 0))
    layer_of = np.array(of)
    return [part[layer_of == n] for n, layer in enumerate(layers) if n == 0 or not _shadow(glyphs, layer, layers[0])]


def _shadow(glyphs: GlyphArrays, layer: Ints, first: Ints) -> bool:
    """Whether a layer is the same text once more, less than a letter off."""
    near = abs(float(np.median(glyphs.x0[layer]) - np.median(glyphs.x0[first]))) < 0.5 * glyphs.size[first[0]]
    return near and _spelled(glyphs, layer) == _spelled(glyphs, first)


def _clash(glyphs: GlyphArrays, strand: Ints, layer: Ints) -> bool:
    """Whether letters of a strand stand in the ink of other letters; the same letter drawn twice does not count."""
    a, b = strand[:, None], layer[None, :]
    lap = np.minimum(glyphs.x1[a], glyphs.x1[b]) - np.maximum(glyphs.x0[a], glyphs.x0[b])
    within = lap > OVER * np.minimum(glyphs.x1[a] - glyphs.x0[a], glyphs.x1[b] - glyphs.x0[b])
    if int(within.any(axis=1).sum()) < CLASHES:
        return False
    level = np.minimum(glyphs.bottom[a], glyphs.bottom[b]) - np.maximum(glyphs.top[a], glyphs.top[b])
    within &= level > 0.5 * np.minimum(glyphs.bottom[a] - glyphs.top[a], glyphs.bottom[b] - glyphs.top[b])
    twin = np.abs(glyphs.x0[a] - glyphs.x0[b]) < TWICE * glyphs.size[a]
    for i, j in zip(*np.nonzero(within & twin), strict=True):
        within[i, j] = glyphs.codes[strand[i]] != glyphs.codes[layer[j]]
    return int(within.any(axis=1).sum()) >= CLASHES


def _spelled(glyphs: GlyphArrays, letters: Ints) -> str:
    return glyphs.spelled(letters[np.argsort(glyphs.x0[letters], kind="stable")])


def _unruly(glyphs: GlyphArrays, order: Ints, line: Ints, host: Ints, is_mark: Flags) -> set[int]:
    """Numbers of the lines whose stream order is not their reading order, or that draw a glyph twice."""
    if len(order) < 2:
        return set()
    bad = np.zeros(len(order), dtype=bool)
    letters = np.flatnonzero(~is_mark[order])
    if len(letters) > 1:
        now, then = order[letters[1:]], order[letters[:-1]]
        same = line[now] == line[then]
        back = glyphs.x0[now] - glyphs.x0[then] < BACK * glyphs.size[now]
        bad[letters[1:][same & back]] = True
    marks = np.flatnonzero(is_mark[order])
    if len(marks):
        before = np.maximum.accumulate(np.where(~is_mark[order], np.arange(len(order)), -1))[marks]
        at = order[marks]
        bad[marks[(before < 0) | (order[np.maximum(before, 0)] != host[at])]] = True
        middle = (glyphs.x0[at] + glyphs.x1[at]) / 2
        twin = marks[1:][(np.diff(marks) == 1) & (np.abs(np.diff(middle)) < TWICE * glyphs.size[at][1:])]
        bad[twin[glyphs.codes[order[twin]] == glyphs.codes[order[twin - 1]]]] = True
    return set(line[order[bad]].tolist())


def _by_position(glyphs: GlyphArrays, parts: Ints, line: Ints, host: Ints, is_mark: Flags) -> Ints:
    """Line by line letters from left to right, each followed by the marks that stand over it; a glyph drawn twice stands once."""
    letters = parts[~is_mark[parts]]
    letters = letters[np.lexsort((letters, glyphs.x0[letters], line[letters]))]
    stands_for = _once(glyphs, letters, line)
    kept = letters[stands_for[letters] == letters]
    rank = np.full(len(glyphs), -1)  # a mark whose letter is not here comes first
    rank[kept] = np.arange(len(kept))
    marks = parts[is_mark[parts]]
    rank[marks] = rank[stands_for[host[marks]]]
    marks = marks[np.lexsort((np.arange(len(marks)), rank[marks], line[marks]))]
    marks = marks[(_once(glyphs, marks, line * len(glyphs) + rank)[marks] == marks) | (rank[marks] < 0)]
    both = np.concatenate([kept, marks])
    return both[np.lexsort((np.arange(len(both)), rank[both], line[both]))]


def _once(glyphs: GlyphArrays, items: Ints, group: Ints) -> Ints:
    """For each glyph the one that stands for it: itself, or one just before it in its group with the same character at the same place."""
    out = np.arange(len(glyphs))
    x, top, slack = glyphs.x0[items], glyphs.top[items], TWICE * glyphs.size[items]
    pairs = []
    for back in (3, 2, 1):
        near = (np.abs(x[back:] - x[:-back]) < slack[back:]) & (np.abs(top[back:] - top[:-back]) < slack[back:])
        near &= group[items[back:]] == group[items[:-back]]
        near &= glyphs.codes[items[back:]] == glyphs.codes[items[:-back]]
        near &= (
            glyphs.run[items[back:]] != glyphs.run[items[:-back]]
        )  # the letters of a ligature share their place and their run
        pairs += [(n + back, n) for n in np.flatnonzero(near).tolist()]
    for now, then in sorted(pairs):
        i, k = items[now], items[then]
        if out[i] == i and not chr(glyphs.codes[i]).isspace():
            out[i] = out[k]
    return out
