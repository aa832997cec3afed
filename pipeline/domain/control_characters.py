"""Characters that control a terminal or the direction of text, and print nothing: none of them is text of a report."""

from __future__ import annotations

import re

LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85]")
DIRECTION = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates of bidirectional text: they change the order in which letters are shown."""
_DIRECTIONS = re.compile(f"[{DIRECTION}]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SHOWN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{DIRECTION}\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def without_controls(text: str) -> str:
    """Return text of a document as it may be published and printed.

    Tabs and line feeds stay, other line ends become line feeds. What changes the direction of text is removed. Any
    other control character, and a surrogate without its other half, becomes U+FFFD.
    """
    if text.isprintable() or text.replace("\n", " ").replace("\t", " ").isprintable():  # ten times as fast as a pattern
        return text
    text = _DIRECTIONS.sub("", LINE_ENDS.sub("\n", text))
    text = _CONTROLS.sub(REPLACEMENT, text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def escaped(text: str, kept: str = "\t\n") -> str:
    r"""Return a message or JSON with every control character as an escape, such as ``\u001b``.

    Args:
        text: may be JSON, which stays the same value.
        kept: control characters that stay.
    """
    if text.isprintable():
        return text
    shown = _SHOWN.sub(_escape, text)
    return shown if kept == "\t\n" else re.sub("[\t\n]", lambda m: m[0] if m[0] in kept else _escape(m), shown)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
