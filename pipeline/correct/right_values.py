"""Rows and documents with a right value in place of the one that was read, and with what follows from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.domain.codebook import codes_of
from pipeline.domain.correctable_fields import DOCUMENT, FIELDS, comparable, value_of
from pipeline.domain.periods import read_period
from pipeline.domain.scheme import DEFAULT_SCHEME
from pipeline.model import MeasureRow, Report
from pipeline.model.corrections import Correction

TOOLS = {"I": "IIT", "E": "EIT", "O": "OIT"}


def printed_forms(row: Any, field: str) -> tuple[str | None, ...]:
    """Return what is known of the print of a value, beside the value itself."""
    if hasattr(row, "figures"):
        figure = row.figure(field)
        return (figure.raw, figure.text) if figure else ()
    return (getattr(row, f"{field}_raw", None),)


def changed_document(report: Report, correction: Correction) -> Report:
    """Return a report with a value of its own corrected."""
    assert correction.field is not None
    value = value_of(FIELDS[DOCUMENT][correction.field], correction.right)
    changes: dict[str, Any] = {correction.field: value}
    if correction.field == "assessment_fiscal_year":
        changes["assessment_year_basis"] = "correction"
    return replace(report, **changes)


def changed_row(report: Report, row: Any, correction: Correction) -> Any:
    """Return a row with a value corrected, and with what follows from it, such as the tool of a code."""
    assert correction.field is not None
    field = correction.field
    value: Any = value_of(FIELDS[correction.dataset][field], correction.right)
    changes: dict[str, Any] = {field: value}
    if field == "code":
        changes |= _of_code(report, row, value)
    elif field == "level":
        changes["level_key"] = _level_key(report, value)
    elif field == "period":
        assert isinstance(row, MeasureRow)
        period = read_period(value, report.fiscal_year) if value is not None else None
        changes["period_start"], changes["period_end"] = (period.start, period.end) if period else (None, None)
    return replace(row, **changes)


def _of_code(report: Report, row: Any, code: str | None) -> dict[str, Any]:
    """Return what a code says of its row beside itself."""
    if code is None:
        return {"code_status": "unresolved"}
    is_print = row.code_raw is not None and comparable(row.code_raw).upper() == code
    changes: dict[str, Any] = {"code_status": "printed" if is_print else "repaired"}
    if hasattr(row, "tool"):
        changes["tool"] = TOOLS[code[0]]
    if hasattr(row, "indicator_no"):
        entry = codes_of(report.scheme or DEFAULT_SCHEME, report.assessment_fiscal_year).get(code)
        changes["indicator_no"] = entry.indicator_no if entry is not None else None
    return changes


def _level_key(report: Report, level: str | None) -> str | None:
    """Return the key of a level: that of the other rows of the report that print it so; None where none does."""
    keys = {i.level_key for i in report.indicators if level and i.level and comparable(i.level) == comparable(level)}
    return keys.pop() if len(keys) == 1 else None
