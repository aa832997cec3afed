"""Rows as Arrow tables, and tables as bytes."""

from __future__ import annotations

import pyarrow as pa

from pipeline.domain.control_characters import without_controls
from pipeline.emit.schema.field_registry import Row, arrow_schema


def to_table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """Return rows as an Arrow table; text without control characters, as of :func:`without_controls`."""
    columns = []
    for f in schema:
        values = [row[f.name] for row in rows]
        if pa.types.is_string(f.type) or pa.types.is_list(f.type):
            values = [_publishable(v) for v in values]
        columns.append(pa.array(values, type=f.type))
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
    options = pa.ipc.IpcReadOptions(use_threads=False)  # a few kilobytes: handing them to a thread costs more
    with pa.ipc.open_stream(data, options=options) as stream:
        return stream.read_all()


def _publishable(value: object) -> object:
    """Return text, or a list of texts, without control characters."""
    if isinstance(value, str):
        return without_controls(value)
    return [_publishable(v) for v in value] if isinstance(value, list) else value
