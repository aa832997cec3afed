"""Lines whose glyphs were not drawn from left to right: put in order by position, what is drawn twice once, layers apart.

Two texts may be printed over each other: a placed page under another, a stamp, a name typed over a dotted line. Glyph by
glyph they would make a text that nobody printed, so each keeps a line of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .glyphs import GlyphArrays, Ints

Flags = np.ndarray[Any, np.dtype[np.bool_]]

TWICE = 0.12  # of the font size: two equal glyphs this close are one, drawn twice for boldness
MOST_LAYERS = 8  # on one line
OVER = 0.35  # of the narrower letter: what is over another letter by more stands in its ink
CLASHES = 2  # letters that stand in the ink of another strand's letters before the two are texts printed over each other


def in_reading_order(glyphs: GlyphArrays, order: Ints, line: Ints, host: Ints, is_mark: Flags, is_space: Flags) -> tuple[Ints, Ints]:
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
    line = line * MOST_LAYERS
    out = []
    for part in np.split(order, np.flatnonzero(np.diff(line[order])) + 1):
        if int(line[part[0]]) // MOST_LAYERS not in unruly:
            out.append(part)
            continue
        for n, layer in enumerate(_layers(glyphs, part, host, is_mark, is_space)):
            line[layer] += n
            out.append(_by_position(glyphs, layer, host, is_mark))
    return np.concatenate(out), line


def _layers(glyphs: GlyphArrays, part: Ints, host: Ints, is_mark: Flags, is_space: Flags) -> list[Ints]:
    """A line's glyphs, apart where they are texts printed over each other; a second printing of the same text is left out.

    What was drawn in one go from left to right is a strand. One that stands in the ink of those before it is a layer.
    """
    inked = part[~is_mark[part] & ~is_space[part]]
    back = np.diff(glyphs.x0[inked]) < -0.02 * glyphs.size[inked[1:]]
    if not back.any():
        return [part]
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
        within[i, j] = glyphs.chars[strand[i]] != glyphs.chars[layer[j]]
    return int(within.any(axis=1).sum()) >= CLASHES


def _spelled(glyphs: GlyphArrays, letters: Ints) -> str:
    return "".join(glyphs.chars[i] for i in letters[np.argsort(glyphs.x0[letters], kind="stable")].tolist())


def _unruly(glyphs: GlyphArrays, order: Ints, line: Ints, host: Ints, is_mark: Flags) -> set[int]:
    """Numbers of the lines whose stream order is not their reading order, or that draw a glyph twice."""
    if len(order) < 2:
        return set()
    bad = np.zeros(len(order), dtype=bool)
    letters = np.flatnonzero(~is_mark[order])
    if len(letters) > 1:
        now, then = order[letters[1:]], order[letters[:-1]]
        same = line[now] == line[then]
        back = glyphs.x0[now] - glyphs.x0[then] < 0.02 * glyphs.size[now]
        bad[letters[1:][same & back]] = True
    marks = np.flatnonzero(is_mark[order])
    if len(marks):
        before = np.maximum.accumulate(np.where(~is_mark[order], np.arange(len(order)), -1))[marks]
        at = order[marks]
        bad[marks[(before < 0) | (order[np.maximum(before, 0)] != host[at])]] = True
        middle = (glyphs.x0[at] + glyphs.x1[at]) / 2
        twin = marks[1:][(np.diff(marks) == 1) & (np.abs(np.diff(middle)) < TWICE * glyphs.size[at][1:])]
        bad[[m for m in twin.tolist() if glyphs.chars[order[m]] == glyphs.chars[order[m - 1]]]] = True
    return set(line[order[bad]].tolist())


def _by_position(glyphs: GlyphArrays, part: Ints, host: Ints, is_mark: Flags) -> Ints:
    """Letters from left to right, each followed by the marks that stand over it; a glyph drawn twice stands once."""
    letters = part[~is_mark[part]]
    letters = letters[np.lexsort((letters, glyphs.x0[letters]))]
    stands_for = _once(glyphs, letters.tolist())
    followers: dict[int, list[int]] = {}
    for m in part[is_mark[part]].tolist():
        at = int(host[m])
        followers.setdefault(stands_for.get(at, at), []).append(m)
    out: list[int] = []
    for i, kept in stands_for.items():
        if i == kept:
            out.append(i)
            out += [m for m, first in _once(glyphs, followers.pop(i, [])).items() if m == first]
    return np.array([*(m for stray in followers.values() for m in stray), *out], dtype=np.int64)


def _once(glyphs: GlyphArrays, items: list[int]) -> dict[int, int]:
    """For each glyph the one that stands for it: itself, or one just before with the same character at the same place."""
    out: dict[int, int] = {}
    for n, i in enumerate(items):
        out[i] = i
        for k in items[max(0, n - 3) : n]:
            if (
                glyphs.chars[k] == glyphs.chars[i]
                and glyphs.run[k] != glyphs.run[i]  # the letters of a ligature share their place and their run
                and abs(glyphs.x0[k] - glyphs.x0[i]) < TWICE * glyphs.size[i]
                and abs(glyphs.top[k] - glyphs.top[i]) < TWICE * glyphs.size[i]
                and not glyphs.chars[i].isspace()
            ):
                out[i] = out[k]
                break
    return out
