"""Text that runs over a ruling: a line that a producer drew through stays in the cell where it begins.

Producers draw a text that is too long for its cell (no wrapping, a long word, a row of fixed height) on into the next
cell, over whatever stands there. One that is centred or right-aligned runs over on the other side too: it stays in the
cell in whose middle, or at whose end, it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.cell_assignment import NO_CELL
from pipeline.extract.pdf.glyph_arrays import GLYPHS, Flags, Floats, GlyphArrays, Ints
from pipeline.extract.tables.lattice import Lattice


class OverflowingTextSettings(NamedTuple):
    """Measures of text that runs over a ruling.

    Attributes:
        max_letter_gap: of the font size; ink of a word that two text-showing operations draw stands no farther apart.
        max_gap_in_run: of the font size; words that one operation draws without a space stand no farther apart.
        max_word_gap: of the font size; words with a space between them stand no farther apart.
        max_overlap: of the font size; a letter begins no farther before the end of the one before it.
        min_straddle: points; a letter that reaches farther over a ruling is drawn over it.
        same_edge: points; lines that begin, end or have their middle so near are aligned.
        figure_margin: of the font size; by so much more may the ink of lines end apart that end in figures.
        min_begun: of the font size; with less in the cell where it begins, a line belongs to the one with most of it.
        min_aligned: lines of a column that begin alike, and rows with spaces on the same ruling, before they tell.
        min_right_aligned: lines of a column that end where this one does, itself among them.
    """

    max_letter_gap: float = 0.2
    max_gap_in_run: float = 0.5
    max_word_gap: float = 0.6
    max_overlap: float = 0.5
    min_straddle: float = 0.3
    same_edge: float = 1.0
    figure_margin: float = 0.15
    min_begun: float = 0.5
    min_aligned: int = 2
    min_right_aligned: int = 4


OVERFLOWING_TEXT = OverflowingTextSettings()


@dataclass(frozen=True, slots=True)
class CellSides:
    """Left and right edges of the page's cells, numbered through over its tables, points."""

    left: Floats
    right: Floats

    @classmethod
    def of(cls, tables: Sequence[Lattice]) -> CellSides:
        """Return the sides of all cells of these tables, of those that cover any place."""
        sides = []
        for table in tables:
            left, right = np.full(len(table.cells), np.inf), np.full(len(table.cells), -np.inf)
            row, column = np.nonzero(table.owner >= 0)
            owner, xs = table.owner[row, column], np.array(table.xs)
            np.minimum.at(left, owner, xs[column])
            np.maximum.at(right, owner, xs[column + 1])
            sides.append((left, right))
        return cls(*(np.concatenate(side) for side in zip(*sides, strict=True)))


@dataclass(frozen=True, slots=True)
class Letters:
    """The inked letters of a page in stream order, without marks.

    Attributes:
        at: n indexes of the page's glyphs.
        x0, x1: n sides, points; a letter with the marks over it.
        size, baseline: n font sizes and heights of the baseline, points.
        cell: n, which each stands in.
        same_run: n - 1, whether one text-showing operation draws a letter and the one before.
        spaced: n - 1, whether a space stands between them.
        goes_on: n - 1, whether a letter continues the text of the one before.
    """

    at: Ints
    x0: Floats
    x1: Floats
    size: Floats
    baseline: Floats
    cell: Ints
    same_run: Flags
    spaced: Flags
    goes_on: Flags


