"""What processes that are ours alone do without."""

from __future__ import annotations

import sys


def without_pandas() -> None:
    """Keeps pyarrow from loading pandas, half a second of CPU, to ask of a list whether it is one of pandas' own.

    Only for a process that makes no DataFrames: pandas cannot be imported in it any more.
    """
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]
