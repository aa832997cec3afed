"""Copies: documents that are one report. The best of them gives the rows; the others point to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from pipeline.model import Finding, Outcome

ALIKE = 0.9
"""Share of codes and scores that two copies have in common (DATASETS.md, "Copies")."""

Key = tuple[str, int, str]
Values = dict[str, float | None]


def mark_copies(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Find the copies among the documents of an archive.

    Two documents are copies of one report where agency, fiscal year and family agree and at least 90 % of their codes and
    scores are equal. The best copy is the one that ``sources.yml`` prefers, else one with a text layer, then a transcript, then
    a scan; then the newest. Pages may lack their cells and lines.

    Returns:
        The outcomes in their order, each with ``report_id`` (equal for copies, the same whatever the order of the files), copies
        with ``copy_of`` and a finding, and findings on the values in which copies disagree.
    """
    marked = list(outcomes)
    keys = [_key(outcome) for outcome in outcomes]
    values = [_values(outcome) for outcome in outcomes]
    for i, outcome in enumerate(outcomes):
        marked[i] = replace(outcome, report_id=outcome.document.source.document_id, copy_of=None)
    by_key: dict[Key, list[int]] = {}
    for i, key in enumerate(keys):
        if key is not None and values[i]:
            by_key.setdefault(key, []).append(i)
    for key, places in by_key.items():
        groups = _groups(places, values)
        for group in groups:
            best = min(group, key=lambda i: _preference(outcomes[i]))
            mine = "|".join(map(str, key)) + (
                "" if len(groups) == 1 else "|" + min(outcomes[i].document.source.document_id for i in group)
            )
            report_id = hashlib.sha256(mine.encode()).hexdigest()
            for i in group:
                marked[i] = replace(marked[i], report_id=report_id)
                if i != best:
                    marked[i] = _as_copy(marked[i], outcomes[best])
                    found = tuple(_differences(outcomes[best], outcomes[i]))
                    marked[best] = replace(marked[best], findings=(*marked[best].findings, *found))
    return marked


def compared_by(outcome: Outcome) -> str | None:
    """What a document shares with all that may be copies of it; None where none can be."""
    key = _key(outcome)
    return "|".join(map(str, key)) if key is not None and _values(outcome) else None


def _as_copy(outcome: Outcome, best: Outcome) -> Outcome:
    source = best.document.source
    finding = Finding(
        "copies.copy",
        "info",
        f"A copy of {source.source_file}, whose rows stand for the report.",
        value=source.source_file,
    )
    return replace(outcome, copy_of=source.document_id, findings=(*outcome.findings, finding))


def _key(outcome: Outcome) -> Key | None:
    """What copies share; None where it is not known."""
    report = outcome.report
    if outcome.failure is not None or report.fiscal_year is None or report.family is None:
        return None
    if (
        report.agency is None and not report.results
    ):  # announcements are of many bodies, and often name none as their own
        return None
    return re.sub(r"\s+", "", report.agency or ""), report.fiscal_year, report.family


def _values(outcome: Outcome) -> Values:
    """Code (or body) -> score, of everything that was resolved."""
    report = outcome.report
    values: Values = {row.code: row.score for row in report.indicators if row.code is not None}
    values.update({re.sub(r"\s+", "", row.agency): row.total for row in report.results if row.agency})
    return values


def _alike(one: Values, two: Values) -> bool:
    """At least 90 % of the larger one's codes stand in the other, with the same score."""
    equal = sum(code in two and _same(score, two[code]) for code, score in one.items())
    return equal >= ALIKE * max(len(one), len(two))


def _same(one: float | None, two: float | None) -> bool:
    return one == two if one is None or two is None else abs(one - two) < 0.005


def _groups(places: Sequence[int], values: Sequence[Values]) -> list[list[int]]:
    """Documents joined by pairs that are alike."""
    group_of = {i: {i} for i in places}
    for i, j in combinations(places, 2):
        if group_of[i] is not group_of[j] and _alike(values[i], values[j]):
            group_of[i] |= group_of[j]
            for k in group_of[j]:
                group_of[k] = group_of[i]
    distinct = {id(group): sorted(group) for group in group_of.values()}
    return sorted(distinct.values())


def _preference(outcome: Outcome) -> tuple[bool, int, tuple[int, ...], str]:
    """Smallest for the best copy."""
    source = outcome.document.source
    read = [page.reader for page in outcome.document.pages]
    scanned = sum(reader in ("none", "ocr") for reader in read)
    rank = 1 if source.kind == "transcript" else 2 if 2 * scanned > len(read) else 0
    newest = tuple(-ord(c) for c in source.hints.retrieved_at or "")
    return not source.hints.preferred, rank, newest or (1,), source.source_file


def _differences(best: Outcome, other: Outcome) -> Iterator[Finding]:
    """Values in which two copies disagree, as findings on the better one."""
    name = other.document.source.source_file
    theirs = {row.code: row for row in other.report.indicators if row.code is not None}
    ours = {row.code: row for row in best.report.indicators if row.code is not None}
    for code in [*ours, *(c for c in theirs if c not in ours)]:
        mine, twin = ours.get(code), theirs.get(code)
        if mine is None or twin is None:
            message = (
                f"{code} stands only in {name}, not here."
                if mine is None
                else f"{code} stands only here, not in {name}."
            )
            yield Finding(
                "copies.disagree",
                "warning",
                message,
                page=mine.place.page_first if mine else None,
                code=code,
                value=name,
            )
            continue
        where = {"page": mine.place.page_first, "table_no": mine.place.table_no, "row": mine.place.row_first}
        if not _same(mine.score, twin.score):
            message = f"The score of {code} is {mine.score_raw} here and {twin.score_raw} in {name}."
            yield Finding(
                "copies.disagree", "warning", message, code=code, raw=mine.score_raw, value=twin.score_raw, **where
            )
        if mine.level_key != twin.level_key:
            message = f"The level of {code} is {mine.level} here and {twin.level} in {name}."
            yield Finding("copies.disagree", "warning", message, code=code, raw=mine.level, value=twin.level, **where)
