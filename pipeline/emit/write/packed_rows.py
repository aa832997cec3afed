"""What one document adds to a release: its rows, packed so that they can be kept and be copied without being looked at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.write.outcome_rows import FACTS, Row, finding_rows, fiscal_year_of, in_order, rows_of
from pipeline.model import Finding, Outcome

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows, how many bytes (uncompressed, about), and a hash that is equal for equal rows."""

    rows: int
    bytes: int
    mark: str


@dataclass(frozen=True, slots=True)
class Portion:
    """What a document adds to a release.

    Attributes:
        extents: by dataset; datasets that it adds nothing to are absent.
        load: the rows of a dataset, as a table or as they are.
    """

    document_id: str
    fiscal_year: int | None
    extents: dict[str, Extent]
    load: Callable[[str], pa.Table | list[Row]]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the other documents of an archive make of one: copies, and findings that none has alone."""

    report_id: str | None = None
    copy_of: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """The rows of one document on its own, but for the bytes of its tables: small enough to hold for thousands of documents.

    Attributes:
        document: its row of ``documents``, as if there were no other document.
        extents: of every other dataset that it has rows of.
    """

    document: Row
    extents: dict[str, Extent]

    def portion(self, marks: Marks, load: Callable[[str], pa.Table], keep_copies: bool = False) -> Portion:
        """What it adds to a release beside the others.

        Args:
            marks: what the others make of it.
            load: gives a packed table back.
            keep_copies: the rows of a copy count too.
        """
        document = {**self.document, "report_id": marks.report_id, "copy_of": marks.copy_of}
        extents, more = dict(self.extents), {}
        if marks.copy_of is not None and not keep_copies:
            for name in FACTS:
                extents.pop(name, None)
            document |= dict.fromkeys(FACTS.values(), 0)
        if marks.findings:
            common = {key: document[key] for key in ("document_id", "fiscal_year")}
            own = load("findings").to_pylist() if "findings" in extents else []
            more["findings"] = in_order([*own, *({**row, **common} for row in finding_rows(marks.findings))])
            for severity in ("error", "warning"):
                document[f"findings_{severity}"] += sum(f.severity == severity for f in marks.findings)
        more["documents"] = [document]
        extents |= {name: _extent_of_rows(rows) for name, rows in more.items()}
        return Portion(
            document["document_id"], document["fiscal_year"], extents, lambda name: more.get(name) or load(name)
        )


def pack(outcome: Outcome) -> tuple[Packed, dict[str, bytes]]:
    """The rows of a document on its own and, by dataset, its tables as bytes (:func:`unpack`)."""
    rows = rows_of(replace(outcome, report_id=None, copy_of=None))
    (document,) = rows.pop("documents")
    tables = {name: _dump(items, name) for name, items in rows.items() if items}
    extents = {
        name: Extent(len(rows[name]), size, hashlib.sha256(data).hexdigest()) for name, (data, size) in tables.items()
    }
    return Packed(document, extents), {name: data for name, (data, _) in tables.items()}


def unpack(data: bytes) -> pa.Table:
    """A packed table."""
    import pyarrow as pa

    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()


def portion_of(outcome: Outcome, keep_copies: bool = False) -> Portion:
    """What a document adds to a release, of an outcome that is whole and marked.

    Raises:
        ReleaseError: its rows do not hold together.
    """
    from pipeline.emit.write.validate import problems

    rows = {name: items for name, items in rows_of(outcome, keep_copies).items() if items}
    wrong = problems({name: rows.get(name, []) for name in (*rows, *FACTS, "cells")})
    if wrong:
        raise ReleaseError(f"nothing was released: {outcome.document.source.source_file}: {wrong[0]}")
    extents = {name: _extent_of_rows(items) for name, items in rows.items()}
    return Portion(outcome.document.source.document_id, fiscal_year_of(outcome), extents, rows.__getitem__)


def _extent_of_rows(rows: list[Row]) -> Extent:
    content = json.dumps(rows, ensure_ascii=True).encode()
    return Extent(len(rows), len(content), hashlib.sha256(content).hexdigest())


def _dump(rows: list[Row], name: str) -> tuple[bytes, int]:
    """Rows as a packed table, and the size of that table in memory."""
    import pyarrow as pa

    from pipeline.emit.schema.field_registry import arrow_schema
    from pipeline.emit.write.partitions import to_table

    table = to_table(rows, arrow_schema(name))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes(), table.nbytes
