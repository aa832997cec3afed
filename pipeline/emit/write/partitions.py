"""Parquet files of one dataset and part, made of pieces; a piece that the release before has is copied.

The rows of a few documents are a piece: so many that readers skip and decompress well, so few that a new document costs
little. Pieces are cut by content (content-defined chunking): the ids of the documents say where a piece ends, so that a
document more or less changes the pieces around it and leaves the others.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.emit.schema.field_registry import Row, arrow_schema
from pipeline.emit.write import partition_settings
from pipeline.emit.write.arrow_tables import to_table
from pipeline.emit.write.parquet_join import JoinedFile, RowGroups
from pipeline.emit.write.previous_pieces import Piece, PreviousPieces
from pipeline.emit.write.released_rows import DocumentTables

if TYPE_CHECKING:
    import pandas as pd


ID_DIGITS = 8
"""Hexadecimal digits at the end of a document's id that are taken as a random number."""


def write_partition(
    folder: Path,
    dataset: str,
    stem: str,
    documents: Sequence[DocumentTables],
    max_bytes: int,
    previous: PreviousPieces,
) -> dict[str, list[Piece]]:
    """Write ``<folder>/<stem>.parquet``; past ``max_bytes`` go on in ``<stem>-001.parquet``, ``-002`` ….

    Args:
        folder: of the dataset.
        dataset: its name.
        stem: name of the file without its suffix: that of the part.
        documents: with rows in this dataset, in the order of the rows. None: a file with the schema alone.
        max_bytes: a file that grows past this goes on in another one.
        previous: pieces of the release before; copying them costs less, and gives the same bytes.

    Returns:
        The pieces of each file, by its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, list[Piece]] = {}
    pieces = list(_cut_into_pieces(documents, dataset)) or [()]
    keys = [_key((document.summaries[dataset].digest for document in piece), dataset) for piece in pieces]
    if previous.link(keys, folder / f"{stem}.parquet", max_bytes):
        return {f"{stem}.parquet": previous.listed(keys)}
    while pieces:
        name = f"{stem}-{len(written) + 1:03}.parquet"
        written[name] = []
        with JoinedFile(folder / name) as file:
            while pieces and (not written[name] or file.size < max_bytes):
                piece, key = pieces.pop(0), keys.pop(0)
                groups, numbers = previous.find(key) or _encode(piece, dataset)
                file.add(groups, numbers)
                written[name].append({"key": key, "groups": len(numbers)})
    if len(written) == 1:
        (folder / name).rename(folder / f"{stem}.parquet")
        return {f"{stem}.parquet": written[name]}
    return written


def write_rows(folder: Path, dataset: str, rows: list[Row], previous: PreviousPieces) -> dict[str, list[Piece]]:
    """Write a dataset of one file, ``<folder>/<dataset>/<dataset>.parquet``, as one piece.

    Args:
        folder: of the release.
        dataset: its name.
        rows: all of it.
        previous: pieces of the release before, which may be this one.
    """
    digest = hashlib.sha256(repr(rows).encode("utf-8", "backslashreplace")).hexdigest()
    return _write_single_file(folder, dataset, digest, previous, lambda: to_table(rows, arrow_schema(dataset)))


def write_frame(folder: Path, dataset: str, frame: pd.DataFrame, previous: PreviousPieces) -> dict[str, list[Piece]]:
    """Write a dataset of one file, as :func:`write_rows` does; what pandas calls missing is null."""
    schema = arrow_schema(dataset)
    objects = [frame[f.name].astype(object) for f in schema]
    filled = [values.where(values.notna(), None).to_numpy() for values in objects]  # pyarrow may not know pandas
    columns = [pa.array(values, type=f.type, from_pandas=True) for values, f in zip(filled, schema, strict=True)]
    return write_table(folder, dataset, pa.Table.from_arrays(columns, schema=schema), previous)


def write_table(folder: Path, dataset: str, table: pa.Table, previous: PreviousPieces) -> dict[str, list[Piece]]:
    """Write a dataset of one file, as :func:`write_rows` does."""
    digest = hashlib.sha256()
    for batch in table.to_batches():
        digest.update(batch.serialize())
    return _write_single_file(folder, dataset, digest.hexdigest(), previous, lambda: table)


def _write_single_file(
    folder: Path, dataset: str, digest: str, previous: PreviousPieces, make_table: Callable[[], pa.Table]
) -> dict[str, list[Piece]]:
    """Write a dataset of one file unless the release before has it: a digest says whether its rows are the same."""
    path = folder / dataset / f"{dataset}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    key = _key([digest], dataset)
    if not previous.link([key], path):
        table = make_table()
        pq.write_table(
            table,
            path,
            row_group_size=partition_settings.PARTITIONS.row_group_rows,
            **partition_settings.PARTITIONS.codec,
        )
    groups = pq.read_metadata(path).num_row_groups
    return {path.relative_to(folder).as_posix(): [{"key": key, "groups": groups}]}


def _cut_into_pieces(documents: Sequence[DocumentTables], dataset: str) -> Iterator[tuple[DocumentTables, ...]]:
    """Yield the documents of each piece: ``min_fill`` at least, full at most, and cut between the two by an id."""
    settings = partition_settings.PARTITIONS
    piece: list[DocumentTables] = []
    fill = 0.0
    for document in documents:
        table = document.summaries[dataset]
        share = max(
            table.rows / settings.row_group_rows,
            table.size_bytes / settings.piece_bytes,
            1 / settings.piece_documents,
        )
        if piece and fill + share > 1:
            yield tuple(piece)
            piece, fill = [], 0.0
        piece.append(document)
        fill += share
        odds = min(settings.cut_odds * share, settings.max_cut_odds)
        if fill > settings.min_fill and int(document.document_id[-ID_DIGITS:], 16) < odds * 16**ID_DIGITS:
            yield tuple(piece)
            piece, fill = [], 0.0
    if piece:
        yield tuple(piece)


def _key(digests: Iterable[str], dataset: str) -> str:
    """Return a hash of the rows of a piece, by their digests, and of all that decides how they are written."""
    schema = arrow_schema(dataset)
    parts = [
        pa.__version__,
        str(partition_settings.PARTITIONS.codec),
        str(partition_settings.PARTITIONS.row_group_rows),
        schema.to_string(show_field_metadata=True, show_schema_metadata=True),
    ]
    return hashlib.sha256("\0".join([*parts, *digests]).encode()).hexdigest()


def _encode(documents: Sequence[DocumentTables], dataset: str) -> tuple[RowGroups, range]:
    """Return the rows of a piece as row groups."""
    schema = arrow_schema(dataset)
    loaded = [document.load(dataset) for document in documents]
    tables = [item for item in loaded if isinstance(item, pa.Table)]
    rows = [row for item in loaded if isinstance(item, list) for row in item]
    if tables and rows:
        tables = [item if isinstance(item, pa.Table) else to_table(item, schema) for item in loaded]
        rows = []
    table = pa.concat_tables(tables).combine_chunks() if tables else to_table(rows, schema)
    sink = io.BytesIO()
    pq.write_table(
        table, sink, row_group_size=partition_settings.PARTITIONS.row_group_rows, **partition_settings.PARTITIONS.codec
    )
    groups = RowGroups(sink)
    return groups, range(len(groups.footers))
