"""Parquet files of one dataset and fiscal year, made of pieces; a piece that the release before has too is copied from there.

The rows of a few documents are a piece: so many that readers skip and decompress well, so few that a new document costs little. Where
a piece ends is told by the ids of its documents, so that a document more or less changes the pieces around it and leaves the others.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import files
from pipeline.emit.schema.field_registry import arrow_schema
from pipeline.emit.write.outcome_rows import Row
from pipeline.emit.write.packed_rows import Portion
from pipeline.emit.write.parquet_join import Joined, Parts

ROW_GROUP = 20_000
PIECE_BYTES = 8_000_000
PIECE_DOCUMENTS = 128
COMPRESSION = {"compression": "zstd", "compression_level": 9}
Piece = dict[str, Any]
"""As the manifest lists it: ``key`` (a hash of all that its bytes depend on) and ``groups`` (how many row groups it is)."""


class Shelf:
    """The pieces of the release before, by their keys. Files whose bytes are no longer what its manifest says are not believed.

    Args:
        folder: of that release; None where there is none.
        listed: its files, as its manifest lists them.
    """

    def __init__(self, folder: files.Place | None = None, listed: Iterable[dict[str, Any]] = ()) -> None:
        self._pieces: dict[str, tuple[files.Place, range]] = {}
        self._files: dict[tuple[str, ...], files.Place] = {}
        self._hashes: dict[files.Place, str] = {}
        self._open: tuple[files.Place, BinaryIO | None] | None = None
        self._read: Parts | None = None
        for file in listed:
            assert folder is not None, "files are of a folder"
            place, at = files.join(folder, file["path"]), 0
            for piece in file.get("pieces", ()):
                self._pieces[piece["key"]] = place, range(at, at + piece["groups"])
                at += piece["groups"]
            self._files[tuple(piece["key"] for piece in file.get("pieces", ()))] = place
            self._hashes[place] = file["sha256"]

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None and self._open[1] is not None:
            self._open[1].close()

    def find(self, key: str) -> tuple[Parts, range] | None:
        """A piece of the release before, or None where it has none."""
        place, numbers = self._pieces.get(key, (None, range(0)))
        parts = self._parts(place) if place is not None else None
        return None if parts is None else (parts, numbers)

    def pieces(self, keys: Sequence[str]) -> list[Piece]:
        """Pieces as the manifest lists them."""
        return [{"key": key, "groups": len(self._pieces[key][1])} for key in keys]

    def link(self, keys: Sequence[str], target: Path, max_bytes: int) -> bool:
        """Makes ``target`` the file of the release before that has just these pieces; says whether there is one."""
        place = self._files.get(tuple(keys))
        if not keys or not isinstance(place, Path) or self._whole(place) is None or place.stat().st_size > max_bytes:
            return False
        try:
            os.link(place, target)
        except OSError:
            return False
        return True

    def _whole(self, place: files.Place) -> BinaryIO | None:
        """A file of the release before, open; None where it cannot be read or is damaged."""
        if self._open is None or self._open[0] != place:
            self.__exit__()
            self._open, self._read = (place, None), None
            with contextlib.suppress(OSError):
                file = place.open("rb") if isinstance(place, Path) else io.BytesIO(files.read_bytes(place))
                if hashlib.file_digest(file, "sha256").hexdigest() == self._hashes[place]:
                    self._open = place, file
                else:
                    file.close()
        return self._open[1]

    def _parts(self, place: files.Place) -> Parts | None:
        """The row groups of a file of the release before; None where it cannot be read or is damaged."""
        file = self._whole(place)
        if file is not None and self._read is None:
            with contextlib.suppress(ValueError):
                self._read = Parts(file)
        return self._read


def write_partition(
    folder: Path, dataset: str, stem: str, portions: Sequence[Portion], max_bytes: int, shelf: Shelf
) -> dict[str, list[Piece]]:
    """Writes ``<folder>/<stem>.parquet``; past ``max_bytes`` goes on in ``<stem>-001.parquet``, ``-002`` ….

    Args:
        portions: of documents with rows in this dataset, in the order in which they shall stand. None: a file with the schema alone.
        shelf: what the release before has; it costs less to copy, and gives the same bytes.

    Returns:
        The pieces of each file, by its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, list[Piece]] = {}
    pieces = list(_pieces(portions, dataset)) or [()]
    keys = [_key(piece, dataset) for piece in pieces]
    if shelf.link(keys, folder / f"{stem}.parquet", max_bytes):
        return {f"{stem}.parquet": shelf.pieces(keys)}
    while pieces:
        name = f"{stem}-{len(made) + 1:03}.parquet"
        made[name] = []
        with Joined(folder / name) as file:
            while pieces and (not made[name] or file.size < max_bytes):
                documents, key = pieces.pop(0), keys.pop(0)
                parts, numbers = shelf.find(key) or _encoded(documents, dataset)
                file.add(parts, numbers)
                made[name].append({"key": key, "groups": len(numbers)})
    if len(made) == 1:
        (folder / name).rename(folder / f"{stem}.parquet")
        return {f"{stem}.parquet": made[name]}
    return made