def keep_lines_whole(glyphs: GlyphArrays, cell: Ints, base: Ints, is_space: Flags, tables: Sequence[Lattice]) -> Ints:
    """Assign text that is drawn over a ruling to the cell that it belongs to.

    Args:
        glyphs: of a page, in stream order.
        cell: n indexes of cells, by where each glyph stands.
        base: n indexes of letters: a mark's letter, a letter itself.
        is_space: n; which are blank.
        tables: of the page.

    Returns:
        n indexes of cells.
    """
    at = np.flatnonzero((base == np.arange(len(base))) & ~is_space)
    if not tables or len(at) < 2:
        return cell
    sides, reach = CellSides.of(tables), glyphs.x1.copy()
    np.maximum.at(reach, base, glyphs.x1)
    over = _drawn_over(glyphs, reach, cell, at, sides)
    if not over.any():
        return cell
    letters = _letters(glyphs, reach, cell, base, _in_drawn_order(glyphs, reach, at, over))
    crossing = letters.goes_on & (np.diff(letters.cell) != 0)
    lines = _DrawnLines(letters, sides)
    out = cell.copy()
    for start, end in lines.over_rulings(crossing):
        out[letters.at[start:end]] = lines.owner(start, end)
    blank = np.flatnonzero(is_space[at[0] :]) + at[0]
    before = at[np.searchsorted(at, blank) - 1]
    moved = (out[before] != cell[before]) & (glyphs.run[before] == glyphs.run[blank])
    out[blank[moved]] = out[before[moved]]
    result: Ints = np.where(is_space, out, out[base])
    return result


def _drawn_over(glyphs: GlyphArrays, reach: Floats, cell: Ints, at: Ints, sides: CellSides) -> Flags:
    """Tell for each letter whether it or the gap to the next letter of its run lies over a side of its cell."""
    inside = cell[at] != NO_CELL
    own, slack = np.where(inside, cell[at], 0), OVERFLOWING_TEXT.min_straddle
    over = (reach[at] > sides.right[own] + slack) | (glyphs.x0[at] < sides.left[own] - slack)
    between = (np.diff(cell[at]) != 0) & (np.diff(glyphs.run[at]) == 0)
    between &= np.abs(np.diff(glyphs.baseline[at])) < GLYPHS.same_baseline
    drawn_over: Flags = inside & over
    drawn_over[:-1] |= between
    return drawn_over


def _in_drawn_order(glyphs: GlyphArrays, reach: Floats, at: Ints, over: Flags) -> Ints:
    """Return the letters in the order in which they were drawn, where text over a ruling lies over other text.

    PDFium sorts the text-showing operations of a line by place, so that two texts that lie over each other and are
    drawn in bits come mixed. A bit belongs to the text that ends where it begins.
    """
    levels = np.array(sorted(set(np.round(glyphs.baseline[at[over]], 1).tolist())))
    tangled = np.isin(np.round(glyphs.baseline[at], 1), levels)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(glyphs.run[at])) + 1])
    ends = np.append(starts[1:], len(at))
    order: list[list[int]] = []
    open_texts: dict[float, list[tuple[float, list[int]]]] = {}
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        bit = list(range(start, end))
        if not tangled[start]:
            order.append(bit)
            continue
        texts = open_texts.setdefault(round(float(glyphs.baseline[at[start]]), 1), [])
        size = max(float(glyphs.size[at[start]]), GLYPHS.min_size)
        gaps = [abs(glyphs.x0[at[start]] - ends_at) / size for ends_at, _ in texts]
        ends_at = float(reach[at[start:end]].max())
        if gaps and min(gaps) < OVERFLOWING_TEXT.max_letter_gap:
            n = gaps.index(min(gaps))
            text = texts[n][1]
            text += bit
            texts[n] = ends_at, text
        else:
            order.append(bit)
            texts.append((ends_at, bit))
    result: Ints = at[np.array([k for text in order for k in text], dtype=np.int64)]
    return result


def _letters(glyphs: GlyphArrays, reach: Floats, cell: Ints, base: Ints, at: Ints) -> Letters:
    x0, x1, size, baseline, run = glyphs.x0[at], reach[at], glyphs.size[at], glyphs.baseline[at], glyphs.run[at]
    gap = (x0[1:] - x1[:-1]) / np.maximum(size[1:], GLYPHS.min_size)
    same_run = np.diff(run) == 0
    blank = _blank_between(at, base)
    limit = np.where(same_run, OVERFLOWING_TEXT.max_gap_in_run, OVERFLOWING_TEXT.max_letter_gap)
    limit = np.where(blank, OVERFLOWING_TEXT.max_word_gap, limit)
    in_ligature = same_run & (np.diff(x0) == 0) & (np.diff(x1) == 0)
    goes_on = (
        (np.abs(np.diff(baseline)) < GLYPHS.same_baseline)
        & (np.abs(np.diff(size)) < GLYPHS.same_baseline)
        & (gap < limit)
        & ((gap > -OVERFLOWING_TEXT.max_overlap) & (np.diff(x0) > 0) | in_ligature)
    )
    spaced = blank | (gap > OVERFLOWING_TEXT.max_letter_gap)
    return Letters(at, x0, x1, size, baseline, cell[at], same_run, spaced, goes_on)


