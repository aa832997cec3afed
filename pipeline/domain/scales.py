"""The assessment's scales: how the scores of the tools make a total, and which grade a total has (``scales.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pipeline.domain.family import compact, read_yaml

Basis = Literal["percent", "weighted"]
Weights = tuple[float, float, float]
Scores = tuple[float, float, float]
PERCENT_SLACK = 0.011
"""Points: three scores and their total are each rounded to 0.005, and the weights of the three make 1."""
WEIGHTED_SLACK = 0.021
"""Points: the sum of three rounded scores against a rounded total."""
_ROUNDING = 0.02  # points of 100: a weighted score is rounded before it is set against a limit of 100


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("schemes/scales.yml")
    return data


def weights_of(year: int | None) -> Weights:
    """Shares (of 1) of IIT, EIT and OIT in the total of an assessment's fiscal year; where it is not known, the latest."""
    entries = sorted(_data()["weights"], key=lambda entry: entry["from"])
    held = [entry for entry in entries if year is None or entry["from"] <= year] or entries[:1]
    iit, eit, oit = (held[-1][tool] / 100 for tool in ("iit", "eit", "oit"))
    return iit, eit, oit


def made(basis: Basis, parts: Scores, weights: Weights) -> float:
    """The total that the scores of IIT, EIT and OIT make."""
    return sum(parts) if basis == "weighted" else sum(w * p for w, p in zip(weights, parts, strict=True))


def fits(basis: Basis, parts: Scores, total: float, weights: Weights) -> bool:
    """Whether the scores make the total, up to what rounding may do."""
    slack = WEIGHTED_SLACK if basis == "weighted" else PERCENT_SLACK
    return abs(made(basis, parts, weights) - total) <= slack


@dataclass(frozen=True)
class Grade:
    """What a grade says of a total and of the tools, in points of 100."""

    name: str
    least: float
    below: float
    each: float
    not_each: float


@cache
def _grades() -> Mapping[str, Grade]:
    out = {}
    for names in _data()["grades"].values():
        for name, g in names.items():
            grade = Grade(
                name, g.get("least", 0.0), g.get("below", 100.01), g.get("each", 0.0), g.get("not_each", 100.01)
            )
            out[compact(name)] = grade
    out.update({compact(alias): out[compact(name)] for alias, name in _data()["aliases"].items()})
    return out


def grade_names() -> tuple[str, ...]:
    """The names of all grades, and the other wordings of them."""
    return (*(name for names in _data()["grades"].values() for name in names), *_data()["aliases"])


def grade_fits(
    text: str | None, total: float | None, tools: tuple[float | None, ...], basis: Basis | None, weights: Weights
) -> bool | None:
    """Whether a printed grade may go with a total and the scores of the tools; None where that cannot be said.

    Args:
        text: the grade as printed.
        tools: IIT, EIT and OIT on ``basis``.
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
    return all(s >= grade.each - _ROUNDING for s in shares) and any(s < grade.not_each + _ROUNDING for s in shares)
