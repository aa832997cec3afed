"""Rules on the arithmetic of score sheets: it questions what is printed, and never changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.check.sheet_misprints import exchanged_tools, explain_tool, explain_total
from pipeline.domain.codebook import TOOLS, codes_of, nearest_year
from pipeline.domain.scales import Basis, Weights, fits, grade_fits, total_of, weights_of
from pipeline.domain.sheet_arithmetic import indicators_of, is_mean, is_weighted, mean
from pipeline.model import Document, Finding, Report, ScoreRow, Tool

Place = dict[str, Any]


def place_of(row: ScoreRow) -> Place:
    """Return where a score stands, as a finding has it."""
    code = row.code or row.code_raw
    return {"page": row.page, "table_no": row.table_no, "row": row.row, "column": row.column, "code": code}


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The scores of one body and year in one table, those that were read.

    Attributes:
        year: of the assessment, Buddhist Era.
        tools: of 100; ``weighted`` the same weighted; ``weight`` their printed weights, percent.
        questions: by indicator.
    """

    year: int | None
    indicators: Mapping[int, ScoreRow]
    tools: Mapping[Tool, ScoreRow]
    weighted: Mapping[Tool, ScoreRow]
    weight: Mapping[Tool, float]
    totals: tuple[ScoreRow, ...]
    questions: Mapping[int, tuple[ScoreRow, ...]]

    def parts_of(self, tool: Tool) -> dict[int, float]:
        """Return the scores of a tool's indicators by number; empty where one is missing."""
        numbers = indicators_of(tool)
        found = {n: self.indicators[n].score or 0.0 for n in numbers if n in self.indicators}
        return found if len(found) == len(numbers) else {}

    @property
    def weights(self) -> Weights:
        """The shares (of 1) of the tools in the total: as printed, else the year's."""
        usual = dict(zip(TOOLS, weights_of(self.year), strict=True))
        iit, eit, oit = (self.weight[t] / 100 if t in self.weight else usual[t] for t in TOOLS)
        return iit, eit, oit


def sheets_of(report: Report) -> Iterator[ScoreSheet]:
    """Yield the sheets among the printed scores, in order; of what a sheet prints twice, the first."""
    own = report.assessment_fiscal_year or report.fiscal_year

    def key(row: ScoreRow) -> tuple[int, str, int]:
        return row.table_no, row.agency or "", row.assessment_fiscal_year or own or 0

    for (_, _, year), group in groupby(sorted(report.scores, key=key), key=key):
        yield _sheet([row for row in group if row.score is not None], year or None)


def _sheet(rows: list[ScoreRow], year: int | None) -> ScoreSheet:
    indicators: dict[int, ScoreRow] = {}
    tools: dict[Tool, ScoreRow] = {}
    weighted: dict[Tool, ScoreRow] = {}
    weight: dict[Tool, float] = {}
    questions: dict[int, list[ScoreRow]] = {}
    for row in rows:
        if row.item_kind == "indicator" and row.indicator_no is not None and row.score_basis == "percent":
            indicators.setdefault(row.indicator_no, row)
        elif row.item_kind == "tool" and row.tool is not None:
            (weighted if row.score_basis == "weighted" else tools).setdefault(row.tool, row)
            if row.weight is not None:
                weight.setdefault(row.tool, row.weight)
        elif row.item_kind == "question" and row.indicator_no is not None and row.code is not None:
            questions.setdefault(row.indicator_no, []).append(row)
    totals = tuple(row for row in rows if row.item_kind == "total")
    found = {number: tuple(of) for number, of in questions.items()}
    return ScoreSheet(year, indicators, tools, weighted, weight, totals, found)


