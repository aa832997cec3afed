"""Documents are what they are: forms of the assessment give their rows, look-alikes give none and are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reading.forms import read_forms, shortfalls
from benchmarks.reading.lookalikes import read_lookalikes
from benchmarks.typesetting import forms, lookalikes

SEED = 7


def _short(paths: list[Path]) -> dict[str, list[str]]:
    """What is below its bar, by document."""
    scores = {path.stem: shortfalls(score, bool(d["pages_scanned"])) for path, (d, score) in read_forms(paths).items()}
    return {name: found for name, found in scores.items() if found}


def test_forms_of_the_corpus(corpus: Path) -> None:
    paths = sorted((corpus / "forms").glob("*.pdf"))
    if not paths:
        pytest.skip(f"no forms in {corpus}")
    assert _short([p for p in paths if "-scan" not in p.stem and not p.stem.startswith("k7-")]) == {}
    readings = read_lookalikes([p for p in paths if p.stem.startswith("k7-")])
    assert [r.line() for r in readings if not r.passed] == []


def test_forms_in_other_wordings_orders_and_years(tmp_path: Path) -> None:
    assert _short(forms.typeset(tmp_path, seed=SEED)) == {}


def test_look_alikes_of_every_kind(tmp_path: Path) -> None:
    readings = read_lookalikes(lookalikes.typeset(tmp_path, seed=SEED))
    assert len(readings) >= 30
    assert [r.line() for r in readings if not r.passed] == []


def test_documents_of_other_kinds_in_the_corpus(corpus: Path) -> None:
    paths = [p for p in sorted((corpus / "real").glob("*.pdf")) if "scan" not in p.stem]
    if not paths:
        pytest.skip(f"no documents of other kinds in {corpus}")
    assert [r.line() for r in read_lookalikes(paths) if r.rows] == []
