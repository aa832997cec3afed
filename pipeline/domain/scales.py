"""The assessment's scales: how the scores of the tools make a total, and which grade a total has (``scales.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.domain.data_files import read_yaml
from pipeline.domain.wordings import compact

Basis = Literal["percent", "weighted"]
Weights = tuple[float, float, float]
Scores = tuple[float, float, float]


class ScaleSettings(NamedTuple):
    """How far printed scores may be off by rounding alone, in points.

    Attributes:
        percent_tolerance: of a total that is a weighted mean: three scores and their total are each rounded to 0.005,
            and the weights of the three make 1.
        weighted_tolerance: of a total that is a sum: three rounded scores against a rounded total.
        grade_tolerance: of a tool's score against the least score of a grade, both of 100: a weighted score is rounded
            before it is brought to 100.
        no_limit: above every score; the limit of a grade that has none.
    """

    percent_tolerance: float = 0.011
    weighted_tolerance: float = 0.021
    grade_tolerance: float = 0.02
    no_limit: float = 100.01

    def tolerance(self, basis: Basis) -> float:
        """Return how far a total may be off."""
        return self.weighted_tolerance if basis == "weighted" else self.percent_tolerance


SCALE_SETTINGS = ScaleSettings()


@cache
def _scales() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("schemes/scales.yml")
    return data


def weights_of(year: int | None) -> Weights:
    """Return the shares (of 1) of IIT, EIT and OIT in the total of an assessment's fiscal year (Buddhist Era).

    Where the year is not known, those of the latest; of a year before the first entry, those of the first.
    """
    entries = sorted(_scales()["weights"], key=lambda entry: entry["from"])
    valid = [entry for entry in entries if year is None or entry["from"] <= year] or entries[:1]
    iit, eit, oit = (valid[-1][tool] / 100 for tool in ("iit", "eit", "oit"))
    return iit, eit, oit


def total_of(basis: Basis, parts: Scores, weights: Weights) -> float:
    """Return the total that the scores of IIT, EIT and OIT make: their sum where weighted, else their weighted mean."""
    return sum(parts) if basis == "weighted" else sum(w * p for w, p in zip(weights, parts, strict=True))


def fits(basis: Basis, parts: Scores, total: float, weights: Weights) -> bool:
    """Return whether the scores make the total, up to what rounding may do."""
    return abs(total_of(basis, parts, weights) - total) <= SCALE_SETTINGS.tolerance(basis)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a grade says of a total and of the tools, in points of 100.

    Attributes:
        least: the least total.
        below: the total is below this.
        each: every tool has at least this.
        not_each: at least one tool is below this.
    """

    name: str
    least: float
    below: float
    each: float
    not_each: float


@cache
def _grades() -> Mapping[str, Grade]:
    """Return grades by their compacted wordings."""
    out = {}
    no_limit = SCALE_SETTINGS.no_limit
    for names in _scales()["grades"].values():
        for name, g in names.items():
            grade = Grade(
                name, g.get("least", 0.0), g.get("below", no_limit), g.get("each", 0.0), g.get("not_each", no_limit)
            )
            out[compact(name)] = grade
    out.update({compact(alias): out[compact(name)] for alias, name in _scales()["aliases"].items()})
    return out


def grade_names() -> tuple[str, ...]:
    """Return the names of all grades, and the other wordings of them."""
    return (*(name for names in _scales()["grades"].values() for name in names), *_scales()["aliases"])


def grade_fits(
    text: str | None, total: float | None, tools: tuple[float | None, ...], basis: Basis | None, weights: Weights
) -> bool | None:
    """Return whether a printed grade may go with a total and the scores of the tools; None where that cannot be told.

    Args:
        text: the grade as printed.
        total: points of 100.
        tools: IIT, EIT and OIT on ``basis``.
        basis: None where it is not known; the tools are not looked at then.
        weights: of the tools, shares of 1.
    """
    grade = _grades().get(compact(text or ""))
    if grade is None or total is None:
        return None
    if not grade.least <= total < grade.below:
        return False
    if basis is None or any(score is None for score in tools):
        return True
    scale = (1.0, 1.0, 1.0) if basis == "percent" else weights
    shares = [score / part for score, part in zip(tools, scale, strict=True) if score is not None]
    tolerance = SCALE_SETTINGS.grade_tolerance
    return all(s >= grade.each - tolerance for s in shares) and any(s < grade.not_each + tolerance for s in shares)
