"""All datasets of a release, one file (or more) per part of it; codebook, bodies and derived datasets in one file.

What documents say is written first. The derived datasets are made of it as it stands in the files, and the documents
that others contradict get their findings before ``documents`` and ``findings`` are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.derive import derive
from pipeline.derive.texts import KeepNearTexts
from pipeline.domain.register.body import BODY_COLUMNS, Register, body_values, register
from pipeline.emit.schema.field_registry import arrow_schema, registry
from pipeline.emit.write.arrow_tables import to_table
from pipeline.emit.write.codebook_rows import codebook_rows
from pipeline.emit.write.correction_rows import sort_corrections, unmatched_rows
from pipeline.emit.write.partitions import write_frame, write_partition, write_rows, write_table
from pipeline.emit.write.parts import Part, split_into_parts
from pipeline.emit.write.previous_pieces import PreviousPieces
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
        files: what the next release may take over of each file, as the manifest lists it, by its path below the
            folder.
        findings: from comparing documents, by document id.
    """

    files: dict[str, dict[str, Any]]
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
    in_order = sorted(documents, key=lambda d: d.packed.document_id)
    parts = split_into_parts(in_order)
    of_documents = [name for name, dataset in registry().items() if dataset.single_file is None]
    said = [name for name in of_documents if name not in COMPARED]
    files = _write_parts(said, parts, folder, max_bytes, previous)
    derived = derive(lambda name, columns: _read(folder, name, columns), _documents_frame(in_order), bodies, near_texts)
    if derived.findings:
        parts = [_with_findings(part, derived.findings) for part in parts]
    files |= _write_parts(COMPARED, parts, folder, max_bytes, previous)
    corrected = [d for d in in_order if "corrections" in d.summaries]
    corrections = [row for document in corrected for row in rows_of_table(document, "corrections")]
    corrections = sort_corrections([*corrections, *unmatched_rows(lost_corrections)])
    table = _package_bodies() if bodies is register() else _bodies_table(bodies)
    pieces = write_rows(folder, "corrections", corrections, previous)
    pieces |= write_rows(folder, "codebook", codebook_rows(), previous)
    pieces |= write_table(folder, "bodies", table, previous)
    for name, frame in derived.tables.items():
        pieces |= write_frame(folder, name, frame, previous)
    pieces |= write_table(folder, "texts", derived.texts.cast(arrow_schema("texts")), previous)
    files |= {path: {"pieces": of_file} for path, of_file in pieces.items()}
    return Written(files, derived.findings)


def _with_findings(part: Part, findings: Mapping[str, list[Finding]]) -> Part:
    return part._replace(documents=[with_findings(d, findings.get(d.document_id, ())) for d in part.documents])


def _write_parts(
    datasets: Sequence[str], parts: Sequence[Part], folder: Path, max_bytes: int, previous: PreviousPieces
) -> dict[str, dict[str, Any]]:
    """Write the rows that documents add to some datasets, a file (or more) for each part that has any.

    Returns:
        What the manifest lists of each file that was written; of those that are links it is known already.
    """
    files: dict[str, dict[str, Any]] = {}
    for part in parts:
        key = part.key(datasets, max_bytes)
        if previous.link_part(key, folder):
            continue
        for name in datasets:
            found = [document for document in part.documents if name in document.summaries]
            if found:
                written = write_partition(folder / name, name, part.stem, found, max_bytes, previous)
                files |= {f"{name}/{file}": {"pieces": p, "part": key} for file, p in written.items()}
    for name in datasets:
        if not any(folder.glob(f"{name}/*.parquet")):
            written = write_partition(folder / name, name, "unknown", [], max_bytes, previous)
            files |= {f"{name}/{file}": {"pieces": p} for file, p in written.items()}
    return files


def _read(folder: Path, name: str, columns: Sequence[str]) -> pa.Table:
    """Read columns of a dataset that was written, of all fiscal years."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([arrow_schema(name).field(column).remove_metadata() for column in columns])
    parts = []
    for path in sorted((folder / name).glob("*.parquet")):
        with pq.ParquetFile(path) as file:  # many small files: threads would cost more than they give
            parts.append(file.read(columns=list(columns), use_threads=False).cast(schema))
    return pa.concat_tables(parts)


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
