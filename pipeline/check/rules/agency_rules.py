"""Rules on tables of many bodies' results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.scales import Weights, grade_fits, weights_of
from pipeline.model import AgencyResultRow, Cell, Document, Finding, Line, Report


class OrderSettings(NamedTuple):
    """When a table is taken to be ranked, or sorted by total, so that a step against the order is questioned.

    Attributes:
        ordered_share: share of the steps from row to row that are in order, at least.
        fewest_steps: steps below which the share says nothing.
        fewest_rows: like those of bodies, that an unread table must have to be questioned.
    """

    ordered_share: float = 0.8
    fewest_steps: int = 5
    fewest_rows: int = 3


SETTINGS = OrderSettings()
_TWO_GRADES = re.compile(r"(AA|[A-F])?\s*[(/]?\s*([ก-๙]{3,})\s*[)]?\s*[(/]?\s*(AA|[A-F])?\s*[)]?")
_RANK = re.compile(r"(?:\d|[๐-๙]){1,4}[.)]?")
_SCORE = re.compile(r"(?:\d{1,3}|[๐-๙]{1,3})\.(?:\d|[๐-๙]){1,2}%?")


def _where(row: AgencyResultRow) -> dict[str, Any]:
    return {"page": row.page, "table_no": row.table_no, "row": row.row}


def _name(row: AgencyResultRow) -> str:
    return row.agency or f"row {row.row}"


def _weights(report: Report) -> Weights:
    return weights_of(report.assessment_fiscal_year or report.fiscal_year)


def _groups(report: Report) -> Iterator[list[AgencyResultRow]]:
    """Yield the rows that are ranked and sorted together: of one table, one group and one year."""
    for _, rows in groupby(report.results, key=lambda row: (row.table_no, row.agency_group)):
        of_years: dict[int | None, list[AgencyResultRow]] = {}
        for row in rows:
            of_years.setdefault(row.assessment_fiscal_year, []).append(row)
        yield from of_years.values()


@check_rule("check.result_scale")
def result_scale(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question scores of bodies outside their scale."""
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
                    field=name,
                )


