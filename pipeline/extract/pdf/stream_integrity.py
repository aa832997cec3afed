"""Whether the data of a PDF's streams are whole: deflate ends where it should, and its checksum is right.

PDFium keeps what it could decode of a damaged stream, and says nothing.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any, NamedTuple

FLATE = frozenset({"/FlateDecode", "/Fl"})
_TEXT_FILTERS = frozenset({"/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"})
_EXPANDING = FLATE | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
_OF_PICTURES = frozenset({"/DCTDecode", "/DCT", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/CCF", "/Crypt"})
_JPEG_SCAN, _JPEG_END = b"\xff\xda", b"\xff\xd9"
_NO_MARK = re.compile(rb"\xff[\x01-\xbf\xc8\xdc\xde\xdf\xf0-\xfd]")
_ZLIB_HEADER_BYTES = 2
_ZLIB_HEADERS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x58\x85", b"\x68\xde", b"\x48\x89")


class StreamSettings(NamedTuple):
    """Limits of what is decoded to look at it.

    Attributes:
        max_bytes: of a decoded stream; a longer one is not looked at.
        max_encoded_bytes: of a stream with other filters than deflate, which are decoded without a limit; one byte may
            become a thousand.
        jpeg_tail: bytes at the end of a JPEG in which the mark of its end stands.
    """

    max_bytes: int = 64_000_000
    max_encoded_bytes: int = 200_000
    jpeg_tail: int = 64


STREAMS = StreamSettings()


@dataclass(frozen=True, slots=True)
class DecodedStream:
    """What a stream decodes to, and what is wrong with it.

    Attributes:
        data: decoded, as far as it was; None where its filter is not looked at, or it cannot be decoded.
        fault: as the end of a sentence on the stream; empty where nothing is wrong.
        only_checksum: the fault is no more than a wrong checksum, which some producers always write.
        has_checksum: the data have one.
    """

    data: bytes | None
    fault: str = ""
    only_checksum: bool = False
    has_checksum: bool = False


def decode_stream(stream: Any) -> DecodedStream:
    """Decode a pikepdf stream and check it, unless its filters are those of pictures.

    Raises:
        pikepdf.PdfError: its raw data cannot be had.
    """
    filters = _filters(stream)
    raw = stream.read_raw_bytes()
    if not filters:
        looks_packed = raw[:_ZLIB_HEADER_BYTES] in _ZLIB_HEADERS and inflate(raw).data
        return DecodedStream(raw, "is compressed, and does not say how" if looks_packed else "")
    if len(filters) == 1 and filters[0] in FLATE:
        found = inflate(raw)
        return found if stream.get("/DecodeParms") is None else _without_data(found)
    if not set(filters) <= _TEXT_FILTERS | _EXPANDING:
        known = set(filters) <= _TEXT_FILTERS | _EXPANDING | _OF_PICTURES
        return DecodedStream(None, "" if known else f"has a filter that is not known ({' '.join(filters)[:60]})")
    if len(raw) > STREAMS.max_encoded_bytes or sum(name in _EXPANDING for name in filters) > 1:
        return DecodedStream(None)
    return _decode_other(stream)


def _filters(stream: Any) -> list[str]:
    import pikepdf

    found = stream.get("/Filter")
    return [str(name) for name in (found if isinstance(found, pikepdf.Array) else [] if found is None else [found])]


def _without_data(found: DecodedStream) -> DecodedStream:
    """Return a stream without its data, which a predictor has changed."""
    return DecodedStream(None, found.fault, found.only_checksum, found.has_checksum)


def inflate(raw: bytes) -> DecodedStream:
    """Decompress deflate data with their zlib header, and check that they are whole."""
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(raw, STREAMS.max_bytes)
    except zlib.error as error:
        reason = str(error).partition(": ")[2] or str(error)
        if "incorrect data check" in reason:
            return DecodedStream(_inflate_bare(raw), "does not have the checksum that it says", True, True)
        return DecodedStream(None, f"cannot be decoded ({reason})")
    if inflater.eof:
        return DecodedStream(data, has_checksum=True)
    if inflater.unconsumed_tail or len(data) >= STREAMS.max_bytes:
        return DecodedStream(None)
    if not raw.strip():
        return DecodedStream(b"")
    whole = _inflate_bare(raw)
    return DecodedStream(data, "breaks off before its end") if whole is None else DecodedStream(whole)


def _inflate_bare(raw: bytes) -> bytes | None:
    """Decompress deflate data whose checksum is not to be looked at; None where they do not reach their end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(raw[_ZLIB_HEADER_BYTES:], STREAMS.max_bytes)
    except zlib.error:
        return None
    return data if inflater.eof else None


def _decode_other(stream: Any) -> DecodedStream:
    import pikepdf

    try:
        return DecodedStream(stream.read_bytes())
    except pikepdf.PdfError as error:
        return DecodedStream(None, f"cannot be decoded ({str(error).rpartition(': ')[2]})")


def encoded_picture(pdf: Any, picture: Any) -> DecodedStream:
    """Return the encoded bytes of a picture (a JPEG), without the filters that some producers put around them."""
    import pikepdf

    around = _filters(picture)[:-1]
    raw = picture.read_raw_bytes()
    if not around:
        return DecodedStream(raw)
    inner = pikepdf.Stream(pdf, raw)
    inner["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in around])
    return decode_stream(inner)


def jpeg_fault(data: bytes) -> str:
    """Return what is wrong with a JPEG, which has no checksum; empty where nothing is told by its marks.

    A wrong byte shifts or stains the rest of a picture, and mostly leaves no mark of itself.
    """
    if _JPEG_END not in data[-STREAMS.jpeg_tail :]:
        return "breaks off before its end"
    start = data.find(_JPEG_SCAN)
    if start < 0:
        return "has no coded data"
    return "has marks that no picture has" if _NO_MARK.search(data, start) else ""
