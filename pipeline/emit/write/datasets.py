"""All datasets of a release, one file (or more) per fiscal year; codebook, bodies and derived datasets in one file.

What documents say is written first. The derived datasets are made of it as it stands in the files, and the documents
that others contradict get their findings before ``documents`` and ``findings`` are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.derive import derive
from pipeline.derive.texts import KeepNearTexts
from pipeline.domain.register.body import BODY_COLUMNS, Register, body_values, register
from pipeline.emit.schema.field_registry import arrow_schema, registry
from pipeline.emit.write.arrow_tables import to_table
from pipeline.emit.write.codebook_rows import codebook_rows
from pipeline.emit.write.correction_rows import sort_corrections, unmatched_rows
from pipeline.emit.write.partitions import write_frame, write_partition, write_rows, write_table
from pipeline.emit.write.previous_pieces import Piece, PreviousPieces
from pipeline.emit.write.released_rows import DocumentTables, rows_of_table, with_findings
from pipeline.model import Finding
from pipeline.model.corrections import Correction

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

COMPARED = ("documents", "findings")
"""Datasets that are written after the documents were compared."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a release.

    Attributes:
        pieces: of each file, by its path below the folder.
        findings: from comparing documents, by document id.
    """

    pieces: dict[str, list[Piece]]
    findings: Mapping[str, list[Finding]]


def write_datasets(
    documents: Iterable[DocumentTables],
    folder: Path,
    max_bytes: int,
    previous: PreviousPieces,
    bodies: Register,
    near_texts: KeepNearTexts | None = None,
    lost_corrections: Sequence[Correction] = (),
) -> Written:
    """Write every dataset, each with at least one file.

    Args:
        documents: in any order.
        folder: of the release that is built.
        max_bytes: a file that grows past this goes on in another one.
        previous: pieces of the release before, to copy.
        bodies: the register, with what the archive adds.
        near_texts: keeps which texts of measures are near to each other; None where that is found anew.
        lost_corrections: corrections of documents that are not there.
    """
    pieces: dict[str, list[Piece]] = {}
    in_order = sorted(documents, key=lambda d: d.document_id)

    def write(name: str) -> None:
        pieces.update(_write_dataset(name, in_order, folder, max_bytes, previous))

    of_documents = [name for name, dataset in registry().items() if dataset.single_file is None]
    for name in of_documents:
        if name not in COMPARED:
            write(name)
    derived = derive(lambda name, columns: _read(folder, name, columns), _documents_frame(in_order), bodies, near_texts)
    in_order = [with_findings(d, derived.findings.get(d.document_id, ())) for d in in_order]
    for name in COMPARED:
        write(name)
    corrections = [row for d in in_order if "corrections" in d.summaries for row in rows_of_table(d, "corrections")]
    corrections = sort_corrections([*corrections, *unmatched_rows(lost_corrections)])
    pieces |= write_rows(folder, "corrections", corrections, previous)
    pieces |= write_rows(folder, "codebook", codebook_rows(), previous)
    table = _package_bodies() if bodies is register() else _bodies_table(bodies)
    pieces |= write_table(folder, "bodies", table, previous)
    for name, frame in derived.tables.items():
        pieces |= write_frame(folder, name, frame, previous)
    pieces |= write_table(folder, "texts", derived.texts.cast(arrow_schema("texts")), previous)
    return Written(pieces, derived.findings)


def _write_dataset(
    name: str, documents: Sequence[DocumentTables], folder: Path, max_bytes: int, previous: PreviousPieces
) -> dict[str, list[Piece]]:
    """Write the rows that documents add to a dataset, a file (or more) for each fiscal year."""
    years: dict[int | None, list[DocumentTables]] = {}
    for document in documents:
        if name in document.summaries:
            years.setdefault(document.fiscal_year, []).append(document)
    pieces: dict[str, list[Piece]] = {}
    for year, found in sorted((years or {None: []}).items(), key=lambda item: (item[0] is None, item[0] or 0)):
        written = write_partition(folder / name, name, str(year or "unknown"), found, max_bytes, previous)
        pieces |= {f"{name}/{file}": of_file for file, of_file in written.items()}
    return pieces


def _read(folder: Path, name: str, columns: Sequence[str]) -> pa.Table:
    """Read columns of a dataset that was written, of all fiscal years."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([arrow_schema(name).field(column).remove_metadata() for column in columns])
    parts = [pq.read_table(path, columns=list(columns)) for path in sorted((folder / name).glob("*.parquet"))]
    return pa.concat_tables([part.cast(schema) for part in parts])


def _documents_frame(documents: Sequence[DocumentTables]) -> pd.DataFrame:
    """Return what comparing documents needs to know of each; one that is there twice is refused later."""
    import pandas as pd

    rows = {d.document_id: (d.document_id, d.packed.source_file, d.copy_of, d.packed.is_scan) for d in documents}
    return pd.DataFrame(list(rows.values()), columns=["document_id", "source_file", "copy_of", "is_scan"])


@cache
def _package_bodies() -> pa.Table:
    return _bodies_table(register())


def _bodies_table(bodies: Register) -> pa.Table:
    """Return the rows of ``bodies``."""
    rows = [dict(zip(BODY_COLUMNS, body_values(body), strict=True)) for body in bodies.values()]
    return to_table(rows, arrow_schema("bodies"))
