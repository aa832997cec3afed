"""Lines inside the cells of a lattice, in words, and cells as boxes that can be divided further."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pipeline.extract.tables.lattice import Lattice, LatticeCell

ENUMERATOR = re.compile(r"[(\[]?\d{1,2}(\.\d{1,2})*[.)\]]")
"""Number of an item of a list; it is no value."""
MAX_VALUE_LETTERS = 2
"""Latin letters that a value may have: a unit, the sign of a footnote, ``(X)`` for what is not known."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of ink in a line: left and right end, points, and its text."""

    x0: float
    x1: float
    text: str


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of a cell.

    Attributes:
        top, bottom: of its ink, points from the top of the page.
        base: its baseline, likewise.
        size: type size, points.
        words: from left to right, at least one.
    """

    top: float
    bottom: float
    base: float
    size: float
    words: tuple[Word, ...]

    def between(self, x0: float, x1: float) -> CellLine | None:
        """Return the part whose words have their middle between two places; None where none has."""
        words = tuple(word for word in self.words if x0 <= (word.x0 + word.x1) / 2 < x1)
        return replace(self, words=words) if words else None

    def is_free_at(self, x: float, min_gap: float) -> bool:
        """Return whether no word crosses a place, and those beside it stand so far apart, in type sizes."""
        left = max((word.x1 for word in self.words if (word.x0 + word.x1) / 2 < x), default=-np.inf)
        right = min((word.x0 for word in self.words if (word.x0 + word.x1) / 2 >= x), default=np.inf)
        return left <= x <= right and right - left >= min_gap * self.size

    @property
    def text(self) -> str:
        """Return its words, with spaces between."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class CellBox:
    """A cell of a lattice by its sides, with its lines from top to bottom."""

    x0: float
    y0: float
    x1: float
    y1: float
    lines: tuple[CellLine, ...]
    open_top: bool = False
    open_bottom: bool = False

    def column(self, x0: float, x1: float) -> CellBox:
        """Return the part of the cell between two places across."""
        parts = (line.between(x0, x1) for line in self.lines)
        return replace(self, x0=x0, x1=x1, lines=tuple(part for part in parts if part is not None))

    def columns(self, edges: Iterable[float]) -> list[CellBox]:
        """Return the parts of the cell that these edges make."""
        stops = [self.x0, *edges, self.x1]
        return [self.column(a, b) for a, b in pairwise(stops)]

    def row(self, y0: float, y1: float) -> CellBox:
        """Return the part of the cell between two places down the page."""
        lines = tuple(line for line in self.lines if y0 <= (line.top + line.bottom) / 2 < y1)
        return replace(
            self,
            y0=y0,
            y1=y1,
            lines=lines,
            open_top=self.open_top and y0 == self.y0,
            open_bottom=self.open_bottom and y1 == self.y1,
        )

    def rows(self, edges: Iterable[float]) -> list[CellBox]:
        """Return the parts of the cell that these edges make."""
        stops = [self.y0, *edges, self.y1]
        return [self.row(a, b) for a, b in pairwise(stops)]


def is_value(text: str) -> bool:
    """Return whether a text is one figure, or a sign that stands for one; the number of a list item is none."""
    letters = 0
    for char in text:
        if char.isalpha():
            letters += 1
            if letters > MAX_VALUE_LETTERS or not char.isascii():
                return False
    return not ENUMERATOR.fullmatch(text)


def boxes_of(lattice: Lattice, lines: Sequence[Sequence[CellLine]]) -> list[CellBox]:
    """Return the cells of a lattice as boxes; ``lines`` are those of each cell."""
    xs, ys = lattice.xs, lattice.ys
    return [
        CellBox(
            xs[cell.column],
            ys[cell.row],
            xs[cell.column + cell.colspan],
            ys[cell.row + cell.rowspan],
            tuple(of_cell),
            cell.open_top,
            cell.open_bottom,
        )
        for cell, of_cell in zip(lattice.cells, lines, strict=True)
    ]


def lattice_of(boxes: Sequence[CellBox], ruled: bool) -> Lattice:
    """Return the lattice that boxes make; sides at the same place are one edge."""
    xs = sorted({x for box in boxes for x in (box.x0, box.x1)})
    ys = sorted({y for box in boxes for y in (box.y0, box.y1)})
    column, row = {x: n for n, x in enumerate(xs)}, {y: n for n, y in enumerate(ys)}
    owner = np.full((len(ys) - 1, len(xs) - 1), -1, dtype=np.int64)
    cells = []
    for number, box in enumerate(sorted(boxes, key=lambda box: (box.y0, box.x0))):
        r, c, end, right = row[box.y0], column[box.x0], row[box.y1], column[box.x1]
        owner[r:end, c:right] = number
        cells.append(LatticeCell(r, c, end - r, right - c, box.open_top, box.open_bottom))
    return Lattice(xs, ys, cells, owner, ruled)
