"""The arithmetic of a results row: which values of its unsure figures make it add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from pipeline.domain.scales import PERCENT_SLACK, WEIGHTED_SLACK, Basis, Weights, made
from pipeline.model import FigureName
from pipeline.repair.scores.figures import Kind, Print, limit

PARTS: tuple[FigureName, ...] = ("iit", "eit", "oit")
_STEPS = (0.0055, 0.0115, 0.0215)  # points: how far a sum may be off, exactly and by one or two roundings
_PRIOR: Mapping[Basis, tuple[float, ...]] = {"weighted": (8.0, 1.0, 0.3), "percent": (9.0, 1.0)}
_TOTALS: Mapping[Basis, tuple[int, ...]] = {"weighted": (1, 2, 2), "percent": (1, 1)}  # totals that each step allows
_ERRORS = 150  # ways to misprint one digit of a row's figures

Marginals = dict[FigureName, dict[int, float]]


@dataclass(frozen=True)
class Sums:
    """How the figures of a table make its totals: the basis, the weights, and how exactly, as its plain rows show."""

    basis: Basis
    weights: Weights
    exactness: tuple[float, ...]

    @classmethod
    def of(cls, basis: Basis, weights: Weights, plain: Sequence[tuple[float, float, float, float]]) -> Sums:
        """Learn from rows that were read plainly: (IIT, EIT, OIT, total)."""
        counts = list(_PRIOR[basis])
        for iit, eit, oit, total in plain:
            step = _step(abs(made(basis, (iit, eit, oit), weights) - total), basis)
            if step is not None:
                counts[step] += 1
        whole = sum(counts)
        return cls(basis, weights, tuple(c / whole / n for c, n in zip(counts, _TOTALS[basis], strict=True)))

    def fit(self, parts: tuple[int, int, int], total: int) -> bool:
        """Whether scores (in hundredths) make a total as exactly as others of the table do."""
        step = _step(abs(self._made(parts) - total / 100), self.basis)
        return step is not None and self.exactness[step] * _TOTALS[self.basis][step] >= limit("unusual_sum")

    def _made(self, parts: tuple[int, int, int]) -> float:
        iit, eit, oit = (p / 100 for p in parts)
        return made(self.basis, (iit, eit, oit), self.weights)

    def totals(self, parts: tuple[int, int, int]) -> list[tuple[int, float]]:
        """The totals (in hundredths) that scores may make, each with its chance."""
        exact = self._made(parts)
        out = []
        for total in range(max(0, round(exact * 100) - 3), min(10000, round(exact * 100) + 3) + 1):
            step = _step(abs(exact - total / 100), self.basis)
            if step is not None:
                out.append((total, self.exactness[step]))
        return out


def _step(off: float, basis: Basis) -> int | None:
    """Which of the steps a difference is on; None beyond what rounding may do."""
    slack = WEIGHTED_SLACK if basis == "weighted" else PERCENT_SLACK
    return next((n for n, step in enumerate(_STEPS) if off <= step), None) if off <= slack + 5e-4 else None


@dataclass(frozen=True)
class Solved:
    """Chances of the values of each figure, and of the row's adding up at all (None where it has no sum)."""

    marginals: Marginals
    adds_up: float | None


def solve_row(
    prints: Mapping[FigureName, Print],
    sums: Sums | None,
    of_total: Callable[[int], float],
    of_row: Callable[[Mapping[FigureName, int]], float],
) -> Solved:
    """Weigh the figures of one row together.

    Args:
        prints: by score; those that the row does not print are not there.
        sums: how the row adds up; None where that is not known.
        of_total: what the neighbouring rows make of a total, as a factor.
        of_row: what the grade makes of all scores, as a factor.
    """
    names: tuple[FigureName, ...] = (*PARTS, "total")
    whole_row = sums is not None and set(prints) == set(names)
    choices = {name: p.values(_needed(prints, sums, name) if whole_row and sums else ()) for name, p in prints.items()}
    if sums is None or not whole_row or not all(any(c.values()) for c in choices.values()):
        if "total" in choices:
            choices["total"] = {v: p * of_total(v) for v, p in choices["total"].items()}
        return Solved({name: _normal(chances) for name, chances in choices.items()}, None)
    weighed: list[tuple[float, tuple[int, ...]]] = []
    likely = {v: p * of_total(v) for v, p in choices["total"].items()}
    for picked in product(*(choices[name].items() for name in PARTS)):
        chance = prod(p for _, p in picked)
        iit, eit, oit = (v for v, _ in picked)
        for total, exact in sums.totals((iit, eit, oit)):
            if total not in likely:
                likely[total] = prints["total"].chance(total) * of_total(total)
            weighed.append((chance * exact * likely[total], (iit, eit, oit, total)))
    weighed.sort(reverse=True)
    most = weighed[:200]
    marginals: Marginals = {name: {} for name in names}
    adding = 0.0
    for weight, values in most:
        weight *= of_row(dict(zip(names, values, strict=True)))
        adding += weight
        for name, value in zip(names, values, strict=True):
            marginals[name][value] = marginals[name].get(value, 0.0) + weight
    wrong = limit("printed_wrong") / _ERRORS * prod(sum(c.values()) for c in choices.values())
    whole = adding + wrong
    for name, chances in choices.items():
        each = sum(chances.values())
        for value, p in chances.items():
            marginals[name][value] = marginals[name].get(value, 0.0) + wrong * p / each
    return Solved({name: {v: p / whole for v, p in found.items()} for name, found in marginals.items()}, adding / whole)


def _needed(prints: Mapping[FigureName, Print], sums: Sums, name: FigureName) -> list[int]:
    """The value of a figure with which the others, as they were most likely read, add up; only a weighted sum tells it exactly."""
    values = [v for n in (*PARTS, "total") if n != name and (v := _likeliest(prints[n])) is not None]
    if len(values) < 3 or sums.basis != "weighted":
        return []
    return [sum(values)] if name == "total" else [values[-1] - sum(values[:-1])]


def _likeliest(printed: Print) -> int | None:
    return printed.value if printed.value is not None else next(iter(printed.values()), None)


def _normal(chances: Mapping[int, float]) -> dict[int, float]:
    whole = sum(chances.values())
    return {v: p / whole for v, p in chances.items()} if whole else {}


def score_kind(name: FigureName, basis: Basis | None, weights: Weights) -> Kind:
    """How a score is written: two decimals, to 100, or to its weight."""
    if name == "total" or basis != "weighted":
        return Kind(2, 10000)
    return Kind(2, round(10000 * weights[PARTS.index(name)]))
