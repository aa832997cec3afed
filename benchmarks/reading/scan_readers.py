"""The readers of scans, as benchmarks of scans need them."""

from __future__ import annotations

import os
import sys


def can_read_scans() -> bool:
    """Tell whether scans can be read, and say what is missing if not; from then on Tesseract has one thread."""
    from pipeline.extract.scan import missing

    problem = missing()
    if problem:
        print(f"scans cannot be read: {problem}", file=sys.stderr)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    return not problem
