"""Rules on tables of many bodies' results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.check.registry import Raise, check_rule
from pipeline.model import AgencyResultRow, Document, Finding, Report

WEIGHTS = (0.3, 0.3, 0.4)
"""Weights of IIT, EIT and OIT in the total."""
PERCENT_SLACK = 0.011
"""The weighted mean of three scores with two decimals may differ from the printed total by two roundings of 0.005."""
WEIGHTED_SLACK = 0.021
"""The sum of three weighted scores may differ by four such roundings."""


def _where(row: AgencyResultRow) -> dict[str, Any]:
    return {"page": row.page, "table_no": row.table_no, "row": row.row}


def _name(row: AgencyResultRow) -> str:
    return row.agency or f"row {row.row}"


@check_rule("check.result_scale")
def result_scale(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Scores of bodies outside their scale."""
    for row in report.results:
        weighted = row.score_basis == "weighted"
        tops = (*(100 * w for w in WEIGHTS), 100.0) if weighted else (100.0,) * 4
        for name, score, top in zip(("iit", "eit", "oit", "total"), (row.iit, row.eit, row.oit, row.total), tops, strict=True):
            if score is not None and not 0 <= score <= top:
                yield rule.at(f"{_name(row)}: {name.upper()} {score:g} is outside 0 to {top:g}.", **_where(row), value=f"{score:g}")


@check_rule("check.total")
def total(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Totals against their parts."""
    for row in report.results:
        if row.iit is None or row.eit is None or row.oit is None or row.total is None:
            continue
        parts = (row.iit, row.eit, row.oit)
        summed, mean = sum(parts), sum(w * p for w, p in zip(WEIGHTS, parts, strict=True))
        fits_sum, fits_mean = abs(summed - row.total) <= WEIGHTED_SLACK, abs(mean - row.total) <= PERCENT_SLACK
        fits = {"weighted": fits_sum, "percent": fits_mean, None: fits_sum or fits_mean}[row.score_basis]
        if not fits:
            made = summed if row.score_basis == "weighted" else mean
            message = f"{_name(row)}: IIT {row.iit:g}, EIT {row.eit:g} and OIT {row.oit:g} make {made:.2f}, printed is {row.total:g}."
            yield rule.at(message, **_where(row), raw=f"{row.total:g}", value=f"{made:.2f}")


@check_rule("check.rank")
def rank(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Running numbers count on by one; a new table, or a new group, may start again at 1."""
    before: AgencyResultRow | None = None
    for row in report.results:
        if row.rank is None:
            continue
        if before is not None and before.rank is not None and row.rank not in (before.rank + 1, 1):
            yield rule.at(f"{_name(row)} is number {row.rank}, after number {before.rank}.", **_where(row), value=str(row.rank))
        before = row


@check_rule("check.body_incomplete")
def body_incomplete(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Required cells of results."""
    for row in report.results:
        unscored = row.total is None and row.iit is None and row.eit is None and row.oit is None
        if not row.agency or unscored:
            gaps = [name for name, gap in (("agency", not row.agency), ("scores", unscored)) if gap]
            yield rule.at(f"{_name(row)} has no {' and no '.join(gaps)}.", **_where(row), value="|".join(gaps))
