"""What the rows of a table of results hold, column by column, and whether columns of scores add up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.assemble.agency_results.result_columns import SCORES
from pipeline.assemble.fields import is_dash, one_line, parse_score
from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.logical_table import TablePart
from pipeline.domain.family import Family
from pipeline.domain.scales import Basis, Weights, fits
from pipeline.domain.wordings import compact

BASES: tuple[Basis, ...] = ("percent", "weighted")
MOST_PERCENT = 100.0
"""Points: the top of the scale."""
WEIGHTED_TOPS = {"iit": 30.0, "eit": 30.0, "oit": 40.0}
"""Points: the most that a weighted score may be."""
BUDDHIST_ERA = 543
"""Years between the Common and the Buddhist Era."""
FIRST_YEAR, LAST_YEAR = 2556, 2620
"""Fiscal years (Buddhist Era) that a table may name; the assessment began in the first."""
_YEAR_CELL = re.compile(r"(?:ประจำ)?(?:ปี)?(?:งบประมาณ)?(?:พ\.?ศ\.?|ค\.?ศ\.?)?(2\d{3})\*?")
_BROKEN_FIGURE = re.compile(r"\d{1,3}[.,]\d{1,2}")
_PAIR = re.compile(r"^(\d{1,3}[.,]\d{1,2})\s*[(/\[]\s*(\d{1,3}[.,]\d{1,2})\s*[)\]]?$")
_WORD = re.compile(r"[^\W\d_]{2}")
_FIGURE_SHARE = 0.6  # of a column's texts that are scores, from which it is one of figures
_COUNTING_SHARE = 0.8  # of texts that are whole numbers, and of steps that count, in a column of ranks
_BASIS_SHARE = 0.6  # of rows that add up on a basis, from which it is the table's


def points(text: str) -> float | None:
    """Return a score cell's figure, in points; None where it is no figure.

    Where it prints a score on both bases (``98.84 (29.65)``), the one of 100.
    """
    flat = one_line(text).strip("* ")
    tight = flat.replace(" ", "")
    if _BROKEN_FIGURE.fullmatch(tight):  # a narrow column breaks 100.00 before its last digit
        return float(tight.replace(",", "."))
    pair = _PAIR.match(flat)
    if pair is not None:
        return max(float(part.replace(",", ".")) for part in pair.groups())
    return parse_score(flat)[0]


def year_in(text: str) -> int | None:
    """Return the year (Buddhist Era) that a cell names: ``ปี 2564``, ``พ.ศ. 2564``, ``2021``; None where none."""
    match = _YEAR_CELL.fullmatch("".join(text.split()))
    year = int(match.group(1)) if match else 0
    year += BUDDHIST_ERA if FIRST_YEAR <= year + BUDDHIST_ERA <= LAST_YEAR else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def is_grade(family: Family, text: str) -> bool:
    """Tell a grade of the scale, a letter or words."""
    assert family.results is not None
    return bool(family.results.grades.match(compact(text).upper()))


class ColumnContent:
    """The texts of the data rows of a table, by column (0-based)."""

    def __init__(self, family: Family, header: Header, parts: Sequence[TablePart], weights: Weights) -> None:
        """Collect the rows that have the header's columns and more than one text."""
        self._family = family
        self._weights = weights
        self._values: dict[int, list[float | None]] = {}
        self._figures: list[list[float | None]] | None = None
        self.rows: list[list[str]] = []
        for part in parts:
            for i, row in enumerate(part.table.grid()):
                texts = [one_line(t or "") for t in row[: len(header.columns)]]
                whole = len(texts) == len(header.columns) and sum(map(bool, texts)) > 1
                if whole and not part.is_header_row(i):
                    self.rows.append(texts)

    def figures(self) -> list[list[float | None]]:
        """Return the figure of each cell, by row and column; None where it holds none."""
        if self._figures is None:
            self._figures = [[points(text) for text in row] for row in self.rows]
        return self._figures

    def years(self, k: int) -> float:
        """Return the share of texts that name a year of the assessment (0..1)."""
        return _share([year_in(t) is not None for t in self.column(k)])

    def column(self, k: int) -> list[str]:
        """Return the texts of a column, without dashes."""
        return [row[k] for row in self.rows if row[k] and not is_dash(row[k])]

    def scores(self, k: int) -> float:
        """Return the share of figures that may be scores (0..1)."""
        return _share([(value := points(t)) is not None and value <= MOST_PERCENT for t in self.column(k)])

    def may_be_scores(self, k: int) -> bool:
        """Tell a column of figures, or an empty one."""
        return not self.column(k) or self.scores(k) >= 0.5

    def is_of_figures(self, k: int) -> bool:
        """Tell a column that mostly holds scores of 0..100, and no running number."""
        return bool(self.column(k)) and self.scores(k) >= _FIGURE_SHARE and not self.is_running_number(k)

    def exceeds_weights(self, columns: Mapping[int, int]) -> bool:
        """Tell whether figures of indicators (columns by number) are above every weighted score: they are of 100."""
        top = max(WEIGHTED_TOPS.values())
        return any((value := row[k]) is not None and value > top for k in columns.values() for row in self.figures())

    def grades(self, k: int) -> float:
        """Return the share of grades (0..1)."""
        return _share([is_grade(self._family, t) for t in self.column(k)])

    def words(self, k: int) -> float:
        """Return the share of texts with words in them (0..1)."""
        return _share([bool(_WORD.search(t)) for t in self.column(k)])

    def is_running_number(self, k: int) -> bool:
        """Tell whole numbers that mostly go up with the rows, or stay; a cell that could not be read leaves a gap."""
        texts = [(n, row[k].strip(".() ")) for n, row in enumerate(self.rows) if row[k]]
        numbers = [(n, int(t)) for n, t in texts if t.isdecimal()]
        steps = [b - a in (0, m - n) for (n, a), (m, b) in pairwise(numbers)]
        mostly_numbers = len(numbers) >= _COUNTING_SHARE * len(texts)
        return mostly_numbers and bool(steps) and sum(steps) >= _COUNTING_SHARE * len(steps)

    def distinct_words(self, k: int) -> int:
        """Return how many different texts with words a column has."""
        return len({t for t in self.column(k) if _WORD.search(t)})

    def share_adding_up(self, scores: dict[str, int], basis: Basis) -> float:
        """Return the share of the rows with all four scores in which they add up on a basis (0..1).

        Args:
            scores: the column of each score.
        """
        rows = self._complete_rows(scores)
        return _share([fits(basis, (iit, eit, oit), total, self._weights) for iit, eit, oit, total in rows])

    def best_share_adding_up(self, scores: dict[str, int]) -> float:
        """Return the same on the basis on which more rows do."""
        return max(self.share_adding_up(scores, basis) for basis in BASES)

    def complete_rows(self, scores: dict[str, int]) -> int:
        """Return how many rows have all four scores."""
        return len(self._complete_rows(scores))

    def _complete_rows(self, scores: dict[str, int]) -> list[tuple[float, float, float, float]]:
        for k in scores.values():
            if k not in self._values:
                self._values[k] = [points(row[k]) for row in self.rows]
        rows = zip(*(self._values[scores[name]] for name in SCORES), strict=True)
        return [
            (a, b, c, d) for a, b, c, d in rows if a is not None and b is not None and c is not None and d is not None
        ]

    def basis(self, scores: dict[str, int]) -> Basis | None:
        """Return the basis on which most rows add up; failing that, scores above the weighted tops tell percent."""
        if set(scores) == set(SCORES):
            share, basis = max((self.share_adding_up(scores, basis), basis) for basis in BASES)
            if share >= _BASIS_SHARE:
                return basis
        tools = []
        for name, limit in WEIGHTED_TOPS.items():
            values = [v for row in self.rows if name in scores and (v := points(row[scores[name]])) is not None]
            if values:
                tools.append((max(values), limit))
        if len(tools) >= 2:
            return "percent" if any(top > limit for top, limit in tools) else "weighted"
        return None


def _share(tests: Sequence[bool]) -> float:
    return sum(tests) / len(tests) if tests else 0.0
