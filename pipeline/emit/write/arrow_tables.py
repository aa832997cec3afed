"""Rows as Arrow tables, and tables as bytes."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.ipc

from pipeline.domain.control_characters import without_controls
from pipeline.emit.schema.field_registry import Row, arrow_schema

CODEC, LENGTH_BYTES = "zstd", 8


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
    """Return rows of a dataset as bytes, and the size of their table in memory (bytes).

    The bytes are the length of an Arrow IPC record batch (big-endian), and the batch, compressed as a whole. The schema
    is left out: with its descriptions it would be larger than the rows, and slower to read than they are.
    """
    table = to_table(rows, arrow_schema(dataset))
    (batch,) = table.to_batches()
    content = batch.serialize()
    return len(content).to_bytes(LENGTH_BYTES, "big") + pa.compress(content, CODEC, asbytes=True), table.nbytes


def deserialize(data: bytes, dataset: str) -> pa.Table:
    """Return the table of a dataset that :func:`serialize` made bytes of."""
    length = int.from_bytes(data[:LENGTH_BYTES], "big")
    content = pa.decompress(memoryview(data)[LENGTH_BYTES:], length, CODEC)
    return pa.Table.from_batches([pa.ipc.read_record_batch(content, arrow_schema(dataset))])


def _publishable(value: object) -> object:
    """Return text, or a list of texts, without control characters."""
    if isinstance(value, str):
        return without_controls(value)
    return [_publishable(v) for v in value] if isinstance(value, list) else value
