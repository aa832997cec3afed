"""Repair of scanned indicators: those of a tool are settled together, by what engines read and by the tool's mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice, product
from math import prod
from typing import Any, NamedTuple

from pipeline.domain.indicator_means import (
    INDICATOR_COUNT,
    indicators_make_total,
    indicators_of_tools,
    tool_fits,
    tool_mean,
)
from pipeline.domain.scales import Basis, Weights, weights_of
from pipeline.model import AgencyResultRow, Finding, Report, ScoreRow, Tool
from pipeline.repair.scores.arithmetic import SETTINGS as ARITHMETIC
from pipeline.repair.scores.figure_findings import describe_readings
from pipeline.repair.scores.figures import FigureFormat, PrintedFigure, printed_text
from pipeline.repair.scores.misreadings import figure_limits

INDICATOR_FORMAT = FigureFormat(2, 10000)


class IndicatorSettings(NamedTuple):
    """Limits of weighing the indicators of one body.

    Attributes:
        most_combinations: of the values of a tool's indicators that are weighed.
    """

    most_combinations: int = 20000


SETTINGS = IndicatorSettings()

Settled = dict[int, int | None]
"""Hundredths by indicator number; None where nothing decides."""


def settle_indicators(report: Report) -> tuple[tuple[ScoreRow, ...], list[Finding]]:
    """Settle the scanned indicators in tables of many bodies; what a text layer prints is not touched.

    An indicator that its engines agree on stays where its tool is the mean of its indicators. One that they are not
    sure of is taken where the mean leaves no doubt, and is None otherwise; both are findings.

    Args:
        report: its results are settled already.
    """
    scores = list(report.scores)
    findings: list[Finding] = []
    by_body: dict[tuple[int, int, int | None], list[int]] = {}
    for n, score in enumerate(scores):
        if score.item_kind == "indicator" and score.indicator_no is not None and score.readings:
            by_body.setdefault((score.table_no, score.row, score.assessment_fiscal_year), []).append(n)
    bodies = {(row.table_no, row.row, row.assessment_fiscal_year): row for row in report.results}
    for key, places in by_body.items():
        body = bodies.get(key)
        if body is None:
            continue
        year = body.assessment_fiscal_year or report.assessment_fiscal_year or report.fiscal_year
        printed = {scores[n].indicator_no or 0: _printed(scores[n]) for n in places}
        settled = _settle_body(body, printed, weights_of(year))
        for n in places:
            scores[n], found = _with_value(scores[n], printed[scores[n].indicator_no or 0], settled)
            findings += found
    return tuple(scores), findings


def _printed(score: ScoreRow) -> PrintedFigure:
    return printed_text(score.score_raw or "", score.score_raw or "", score.readings, INDICATOR_FORMAT)


def _settle_body(body: AgencyResultRow, printed: Mapping[int, PrintedFigure], weights: Weights) -> Settled:
    """Return the value of each indicator of a body that was not plainly read, or that keeps its tool from adding up."""
    tools = {"IIT": body.iit, "EIT": body.eit, "OIT": body.oit}
    if all(score is None for score in tools.values()):
        total = body.total if len(printed) == INDICATOR_COUNT else None
        return _settle_group(printed, None if total is None else partial(_make_total, total=total, weights=weights))
    out: Settled = {}
    for (tool, numbers), weight in zip(indicators_of_tools().items(), weights, strict=True):
        group = {n: printed[n] for n in numbers if n in printed}
        score, basis = tools[tool], body.score_basis
        if score is None or basis is None or len(group) < len(numbers):
            out |= _settle_group(group, None)
        else:
            out |= _settle_group(group, partial(_make_tool, tool=tool, score=score, basis=basis, weight=weight))
    return out


def _make_total(values: Mapping[int, float], total: float, weights: Weights) -> bool:
    return bool(indicators_make_total(values, total, weights))


def _make_tool(values: Mapping[int, float], tool: Tool, score: float, basis: Basis, weight: float) -> bool:
    mean = tool_mean(tool, values)
    return mean is not None and tool_fits(basis, mean, score, weight)


def _settle_group(printed: Mapping[int, PrintedFigure], fits: Callable[[Mapping[int, float]], bool] | None) -> Settled:
    """Return the values of indicators that must add up together, of those that change or were not plainly read.

    Args:
        printed: by number.
        fits: whether values in points add up; None where there is nothing to hold them against.
    """
    plain = {n: figure.value / 100 for n, figure in printed.items() if figure.sure and figure.value is not None}
    if len(plain) == len(printed) and (fits is None or fits(plain)):
        return {}
    likelihoods = {n: figure.values() for n, figure in printed.items()}
    chances = likelihoods if fits is None else _chances(likelihoods, fits)
    limits = figure_limits()
    out: Settled = {}
    for n, figure in printed.items():
        whole = sum(chances[n].values())
        best = max(chances[n], key=lambda value: chances[n][value], default=None)
        share = chances[n][best] / whole if best is not None and whole else 0.0
        if figure.sure and (best == figure.value or share < limits.accept):
            continue  # what was plainly read stays, unless the sum leaves no doubt
        out[n] = best if share >= limits.accept else None
    return out


def _chances(
    likelihoods: Mapping[int, Mapping[int, float]], fits: Callable[[Mapping[int, float]], bool]
) -> dict[int, dict[int, float]]:
    """Return the weights of the values of each indicator in combinations that add up, and in a misprinted row."""
    numbers = list(likelihoods)
    out: dict[int, dict[int, float]] = {n: {} for n in numbers}
    misprinted = figure_limits().printed_wrong / ARITHMETIC.misprints
    combinations = product(*(likelihoods[n].items() for n in numbers))
    for picked in islice(combinations, SETTINGS.most_combinations):
        weight = prod(p for _, p in picked)
        weight *= 1.0 if fits({n: value / 100 for n, (value, _) in zip(numbers, picked, strict=True)}) else misprinted
        for n, (value, _) in zip(numbers, picked, strict=True):
            out[n][value] = out[n].get(value, 0.0) + weight
    return out


def _with_value(score: ScoreRow, printed: PrintedFigure, settled: Settled) -> tuple[ScoreRow, list[Finding]]:
    """Return an indicator as it was settled, with the finding on it."""
    number = score.indicator_no or 0
    if number not in settled:
        return score, []
    value = settled[number]
    seen = f"{score.agency or f'row {score.row}'}: indicator {number}, read {describe_readings(printed) or 'nothing'},"
    place: dict[str, Any] = {"page": score.page, "table_no": score.table_no, "row": score.row, "column": score.column}
    place["field"] = "score"
    if value is None:
        message = f"{seen} may be several figures; nothing decides between them."
        finding = Finding("repair.figure_unresolved", "warning", message, raw=score.score_raw, **place)
        return replace(score, score=None), [finding]
    if value == printed.value and not printed.disputed:
        return replace(score, score=value / 100), []
    message = f"{seen} was taken for {value / 100:.2f}: with it the indicators add up best."
    finding = Finding(
        "repair.figure_settled", "warning", message, raw=score.score_raw, value=f"{value / 100:.2f}", **place
    )
    return replace(score, score=value / 100), [finding]
