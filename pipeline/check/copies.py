"""Copies: documents that are one report. The best of them gives the rows; the others point to it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.model import Finding, IndicatorRow, Outcome, Report, ScoreRow


@dataclass(frozen=True, slots=True)
class CopySettings:
    """When two documents are copies of one report (DATASETS.md, "Copies").

    Attributes:
        common_share: share of what the larger one has (codes, bodies, printed scores, items of a checklist) that both
            have, with the same score.
        equal_scores: points; scores that differ by less are equal (half of the last printed digit).
    """

    common_share: float = 0.9
    equal_scores: float = 0.005


SETTINGS = CopySettings()

ReportKey = tuple[str, int, str]  # agency without white space, fiscal year (Buddhist Era), family
ScoreKey = tuple[str | int | None, ...]  # what a score is of; the first value is the kind of row that has it
Scores = dict[ScoreKey, float | None]


def mark_copies(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Find the copies among the documents of an archive.

    Two documents are copies of one report where agency, fiscal year and family agree and at least 90 % of their codes
    and scores are equal; of checklists, which have no scores, of the codes and names of their items. The best copy is
    the one that ``sources.yml`` prefers, else one with a text layer, then a transcript, then a scan; then the newest.
    Pages may lack their cells and lines.

    Returns:
        The outcomes in their order, each with ``report_id`` (equal for copies, the same whatever the order of the
        files), copies with ``copy_of`` and a finding, and findings on the values in which copies disagree.
    """
    marked = [replace(o, report_id=o.document.source.document_id, copy_of=None) for o in outcomes]
    scores = [_scores_of(outcome) for outcome in outcomes]
    by_key: dict[ReportKey, list[int]] = {}
    for i, outcome in enumerate(outcomes):
        key = _report_key(outcome)
        if key is not None and scores[i]:
            by_key.setdefault(key, []).append(i)
    for key, places in by_key.items():
        groups = _copy_groups(places, scores)
        for group in groups:
            best = min(group, key=lambda i: _preference(outcomes[i]))
            report_id = _report_id(key, [outcomes[i] for i in group], alone=len(groups) == 1)
            for i in group:
                marked[i] = replace(marked[i], report_id=report_id)
                if i != best:
                    marked[i] = _as_copy(marked[i], outcomes[best])
                    found = tuple(_disagreements(outcomes[best], outcomes[i]))
                    marked[best] = replace(marked[best], findings=(*marked[best].findings, *found))
    return marked


def compared_by(outcome: Outcome) -> str | None:
    """Return what a document shares with all that may be copies of it; None where none can be."""
    key = _report_key(outcome)
    return "|".join(map(str, key)) if key is not None and _scores_of(outcome) else None


def _report_key(outcome: Outcome) -> ReportKey | None:
    """Return what copies share; None where it is not known."""
    report = outcome.report
    if outcome.failure is not None or report.fiscal_year is None or report.family is None:
        return None
    if report.agency is None and not _names_bodies(report):
        return None
    return _without_spaces(report.agency or ""), report.fiscal_year, report.family


def _names_bodies(report: Report) -> bool:
    """Tell an announcement, which is of many bodies and often names no publisher."""
    return bool(report.results) or any(score.agency for score in report.scores)


def _report_id(key: ReportKey, copies: Sequence[Outcome], alone: bool) -> str:
    """Return the id of a report: a hash of its key, and of its first document where other reports share the key."""
    text = "|".join(map(str, key))
    if not alone:
        text += "|" + min(outcome.document.source.document_id for outcome in copies)
    return hashlib.sha256(text.encode()).hexdigest()


def _scores_of(outcome: Outcome) -> Scores:
    """Return the scores of codes that were resolved, bodies' totals, printed scores, and the items of checklists."""
    report = outcome.report
    scores: Scores = {("code", row.code): row.score for row in report.indicators if row.code is not None}
    scores.update({("body", _without_spaces(row.agency)): row.total for row in report.results if row.agency})
    scores.update({key: row.score for key, row in _printed_scores(report).items()})
    items = (row for row in report.oit_items if row.code is not None)
    scores.update({("item", row.code, _without_spaces(row.name or "")): None for row in items})
    return scores


def _printed_scores(report: Report) -> dict[ScoreKey, ScoreRow]:
    """Return printed scores by what they are of, and which of several that are printed of it.

    A score whose code or indicator is not known is of nothing.
    """
    printed: Counter[ScoreKey] = Counter()
    out = {}
    for row in report.scores:
        if row.item_kind in ("total", "tool") or row.code is not None or row.indicator_no is not None:
            key = _score_key(row)
            printed[key] += 1
            out[(*key, printed[key])] = row
    return out


