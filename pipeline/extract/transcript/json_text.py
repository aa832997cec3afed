"""JSON as engines write it: one value, values line by line, in a code fence, or as a string within a string.

Keys are compared without case, underscores and hyphens: one engine writes ``rowIndex`` and its library ``row_index``.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.unreadable import UnreadableDocument

_FENCE = re.compile(r"\A\s*```[A-Za-z0-9]*[ \t]*\n(.*?)(?:\n[ \t]*```\s*)?\Z", re.DOTALL)
_LOOKS_LIKE_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[\["{]|\]\s*\Z)|"\s*\\?[\[{])')
_SPACE = re.compile(r"[\s,]*")
_INTEGER_DIGITS = 18
_TOO_DEEP = "the JSON is nested deeper than any engine writes it; make it again"


def without_fence(text: str) -> str:
    """Return a text without the code fence around the whole of it."""
    fenced = _FENCE.match(text)
    return fenced.group(1) if fenced is not None else text


def looks_like_json(text: str) -> bool:
    """Return whether a text begins as JSON with keys does."""
    return _LOOKS_LIKE_JSON.match(text) is not None


def read_json(text: str) -> tuple[list[Any], list[str]]:
    """Return the values of a text, mostly one, and the keys that an object has twice.

    Raises:
        UnreadableDocument: it is no JSON, breaks off, or is nested too deeply.
    """
    twice: list[str] = []

    def to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            name = plain_key(key)
            if name in found and found[name] != value:
                twice.append(key)
            if name not in found or found[name] in (None, "", [], {}):
                found[name] = value
        return found

    decoder = json.JSONDecoder(
        object_pairs_hook=to_object, parse_int=_integer, parse_constant=lambda name: math.nan, strict=False
    )
    values: list[Any] = []
    at = _SPACE.match(text).end()  # type: ignore[union-attr]  # it matches nothing at least
    try:
        while at < len(text):
            value, end = decoder.raw_decode(text, at)
            values.append(value)
            at = _SPACE.match(text, end).end()  # type: ignore[union-attr]
    except RecursionError:
        raise UnreadableDocument(_TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise UnreadableDocument(_what_is_wrong(error, text, len(values))) from None
    if _is_too_deep(values):
        raise UnreadableDocument(_TOO_DEEP)
    return values, twice


def _is_too_deep(values: list[Any]) -> bool:
    """Return whether objects and lists stand within each other more often than readers follow them."""
    level: list[Any] = values
    for _ in range(TRANSCRIPT.nesting):
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def plain_key(key: str) -> str:
    """Return a key without case, underscores and hyphens."""
    return key.replace("_", "").replace("-", "").lower()


def _integer(digits: str) -> float:
    """Return a number; infinity for one that is larger than any count, index or coordinate."""
    return int(digits) if len(digits.lstrip("-")) <= _INTEGER_DIGITS else math.inf


def _what_is_wrong(error: json.JSONDecodeError, text: str, before: int) -> str:
    """Say where a text stops to be JSON."""
    place = f"line {error.lineno}, column {error.colno}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return f"the JSON breaks off (it is open at {place}, and the file ends): fetch or make it again"
    seen = " ".join(text[error.pos : error.pos + TRANSCRIPT.quoted].split())
    after = f" after {before} values" if before else ""
    return f"the file is no JSON at {place}{after} ({error.msg}, at {seen!r}): make it again"
