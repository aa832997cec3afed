"""Encoding of transcripts, told by the whole file: UTF-8, UTF-16, UTF-32, else one byte per letter.

One byte that is wrong does not change it. What is lost is an error, with its line.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.acquire.wide_text import unit_of, wide_encoding, wide_pieces
from pipeline.extract.transcript.double_encoding import undo_double_encoding
from pipeline.extract.transcript.transcript_controls import clean_text, count_controls
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.utf8_pieces import BytePiece, PieceKind, decode_pieces
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Finding

_LOST = "\ufffd"
_REMEDY = "; make the transcript again, or fetch it again"


def decode_text(data: bytes) -> tuple[str, list[Finding]]:
    """Return a file's text without control characters; a letter that was lost is U+FFFD, with a finding.

    Raises:
        UnreadableDocument: the bytes are no text.
    """
    wide = wide_encoding(data)
    text, findings = _decode_wide(data, wide) if wide else _decode_bytes(data)
    text, undone = undo_double_encoding(text)
    findings += undone
    size = max(len(text), TRANSCRIPT.short_text)
    lost = text.count(_LOST) if findings else 0
    if lost > TRANSCRIPT.most_lost * size or count_controls(text) > TRANSCRIPT.most_controls * size:
        raise UnreadableDocument(
            "the file is binary, not text in any known encoding; put the document itself in its place, or remove it"
        )
    cleaned, more = clean_text(text)
    return cleaned, findings + more


def _decode_wide(data: bytes, encoding: str) -> tuple[str, list[Finding]]:
    """Decode UTF-16 or UTF-32."""
    unit = unit_of(encoding)
    pieces = list(wide_pieces(data, encoding))
    is_cut = bool(pieces) and len(pieces[-1]) % unit != 0
    whole = pieces[:-1] if is_cut else pieces
    parts = [_LOST if len(piece) % unit else piece.decode(encoding, errors="replace") for piece in whole]
    text = "".join(parts)
    findings = _lost_letters(text, f"characters are none in {encoding.upper()}")
    return text, findings + ([_cut_finding(text)] if is_cut else [])


def _decode_bytes(data: bytes) -> tuple[str, list[Finding]]:
    """Decode UTF-8, and what is none or not wholly."""
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        decoded = decode_pieces(data)
    text = decoded.text
    title = decoded.encoding.title
    if not decoded.is_utf8:
        findings = [Finding("extract.encoding", "info", f"not UTF-8: read as {title}", value=title)]
        return text, findings + _lost_letters(text, f"bytes mean nothing in {title}")
    findings = []
    by_kind = {kind: [p for p in decoded.others if p.kind is kind] for kind in PieceKind}
    if other := by_kind[PieceKind.EIGHT_BIT]:
        size = sum(p.end - p.start for p in other)
        first, last = (data.count(b"\n", 0, p.start) + 1 for p in (other[0], other[-1]))
        message = (
            f"{size:,} bytes of the file are in {title} and the rest in UTF-8; each was read as it is: "
            f"they stand from line {first} (byte {other[0].start + 1:,}) to line {last} (byte {other[-1].end:,})"
        )
        findings.append(Finding("extract.encoding", "warning", message, value=title))
    if bad := by_kind[PieceKind.NO_TEXT]:
        size = sum(p.end - p.start for p in bad)
        message = f"{size} bytes are no text in UTF-8, a letter is lost at each place: {_places(data, bad)}"
        line = data.count(b"\n", 0, bad[0].start) + 1
        findings.append(_lost_finding(message, line, raw=data[bad[0].start : bad[0].end][:16].hex(" ")))
    if by_kind[PieceKind.CUT]:
        findings.append(_cut_finding(text))
    return text, findings


def _places(data: bytes, pieces: Sequence[BytePiece]) -> str:
    """Return the lines of the first pieces, and how many more there are."""
    named, line, at = [], 1, 0
    for piece in pieces[: TRANSCRIPT.named_places]:
        line += data.count(b"\n", at, piece.start)
        at = piece.start
        named.append(f"line {line} (byte {piece.start + 1:,})")
    more = len(pieces) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _line(text: str, place: int) -> int:
    """Return the number of the line (from 1) of a place in a text."""
    return text.count("\n", 0, place) + 1


def _lost_letters(text: str, what: str) -> list[Finding]:
    """Return the finding on letters of a text that are U+FFFD; ``what`` says what each is."""
    lost = text.count(_LOST)
    if not lost:
        return []
    line = _line(text, text.index(_LOST))
    return [_lost_finding(f"{lost} {what}, first in line {line}", line)]


def _lost_finding(message: str, line: int, raw: str | None = None) -> Finding:
    return Finding("extract.bytes_lost", "error", message + _REMEDY, raw=raw, value=str(line))


def _cut_finding(text: str) -> Finding:
    line = _line(text, len(text))
    return _lost_finding(f"the file ends within a letter, in line {line}: it was cut off, what follows is lost", line)
