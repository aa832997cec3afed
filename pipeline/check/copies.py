"""Copies: documents that are one report. The best of them gives the rows; the others point to it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from pipeline.check.comparable_scores import Scores, body_key, equal_scores, scores_of
from pipeline.check.copy_choice import preference
from pipeline.check.copy_differences import differences
from pipeline.check.second_reading import Readings, are_two_readings, plain_name, second_reading
from pipeline.model import Finding, Outcome, Report


class CopySettings(NamedTuple):
    """When two documents are copies of one report (DATASETS.md, "Copies").

    Attributes:
        common_share: share of what the larger one has (codes, bodies, printed scores, items of a checklist) that both
            have, with the same score. The same share of the smaller one is enough where that is a part of the other: a
            document that was cut or damaged.
            Of fewer than ten, all but one are enough.
        part_scores: scores that must be equal then: fewer, or rows without scores, may be alike by chance.
    """

    common_share: float = 0.9
    part_scores: int = 3


SETTINGS = CopySettings()

ReportKey = tuple[str, int, str]  # body (its id, else its name without white space), fiscal year, family


def mark_copies(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Find the copies among the documents of an archive.

    Two documents are copies of one report where body, fiscal year and family agree and at least 90 % of their codes
    and scores are equal; of checklists, which have no scores, of the codes and names of their items; of a PDF and a
    transcript of it most values, since either may have misread scores; where they bear one name, body and year may
    differ too. A document that holds a part of another one's rows, as what was left of a damaged file, is a copy of it
    too. The best copy is told by :func:`pipeline.check.copy_choice.preference`. Pages may lack their cells and lines.

    Returns:
        The outcomes in their order, each with ``report_id`` (equal for copies, the same whatever the order of the
        files), copies with ``copy_of`` and a finding, and on both of two copies findings on the rows in which they
        differ, after the findings that they had; on the better one of a PDF and a transcript of it also findings on
        the texts in which they differ, and on how much they read alike.
    """
    marked = [replace(o, report_id=o.document.source.document_id, copy_of=None) for o in outcomes]
    scores = [scores_of(outcome.report) for outcome in outcomes]
    by_key: dict[ReportKey, list[int]] = {}
    for i, outcome in enumerate(outcomes):
        key = _report_key(outcome)
        if key is not None and scores[i]:
            by_key.setdefault(key, []).append(i)
    readings = Readings(outcomes)
    _join_misread_keys(by_key, outcomes, readings)
    for key, places in by_key.items():
        groups = _copy_groups(places, scores, readings)
        if key[0]:
            groups = _with_parts(groups, outcomes, scores)
        for group in groups:
            ranked = sorted(group, key=lambda i: preference(outcomes[i]))
            best = ranked[0]
            report_id = _report_id(key, [outcomes[i] for i in group], alone=len(groups) == 1)
            marked[best] = replace(marked[best], report_id=report_id)
            for i in sorted(ranked[1:], key=lambda i: outcomes[i].document.source.source_file):
                found = list(differences(outcomes[best], outcomes[i]))
                if are_two_readings(outcomes[best], outcomes[i]):
                    found += second_reading(outcomes[best], outcomes[i])
                marked[best] = replace(marked[best], findings=(*marked[best].findings, *found))
                marked[i] = _as_copy(replace(marked[i], report_id=report_id), outcomes[best])
    return marked


def _join_misread_keys(by_key: dict[ReportKey, list[int]], outcomes: Sequence[Outcome], readings: Readings) -> None:
    """Move documents to the key of the better reading of one print, beside them under one name.

    Body or year may be misread in one of the two.
    """
    key_of = {i: key for key, places in by_key.items() for i in places}
    by_name: dict[str, list[int]] = {}
    for i in key_of:
        by_name.setdefault(plain_name(outcomes[i].document.source), []).append(i)
    for places in by_name.values():
        for i, j in combinations(sorted(places, key=lambda i: preference(outcomes[i])), 2):
            better, worse = key_of[i], key_of[j]
            if better != worse and better[2] == worse[2] and readings.are_of_one_print(i, j):
                by_key[worse].remove(j)
                by_key[better].append(j)
                key_of[j] = better


