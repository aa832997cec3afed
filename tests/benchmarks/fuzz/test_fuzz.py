"""Damaged documents lose nothing in silence: a small run of the benchmark, and what it counts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pikepdf
import pytest

from benchmarks.fuzz.mutants import MUTATIONS, load_original, make_mutants
from benchmarks.fuzz.row_comparison import compare_rows
from benchmarks.reading.release_rows import Row

EMPTY: dict[str, list[Row]] = {
    name: [] for name in ("documents", "findings", "indicators", "measures", "agency_results", "scores", "oit_items")
}


@pytest.fixture
def seed(raw: Path) -> Path:
    """The report of the shipped archive."""
    return raw / "2566" / "seed-word.pdf"


def body(rank: int, agency: str, total: float = 90.0, page: int = 1) -> Row:
    values = dict.fromkeys(("assessment_fiscal_year", "iit", "eit", "oit", "grade"))
    return {"rank": rank, "agency": agency, "total": total, "page": page, **values}


def test_a_small_run_loses_nothing_in_silence(raw: Path, tmp_path: Path, root: Path) -> None:
    (tmp_path / "pdfs").mkdir()
    shutil.copy(raw / "2567" / "results-of-many-bodies.pdf", tmp_path / "pdfs")
    kinds = ["flip-in-stream", "cut-contents", "remove-contents", "spoil-font", "zero-range", "break-box"]
    arguments = ["--pdfs", str(tmp_path / "pdfs"), "--mutants", "12", "--seed", "3", "--only", *kinds]
    command = [sys.executable, "-m", "benchmarks.fuzz", *arguments, "--keep", str(tmp_path / "kept"), "--workers", "2"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    printed = done.stdout
    assert "12 mutants of" in printed and "     0 rows lost in silence" in printed
    assert len(list((tmp_path / "kept").glob("*.pdf"))) == 12


def test_mutants_are_told_by_their_seed(seed: Path) -> None:
    originals = [load_original(seed, 2)]
    first, again, other = (
        [mutant.data for mutant in make_mutants(originals, 40, dice, sorted(MUTATIONS))] for dice in (1, 1, 2)
    )
    assert first == again != other and len(set(first)) == len(first) > 30


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_every_mutation_changes_a_document(seed: Path, name: str) -> None:
    original = load_original(seed, 2)
    assert any(MUTATIONS[name](original.data, Random(dice)) != original.data for dice in range(3))


def test_a_lost_row_is_silent_unless_an_error_is_on_its_page_or_on_the_document() -> None:
    whole = {**EMPTY, "agency_results": [body(1, "ก"), body(2, "ข", page=2), body(3, "ค", page=2)]}
    damaged = {
        **EMPTY,
        "documents": [{"status": "partial"}],
        "agency_results": [body(1, "ก", 80.0), body(3, " ค", page=2)],
    }

    def found(*errors: int | None) -> list[tuple[str, bool]]:
        findings = [{"severity": "error", "page": page} for page in errors] + [{"severity": "warning", "page": 1}]
        return [(d.kind, d.is_silent) for d in compare_rows(whole, {**damaged, "findings": findings}).differences]

    assert found() == [("changed", True), ("lost", True)]
    assert found(2) == [("changed", True), ("lost", False)]
    assert found(None) == [("changed", False), ("lost", False)]
    failed = {**EMPTY, "documents": [{"status": "failed"}]}
    assert {d.is_silent for d in compare_rows(whole, failed).differences} == {False}


def test_rows_that_the_whole_document_has_not_are_extra() -> None:
    twice = {**EMPTY, "documents": [{"status": "ok"}], "agency_results": [body(1, "ก"), body(1, "ก")]}
    (extra,) = compare_rows({**EMPTY, "agency_results": [body(1, "ก")]}, twice).differences
    assert (extra.kind, extra.is_silent) == ("extra", True)


def test_only_the_first_pages_of_a_long_document_are_taken(seed: Path) -> None:
    original = load_original(seed, 3)
    assert original.pages == 3 and original.data != seed.read_bytes()
    with pikepdf.open(seed) as pdf:
        assert load_original(seed, 0).pages == len(pdf.pages)
