"""Corrections and what became of them, as rows of their dataset."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.emit.schema.field_registry import Row
from pipeline.model import SourceDocument
from pipeline.model.corrections import Correction, CorrectionResult


def correction_rows(results: Iterable[CorrectionResult], source: SourceDocument) -> list[Row]:
    """Return the corrections of one document as rows."""
    return sort_corrections([_row(r.correction, r.state, source.document_id, source.source_file) for r in results])


def unmatched_rows(corrections: Iterable[Correction]) -> list[Row]:
    """Return corrections of documents that the archive does not have."""
    return [_row(c, "unmatched", None, c.document) for c in corrections]


def sort_corrections(rows: list[Row]) -> list[Row]:
    """Return rows of corrections in a fixed order."""
    order = ("source_file", "dataset", "key", "field", "finding_id", "printed", "corrected")
    return sorted(rows, key=lambda row: tuple(row[name] or "" for name in order))


def _row(c: Correction, state: str, document_id: str | None, source_file: str) -> Row:
    return {
        "document_id": document_id,
        "source_file": source_file,
        "dataset": c.dataset,
        "key": c.key or None,
        "field": c.field,
        "printed": c.printed,
        "corrected": c.right,
        "who": c.who,
        "why": c.why,
        "date": c.date,
        "state": state,
        "finding_id": c.finding_id,
    }
