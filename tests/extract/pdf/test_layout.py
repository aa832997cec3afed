"""Glyphs to lines and cells: order of marks, glyphs drawn twice, gaps, strays, text over rulings."""

from __future__ import annotations

import random

import pytest
from extract.pdf.build import ABOVE, ADVANCE, BELOW, INK, SIZE, Glyph, arrays, boxes, letter, lines, mark, placed, typed
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.pdf.text_lines import Dropped, place

TEXT = "เพื่อให้ผู้มาติดต่อรู้ขั้นตอน"


def clusters(text: str) -> list[str]:
    out: list[str] = []
    for char in text:
        if out and char in ABOVE + BELOW:
            out[-1] += char
        else:
            out.append(char)
    return out


def test_a_line_in_order_stays_as_it_is() -> None:
    (line,) = placed(typed(TEXT))
    assert line.region == -1 and line.line.raw == TEXT
    assert line.line.box == (50.0, 88.0, 50 + ADVANCE * (len(clusters(TEXT)) - 1) + INK, 104.0)
    assert line.line.size == SIZE and line.line.glyphs == (0, len(TEXT))


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


def test_lines_are_told_by_their_baselines() -> None:
    glyphs = [*typed("สอง", y=120, run=1), *typed("หนึ่ง", y=100.4, run=0), *typed("สาม", y=140, run=2)]
    assert lines(glyphs) == ["หนึ่ง", "สอง", "สาม"]


def test_a_superscript_stays_on_its_line() -> None:
    raised = letter("2", 50 + 9 * ADVANCE, 100 - 0.33 * SIZE, size=0.65 * SIZE, width=4)
    assert lines([*typed("ตารางเมตร"), raised]) == ["ตารางเมตร2"]


def test_small_print_close_to_a_large_line_is_a_line_of_its_own() -> None:
    small = [Glyph(c, 50.0 + 4 * k, 53.5 + 4 * k, 107.0, 103.0, 107.0, run=1, size=6.0) for k, c in enumerate("กขค")]
    assert lines([*typed("ตาราง"), *small]) == ["ตาราง", "กขค"]


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


@pytest.mark.parametrize(("gap", "space"), [(0.1, False), (0.15, False), (0.25, True), (1.0, True)])
def test_a_gap_is_a_space_where_it_is_wide(gap: float, space: bool) -> None:
    glyphs = [*typed("กข"), letter("ค", 50 + ADVANCE + INK + gap * SIZE, run=1)]
    assert lines(glyphs) == ["กข ค" if space else "กขค"]


def test_figures_stand_further_apart_than_letters_before_it_is_a_space() -> None:
    def after(text: str, gap: float, char: str) -> list[str]:
        glyphs = typed(text)
        return lines([*glyphs, letter(char, glyphs[-1].x1 + gap * SIZE, run=1)])

    assert after("12", 0.25, "3") == ["123"]
    assert after("12", 0.4, "3") == ["12 3"]
    assert after("ก 12", 0.4, "3") == ["ก 123"]  # this producer writes spaces
    assert after("ก 12", 0.7, "3") == ["ก 12 3"]
    assert after("ก 12", 0.3, "บ") == ["ก 12 บ"]


def test_in_a_typewriter_face_a_space_is_a_place_that_is_skipped() -> None:
    middles = [
        50 + 9.6 * k for k in range(24) if k != 12
    ]  # a letter every 0.6 of the size, its ink as wide as it likes
    widths = [7.0, 2.0, 5.0, 3.0]
    glyphs = [letter("กราง"[k % 4], x - widths[k % 4] / 2, width=widths[k % 4], run=k) for k, x in enumerate(middles)]
    assert lines(glyphs) == ["กรางกรางกราง กรางกรางกรา"]


def test_no_space_stands_where_no_word_ends_or_begins() -> None:
    for before, char in (("ทั่วไ", "ป"), ("พระ", "ๆ"), ("(", "ก"), ("ก", ")"), ("จ", "า")):
        glyphs = typed("ก ข" + before)
        assert lines([*glyphs, letter(char, glyphs[-1].x1 + 0.5 * SIZE, run=1)]) == ["ก ข" + before + char]