def _blank_between(at: Ints, base: Ints) -> Flags:
    """Tell for each two letters that follow each other whether a space stands in the stream between them."""
    blank = base == np.arange(len(base))
    blank[at] = False
    before = np.concatenate([[0], np.cumsum(blank)])
    between: Flags = (before[at[1:]] > before[at[:-1]]) & (at[1:] > at[:-1])
    return between


class _DrawnLines:
    """Pieces of text that producers drew through, and where lines of a column usually begin and end."""

    def __init__(self, letters: Letters, sides: CellSides) -> None:
        self._letters = letters
        self._sides = sides
        begins = np.concatenate([[True], ~letters.goes_on])
        ends = np.concatenate([~letters.goes_on, [True]])
        starts, stops = np.flatnonzero(begins & (letters.cell >= 0)), np.flatnonzero(ends & (letters.cell >= 0))
        self._starts = np.column_stack([sides.left[letters.cell[starts]], letters.x0[starts]])
        self._line_starts = np.column_stack([letters.cell[starts], letters.baseline[starts]])
        self._stops = np.column_stack([sides.right[letters.cell[stops]], letters.x1[stops]])

    def over_rulings(self, crossing: Flags) -> list[tuple[int, int]]:
        """Return the pieces, as start and end, that stand in more than one cell.

        Args:
            crossing: n - 1, where a letter stands in another cell than the one before that it continues.
        """
        letters = self._letters
        parted = ~letters.goes_on
        begins = 0
        for i in np.flatnonzero(crossing | parted | ~letters.same_run).tolist():
            if parted[i]:
                begins = i + 1
            elif self._begins_own_text(i, begins, bool(crossing[i])):
                parted[i] = True
                begins = i + 1
        pieces = self._pieces(parted, crossing)
        return [(a, b) for a, b in pieces if self._is_drawn_through(a, b, pieces)]

    def _pieces(self, parted: Flags, crossing: Flags) -> list[tuple[int, int]]:
        bounds = [0, *(np.flatnonzero(parted) + 1).tolist(), len(self._letters.at)]
        inside = np.concatenate([[0], np.cumsum(crossing & ~parted)])
        return [(a, b) for a, b in pairwise(bounds) if inside[b - 1] > inside[a]]

    def _begins_own_text(self, i: int, begins: int, crosses: bool) -> bool:
        """Tell whether letter ``i + 1`` begins the text of the cell that it stands in, though it touches letter ``i``.

        Args:
            i: index of the letter before.
            begins: index of the letter with which the text before began.
            crosses: whether they stand in two cells.
        """
        letters, cell = self._letters, int(self._letters.cell[i + 1])
        joint = not letters.spaced[i] and letters.same_run[i]
        if joint or cell in (NO_CELL, letters.cell[begins]):
            return False
        in_bits = self._is_drawn_in_bits(begins, i)
        if crosses and not letters.same_run[i] and not self._is_straddled(i) and not in_bits:
            return True
        if self._has_line_of_its_own(cell, i + 1) or (in_bits and not crosses):
            return False
        others = OVERFLOWING_TEXT.min_aligned if in_bits else 1
        return self._lines_from(letters.x0[i + 1], cell) >= others or self._is_padded_alike(begins, i + 1)

    def _has_line_of_its_own(self, cell: int, letter: int) -> bool:
        """Tell whether other text begins in a cell on the baseline of a letter."""
        same = (self._line_starts[:, 0] == cell) & (
            np.abs(self._line_starts[:, 1] - self._letters.baseline[letter]) < OVERFLOWING_TEXT.same_edge
        )
        return bool(same.any())

    def _is_drawn_in_bits(self, begins: int, end: int) -> bool:
        """Tell whether several operations draw the words of a text: where one begins means nothing then."""
        inside = slice(begins, end)
        return bool((~self._letters.same_run[inside] & ~self._letters.spaced[inside]).any())

    def _is_straddled(self, i: int) -> bool:
        """Tell whether letter ``i`` or the next reaches over the ruling between their cells."""
        letters, over = self._letters, OVERFLOWING_TEXT.min_straddle
        edge = self._edge(i)
        return bool(letters.x1[i] > edge + over or letters.x0[i + 1] < edge - over)

    def _edge(self, i: int) -> float:
        before, after = int(self._letters.cell[i]), int(self._letters.cell[i + 1])
        return float(self._sides.right[before] if before >= 0 else self._sides.left[after])

    def _lines_from(self, x: float, cell: int) -> int:
        """Return how many lines of the cell's column begin at ``x``."""
        same = np.abs(self._starts - (self._sides.left[cell], x)) <= OVERFLOWING_TEXT.same_edge
        return int(same.all(axis=1).sum())

    def _lines_to(self, x: float, size: float, cell: int) -> int:
        """Return how many lines of the cell's column end at ``x``; 0 outside tables."""
        if cell == NO_CELL:
            return 0
        near = max(OVERFLOWING_TEXT.same_edge, OVERFLOWING_TEXT.figure_margin * size)
        same = np.abs(self._stops - (self._sides.right[cell], x)) <= near
        return int(same.all(axis=1).sum())

    def _is_padded_alike(self, begins: int, letter: int) -> bool:
        """Tell whether two letters stand as far from the left sides of their cells, as first letters do."""
        cells, x0 = self._letters.cell, self._letters.x0
        if cells[begins] < 0 or cells[begins] == cells[letter]:
            return False
        padding, other = (float(x0[k] - self._sides.left[cells[k]]) for k in (begins, letter))
        return abs(padding - other) <= OVERFLOWING_TEXT.same_edge

    def _is_drawn_through(self, start: int, end: int, pieces: list[tuple[int, int]]) -> bool:
        """Tell whether letters run over a ruling, and not only the spaces of a row that is drawn in one go.

        A row whose spaces come to stand on the rulings is not alone.
        """
        cells = self._letters.cell
        over = [i for i in range(start, end - 1) if cells[i] != cells[i + 1]]
        if any(self._is_straddled(i) or not self._letters.spaced[i] for i in over):
            return True
        edges = {round(self._edge(i)) for i in over}
        alike = 0
        for a, b in pieces:
            here = [i for i in range(a, b - 1) if cells[i] != cells[i + 1] and self._letters.spaced[i]]
            alike += any(round(self._edge(i)) in edges for i in here)
        return alike < OVERFLOWING_TEXT.min_aligned

    def owner(self, start: int, end: int) -> int:
        """Return the cell that a piece of text belongs to; ``NO_CELL`` where that is running text."""
        letters, sides, near = self._letters, self._sides, OVERFLOWING_TEXT.same_edge
        of_piece = letters.cell[start:end]
        first, last = int(of_piece[0]), int(of_piece[-1])
        x0, x1, size = float(letters.x0[start]), float(letters.x1[start:end].max()), float(letters.size[start])
        if first >= 0 and self._lines_from(x0, first) > max(1, self._lines_to(x1, size, last)):
            return first
        for k in np.unique(of_piece[of_piece >= 0]).tolist():
            middle = (sides.left[k] + sides.right[k]) / 2
            if x0 < sides.left[k] and x1 > sides.right[k] and abs((x0 + x1) / 2 - middle) <= near:
                return int(k)
        if self._lines_to(x1, size, last) >= OVERFLOWING_TEXT.min_right_aligned:
            return last
        most, counts = np.unique(of_piece, return_counts=True)
        begins_before = first < 0 or sides.right[first] - x0 < OVERFLOWING_TEXT.min_begun * size
        return int(most[counts.argmax()]) if begins_before else first
