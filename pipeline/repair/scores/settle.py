"""Repair of scanned results: the figures of a row are settled together, by what its engines read and by what must hold of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

from pipeline.domain.family import compact
from pipeline.domain.scales import Weights, grade_fits, grade_names, weights_of
from pipeline.model import AgencyResultRow, Figure, FigureName, Finding, Report, Severity
from pipeline.repair.scores.arithmetic import PARTS, Solved, Sums, score_kind, solve_row
from pipeline.repair.scores.figures import Print, limit, print_of
from pipeline.repair.scores.ranks import RANK, Step, rank_chances

SCORES: tuple[FigureName, ...] = (*PARTS, "total")
_FALLING = 0.95  # share of falling totals from which a table is one of falling totals
_LEAST_ROWS = 5  # rows that show it

Prints = dict[FigureName, Print]
Settled = tuple[dict[str, Any], list[Finding]]


def settle_results(report: Report) -> tuple[tuple[AgencyResultRow, ...], list[Finding]]:
    """Settle the figures of scanned rows; what a text layer prints is not touched.

    A figure that its engines agree on stays where its row adds up. One that they are not sure of, or that keeps its row from adding up, is
    taken from the arithmetic where that leaves no doubt (IIT, EIT and OIT make the total, totals fall, the grade fits, ranks count on),
    and is None otherwise. Both are findings; what was printed stays in ``figures``.
    """
    rows: list[AgencyResultRow] = []
    findings: list[Finding] = []
    weights = weights_of(report.assessment_fiscal_year or report.fiscal_year)
    for _, group in groupby(report.results, key=lambda row: row.table_no):
        table = list(group)
        if any(figure.readings for row in table for figure in row.figures):
            for row, found in _settle_table(table, weights):
                rows.append(row)
                findings += found
        else:
            rows += table
    return tuple(rows), findings


def _settle_table(
    table: Sequence[AgencyResultRow], weights: Weights
) -> Iterator[tuple[AgencyResultRow, list[Finding]]]:
    """The rows of one table, each with its findings."""
    prints = [_prints(row, weights) for row in table]
    sums = _sums(table, prints, weights)
    bounds = _bounds(table, prints)
    ranks = _ranks(table)
    grades = _usual_grades(table)
    for n, row in enumerate(table):
        scores, found = _scores(row, prints[n], sums, bounds[n], weights)
        rank, more = _rank(row, ranks[n])
        settled = replace(row, **scores, **rank)
        grade, last = _grade(settled, grades, weights)
        yield replace(settled, **grade), [*found, *more, *last]


def _prints(row: AgencyResultRow, weights: Weights) -> Prints:
    """The scores of a row, weighed; those that are not printed (or a dash) are left out."""
    out: Prints = {}
    for figure in row.figures:
        if figure.field in SCORES and (figure.readings or getattr(row, figure.field) is not None):
            printed = print_of(figure, score_kind(figure.field, row.score_basis, weights))
            if printed.readings or printed.value is not None:
                out[figure.field] = printed
    return out


def _sums(table: Sequence[AgencyResultRow], prints: Sequence[Prints], weights: Weights) -> Sums | None:
    """How the rows of a table add up, by those that were read plainly."""
    basis = Counter(row.score_basis for row in table if row.score_basis).most_common(1)
    if not basis or basis[0][0] is None:
        return None
    plain = []
    for printed in prints:
        if set(printed) == set(SCORES) and all(p.sure for p in printed.values()):
            iit, eit, oit, total = ((printed[name].value or 0) / 100 for name in SCORES)
            plain.append((iit, eit, oit, total))
    return Sums.of(basis[0][0], weights, plain)


def _bounds(table: Sequence[AgencyResultRow], prints: Sequence[Prints]) -> list[tuple[int, int]]:
    """Between which totals (in hundredths) each row's lies, where totals fall from row to row of a group."""
    sure = [p["total"].value if "total" in p and p["total"].sure else None for p in prints]
    groups = [row.agency_group for row in table]
    pairs = [
        (a, b)
        for (a, g), (b, h) in pairwise(zip(sure, groups, strict=True))
        if a is not None and b is not None and g == h
    ]
    falling = len(pairs) >= _LEAST_ROWS and sum(a >= b for a, b in pairs) >= _FALLING * len(pairs)
    out = []
    for n in range(len(table)):
        above = next((v for k in range(n - 1, -1, -1) if groups[k] == groups[n] and (v := sure[k]) is not None), None)
        below = next(
            (v for k in range(n + 1, len(table)) if groups[k] == groups[n] and (v := sure[k]) is not None), None
        )
        out.append((below or 0, 10000 if above is None else above) if falling else (0, 10000))
    return out


