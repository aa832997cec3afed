"""All datasets of a release, year by year."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.emit.schema.field_registry import registry
from pipeline.emit.write.codebook_rows import codebook_rows
from pipeline.emit.write.packed_rows import Portion
from pipeline.emit.write.partitions import Piece, Shelf, write_partition, write_rows


def write_datasets(portions: Iterable[Portion], folder: Path, max_bytes: int, shelf: Shelf) -> dict[str, list[Piece]]:
    """Writes every dataset, every one with at least one file.

    Args:
        portions: one per document, in any order.
        max_bytes: a file that grows past this goes on in another one.
        shelf: the release before.

    Returns:
        The pieces of each file, by its path below ``folder``.
    """
    made: dict[str, list[Piece]] = {}
    years: dict[int | None, list[Portion]] = {}
    for portion in sorted(portions, key=lambda p: p.document_id):
        years.setdefault(portion.fiscal_year, []).append(portion)
    for name, dataset in registry().items():
        if dataset.single_file is not None:
            write_rows(folder / name, name, dataset.single_file, codebook_rows())
            continue
        filled = {year: [p for p in found if name in p.extents] for year, found in years.items()}
        filled = {year: found for year, found in filled.items() if found} or {None: []}
        for year in sorted(filled, key=lambda y: (y is None, y or 0)):
            pieces = write_partition(folder / name, name, str(year or "unknown"), filled[year], max_bytes, shelf)
            made |= {f"{name}/{file}": found for file, found in pieces.items()}
    return made
