"""Lines drawn in another order than from left to right, glyphs drawn twice, texts printed over each other."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from support.glyph_pages import ABOVE, ADVANCE, BELOW, Glyph, letter, lines, typed

TEXT = "เพื่อให้ผู้มาติดต่อรู้ขั้นตอน"


@given(st.randoms(use_true_random=False))
def test_letters_drawn_in_any_order_are_read_from_left_to_right(chance: random.Random) -> None:
    """Letters in any order, each cluster's own marks in the order they are stored in."""
    parts: list[list[Glyph]] = []
    for glyph in typed(TEXT):
        if parts and glyph.char in ABOVE + BELOW:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    chance.shuffle(parts)
    for n, part in enumerate(parts):
        for glyph in part:
            glyph.run = n
    assert lines([g for part in parts for g in part]) == [TEXT]


def test_a_word_drawn_twice_for_boldness_stands_once() -> None:
    assert lines([*typed("ข้อมูล", run=0), *typed("ข้อมูล", x=50.4, run=1)]) == ["ข้อมูล"]


def test_the_letters_of_a_ligature_are_both_kept() -> None:
    o, e = letter("o", 50.0), letter("e", 50 + 2 * ADVANCE)
    f = [letter("f", 50 + ADVANCE), letter("f", 50 + ADVANCE)]
    assert lines([o, *f, e]) == ["offe"]
    f[1].run = 1
    assert lines([o, *f, e]) == ["ofe"]


def test_equal_letters_side_by_side_are_both_kept() -> None:
    assert lines([*typed("กก", run=0), *typed("รร", x=50 + 2 * ADVANCE, run=1)]) == ["กกรร"]


def test_texts_printed_over_each_other_are_lines_of_their_own() -> None:
    over = [*typed("เล่มที่ 17", run=0), *typed("ฉบับนี้ 3 (2)", x=54.0, run=1)]
    assert lines(over) == ["เล่มที่ 17", "ฉบับนี้ 3 (2)"]
    assert lines([*typed("ชื่อ", run=0), *over]) == ["ชื่อ", "เล่มที่ 17", "ฉบับนี้ 3 (2)"]


def test_the_shadow_of_a_text_is_no_text() -> None:
    assert lines([*typed("ข้อมูล", run=0), *typed("ข้อมูล", x=53.0, run=1)]) == ["ข้อมูล"]


def test_two_letters_that_touch_are_no_second_text() -> None:
    assert lines([*typed("ขอ", x=50.0 + 3 * ADVANCE - 2), *typed("ชื่อมู", run=1)]) == ["ชื่อมูขอ"]
