"""Lines whose glyphs were not drawn from left to right: put in visual order, without duplicates, overprints apart.

Two texts may be printed over each other: a placed page under another, a stamp, a name typed over a dotted line. Glyph
by glyph they would make a text that nobody printed, so each keeps a line of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import GlyphArrays, Ints
from pipeline.extract.pdf.glyph_classes import GlyphClasses


class OverprintSettings(NamedTuple):
    """Measures of telling duplicates and overprinted texts.

    Attributes:
        duplicate_distance: of the font size; two equal glyphs this close are one, drawn twice for boldness.
        duplicate_spread: of the font size; so far from the first may the last of several duplicates be.
        same_offset: of the font size; duplicates of a line are off by what differs less.
        duplicate_window: glyphs before one among which its duplicate is sought.
        backward_step: of the font size; a letter this far left of the one before it goes backward.
        max_layers: texts printed over each other on one line; further ones are read as part of the last.
        min_overlap: of the narrower letter; what is over another letter by more is printed over it.
        min_height_overlap: of the lower letter, likewise.
        min_overlapping: letters printed over others before the two are texts printed over each other.
        shadow_distance: of the font size; a second printing of a text that is off by less is its shadow.
    """

    duplicate_distance: float = 0.15
    duplicate_spread: float = 0.3
    same_offset: float = 0.02
    duplicate_window: int = 4
    backward_step: float = 0.02
    max_layers: int = 8
    min_overlap: float = 0.35
    min_height_overlap: float = 0.5
    min_overlapping: int = 2
    shadow_distance: float = 0.5


OVERPRINT = OverprintSettings()


def to_visual_order(
    glyphs: GlyphArrays, order: Ints, line: Ints, base: Ints, classes: GlyphClasses
) -> tuple[Ints, Ints]:
    """Put lines in visual order that are drawn in another, and leave out what is drawn a second time.

    Args:
        glyphs: of a page.
        order: indexes of the glyphs that are read, by line, in the order of the stream within each.
        line: n numbers of lines.
        base: n indexes: of the letter that a mark stands over, of the glyph itself where it is no mark.
        classes: of the glyphs.

    Returns:
        ``order`` and ``line`` anew. Texts printed over each other have become lines of their own, one after the other.
    """
    disordered = _disordered_lines(glyphs, order, line, base, classes)
    if not disordered:
        return order, line
    is_disordered = np.isin(line[order], list(disordered))
    parts, ordered = order[is_disordered], order[~is_disordered]
    line = line * OVERPRINT.max_layers
    starts = np.append(np.flatnonzero(np.diff(line[parts], prepend=-1)), len(parts))
    backward = _backward_steps(glyphs, parts, line, classes)
    shadows: list[Ints] = []
    for n in sorted(set((np.searchsorted(starts, backward, side="right") - 1).tolist())):
        part = parts[starts[n] : starts[n + 1]]
        layers = _layers(glyphs, part, base, classes)
        for k, layer in enumerate(layers):
            line[layer] += k
        shadows.append(np.setdiff1d(part, np.concatenate(layers)))
    if shadows:
        parts = parts[~np.isin(parts, np.concatenate(shadows))]
    order = np.concatenate([ordered, _by_position(glyphs, parts, line, base, classes)])
    return order[np.argsort(line[order], kind="stable")], line


def _disordered_lines(glyphs: GlyphArrays, order: Ints, line: Ints, base: Ints, classes: GlyphClasses) -> set[int]:
    """Return the numbers of lines whose stream order is not their visual order, or that draw a glyph twice.

    A space between a letter and its mark is in order, as it was written: what reads the line repairs it.
    """
    is_mark = classes.is_mark
    if len(order) < 2:
        return set()
    bad = np.zeros(len(order), dtype=bool)
    letters = np.flatnonzero(~is_mark[order])
    if len(letters) > 1:
        now, before = order[letters[1:]], order[letters[:-1]]
        same_line = line[now] == line[before]
        # a letter at the place of the one before it may be its duplicate
        not_forward = glyphs.x0[now] - glyphs.x0[before] < OVERPRINT.backward_step * glyphs.size[now]
        near = np.abs(glyphs.x0[now] - glyphs.x0[before]) < OVERPRINT.duplicate_distance * glyphs.size[now]
        again = near & (glyphs.codes[now] == glyphs.codes[before]) & (glyphs.run[now] != glyphs.run[before])
        bad[letters[1:][same_line & (not_forward | again)]] = True
    marks = np.flatnonzero(is_mark[order])
    if len(marks):
        is_letter = ~is_mark[order] & ~classes.is_space[order]
        letter_before = np.maximum.accumulate(np.where(is_letter, np.arange(len(order)), -1))[marks]
        at = order[marks]
        bad[marks[(letter_before < 0) | (order[np.maximum(letter_before, 0)] != base[at])]] = True
        middle = (glyphs.x0[at] + glyphs.x1[at]) / 2
        close = np.abs(np.diff(middle)) < OVERPRINT.duplicate_distance * glyphs.size[at][1:]
        pairs = marks[1:][(np.diff(marks) == 1) & close]
        bad[pairs[glyphs.codes[order[pairs]] == glyphs.codes[order[pairs - 1]]]] = True
    return set(line[order[bad]].tolist())


def _backward_steps(glyphs: GlyphArrays, parts: Ints, line: Ints, classes: GlyphClasses) -> Ints:
    """Return the places in ``parts`` of letters that stand left of the letter before them on their line."""
    letters = np.flatnonzero(~(classes.is_mark | classes.is_space)[parts])
    now, before = parts[letters[1:]], parts[letters[:-1]]
    step = glyphs.x0[now] - glyphs.x0[before]
    backward: Ints = letters[1:][(line[now] == line[before]) & (step < -OVERPRINT.backward_step * glyphs.size[now])]
    return backward


def _layers(glyphs: GlyphArrays, part: Ints, base: Ints, classes: GlyphClasses) -> list[Ints]:
    """Split a line's glyphs into texts printed over each other; a second printing of the first text is left out.

    The letters come in sequences, each drawn from left to right. One that is printed over the letters of all layers so
    far is a new layer; any other belongs to the first layer that it is not printed over.
    """
    letters = part[~classes.is_mark[part] & ~classes.is_space[part]]
    backward = np.diff(glyphs.x0[letters]) < -OVERPRINT.backward_step * glyphs.size[letters[1:]]
    layers: list[Ints] = []
    layer_of: dict[int, int] = {}
    for sequence in np.split(letters, np.flatnonzero(backward) + 1):
        n = next((k for k, layer in enumerate(layers) if not _is_over(glyphs, sequence, layer)), len(layers))
        n = min(n, OVERPRINT.max_layers - 1)
        if n == len(layers):
            layers.append(sequence)
        else:
            layers[n] = np.concatenate([layers[n], sequence])
        layer_of.update(dict.fromkeys(sequence.tolist(), n))
    if len(layers) == 1:
        return [part]
    numbers: list[int] = []
    for i in part.tolist():  # a space goes with the letter before it
        numbers.append(layer_of.get(int(base[i]), numbers[-1] if numbers else 0))
    number = np.array(numbers)
    return [part[number == n] for n, layer in enumerate(layers) if n == 0 or not _is_shadow(glyphs, layer, layers[0])]


def _is_over(glyphs: GlyphArrays, sequence: Ints, layer: Ints) -> bool:
    """Tell whether letters are printed over the letters of a layer; the same letter drawn twice does not count."""
    a, b = sequence[:, None], layer[None, :]
    overlap = np.minimum(glyphs.x1[a], glyphs.x1[b]) - np.maximum(glyphs.x0[a], glyphs.x0[b])
    narrower = np.minimum(glyphs.x1[a] - glyphs.x0[a], glyphs.x1[b] - glyphs.x0[b])
    over = overlap > OVERPRINT.min_overlap * narrower
    if int(over.any(axis=1).sum()) < OVERPRINT.min_overlapping:
        return False
    overlap = np.minimum(glyphs.bottom[a], glyphs.bottom[b]) - np.maximum(glyphs.top[a], glyphs.top[b])
    lower = np.minimum(glyphs.bottom[a] - glyphs.top[a], glyphs.bottom[b] - glyphs.top[b])
    over &= overlap > OVERPRINT.min_height_overlap * lower
    close = np.abs(glyphs.x0[a] - glyphs.x0[b]) < OVERPRINT.duplicate_distance * glyphs.size[a]
    for i, j in zip(*np.nonzero(over & close), strict=True):
        over[i, j] = glyphs.codes[sequence[i]] != glyphs.codes[layer[j]]
    return int(over.any(axis=1).sum()) >= OVERPRINT.min_overlapping


def _is_shadow(glyphs: GlyphArrays, layer: Ints, first: Ints) -> bool:
    """Tell whether a layer is the text of the first once more, less than a letter off."""
    offset = abs(float(np.median(glyphs.x0[layer]) - np.median(glyphs.x0[first])))
    near = offset < OVERPRINT.shadow_distance * glyphs.size[first[0]]
    return bool(near) and _visual_text(glyphs, layer) == _visual_text(glyphs, first)


def _visual_text(glyphs: GlyphArrays, letters: Ints) -> str:
    """Return letters of a line from left to right, those once that are drawn twice."""
    letters = letters[np.argsort(glyphs.x0[letters], kind="stable")]
    return glyphs.text(letters[_originals(glyphs, letters, np.zeros(len(glyphs), dtype=np.int64))[letters] == letters])


def _by_position(glyphs: GlyphArrays, parts: Ints, line: Ints, base: Ints, classes: GlyphClasses) -> Ints:
    """Return, line by line, letters from left to right, each followed by its marks; duplicates are left out.

    A space that was written between a letter and its marks stays there.
    """
    is_mark = classes.is_mark
    letters = parts[~is_mark[parts]]
    letters = letters[np.lexsort((letters, glyphs.x0[letters], line[letters]))]
    original = _originals(glyphs, letters, line)
    kept = letters[original[letters] == letters]
    rank = np.full(len(glyphs), -1)  # a mark whose letter is not here comes first
    rank[kept] = np.arange(len(kept))
    marks = parts[is_mark[parts]]
    rank[marks] = rank[original[base[marks]]]
    spaces = _spaces_before(parts, classes)[is_mark[parts]]
    behind = (spaces >= 0) & (rank[marks] >= 0)
    behind[behind] = rank[spaces[behind]] == rank[marks[behind]] + 1
    rank[marks[behind]] = rank[spaces[behind]]
    marks = marks[np.lexsort((np.arange(len(marks)), rank[marks], line[marks]))]
    marks = marks[(_originals(glyphs, marks, line * len(glyphs) + rank)[marks] == marks) | (rank[marks] < 0)]
    both = np.concatenate([kept, marks])
    return both[np.lexsort((np.arange(len(both)), rank[both], line[both]))]


def _spaces_before(parts: Ints, classes: GlyphClasses) -> Ints:
    """Return for each glyph of a stream the space that was written before it, marks between left out; else -1."""
    place = np.maximum.accumulate(np.where(~classes.is_mark[parts], np.arange(len(parts)), 0))
    written = parts[place]
    return np.where(classes.is_space[written], written, -1)


def _originals(glyphs: GlyphArrays, items: Ints, group: Ints) -> Ints:
    """Return for each glyph the one that it duplicates, else itself.

    Args:
        items: indexes of the glyphs that are compared, each with those just before it.
        group: n numbers; only glyphs of one group are compared.
    """
    out = np.arange(len(glyphs))
    x, top, limit = glyphs.x0[items], glyphs.top[items], OVERPRINT.duplicate_distance * glyphs.size[items]
    pairs: list[tuple[int, int]] = []
    for back in range(OVERPRINT.duplicate_window, 0, -1):
        now, before = items[back:], items[:-back]
        equal = (np.abs(x[back:] - x[:-back]) < limit[back:]) & (np.abs(top[back:] - top[:-back]) < limit[back:])
        equal &= (group[now] == group[before]) & (glyphs.codes[now] == glyphs.codes[before])
        equal &= glyphs.run[now] != glyphs.run[before]  # the letters of a ligature share their place and their run
        pairs += [(n + back, n) for n in np.flatnonzero(equal).tolist()]
    for n, earlier in sorted(_drawn_twice(glyphs, items, group, pairs)):
        i, k = items[n], items[earlier]
        if out[i] == i and abs(glyphs.x0[i] - glyphs.x0[out[k]]) < OVERPRINT.duplicate_spread * glyphs.size[i]:
            out[i] = out[k]
    return out


def _drawn_twice(glyphs: GlyphArrays, items: Ints, group: Ints, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those pairs of equal glyphs close to each other of which one is the other drawn twice.

    Their ink overlaps. Two thin letters (``II``) may stand as close: they are one where others of their line are drawn
    twice at the same distance.
    """
    if not pairs:
        return []
    now, before = items[np.array(pairs).T]
    offset = glyphs.x0[now] - glyphs.x0[before]
    overlap = (glyphs.x0[now] < glyphs.x1[before]) & (glyphs.x0[before] < glyphs.x1[now])
    overlap |= glyphs.x1[now] <= glyphs.x0[now]
    twice = overlap.copy()
    for n in np.flatnonzero(~overlap).tolist():
        alike = np.abs(offset[overlap] - offset[n]) < OVERPRINT.same_offset * glyphs.size[now[n]]
        twice[n] = bool((alike & (group[now[overlap]] == group[now[n]])).any())
    return [pair for pair, is_twice in zip(pairs, twice.tolist(), strict=True) if is_twice]
