"""Rows and columns that no ruling divides are told by the text; wrapped prose stays in its cell."""

from __future__ import annotations

from support.glyph_pages import ADVANCE, arrays, typed

from pipeline.extract.pdf.page_blocks import make_page
from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.tables.geometry import Frame

FRAME = Frame(0.0, 0.0, 595.0, 842.0, 0)
PITCH = 20.0


def table(xs: list[float], ys: list[float], cells: dict[tuple[int, int], list[str]]) -> list[list[str | None]]:
    """The grid that is read of a table ruled at these places.

    Args:
        xs: of vertical rulings.
        ys: of level rulings.
        cells: by row and column, the lines of each; a line's text begins at the cell's left side.
    """
    objects = PageObjects(
        horizontal=[(842 - y, xs[0], xs[-1]) for y in ys], vertical=[(x, 842 - ys[-1], 842 - ys[0]) for x in xs]
    )
    glyphs = [
        glyph
        for (row, column), lines in cells.items()
        for n, text in enumerate(lines)
        for glyph in typed(text, xs[column] + 4, ys[row] + 15 + PITCH * n, run=100 * row + 10 * column + n)
    ]
    page, _ = make_page(1, FRAME, arrays(glyphs), objects, "pdfium", 1.0, 0.0, 0)
    (found,) = page.tables
    return found.grid(raw=True)


XS = [50.0, 250.0, 330.0, 500.0]


def test_rows_are_told_by_the_baselines_of_figures() -> None:
    body = {(1, 0): ["ตัวชี้วัดที่ 1", "ตัวชี้วัดที่ 2", "ตัวชี้วัดที่ 3"], (1, 1): ["91.25", "84.50", "78.09"]}
    measures = {(1, 2): ["จัดทำคู่มือ", "กำกับติดตาม", "ประกาศ"]}
    heads = {(0, 0): ["ตัวชี้วัด"], (0, 1): ["คะแนน"], (0, 2): ["มาตรการ"]}
    assert table(XS, [100, 120, 185], heads | body | measures) == [
        ["ตัวชี้วัด", "คะแนน", "มาตรการ"],
        ["ตัวชี้วัดที่ 1", "91.25", "จัดทำคู่มือ"],
        ["ตัวชี้วัดที่ 2", "84.50", "กำกับติดตาม"],
        ["ตัวชี้วัดที่ 3", "78.09", "ประกาศ"],
    ]


def test_prose_that_was_wrapped_in_its_cell_is_one_row() -> None:
    prose = ["แผนการใช้จ่ายงบประมาณของ", "หน่วยงานที่เผยแพร่ให้ผู้มีส่วน", "ได้ส่วนเสียทราบอย่างทั่วถึง", "ทุกไตรมาส"]
    for figures in (["91.25"], ["1 ม.ค.", "31 มี.ค.", "2567"], ["10", "20", "30"]):
        body = {(1, 0): prose, (1, 1): figures, (1, 2): ["จัดทำคู่มือ"]}
        assert len(table(XS, [100, 120, 205], {(0, 0): ["ก"], (0, 1): ["ข"], (0, 2): ["ค"]} | body)) == 2


def test_numbers_of_list_items_are_no_figures() -> None:
    body = {(1, 0): ["ด้านที่ ก", "ด้านที่ ข", "ด้านที่ ค"], (1, 1): ["1.", "2.", "3."]}
    assert len(table(XS, [100, 120, 185], {(0, 0): ["ก"], (0, 1): ["ข"]} | body)) == 2


def test_a_line_of_the_first_column_alone_is_a_row_of_its_own() -> None:
    body = {(1, 0): ["กลุ่ม ก", "อบต. ก", "อบต. ข"], (1, 1): ["", "91.25", "84.50"], (1, 2): ["", "90", "80"]}
    rows = table(XS, [100, 120, 185], {(0, 0): ["ก"], (0, 1): ["ข"], (0, 2): ["ค"]} | body)
    assert rows[1:] == [["กลุ่ม ก", "", ""], ["อบต. ก", "91.25", "90"], ["อบต. ข", "84.50", "80"]]


def test_figures_beside_each_other_in_a_cell_are_two_columns_with_a_header_over_both() -> None:
    xs = [50.0, 200.0, 500.0]
    objects = PageObjects(
        horizontal=[(842 - y, 50.0, 500.0) for y in (100.0, 150.0, 215.0)],
        vertical=[(x, 842 - 215.0, 842 - 100.0) for x in xs],
    )
    texts = [("ปี", 60, 115), ("คะแนน", 320, 115), ("IIT", 230, 140), ("EIT", 400, 140)]
    texts += [
        (text, x, 165 + PITCH * n)
        for n, row in enumerate((("2565", "91.25", "81"), ("2566", "92.5", "82.75"), ("2567", "93.1", "83")))
        for text, x in zip(row, (60, 230, 400), strict=True)
    ]
    glyphs = [glyph for n, (text, x, y) in enumerate(texts) for glyph in typed(text, x, y, run=n)]
    page, _ = make_page(1, FRAME, arrays(glyphs), objects, "pdfium", 1.0, 0.0, 0)
    assert [(c.row, c.column, c.rowspan, c.colspan, c.text_raw) for c in page.tables[0].cells][:4] == [
        (1, 1, 2, 1, "ปี"),
        (1, 2, 1, 2, "คะแนน"),
        (2, 2, 1, 1, "IIT"),
        (2, 3, 1, 1, "EIT"),
    ]
    assert page.tables[0].grid(raw=True)[2:] == [
        ["2565", "91.25", "81"],
        ["2566", "92.5", "82.75"],
        ["2567", "93.1", "83"],
    ]


