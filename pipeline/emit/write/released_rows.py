"""Which rows of a document are released. The one rule:

A document that is a copy of another one has rows in documents, pages, cells and findings. What its report says
(``REPORT_DATASETS``) is released of the original alone, unless copies are to be kept, and the counts of these rows in
its row of documents are 0 then. Findings from comparing documents are added to its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.schema.field_registry import REPORT_DATASETS, Row
from pipeline.emit.write.finding_rows import finding_rows, sort_findings
from pipeline.emit.write.outcome_rows import rows_of
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
        packed: the document, as if there were no other.
        summaries: by dataset; datasets that it adds nothing to are absent.
        load: returns the rows of a dataset, as a table or as they are.
        digest: a hash that is equal for equal rows of all datasets.
        copy_of: the document whose report it is a copy of.
    """

    packed: PackedDocument
    summaries: dict[str, TableSummary]
    load: Callable[[str], pa.Table | list[Row]]
    digest: str
    copy_of: str | None = None

    @property
    def document_id(self) -> str:
        """SHA-256 of its bytes."""
        return self.packed.document_id

    @property
    def fiscal_year(self) -> int | None:
        """Of its report, Buddhist Era."""
        return self.packed.fiscal_year


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
    if not (deduplication.copy_of or deduplication.findings) and deduplication.report_id == packed.report_id:
        return DocumentTables(packed, packed.summaries, load, packed.digest)
    is_left_out = deduplication.copy_of is not None and not keep_copies
    summaries = {n: s for n, s in packed.summaries.items() if not (is_left_out and n in REPORT_DATASETS)}
    identity = (deduplication.report_id, deduplication.copy_of)
    summaries["documents"] = _changed_summary(summaries["documents"], (*identity, is_left_out))

    def load_changed(name: str) -> pa.Table | list[Row]:
        if name != "documents":
            return load(name)
        counts = dict.fromkeys(REPORT_DATASETS.values(), 0) if is_left_out else {}
        return [{**load(name).to_pylist()[0], **counts, "report_id": identity[0], "copy_of": identity[1]}]

    digest = _changed_digest(packed.digest, (*identity, is_left_out))
    alone = DocumentTables(packed, summaries, load_changed, digest, deduplication.copy_of)
    return with_findings(alone, deduplication.findings)


def with_findings(tables: DocumentTables, findings: Sequence[Finding]) -> DocumentTables:
    """Return what a document adds to a release, with findings from comparing it with others."""
    if not findings:
        return tables
    own = tables.summaries.get("findings", TableSummary(0, 0, ""))
    summaries = {
        **tables.summaries,
        "documents": _changed_summary(tables.summaries["documents"], tuple(findings)),
        "findings": _changed_summary(own, tuple(findings), len(findings)),
    }

    def load_changed(name: str) -> pa.Table | list[Row]:
        if name == "documents":
            (row,) = _rows(tables.load(name))
            for severity in ("error", "warning"):
                row[f"findings_{severity}"] += sum(f.severity == severity for f in findings)
            return [row]
        if name == "findings":
            common = {"document_id": tables.document_id, "fiscal_year": tables.fiscal_year}
            rows = _rows(tables.load(name)) if name in tables.summaries else []
            added = finding_rows(findings, tables.document_id, tables.packed.source_file)
            return sort_findings([*rows, *({**row, **common} for row in added)])
        return tables.load(name)

    digest = _changed_digest(tables.digest, tuple(findings))
    return replace(tables, summaries=summaries, load=load_changed, digest=digest)


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
    return released_tables(packed, deduplication, lambda name: deserialize(tables[name], name), keep_copies)


def rows_of_table(tables: DocumentTables, name: str) -> list[Row]:
    """Return the rows that a document adds to a dataset."""
    return _rows(tables.load(name))


def _rows(loaded: pa.Table | list[Row]) -> list[Row]:
    """Return loaded rows as rows of their own."""
    return [dict(row) for row in loaded] if isinstance(loaded, list) else list(loaded.to_pylist())


def _changed_summary(own: TableSummary, changes: object, added: int = 0) -> TableSummary:
    """Return what is known of a changed table, by its own rows and by what changes them; it is not made.

    Args:
        own: of the table as it was.
        changes: that are made to it.
        added: rows that it has more.
    """
    return TableSummary(own.rows + added, own.size_bytes + len(repr(changes)), _changed_digest(own.digest, changes))


def _changed_digest(digest: str, changes: object) -> str:
    """Return the hash of rows that were changed, by the hash of what they were and by what changes them."""
    return hashlib.sha256(repr((digest, changes)).encode("utf-8", "backslashreplace")).hexdigest()