def _score_key(row: ScoreRow) -> ScoreKey:
    return (
        "score",
        _without_spaces(row.agency or ""),
        row.assessment_fiscal_year,
        row.item_kind,
        row.tool,
        row.indicator_no,
        row.code,
        row.score_basis,
        row.topic.number if row.topic is not None else None,
    )


def _copy_groups(places: Sequence[int], scores: Sequence[Scores]) -> list[list[int]]:
    """Return the groups of documents that are joined by pairs of copies."""
    group_of = {i: {i} for i in places}
    for i, j in combinations(places, 2):
        if group_of[i] is not group_of[j] and _are_copies(scores[i], scores[j]):
            group_of[i] |= group_of[j]
            for k in group_of[j]:
                group_of[k] = group_of[i]
    distinct = {id(group): sorted(group) for group in group_of.values()}
    return sorted(distinct.values())


def _are_copies(one: Scores, two: Scores) -> bool:
    """Return whether enough of the larger one's codes stand in the other, with the same score."""
    equal = sum(code in two and _equal_scores(score, two[code]) for code, score in one.items())
    return equal >= SETTINGS.common_share * max(len(one), len(two))


def _equal_scores(one: float | None, two: float | None) -> bool:
    return one == two if one is None or two is None else abs(one - two) < SETTINGS.equal_scores


def _preference(outcome: Outcome) -> tuple[bool, int, tuple[int, ...], str]:
    """Return a sort key that is smallest for the best copy."""
    source = outcome.document.source
    readers = [page.reader for page in outcome.document.pages]
    scanned = sum(reader in ("none", "ocr") for reader in readers)
    kind = 1 if source.kind == "transcript" else 2 if 2 * scanned > len(readers) else 0
    newest_first = tuple(-ord(c) for c in source.hints.retrieved_at or "")
    return not source.hints.preferred, kind, newest_first or (1,), source.source_file


def _as_copy(outcome: Outcome, best: Outcome) -> Outcome:
    """Return an outcome that points to the best copy, with its finding."""
    source = best.document.source
    finding = Finding(
        "copies.copy",
        "info",
        f"A copy of {source.source_file}, whose rows stand for the report.",
        value=source.source_file,
    )
    return replace(outcome, copy_of=source.document_id, findings=(*outcome.findings, finding))


def _disagreements(best: Outcome, other: Outcome) -> Iterator[Finding]:
    """Yield the values in which two copies disagree, as findings on the better one."""
    name = other.document.source.source_file
    ours = {row.code: row for row in best.report.indicators if row.code is not None}
    theirs = {row.code: row for row in other.report.indicators if row.code is not None}
    for code in [*ours, *(c for c in theirs if c not in ours)]:
        row, twin = ours.get(code), theirs.get(code)
        if row is not None and twin is not None:
            yield from _row_disagreements(code, row, twin, name)
        elif row is not None:
            message, page = f"{code} stands only here, not in {name}.", row.place.page_first
            yield Finding("copies.disagree", "warning", message, page=page, code=code, value=name)
        else:
            message = f"{code} stands only in {name}, not here."
            yield Finding("copies.disagree", "warning", message, code=code, value=name)
    printed = _printed_scores(other.report)
    for key, score in _printed_scores(best.report).items():
        same = printed.get(key)
        if same is not None and not _equal_scores(score.score, same.score):
            yield _score_disagreement(score, same, name)


def _score_disagreement(row: ScoreRow, twin: ScoreRow, name: str) -> Finding:
    """Return the finding on a printed score that is another one in the copy ``name``."""
    of = row.code or (f"indicator {row.indicator_no}" if row.indicator_no else None) or row.tool or "the total"
    whose = f" of {row.agency}" if row.agency else ""
    return Finding(
        "copies.disagree",
        "warning",
        f"The score of {of}{whose} is {row.score_raw} here and {twin.score_raw} in {name}.",
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        column=row.column,
        code=row.code,
        raw=row.score_raw,
        value=twin.score_raw,
    )


def _row_disagreements(code: str, row: IndicatorRow, twin: IndicatorRow, name: str) -> Iterator[Finding]:
    """Yield the values of one code in which a row and its twin in the copy ``name`` disagree."""
    where = {"page": row.place.page_first, "table_no": row.place.table_no, "row": row.place.row_first}
    if not _equal_scores(row.score, twin.score):
        message = f"The score of {code} is {row.score_raw} here and {twin.score_raw} in {name}."
        yield Finding(
            "copies.disagree", "warning", message, code=code, raw=row.score_raw, value=twin.score_raw, **where
        )
    if row.level_key != twin.level_key:
        message = f"The level of {code} is {row.level} here and {twin.level} in {name}."
        yield Finding("copies.disagree", "warning", message, code=code, raw=row.level, value=twin.level, **where)


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)
