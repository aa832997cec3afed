"""How the ten indicators make the tools and the total: a tool is the mean of its indicators (``indicators.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.domain.codebook import TOOLS, indicators
from pipeline.domain.scales import Basis, Scores, Weights
from pipeline.model import Tool

INDICATOR_COUNT = 10
"""Indicators of the assessment."""


class MeanSettings(NamedTuple):
    """How far printed figures may be off by rounding alone, in points.

    Attributes:
        tool: of a tool of 100 against the mean of its printed indicators: each of both is rounded to 0.005.
        weighted_tool: the same of a tool of 30 or 40 points, once its mean is brought to them.
        total: of a total against the ten printed indicators; bodies make it of rounded tools, or of unrounded ones.
    """

    tool: float = 0.0115
    weighted_tool: float = 0.0105
    total: float = 0.0165


MEAN_SETTINGS = MeanSettings()


@cache
def indicators_of_tools() -> Mapping[Tool, tuple[int, ...]]:
    """Return the numbers of the indicators that each tool measures, tools in the order IIT, EIT, OIT."""
    return {tool: tuple(sorted(n for n, entry in indicators().items() if entry.tool == tool)) for tool in TOOLS}


def tool_mean(tool: Tool, values: Mapping[int, float]) -> float | None:
    """Return the mean of a tool's indicators, in points of 100; None where one of them is missing."""
    numbers = indicators_of_tools()[tool]
    found = [values[n] for n in numbers if n in values]
    return sum(found) / len(found) if len(found) == len(numbers) else None


def tool_means(values: Mapping[int, float]) -> Scores | None:
    """Return IIT, EIT and OIT as the means of their indicators; None where one of the ten is missing."""
    iit, eit, oit = (tool_mean(tool, values) for tool in TOOLS)
    return None if iit is None or eit is None or oit is None else (iit, eit, oit)


def indicators_make_total(values: Mapping[int, float], total: float, weights: Weights) -> bool | None:
    """Return whether ten indicators make a total of 100, up to what rounding may do; None where one is missing."""
    means = tool_means(values)
    if means is None:
        return None
    return abs(sum(w * m for w, m in zip(weights, means, strict=True)) - total) <= MEAN_SETTINGS.total


def tool_fits(basis: Basis, mean: float, score: float, weight: float) -> bool:
    """Return whether a tool's score may be the mean of its indicators, up to what rounding may do.

    Args:
        basis: of the score; the mean is of 100.
        weight: of the tool, share of 1.
    """
    if basis == "weighted":
        return abs(mean * weight - score) <= MEAN_SETTINGS.weighted_tool
    return abs(mean - score) <= MEAN_SETTINGS.tool
