"""Look-alikes: many kinds, the same for one seed, and readable as they were drawn."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.typeset_pdfs import lookalike, texts_of_cells, texts_read

from benchmarks.typesetting import lookalikes
from benchmarks.typesetting.templates import TemplateFiller

pytest.importorskip("fontTools", reason="fontTools is not installed (extra `typeset`)")


def test_there_are_many_kinds() -> None:
    assert len(lookalikes.kinds()) >= 36


@pytest.mark.parametrize("seed", range(3))
def test_every_kind_can_be_drawn(seed: int) -> None:
    for kind in lookalikes.kinds():
        document, _ = lookalikes.draw(kind, seed, "pikepdf", None)
        assert not [text for text in texts_of_cells(document.blocks) if "{" in text or "|" in text], kind


def test_a_seed_draws_one_document(tmp_path: Path) -> None:
    first, again = (lookalike(tmp_path / name, "corruption_risk", 1) for name in ("a", "b"))
    other = lookalike(tmp_path / "c", "corruption_risk", 2)
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("kind", ["anti_corruption_plan", "local_performance_by_area", "department_kpis"])
def test_cells_are_read_as_they_were_typeset(tmp_path: Path, kind: str) -> None:
    document, _ = lookalikes.draw(kind, 1, "pikepdf", None)
    assert set(texts_of_cells(document.blocks)) - {""} <= texts_read(lookalike(tmp_path, kind, 1))


def test_an_unknown_pool_and_a_short_row_are_said() -> None:
    with pytest.raises(KeyError, match="no_such_pool"):
        TemplateFiller(random.Random(1), {}, {"year": 2566}).fill("{no_such_pool}")
    filler = TemplateFiller(random.Random(1), {}, {"year": 2566})
    with pytest.raises(ValueError, match="a row of 1 cells where the first has 2"):
        filler.blocks([{"rows": ["a | b", "a"]}])
