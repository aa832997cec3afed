"""Marks that only their ink tells."""

from __future__ import annotations

import pytest
from support.glyph_pages import ADVANCE, letter, lines, mark


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
