"""Items of checklists of public disclosure (OIT): a table's rows become one row per item, in two passes.

First every row is classified (:mod:`rows`), in reading order; then rows are folded into items, and items become records
(:mod:`item_records`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.oit_items.item_records import record_of
from pipeline.assemble.oit_items.rows import classify_rows, fold_items
from pipeline.assemble.tables.logical_table import LogicalTable
from pipeline.domain.family import Family
from pipeline.model import Finding, OitItemRow, RowKind, RowReading

__all__ = ["ChecklistReading", "read_checklist"]


@dataclass(frozen=True, slots=True)
class ChecklistReading:
    """What the checklists of a document hold; ``rows``: what each of their rows was taken for."""

    items: tuple[OitItemRow, ...]
    findings: tuple[Finding, ...]
    rows: tuple[RowReading, ...]


def read_checklist(family: Family, tables: Mapping[int, LogicalTable], context: DocumentContext) -> ChecklistReading:
    """Read the checklists of a document; their codes stay as printed.

    Args:
        tables: the recognised tables of the family, by number.
    """
    rows = classify_rows(family, context.document, tables)
    columns = {row.row.part.table_no: columns for row, columns in rows}
    drafts = fold_items(row for row, _ in rows)
    items = []
    for draft in drafts:
        heading = context.heading_of(draft.part.table_no)
        item = record_of(draft, columns[draft.part.table_no], context.unwrap)
        items.append(replace(item, assessment_fiscal_year=heading.year, agency=heading.body))
    return ChecklistReading(
        tuple(items),
        tuple(row.row.held_back(row.row.reason) for row, _ in rows if row.row.kind is RowKind.HELD_BACK),
        tuple(row.row.reading() for row, _ in rows),
    )
