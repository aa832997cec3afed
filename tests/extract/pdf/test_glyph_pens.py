"""Where the pen stood tells what the ink does not: marks and letters of faces with swashes."""

from __future__ import annotations

import numpy as np
from support.glyph_pages import ADVANCE, Glyph, arrays, letter, mark

from pipeline.extract.pdf.glyph_pens import letter_starts, marks_behind_letters

FIRST = 50.0


def behind(glyphs: list[Glyph], pens: list[float]) -> list[bool]:
    found: list[bool] = marks_behind_letters(arrays(glyphs), lambda some: np.array(pens)[some]).tolist()
    return found


def test_a_mark_over_the_next_letter_that_was_drawn_from_behind_its_own() -> None:
    glyphs = [letter("ก", FIRST), mark("่", FIRST + ADVANCE), letter("ข", FIRST + ADVANCE)]
    assert behind(glyphs, [FIRST, FIRST + ADVANCE, FIRST + ADVANCE]) == [False, True, False]


def test_a_mark_for_which_the_pen_went_back_is_not_the_letters_before_it() -> None:
    glyphs = [letter("ก", FIRST), letter("ข", FIRST + ADVANCE), mark("่", FIRST), letter("ค", FIRST + 2 * ADVANCE)]
    pens = [FIRST, FIRST + ADVANCE, FIRST + ADVANCE, FIRST + 2 * ADVANCE]
    assert not any(behind(glyphs, pens))


def test_operations_of_their_own_may_be_sorted_so_only_the_next_pen_counts() -> None:
    glyphs = [letter("ก", FIRST, run=1), mark("่", FIRST + ADVANCE, run=2), letter("ข", FIRST + ADVANCE, run=3)]
    assert behind(glyphs, [FIRST, FIRST + ADVANCE, FIRST + ADVANCE])[1]
    assert not behind(glyphs, [FIRST, FIRST + ADVANCE - 1.5, FIRST + ADVANCE])[1]


def test_a_letter_that_reaches_under_the_one_before_it_begins_behind_that() -> None:
    wide = letter("ไ", FIRST - 3, width=14.0)
    starts = letter_starts(arrays([letter("ร", FIRST), wide]), lambda some: np.array([FIRST, FIRST + ADVANCE])[some])
    assert FIRST < starts[1] <= FIRST + ADVANCE
    assert starts[0] == FIRST


def test_the_last_mark_of_a_line_is_told_by_the_ink_of_its_letter() -> None:
    glyphs = [letter("ย", FIRST, run=1), mark("์", FIRST + ADVANCE, run=2)]
    assert behind(glyphs, [FIRST, FIRST + ADVANCE])[1]
    assert not behind(glyphs, [FIRST, FIRST + 3 * ADVANCE])[1]


def test_marks_drawn_from_one_pen_are_over_one_letter() -> None:
    def stack(run_of_upper: int) -> list[Glyph]:
        lower, upper = mark("ี", FIRST, run=2), mark("้", FIRST + ADVANCE, run=run_of_upper)
        return [letter("น", FIRST, run=1), lower, upper, letter("ม", FIRST + 1.5 * ADVANCE, run=4)]

    pens = [FIRST, FIRST + ADVANCE, FIRST + ADVANCE, FIRST + 1.5 * ADVANCE]
    assert behind(stack(2), pens)[2] and not behind(stack(3), pens)[2]


def test_a_very_wide_mark_may_be_drawn_from_within_the_advance() -> None:
    def drawn(width: float) -> list[Glyph]:
        swash = mark("์", FIRST + ADVANCE, run=2, width=width)
        return [letter("ย", FIRST, run=1), swash, letter("ส", FIRST + 1.5 * ADVANCE, run=3, width=12.0)]

    pens = [FIRST, FIRST + ADVANCE, FIRST + 1.5 * ADVANCE]
    assert behind(drawn(10.0), pens)[1] and not behind(drawn(3.0), pens)[1]
