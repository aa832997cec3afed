"""Glyphs that are told by the cluster in which they are first met."""

from __future__ import annotations

from support.glyph_pages import Glyph
from support.inked_documents import document, set_in_type

from pipeline.normalize import normalize

SENTENCE = "รายงานผลการอบรมคนในจังหวัด"


def read(*lines: list[Glyph]) -> str:
    return normalize(document([g for line in lines for g in line])).pages[0].text


def swapped(text: str, y: float = 100.0) -> list[Glyph]:
    """A line whose marks bear the names of each other wherever two stand on one letter, above one first."""
    glyphs = set_in_type(text, y)
    for i in range(len(glyphs) - 1):
        lower, upper = glyphs[i], glyphs[i + 1]
        if lower.char in "ุู" and upper.char in "่้":
            glyphs[i], glyphs[i + 1] = upper, lower
            upper.char, lower.char = lower.char, upper.char
    return glyphs


def test_two_marks_of_a_letter_that_bear_each_others_names_keep_what_the_decoder_reads() -> None:
    glyphs = swapped("คู่มือ" + SENTENCE)
    assert "".join(g.char for g in glyphs).startswith("คู่มือ")  # right as decoded, the glyphs are not
    assert read(glyphs) == "คู่มือ" + SENTENCE


def test_one_sentence_tells_the_glyph_where_it_stands_alone_too() -> None:
    pair, alone = swapped("ผู้" + SENTENCE), set_in_type("ได้ยู" + SENTENCE, 130.0)
    for glyph in alone:
        glyph.char = {"้": "ู", "ู": "้"}.get(glyph.char, glyph.char)
    assert read(pair, alone) == f"ผู้{SENTENCE}\nได้ยู{SENTENCE}"


def test_an_upper_mark_beside_a_lower_vowel_is_no_vowel() -> None:
    """What is open stays open, behind the vowel that it is written after."""
    glyphs = set_in_type("ซุ๊" + SENTENCE)
    tone = next(g for g in glyphs if g.char == "๊")
    tone.char = "ุ"
    text = read(glyphs)
    assert text in ("ซุ๊" + SENTENCE, "ซุ\ufffd" + SENTENCE)
    assert not set("ิีึืั") & set(text[:3])
