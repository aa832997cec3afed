"""Made-up texts have the truth that the benchmark holds findings against."""

from __future__ import annotations

from benchmarks.texts.measure_edits import EDITS, make_texts


def test_texts_are_distinct_and_drawn_alike() -> None:
    made = make_texts(2_000, 1)
    assert len(made) == 2_000
    assert len({m.text for m in made}) == 2_000
    assert made == make_texts(2_000, 1) != make_texts(2_000, 2)


def test_every_family_has_one_original_and_all_edits_occur() -> None:
    made = make_texts(8_000, 1)
    originals = [m.family for m in made if m.edit == "original"]
    assert sorted(originals) == sorted({m.family for m in made})
    assert {m.edit for m in made} == {*EDITS, "original", "two edits"}
