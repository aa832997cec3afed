"""The arithmetic of a results row: which values (hundredths) of its unsure figures make it add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from pipeline.domain.scales import SCALE_SETTINGS, Basis, Weights, total_of
from pipeline.model import FigureName
from pipeline.repair.scores.figures import FigureFormat, PrintedFigure
from pipeline.repair.scores.misreadings import figure_limits

PARTS: tuple[FigureName, ...] = ("iit", "eit", "oit")
SCORES: tuple[FigureName, ...] = (*PARTS, "total")
PartValues = tuple[int, int, int]
Chances = dict[int, float]  # by value
Marginals = dict[FigureName, Chances]


@dataclass(frozen=True, slots=True)
class ArithmeticSettings:
    """How far sums may be off, and how much is weighed.

    Attributes:
        steps: points up to which a sum is off by no rounding (0.005 and floating point), by one, and by two.
        prior: by basis: rows on each step that are counted before any is seen. A weighted mean is rounded only once.
        totals_per_step: by basis: totals, in hundredths, that lie on each step.
        step_tolerance: points beyond what rounding allows, for floating point.
        total_reach: hundredths on both sides of the exact total that cover all steps.
        most_combinations: of the values of a row; the likeliest are weighed by the grade too, the others left out.
        misprints: ways to misprint one digit of a row's figures, about.
    """

    steps: tuple[float, ...] = (0.0055, 0.0115, 0.0215)
    prior: Mapping[Basis, tuple[float, ...]] = field(
        default_factory=lambda: {"weighted": (8.0, 1.0, 0.3), "percent": (9.0, 1.0)}
    )
    totals_per_step: Mapping[Basis, tuple[int, ...]] = field(
        default_factory=lambda: {"weighted": (1, 2, 2), "percent": (1, 1)}
    )
    step_tolerance: float = 5e-4
    total_reach: int = 3
    most_combinations: int = 200
    misprints: int = 150


SETTINGS = ArithmeticSettings()
_TOP_SCORE = 10000  # hundredths


def score_format(name: FigureName, basis: Basis | None, weights: Weights) -> FigureFormat:
    """Return how a score is written: two decimals, to 100, or to its weight."""
    if name == "total" or basis != "weighted":
        return FigureFormat(2, _TOP_SCORE)
    return FigureFormat(2, round(_TOP_SCORE * weights[PARTS.index(name)]))


@dataclass(frozen=True, slots=True)
class SumModel:
    """How the figures of a table make its totals.

    Attributes:
        basis: of the scores.
        weights: of the tools, shares of 1.
        exactness: for each step of rounding, the chance of each total on it, as the table's plain rows show.
    """

    basis: Basis
    weights: Weights
    exactness: tuple[float, ...]

    @classmethod
    def of(cls, basis: Basis, weights: Weights, plain: Sequence[tuple[float, float, float, float]]) -> SumModel:
        """Learn from rows that were read plainly: (IIT, EIT, OIT, total), in points."""
        counts = list(SETTINGS.prior[basis])
        for iit, eit, oit, total in plain:
            step = _rounding_step(abs(total_of(basis, (iit, eit, oit), weights) - total), basis)
            if step is not None:
                counts[step] += 1
        rows = sum(counts)
        totals = SETTINGS.totals_per_step[basis]
        return cls(basis, weights, tuple(c / rows / n for c, n in zip(counts, totals, strict=True)))

    def fits(self, parts: PartValues, total: int) -> bool:
        """Return whether scores make a total as exactly as others of the table do."""
        step = _rounding_step(abs(self._total_of(parts) - total / 100), self.basis)
        if step is None:
            return False
        share_of_rows = self.exactness[step] * SETTINGS.totals_per_step[self.basis][step]
        return share_of_rows >= figure_limits().unusual_sum

    def totals(self, parts: PartValues) -> list[tuple[int, float]]:
        """Return the totals that scores may make, each with its chance."""
        exact = self._total_of(parts)
        lowest = max(0, round(exact * 100) - SETTINGS.total_reach)
        highest = min(_TOP_SCORE, round(exact * 100) + SETTINGS.total_reach)
        out = []
        for total in range(lowest, highest + 1):
            step = _rounding_step(abs(exact - total / 100), self.basis)
            if step is not None:
                out.append((total, self.exactness[step]))
        return out

    def _total_of(self, parts: PartValues) -> float:
        iit, eit, oit = (p / 100 for p in parts)
        return total_of(self.basis, (iit, eit, oit), self.weights)


def _rounding_step(off: float, basis: Basis) -> int | None:
    """Return the step of rounding that a difference, in points, is on; None beyond what rounding may do."""
    if off > SCALE_SETTINGS.tolerance(basis) + SETTINGS.step_tolerance:
        return None
    return next((n for n, step in enumerate(SETTINGS.steps) if off <= step), None)


@dataclass(frozen=True, slots=True)
class RowChances:
    """The chances of the values of each figure, and of the row's adding up at all (None where it has no sum)."""

    marginals: Marginals
    adds_up: float | None


