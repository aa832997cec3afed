"""What the process that workers are forked from loads, and when."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["pipeline.emit", "pipeline.batch", "pipeline.batch.workers.tasks"])
def test_heavy_libraries_wait_until_the_environment_of_workers_is_set(module: str) -> None:
    """Else they make threads and reserve memory, which counts against the limit of every worker."""
    code = f"""if True:
        import sys
        import {module}
        sys.exit(", ".join({{"numpy", "pyarrow", "pandas", "pydantic", "requests"}} & sys.modules.keys()) or None)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
