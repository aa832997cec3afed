"""UTF-8 with damaged letters, or with pieces in another encoding: each run of bytes is decoded by what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from pipeline.extract.transcript.eight_bit import EightBit, choose_eight_bit, reads_as_thai
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_SURE = re.compile(
    rb"(?:\xe0\xb8[\x81-\xba\xbf]|\xe0\xb9[\x80-\x9b]|\xe2[\x80-\x9f][\x80-\xbf]|\xf0\x9f[\x80-\xbf]{2}"
    rb"|\xef\xbb\xbf|\xef\xbf\xbd)+"
)
"""Thai letters, punctuation and signs in UTF-8: sequences that Thai of one byte per letter hardly ever makes."""
_CUT_LETTER = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_LETTER_BYTES = 3
"""Bytes of a Thai letter in UTF-8."""


class PieceKind(Enum):
    """What a piece of a file is."""

    UTF8 = "utf-8"
    EIGHT_BIT = "one byte per letter"
    NO_TEXT = "no text in either"
    CUT = "the first bytes of a letter, at the end of the file"


@dataclass(frozen=True, slots=True)
class BytePiece:
    """A run of bytes of one kind; ``start`` and ``end`` are its offsets."""

    start: int
    end: int
    kind: PieceKind


@dataclass(frozen=True, slots=True)
class PiecewiseText:
    """A decoded file.

    Attributes:
        text: with U+FFFD for each letter that was lost.
        encoding: of the pieces that are not UTF-8.
        others: the pieces that are not UTF-8, in order.
        is_utf8: whether any of it is surely UTF-8; where none is, the file is in ``encoding`` wholly.
    """

    text: str
    encoding: EightBit
    others: tuple[BytePiece, ...]
    is_utf8: bool


def decode_pieces(data: bytes) -> PiecewiseText:
    """Decode a file that is not wholly UTF-8."""
    runs = [(run.start(), run.end()) for run in _HIGH_RUN.finditer(data)]
    if not _has_utf8(data, runs):
        encoding = choose_eight_bit(data)
        return PiecewiseText(encoding.decode(data), encoding, (), is_utf8=False)
    pieces: list[BytePiece | None] = []
    unsure: dict[int, tuple[int, int]] = {}
    weak = b" ".join(data[start:end] for start, end in runs if not _is_utf8(data[start:end]))
    encoding = choose_eight_bit(_SURE.sub(b" ", weak))
    for start, end in runs:
        found = _split_run(data, start, end, encoding)
        if found is None:
            unsure[len(pieces)] = (start, end)
            pieces.append(None)
        else:
            pieces.extend(found)
    settled = _settle(data, pieces, unsure, encoding)
    return PiecewiseText(_join(data, settled, encoding), encoding, _others(settled), is_utf8=True)


def _has_utf8(data: bytes, runs: Sequence[tuple[int, int]]) -> bool:
    """Return whether anything is surely UTF-8: two Thai letters in a row, or most runs as a whole."""
    for sure in _SURE.finditer(data):
        if sure.end() - sure.start() > _LETTER_BYTES or sure.group()[0] != 0xE0:
            return True
    valid = sum(_is_utf8(data[start:end]) for start, end in runs)
    return 2 * valid > len(runs)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _split_run(data: bytes, start: int, end: int, encoding: EightBit) -> list[BytePiece] | None:
    """Return the pieces of one run of high bytes; None where its neighbours must tell what it is."""
    run = data[start:end]
    sure = [(start + m.start(), start + m.end()) for m in _SURE.finditer(run)]
    sure_bytes = sum(b - a for a, b in sure)
    if _is_utf8(run):
        if sure_bytes or len(run) > TRANSCRIPT.certain_bytes:
            return [BytePiece(start, end, PieceKind.UTF8)]
        return None
    if sure_bytes <= _LETTER_BYTES and len(run) >= TRANSCRIPT.certain_bytes and reads_as_thai(run, encoding):
        return [BytePiece(start, end, PieceKind.EIGHT_BIT)]
    if not sure:
        if end == len(data) and _CUT_LETTER.fullmatch(run):
            return [BytePiece(start, end, PieceKind.CUT)]
        return None if len(run) < TRANSCRIPT.certain_bytes else [BytePiece(start, end, PieceKind.NO_TEXT)]
    pieces, at = [], start
    for a, b in [*sure, (end, end)]:
        if a > at:
            pieces.append(_gap(data, at, a, encoding))
        if b > a:
            pieces.append(BytePiece(a, b, PieceKind.UTF8))
        at = b
    return pieces


def _gap(data: bytes, start: int, end: int, encoding: EightBit) -> BytePiece:
    """Return what stands between letters that are surely UTF-8."""
    gap = data[start:end]
    if _is_utf8(gap):
        return BytePiece(start, end, PieceKind.UTF8)
    if len(gap) >= TRANSCRIPT.certain_bytes and reads_as_thai(gap, encoding):
        return BytePiece(start, end, PieceKind.EIGHT_BIT)
    if end == len(data) and _CUT_LETTER.fullmatch(gap):
        return BytePiece(start, end, PieceKind.CUT)
    return BytePiece(start, end, PieceKind.NO_TEXT)


def _settle(
    data: bytes, pieces: Sequence[BytePiece | None], unsure: dict[int, tuple[int, int]], encoding: EightBit
) -> list[BytePiece]:
    """Return all pieces: short runs are what the piece before them is, else what the one after them is."""
    has_other = any(piece is not None and piece.kind is PieceKind.EIGHT_BIT for piece in pieces)
    after: list[PieceKind] = [PieceKind.UTF8] * len(pieces)
    kind = PieceKind.UTF8
    for k in range(len(pieces) - 1, -1, -1):
        after[k] = kind
        piece = pieces[k]
        if piece is not None and piece.kind in (PieceKind.UTF8, PieceKind.EIGHT_BIT):
            kind = piece.kind
    out: list[BytePiece] = []
    before: PieceKind | None = None
    for k, piece in enumerate(pieces):
        if piece is None:
            start, end = unsure[k]
            run = data[start:end]
            near = before or after[k]
            valid = _is_utf8(run)
            is_other = has_other and (near is PieceKind.EIGHT_BIT or not valid) and reads_as_thai(run, encoding)
            chosen = PieceKind.EIGHT_BIT if is_other else PieceKind.UTF8 if valid else PieceKind.NO_TEXT
            out.append(BytePiece(start, end, chosen))
        else:
            out.append(piece)
            if piece.kind in (PieceKind.UTF8, PieceKind.EIGHT_BIT):
                before = piece.kind
    return out


def _join(data: bytes, pieces: Sequence[BytePiece], encoding: EightBit) -> str:
    """Return the text: ASCII between the pieces as it is."""
    parts, at = [], 0
    for piece in pieces:
        parts.append(data[at : piece.start].decode("ascii"))
        of_piece = data[piece.start : piece.end]
        if piece.kind is PieceKind.UTF8:
            parts.append(of_piece.decode("utf-8"))
        elif piece.kind is PieceKind.EIGHT_BIT:
            parts.append(encoding.decode(of_piece))
        elif piece.kind is PieceKind.NO_TEXT:
            parts.append("\ufffd" * max(1, len(of_piece) // _LETTER_BYTES))
        at = piece.end
    parts.append(data[at:].decode("ascii"))
    return "".join(parts)


def _others(pieces: Sequence[BytePiece]) -> tuple[BytePiece, ...]:
    """Return the pieces that are not UTF-8; neighbours of one kind that touch are one."""
    return tuple(piece for piece in pieces if piece.kind is not PieceKind.UTF8)