def weigh_row(
    printed: Mapping[FigureName, PrintedFigure],
    sums: SumModel | None,
    total_factor: Callable[[int], float],
    row_factor: Callable[[Mapping[FigureName, int]], float],
) -> RowChances:
    """Weigh the figures of one row together.

    Args:
        printed: by score; those that the row does not print are not there.
        sums: how the row adds up; None where that is not known.
        total_factor: how likely the neighbouring rows make a total.
        row_factor: how likely the grade makes all scores.
    """
    whole_row = sums is not None and set(printed) == set(SCORES)
    values = {
        name: figure.values(_value_that_adds_up(printed, sums, name) if whole_row and sums else ())
        for name, figure in printed.items()
    }
    if sums is None or not whole_row or not all(any(v.values()) for v in values.values()):
        if "total" in values:
            values["total"] = {v: p * total_factor(v) for v, p in values["total"].items()}
        return RowChances({name: _normalised(chances) for name, chances in values.items()}, None)
    combinations = sorted(_combinations(printed, values, sums, total_factor), reverse=True)
    marginals: Marginals = {name: {} for name in SCORES}
    adding_up = 0.0
    for weight, combination in combinations[: SETTINGS.most_combinations]:
        weight *= row_factor(dict(zip(SCORES, combination, strict=True)))
        adding_up += weight
        for name, value in zip(SCORES, combination, strict=True):
            marginals[name][value] = marginals[name].get(value, 0.0) + weight
    return _with_misprints(values, marginals, adding_up)


def _combinations(
    printed: Mapping[FigureName, PrintedFigure],
    values: Mapping[FigureName, Chances],
    sums: SumModel,
    total_factor: Callable[[int], float],
) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Yield the values of a row (IIT, EIT, OIT, total) that add up, each with its weight."""
    likely_totals = {v: p * total_factor(v) for v, p in values["total"].items()}
    for picked in product(*(values[name].items() for name in PARTS)):
        likelihood = prod(p for _, p in picked)
        iit, eit, oit = (v for v, _ in picked)
        for total, exactness in sums.totals((iit, eit, oit)):
            if total not in likely_totals:
                likely_totals[total] = printed["total"].likelihood(total) * total_factor(total)
            yield likelihood * exactness * likely_totals[total], (iit, eit, oit, total)


def _with_misprints(values: Mapping[FigureName, Chances], marginals: Marginals, adding_up: float) -> RowChances:
    """Return the chances of a row, of which the source itself may not add up.

    Args:
        values: of each figure, with their likelihoods.
        marginals: weights of the values in combinations that add up; added to.
        adding_up: the weight of all these combinations.
    """
    misprinted = figure_limits().printed_wrong / SETTINGS.misprints * prod(sum(v.values()) for v in values.values())
    whole = adding_up + misprinted
    for name, likelihoods in values.items():
        each = sum(likelihoods.values())
        for value, p in likelihoods.items():
            marginals[name][value] = marginals[name].get(value, 0.0) + misprinted * p / each
    chances = {name: {v: p / whole for v, p in found.items()} for name, found in marginals.items()}
    return RowChances(chances, adding_up / whole)


def _value_that_adds_up(printed: Mapping[FigureName, PrintedFigure], sums: SumModel, name: FigureName) -> list[int]:
    """Return the value of a figure with which the others, as most likely read, add up.

    None but of a weighted sum: a weighted mean leaves several.
    """
    values = [v for n in SCORES if n != name and (v := _likeliest_value(printed[n])) is not None]
    if len(values) < len(PARTS) or sums.basis != "weighted":
        return []
    return [sum(values)] if name == "total" else [values[-1] - sum(values[:-1])]


def _likeliest_value(printed: PrintedFigure) -> int | None:
    return printed.value if printed.value is not None else next(iter(printed.values()), None)


def _normalised(likelihoods: Mapping[int, float]) -> Chances:
    whole = sum(likelihoods.values())
    return {v: p / whole for v, p in likelihoods.items()} if whole else {}