@check_rule("check.sheet_tool_mean")
def tool_mean(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question scores of tools that are not the means of their indicators."""
    for sheet in sheets_of(report):
        means = {tool: mean(list(parts.values())) for tool in TOOLS if (parts := sheet.parts_of(tool))}
        crossed = exchanged_tools({t: row.score or 0.0 for t, row in sheet.tools.items()}, means)
        for tool, row in sheet.tools.items():
            parts, score = sheet.parts_of(tool), row.score or 0.0
            if not parts or is_mean(score, list(parts.values())):
                continue
            numbers = indicators_of(tool)
            message = f"{tool} has {score:.2f}, but its indicators {numbers[0]} to {numbers[-1]} give {means[tool]:.2f}"
            if tool in crossed:
                why: str | None = f"{' and '.join(crossed)} stand in each other's place"
            else:
                weighted = sheet.weighted.get(tool)
                weight = sheet.weight.get(tool)
                why = explain_tool(score, parts, weight, weighted.score if weighted else None)
            yield rule.at(f"{message}{': ' + why if why else ''}.", **place_of(row), value=f"{means[tool]:.2f}")


@check_rule("check.tool_weighted")
def tool_weighted(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question weighted scores that are not weight times score."""
    for sheet in sheets_of(report):
        for (tool, row), share in zip(sorted(sheet.weighted.items()), _shares(sheet), strict=True):
            score = sheet.tools[tool].score if tool in sheet.tools else None
            if score is None and (parts := sheet.parts_of(tool)):
                score = mean(list(parts.values()))
            if score is None or row.score is None or is_weighted(row.score, 100 * share, score):
                continue
            made = f"{100 * share:g} percent of its score {score:.2f} are {share * score:.2f}"
            back = f"{row.score:.2f} would be of {row.score / share:.2f}" if share else "it has no weight"
            message = f"{tool} has {row.score:.2f} weighted, but {made}; {back}."
            yield rule.at(message, **place_of(row), value=f"{share * score:.2f}")


def _shares(sheet: ScoreSheet) -> list[float]:
    usual = dict(zip(TOOLS, sheet.weights, strict=True))
    return [usual[tool] for tool, _ in sorted(sheet.weighted.items())]


@check_rule("check.sheet_total")
def sheet_total(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question totals of sheets that the scores of their tools do not make."""
    for sheet in sheets_of(report):
        basis, scores = _tool_scores(sheet)
        for row in sheet.totals if scores else ():
            iit, eit, oit = (scores[tool] for tool in TOOLS)
            if row.score is None or fits(basis, (iit, eit, oit), row.score, sheet.weights):
                continue
            expected = total_of(basis, (iit, eit, oit), sheet.weights)
            kind = "weighted scores" if basis == "weighted" else "scores"
            made = f"The {kind} IIT {iit:.2f}, EIT {eit:.2f} and OIT {oit:.2f} make {expected:.2f}"
            message = f"{made}, printed is {row.score:.2f}"
            why = explain_total(basis, scores, row.score, sheet.weights)
            yield rule.at(f"{message}{': ' + why if why else ''}.", **place_of(row), value=f"{expected:.2f}")


def _tool_scores(sheet: ScoreSheet) -> tuple[Basis, dict[Tool, float]]:
    """Return the scores that make the total: weighted ones, else those of 100, else the means of indicators."""
    if set(sheet.weighted) == set(TOOLS):
        return "weighted", {tool: row.score or 0.0 for tool, row in sheet.weighted.items()}
    if set(sheet.tools) == set(TOOLS):
        return "percent", {tool: row.score or 0.0 for tool, row in sheet.tools.items()}
    means = {tool: mean(list(parts.values())) for tool in TOOLS if (parts := sheet.parts_of(tool))}
    return "percent", means if set(means) == set(TOOLS) else {}


@check_rule("check.sheet_grade")
def sheet_grade(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a grade that does not go with the total it stands beside."""
    for sheet in sheets_of(report):
        for row in sheet.totals:
            tools = tuple(sheet.tools[t].score if t in sheet.tools else None for t in TOOLS)
            if grade_fits(row.grade, row.score, tools, "percent", sheet.weights) is False:
                message = f'The grade "{row.grade}" does not go with the total {row.score:g}.'
                yield rule.at(message, **place_of(row), raw=row.grade, value=f"{row.score:g}")


@check_rule("check.question_mean")
def question_mean(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question indicators that are not the means of their questions, where the table has all of these."""
    for sheet in sheets_of(report):
        known = codes_of("nacc", None if sheet.year is None else nearest_year(sheet.year))
        for number, rows in sheet.questions.items():
            indicator = sheet.indicators.get(number)
            whole = {code for code, entry in known.items() if entry.indicator_no == number}
            if indicator is None or {row.code for row in rows} != whole:
                continue
            scores = [row.score or 0.0 for row in rows]
            if not is_mean(indicator.score or 0.0, scores):
                made = mean(scores)
                message = (
                    f"Indicator {number} has {indicator.score:.2f}, but the mean of its {len(scores)} questions "
                    f"is {made:.2f}."
                )
                yield rule.at(message, **place_of(indicator), value=f"{made:.2f}")
