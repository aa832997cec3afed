"""Which rows of a document are released. The one rule:

A document that is a copy of another one has rows in documents, pages, cells and findings. What its report says
(``REPORT_DATASETS``) is released of the original alone, unless copies are to be kept, and the counts of these rows in
its row of documents are 0 then. Findings from comparing documents are added to its own.
"""

from __future__ import annotations

import hashlib
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
    is_left_out = deduplication.copy_of is not None and not keep_copies
    summaries = {n: s for n, s in packed.summaries.items() if not (is_left_out and n in REPORT_DATASETS)}
    summaries["documents"] = _changed_summary(packed, "documents", deduplication, is_left_out)
    if deduplication.findings:
        summaries["findings"] = _changed_summary(packed, "findings", deduplication)

    def load_changed(name: str) -> pa.Table | list[Row]:
        if name == "documents":
            return [_changed_document(load(name).to_pylist()[0], deduplication, is_left_out)]
        if name == "findings" and deduplication.findings:
            own = load(name).to_pylist() if name in packed.summaries else []
            common = {"document_id": packed.document_id, "fiscal_year": packed.fiscal_year}
            return sort_findings([*own, *({**row, **common} for row in finding_rows(deduplication.findings))])
        return load(name)

    return DocumentTables(packed.document_id, packed.fiscal_year, summaries, load_changed)


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


def _changed_document(own: Row, deduplication: Deduplication, is_left_out: bool) -> Row:
    """Return the row of ``documents`` of a document as the other documents make it."""
    counts = dict.fromkeys(REPORT_DATASETS.values(), 0) if is_left_out else {}
    for severity in ("error", "warning"):
        added = sum(f.severity == severity for f in deduplication.findings)
        counts[f"findings_{severity}"] = own[f"findings_{severity}"] + added
    return {**own, **counts, "report_id": deduplication.report_id, "copy_of": deduplication.copy_of}


def _changed_summary(
    packed: PackedDocument, dataset: str, deduplication: Deduplication, is_left_out: bool = False
) -> TableSummary:
    """Return what is known of a changed table, by its own rows and by what changes them; it is not made."""
    own = packed.summaries.get(dataset, TableSummary(0, 0, ""))
    changes = repr((own.digest, deduplication, is_left_out)).encode("utf-8", "backslashreplace")
    added = 0 if dataset == "documents" else len(deduplication.findings)
    return TableSummary(own.rows + added, own.size_bytes + len(changes), hashlib.sha256(changes).hexdigest())
