"""The rows of one document, packed so that they can be cached and copied without being decoded."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from msgspec import Struct

from pipeline.emit.write.outcome_rows import rows_of
from pipeline.model import Outcome


class TableSummary(Struct, frozen=True, array_like=True, gc=False):
    """What is known of a table without loading it.

    Attributes:
        rows: how many.
        size_bytes: uncompressed, about.
        digest: a hash that is equal for equal rows.
    """

    rows: int
    size_bytes: int
    digest: str


class PackedDocument(Struct, frozen=True, array_like=True, gc=False):
    """The rows of one document, without its tables: small enough to hold for many thousands of documents.

    Attributes:
        document_id: SHA-256 of its bytes.
        source_file: its name in the archive.
        fiscal_year: of the report (Buddhist Era).
        report_id: where no other document is a copy of it.
        is_scan: more than half of its pages are pictures.
        summaries: of every dataset that it has rows of.
        digest: a hash that is equal for equal rows of all datasets.
    """

    document_id: str
    source_file: str
    fiscal_year: int | None
    report_id: str | None
    is_scan: bool
    summaries: dict[str, TableSummary]
    digest: str

    def rows(self, dataset: str) -> int:
        """Return how many rows of a dataset it has."""
        return self.summaries[dataset].rows if dataset in self.summaries else 0


def pack(outcome: Outcome) -> tuple[PackedDocument, dict[str, bytes]]:
    """Return the rows of a document as if there were no other document, and its tables as bytes by dataset.

    ``arrow_tables.deserialize`` reads them.
    """
    from pipeline.emit.write.arrow_tables import serialize  # pyarrow

    rows = rows_of(replace(outcome, copy_of=None))
    (document,) = rows["documents"]
    tables = {name: serialize(items, name) for name, items in rows.items() if items}
    summaries = {
        name: TableSummary(len(rows[name]), size, hashlib.sha256(data).hexdigest())
        for name, (data, size) in tables.items()
    }
    packed = PackedDocument(
        document["document_id"],
        document["source_file"],
        document["fiscal_year"],
        outcome.report_id,
        2 * document["pages_scanned"] > document["pages"],
        summaries,
        hashlib.sha256("\n".join(f"{name} {s.digest}" for name, s in sorted(summaries.items())).encode()).hexdigest(),
    )
    return packed, {name: data for name, (data, _) in tables.items()}
