"""Keeping pandas out of processes that need none of it, or not yet: it takes a third of a second and 40 MB."""

from __future__ import annotations

import sys
from functools import cache
from importlib.abc import MetaPathFinder
from typing import Any


class _NoPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        """Raise ModuleNotFoundError for pandas alone."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


def hide_pandas() -> None:
    """Have nobody find pandas in this process; for commands that make no release."""
    sys.meta_path.insert(0, _NoPandas())


@cache
def leave_pandas_out() -> None:
    """Have pyarrow make arrays without importing pandas.

    Before its first array pyarrow imports pandas, where it is installed, to tell a Series from a list and its null from
    other values. It tries that once, so that it is enough to hide pandas for that moment. For processes that never make
    arrays of what pandas made: they would no longer be told apart.
    """
    import pyarrow as pa

    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([1])  # a list whose type is to be found: both places that ask do so
    finally:
        sys.meta_path.remove(finder)
