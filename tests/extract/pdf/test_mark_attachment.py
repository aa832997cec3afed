"""Marks find the letter they stand over, wherever the stream draws them."""

from __future__ import annotations

import pytest
from support.glyph_pages import ABOVE, ADVANCE, BELOW, INK, Glyph, letter, lines, mark, typed

TEXT = "เพื่อให้ผู้มาติดต่อรู้ขั้นตอน"


def test_marks_drawn_after_the_whole_line_go_to_their_letters() -> None:
    glyphs = typed(TEXT)
    marks = [g for g in glyphs if g.char in ABOVE + BELOW]
    assert lines([g for g in glyphs if g not in marks] + marks) == [TEXT]


def test_marks_drawn_one_letter_late_go_back() -> None:
    glyphs = typed("ขอมูล")
    tone = mark("้", 50 + ADVANCE, run=0)  # over อ, but drawn after ม
    assert lines([*glyphs[:3], tone, *glyphs[3:]]) == ["ขอ้มูล"]  # the letter it stands over
    tone = mark("้", 50.0)
    assert lines([*glyphs[:2], tone, *glyphs[2:]]) == ["ข้อมูล"]


def test_a_mark_drawn_long_after_its_letter_goes_to_the_letter_that_it_overlaps_most() -> None:
    glyphs = typed("จดสรรงบ")
    wide = mark("ั", 50.0)
    wide.x0, wide.x1 = 51.5, 60.5  # over จ, and a little over ด
    assert lines([*glyphs, wide]) == ["จัดสรรงบ"]


def test_a_mark_far_from_any_letter_is_dropped() -> None:
    assert lines([*typed("กลอน"), mark("่", 400.0)]) == ["กลอน"]  # on the line, but over nothing
    assert lines([*typed("กลอน"), mark("่", 50.0, y=300.0)]) == ["กลอน"]  # its line was culled
    assert lines([mark("่", 50.0)]) == []


def test_a_tone_on_a_vowel_that_reaches_over_the_next_letter_goes_with_the_vowel() -> None:
    th, w = letter("ท", 50.0), letter("ว", 50 + ADVANCE)
    vowel = Glyph("ั", 54.0, 61.0, 100.0, 88.0, 91.0, 0)
    tone = Glyph("่", 59.5, 60.5, 100.0, 84.0, 87.0, 0)  # over the ink of ว
    assert lines([th, vowel, tone, w]) == ["ทั่ว"]
    assert lines([th, w, letter("ไ", 66.0), vowel, tone]) == ["ทั่วไ"]


def test_marks_drawn_before_any_letter_go_to_their_letters() -> None:
    glyphs = typed("กล่อง")
    assert lines([glyphs[2], *glyphs[:2], *glyphs[3:]]) == ["กล่อง"]


def test_a_mark_just_beside_its_letter_is_kept() -> None:
    tone = mark("่", 50.0)
    tone.x0, tone.x1 = 50 + INK + 0.5, 50 + INK + 3.5
    assert lines([letter("ก", 50.0), tone]) == ["ก่"]


def test_typewriter_faces_that_set_every_mark_off_keep_the_order_of_the_stream() -> None:
    """Each mark has a place of its own, a step to the right of its letter: over the next letter."""
    text = "ก่ข้ค่ง้จ่ฉ้ช่ซ้ด่ต้ถ่ท้"
    glyphs: list[Glyph] = []
    x = 50.0
    for char in text:
        if char in ABOVE:
            glyphs.append(mark(char, x - ADVANCE + 9.0))
        else:
            glyphs.append(letter(char, x))
            x += ADVANCE
    assert lines(glyphs) == [text]
    assert lines([g for k, g in enumerate(glyphs) if k < 6]) != [text[:6]]  # a few are no rule


@pytest.mark.parametrize("space", [4.0, 8.0, 14.0])
def test_a_space_between_a_letter_and_its_mark_stays_where_it_was_written(space: float) -> None:
    """The mark stands over the space, left of the pen: the letter behind it has no part in it."""
    x = 50.0 + ADVANCE + space
    word = [letter("ถ", 50.0), letter(" ", 50.0 + ADVANCE, width=space), mark("ึ", x - INK), letter("ง", x)]
    assert lines(word) == ["ถ ึง"]
    backward = [letter("ก", 20.0, run=1)]  # a line that is put in order by position
    assert lines([*word, *backward]) == ["ก ถ ึง"]
