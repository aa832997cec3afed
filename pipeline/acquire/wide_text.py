"""Text in UTF-16 or UTF-32, told by its bytes: with a byte order mark, and without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class WideTextSettings(NamedTuple):
    """How UTF-16 and UTF-32 are told from other encodings.

    Latin and Thai letters have the high byte 0x00 or 0x0E, which no other encoding has at every second place.

    Attributes:
        known_share: share of the bytes that must stand in runs of such letters where no mark says what the text is.
        as_likely: share of the bytes that the likeliest encoding explains, from which another one may be it as well.
        marked_share: the same where a byte order mark says it; in text of another script they are fewer.
    """

    known_share: float = 0.6
    marked_share: float = 0.2
    as_likely: float = 0.9


WIDE_TEXT = WideTextSettings()
ZERO_RUN = re.compile(rb"\x00{16,}")
"""Zero bytes that no text has: a block of the file that was never written, or was wiped."""
_MARKS = {
    "utf-32-le": b"\xff\xfe\x00\x00",
    "utf-32-be": b"\x00\x00\xfe\xff",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
}
_RUNS = {
    "utf-32-le": re.compile(rb"(?:[^\x00][\x00\x0e]\x00\x00){4,}", re.DOTALL),
    "utf-32-be": re.compile(rb"(?:\x00\x00[\x00\x0e][^\x00]){4,}", re.DOTALL),
    "utf-16-le": re.compile(rb"(?:[^\x00][\x00\x0e]){4,}", re.DOTALL),
    "utf-16-be": re.compile(rb"(?:[\x00\x0e][^\x00]){4,}", re.DOTALL),
}
"""Latin and Thai letters in a row."""
_BLANK = re.compile(r"[ \t\n]")


def wide_encoding(data: bytes) -> str | None:
    """Return ``utf-16-le``, ``utf-16-be``, ``utf-32-le`` or ``utf-32-be`` where bytes are text in it, else None.

    Args:
        data: a file, or its start.
    """
    if not data.startswith(tuple(_MARKS.values())) and b"\x00" not in data and b"\x0e" not in data:
        return None
    written = len(data) - sum(run.end() - run.start() for run in ZERO_RUN.finditer(data))
    covered = {encoding: _covered(data, encoding) for encoding in _RUNS}
    for encoding, mark in _MARKS.items():
        units = len(data) // unit_of(encoding)
        if data.startswith(mark) and (units <= 4 or covered[encoding][0] >= WIDE_TEXT.marked_share * written):
            return encoding
    most = max(letters for letters, _, _ in covered.values())
    if not most or most < WIDE_TEXT.known_share * written:
        return None
    likely = (e for e, (letters, _, _) in covered.items() if letters >= WIDE_TEXT.as_likely * most)
    return max(likely, key=lambda e: (covered[e][1], covered[e][0], covered[e][2]))


def _covered(data: bytes, encoding: str) -> tuple[int, int, int]:
    """Return how many bytes stand in runs of letters, how many blanks do, and how many bytes in step with the start.

    UTF-16 of one byte order reads like the other one a byte later, but for what stands where Thai and Latin meet: the
    blanks between words are lost.
    """
    runs = list(_RUNS[encoding].finditer(data))
    blanks = sum(len(_BLANK.findall(run.group().decode(encoding))) for run in runs)
    in_step = sum(len(run.group()) for run in runs if run.start() % unit_of(encoding) == 0)
    return sum(len(run.group()) for run in runs), blanks, in_step


def unit_of(encoding: str) -> int:
    """Return the number of bytes of a code unit."""
    return 4 if "32" in encoding else 2


def wide_pieces(data: bytes, encoding: str) -> Iterator[bytes]:
    """Yield pieces of a text that are whole code units each, and those that are not: bytes were lost or added there.

    Where a run of letters begins out of step with what stands before it, the text goes on in step with the run.
    """
    unit, at = unit_of(encoding), 0
    for run in _RUNS[encoding].finditer(data):
        between = (run.start() - at) % unit
        if between:
            yield data[at : run.start() - between]
            yield data[run.start() - between : run.start()]
            at = run.start()
    end = len(data) - (len(data) - at) % unit
    yield data[at:end]
    if end < len(data):
        yield data[end:]
