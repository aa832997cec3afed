"""Rules on the sums of bodies' results: tools are the means of their indicators, and make the total."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.check.misprints import Figures, exchanged_with, explain_misprints, find_misprints
from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.indicator_means import (
    indicators_make_total,
    indicators_of_tools,
    tool_fits,
    tool_mean,
)
from pipeline.domain.scales import Basis, Weights, fits, total_of, weights_of
from pipeline.domain.wordings import compact
from pipeline.model import AgencyResultRow, Document, Finding, Report, ScoreRow

_TOOLS = ("IIT", "EIT", "OIT")
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class BodySums:
    """The figures of one body and year, and how they must add up.

    Attributes:
        figures: the total and the tools by name, then the indicators (``indicator 1`` …), in points.
        indicators_of_100: the indicators are percentages; only then are they held against the tools.
    """

    row: AgencyResultRow
    figures: Figures
    weights: Weights
    indicators_of_100: bool

    def holds(self, figures: Figures) -> bool:
        """Return whether figures in the place of these add up, as far as there are any to hold against each other."""
        return self.total_holds(figures) is not False and not self.wrong_tools(figures)

    def total_holds(self, figures: Figures) -> bool | None:
        """Return whether the tools, or where none is printed the indicators, make the total; None where one lacks."""
        total = figures.get(_TOTAL)
        tools = [figures[tool] for tool in _TOOLS if tool in figures]
        if total is None:
            return None
        if len(tools) == len(_TOOLS):
            iit, eit, oit = tools
            return any(fits(basis, (iit, eit, oit), total, self.weights) for basis in self._bases())
        if tools or not self.indicators_of_100:
            return None
        return indicators_make_total(_indicators(figures), total, self.weights)

    def wrong_tools(self, figures: Figures) -> list[tuple[str, float]]:
        """Return the tools that are not the mean of their indicators, each with that mean, on the tools' basis."""
        out: list[tuple[str, float]] = []
        basis = self.row.score_basis
        values = _indicators(figures) if self.indicators_of_100 and basis else {}
        for (tool, numbers), weight in zip(indicators_of_tools().items(), self.weights, strict=True):
            mean = tool_mean(tool, values) if set(numbers) <= set(values) else None
            if mean is None or tool not in figures or basis is None:
                continue
            if not tool_fits(basis, mean, figures[tool], weight):
                out.append((tool, mean * weight if basis == "weighted" else mean))
        return out

    def explanation(self) -> str:
        """Return which misprint would make the figures add up, as a sentence; empty where none does."""
        return explain_misprints(find_misprints(self.figures, self.holds))

    def _bases(self) -> tuple[Basis, ...]:
        return (self.row.score_basis,) if self.row.score_basis else ("weighted", "percent")


def _indicators(figures: Figures) -> dict[int, float]:
    return {int(name.split()[1]): value for name, value in figures.items() if name.startswith("indicator ")}


def body_sums(report: Report) -> Iterator[BodySums]:
    """Yield the figures of each body and year that can be held against each other."""
    scores: dict[tuple[int, int, int | None], list[ScoreRow]] = {}
    for score in report.scores:
        if score.item_kind == "indicator" and score.score is not None and score.indicator_no is not None:
            scores.setdefault((score.table_no, score.row, score.assessment_fiscal_year), []).append(score)
    for row in report.results:
        of_body = scores.get((row.table_no, row.row, row.assessment_fiscal_year), [])
        printed = {_TOTAL: row.total, "IIT": row.iit, "EIT": row.eit, "OIT": row.oit}
        figures = {name: value for name, value in printed.items() if value is not None}
        figures |= {f"indicator {s.indicator_no}": s.score for s in of_body if s.score is not None}
        of_100 = bool(of_body) and all(s.score_basis == "percent" for s in of_body)
        year = row.assessment_fiscal_year or report.assessment_fiscal_year or report.fiscal_year
        yield BodySums(row, figures, weights_of(year), of_100)


