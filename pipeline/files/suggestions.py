"""The name that a person may have meant, in a file or on the command line."""

from __future__ import annotations

from collections.abc import Iterable

NEAR_PERCENT = 60.0
"""Likeness (0 to 100) from which a known name is suggested: two slips in a short name, and more in a long one."""
MOST_NEAR = 3
"""Names that are suggested."""


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that are most like one that is not known, the likest first."""
    from rapidfuzz import fuzz, process

    found = process.extract(name, list(known), scorer=fuzz.ratio, limit=MOST_NEAR, score_cutoff=NEAR_PERCENT)
    return [str(near) for near, _, _ in found]


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` where a known name is near, else nothing."""
    near = near_names(name, known)
    return f"; did you mean {' or '.join(near)}?" if near else ""