def test_a_spaced_out_line_has_the_spaces_that_are_wider_than_the_others() -> None:
    title = [letter(c, 50 + k * 14.0, run=k) for k, c in enumerate("รายงานผลการ")]
    year = [letter(c, 50 + (12 + k) * 14.0, run=20 + k) for k, c in enumerate("ประจกป")]
    assert lines([*title, *year]) == ["รายงานผลการ ประจกป"]


def test_letters_that_stand_far_apart_are_told_from_spaces_by_what_lies_between() -> None:
    """Of a font without spaces of its own: letters up to 0.22 apart, words 0.7; a figure's 0.35 is no space either."""
    glyphs, x = [], 50.0
    for char, gap in [*[("ก", 0.1), ("ข", 0.22), ("ค", 0.7)] * 12, ("1", 0.7), ("2", 0.35)]:
        x += gap * SIZE
        glyphs.append(letter(char, x, run=len(glyphs)))
        x = glyphs[-1].x1
    assert lines(glyphs)[0].split() == ["กข", *["คกข"] * 11, "ค", "12"]


def test_a_space_that_was_written_is_not_doubled_by_its_gap() -> None:
    glyphs = [letter("ก", 50.0), letter(" ", 50 + ADVANCE), letter("ข", 50 + 4 * ADVANCE)]
    assert lines(glyphs) == ["ก ข"]


def test_narrow_figures_keep_together_where_the_pen_says_so() -> None:
    figures = [letter("1", 50.0 + k * ADVANCE, width=1.5) for k in range(3)]
    assert lines(figures) == ["1 1 1"]
    for k, figure in enumerate(figures):
        figure.end = 50.0 + (k + 1) * ADVANCE
    assert lines(figures) == ["111"]


def test_a_mark_far_from_any_letter_is_dropped() -> None:
    assert lines([*typed("กลอน"), mark("่", 400.0)]) == ["กลอน"]  # on the line, but over nothing
    assert lines([*typed("กลอน"), mark("่", 50.0, y=300.0)]) == ["กลอน"]  # its line was culled
    assert lines([mark("่", 50.0)]) == []


def dropped(*glyphs: Glyph) -> Dropped:
    return place(arrays(glyphs), [], 595.0, 842.0)[2]


def test_what_is_dropped_is_counted_by_reason() -> None:
    assert dropped(*typed("กลอน")) == Dropped()
    assert dropped(*typed("กลอน"), mark("่", 400.0)) == Dropped(stray=1)
    assert dropped(*typed("กลอน"), mark("่", 50.0, y=300.0)) == Dropped(unborne=1)
    assert dropped(*typed("กลอน"), *typed("ก ข", x=600.0)) == Dropped(outside=2)  # a space is no loss
    assert dropped(*typed("ข้อมูล", run=0), *typed("ข้อมูล", x=50.4, run=1)) == Dropped(twins=6)


def test_texts_printed_over_each_other_are_lines_of_their_own() -> None:
    over = [*typed("เล่มที่ 17", run=0), *typed("ฉบับนี้ 3 (2)", x=54.0, run=1)]
    assert lines(over) == ["เล่มที่ 17", "ฉบับนี้ 3 (2)"]
    assert lines([*typed("ชื่อ", run=0), *over]) == ["ชื่อ", "เล่มที่ 17", "ฉบับนี้ 3 (2)"]


def test_the_shadow_of_a_text_is_no_text() -> None:
    assert lines([*typed("ข้อมูล", run=0), *typed("ข้อมูล", x=53.0, run=1)]) == ["ข้อมูล"]


def test_two_letters_that_touch_are_no_second_text() -> None:
    assert lines([*typed("ขอ", x=50.0 + 3 * ADVANCE - 2), *typed("ชื่อมู", run=1)]) == ["ชื่อมูขอ"]


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


def test_what_stands_off_the_page_was_never_printed() -> None:
    assert lines([*typed("กลอน"), *typed("ซ่อน", y=900.0, run=1), *typed("ลับ", x=-80.0, y=300.0, run=2)]) == ["กลอน"]


