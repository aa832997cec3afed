"""Values of a release as they may stand on a page: text that stays text, numbers as people write them, safe links."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from pipeline.domain.control_characters import without_controls

_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'\u2028\u2029"}
LINK_SCHEMES = ("http", "https")


def shown(value: Any) -> str:
    """Return a value of a dataset as text; a number with all its digits, as a correction has to name it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, (list, tuple)):
        return "\n".join(shown(element) for element in value)
    return without_controls(str(value))


def web_link(text: str) -> str | None:
    """Return an address that may be a link, else None: only http and https, with a host."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    printable = text.strip().isprintable() and " " not in text.strip()
    return text.strip() if printable and parts.scheme.lower() in LINK_SCHEMES and parts.hostname else None


def script_json(value: Any) -> str:
    """Return JSON that may stand in a script: nothing in it ends the script or begins markup."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
