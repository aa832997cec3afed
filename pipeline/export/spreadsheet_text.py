"""Text of documents as cells of a spreadsheet."""

from __future__ import annotations

import re

BYTE_ORDER_MARK = "\ufeff"
"""Before CSV, by which Excel knows UTF-8."""
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_NUMBER_OR_DASH = re.compile(r"\s*[+\-－]?(\d+([.,]\d+)*\s*%?|[\s\-–—.*/]*)")


def guarded_text(text: str) -> str:
    """Return text with an apostrophe before it where a spreadsheet would take it for a formula; not numbers, dashes."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER_OR_DASH.fullmatch(text) else text
