"""What arithmetic is worth is measured."""

from __future__ import annotations

import subprocess
import sys


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)


def test_arithmetic_of_results_keeps_its_bars() -> None:
    done = run("benchmarks.reading.results_arithmetic", "--tables", "3")
    assert done.returncode in (0, 1), done.stderr
    assert [line.split(",")[0] for line in done.stdout.splitlines()] == [
        "weighted",
        "weighted",
        "percent",
        "percent",
        "totals",
        "totals",
    ]
    assert run("benchmarks.reading.results_arithmetic", "--tables", "x").returncode == 2
