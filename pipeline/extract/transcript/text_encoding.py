"""Encoding of transcripts: UTF-8 or UTF-16, else TIS-620 as Windows writes it (cp874)."""

from __future__ import annotations

from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.model import Finding

_THAI_OR_LATIN = (0x00, 0x0E)
"""High bytes of UTF-16 code units of Latin and of Thai letters."""


def decode_text(data: bytes) -> tuple[str, list[Finding]]:
    """Return a file's text; a byte that no encoding explains becomes U+FFFD, with a finding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), []
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        high_bytes = data[first : TRANSCRIPT.utf16_sample : 2]
        known = sum(byte in _THAI_OR_LATIN for byte in high_bytes)
        if len(high_bytes) > TRANSCRIPT.utf16_bytes and known > TRANSCRIPT.utf16_share * len(high_bytes):
            return data.decode(encoding, errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = data.decode("cp874", errors="replace")
        lost = text.count("\ufffd")
        message = "not UTF-8: read as TIS-620 (cp874)"
        if lost:
            message += f"; {lost} bytes mean nothing there, save the file as UTF-8"
        return text, [Finding("extract.encoding", "warning" if lost else "info", message)]
