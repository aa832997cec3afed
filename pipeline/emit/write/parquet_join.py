"""Joining Parquet files without decompressing them: row groups are copied, only their offsets in the footer change.

So a release takes over what did not change from the release before, at the cost of copying bytes.
The layout of a file: https://parquet.apache.org/docs/file-format/.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from pipeline.emit.write.thrift import Struct, ThriftReader, write_struct

MAGIC = b"PAR1"
TAIL_BYTES = 8
"""Bytes at the end of a file: the length of the footer (4) and the magic number (4)."""
MOST_ORDINALS = 2**15
"""Row groups that can have an ordinal, which is an int16."""
# Field ids of parquet.thrift
NUM_ROWS, ROW_GROUPS = 3, 4  # FileMetaData
COLUMNS, GROUP_NUM_ROWS, GROUP_FILE_OFFSET, ORDINAL = 1, 3, 5, 7  # RowGroup
CHUNK_FILE_OFFSET, META_DATA = 2, 3  # ColumnChunk
DATA_PAGE_OFFSET, DICTIONARY_PAGE_OFFSET = 9, 11  # ColumnMetaData
INDEX_OFFSETS = {4, 6}  # ColumnChunk: offset and column index, which stand outside of the row group


class RowGroups:
    """A Parquet file as row groups: the byte range of each, and its part of the footer.

    Raises:
        ValueError: it is no whole Parquet file, or one of a kind that this project does not write.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        size = file.seek(0, 2)
        file.seek(max(size - TAIL_BYTES, 0))
        tail = file.read(TAIL_BYTES)
        if len(tail) < TAIL_BYTES or tail[4:] != MAGIC:
            raise ValueError("not a whole Parquet file")
        footer_at = size - TAIL_BYTES - int.from_bytes(tail[:4], "little")
        file.seek(footer_at)
        try:
            self.footer = ThriftReader(file.read(size - TAIL_BYTES - footer_at)).struct()
            self.footers: list[Struct] = self.footer[ROW_GROUPS][1][1]
            starts = [group[GROUP_FILE_OFFSET][1] for group in self.footers]
        except (IndexError, KeyError, TypeError) as error:
            raise ValueError("a Parquet file with a footer of another kind") from error
        self.ranges = list(zip(starts, [*starts[1:], footer_at], strict=True))

    def bytes_of(self, number: int) -> bytes:
        """Return the bytes of a row group."""
        start, end = self.ranges[number]
        self._file.seek(start)
        return self._file.read(end - start)


class JoinedFile:
    """A Parquet file that is made of row groups of others with the same schema, in the order given."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._footer: Struct | None = None
        self._groups: list[Struct] = []

    def __enter__(self) -> JoinedFile:
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

    def add(self, groups: RowGroups, numbers: Sequence[int]) -> None:
        """Copy row groups of a file."""
        self._footer = self._footer or groups.footer
        for number in numbers:
            shift = self._file.tell() - groups.ranges[number][0]
            self._groups.append(_shifted_group(groups.footers[number], shift, len(self._groups)))
            self._file.write(groups.bytes_of(number))

    def _finish(self) -> None:
        assert self._footer is not None, "a file is made of at least one part"
        footer = dict(self._footer)
        footer[NUM_ROWS] = (footer[NUM_ROWS][0], sum(group[GROUP_NUM_ROWS][1] for group in self._groups))
        footer[ROW_GROUPS] = (footer[ROW_GROUPS][0], (footer[ROW_GROUPS][1][0], self._groups))
        out = bytearray()
        write_struct(footer, out)
        self._file.write(bytes(out) + len(out).to_bytes(4, "little") + MAGIC)


def _shifted_group(group: Struct, shift: int, ordinal: int) -> Struct:
    """Return the footer of a row group that stands ``shift`` bytes further on."""
    element_type, columns = group[COLUMNS][1]
    shifted: Struct = {
        **group,
        COLUMNS: (group[COLUMNS][0], (element_type, [_shifted_chunk(chunk, shift) for chunk in columns])),
        GROUP_FILE_OFFSET: (group[GROUP_FILE_OFFSET][0], group[GROUP_FILE_OFFSET][1] + shift),
    }
    if ORDINAL in group:
        shifted[ORDINAL] = (group[ORDINAL][0], ordinal)
    if ordinal >= MOST_ORDINALS:
        shifted.pop(ORDINAL, None)
    return shifted


def _shifted_chunk(chunk: Struct, shift: int) -> Struct:
    if chunk.keys() & INDEX_OFFSETS:
        raise ValueError("a Parquet file with page indexes cannot be joined")
    kind, meta = chunk[META_DATA]
    offsets = {f: (meta[f][0], meta[f][1] + shift) for f in (DATA_PAGE_OFFSET, DICTIONARY_PAGE_OFFSET) if f in meta}
    moved = dict(chunk)
    if chunk[CHUNK_FILE_OFFSET][1]:
        moved[CHUNK_FILE_OFFSET] = (chunk[CHUNK_FILE_OFFSET][0], chunk[CHUNK_FILE_OFFSET][1] + shift)
    return {**moved, META_DATA: (kind, {**meta, **offsets})}
