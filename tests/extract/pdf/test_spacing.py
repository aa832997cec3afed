"""Gaps that stand for spaces, and gaps that do not."""

from __future__ import annotations

import pytest
from support.glyph_pages import ADVANCE, INK, SIZE, letter, lines, typed


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
