"""Measures: tables of codes and their measures become indicators and measures, in two passes.

First every row is classified (:mod:`rows`), in reading order; then rows are folded into entries (:mod:`entry_drafts`),
and entries become records (:mod:`measure_records`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.measures.entry_drafts import MeasuresRow, fold_rows
from pipeline.assemble.measures.measure_records import records_of
from pipeline.assemble.measures.rows import classify_rows
from pipeline.assemble.tables.logical_table import LogicalTable
from pipeline.domain.family import Family
from pipeline.model import Finding, IndicatorRow, MeasureRow, RowKind, RowReading

__all__ = ["MeasuresReading", "read_measures"]


@dataclass(frozen=True, slots=True)
class MeasuresReading:
    """What the tables of measures of a document hold; ``rows``: what each of their rows was taken for."""

    indicators: tuple[IndicatorRow, ...]
    measures: tuple[MeasureRow, ...]
    findings: tuple[Finding, ...]
    rows: tuple[RowReading, ...]


def read_measures(
    family: Family, tables: Mapping[int, LogicalTable], context: DocumentContext, first_entry: int = 1
) -> MeasuresReading:
    """Read the tables of one family of measures.

    Args:
        tables: the recognised tables of the family, by number.
        first_entry: number of the first entry.
    """
    rows = classify_rows(family, tables, context)
    entries = fold_rows(family, rows)
    scanned = {number for number, table in tables.items() if any(p.table.reader == "ocr" for p in table.parts)}
    indicators, measures, findings = records_of(family, entries, context, scanned, first_entry)
    return MeasuresReading(
        tuple(indicators),
        tuple(measures),
        (*_findings(rows), *findings),
        tuple(row.row.reading() for row in rows),
    )


def _findings(rows: Iterable[MeasuresRow]) -> Iterator[Finding]:
    """Yield what a careful reader would question about the rows themselves."""
    for row in rows:
        for cell, reason in row.held_back:
            yield row.row.held_back(reason, [cell])
        if row.row.kind is RowKind.HELD_BACK:
            yield row.row.held_back(row.row.reason)
        elif row.row.kind is RowKind.TOTAL:
            where = f"page {row.row.part.page}, table {row.row.part.table_no}, row {row.row.number}"
            yield row.row.finding("assemble.sum_row", "info", f"{where} sums up others; its text stays in cells")
        elif row.lacks_measure:
            message = "a row has a result but no measure: its text was added to the measure above; look at the source"
            yield row.row.finding("assemble.measure_missing", "warning", message)
