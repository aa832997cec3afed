"""Parquet files joined without decompressing them: row groups are copied as they are, only the places in the footer change.

So a release takes over what did not change from the release before, at the price of copying bytes.
The layout of a file: https://parquet.apache.org/docs/file-format/.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from pipeline.emit.write.thrift import Reader, Struct, write_struct

MAGIC = b"PAR1"
BLOCK = 1 << 20
MOST_NUMBERED = 2**15
# Field ids of parquet.thrift
ROWS, GROUPS = 3, 4  # FileMetaData
COLUMNS, GROUP_ROWS, GROUP_AT, ORDINAL = 1, 3, 5, 7  # RowGroup
CHUNK_AT, META = 2, 3  # ColumnChunk
DATA_AT, DICTIONARY_AT = 9, 11  # ColumnMetaData
ELSEWHERE = {4, 6}  # ColumnChunk: indexes that stand outside of the row group


class Parts:
    """A Parquet file as row groups: where each stands, and what the footer says of it.

    Raises:
        ValueError: it is no whole Parquet file, or one of a kind that this project does not write.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        size = file.seek(0, 2)
        file.seek(max(size - 8, 0))
        tail = file.read(8)
        if len(tail) < 8 or tail[4:] != MAGIC:
            raise ValueError("not a whole Parquet file")
        footer_at = size - 8 - int.from_bytes(tail[:4], "little")
        file.seek(footer_at)
        try:
            self.footer = Reader(file.read(size - 8 - footer_at)).struct()
            self.groups: list[Struct] = self.footer[GROUPS][1][1]
            starts = [group[GROUP_AT][1] for group in self.groups]
        except (IndexError, KeyError, TypeError) as error:
            raise ValueError("a Parquet file with a footer of another kind") from error
        self.spans = list(zip(starts, [*starts[1:], footer_at], strict=True))

    def bytes_of(self, number: int) -> bytes:
        """The bytes of a row group."""
        start, end = self.spans[number]
        self._file.seek(start)
        return self._file.read(end - start)


class Joined:
    """A Parquet file that is made of row groups of others with the same schema, in the order given."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._footer: Struct | None = None
        self._groups: list[Struct] = []

    def __enter__(self) -> Joined:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._file.tell()

    def add(self, parts: Parts, numbers: Sequence[int]) -> None:
        """Copies row groups of a file."""
        self._footer = self._footer or parts.footer
        for number in numbers:
            self._groups.append(
                _moved(parts.groups[number], self._file.tell() - parts.spans[number][0], len(self._groups))
            )
            self._file.write(parts.bytes_of(number))

    def _finish(self) -> None:
        assert self._footer is not None, "a file is made of at least one part"
        footer = dict(self._footer)
        footer[ROWS] = (footer[ROWS][0], sum(group[GROUP_ROWS][1] for group in self._groups))
        footer[GROUPS] = (footer[GROUPS][0], (footer[GROUPS][1][0], self._groups))
        out = bytearray()
        write_struct(footer, out)
        self._file.write(bytes(out) + len(out).to_bytes(4, "little") + MAGIC)


def _moved(group: Struct, by: int, ordinal: int) -> Struct:
    """What the footer says of a row group that stands ``by`` bytes further on."""
    of, columns = group[COLUMNS][1]
    moved: Struct = {
        **group,
        COLUMNS: (group[COLUMNS][0], (of, [_moved_chunk(chunk, by) for chunk in columns])),
        GROUP_AT: (group[GROUP_AT][0], group[GROUP_AT][1] + by),
    }
    if ORDINAL in group:
        moved[ORDINAL] = (group[ORDINAL][0], ordinal)
    if ordinal >= MOST_NUMBERED:
        moved.pop(ORDINAL, None)
    return moved


def _moved_chunk(chunk: Struct, by: int) -> Struct:
    if chunk.keys() & ELSEWHERE:
        raise ValueError("a Parquet file with page indexes cannot be joined")
    kind, meta = chunk[META]
    at = {field: (meta[field][0], meta[field][1] + by) for field in (DATA_AT, DICTIONARY_AT) if field in meta}
    first = {CHUNK_AT: (chunk[CHUNK_AT][0], chunk[CHUNK_AT][1] + by)} if chunk[CHUNK_AT][1] else {}
    return {**chunk, **first, META: (kind, {**meta, **at})}
