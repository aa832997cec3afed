"""Which of two witnesses is believed where a glyph's name and the file's other statements differ."""

from __future__ import annotations

import pytest

from pipeline.extract.pdf.glyph_meanings import Ink, meaning_by_font, meanings_by_actual_text

ON, OVER, HIGH, UNDER = (0.0, 0.6), (0.65, 0.9), (0.95, 1.2), (-0.3, -0.05)
LOST = "\ufffd"


@pytest.mark.parametrize(
    ("chars", "inks", "text", "wanted"),
    [
        ("ป\ufffd", (ON, OVER), "ปี", {1: "ี"}),
        ("นA", (ON, OVER), "น้", {1: "้"}),
        ("น)า", (ON, OVER, ON), "น้ำ", {1: "้ํ"}),
        ("นำ)า", (ON, OVER, OVER, ON), "น้ำ", {2: "้"}),
        ("น\ufffdา", (ON, OVER, ON), "น้ำ", {1: "้ํ"}),
        ("ท\ufffd\ufffd", (ON, HIGH, OVER), "ที่", {1: "่", 2: "ี"}),
        ("่", (UNDER,), "ู", {0: "ู"}),
        ("\ufffd\ufffd", (ON, OVER), "ต้", {0: "ต", 1: "้"}),
    ],
)
def test_what_the_text_leaves_over_is_what_the_unnamed_glyph_stands_for(
    chars: str, inks: tuple[Ink, ...], text: str, wanted: dict[int, str]
) -> None:
    assert meanings_by_actual_text(chars, [c == LOST for c in chars], inks, text) == wanted


@pytest.mark.parametrize(
    ("chars", "inks", "text"),
    [
        ("ที่", (ON, OVER, HIGH), "ที่"),  # nothing to tell
        ("่", (OVER,), "ู"),  # fonts that swap two marks: the text of the other one
        ("\ufffd", (UNDER,), "่"),
        ("\ufffd", (OVER,), "ก"),
        ("กข", (ON, ON), "กค"),  # no Thai letter is misnamed
        ("A", (ON,), "B"),  # it speaks of Thai only
        ("\ufffd", (ON,), "การ"),  # no glyph is a word
        ("\ufffd", (ON,), ""),
        ("\ufffd\ufffd", (OVER, OVER), "ีื"),  # either may be either
        ("ก\ufffd\ufffd", (ON, OVER, OVER), "กี"),
        ("-", (ON,), "\u00ad"),
    ],
)
def test_what_the_text_does_not_settle_stays_open(chars: str, inks: tuple[Ink, ...], text: str) -> None:
    assert meanings_by_actual_text(chars, [c == LOST for c in chars], inks, text) == {}


@pytest.mark.parametrize(
    ("char", "unmapped", "ink", "texts", "wanted"),
    [
        ("้", False, UNDER, {"ู"}, "ู"),
        ("ี", False, OVER, {"่"}, "่"),
        ("ำ", False, ON, {"า"}, "า"),
        (" ", False, OVER, {"ํ"}, "ํ"),
        (LOST, True, OVER, {"้ํ"}, "้ํ"),
        ("ุ", False, OVER, {"\uf70b"}, "\uf70b"),
        ("้", False, OVER, {"\uf70a"}, None),  # not all fonts use these codes alike
        ("้", False, OVER, {"\uf70a", "่"}, "่"),
        ("่", False, OVER, {"่"}, None),
        ("ก", False, ON, {"ถ"}, None),  # letters of one size: their names are right
        (LOST, True, OVER, {"ี", "ื"}, None),
        (LOST, True, ON, {"A"}, None),
        (LOST, True, OVER, set(), None),
    ],
)
def test_the_outline_that_is_drawn_tells_the_mark(
    char: str, unmapped: bool, ink: Ink, texts: set[str], wanted: str | None
) -> None:
    assert meaning_by_font(char, unmapped, ink, frozenset(texts)) == wanted
