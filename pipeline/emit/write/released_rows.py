"""Which rows of a document are released. The one rule:

A document that is a copy of another one has rows in documents, pages, cells and findings. What its report says
(``REPORT_DATASETS``) is released of the original alone, unless copies are to be kept, and the counts of these rows in
its row of documents are 0 then. Findings from comparing documents are added to its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.schema.field_registry import REPORT_DATASETS, Row
from pipeline.emit.write.outcome_rows import finding_rows, rows_of, sort_findings
from pipeline.emit.write.packed_document import PackedDocument, TableSummary, pack
from pipeline.emit.write.validate_rows import row_problems
from pipeline.model import Finding, Outcome

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Deduplication:
    """What comparing the documents of an archive says of one.

    Attributes:
        report_id: the same for all copies of one report.
        copy_of: id of the document whose rows are released in its place; None where it is no copy.
        findings: that no document has on its own.
    """

    report_id: str | None = None
    copy_of: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentTables:
    """What one document adds to a release: the one kind of input of :func:`pipeline.emit.emit`.

    Attributes:
        summaries: by dataset; datasets that it adds nothing to are absent.
        load: returns the rows of a dataset, as a table or as they are.
    """

    document_id: str
    fiscal_year: int | None
    summaries: dict[str, TableSummary]
    load: Callable[[str], pa.Table | list[Row]]


def released_tables(
    packed: PackedDocument,
    deduplication: Deduplication,
    load: Callable[[str], pa.Table],
    keep_copies: bool = False,
) -> DocumentTables:
    """Return what a document adds to a release beside the others.

    Args:
        packed: its own rows.
        deduplication: what the other documents make of it.
        load: returns a packed table.
        keep_copies: release what a copy's report says too.
    """
    if deduplication == Deduplication(packed.report_id):
        return DocumentTables(packed.document_id, packed.fiscal_year, packed.summaries, load)
    (document,) = load("documents").to_pylist()
    document |= {"report_id": deduplication.report_id, "copy_of": deduplication.copy_of}
    summaries, changed = dict(packed.summaries), {}
    if deduplication.copy_of is not None and not keep_copies:
        for name, count in REPORT_DATASETS.items():
            summaries.pop(name, None)
            document[count] = 0
    if deduplication.findings:
        common = {key: document[key] for key in ("document_id", "fiscal_year")}
        own = load("findings").to_pylist() if "findings" in summaries else []
        added = [{**row, **common} for row in finding_rows(deduplication.findings)]
        changed["findings"] = sort_findings([*own, *added])
        for severity in ("error", "warning"):
            document[f"findings_{severity}"] += sum(f.severity == severity for f in deduplication.findings)
    changed["documents"] = [document]
    summaries |= {name: _summary(rows) for name, rows in changed.items()}
    return DocumentTables(
        document["document_id"], document["fiscal_year"], summaries, lambda name: changed.get(name) or load(name)
    )


def tables_of(outcome: Outcome, keep_copies: bool = False) -> DocumentTables:
    """Return what an outcome adds to a release, for outcomes that are in memory and compared with each other already.

    Raises:
        ReleaseError: its rows are inconsistent.
    """
    from pipeline.emit.write.arrow_tables import deserialize  # pyarrow

    problems = row_problems(rows_of(outcome))
    if problems:
        raise ReleaseError(f"nothing was released: {outcome.document.source.source_file}: {problems[0]}")
    packed, tables = pack(outcome)
    deduplication = Deduplication(outcome.report_id, outcome.copy_of)
    return released_tables(packed, deduplication, lambda name: deserialize(tables[name]), keep_copies)


def _summary(rows: list[Row]) -> TableSummary:
    content = json.dumps(rows, ensure_ascii=True).encode()
    return TableSummary(len(rows), len(content), hashlib.sha256(content).hexdigest())
