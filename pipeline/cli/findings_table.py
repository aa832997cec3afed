"""The findings of a release as ``ita findings`` lists them: chosen, with their document and their cell, worst first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from pipeline.model import FINDING_STATES, SEVERITIES

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.emit.store.releases import Release

CELL_COLUMNS = ("document_id", "table_no", "row", "column", "colspan", "text")
PATTERN = re.compile(r"[*?\[]")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which findings are asked for; empty or None is all.

    Attributes:
        severities: of ``SEVERITIES``.
        rules: names of rules, or shell patterns of them.
        files: names of files in the archive, parts of them, or shell patterns.
        body: the id of a body, or a part of a printed name.
        year: fiscal year of the document, Buddhist Era.
        states: of ``FINDING_STATES``; a finding without a state is open.
    """

    severities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    body: str | None = None
    year: int | None = None
    states: tuple[str, ...] = ()


def chosen_findings(release: Release, filters: Filters) -> list[Row]:
    """Return the findings that fit, worst first, each with ``source_file`` and ``agency`` of its document."""
    from pipeline.emit.schema.field_registry import registry
    from pipeline.emit.store.read_datasets import read

    documents = {
        row["document_id"]: row
        for row in read(release, "documents", ["document_id", "source_file", "agency", "body_id"]).to_pylist()
    }
    wanted = [d for d, row in documents.items() if _fits_document(row, filters)]
    columns = [c for c in registry()["findings"].columns if c != "source_file"]
    rows = _filtered(read(release, "findings", columns), filters, wanted).to_pylist()
    for row in rows:
        document = documents.get(row["document_id"], {})
        row["source_file"], row["agency"] = document.get("source_file"), document.get("agency")
        row["state"] = row["state"] or FINDING_STATES[0]
    matches = _any_fits(filters.rules)
    return sorted(
        (r for r in rows if matches(r["rule"]) and (not filters.states or r["state"] in filters.states)), key=_order
    )


def _filtered(findings: pa.Table, filters: Filters, documents: Sequence[str]) -> pa.Table:
    """Return the findings of some documents, of a severity and a year."""
    import pyarrow as pa
    import pyarrow.compute as pc

    keep = pc.is_in(findings["document_id"], pa.array(documents, pa.string()))
    if filters.severities:
        keep = pc.and_(keep, pc.is_in(findings["severity"], pa.array(filters.severities)))
    if filters.year is not None:
        keep = pc.and_(keep, pc.fill_null(pc.equal(findings["fiscal_year"], filters.year), False))
    return findings.filter(keep)


def _fits_document(document: Row, filters: Filters) -> bool:
    """Return whether a document is of a file and a body that are asked for."""
    name, agency = str(document["source_file"]), document["agency"] or ""
    if filters.files and not any(
        fnmatchcase(name, asked) if PATTERN.search(asked) else asked in name for asked in filters.files
    ):
        return False
    return (
        filters.body is None
        or filters.body == document["body_id"]
        or "".join(filters.body.split()) in "".join(agency.split())
    )


def _any_fits(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return whether a name is one of some names or fits one of some shell patterns; none fit all."""
    return lambda name: not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def _order(row: Row) -> tuple[Any, ...]:
    """Return by what findings are sorted: severity, file, place."""
    place = [row[name] if row[name] is not None else -1 for name in ("page", "table_no", "row", "column")]
    return (SEVERITIES.index(row["severity"]), str(row["source_file"]), *place, row["rule"], row["message"])


def add_cells(release: Release, rows: Sequence[Row]) -> None:
    """Add to findings the text of their cell and how the source heads its column (first row of the table), or None."""
    for row in rows:
        row["cell"] = row["column_name"] = None
    placed = [r for r in rows if r["table_no"] is not None and r["column"] is not None]
    cells = _cells(release, {r["document_id"] for r in placed}, {r["fiscal_year"] for r in placed}) if placed else {}
    for row in placed:
        table = cells.get((row["document_id"], row["table_no"]), {})
        row["cell"] = _text_at(table.get(row["row"], []), row["column"])
        row["column_name"] = _text_at(table[min(table)], row["column"]) if table else None


def _cells(
    release: Release, documents: set[str], years: set[int | None]
) -> dict[tuple[str, int], dict[int, list[Row]]]:
    """Return the cells of some documents by table and row; files of other years are not read."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from pipeline.emit.store.read_datasets import parquet_files, read, year_of

    names = {str(year) if year is not None else "unknown" for year in years}
    found: dict[tuple[str, int], dict[int, list[Row]]] = {}
    for path in parquet_files(release, "cells"):
        if year_of(path) not in names:
            continue
        cells = read(release, "cells", CELL_COLUMNS, [path])
        for cell in cells.filter(pc.is_in(cells["document_id"], pa.array(sorted(documents)))).to_pylist():
            table = found.setdefault((cell["document_id"], cell["table_no"]), {})
            table.setdefault(cell["row"], []).append(cell)
    return found


def _text_at(row: Sequence[Row], column: int) -> str | None:
    """Return the text of the cell of a row that covers a column, on one line."""
    for cell in row:
        if cell["column"] <= column < cell["column"] + max(1, cell["colspan"] or 1):
            return " ".join(str(cell["text"] or "").split()) or None
    return None
