"""Thrift's compact protocol, in which the footer of a Parquet file is written, as plain values.

A struct is a dictionary of field id to (type, value); a list is (type of its elements, values). Fields are not
interpreted: each is written back as it was read
(https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
"""

from __future__ import annotations

from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12
Struct = dict[int, tuple[int, Any]]


class ThriftReader:
    """Reads values from bytes, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def struct(self) -> Struct:
        """Read a struct up to its end."""
        out: Struct = {}
        field = 0
        while head := self._byte():
            kind = head & 0x0F
            field = field + (head >> 4) if head >> 4 else self._integer()
            out[field] = (kind, kind == TRUE if kind in (TRUE, FALSE) else self._value(kind))
        return out

    def _value(self, kind: int) -> Any:
        if kind in (I16, I32, I64):
            return self._integer()
        if kind == BINARY:
            return self._take(self._varint())
        if kind == STRUCT:
            return self.struct()
        if kind in (LIST, SET):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()
            return head & 0x0F, [self._value(head & 0x0F) for _ in range(size)]
        if kind in (TRUE, FALSE, BYTE):
            return self._byte()
        if kind == DOUBLE:
            return self._take(8)
        raise ValueError(f"a Thrift value of type {kind} has no place in a Parquet footer")

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _integer(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def write_struct(struct: Struct, out: bytearray) -> None:
    """Append a struct to ``out``; its fields must stand in the order of their ids."""
    before = 0
    for field, (kind, value) in struct.items():
        kind = (TRUE if value else FALSE) if kind in (TRUE, FALSE) else kind
        if 0 < field - before < 16:
            out.append((field - before) << 4 | kind)
        else:
            out.append(kind)
            _write_integer(field, out)
        before = field
        if kind not in (TRUE, FALSE):
            _write_value(kind, value, out)
    out.append(0)


def _write_value(kind: int, value: Any, out: bytearray) -> None:
    if kind in (I16, I32, I64):
        _write_integer(value, out)
    elif kind == BINARY:
        _write_varint(len(value), out)
        out += value
    elif kind == STRUCT:
        write_struct(value, out)
    elif kind in (LIST, SET):
        element_type, items = value
        out.append((len(items) if len(items) < 15 else 15) << 4 | element_type)
        if len(items) >= 15:
            _write_varint(len(items), out)
        for item in items:
            _write_value(element_type, item, out)
    elif kind == DOUBLE:
        out += value
    else:
        out.append(value)


def _write_varint(value: int, out: bytearray) -> None:
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _write_integer(value: int, out: bytearray) -> None:
    _write_varint(value * 2 if value >= 0 else -value * 2 - 1, out)
