"""The objects of a PDF in the bytes of its file: packed ones that are not whole, and zeros within them."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.pdf.content_syntax import has_zeros
from pipeline.extract.pdf.stream_integrity import DecodedStream, inflate

_OBJECT, _OBJECT_END = b" obj", b"endobj"
_STREAM, _STREAM_END = b"stream", b"endstream"
_OBJECT_STREAM = b"/ObjStm"


class ObjectBytesSettings(NamedTuple):
    """Limits of what is looked at.

    Attributes:
        max_stream_bytes: of a stream of objects in the file; a longer one is not looked at.
    """

    max_stream_bytes: int = 20_000_000


OBJECT_BYTES = ObjectBytesSettings()


class ObjectFaults(NamedTuple):
    """What is wrong with the bytes of a file's objects.

    Attributes:
        has_broken_stream: a stream that objects are packed in cannot be decoded to its end.
        has_zeros: zeros stand within an object. They are white space to every reader, so that what stood there (the
            widths of a font, say) is missing without a complaint; programs do not write them.
    """

    has_broken_stream: bool
    has_zeros: bool


def check_object_bytes(path: str, is_encrypted: bool) -> ObjectFaults:
    """Look at the objects of a PDF, in the bytes of the file.

    Args:
        path: of the file.
        is_encrypted: its streams cannot be looked at.

    Raises:
        OSError: it cannot be read.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        streams = [] if is_encrypted else list(_object_streams(data))
        zeros = any(has_zeros(stream.data) for stream in streams if stream.data) or any(map(has_zeros, _bodies(data)))
        return ObjectFaults(any(stream.fault for stream in streams), zeros)


def _bodies(data: mmap.mmap) -> Iterator[bytes]:
    """Yield the objects of a file, of a stream its dictionary."""
    at = data.find(_OBJECT)
    while at >= 0:
        end = data.find(_OBJECT_END, at)
        end = len(data) if end < 0 else end
        stream = data.find(_STREAM, at, end)
        yield data[at + len(_OBJECT) : end if stream < 0 else stream]
        at = data.find(_OBJECT, end)


def _object_streams(data: mmap.mmap) -> Iterator[DecodedStream]:
    """Yield the streams of objects of a file that are plain or packed with deflate alone."""
    at = data.find(_OBJECT_STREAM)
    while at >= 0:
        start = data.find(_STREAM, data.find(b">>", at)) + len(_STREAM)
        end = data.find(_STREAM_END, start)
        header = data[max(data.rfind(b"obj", 0, at), 0) : start]
        size = (end if end >= 0 else len(data)) - start
        if size <= OBJECT_BYTES.max_stream_bytes:
            raw = data[start : start + size]
            if b"/FlateDecode" in header:
                yield inflate(raw.lstrip(b"\r\n"))
            elif b"/Filter" not in header:
                yield DecodedStream(raw)
        at = data.find(_OBJECT_STREAM, max(end, at + 1))
