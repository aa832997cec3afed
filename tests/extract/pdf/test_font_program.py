"""What embedded fonts say of their own glyphs."""

from __future__ import annotations

import pytest
from support.font_files import LETTER, MadeFont

from pipeline.extract.pdf.font_program import read_font_program

BOX = (-300, 700, -100, 930)


def texts_of(font: MadeFont) -> dict[int, set[str]]:
    program = read_font_program(font.data())
    assert program is not None
    return {glyph: set(texts) for glyph, texts in program.texts.items()}


def test_boxes_and_characters() -> None:
    program = read_font_program(MadeFont({1: LETTER, 3: BOX}, {"ก": 1, "่": 3}).data())
    assert program is not None
    assert program.inked.tolist() == [1, 3]
    assert program.boxes[3].tolist() == list(BOX)
    assert program.texts == {1: {"ก"}, 3: {"่"}}


def test_a_variant_of_a_mark_is_named_by_what_it_is_put_for() -> None:
    font = MadeFont({1: BOX, 2: BOX, 3: BOX}, {"่": 1}, singles=[(1, 2), (2, 3)])
    assert texts_of(font) == {1: {"่"}, 2: {"่"}, 3: {"่"}}


def test_a_ring_with_its_tone_mark_is_both_in_whatever_order_the_font_joins_them() -> None:
    font = MadeFont(dict.fromkeys(range(1, 5), BOX), {"้": 1, "ํ": 2}, ligatures=[((1, 2), 3), ((2, 1), 4)])
    texts = texts_of(font)
    assert texts[3] == texts[4] and {frozenset(text) for text in texts[3]} == {frozenset("้ํ")}


def test_a_swap_of_two_marks_renames_neither() -> None:
    font = MadeFont({1: BOX, 2: BOX}, {"ุ": 1, "่": 2}, singles=[(1, 2), (2, 1)])
    assert texts_of(font) == {1: {"ุ"}, 2: {"่"}}


def test_a_glyph_that_is_put_for_several_is_none_of_them_for_sure() -> None:
    font = MadeFont({1: BOX, 2: BOX, 3: BOX}, {"่": 1, "้": 2}, singles=[(1, 3), (2, 3)])
    assert texts_of(font)[3] == {"่", "้"}


@pytest.mark.parametrize("size", [0, 11, 40, 200])
def test_a_damaged_font_says_nothing(size: int) -> None:
    assert read_font_program(MadeFont({1: LETTER}, {"ก": 1}).data()[:size]) is None


def test_a_font_without_characters_says_nothing() -> None:
    assert read_font_program(MadeFont({1: LETTER}).data()) is None
