"""Glyph ids that a font leaves without a mapping, by a table per font."""

from __future__ import annotations

import pytest
from support.glyph_pages import arrays, letter

from pipeline.extract.pdf.glyph_arrays import BY_TABLE
from pipeline.extract.pdf.glyph_ids import decode_by_table


def decoded(codes: list[int], font: str, unmapped: list[int] | None = None) -> tuple[str, list[int]]:
    flags = unmapped or [1] * len(codes)
    glyphs = arrays(
        [letter(chr(c), 50.0 + 8 * k, unmapped=flag) for k, (c, flag) in enumerate(zip(codes, flags, strict=True))],
        (font,),
    )
    decode_by_table(glyphs)
    return glyphs.text(), glyphs.unmapped.tolist()


@pytest.mark.parametrize("font", ["DilleniaUPC", "AngsanaUPC-Bold", "CordiaNew", "BrowalliaNew,Italic", "angsananew"])
def test_a_font_that_is_known_by_name(font: str) -> None:
    assert decoded([200, 201, 202, 205, 344, 353], font) == ("็่้์๐๙", [BY_TABLE] * 6)


def test_an_id_that_the_table_does_not_know_stays_and_stays_marked() -> None:
    assert decoded([201, 999], "DilleniaUPC") == ("่\u03e7", [BY_TABLE, 1])


def test_glyphs_with_a_mapping_are_left_alone() -> None:
    assert decoded([201, 201], "DilleniaUPC", [0, 1]) == ("É่", [0, BY_TABLE])


def test_a_font_that_nobody_knows() -> None:
    assert decoded([200, 201], "THSarabunNew") == ("ÈÉ", [1, 1])


@pytest.mark.parametrize("font", ["F1", "TT0", "CIDFont+F3", "T1_0", ""])
def test_a_name_that_says_nothing_is_taken_for_a_font_that_knows_every_id(font: str) -> None:
    assert decoded([201, 344], font) == ("่๐", [BY_TABLE] * 2)
    assert decoded([917, 931, 36], font) == ("่กA", [BY_TABLE] * 3)
    assert decoded([201, 9999], font)[1] == [1, 1]