def _scores(
    row: AgencyResultRow, prints: Prints, sums: Sums | None, bounds: tuple[int, int], weights: Weights
) -> Settled:
    """The scores of a row, settled, and what is to be said of them."""
    if not any(p.scanned for p in prints.values()) or _stands(prints, sums):
        return {}, []

    def of_total(total: int) -> float:
        return 1.0 if bounds[0] <= total <= bounds[1] else limit("out_of_order")

    def of_row(values: Mapping[FigureName, int]) -> float:
        iit, eit, oit, total = (values[name] / 100 for name in SCORES)
        fits = grade_fits(row.grade, total, (iit, eit, oit), row.score_basis, weights)
        return limit("other_grade") if fits is False else 1.0

    solved = solve_row(prints, sums, of_total, of_row)
    scores: dict[str, Any] = {}
    findings = []
    for name, printed in prints.items():
        value, finding = _decide(row, name, printed, solved)
        scores[name] = None if value is None else value / 100
        findings += [finding] if finding else []
    return scores, findings


def _stands(prints: Prints, sums: Sums | None) -> bool:
    """All figures were plainly read, and they add up as far as can be said."""
    if not all(p.sure for p in prints.values()):
        return False
    values = [prints[name].value for name in SCORES if name in prints]
    if sums is None or len(values) < len(SCORES):
        return True
    iit, eit, oit, total = (v or 0 for v in values)
    return sums.fit((iit, eit, oit), total)


def _decide(
    row: AgencyResultRow, name: FigureName, printed: Print, solved: Solved
) -> tuple[int | None, Finding | None]:
    """The value of one figure, with a finding unless it was plainly read and stays."""
    chances = solved.marginals[name]
    best = max(chances, key=lambda v: chances[v], default=None)
    if not printed.scanned:
        return printed.value, None
    if best is None:
        return None, _finding(
            row, name, "repair.figure_unresolved", f"{_seen(name, printed)} is no figure that could be read.", ""
        )
    if printed.sure and best == printed.value and chances[best] >= limit("keep"):
        return best, None
    seen = _seen(name, printed)
    why = "with no other the row adds up" if solved.adds_up is not None else "its readings leave no doubt"
    if chances[best] < limit("accept"):
        near = [v for v in sorted(chances, key=lambda v: -chances[v]) if chances[v] >= 0.001][:5]
        shown = "|".join(printed.kind.write(v) for v in near)
        message = f"{seen} may be {shown.replace('|', ', ')}; nothing decides between them."
        return None, _finding(row, name, "repair.figure_unresolved", message, shown)
    shown = printed.kind.write(best)
    if best == printed.value and printed.disputed:
        message = f"Engines read {_read(printed)} as {name.upper()}; {shown} was taken: {why}."
        return best, _finding(row, name, "repair.readers_disagree", message, shown)
    return best, _finding(row, name, "repair.figure_settled", f"{seen} was taken for {shown}: {why}.", shown)


def _read(printed: Print) -> str:
    return " and ".join(dict.fromkeys(f'"{r.text or (r.candidates or ("",))[0]}"' for r in printed.readings))


def _seen(name: FigureName, printed: Print) -> str:
    said = name.capitalize() if name == "rank" else name.upper()
    if not printed.readings:
        return f"{said}, of which nothing was read,"
    return f'{said} "{printed.raw}"' if printed.raw else f"{said}, read {_read(printed)},"


def _finding(row: AgencyResultRow, name: FigureName, rule: str, message: str, value: str) -> Finding:
    figure = row.figure(name)
    raw, column = (figure.raw, figure.column) if figure else (None, None)
    severity: Severity = "info" if rule == "repair.grade_settled" else "warning"
    head = f"{row.agency or f'row {row.row}'}: "
    return Finding(
        rule,
        severity,
        head + message,
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        column=column,
        raw=raw,
        value=value,
    )


