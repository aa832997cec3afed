"""Rules on tables of many bodies' results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

from pipeline.check.rule_registry import Raise, check_rule
from pipeline.domain.scales import Basis, Weights, fits, grade_fits, made, weights_of
from pipeline.model import AgencyResultRow, Document, Finding, Line, Report

_MOSTLY = 0.8  # share of a table's steps that show it to be counted, or sorted by total
_LEAST = 5  # steps that show it
_SCORE = re.compile(r"(?:\d{1,3}|[๐-๙]{1,3})\.(?:\d|[๐-๙]){1,2}%?")


def _where(row: AgencyResultRow) -> dict[str, Any]:
    return {"page": row.page, "table_no": row.table_no, "row": row.row}


def _name(row: AgencyResultRow) -> str:
    return row.agency or f"row {row.row}"


def _weights(report: Report) -> Weights:
    return weights_of(report.assessment_fiscal_year or report.fiscal_year)


def _groups(report: Report) -> Iterator[list[AgencyResultRow]]:
    """Rows that are counted and sorted together: of one table and one group."""
    for _, rows in groupby(report.results, key=lambda row: (row.table_no, row.agency_group)):
        yield list(rows)


@check_rule("check.result_scale")
def result_scale(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Scores of bodies outside their scale."""
    for row in report.results:
        weighted = row.score_basis == "weighted"
        tops = (*(100 * w for w in _weights(report)), 100.0) if weighted else (100.0,) * 4
        for name, score, top in zip(
            ("iit", "eit", "oit", "total"), (row.iit, row.eit, row.oit, row.total), tops, strict=True
        ):
            if score is not None and not 0 <= score <= top:
                yield rule.at(
                    f"{_name(row)}: {name.upper()} {score:g} is outside 0 to {top:g}.",
                    **_where(row),
                    value=f"{score:g}",
                )


@check_rule("check.result_unread")
def result_unread(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Prints that gave no number; a scan's are the repair stage's."""
    for row in report.results:
        for figure in row.figures:
            unread = figure.field != "grade" and getattr(row, figure.field) is None and not figure.readings
            if unread and figure.text.strip(" -–—._*") and any(ch.isdigit() for ch in figure.text):
                message = f'{_name(row)}: {figure.field.upper()} "{figure.text}" is no number.'
                yield rule.at(message, **_where(row), column=figure.column, raw=figure.raw)


@check_rule("check.total")
def total(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Totals against their parts."""
    weights = _weights(report)
    for row in report.results:
        if row.iit is None or row.eit is None or row.oit is None or row.total is None:
            continue
        parts, basis = (row.iit, row.eit, row.oit), row.score_basis
        bases: tuple[Basis, ...] = (basis,) if basis else ("weighted", "percent")
        if not any(fits(b, parts, row.total, weights) for b in bases):
            sum_of = made(basis or "percent", parts, weights)
            message = f"{_name(row)}: IIT {row.iit:g}, EIT {row.eit:g} and OIT {row.oit:g} make {sum_of:.2f}, printed is {row.total:g}."
            yield rule.at(message, **_where(row), raw=f"{row.total:g}", value=f"{sum_of:.2f}")


@check_rule("check.rank")
def rank(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Ranks count on by one, or start again. Bodies of one total may share one; a column that does not count is passed over."""
    ranked = [row for row in report.results if row.rank is not None]
    steps = [(a, b, _counts(a, b, n)) for (a, b), n in zip(pairwise(ranked), _ties(ranked), strict=True)]
    if len(steps) >= _LEAST and sum(fine for _, _, fine in steps) < _MOSTLY * len(steps):
        return
    for a, b, fine in steps:
        if not fine:
            yield rule.at(f"{_name(b)} is number {b.rank}, after number {a.rank}.", **_where(b), value=str(b.rank))


def _ties(ranked: list[AgencyResultRow]) -> Iterator[int]:
    """For each row but the last, how many rows so far share its rank."""
    shared = 0
    for n, row in enumerate(ranked[:-1]):
        shared = shared + 1 if n and ranked[n - 1].rank == row.rank else 1
        yield shared


def _counts(above: AgencyResultRow, row: AgencyResultRow, shared: int) -> bool:
    """Whether a row's rank may follow the one above, which ``shared`` rows have."""
    if above.rank is None or row.rank is None:
        return True
    tied = row.rank == above.rank and (row.total is None or above.total is None or row.total == above.total)
    return tied or row.rank in (1, above.rank + 1, above.rank + shared)


@check_rule("check.total_order")
def total_order(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """A total that rises in a table sorted by total."""
    for rows in _groups(report):
        scored = [row for row in rows if row.total is not None]
        steps = [(a, b, (a.total or 0) >= (b.total or 0)) for a, b in pairwise(scored)]
        if len(steps) < _LEAST or sum(falls for _, _, falls in steps) < _MOSTLY * len(steps):
            continue
        for a, b, falls in steps:
            if not falls:
                message = f"{_name(b)} has a total of {b.total:g}, more than the {a.total:g} of {_name(a)} above it."
                yield rule.at(message, **_where(b), value=f"{b.total:g}")


@check_rule("check.grade")
def grade(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Grades against scores."""
    weights = _weights(report)
    for row in report.results:
        if grade_fits(row.grade, row.total, (row.iit, row.eit, row.oit), row.score_basis, weights) is False:
            scores = ", ".join(
                f"{n.upper()} {s:g}" for n in ("iit", "eit", "oit", "total") if (s := getattr(row, n)) is not None
            )
            yield rule.at(
                f'{_name(row)}: the grade "{row.grade}" does not go with {scores}.', **_where(row), raw=row.grade
            )


@check_rule("check.body_incomplete")
def body_incomplete(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Required cells of results."""
    for row in report.results:
        unscored = row.total is None and row.iit is None and row.eit is None and row.oit is None and not _said_none(row)
        if not row.agency or unscored:
            gaps = [name for name, gap in (("agency", not row.agency), ("scores", unscored)) if gap]
            yield rule.at(f"{_name(row)} has no {' and no '.join(gaps)}.", **_where(row), value="|".join(gaps))


def _said_none(row: AgencyResultRow) -> bool:
    """The scores are not there because the page says so: a dash stands in the place of each."""
    texts = [f.text for f in row.figures if f.field in ("iit", "eit", "oit", "total")]
    return bool(texts) and all(text and not text.strip(" -–—.") for text in texts)


@check_rule("check.row_as_text")
def row_as_text(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Lines outside the tables of results with score beside score, as in a row: the last of a table without rulings, alone on its page."""
    for page in document.pages if report.results else ():
        for line in page.blocks:
            words = (line.text or line.raw).split() if isinstance(line, Line) else []
            scores = [_SCORE.fullmatch(word) is not None for word in words]
            if any(a and b for a, b in pairwise(scores)):
                text = " ".join(words)[:200]
                yield rule.at(
                    f'Page {page.number} has a line like a row that is in no table: "{text}".',
                    page=page.number,
                    raw=text,
                )
