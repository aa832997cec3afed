"""Thai in UTF-8 that a program took for an encoding of one byte per letter, and saved as UTF-8 once more."""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.model import Finding

_CODECS = {"cp874": "TIS-620 (cp874)", "cp1252": "Windows-1252", "latin-1": "Latin-1"}
_FIRST_BYTES = {"cp874": re.compile("เ[ธน]"), "cp1252": re.compile("à[¸¹]"), "latin-1": re.compile("à[¸¹]")}
"""What the first two bytes of every Thai letter look like."""


def undo_double_encoding(text: str) -> tuple[str, list[Finding]]:
    """Return a text whose lines are decoded once more where that makes UTF-8 of them, with a finding that says so."""
    letters = len(text) - text.count("\n")
    for codec, title in _CODECS.items():
        if len(_FIRST_BYTES[codec].findall(text)) < TRANSCRIPT.double_encoded * letters or not letters:
            continue
        lines = text.split("\n")
        decoded = [_decode_again(line, codec) for line in lines]
        undone = sum(new is not None for new in decoded)
        left = sum(
            new is None and _FIRST_BYTES[codec].search(line) is not None
            for line, new in zip(lines, decoded, strict=True)
        )
        if undone <= left:
            continue
        message = f"{undone} lines are UTF-8 that was taken for {title} and saved once more; that was undone"
        if left:
            message += f", but not in {left} lines, where letters were lost on the way"
        finding = Finding("extract.encoding", "warning", message, value=f"UTF-8 taken for {title}")
        return "\n".join(line if new is None else new for line, new in zip(lines, decoded, strict=True)), [finding]
    return text, []


def _decode_again(line: str, codec: str) -> str | None:
    """Return the text that a line was before; None where it is as it was written, or cannot have been UTF-8."""
    if line.isascii():
        return None
    to_byte = _bytes_of(codec)
    try:
        return bytes(to_byte[letter] for letter in line).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


@cache
def _bytes_of(codec: str) -> dict[str, int]:
    """Return the byte of each letter; a byte that the encoding leaves open is the control character of its number."""
    letters = {}
    for byte in range(256):
        letter = bytes([byte]).decode(codec, errors="replace")
        letters[chr(byte) if letter == "\ufffd" else letter] = byte
    return letters
