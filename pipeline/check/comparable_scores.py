"""What two documents can be held against each other by: codes, bodies, printed scores, items of checklists."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.model import Report, ScoreRow
from pipeline.model.bodies import BodyMatch

EQUAL_SCORES = 0.005
"""Points; scores that differ by less are equal (half of the last printed digit)."""

ScoreKey = tuple[str | int | None, ...]  # what a score is of; the first value is the kind of row that has it
Scores = dict[ScoreKey, float | None]


def scores_of(report: Report) -> Scores:
    """Return the scores of codes that were resolved, bodies' totals, printed scores, and the items of checklists."""
    scores: Scores = {("code", row.code): row.score for row in report.indicators if row.code is not None}
    scores.update({("body", body_key(row.agency, row.body)): row.total for row in report.results if row.agency})
    scores.update({key: row.score for key, row in printed_scores(report).items()})
    items = (row for row in report.oit_items if row.code is not None)
    scores.update({("item", row.code, without_spaces(row.name or "")): None for row in items})
    return scores


def printed_scores(report: Report) -> dict[ScoreKey, ScoreRow]:
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
        body_key(row.agency, row.body) if row.agency else "",
        row.assessment_fiscal_year,
        row.item_kind,
        row.tool,
        row.indicator_no,
        row.code,
        row.score_basis,
        row.topic.number if row.topic is not None else None,
    )


def body_key(name: str | None, body: BodyMatch | None) -> str:
    """Return what tells a body from others: its id, else its name without white space; empty where it has no name."""
    return (body.body_id if body is not None else None) or without_spaces(name or "")


def equal_scores(one: float | None, two: float | None) -> bool:
    """Return whether two scores are the same, or neither is printed."""
    return one == two if one is None or two is None else abs(one - two) < EQUAL_SCORES


def without_spaces(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s+", "", text)
