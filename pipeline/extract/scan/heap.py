"""Memory that the C library keeps: the images of a page leave holes in its heap, which grow from page to page."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache


def return_freed_memory() -> None:
    """Return freed memory to the system, where the C library can (glibc); takes some milliseconds."""
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@lru_cache(maxsize=1)
def _malloc_trim() -> Callable[[int], int] | None:
    """Return glibc's function; None where there is none."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
