"""Superscripts stand on the line of their text and are no part of a number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.glyph_pages import Glyph, arrays, letter, typed

from pipeline.assemble.fields import parse_score
from pipeline.extract.pdf.text_lines import layout_lines


def raised(text: str, x: float, rise: float = 5.0, size: float = 9.0, run: int = 1) -> list[Glyph]:
    """Small text above the baseline of the page's."""
    return [letter(char, x + 5 * n, 100 - rise, run, width=4, size=size) for n, char in enumerate(text)]


def lines(*glyphs: list[Glyph]) -> list[str]:
    """The lines of a page."""
    made = arrays([glyph for part in glyphs for glyph in part])
    return [placed.line.raw for placed in layout_lines(made, [], 595, 842).lines]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [("1", "91.25¹"), ("๓", "91.25³"), ("12", "91.25¹²"), ("(4)", "91.25⁽⁴⁾"), ("*", "91.25*")],
)
def test_a_footnote_mark_is_no_part_of_the_score_before_it(marks: str, expected: str) -> None:
    (text,) = lines(typed("91.25"), raised(marks, 89.5))
    assert text == expected
    assert parse_score(text) == (91.25, None)


def test_a_footnote_mark_after_a_word_is_no_figure_of_it() -> None:
    assert lines(typed("body"), raised("12", 82)) == ["body¹²"]


@pytest.mark.parametrize("rise", [3.0, 8.0])
def test_a_superscript_stands_on_the_line_of_its_text_however_high(rise: float) -> None:
    above = [replace(glyph, baseline=glyph.baseline - 22, top=glyph.top - 22) for glyph in typed("above", run=7)]
    found = lines(above, typed("10"), raised("6", 67, rise), typed("baht", 80, run=2))
    assert [text.replace(" ", "") for text in found] == ["above", "10⁶baht"]


def test_a_mark_before_its_text_is_one_too() -> None:
    assert lines(raised("5", 45), typed("66", 51, run=2)) == ["⁵66"]


def test_decimals_set_small_and_small_text_of_its_own_stay() -> None:
    assert lines(typed("99."), raised("50", 74)) == ["99.50"]
    assert lines(typed("99"), raised("50", 300, rise=-3)) == ["99 50"]
