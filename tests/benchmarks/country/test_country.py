"""The synthetic country is drawn, run over, compared and run over again; no time and no memory is asserted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.archives.measured_run import dataset_hashes
from benchmarks.country.country_archive import build_country
from benchmarks.country.measure_texts import shared_texts
from benchmarks.country.release_comparison import compare_release
from benchmarks.country.truth import Country

COSTS = ("above reading it", "largest: the process that leads")
"""Figures that depend on the machine."""


@pytest.mark.skipif(sys.platform != "linux", reason="the CPU time of workers is only known there")
def test_a_country_is_run_over_and_right(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.country", "--bodies", "200", "--years", "2"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.strip().startswith(COSTS)]
    assert [line for line in lines if line.endswith("MISSED")] == []
    figures = {re.split(r"\s{2,}", line.strip())[0]: line for line in done.stdout.splitlines()}
    for name in (
        "documents that are ok",
        "measures of plans",
        "one new document",
        "same bytes as a release made from nothing",
    ):
        assert figures[name].endswith("ok"), figures[name]
    assert re.search(r"[\d.]+ s CPU", figures["above reading it"])
    assert re.search(r"\d+ MB", figures["largest: the process that leads"])


def _files(country: Country) -> dict[str, bytes]:
    return {str(p.relative_to(country.raw)): p.read_bytes() for p in country.raw.rglob("*") if p.is_file()}


def test_a_country_is_drawn_the_same_again_and_another_with_another_seed(tmp_path: Path) -> None:
    one, again, other = (build_country(tmp_path / str(n), 8, 2, seed) for n, seed in enumerate((1, 1, 2)))
    assert _files(one) == _files(again)
    assert _files(one) != _files(other)
    assert len(_files(one)) == one.documents


def test_a_country_has_copied_missing_and_contradicting_documents(tmp_path: Path) -> None:
    country = build_country(tmp_path, 120, 4, seed=1)
    years = country.years.values()
    assert len(years) == 480
    for missing in ("result", "own", "planned", "reported"):
        assert 0 < sum(getattr(of_year, missing) is None for of_year in years) < 480
    assert any(of_year.contradicted for of_year in years)
    assert set(country.copied) <= set(shared_texts())
    assert max(map(len, country.copied.values())) > 1
    assert country.nearly
    assert all(text != original for original, texts in country.nearly.items() for text in texts)
    assert country.new


def test_what_differs_from_the_truth_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pipeline

    country = build_country(tmp_path / "raw", 4, 1, seed=1)
    pipeline.run(country.raw, tmp_path / "out", workers=1)
    before = dataset_hashes(tmp_path / "out")
    assert [m.name for m in compare_release(country, tmp_path / "out") if m.reached is False] == []
    key = next(key for key, of_year in country.years.items() if of_year.planned)
    country.years[key].planned = 99
    assert "  measures of plans" in [m.name for m in compare_release(country, tmp_path / "out") if m.reached is False]
    assert dataset_hashes(tmp_path / "out") == before