def _where(row: AgencyResultRow) -> dict[str, Any]:
    return {"page": row.page, "table_no": row.table_no, "row": row.row}


def _name(row: AgencyResultRow) -> str:
    year = f" ({row.assessment_fiscal_year})" if row.assessment_fiscal_year else ""
    return f"{row.agency or f'row {row.row}'}{year}"


@check_rule("check.total")
def total(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question totals that their parts do not make."""
    for sums in body_sums(report):
        if sums.total_holds(sums.figures) is not False:
            continue
        row, printed = sums.row, sums.figures[_TOTAL]
        if row.iit is not None and row.eit is not None and row.oit is not None:
            expected = total_of(row.score_basis or "percent", (row.iit, row.eit, row.oit), sums.weights)
            parts = f"IIT {row.iit:g}, EIT {row.eit:g} and OIT {row.oit:g}"
        else:
            means = (tool_mean(tool, _indicators(sums.figures)) or 0.0 for tool in indicators_of_tools())
            expected = sum(w * m for w, m in zip(sums.weights, means, strict=True))
            parts = "the ten indicators"
        message = f"{_name(row)}: {parts} make {expected:.2f}, printed is {printed:g}.{sums.explanation()}"
        yield rule.at(message, **_where(row), raw=f"{printed:g}", value=f"{expected:.2f}")


@check_rule("check.tool_mean")
def tool_means_differ(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question tools that are not the mean of their indicators."""
    for sums in body_sums(report):
        wrong = sums.wrong_tools(sums.figures)
        if not wrong:
            continue
        parts = [f"{tool} is printed {sums.figures[tool]:g}, its indicators make {mean:.2f}" for tool, mean in wrong]
        message = f"{_name(sums.row)}: {'; '.join(parts)}.{sums.explanation()}"
        printed, made = (
            "|".join(f"{sums.figures[tool]:g}" for tool, _ in wrong),
            "|".join(f"{mean:.2f}" for _, mean in wrong),
        )
        yield rule.at(message, **_where(sums.row), raw=printed, value=made)


@check_rule("check.rows_exchanged")
def rows_exchanged(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a figure of two neighbouring rows that add up only when they exchange it."""
    for above, below in pairwise(body_sums(report)):
        if above.holds(above.figures) or below.holds(below.figures) or above.row.table_no != below.row.table_no:
            continue
        holds: tuple[Callable[[Figures], bool], Callable[[Figures], bool]] = above.holds, below.holds
        names = [name for name in above.figures if exchanged_with(name, above.figures, below.figures, *holds)]
        for name in names:
            a, b = above.figures[name], below.figures[name]
            message = (
                f"{_name(above.row)} and {_name(below.row)}: both rows add up if their {name} {a:g} and {b:g} "
                "stand in each other's place."
            )
            yield rule.at(message, **_where(below.row), raw=f"{b:g}", value=f"{a:g}")


@check_rule("check.body_twice")
def body_twice(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a body that stands twice with two totals for one year."""
    seen: dict[tuple[str, ...], AgencyResultRow] = {}
    for row in report.results:
        if not row.agency or row.total is None:
            continue
        place = (row.agency_group, row.district, row.province)
        key = (compact(row.agency), *(compact(p or "") for p in place), str(row.assessment_fiscal_year))
        other = seen.setdefault(key, row)
        if other.total != row.total and not _may_be_namesakes(other, row):
            message = f"{_name(row)} has a total of {row.total:g}, on page {other.page} of {other.total:g}."
            yield rule.at(message, **_where(row), raw=f"{row.total:g}", value=f"{other.total:g}")


def _may_be_namesakes(one: AgencyResultRow, other: AgencyResultRow) -> bool:
    """Tell two bodies of one name: the table ranks both and does not say where they are."""
    if one.table_no != other.table_no:
        return False
    placed = one.district or one.province
    return one.row == other.row or (not placed and one.rank != other.rank)
