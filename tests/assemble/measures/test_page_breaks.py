"""Rows of which a page end left only some cells: what did not fit stands at the top of the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from support.handmade_documents import HEADER, HEADING, codes, document, read, rules, texts

from pipeline.assemble import assemble
from pipeline.assemble.measures.page_breaks import RowAbove, judge_page_break
from pipeline.assemble.measures.row_values import RowValues
from pipeline.model import Cell, Line, Report, RowKind, Table
from pipeline.normalize import normalize

TITLE = "แบบวัด IIT"


def cut(above: Sequence[Sequence[object]], below: Sequence[Sequence[object]]) -> Report:
    """Two pages; the last row of the first has no bottom ruling."""
    made = document([HEADING, TITLE, above], [below])
    first = made.pages[0]
    table = first.blocks[-1]
    assert isinstance(table, Table)
    cells = tuple(replace(c, open_bottom=c.row == table.rows) for c in table.cells)
    pages = (replace(first, blocks=(*first.blocks[:-1], replace(table, cells=cells))), *made.pages[1:])
    return assemble(normalize(replace(made, pages=pages)))[1]


def test_a_score_that_fitted_gets_its_code_and_the_next_code_with_that_score_is_another() -> None:
    rows = [HEADER, ("I1 ปฏิบัติงาน", "70.00", "ต้องแก้ไข", "ก", "ข", "ค"), ("", "0.00", "ยกระดับ", "", "", "")]
    report = cut(rows, [("I2 ให้บริการ", "", "", "ง", "จ", "ฉ"), ("I3 รับผิดชอบ", "0.00", "ยกระดับ", "ช", "ซ", "ฌ")])
    assert codes(report) == [
        ("I1", "ปฏิบัติงาน", 70.0, "ต้องแก้ไข"),
        ("I2", "ให้บริการ", 0.0, "ยกระดับ"),
        ("I3", "รับผิดชอบ", 0.0, "ยกระดับ"),
    ]
    assert texts(report) == [("ก", "ข", "ค"), ("ง", "จ", "ฉ"), ("ช", "ซ", "ฌ")]


def test_a_repeated_code_whose_score_alone_fitted_is_the_next_measure() -> None:
    rows = [HEADER, ("I1 ปฏิบัติงาน", "70.00", "ต้องแก้ไข", "ก", "ข", "ค"), ("", "70.00", "", "", "", "")]
    report = cut(rows, [("I1 ปฏิบัติงาน", "", "ต้องแก้ไข", "ง", "จ", "ฉ"), ("I2 ให้บริการ", "80.00", "ยกระดับ", "ช", "ซ", "ฌ")])
    assert [c[0] for c in codes(report)] == ["I1", "I2"]
    assert texts(report) == [("ก", "ข", "ค"), ("ง", "จ", "ฉ"), ("ช", "ซ", "ฌ")]


def test_an_outcome_that_fitted_alone_belongs_to_the_measure_on_the_next_page() -> None:
    rows = [HEADER, ("I1 ปฏิบัติงาน", "70.00", "ต้องแก้ไข", "1. ก", "ข", "ค"), ("", "", "", "", "", "-")]
    report = cut(rows, [("", "", "", "2. ง", "จ", ""), ("I2 ให้บริการ", "80.00", "ยกระดับ", "ช", "ซ", "ฌ")])
    assert texts(report) == [("1. ก", "ข", "ค"), ("2. ง", "จ", "-"), ("ช", "ซ", "ฌ")]
    assert "assemble.measure_missing" not in rules(report)


def test_a_code_that_fitted_alone_gets_the_rest_of_its_row() -> None:
    header = ("รหัส", "ข้อคำถาม", "คะแนน", "ระดับ", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์")
    rows = [header, ("I1", "ปฏิบัติงาน", "70.00", "ต้องแก้ไข", "ก", "ข", "ค"), ("I2", "", "", "", "", "", "")]
    report = cut(rows, [("", "ให้บริการ", "80.00", "ยกระดับ", "ง", "จ", "ฉ")])
    assert codes(report) == [("I1", "ปฏิบัติงาน", 70.0, "ต้องแก้ไข"), ("I2", "ให้บริการ", 80.0, "ยกระดับ")]
    assert texts(report) == [("ก", "ข", "ค"), ("ง", "จ", "ฉ")]


def cell(text: str, column: int, left: float, right: float, ends: float, bottom: float = 540.0) -> Cell:
    """A cell of one line at the bottom of a page; ``ends``: where its text does."""
    return Cell(
        1,
        2,
        column,
        (Line(text, text, (left + 5, bottom - 12, ends, bottom), 10.0),),
        text,
        box=(left, 500.0, right, 550.0),
    )


def goes_on(rest: str, **above: Cell) -> bool:
    """Whether a row with this measure is the rest of the row above, which ends where tables end on these pages."""
    part = Table(1, 1, 2, 3, tuple(above.values()), box=(40.0, 50.0, 800.0, 550.0))
    above_it = RowAbove(
        RowValues({slot: [c] for slot, c in above.items()}), part, 552.0, False, False, None, "I1", "80.00"
    )
    return judge_page_break(RowValues({"measure": [cell(rest, 4, 300, 450, 400)]}), above_it).is_rest


def test_a_text_that_leaves_room_for_the_next_word_had_ended() -> None:
    assert goes_on("บุคลากรของหน่วยงาน", measure=cell("เพื่อให้หน่วยงานมีความเข้าใจและ", 4, 300, 450, 440))
    assert not goes_on("บุคลากรของหน่วยงาน", measure=cell("หน่วยงาน", 4, 300, 450, 340))


def test_words_joined_by_slashes_need_room_together() -> None:
    above = cell("วัดที่ 9 ร้อยละของ", 4, 300, 470, 380)
    assert goes_on("ข้าราชการ/พนักงานราชการ/ลูกจ้างชั่วคราว ที่เข้าร่วม", measure=above)
    assert not goes_on("ที่เข้าร่วม ข้าราชการ/พนักงานราชการ/ลูกจ้างชั่วคราว", measure=above)


def test_a_measure_in_one_cell_with_its_level_goes_on() -> None:
    assert goes_on("2560 และระเบียบกระทรวงการคลัง", level=cell("ยกระดับ\nการบริหารพัสดุภาครัฐ พ.ศ.", 4, 300, 450, 440))
    assert goes_on("จัดอบรมให้ความรู้", level=cell("ยกระดับ", 4, 300, 450, 335))


def test_a_measure_begins_below_a_level_that_stands_alone_in_its_column() -> None:
    level = cell("ยกระดับ", 4, 300, 450, 335)
    part = Table(1, 1, 2, 3, (level,), box=(40.0, 50.0, 800.0, 550.0))
    above_it = RowAbove(
        RowValues({"measure": [level]}), part, 552.0, False, False, None, "I1", "80.00", level_alone=True
    )
    assert judge_page_break(RowValues({"measure": [cell("จัดอบรมให้ความรู้", 4, 300, 450, 400)]}), above_it).is_rest


def test_the_next_measure_of_a_code_that_is_printed_again_begins_on_the_next_page() -> None:
    """Of its row nothing but the code and its score fitted above."""
    code = ("I1", "ท่านเห็นว่าเป็นธรรมเพียงใด", "86.19", "ยกระดับ")
    one, two = ("จัดทำคู่มือ", "จัดทำแล้ว", "เข้าใจดีขึ้น"), ("จัดอบรมทุกกอง", "อบรมแล้วทุกคน", "รู้ทั่วกัน")
    head = ("รหัส", "ข้อคำถาม", "คะแนน", "ระดับ", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์")
    report = read(
        [HEADING, [head, (*code, *one), ("I1", "", "86.19", "", "", "", "")]],
        [[head, ("", *code[1:2], "", code[3], *two)]],
    )
    assert codes(report) == [("I1", code[1], 86.19, "ยกระดับ")]
    assert texts(report) == [one, two]


def test_a_header_that_the_page_end_cut() -> None:
    row = ("I1 ท่านเห็นว่าเป็นธรรมเพียงใด", "86.19", "ยกระดับ", "จัดทำคู่มือ", "จัดทำแล้ว", "เข้าใจดีขึ้น")
    report = read([HEADING, [HEADER]], [[("", "2565", "ข", "", "", ""), row]])
    assert [i.code_raw for i in report.indicators] == ["I1"]
    assert rules(report) == ["assemble.row_held_back"]


@pytest.mark.parametrize("number", ["ก", "- ข -", "iv", "๑๒"])
def test_page_numbers_in_letters_do_not_part_a_table(number: str) -> None:
    row = ("I1 ท่านเห็นว่าเป็นธรรมเพียงใด", "86.19", "ยกระดับ", "จัดทำคู่มือ", "จัดทำแล้ว", "เข้าใจดีขึ้น")
    made, _ = assemble(normalize(document([HEADING, [HEADER, row], number], [[HEADER, row]])))
    assert [t.table_no for t in made.tables] == [1, 1]


FIELDS = ("code", "question", "score", "level", "measure", "result", "outcome")
HEADS = dict(zip(FIELDS, ("รหัส", "ข้อคำถาม", "คะแนน", "ระดับ", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์"), strict=True))
WHOLE = ("O41", "หน่วยงานเผยแพร่รายงาน", "100.00", "ยกระดับ", "จัดทำรายงาน", "จัดทำแล้ว", "เผยแพร่แล้ว")


def in_order(order: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    values = dict(zip(FIELDS, row, strict=True))
    return tuple(values[name] for name in order)


@pytest.mark.parametrize("order", [FIELDS, FIELDS[::-1], ("question", "code", "level", "score", *FIELDS[4:])], ids=str)
@pytest.mark.parametrize(("code", "score"), [(("04", "2"), ("10", "0.00")), (("O4", "2"), ("87", ".50"))])
@pytest.mark.parametrize("rulings", [True, False])
def test_a_row_of_which_the_page_end_cut_every_cell(
    order: Sequence[str], code: tuple[str, str], score: tuple[str, str], rulings: bool
) -> None:
    above = (code[0], "หน่วยงานเผยแพร่มาตรการ", score[0], "ยก", "จัดทำแผน", "จัดทำแล้วและ", "เผยแพร่แผน")
    below = (code[1], "บนเว็บไซต์", score[1], "ระดับ", "ของหน่วยงาน", "เผยแพร่", "ทั่วทั้งองค์กร")
    head = in_order(order, tuple(HEADS.values()))
    pages = [head, in_order(order, WHOLE), in_order(order, above)], [head, in_order(order, below)]
    report = cut(*pages) if rulings else read([HEADING, TITLE, pages[0]], [pages[1]])
    joined = "".join(code)
    assert [(i.code_raw, i.score) for i in report.indicators] == [("O41", 100.0), (joined, float("".join(score)))]
    rest = [m for m in report.measures if m.entry_no == 2]  # each piece is a paragraph here, and may stand alone
    assert "".join(m.measure or "" for m in rest) == "จัดทำแผนของหน่วยงาน"
    assert "".join(m.result or "" for m in rest) == "จัดทำแล้วและเผยแพร่"
    assert "".join(m.outcome or "" for m in rest) == "เผยแพร่แผนทั่วทั้งองค์กร"
    assert [row.kind for row in report.rows][-1] is RowKind.REST
    assert not [f for f in report.findings if f.rule == "assemble.row_held_back"]


def test_a_whole_row_at_the_top_of_a_page_is_no_rest_of_one_that_ended() -> None:
    rows = [tuple(HEADS.values()), WHOLE, ("O42", "มาตรการ", "90.00", "ยกระดับ", "ก", "ข", "ค")]
    report = read([HEADING, TITLE, rows], [[("43", "รายงานผล", "0.00", "ยกระดับ", "ง", "จ", "ฉ")]])
    assert [(i.code_raw, i.score) for i in report.indicators] == [("O41", 100.0), ("O42", 90.0), ("43", 0.0)]
