"""What to do where an extra of the project is not installed."""

from __future__ import annotations


def how_to_install(extra: str) -> str:
    """Return how to install an extra; the project is in no package index, where its name could be a stranger's."""
    return f"in the project's folder: pip install '.[{extra}]' (docs/install.md has other ways)"
