"""How often Python looks for cycles among objects."""

from __future__ import annotations

import gc

OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""Objects that are made and kept between two looks. A page is thousands of small objects without cycles, which all live
until its document is read: with Python's 700, a tenth of the time goes into looking at them."""


def collect_seldom() -> None:
    """Have this process look for cycles less often; for programs and workers, not for who imports the package."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
