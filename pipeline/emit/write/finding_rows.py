"""Findings as rows of their dataset, each under an id that stays over runs."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.check.rule_registry import fields_of_rules
from pipeline.correct.closed_findings import finding_ids
from pipeline.emit.schema.field_registry import Row
from pipeline.model import Finding


def finding_rows(findings: Iterable[Finding], document_id: str, source_file: str) -> list[Row]:
    """Return findings of one document as rows, without the columns that all rows of a document share."""
    findings = list(findings)
    fields = fields_of_rules()
    return [
        {
            "finding_id": finding_id,
            "source_file": source_file,
            "rule": f.rule,
            "severity": f.severity,
            "state": f.state,
            "page": f.page,
            "table_no": f.table_no,
            "row": f.row,
            "column": f.column,
            "field": f.field or fields.get(f.rule),
            "code": f.code,
            "raw": f.raw,
            "value": f.value,
            "message": f.message,
        }
        for finding_id, f in zip(finding_ids(document_id, findings), findings, strict=True)
    ]


def sort_findings(findings: list[Row]) -> list[Row]:
    """Return rows of findings in a fixed order; those about the whole document first."""
    order = ("page", "table_no", "row", "column", "rule", "code", "raw", "value", "message")
    return sorted(findings, key=lambda r: tuple((r[k] is not None, r[k] if r[k] is not None else 0) for k in order))