def framed(rows: list[dict[float, str]]) -> list[list[str | None]]:
    """The grid of a table that is framed and has level rulings, with vertical ones in its header only."""
    xs, ys = [50.0, 200.0, 300.0, 400.0], [100.0 + 20 * n for n in range(len(rows) + 1)]
    objects = PageObjects(
        horizontal=[(842 - y, xs[0], xs[-1]) for y in ys],
        vertical=[(x, 842 - ys[-1], 842 - ys[0]) for x in (xs[0], xs[-1])]
        + [(x, 842 - ys[1], 842 - ys[0]) for x in xs[1:-1]],
    )
    glyphs = [
        glyph
        for n, row in enumerate(rows)
        for x, text in row.items()
        for glyph in typed(text, x, ys[n] + 15, run=10 * n + int(x) // 50)
    ]
    page, _ = make_page(1, FRAME, arrays(glyphs), objects, "pdfium", 1.0, 0.0, 0)
    return page.tables[0].grid(raw=True)


def test_rows_without_vertical_rulings_have_the_columns_of_the_header() -> None:
    rows = [{60.0: "ปี", 210.0: "IIT", 310.0: "EIT"}, {60.0: "2565", 210.0: "91", 310.0: "81"}]
    rows += [{60.0: "2566", 210.0: "92", 310.0: "82"}, {60.0: "รวมทุกปี"}]
    assert framed(rows) == [["ปี", "IIT", "EIT"], ["2565", "91", "81"], ["2566", "92", "82"], ["รวมทุกปี", None, None]]


def test_a_line_across_the_columns_stays_one_cell() -> None:
    long = "ก" * int(200 // ADVANCE)
    rows = [{60.0: "ปี", 210.0: "IIT", 310.0: "EIT"}, {60.0: long}, {60.0: long}]
    assert [sum(text is not None for text in row) for row in framed(rows)] == [3, 1, 1]


def test_a_wrapped_text_beside_several_codes_is_one_text() -> None:
    heads = {(0, 0): ["ข้อ"], (0, 1): ["คะแนน"], (0, 2): ["มาตรการ"]}
    body = {(1, 0): ["I7", "I8", "I9"], (1, 1): ["75.56", "76.83", "82.97"]}
    measure = {(1, 2): ["จัดทำแผนผังขั้นตอนการ", "ให้บริการ"]}
    assert len(table(XS, [100, 120, 185], heads | body | measure)) == 2


def test_the_header_of_a_table_ruled_below_its_rows_only_stands_above_its_highest_ruling() -> None:
    rows = [
        {60.0: "ปี", 210.0: "IIT", 310.0: "EIT"},
        *({60.0: f"256{n}", 210.0: f"9{n}", 310.0: f"8{n}"} for n in "456"),
    ]
    ys = [120.0 + 20 * n for n in range(len(rows))]
    objects = PageObjects(horizontal=[(842 - y, 50.0, 400.0) for y in ys])
    glyphs = [
        glyph
        for n, row in enumerate(rows)
        for x, text in row.items()
        for glyph in typed(text, x, ys[n] - 5, run=10 * n + int(x) // 50)
    ]
    page, _ = make_page(1, FRAME, arrays(glyphs), objects, "pdfium", 1.0, 0.0, 0)
    assert [table.grid(raw=True)[0] for table in page.tables] == [["ปี", "IIT", "EIT"]]


def test_a_table_in_a_frame_that_is_ruled_below_its_header_only_has_its_columns() -> None:
    rows = [("ข้อ", "คะแนน", "มาตรการ", "ระยะเวลา"), *((f"I{n}", f"8{n}.00", "คู่มือ", f"256{n}") for n in range(1, 6))]
    ys = (100.0, 120.0, 230.0)
    objects = PageObjects(
        horizontal=[(842 - y, 50.0, 500.0) for y in ys],
        vertical=[(x, 842 - ys[-1], 842 - ys[0]) for x in (50.0, 500.0)],
    )
    glyphs = [
        glyph
        for n, row in enumerate(rows)
        for x, text in zip((60, 150, 260, 400), row, strict=True)
        for glyph in typed(text, x, 115 + 20 * n, run=10 * n + x // 50)
    ]
    page, _ = make_page(1, FRAME, arrays(glyphs), objects, "pdfium", 1.0, 0.0, 0)
    (found,) = page.tables
    assert found.columns == 4 and found.grid(raw=True)[1] == list(rows[1])
