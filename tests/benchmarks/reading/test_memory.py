"""Memory of a worker on a document; no figure is asserted but the bar of the peak."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.reading import memory


def test_memory_of_a_worker(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert memory.main([str(raw / "2566" / "seed-word.pdf")]) == 0
    said = capsys.readouterr().out
    assert "seed-word.pdf: 41 pages" in said
    begun = [int(n) for n in re.findall(r"^page +(\d+) begun +[\d.]+ MB$", said, re.MULTILINE)]
    assert begun == [1, 20, 40, 41]
    peak = re.search(r"^peak +([\d.]+) MB", said, re.MULTILINE)
    assert peak and 20 < float(peak.group(1)) < memory.BARS.peak


def test_growth_is_from_page_20_on() -> None:
    assert memory.growth({1: 0.0, 20: 100.0, 40: 110.0}) == 0.5
    assert memory.growth({1: 0.0, 10: 100.0}) == 0.0
