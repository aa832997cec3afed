"""All datasets of a release, one file (or more) per fiscal year."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.emit.schema.field_registry import registry
from pipeline.emit.write.codebook_rows import codebook_rows
from pipeline.emit.write.partitions import write_partition, write_rows
from pipeline.emit.write.previous_pieces import Piece, PreviousPieces
from pipeline.emit.write.released_rows import DocumentTables


def write_datasets(
    documents: Iterable[DocumentTables], folder: Path, max_bytes: int, previous: PreviousPieces
) -> dict[str, list[Piece]]:
    """Write every dataset, each with at least one file.

    Args:
        documents: in any order.
        folder: of the release that is built.
        max_bytes: a file that grows past this goes on in another one.
        previous: pieces of the release before, to copy.

    Returns:
        The pieces of each file, by its path below ``folder``.
    """
    pieces: dict[str, list[Piece]] = {}
    years: dict[int | None, list[DocumentTables]] = {}
    for document in sorted(documents, key=lambda d: d.document_id):
        years.setdefault(document.fiscal_year, []).append(document)
    for name, dataset in registry().items():
        if dataset.single_file is not None:
            write_rows(folder / name, name, dataset.single_file, codebook_rows())
            continue
        filled = {year: [d for d in found if name in d.summaries] for year, found in years.items()}
        filled = {year: found for year, found in filled.items() if found} or {None: []}
        for year in sorted(filled, key=lambda y: (y is None, y or 0)):
            written = write_partition(folder / name, name, str(year or "unknown"), filled[year], max_bytes, previous)
            pieces |= {f"{name}/{file}": found for file, found in written.items()}
    return pieces
