"""Grades of scanned results: a wording that no scale has becomes the one that it is like, where that is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.domain.scales import Weights, grade_fits, grade_names
from pipeline.domain.wordings import compact
from pipeline.model import AgencyResultRow, Finding
from pipeline.repair.scores.figure_findings import figure_finding


class GradeSettings(NamedTuple):
    """Which wordings a table's own are, and how far a misread one may be from them.

    Attributes:
        fewest_rows: rows that print a wording, from which it is one of the table's own …
        share_of_rows: … and the share of the table's rows.
        letters_per_edit: letters of the known wording for each letter that may differ; one may always.
    """

    fewest_rows: int = 3
    share_of_rows: float = 0.05
    letters_per_edit: int = 3


SETTINGS = GradeSettings()


def known_grades(table: Sequence[AgencyResultRow]) -> dict[str, str]:
    """Return grades by their compacted wording: as this table prints them most often, else as the scales name them."""
    known = {compact(name): name for name in grade_names()}
    printed = Counter(row.grade for row in table if row.grade and compact(row.grade))
    for grade, _ in reversed(printed.most_common()):
        if compact(grade) in known:
            known[compact(grade)] = grade
    fewest = max(SETTINGS.fewest_rows, SETTINGS.share_of_rows * len(table))
    own = {compact(g): g for g, n in printed.items() if n >= fewest and re.search(r"[^\W\d_]", g)}
    return {**own, **known}


def settle_grade(
    row: AgencyResultRow, known: Mapping[str, str], weights: Weights
) -> tuple[dict[str, Any], list[Finding]]:
    """Return a scanned grade of no known wording as the one that it is like, where there is one that the scores allow.

    Args:
        row: with its scores settled.
        known: grades by their compacted wording.
        weights: of the tools, shares of 1.

    Returns:
        What changes in the row, and the findings on it.
    """
    from rapidfuzz.distance import Levenshtein

    figure = row.figure("grade")
    wording = compact(row.grade or "")
    if figure is None or not figure.readings or not wording or wording in known:
        return {}, []
    distances = sorted((Levenshtein.distance(wording, other), other) for other in known)
    least = distances[0][0]
    nearest = [other for distance, other in distances if distance == least]
    if len(nearest) > 1:
        tools = (row.iit, row.eit, row.oit)
        nearest = [
            other
            for other in nearest
            if grade_fits(known[other], row.total, tools, row.score_basis, weights) is not False
        ]
    if len(nearest) != 1 or least > max(1, len(nearest[0]) // SETTINGS.letters_per_edit):
        return {}, []
    grade = known[nearest[0]]
    message = f'The grade "{row.grade}" was taken for {grade}.'
    return {"grade": grade}, [figure_finding(row, "grade", "repair.grade_settled", message, grade)]
