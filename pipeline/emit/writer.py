"""Parquet files of one dataset, one or more per fiscal year, written as the rows come: memory stays flat over many documents."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.emit.registry import arrow_schema
from pipeline.emit.rows import Row

ROW_GROUP = 20_000


class Partition:
    """Writes rows, in the order given, to ``<folder>/<stem>.parquet``; past ``max_bytes`` to ``<stem>-001.parquet``, ``-002`` ….

    A partition that got no rows still leaves one readable file with its schema. The same rows give the same bytes.
    """

    def __init__(self, folder: Path, dataset: str, stem: str, max_bytes: int) -> None:
        self._folder, self._stem, self._max_bytes = folder, stem, max_bytes
        self._schema = arrow_schema(dataset)
        self._pending: list[Row] = []
        self._parts: list[Path] = []
        self._writer: pq.ParquetWriter | None = None
        self._sink: pa.NativeFile | None = None

    def __enter__(self) -> Partition:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            if self._pending or not self._parts:
                self._flush()
            self._close()
            if len(self._parts) == 1:
                self._parts[0].rename(self._folder / f"{self._stem}.parquet")
        elif self._sink is not None:
            self._sink.close()

    def add(self, rows: list[Row]) -> None:
        """Adds rows; they must come in the order in which they shall stand."""
        self._pending += rows
        while len(self._pending) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        """Writes one row group, in a new file where the last one has grown past the limit."""
        rows, self._pending = self._pending[:ROW_GROUP], self._pending[ROW_GROUP:]
        if self._sink is not None and self._sink.tell() >= self._max_bytes:
            self._close()
        if self._writer is None:
            path = self._folder / f"{self._stem}-{len(self._parts) + 1:03}.parquet"
            self._parts.append(path)
            self._sink = pa.OSFile(str(path), "wb")
            self._writer = pq.ParquetWriter(self._sink, self._schema, compression="zstd", compression_level=9)
        self._writer.write_table(to_table(rows, self._schema), row_group_size=ROW_GROUP)

    def _close(self) -> None:
        if self._writer is not None and self._sink is not None:
            self._writer.close()
            self._sink.close()
        self._writer = self._sink = None


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