def test_blank_lines_are_no_lines() -> None:
    assert lines([*typed("กลอน"), *typed("   ", y=130.0, run=1)]) == ["กลอน"]
    assert lines([]) == []


def test_a_trailing_space_is_kept() -> None:
    (line,) = placed(typed("กลอน "))
    assert line.line.raw == "กลอน " and line.line.box is not None and line.line.box[2] == 50 + 3 * ADVANCE + INK


def test_a_space_with_ink_is_the_ring_of_sara_am_and_goes_to_its_letter() -> None:
    ring = mark("ํ", 50.0)
    ring.char = " "
    letters = [letter("ท", 50.0), letter("า", 50 + ADVANCE), letter("ก", 50 + 2 * ADVANCE)]
    assert lines([*letters, ring]) == ["ท าก"]


@pytest.mark.parametrize("char", ["\ufffd", "\u0138"])
def test_a_glyph_without_a_meaning_above_the_letters_goes_where_it_stands(char: str) -> None:
    lost = mark("ํ", 50.0, unmapped=1)
    lost.char = char
    assert lines([letter("ท", 50.0), letter("า", 50 + ADVANCE), letter("ก", 50 + 2 * ADVANCE), lost]) == [f"ท{char}าก"]


def test_text_goes_to_the_cell_it_stands_in() -> None:
    table = boxes([40, 140, 240], [80, 110, 140])
    glyphs = [
        *typed("ขวา", x=150, run=0),
        *typed("ซ้าย", x=50, run=1),
        *typed("ล่าง", x=50, y=130, run=2),
        *typed("นอก", y=300, run=3),
    ]
    assert [(p.region, p.line.raw) for p in placed(glyphs, table)] == [(-1, "นอก"), (0, "ซ้าย"), (1, "ขวา"), (2, "ล่าง")]


def test_cells_are_numbered_over_all_tables_and_the_innermost_wins() -> None:
    outer, inner = boxes([40, 300, 500], [80, 200, 300]), boxes([60, 120, 180], [90, 120, 150])
    glyphs = [*typed("ใน", x=70, y=110), *typed("นอก", x=310, y=110, run=1)]
    assert [(p.region, p.line.raw) for p in placed(glyphs, outer, inner)] == [(1, "นอก"), (4, "ใน")]


def test_a_word_over_a_ruling_stays_whole_in_the_cell_of_most_of_it() -> None:
    table = boxes([40, 100, 240], [80, 110, 140])
    for x, cell in ((45, 0), (70, 1)):
        word = typed("ประชาสัมพันธ์", x=x)
        assert [(p.region, p.line.raw) for p in placed(word, table)] == [(cell, "ประชาสัมพันธ์")]
    for glyph in word:  # cell by cell, as producers draw: nothing runs over
        glyph.run = 0 if glyph.x0 < 100 else 1
    assert {p.region for p in placed(word, table)} == {0, 1}


def test_two_words_in_one_run_are_parted_by_the_ruling_between() -> None:
    table = boxes([40, 100, 240], [80, 110, 140])
    words = [*typed("ซ้าย", x=50), *typed("ขวา", x=105)]
    assert [(p.region, p.line.raw) for p in placed(words, table)] == [(0, "ซ้าย"), (1, "ขวา")]


def test_a_mark_goes_to_the_cell_of_its_letter() -> None:
    table = boxes([40, 140, 240], [80, 90.5, 140])
    tall = mark("้", 50.0)  # its ink reaches over the ruling above
    assert [(p.region, p.line.raw) for p in placed([letter("ก", 50.0), tall], table)] == [(2, "ก้")]


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


def test_the_columns_that_travel_on_are_in_reading_order() -> None:
    glyphs = [*typed("สอง", y=120, run=1), *typed("ที่", y=100, run=0)]
    glyphs[0].unmapped = 2
    found, columns, _ = place(arrays(glyphs), [], 595.0, 842.0)
    assert columns.chars == "ที่สอง" and columns.unmapped == bytes([0, 0, 0, 2, 0, 0])
    assert [found[1].line.glyphs, round(columns.baseline[3])] == [(3, 6), 120]
