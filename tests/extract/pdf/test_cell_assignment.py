"""Text and the cells it stands in."""

from __future__ import annotations

from support.glyph_pages import boxes, letter, mark, placed, typed


def test_text_goes_to_the_cell_it_stands_in() -> None:
    table = boxes([40, 140, 240], [80, 110, 140])
    glyphs = [
        *typed("ขวา", x=150, run=0),
        *typed("ซ้าย", x=50, run=1),
        *typed("ล่าง", x=50, y=130, run=2),
        *typed("นอก", y=300, run=3),
    ]
    assert [(p.cell, p.line.raw) for p in placed(glyphs, table)] == [(-1, "นอก"), (0, "ซ้าย"), (1, "ขวา"), (2, "ล่าง")]


def test_cells_are_numbered_over_all_tables_and_the_innermost_wins() -> None:
    outer, inner = boxes([40, 300, 500], [80, 200, 300]), boxes([60, 120, 180], [90, 120, 150])
    glyphs = [*typed("ใน", x=70, y=110), *typed("นอก", x=310, y=110, run=1)]
    assert [(p.cell, p.line.raw) for p in placed(glyphs, outer, inner)] == [(1, "นอก"), (4, "ใน")]


def test_two_words_in_one_run_are_parted_by_the_ruling_between() -> None:
    table = boxes([40, 100, 240], [80, 110, 140])
    words = [*typed("ซ้าย", x=50), *typed("ขวา", x=105)]
    assert [(p.cell, p.line.raw) for p in placed(words, table)] == [(0, "ซ้าย"), (1, "ขวา")]


def test_a_mark_goes_to_the_cell_of_its_letter() -> None:
    table = boxes([40, 140, 240], [80, 90.5, 140])
    tall = mark("้", 50.0)  # its ink reaches over the ruling above
    assert [(p.cell, p.line.raw) for p in placed([letter("ก", 50.0), tall], table)] == [(2, "ก้")]
