"""Places: a path on a disk, or a URL that fsspec knows (``s3://bucket/raw``)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

Place = Path | str

SCHEME = re.compile(r"[a-z][a-z0-9+.:-]+://", re.IGNORECASE)


def place(value: str | os.PathLike[str]) -> Place:
    """Return what a person typed as a place.

    Names and ``file:`` URLs become paths; other URLs stay as they are, without a slash at the end.
    """
    text = os.fspath(value)
    if text.lower().startswith("file:"):
        return Path(unquote(urlsplit(text).path))
    return text.rstrip("/") if SCHEME.match(text) else Path(text)


def is_remote(value: str | os.PathLike[str]) -> bool:
    """Return whether something is at a URL and not on a disk."""
    return isinstance(place(value), str)


def join(base: Place, *parts: str) -> Place:
    """Return a place below another; ``parts`` may hold POSIX separators."""
    return "/".join((base, *parts)) if isinstance(base, str) else base.joinpath(*parts)


def scratch(base: Place) -> Path:
    """Return the folder of this machine for files that go with a place but need a disk.

    That is the place itself, or for a URL a folder below the user's cache folder (``XDG_CACHE_HOME``). What stands
    there is made again where it is lost; a run that finds it costs less.
    """
    if isinstance(base, Path):
        return base
    import hashlib

    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "ita-reports" / hashlib.sha256(base.encode()).hexdigest()[:16]
