"""Results: tables of many bodies' results become a row for each body, in two passes.

First every row is classified (:mod:`rows`), in reading order; then rows are folded into bodies, and bodies become
records (:mod:`result_records`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.assemble.agency_results.result_records import results_of, scores_of
from pipeline.assemble.agency_results.rows import ResultsRow, classify_rows, fold_bodies
from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.tables.logical_table import LogicalTable
from pipeline.domain.family import Family
from pipeline.model import AgencyResultRow, Finding, RowKind, RowReading, ScoreRow

__all__ = ["ResultsReading", "read_results"]


@dataclass(frozen=True, slots=True)
class ResultsReading:
    """What the tables of results of a document hold; ``rows``: what each of their rows was taken for."""

    results: tuple[AgencyResultRow, ...]
    scores: tuple[ScoreRow, ...]
    findings: tuple[Finding, ...]
    rows: tuple[RowReading, ...]


def read_results(family: Family, tables: Mapping[int, LogicalTable], context: DocumentContext) -> ResultsReading:
    """Read the tables of one family of results.

    Args:
        tables: the recognised tables of the family, by number.
        context: of the document.
    """
    rows = classify_rows(family, tables, context)
    bodies = fold_bodies(rows)
    years = {number: context.heading_of(number).year for number in tables}
    return ResultsReading(
        tuple(row for draft in bodies for row in results_of(draft, context.unwrap, years[draft.table_no])),
        tuple(row for draft in bodies for row in scores_of(draft, context.unwrap, years[draft.table_no])),
        tuple(_findings(rows)),
        tuple(row.row.reading() for row in rows),
    )


def _findings(rows: Iterable[ResultsRow]) -> Iterator[Finding]:
    """Yield what a careful reader would question about the rows themselves."""
    for row in rows:
        where = f"page {row.row.part.page}, table {row.row.part.table_no}, row {row.row.number}"
        if row.row.kind is RowKind.HELD_BACK:
            yield row.row.held_back(row.row.reason)
        elif row.row.kind is RowKind.TOTAL:
            message = f"{where} is no body: {row.row.reason}; its text stays in cells"
            yield row.row.finding("assemble.not_a_body", "info", message)
        elif row.draft is not None and row.row.kind is RowKind.RECORD and row.draft.lacks_year:
            message = f"{where} names no year that could be read, and its table has a column of years"
            yield row.row.finding("assemble.year_unread", "warning", message)
        elif row.unranked:
            message = f"{where} has no rank, unlike the row above it; it is kept as a body"
            yield row.row.finding("assemble.body_unranked", "warning", message)
