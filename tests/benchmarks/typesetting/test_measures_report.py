"""Typeset editions: the same seed, the same editions; and what is typeset is read again."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.typesetting.pdf_output import available_producers


def typeset(folder: Path, seed: int) -> list[Path]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.typesetting.measures_report",
        str(folder),
        "--count",
        "1",
        "--seed",
        str(seed),
        "--producer",
        "weasyprint",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return sorted(folder.glob("*.truth.csv"))


@pytest.mark.skipif("weasyprint" not in available_producers(), reason="WeasyPrint is not installed (extra `typeset`)")
def test_a_seed_draws_one_edition(tmp_path: Path) -> None:
    first, again, other = (typeset(tmp_path / name, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert first[0].read_bytes() == again[0].read_bytes() != other[0].read_bytes()
    assert first[0].with_name(first[0].name.replace(".truth.csv", ".pdf")).stat().st_size > 1000
    with first[0].open(encoding="utf-8") as file:
        assert {"code", "code_raw", "measure", "result", "agency", "fiscal_year"} <= set(next(csv.DictReader(file)))