@check_rule("check.result_unread")
def result_unread(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question printed figures that are no number; those of scans are questioned by repair."""
    for row in report.results:
        for figure in row.figures:
            unread = figure.field != "grade" and getattr(row, figure.field) is None and not figure.readings
            if unread and figure.text.strip(" -–—._*") and any(ch.isdigit() for ch in figure.text):
                message = f'{_name(row)}: {figure.field.upper()} "{figure.text}" is no number.'
                yield rule.at(message, **_where(row), column=figure.column, raw=figure.raw, field=figure.field)


@check_rule("check.rank")
def rank(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question ranks that neither count on by one nor start again.

    Bodies of one total may share a rank. A column of which most steps do not count holds no ranks and is left out.
    """
    ranked = _first_of_rows([row for row in report.results if row.rank is not None])
    steps = [(a, b, _counts_on(a, b, n)) for (a, b), n in zip(pairwise(ranked), _rows_of_rank(ranked), strict=True)]
    counting = sum(counts for _, _, counts in steps)
    if len(steps) >= SETTINGS.fewest_steps and counting < SETTINGS.ordered_share * len(steps):
        return
    for a, b, counts in steps:
        if not counts:
            yield rule.at(f"{_name(b)} is number {b.rank}, after number {a.rank}.", **_where(b), value=str(b.rank))


def _first_of_rows(rows: list[AgencyResultRow]) -> list[AgencyResultRow]:
    """Return rows without those of other years that a table's row gives too, or that repeat the body above."""
    out: list[AgencyResultRow] = []
    for row in rows:
        above = out[-1] if out else None
        same_row = above is not None and (row.table_no, row.row) == (above.table_no, above.row)
        same_body = above is not None and (row.agency, row.rank) == (above.agency, above.rank)
        other_year = above is not None and row.assessment_fiscal_year != above.assessment_fiscal_year
        if not ((same_row or same_body) and other_year):
            out.append(row)
    return out


def _rows_of_rank(ranked: list[AgencyResultRow]) -> Iterator[int]:
    """Yield for each row but the last how many rows, up to it, have its rank."""
    shared = 0
    for n, row in enumerate(ranked[:-1]):
        shared = shared + 1 if n and ranked[n - 1].rank == row.rank else 1
        yield shared


def _counts_on(above: AgencyResultRow, row: AgencyResultRow, shared: int) -> bool:
    """Return whether a row's rank may follow the one above, which ``shared`` rows have."""
    if above.rank is None or row.rank is None:
        return True
    tied = row.rank == above.rank and (row.total is None or above.total is None or row.total == above.total)
    return tied or row.rank in (1, above.rank + 1, above.rank + shared)


@check_rule("check.total_order")
def total_order(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a total that rises in a table sorted by total."""
    for rows in _groups(report):
        scored = [row for row in rows if row.total is not None]
        steps = [(a, b, (a.total or 0) >= (b.total or 0)) for a, b in pairwise(scored)]
        falling = sum(falls for _, _, falls in steps)
        if len(steps) < SETTINGS.fewest_steps or falling < SETTINGS.ordered_share * len(steps):
            continue
        for a, b, falls in steps:
            if not falls:
                message = f"{_name(b)} has a total of {b.total:g}, more than the {a.total:g} of {_name(a)} above it."
                yield rule.at(message, **_where(b), value=f"{b.total:g}")


@check_rule("check.grade")
def grade(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question grades that do not go with the scores."""
    weights = _weights(report)
    for row in report.results:
        tools = (row.iit, row.eit, row.oit)
        named = _grades_in(row.grade)
        if any(grade_fits(name, row.total, tools, row.score_basis, weights) is False for name in named):
            scores = ", ".join(
                f"{n.upper()} {s:g}" for n in ("iit", "eit", "oit", "total") if (s := getattr(row, n)) is not None
            )
            yield rule.at(
                f'{_name(row)}: the grade "{row.grade}" does not go with {scores}.', **_where(row), raw=row.grade
            )


def _grades_in(text: str | None) -> list[str]:
    """Return the grades that a cell prints: a letter and a word may stand there at once."""
    match = _TWO_GRADES.fullmatch((text or "").strip())
    return [g for g in match.groups() if g] if match else [text or ""]


@check_rule("check.body_incomplete")
def body_incomplete(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question bodies without a name, or without scores."""
    for row in report.results:
        unscored = (
            row.total is None and row.iit is None and row.eit is None and row.oit is None and not _prints_no_scores(row)
        )
        if not row.agency or unscored:
            gaps = [name for name, gap in (("agency", not row.agency), ("scores", unscored)) if gap]
            yield rule.at(f"{_name(row)} has no {' and no '.join(gaps)}.", **_where(row), value="|".join(gaps))


def _prints_no_scores(row: AgencyResultRow) -> bool:
    """Return whether the page itself prints a dash in the place of each score."""
    texts = [f.text for f in row.figures if f.field in ("iit", "eit", "oit", "total")]
    return bool(texts) and all(text and not text.strip(" -–—.") for text in texts)


@check_rule("check.rows_unread")
def rows_unread(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question tables beside those of results whose rows are like bodies' and were not read."""
    read = {row.table_no for row in report.results} | {score.table_no for score in report.scores}
    for table in document.tables if report.results else ():
        rows = [row for row in table.by_row() if any(c.text.strip() for c in row)] if table.table_no not in read else []
        alike = sum(_is_like_body(row) for row in rows)
        if alike >= SETTINGS.fewest_rows and 2 * alike >= len(rows):
            yield rule.at(
                f"Page {table.page}, table {table.table_no}: {alike} rows are like those of bodies and were not read.",
                page=table.page,
                table_no=table.table_no,
                value=str(alike),
            )


def _is_like_body(row: Sequence[Cell]) -> bool:
    """Tell a row with a running number, a name and a score, each alone in its cell."""
    texts = [" ".join(c.text.split()) for c in row]
    has_name = any(re.search(r"[ก-๙]{4}", text) for text in texts)
    numbers, scores = (any(pattern.fullmatch(text) for text in texts) for pattern in (_RANK, _SCORE))
    return has_name and numbers and scores


@check_rule("check.row_as_text")
def row_as_text(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question lines outside the tables of results with score beside score, as in a row.

    Such a line may be the last row of a table without rulings, alone on its page.
    """
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
