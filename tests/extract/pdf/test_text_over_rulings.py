"""Text that runs over a ruling, and texts of neighbouring cells that touch."""

from __future__ import annotations

from support.glyph_pages import ADVANCE, Glyph, boxes, placed, typed

TABLE = boxes([40, 100, 160, 300], [80, 110, 140, 170, 200, 230])
LONG = "ประชาสมพนธเผยแพร"


def read(*pieces: list[Glyph]) -> dict[int, str]:
    """The text of each cell, numbered row by row; each piece is drawn by an operation of its own."""
    for run, piece in enumerate(pieces):
        for glyph in piece:
            glyph.run = run
    out: dict[int, str] = {}
    for line in placed([glyph for piece in pieces for glyph in piece], TABLE):
        out[line.cell] = (out.get(line.cell, "") + " " + line.line.raw).strip()
    return out


def test_a_line_over_a_ruling_stays_in_the_cell_where_it_begins() -> None:
    assert read(typed(LONG, x=45)) == {0: LONG}
    assert read(typed(LONG, x=90)) == {0: LONG}
    assert read(typed("Office of the Permanent", x=45)) == {0: "Office of the Permanent"}


def test_over_the_text_of_the_next_cell() -> None:
    assert read(typed(LONG, x=45), typed("12", x=104), typed("ผาน", x=164)) == {0: LONG, 1: "12", 2: "ผาน"}


def test_out_of_the_table() -> None:
    assert read(typed(LONG + LONG, x=164)) == {2: LONG + LONG}


def test_numbers_too() -> None:
    assert read(typed("1,234,567,890.12", x=45), typed("7", x=104)) == {0: "1,234,567,890.12", 1: "7"}


def test_a_text_that_is_drawn_in_bits_is_followed() -> None:
    bits = [typed(char, x=45 + ADVANCE * n) for n, char in enumerate(LONG)]
    assert read(*bits) == {0: LONG}


def test_texts_of_neighbours_that_touch_stay_apart() -> None:
    left, right = typed("กรมทด", x=60.5), typed("ผาน", x=100.5)
    assert read(left, right) == {0: "กรมทด", 1: "ผาน"}


def test_a_text_that_just_reaches_over_does_not_take_its_neighbour_along() -> None:
    others = [typed("ไม", x=104, y=130), typed("ผาน", x=104, y=160)]
    found = read(typed("กรมทดน", x=57), typed("ผาน", x=104), *others)
    assert (found[0], found[1]) == ("กรมทดน", "ผาน")


def test_a_row_drawn_in_one_go_is_parted_at_its_spaces() -> None:
    rows = [typed("กรม 123456 ผาน", x=72, y=100 + 30 * n) for n in range(3)]
    assert read(*rows) == dict(enumerate(["กรม", "123456", "ผาน"] * 3))


def test_centred_text_that_runs_over_on_both_sides_stays_in_the_middle() -> None:
    middle = 130 - ADVANCE * len(LONG) / 2 + 0.5
    assert read(typed(LONG, x=middle), typed("ก", x=45, y=130)) == {1: LONG, 3: "ก"}


def test_right_aligned_numbers_that_run_over_on_the_left() -> None:
    def amount(text: str, y: float) -> list[Glyph]:
        return typed(text, x=157 - ADVANCE * len(text), y=y)

    rows = [amount("12.50", 100), amount("1,234,567.00", 130), amount("7.00", 160), amount("15.25", 190)]
    names = [typed("ก", x=45, y=100 + 30 * n) for n in range(4)]
    found = read(*names, *rows)
    assert (found[3], found[4]) == ("ก", "1,234,567.00")


def test_a_word_that_barely_begins_before_its_cell_belongs_to_it() -> None:
    assert read(typed("ประชา", x=97)) == {1: "ประชา"}
