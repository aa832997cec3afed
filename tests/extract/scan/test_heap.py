"""Memory of pages that were read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.extract.scan.heap import return_freed_memory


def resident() -> float:
    """Memory of this process, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_holes_in_the_heap_are_returned_where_the_c_library_can() -> None:
    blocks = [bytearray(b"x" * 50_000) for _ in range(1_000)]  # of a size that the heap keeps
    kept = blocks[::50]
    del blocks
    before = resident()
    return_freed_memory()
    assert resident() <= before + 1 and len(kept) == 20
