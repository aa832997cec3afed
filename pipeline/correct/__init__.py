"""Correct: what people say is right takes the place of what was read.

Contract: a correction changes the one value that it names, and only where what it says is printed still stands there;
what was printed stays in the raw columns and in the cells. Runs before link, so that a corrected name leads to its
body, and before check, so that rules look at corrected values. Never raises for a correction; each has its result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.correct.closed_findings import close, closed_by_corrections
from pipeline.correct.right_values import changed_document, changed_row, printed_forms
from pipeline.correct.row_places import matching_rows
from pipeline.domain.correctable_fields import DOCUMENT, FIELDS, OF_REPORTS, is_same
from pipeline.model import Finding, MeasureRow, Report
from pipeline.model.corrections import Correction, CorrectionResult, CorrectionState

__all__ = ["close", "correct"]

LISTS = {
    "indicators": "indicators",
    "measures": "measures",
    "agency_results": "results",
    "scores": "scores",
    "oit_items": "oit_items",
}
"""Where a report has the rows of a dataset."""


def correct(
    report: Report, corrections: Sequence[Correction], fields: Mapping[str, str]
) -> tuple[Report, tuple[CorrectionResult, ...]]:
    """Apply corrections to a report.

    Args:
        report: repaired, not yet linked.
        corrections: of this document.
        fields: the column that the findings of a rule are about, by rule.

    Returns:
        The report with right values and with findings on corrections that could not be applied, and what became of
        each correction that names a field. Findings on what was corrected have the state ``corrected``.
    """
    before = report
    results: list[CorrectionResult] = []
    findings = list(report.findings)
    for correction in corrections:
        if correction.field is None:
            continue
        state: CorrectionState
        place: Any = None
        if correction.dataset == DOCUMENT:
            kind = FIELDS[DOCUMENT][correction.field]
            value = getattr(before, correction.field)
            state = "applied" if is_same(kind, correction.printed, value) else "stale"
            if state == "applied":
                report = changed_document(report, correction)
        else:
            report, state, place = _corrected_row(before, report, correction)
        results.append(CorrectionResult(correction, state))
        if state == "applied":
            findings = closed_by_corrections(findings, correction, place, fields)
        else:
            findings.append(_finding(correction, state))
    return replace(report, findings=tuple(findings)), tuple(results)


def _corrected_row(before: Report, report: Report, correction: Correction) -> tuple[Report, CorrectionState, Any]:
    """Return a report with the one row corrected that a correction names, its state, and the row as it was."""
    assert correction.field is not None
    name = LISTS[correction.dataset]
    rows = getattr(before, name)
    found = matching_rows(before, rows, correction.place)
    if len(found) != 1:
        return report, "unmatched", None
    old = rows[found[0]]
    if correction.dataset == "measures" and correction.field in OF_REPORTS and _is_planned(before, old):
        return report, "unmatched", None
    kind = FIELDS[correction.dataset][correction.field]
    if not is_same(kind, correction.printed, getattr(old, correction.field), *printed_forms(old, correction.field)):
        return report, "stale", old
    now: Any = list(getattr(report, name))
    now[found[0]] = changed_row(report, now[found[0]], correction)
    changes: dict[str, Any] = {name: tuple(now)}
    return replace(report, **changes), "applied", old


def _is_planned(report: Report, measure: MeasureRow) -> bool:
    """Return whether a measure stands in a plan: what became of it cannot be known there."""
    return any(i.entry_no == measure.entry_no and i.stage == "plan" for i in report.indicators)


def _finding(correction: Correction, state: CorrectionState) -> Finding:
    place = dict(correction.place)
    at = f" at {correction.key}" if correction.key else ""
    said = "nothing" if correction.printed is None else f'"{correction.printed}"'
    what = f"The correction of {correction.field} in {correction.dataset}{at}"
    stale = f"{what} expects {said}, which does not stand there (any more)."
    message = stale if state == "stale" else f"{what} leads to no row, to more than one, or to a result in a plan."
    numbers = {n: int(place[n]) for n in ("page", "table_no", "row", "column") if n in place}
    return Finding(
        f"correct.{state}",
        "warning",
        message,
        code=place.get("code"),
        raw=correction.printed,
        value=correction.right,
        field=correction.field,
        **numbers,  # type: ignore[arg-type]
    )
