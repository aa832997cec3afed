"""What must hold of one document's rows before they may be released."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.emit.schema.field_registry import REPORT_DATASETS, Row, registry
from pipeline.emit.write.outcome_rows import rows_of
from pipeline.model import Outcome, Report

INTEGER_LIMITS = {"int16": 2**15, "int32": 2**31, "int64": 2**63}
"""A value of the type is less than this, and not less than its negative."""


def validate_outcome(outcome: Outcome) -> Outcome:
    """Return the outcome, or a failure in its place where its rows are inconsistent.

    One document must not stop a release.
    """
    problems = row_problems(rows_of(outcome))
    if not problems:
        return outcome
    more = f" (and {len(problems) - 1} more like it)" if len(problems) > 1 else ""
    failure = (
        f"{outcome.document.source.source_file}: its rows do not hold together, {problems[0]}{more}; "
        "this is a defect of the software, please report it"
    )
    return replace(outcome, document=replace(outcome.document, pages=()), report=Report(), failure=failure)


def row_problems(rows: dict[str, list[Row]]) -> list[str]:
    """Return sentences on what is wrong with one document's rows; empty when nothing is.

    Checks the registry's columns, types and required fields, unique keys, that every measure has its indicator and
    every indicator its number of measures, and that the place of each row leads to cells.
    """
    out: list[str] = []
    for name, items in rows.items():
        out += _schema_problems(name, items)
    if out:
        return out
    for name, items in rows.items():
        key = registry()[name].key
        for value, n in Counter(tuple(r[k] for k in key) for r in items).items() if key else ():
            if n > 1:
                out.append(f"{name}: {n} rows share the key {dict(zip(key, value, strict=True))}")
    counts = Counter(r["entry_no"] for r in rows["measures"])
    known = {r["entry_no"] for r in rows["indicators"]}
    out += [f"measures: entry_no {n} is not in indicators" for n in sorted(set(counts) - known)]
    out += [
        f"indicators: entry_no {r['entry_no']} says {r['measure_count']} measures, measures has {counts[r['entry_no']]}"
        for r in rows["indicators"]
        if r["measure_count"] != counts[r["entry_no"]]
    ]
    return out + _rows_without_cells(rows)


def _schema_problems(name: str, items: list[Row]) -> list[str]:
    """Check columns, types and nulls of one dataset's rows."""
    out: list[str] = []
    fields = registry()[name].fields
    columns = set(registry()[name].columns)
    for row in items:
        if set(row) != columns:
            out.append(f"{name}: columns {sorted(set(row) ^ columns)} are missing or unknown")
            continue
        for f in fields:
            if not _fits(row[f.name], f.type, f.required):
                out.append(
                    f"{name}: {f.name} may not be {row[f.name]!r} (type {f.type}{', required' if f.required else ''})"
                )
    return out


def _fits(value: Any, type_: str, required: bool) -> bool:
    """Return whether a value may stand in a column of this type."""
    if value is None:
        return not required
    if type_ == "string":
        return isinstance(value, str)
    if type_ == "bool":
        return isinstance(value, bool)
    if type_ == "date32":
        return isinstance(value, date)
    if type_ == "float64":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if type_ == "list<string>":
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    return (
        isinstance(value, int)
        and not isinstance(value, bool)
        and -INTEGER_LIMITS[type_] <= value < INTEGER_LIMITS[type_]
    )


def _rows_without_cells(rows: dict[str, list[Row]]) -> list[str]:
    """Check that the table and rows of each row are covered by cells."""
    covered = {(c["table_no"], r) for c in rows["cells"] for r in range(c["row"], c["row"] + c["rowspan"])}
    out = []
    for name in REPORT_DATASETS:
        for row in rows[name]:
            first, last = (row["row_first"], row["row_last"]) if "row_first" in row else (row["row"], row["row"])
            if first > last or any((row["table_no"], r) not in covered for r in (first, last)):
                out.append(f"{name}: table {row['table_no']} rows {first}-{last} lead to no cells")
    return out
