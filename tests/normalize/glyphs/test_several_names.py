"""One glyph that a producer named by all of a ำ: what it is, its ink tells."""

from __future__ import annotations

from dataclasses import replace

from support.glyph_pages import Glyph
from support.inked_documents import document, set_in_type

from pipeline.normalize import normalize

SENTENCE = "รายงานผลการอบรมคนในจังหวัด"


def read(glyphs: list[Glyph]) -> str:
    return normalize(document(glyphs)).pages[0].text


def named(glyphs: list[Glyph], char: str, names: str) -> list[Glyph]:
    """Give every glyph of a character several names, each as a glyph of the same place."""
    out: list[Glyph] = []
    for glyph in glyphs:
        out += [replace(glyph, char=name) for name in names] if glyph.char == char else [glyph]
    return out


def test_a_ring_with_the_name_of_all_of_its_cluster_is_a_ring() -> None:
    for names in ("้ำ", "่ำ", "๋ำ"):
        assert read(named(set_in_type("สํานักดําเนิน" + SENTENCE), "ํ", names)) == "สำนักดำเนิน" + SENTENCE


def test_its_tone_mark_is_told_by_the_cluster_in_which_it_is_first_met() -> None:
    glyphs = set_in_type("นํ้ากับคํา" + SENTENCE)
    next(g for g in glyphs if g.char == "้").char = "%"
    assert read(named(glyphs, "ํ", "้ำ")) == "น้ำกับคำ" + SENTENCE


def test_an_aa_with_the_name_of_all_of_its_cluster_is_one_aa() -> None:
    assert read(named(set_in_type("ภาพ" + SENTENCE), "า", "่ำ")) == "ภาพ" + SENTENCE


def test_a_ring_that_is_called_am_and_stands_before_no_aa_is_a_nikhahit() -> None:
    glyphs = set_in_type("สรณํคจ" + SENTENCE)
    next(g for g in glyphs if g.char == "ํ").char = "ำ"
    assert read(glyphs) == "สรณํคจ" + SENTENCE
