"""Repair of scanned results: the figures of a row are settled together, by what engines read and by what must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from pipeline.domain.scales import Weights, grade_fits, weights_of
from pipeline.model import AgencyResultRow, FigureName, Finding, Report
from pipeline.repair.scores.arithmetic import SCORES, Chances, RowChances, SumModel, score_format, weigh_row
from pipeline.repair.scores.figure_findings import describe_figure, describe_readings, figure_finding
from pipeline.repair.scores.figures import PrintedFigure, printed_figure
from pipeline.repair.scores.grades import known_grades, settle_grade
from pipeline.repair.scores.misreadings import figure_limits
from pipeline.repair.scores.ranks import settle_rank, table_ranks


class SettleSettings(NamedTuple):
    """When totals of a table fall, and what a finding names.

    Attributes:
        falling_share: share of falling totals from which a table is one of falling totals …
        fewest_falls: … of this many pairs of rows, at least.
        highest_total: hundredths of a point.
        least_shown: chance from which a finding names a value …
        most_shown: … at most so many.
    """

    falling_share: float = 0.95
    fewest_falls: int = 5
    highest_total: int = 10000
    least_shown: float = 0.001
    most_shown: int = 5


SETTINGS = SettleSettings()

PrintedScores = dict[FigureName, PrintedFigure]
Settled = tuple[dict[str, Any], list[Finding]]  # what changes in a row, and the findings on it


def settle_results(report: Report) -> tuple[tuple[AgencyResultRow, ...], list[Finding]]:
    """Settle the figures of scanned rows; what a text layer prints is not touched.

    A figure that its engines agree on stays where its row adds up. One that they are not sure of, or that keeps its row
    from adding up, is taken from the arithmetic where that leaves no doubt (IIT, EIT and OIT make the total, totals
    fall, the grade fits, ranks count on), and is None otherwise. Both are findings; what was printed stays in
    ``figures``.
    """
    rows: list[AgencyResultRow] = list(report.results)
    findings: list[Finding] = []
    for places in _tables_and_years(report.results):
        table = [report.results[n] for n in places]
        if any(figure.readings for row in table for figure in row.figures):
            year = table[0].assessment_fiscal_year or report.assessment_fiscal_year or report.fiscal_year
            for n, (row, found) in zip(places, _settle_table(table, weights_of(year)), strict=True):
                rows[n] = row
                findings += found
    return tuple(rows), findings


def _tables_and_years(results: Sequence[AgencyResultRow]) -> list[list[int]]:
    """Return the places of the rows of each table and year: those that are ranked and sorted together."""
    out: dict[tuple[int, int | None], list[int]] = {}
    for n, row in enumerate(results):
        out.setdefault((row.table_no, row.assessment_fiscal_year), []).append(n)
    return list(out.values())


def _settle_table(
    table: Sequence[AgencyResultRow], weights: Weights
) -> Iterator[tuple[AgencyResultRow, list[Finding]]]:
    """Yield the rows of one table, each with its findings."""
    printed = [_printed_scores(row, weights) for row in table]
    sums = _sum_model(table, printed, weights)
    bounds = _total_bounds(table, printed)
    ranks = table_ranks(table)
    grades = known_grades(table)
    for n, row in enumerate(table):
        scores, on_scores = _settle_scores(row, printed[n], sums, bounds[n], weights)
        rank, on_rank = settle_rank(row, ranks[n])
        settled = replace(row, **scores, **rank)
        grade, on_grade = settle_grade(settled, grades, weights)
        yield replace(settled, **grade), [*on_scores, *on_rank, *on_grade]


def _printed_scores(row: AgencyResultRow, weights: Weights) -> PrintedScores:
    """Return the scores of a row as printed; those that are not printed (or a dash) are left out."""
    out: PrintedScores = {}
    for figure in row.figures:
        if figure.field in SCORES and (figure.readings or getattr(row, figure.field) is not None):
            printed = printed_figure(figure, score_format(figure.field, row.score_basis, weights))
            if printed.readings or printed.value is not None:
                out[figure.field] = printed
    return out


def _sum_model(table: Sequence[AgencyResultRow], scores: Sequence[PrintedScores], weights: Weights) -> SumModel | None:
    """Return how the rows of a table add up, by those that were read plainly; None where no row tells its basis."""
    basis = Counter(row.score_basis for row in table if row.score_basis).most_common(1)
    if not basis or basis[0][0] is None:
        return None
    plain = []
    for printed in scores:
        if set(printed) == set(SCORES) and all(p.sure for p in printed.values()):
            iit, eit, oit, total = ((printed[name].value or 0) / 100 for name in SCORES)
            plain.append((iit, eit, oit, total))
    return SumModel.of(basis[0][0], weights, plain)


def _total_bounds(table: Sequence[AgencyResultRow], scores: Sequence[PrintedScores]) -> list[tuple[int, int]]:
    """Return the least and highest total (hundredths) of each row, by its neighbours where totals fall in a group."""
    sure = [p["total"].value if "total" in p and p["total"].sure else None for p in scores]
    groups = [row.agency_group for row in table]
    pairs = [
        (above, below)
        for (above, group), (below, other) in pairwise(zip(sure, groups, strict=True))
        if above is not None and below is not None and group == other
    ]
    falls = sum(above >= below for above, below in pairs)
    if len(pairs) < SETTINGS.fewest_falls or falls < SETTINGS.falling_share * len(pairs):
        return [(0, SETTINGS.highest_total)] * len(table)
    out = []
    for n, group in enumerate(groups):
        higher = (sure[k] for k in range(n - 1, -1, -1) if groups[k] == group and sure[k] is not None)
        lower = (sure[k] for k in range(n + 1, len(table)) if groups[k] == group and sure[k] is not None)
        above, below = next(higher, None), next(lower, None)
        out.append((below or 0, SETTINGS.highest_total if above is None else above))
    return out


def _settle_scores(
    row: AgencyResultRow, printed: PrintedScores, sums: SumModel | None, bounds: tuple[int, int], weights: Weights
) -> Settled:
    """Return the scores of a row, settled, and the findings on them."""
    if not any(p.scanned for p in printed.values()) or _is_settled(printed, sums):
        return {}, []
    limits = figure_limits()

    def total_factor(total: int) -> float:
        return 1.0 if bounds[0] <= total <= bounds[1] else limits.out_of_order

    def row_factor(values: Mapping[FigureName, int]) -> float:
        iit, eit, oit, total = (values[name] / 100 for name in SCORES)
        fits = grade_fits(row.grade, total, (iit, eit, oit), row.score_basis, weights)
        return limits.other_grade if fits is False else 1.0

    chances = weigh_row(printed, sums, total_factor, row_factor)
    scores: dict[str, Any] = {}
    findings = []
    for name, figure in printed.items():
        value, finding = _settle_score(row, name, figure, chances)
        scores[name] = None if value is None else value / 100
        findings += [finding] if finding else []
    return scores, findings


def _is_settled(printed: PrintedScores, sums: SumModel | None) -> bool:
    """Return whether all figures were plainly read, and add up as far as that can be told."""
    if not all(p.sure for p in printed.values()):
        return False
    values = [printed[name].value for name in SCORES if name in printed]
    if sums is None or len(values) < len(SCORES):
        return True
    iit, eit, oit, total = (v or 0 for v in values)
    return sums.fits((iit, eit, oit), total)


def _settle_score(
    row: AgencyResultRow, name: FigureName, printed: PrintedFigure, weighed: RowChances
) -> tuple[int | None, Finding | None]:
    """Return the value of one figure (hundredths), with a finding unless it was plainly read and stays."""
    limits = figure_limits()
    chances = weighed.marginals[name]
    best = max(chances, key=lambda v: chances[v], default=None)
    if not printed.scanned:
        return printed.value, None
    if best is not None and printed.sure and best == printed.value and chances[best] >= limits.keep:
        return best, None
    seen = describe_figure(name, printed)
    if best is None:
        message = f"{seen} is no figure that could be read."
        return None, figure_finding(row, name, "repair.figure_unresolved", message, "")
    if chances[best] < limits.accept:
        shown = _likely_values(printed, chances)
        message = f"{seen} may be {shown.replace('|', ', ')}; nothing decides between them."
        return None, figure_finding(row, name, "repair.figure_unresolved", message, shown)
    why = "with no other the row adds up" if weighed.adds_up is not None else "its readings leave no doubt"
    shown = printed.format.write(best)
    if best == printed.value and printed.disputed:
        message = f"Engines read {describe_readings(printed)} as {name.upper()}; {shown} was taken: {why}."
        return best, figure_finding(row, name, "repair.readers_disagree", message, shown)
    return best, figure_finding(row, name, "repair.figure_settled", f"{seen} was taken for {shown}: {why}.", shown)


def _likely_values(printed: PrintedFigure, chances: Chances) -> str:
    """Return the values that a figure may have, the likeliest first, separated by bars."""
    likely = [v for v in sorted(chances, key=lambda v: -chances[v]) if chances[v] >= SETTINGS.least_shown]
    return "|".join(printed.format.write(v) for v in likely[: SETTINGS.most_shown])
