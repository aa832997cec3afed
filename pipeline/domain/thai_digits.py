"""Thai digits (๐ to ๙) and Arabic digits (0 to 9), one for one: the only place that maps between the two scripts."""

from __future__ import annotations

import re

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
ARABIC_DIGITS = "0123456789"
TO_ARABIC = str.maketrans(THAI_DIGITS, ARABIC_DIGITS)
"""For ``str.translate``, where one call a line counts."""
TO_THAI = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)
THAI_DIGIT = re.compile("[๐-๙]")
THAI_NUMBER = re.compile("[๐-๙]+")


def to_arabic(text: str) -> str:
    """Return the text with its Thai digits as Arabic ones; all else stays."""
    return text.translate(TO_ARABIC)


def to_thai(text: str) -> str:
    """Return the text with its Arabic digits as Thai ones; all else stays."""
    return text.translate(TO_THAI)


def has_thai_digit(text: str) -> bool:
    """Return whether any character is a Thai digit."""
    return THAI_DIGIT.search(text) is not None
