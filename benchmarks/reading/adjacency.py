"""Adjacency relations of table cells, and how far those of a found table are those of the true one.

The measure of the table competition of ICDAR 2013 (Göbel, Hassan, Oro, Orsi): each cell with text makes a relation with
its nearest neighbour with text to the right and below; blank cells are passed over. A relation is right where both
texts and the direction are those of the truth. Texts are compared composed and without white space.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points, from the upper left of the page."""
Direction = Literal["right", "below"]
Relation = tuple[str, str, Direction]

DASHES_AND_QUOTES = str.maketrans("‐‑‒–—―−’‘“”\u00ad", "-------''\"\"-")
"""One character has several code points, and truth and readers take now the one, now the other."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table: its place in the grid, 0-based, its text, and its box on the page."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    box: Box

    @property
    def center(self) -> tuple[float, float]:
        """Return the middle of its box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Score:
    """Relations of the truth, of a reader, and those that are in both."""

    true: int = 0
    found: int = 0
    both: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.true + other.true, self.found + other.found, self.both + other.both)

    @property
    def missed(self) -> int:
        """Return how many relations are wrong or missing."""
        return self.true + self.found - 2 * self.both

    @property
    def recall(self) -> float:
        """Return the share of the true relations that was found."""
        return self.both / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        """Return the share of the found relations that is true."""
        return self.both / self.found if self.found else float(not self.true)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of recall and precision."""
        return 2 * self.both / (self.true + self.found) if self.true + self.found else 1.0


def comparable(text: str) -> str:
    """Return a text as it is compared."""
    return "".join(unicodedata.normalize("NFKC", text).translate(DASHES_AND_QUOTES).split())


def neighbours(cells: Sequence[GridCell]) -> Iterator[tuple[GridCell, GridCell, Direction]]:
    """Yield each cell with text beside its nearest neighbours with text, to the right and below.

    A cell over several rows has a neighbour to the right in each of them; each pair comes once.
    """
    inked = [cell for cell in cells if comparable(cell.text)]
    at = {
        (row, column): number
        for number, cell in enumerate(inked)
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    }
    rows, columns = max((r for r, _ in at), default=-1) + 1, max((c for _, c in at), default=-1) + 1
    for cell in inked:
        end_row, end_column = cell.row + cell.rowspan, cell.column + cell.colspan
        right = {
            next((at[r, c] for c in range(end_column, columns) if (r, c) in at), -1) for r in range(cell.row, end_row)
        }
        below = {
            next((at[r, c] for r in range(end_row, rows) if (r, c) in at), -1) for c in range(cell.column, end_column)
        }
        yield from ((cell, inked[n], "right") for n in sorted(right - {-1}))
        yield from ((cell, inked[n], "below") for n in sorted(below - {-1}))


def relation(first: GridCell, second: GridCell, direction: Direction) -> Relation:
    """Return a relation as it is compared."""
    return comparable(first.text), comparable(second.text), direction


def score(true: Counter[Relation], found: Counter[Relation]) -> Score:
    """Hold found relations against the true ones."""
    return Score(true.total(), found.total(), (true & found).total())