def _ranks(table: Sequence[AgencyResultRow]) -> list[tuple[Print | None, dict[int, float]]]:
    """The rank of each row as printed, and the chances of what it is."""
    prints = [print_of(figure, RANK) if (figure := row.figure("rank")) else None for row in table]
    steps = []
    for n, row in enumerate(table):
        above = table[n - 1] if n else None
        tie = above is not None and (row.total is None or row.total == above.total)
        steps.append(Step(prints[n], tie, above is None or above.agency_group != row.agency_group))
    chances = rank_chances(steps)
    best = [max(c, key=lambda r: c[r], default=0) for c in chances]
    for n, row in enumerate(table):  # a cell in which nothing was seen: the ranks on both sides must tell it
        between = 0 < n < len(table) - 1 and best[n - 1] + 1 == best[n] == best[n + 1] - 1
        seen = prints[n]
        blank = seen is None or (
            seen.value is None and not seen.readings
        )  # or what was seen there was taken for a dash
        if (
            blank
            and between
            and any(p is not None and p.scanned for p in prints)
            and any(f.readings for f in row.figures)
        ):
            prints[n] = Print(RANK, "", None, True, False, ())
    return list(zip(prints, chances, strict=True))


def _rank(row: AgencyResultRow, weighed: tuple[Print | None, dict[int, float]]) -> Settled:
    """The rank of a scanned row: as read, or as its neighbours count where they leave no doubt."""
    printed, chances = weighed
    name: FigureName = "rank"
    if printed is None or not printed.scanned or not chances:
        return {}, []
    best = max(chances, key=lambda v: chances[v])
    if printed.sure and best == printed.value:
        return {}, []
    if chances[best] >= limit("accept") and best > 0:
        message = f"{_seen(name, printed)} was taken for {best}, as the ranks around it count."
        return {"rank": best}, [_finding(row, "rank", "repair.figure_settled", message, str(best))]
    if printed.sure and chances.get(printed.value or 0, 0.0) >= 1 - limit("keep"):
        return {}, []
    near = [v for v in sorted(chances, key=lambda v: -chances[v]) if v > 0][:5]
    shown = "|".join(map(str, near))
    message = f"{_seen(name, printed)} may be {shown.replace('|', ', ')}; the ranks around it do not decide."
    return {"rank": None}, [_finding(row, "rank", "repair.figure_unresolved", message, shown)]


def _usual_grades(table: Sequence[AgencyResultRow]) -> dict[str, str]:
    """Grades by their compacted wording: as this table prints them most often, else as the scales name them."""
    usual = {compact(name): name for name in grade_names()}
    printed = Counter(row.grade for row in table if row.grade and compact(row.grade))
    for grade, _ in reversed(printed.most_common()):
        if compact(grade) in usual:
            usual[compact(grade)] = grade
    often = {compact(g): g for g, n in printed.items() if n >= max(3, 0.05 * len(table)) and re.search(r"[^\W\d_]", g)}
    return {**often, **usual}


def _grade(row: AgencyResultRow, usual: Mapping[str, str], weights: Weights) -> Settled:
    """A scanned grade that is no wording of the scales becomes the one that it is like, where only one is and the scores allow it."""
    from rapidfuzz.distance import Levenshtein

    figure: Figure | None = row.figure("grade")
    wording = compact(row.grade or "")
    if figure is None or not figure.readings or not wording or wording in usual:
        return {}, []
    apart = sorted((Levenshtein.distance(wording, known), known) for known in usual)
    near = [known for far, known in apart if far == apart[0][0]]
    tools = (row.iit, row.eit, row.oit)
    near = (
        [k for k in near if grade_fits(usual[k], row.total, tools, row.score_basis, weights) is not False]
        if len(near) > 1
        else near
    )
    if len(near) != 1 or apart[0][0] > max(1, len(near[0]) // 3):
        return {}, []
    message = f'The grade "{row.grade}" was taken for {usual[near[0]]}.'
    return {"grade": usual[near[0]]}, [_finding(row, "grade", "repair.grade_settled", message, usual[near[0]])]
