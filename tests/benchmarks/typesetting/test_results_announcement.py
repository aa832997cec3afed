"""Typeset announcements: the same seed, the same announcements; and they are read as they were drawn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reading.accuracy import RESULTS, cases, score_cases, shortfalls
from benchmarks.typesetting.pdf_output import available_producers


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.skipif("weasyprint" not in available_producers(), reason="WeasyPrint is not installed (extra `typeset`)")
def test_a_seed_draws_one_announcement_and_its_figures_are_read(tmp_path: Path) -> None:
    options = ("--count", "2", "--seed", "4", "--producer", "weasyprint", "--bodies", "30")
    for name in ("a", "b"):
        done = run("benchmarks.typesetting.results_announcement", str(tmp_path / name), *options)
        assert done.returncode == 0, done.stderr
    first, again = (sorted((tmp_path / name).glob("*.truth.csv")) for name in ("a", "b"))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    figures = {
        name: bar for name, bar in RESULTS.items() if name in ("rows", "extra", "numbers", "silent", "grades", "year")
    }
    found = list(cases(tmp_path / "a", tmp_path / "none"))
    assert len(found) == 2
    assert {case.document.stem: shortfalls(result, figures) for case, (_, result) in score_cases(found).items()} == {
        case.document.stem: [] for case in found
    }
