"""The body of an HTTP response as it was before it was compressed for the way; one that was cut is told."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.acquire.download_checks import PermanentError, RetryableError

if TYPE_CHECKING:
    import requests

BLOCK_BYTES = 1 << 16
"""Bytes of a body that are taken at a time, and that are unpacked at a time."""
_ANY_HEADER = zlib.MAX_WBITS | 32  # zlib tells gzip and deflate by their first bytes


def decoded_blocks(response: requests.Response) -> Iterator[bytes]:
    """Yield the body of a response as it comes, unpacked piece by piece, so that a bomb meets the limit of size.

    Raises:
        PermanentError: it is coded in a way that was not asked for.
        RetryableError: it ends before its end, or cannot be unpacked.
    """
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding in ("", "identity"):
        while block := response.raw.read1(BLOCK_BYTES, decode_content=False):
            yield block
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise PermanentError(f"the site sends it coded as {coding[:40]!r}, which was not asked for")
    unpack, is_empty = zlib.decompressobj(_ANY_HEADER), True
    try:
        while block := response.raw.read1(BLOCK_BYTES, decode_content=False):
            is_empty = False
            while block:
                if unpack.eof:  # another member of a gzip file
                    unpack = zlib.decompressobj(_ANY_HEADER)
                yield unpack.decompress(block, BLOCK_BYTES)
                block = unpack.unconsumed_tail or unpack.unused_data
            while rest := unpack.decompress(b"", BLOCK_BYTES):  # what zlib holds back at the limit
                yield rest
    except zlib.error as error:
        raise RetryableError(f"what the site sent cannot be unpacked ({error})") from error
    if not is_empty and not unpack.eof:
        raise RetryableError("what the site sent packed was cut before its end")
