"""The arithmetic of a score sheet: tools are the means of their indicators, and weights make the total of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.codebook import indicators
from pipeline.model import Tool


@dataclass(frozen=True, slots=True)
class SheetTolerances:
    """How far the scores of a sheet may be off by rounding alone, in points.

    Attributes:
        mean: of a tool against the mean of its indicators: each is rounded to 0.005, and so is the tool.
        weighted: of a weighted score against weight × score: both are rounded to 0.005. Some bodies cut instead.
        rounding: what one rounding to two decimals may do, and floating point.
    """

    mean: float = 0.0115
    weighted: float = 0.0115
    rounding: float = 0.0055


SHEET_TOLERANCES = SheetTolerances()


def indicators_of(tool: Tool) -> tuple[int, ...]:
    """Return the numbers of the indicators that a tool measures."""
    return tuple(no for no, entry in indicators().items() if entry.tool == tool)


def mean(scores: Sequence[float]) -> float:
    """Return the mean of scores."""
    return sum(scores) / len(scores)


def is_mean(tool: float, scores: Sequence[float]) -> bool:
    """Tell whether a tool's score is the mean of its indicators, up to rounding."""
    return abs(mean(scores) - tool) <= SHEET_TOLERANCES.mean


def is_weighted(weighted: float, weight: float, score: float) -> bool:
    """Tell whether a weighted score is weight (percent) × score, up to rounding."""
    return abs(weight * score / 100 - weighted) <= SHEET_TOLERANCES.weighted
