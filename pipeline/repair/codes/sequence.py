"""From rows and years to one choice per row: the mistakes a report's reader makes, the codebook's year, no code twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.domain.codebook import alike, editions, nearest_year
from pipeline.model import IndicatorRow
from pipeline.repair.codes.code_evidence import Evidence, evidence, order_cost
from pipeline.repair.codes.confusables import plain, weights
from pipeline.repair.codes.min_sum import NOTHING, Choice, decode


@dataclass(frozen=True, slots=True)
class Solution:
    """A decoded report.

    Attributes:
        year: of the codebook that was used (BE).
        alternatives: years that explain the report as well; their indicators may differ.
        rows: what each row said on its own.
        choices: what the whole sequence says of each row.
        repeats: places (0-based) of rows that print the code, question and score of an earlier row.
    """

    year: int
    alternatives: tuple[int, ...]
    rows: Sequence[Evidence]
    choices: Sequence[Choice]
    repeats: frozenset[int]

    @property
    def total(self) -> float:
        """Cost of the best sequence."""
        return self.choices[0].total if self.choices else 0.0

    @property
    def strain(self) -> float:
        """Part of the total that the prints do not explain: what another year's codebook could save."""
        prints = zip(self.rows, self.choices, strict=True)
        return self.total - sum(row.prints[c.best].cost for row, c in prints if c.best in row.prints)

    def code(self, place: int) -> str | None:
        """The code of a row (0-based), None where it is not sure enough."""
        return _sure(self.rows[place], self.choices[place])


def _sure(row: Evidence, choice: Choice) -> str | None:
    """The best code if it is far enough ahead of the next and near enough to the print."""
    limits = weights().limits
    best = choice.best
    if best == NOTHING or choice.margin < limits["margin"]:
        return None
    reading = row.prints.get(best)
    return best if reading is None or reading.cost <= limits["print"] else None


def solve(rows: Sequence[IndicatorRow], year: int | None) -> Solution:
    """Decode the rows of one report.

    Args:
        rows: in document order.
        year: the assessment's year (BE), None where the report does not say; another year's codebook is taken only where it
            explains the report far better.
    """
    repeats = _repeats(rows)
    if year is None:
        tried = [_by_year(rows, y, repeats) for y in _distinct(None)]
        best = min(tried, key=lambda s: s.total)
        equal = tuple(s.year for s in tried if s.total < best.total + weights().limits["margin"])
        return replace(best, alternatives=equal)
    own = _by_year(rows, nearest_year(year), repeats)
    price = weights().context["other_year"]
    if own.strain <= price:
        return own
    others = [_by_year(rows, y, repeats) for y in _distinct(own.year)]
    best = min(others, key=lambda s: s.total, default=own)
    return best if best.total + price < own.total else own


def _distinct(year: int | None) -> list[int]:
    """Years whose codebooks differ in codes or indicators, from each other and from the year given; the newest of each kind."""
    out: list[int] = []
    for y in sorted(editions(), reverse=True):
        if not any(alike(y, other) for other in (*out, *([year] if year is not None else []))):
            out.append(y)
    return out


def _repeats(rows: Sequence[IndicatorRow]) -> frozenset[int]:
    """Rows that print an earlier row's code, question and score over again."""
    seen: set[tuple[str, str | None, float | None]] = set()
    out = set()
    for i, row in enumerate(rows):
        code = plain(row.code_raw)
        if code is None or row.score is None:
            continue
        key = (code, row.question, row.score)
        if key in seen:
            out.add(i)
        seen.add(key)
    return frozenset(out)


def _by_year(rows: Sequence[IndicatorRow], year: int, repeats: frozenset[int]) -> Solution:
    """Decode by one year's codebook: once to learn which mistakes the reader makes, then with those expected."""
    solution = _decoded(rows, year, repeats, frozenset())
    return _decoded(rows, year, repeats, frozenset(weights().lowered)) if _mistaken(solution) else solution


def _mistaken(solution: Solution) -> bool:
    """Some sure row shows one of the rare mistakes: a reader that loses a letter also loses strokes, and the other way round."""
    codes = [solution.code(i) for i in range(len(solution.rows))]
    return any(
        c is not None and c in row.prints and row.prints[c].mistakes
        for c, row in zip(codes, solution.rows, strict=True)
    )


def _decoded(rows: Sequence[IndicatorRow], year: int, repeats: frozenset[int], lowered: frozenset[str]) -> Solution:
    """Decode until no sure code stands twice: of two rows with one code, the surer keeps it."""
    found = [replace(e, costs={}) if i in repeats else e for i, e in enumerate(evidence(rows, year, lowered))]
    falling, tools = order_cost(rows), [row.tool for row in rows]
    while True:
        solution = Solution(year, (year,), found, decode(found, tools, year, falling), repeats)
        holders: dict[str, list[int]] = {}
        for i in range(len(rows)):
            if (code := solution.code(i)) is not None:
                holders.setdefault(code, []).append(i)
        twice = [(code, places) for code, places in holders.items() if len(places) > 1]
        if not twice:
            return solution
        for code, places in twice:
            surest = max(places, key=lambda i: (solution.choices[i].margin, -i))
            for i in places:
                if i != surest:
                    clash = plain(rows[i].code_raw) == code
                    costs = {} if clash else {c: v for c, v in found[i].costs.items() if c != code}
                    found[i] = replace(found[i], costs=costs)
