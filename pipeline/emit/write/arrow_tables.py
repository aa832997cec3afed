"""Rows as Arrow tables, and tables as bytes."""

from __future__ import annotations

import pyarrow as pa

from pipeline.emit.schema.field_registry import Row, arrow_schema


def to_table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """Return rows as an Arrow table. A lone surrogate, which no file can hold, becomes U+FFFD."""
    columns = []
    for f in schema:
        values = [row[f.name] for row in rows]
        try:
            columns.append(pa.array(values, type=f.type))
        except UnicodeEncodeError:
            columns.append(pa.array([_encodable(v) for v in values], type=f.type))
    return pa.Table.from_arrays(columns, schema=schema)


def serialize(rows: list[Row], dataset: str) -> tuple[bytes, int]:
    """Return rows of a dataset as an Arrow IPC stream, and the size of their table in memory (bytes)."""
    table = to_table(rows, arrow_schema(dataset))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes(), table.nbytes


def deserialize(data: bytes) -> pa.Table:
    """Return the table that :func:`serialize` made bytes of."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()


def _encodable(value: object) -> object:
    """Return the value with every lone surrogate replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return [_encodable(v) for v in value] if isinstance(value, list) else value
