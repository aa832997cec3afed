"""The rows of a report that the place of a correction leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.domain.correctable_fields import comparable
from pipeline.model import Report


def matching_rows(report: Report, rows: Sequence[Any], place: Sequence[tuple[str, str]]) -> list[int]:
    """Return the indices of the rows that have all that a place says; none where it says nothing."""
    if not place:
        return []
    codes = {i.entry_no: (i.code, i.code_raw) for i in report.indicators}
    return [n for n, row in enumerate(rows) if all(_has(row, name, value, codes) for name, value in place)]


def _has(row: Any, name: str, value: str, codes: dict[int, tuple[str | None, str | None]]) -> bool:
    if name == "code":
        if hasattr(row, "measure_no"):
            own = codes.get(row.entry_no, ())
        else:
            own = (getattr(row, "code", None), getattr(row, "code_raw", None))
        return comparable(value) in {comparable(code) for code in own if code is not None}
    first, last = _range(row, name)
    return first is not None and first <= int(value) <= last


def _range(row: Any, name: str) -> tuple[Any, Any]:
    """Return the first and the last number that a row has of a column of its place; None where it has none."""
    at = getattr(row, "place", row)
    if name == "page":
        first = getattr(at, "page_first", None) or getattr(at, "page", None)
        return first, getattr(at, "page_last", first)
    if name == "row":
        first = getattr(at, "row_first", None) or getattr(at, "row", None)
        return first, getattr(at, "row_last", None) or first
    owner = at if name == "table_no" else row
    number = getattr(owner, name, None)
    return number, number