def write_rows(folder: Path, dataset: str, stem: str, rows: list[Row]) -> None:
    """Writes rows to ``<folder>/<stem>.parquet``."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        to_table(rows, arrow_schema(dataset)), folder / f"{stem}.parquet", row_group_size=ROW_GROUP, **COMPRESSION
    )


def _pieces(portions: Sequence[Portion], dataset: str) -> Iterator[tuple[Portion, ...]]:
    """Documents that stand together: a quarter full at least, full at most, and between the two where an id says so."""
    piece: list[Portion] = []
    full = 0.0
    for portion in portions:
        extent = portion.extents[dataset]
        share = max(extent.rows / ROW_GROUP, extent.bytes / PIECE_BYTES, 1 / PIECE_DOCUMENTS)
        if piece and full + share > 1:
            yield tuple(piece)
            piece, full = [], 0.0
        piece.append(portion)
        full += share
        if full > 0.25 and int(portion.document_id[-8:], 16) < min(3 * share, 1 / 3) * 2**32:
            yield tuple(piece)
            piece, full = [], 0.0
    if piece:
        yield tuple(piece)


def _key(documents: Sequence[Portion], dataset: str) -> str:
    """A hash of the rows of a piece and of all that decides how they are written."""
    schema = arrow_schema(dataset)
    said = [
        pa.__version__,
        str(COMPRESSION),
        str(ROW_GROUP),
        schema.to_string(show_field_metadata=True, show_schema_metadata=True),
    ]
    said += [portion.extents[dataset].mark for portion in documents]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def _encoded(documents: Sequence[Portion], dataset: str) -> tuple[Parts, range]:
    """The rows of a piece as row groups."""
    schema = arrow_schema(dataset)
    loaded = [portion.load(dataset) for portion in documents]
    tables = [item for item in loaded if isinstance(item, pa.Table)]
    rows = [row for item in loaded if isinstance(item, list) for row in item]
    if tables and rows:
        tables = [item if isinstance(item, pa.Table) else to_table(item, schema) for item in loaded]
        rows = []
    table = pa.concat_tables(tables).combine_chunks() if tables else to_table(rows, schema)
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=ROW_GROUP, **COMPRESSION)
    parts = Parts(sink)
    return parts, range(len(parts.groups))


def to_table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """Rows as an Arrow table. A lone surrogate, which no file can hold, becomes U+FFFD."""
    columns = []
    for f in schema:
        values = [row[f.name] for row in rows]
        try:
            columns.append(pa.array(values, type=f.type))
        except UnicodeEncodeError:
            columns.append(pa.array([_encodable(v) for v in values], type=f.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _encodable(value: object) -> object:
    """The value with every lone surrogate replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return [_encodable(v) for v in value] if isinstance(value, list) else value