def compared_by(outcome: Outcome) -> str | None:
    """Return what a document shares with all that may be copies of it; None where none can be."""
    key = _report_key(outcome)
    return "|".join(map(str, key)) if key is not None and scores_of(outcome.report) else None


def _report_key(outcome: Outcome) -> ReportKey | None:
    """Return what copies share; None where it is not known."""
    report = outcome.report
    if outcome.failure is not None or report.fiscal_year is None or report.family is None:
        return None
    if report.agency is None and not _names_bodies(report):
        return None
    return body_key(report.agency, report.body), report.fiscal_year, report.family


def _names_bodies(report: Report) -> bool:
    """Tell an announcement, which is of many bodies and often names no publisher."""
    return bool(report.results) or any(score.agency for score in report.scores)


def _report_id(key: ReportKey, copies: Sequence[Outcome], alone: bool) -> str:
    """Return the id of a report: a hash of its key, and of its first document where other reports share the key."""
    text = "|".join(map(str, key))
    if not alone:
        text += "|" + min(outcome.document.source.document_id for outcome in copies)
    return hashlib.sha256(text.encode()).hexdigest()


def _copy_groups(places: Sequence[int], scores: Sequence[Scores], readings: Readings) -> list[list[int]]:
    """Return the groups of documents that are joined by pairs of copies."""
    group_of = {i: {i} for i in places}
    for i, j in combinations(places, 2):
        if group_of[i] is not group_of[j] and (_are_copies(scores[i], scores[j]) or readings.are_of_one_print(i, j)):
            group_of[i] |= group_of[j]
            for k in group_of[j]:
                group_of[k] = group_of[i]
    distinct = {id(group): sorted(group) for group in group_of.values()}
    return sorted(distinct.values())


def _with_parts(
    groups: Sequence[Sequence[int]], outcomes: Sequence[Outcome], scores: Sequence[Scores]
) -> list[list[int]]:
    """Return the groups, with those that hold but a part of another one's report in that one: the most alike.

    Two groups that share a part stay apart.
    """
    best = [min(group, key=lambda i: preference(outcomes[i])) for group in groups]
    joined = {n: list(group) for n, group in enumerate(groups)}
    for n in sorted(joined, key=lambda n: (len(scores[best[n]]), preference(outcomes[best[n]]))):
        part = scores[best[n]]
        wholes = [m for m in joined if len(scores[best[m]]) > len(part) and _is_part(part, scores[best[m]])]
        if wholes:
            whole = min(wholes, key=lambda m: (-_count_equal(part, scores[best[m]]), preference(outcomes[best[m]])))
            joined[whole] += joined.pop(n)
    return sorted(sorted(group) for group in joined.values())


def _is_part(part: Scores, whole: Scores) -> bool:
    """Return whether nearly all that a document has stands in another one, and enough of it with a score."""
    equal = [key for key, score in part.items() if key in whole and equal_scores(score, whole[key])]
    scored = sum(part[key] is not None for key in equal)
    return scored >= SETTINGS.part_scores and len(equal) >= min(SETTINGS.common_share * len(part), len(part) - 1)


def _are_copies(one: Scores, two: Scores) -> bool:
    """Return whether enough of the larger one's codes stand in the other, with the same score: all but one do."""
    larger = max(one, two, key=len)
    if _count_equal(one, two) >= SETTINGS.common_share * len(larger):
        return True
    return len(one) == len(two) and _is_part(one, two)


def _count_equal(one: Scores, two: Scores) -> int:
    """Return how much stands in both, with the same score."""
    return sum(key in two and equal_scores(score, two[key]) for key, score in one.items())


def _as_copy(outcome: Outcome, best: Outcome) -> Outcome:
    """Return an outcome that points to the best copy, with its findings."""
    source = best.document.source
    finding = Finding(
        "copies.copy",
        "info",
        f"A copy of {source.source_file}, whose rows stand for the report.",
        value=source.source_file,
    )
    found = differences(outcome, best)
    return replace(outcome, copy_of=source.document_id, findings=(*outcome.findings, finding, *found))
