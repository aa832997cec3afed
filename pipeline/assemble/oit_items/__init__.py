"""Items of checklists of public disclosure (OIT): a table's rows become one row per item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.tables.logical_table import LogicalTable
from pipeline.domain.family import Family
from pipeline.model import Finding, OitItemRow, RowReading

__all__ = ["ChecklistReading", "read_checklist"]


@dataclass(frozen=True, slots=True)
class ChecklistReading:
    """What the checklists of a document hold; ``rows``: what each of their rows was taken for."""

    items: tuple[OitItemRow, ...]
    findings: tuple[Finding, ...]
    rows: tuple[RowReading, ...]


def read_checklist(family: Family, tables: Mapping[int, LogicalTable], context: DocumentContext) -> ChecklistReading:
    """Read the checklists of a document.

    Args:
        tables: the recognised tables of the family, by number.
    """
    return ChecklistReading((), (), ())
