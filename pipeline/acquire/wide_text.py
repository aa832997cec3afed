"""Text in UTF-16 or UTF-32, told by its bytes: with a byte order mark, and without one."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WideTextSettings:
    """How UTF-16 and UTF-32 are told from other encodings.

    Latin and Thai letters have the high byte 0x00 or 0x0E, which no other encoding has at every second place.

    Attributes:
        min_units: code units from which shares tell anything.
        known_share: share of the high bytes that must be 0x00 or 0x0E where no mark says so.
        marked_share: the same where a byte order mark says so; in text of another script they are fewer.
        low_share: largest share of such bytes among the low ones.
        zero_share: share of the upper two bytes of a UTF-32 unit that must be zero.
    """

    min_units: int = 4
    known_share: float = 0.6
    marked_share: float = 0.2
    low_share: float = 0.3
    zero_share: float = 0.9


WIDE_TEXT = WideTextSettings()
ZERO_RUN = re.compile(rb"\x00{16,}")
"""Zero bytes that no text has: a block of the file that was never written, or was wiped."""
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def wide_encoding(data: bytes) -> str | None:
    """Return ``utf-16-le``, ``utf-16-be``, ``utf-32-le`` or ``utf-32-be`` where bytes are text in it, else None.

    Args:
        data: a file, or its start.
    """
    rest = ZERO_RUN.sub(lambda run: bytes(len(run.group()) % 4), data)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            units = len(data) // (4 if "32" in encoding else 2)
            if units <= WIDE_TEXT.min_units or _is_in(rest, encoding, WIDE_TEXT.marked_share):
                return encoding
    return next((e for _, e in _MARKS if _is_in(rest, e, WIDE_TEXT.known_share)), None)


def _is_in(data: bytes, encoding: str, share: float) -> bool:
    """Return whether at least this share of the letters are Latin or Thai in an encoding, and no better in another."""
    little = encoding.endswith("le")
    if "32" in encoding:
        upper = (2, 3) if little else (0, 1)
        zeros = min(_share(data[place::4], b"\x00") for place in upper)
        high, low = data[1 if little else 2 :: 4], data[0 if little else 3 :: 4]
        if zeros < WIDE_TEXT.zero_share:
            return False
    else:
        high, low = data[1 if little else 0 :: 2], data[0 if little else 1 :: 2]
    if len(high) < WIDE_TEXT.min_units:
        return False
    return _share(high, b"\x00\x0e") >= share and _share(low, b"\x00\x0e") <= WIDE_TEXT.low_share


def _share(data: bytes, wanted: bytes) -> float:
    """Return the share (0 to 1) of some bytes among others."""
    return sum(data.count(byte) for byte in wanted) / len(data) if data else 0.0
