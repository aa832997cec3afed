"""The rows of one document, packed so that they can be cached and copied without being decoded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from pipeline.emit.schema.field_registry import Row
from pipeline.emit.write.outcome_rows import rows_of
from pipeline.model import Outcome


@dataclass(frozen=True, slots=True)
class TableSummary:
    """What is known of a table without loading it.

    Attributes:
        rows: how many.
        size_bytes: uncompressed, about.
        digest: a hash that is equal for equal rows.
    """

    rows: int
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """The rows of one document, without its tables: small enough to hold for thousands of documents.

    Attributes:
        document: its row of ``documents``, as if there were no other document.
        summaries: of every other dataset that it has rows of.
    """

    document: Row
    summaries: dict[str, TableSummary]


def pack(outcome: Outcome) -> tuple[PackedDocument, dict[str, bytes]]:
    """Return the rows of a document on its own and, by dataset, its tables as bytes (``arrow_tables.deserialize``)."""
    from pipeline.emit.write.arrow_tables import serialize  # pyarrow

    rows = rows_of(replace(outcome, report_id=None, copy_of=None))
    (document,) = rows.pop("documents")
    tables = {name: serialize(items, name) for name, items in rows.items() if items}
    summaries = {
        name: TableSummary(len(rows[name]), size, hashlib.sha256(data).hexdigest())
        for name, (data, size) in tables.items()
    }
    return PackedDocument(document, summaries), {name: data for name, (data, _) in tables.items()}
