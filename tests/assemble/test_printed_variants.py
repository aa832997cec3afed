"""Variants that typeset editions have: running numbers, codes printed again, columns and headers in odd places."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from support import factories
from support.handmade_documents import HEADER, HEADING, codes, document, read, texts

from pipeline.assemble import assemble
from pipeline.assemble.artifacts import mark_artifacts
from pipeline.assemble.fields import is_code, split_code, without_prefix
from pipeline.assemble.measures.page_breaks import ends_short
from pipeline.model import Cell, Document, Line, Page, Report, Table
from pipeline.normalize import normalize

LONG = "ท่านเห็นว่าหน่วยงานปฏิบัติงานอย่างเป็นธรรมเพียงใด"
M1 = ("จัดทำคู่มือการปฏิบัติงานของหน่วยงานทุกกอง", "จัดทำแล้วเสร็จทั้งหน่วยงานในปีนี้", "ปฏิบัติงานได้ถูกต้องรวดเร็วขึ้น")
M2 = ("อบรมบุคลากรเรื่องจริยธรรมทุกไตรมาส", "อบรมแล้วสี่ครั้งมีผู้เข้าร่วมครบ", "บุคลากรเข้าใจจริยธรรมมากขึ้น")


@pytest.mark.parametrize("number", ["ลำดับที่", "ที่", "No."])
@pytest.mark.parametrize("glued", [False, True])
def test_a_running_number_is_no_code(number: str, glued: bool) -> None:
    names = ("ตัวชี้วัด",) if glued else ("รหัส", "ตัวชี้วัด")
    head = (number, *names, *HEADER[1:])

    def row(n: int, code: str) -> tuple[str, ...]:
        return (str(n), *((f"{code} {LONG}",) if glued else (code, LONG)), f"8{n}.10", "ยกระดับ", *M1)

    report = read([HEADING, [head, row(1, "I3"), row(2, "17"), row(3, "|11")]])
    assert codes(report) == [(c, LONG, s, "ยกระดับ") for c, s in (("I3", 81.1), ("17", 82.1), ("|11", 83.1))]


def test_a_running_number_goes_on_over_tables_of_one_row() -> None:
    head = ("ที่", "รหัส", "ตัวชี้วัด", *HEADER[1:])
    tables = [[head, (str(n), code, LONG, "90.00", "ยกระดับ", *M1)] for n, code in ((1, "I2"), (2, "I9"), (3, "I14"))]
    blocks = [
        b
        for title, t in zip(("1. การปฏิบัติหน้าที่", "2. การใช้งบประมาณ", "3. การใช้อำนาจ"), tables, strict=True)
        for b in (title, t)
    ]
    assert [(i.section_no, i.code_raw) for i in read([HEADING, *blocks]).indicators] == [
        (1, "I2"),
        (2, "I9"),
        (3, "I14"),
    ]


@pytest.mark.parametrize("score", ["80.25", ""])
def test_a_code_printed_again_goes_on(score: str) -> None:
    report = read([HEADING, [HEADER, (f"i7 {LONG}", "80.25", "ยกระดับ", *M1), (f"i7 {LONG}", score, "ยกระดับ", *M2)]])
    assert codes(report) == [("i7", LONG, 80.25, "ยกระดับ")]
    assert texts(report) == [M1, M2]


def test_the_same_print_with_another_score_is_another_code() -> None:
    report = read([HEADING, [HEADER, (f"I1 {LONG}", "80.25", "ยกระดับ", *M1), ("I1 อีกข้อหนึ่ง", "71.00", "ยกระดับ", *M2)]])
    assert [i.score for i in report.indicators] == [80.25, 71.0]


def test_levels_under_a_header_of_measures() -> None:
    head = ("ตัวชี้วัดย่อย", "คะแนน", "การดำเนินการ", "แนวทางการปรับปรุงแก้ไข", "ผลการดำเนินการ", "ผลลัพธ์")
    report = read([HEADING, [head, (f"I1 {LONG}", "80.25", "แก้ไขเร่งด่วน", *M1), (f"I2 {LONG}", "90.00", "ยกระดับ", *M2)]])
    assert [i.level_key for i in report.indicators] == ["urgent_fix", "raise"]
    assert texts(report) == [M1, M2]


def test_one_column_for_level_and_measure() -> None:
    head = ("ตัวชี้วัดย่อย", "คะแนน", "ระดับ/มาตรการที่ใช้ดำเนินการ", "ผลการดำเนินการ", "ผลลัพธ์")
    rows = [
        (f"I1 {LONG}", "80.25", f"แก้ไขเร่งด่วน\n{M1[0]}", *M1[1:]),
        ("", "", *M2),
        (f"I2 {LONG}", "90.00", f"ยกระดับ\n{M2[0]}", *M2[1:]),
    ]
    report = read([HEADING, [head, *rows]])
    assert codes(report) == [("I1", LONG, 80.25, "แก้ไขเร่งด่วน"), ("I2", LONG, 90.0, "ยกระดับ")]
    assert texts(report) == [M1, M2, M2]


def test_a_score_with_wide_figures() -> None:
    assert [i.score for i in read([HEADING, [HEADER, (f"I1 {LONG}", "1 00.00", "ยกระดับ", *M1)]]).indicators] == [100.0]


def test_codes_wrapped_or_padded() -> None:
    assert is_code("12\n2") and is_code("O 1 7") and not is_code("12.5 0")
    assert split_code("1 14 ท่านได้รับ") == ("1 14", "ท่านได้รับ")
    assert split_code("O031 ข้อมูลเชิงสถิติ") == ("O031", "ข้อมูลเชิงสถิติ")
    assert without_prefix("แก้ไข\nเร่งด่วนจัดทำคู่มือ", "แก้ไขเร่งด่วน") == "จัดทำคู่มือ"
    assert without_prefix("จัดทำคู่มือ", "ยกระดับ") == "จัดทำคู่มือ"


def _part(page: int, edges: tuple[float, ...], rows: list[list[object]], table_no: int = 1) -> Table:
    made = document([rows]).tables  # type: ignore[list-item]
    part = next(iter(made))
    return replace(
        part, page=page, table_no=table_no, x_edges=edges, cells=tuple(replace(c, page=page) for c in part.cells)
    )


def _paged(*parts: Table) -> Document:
    empty = document(*[[] for _ in parts])
    headed = [(Line(raw=HEADING, paragraph=True), parts[0]), *((part,) for part in parts[1:])]
    return replace(empty, pages=tuple(replace(p, blocks=b) for p, b in zip(empty.pages, headed, strict=True)))


def test_a_header_alone_on_its_page_has_fewer_columns() -> None:
    head = _part(1, (50.0, 250.0, 350.0, 450.0, 550.0, 650.0, 750.0), [list(HEADER)])
    body = _part(2, (50.0, 90.0, 250.0, 350.0, 450.0, 550.0, 650.0, 750.0), [["I5", LONG, "88.00", "ยกระดับ", *M1]])
    made, report = assemble(normalize(_paged(head, body)))
    assert codes(report) == [("I5", LONG, 88.0, "ยกระดับ")]
    assert {(t.table_no, t.columns) for t in made.tables} == {(1, 7)}


def _cut(above: list[object], below: list[object]) -> Report:
    """Two pages of one table, cut between two rows."""
    edges = tuple(50.0 + 100 * k for k in range(7))
    parts = [_part(1, edges, [list(HEADER), above]), _part(2, edges, [list(HEADER), below])]
    return assemble(normalize(_paged(*parts)))[1]


def test_a_list_that_shares_its_cells_goes_on_over_the_page_end() -> None:
    above = [f"I1 {LONG}", "80.00", "ยกระดับ", f"1. {M1[0]}\n2. {M2[0]}", f"1. {M1[1]}", f"1. {M1[2]}"]
    below = ["", "", "", "3. จัดทำสื่อประชาสัมพันธ์", f"2. {M2[1]}\n3. เผยแพร่แล้ว", f"2. {M2[2]}\n3. ประชาชนทราบ"]
    assert texts(_cut(above, below)) == [
        tuple(f"1. {t}" for t in M1),
        tuple(f"2. {t}" for t in M2),
        ("3. จัดทำสื่อประชาสัมพันธ์", "3. เผยแพร่แล้ว", "3. ประชาชนทราบ"),
    ]


def test_the_next_numbered_measure_starts_a_row() -> None:
    report = _cut([f"I1 {LONG}", "80.00", "ยกระดับ", f"1. {M1[0]}", *M1[1:]], ["", "", "", f"2. {M2[0]}", *M2[1:]])
    assert texts(report) == [(f"1. {M1[0]}", *M1[1:]), (f"2. {M2[0]}", *M2[1:])]


def test_where_cut_cells_stay_open_a_closed_one_had_ended() -> None:
    edges = tuple(50.0 + 100 * k for k in range(7))
    rows = ([f"I1 {LONG}", "80.00", "ยกระดับ", "จัดทำ", "ทำแล้ว", "ดี"], ["", "", "", "คู่มือ", "", ""], ["", "", "", *M2])
    first, second, third = (_part(n, edges, [list(HEADER), row]) for n, row in enumerate(rows, start=1))
    first = replace(first, cells=tuple(replace(c, open_bottom=c.row == 2) for c in first.cells))
    second, third = (replace(t, cells=tuple(replace(c, open_top=c.row == 2) for c in t.cells)) for t in (second, third))
    report = assemble(normalize(_paged(first, second, third)))[1]
    assert [m.measure for m in report.measures] == ["จัดทำ คู่มือ", M2[0]]


def test_a_last_line_with_room_for_any_word_had_ended() -> None:
    def cell(right: float) -> Cell:
        line = Line(raw="ปฏิบัติงานได้", text="ปฏิบัติงานได้", box=(104.0, 500.0, right, 512.0), size=12.0)
        return Cell(1, 1, 1, (line,), box=(100.0, 400.0, 400.0, 515.0))

    assert ends_short(cell(160.0), "ของท่าน")
    assert not ends_short(cell(380.0), "ของท่าน")


def test_a_code_that_moved_to_the_next_page_belongs_to_its_score() -> None:
    report = _cut(["", "100.00", "", "", "", ""], [f"o5 {LONG}", "", "ยกระดับ", *M1])
    assert codes(report) == [("o5", LONG, 100.0, "ยกระดับ")]
    assert texts(report) == [M1]


def test_a_score_printed_again_whose_code_moved_to_the_next_page() -> None:
    edges = tuple(50.0 + 100 * k for k in range(7))
    first = [
        list(HEADER),
        [f"O22 {LONG}", "0.00", "ยกระดับ", f"1. {M1[0]}", *M1[1:]],
        ["", "0.00", "", f"2. {M2[0]}", M2[1], ""],
    ]
    second = [list(HEADER), [f"O22 {LONG}", "", "", "ทั้งหน่วยงาน", "", M2[2]]]
    report = assemble(normalize(_paged(_part(1, edges, first), _part(2, edges, second))))[1]
    assert codes(report) == [("O22", LONG, 0.0, "ยกระดับ")]
    assert len(report.measures) == 2


def test_the_second_figure_of_a_code_on_the_next_page() -> None:
    head = ("รหัส", "ตัวชี้วัด", *HEADER[1:])
    edges = tuple(50.0 + 100 * k for k in range(8))
    parts = [
        _part(1, edges, [list(head), ["O2", "ท่านเห็นว่าหน่วยงาน", "0.00", "ยกระดับ", "จัดทำคู่มือ", "จัดทำแล้ว", "ดี"]]),
        _part(
            2,
            edges,
            [list(head), ["2", "เป็นธรรม", "", "", "ทุกกอง", "ครบ", "ขึ้น"], ["O23", LONG, "100.00", "ยกระดับ", *M1]],
        ),
    ]
    report = assemble(normalize(_paged(*parts)))[1]
    assert [(i.code_raw, i.score) for i in report.indicators] == [("O22", 0.0), ("O23", 100.0)]


def test_figures_that_would_spoil_a_score_are_held_back() -> None:
    report = _cut([f"I1 {LONG}", "94.05", "ยกระดับ", *M1], ["", "2564", "", "", "และทั่วถึง", ""])
    assert [i.score for i in report.indicators] == [94.05]
    assert "assemble.row_held_back" in {f.rule for f in report.findings}


def test_a_running_header_that_repeats_the_title_leaves_the_title() -> None:
    def line(text: str, top: float) -> Line:
        return Line(raw=text, text=text, box=(300.0, top, 500.0, top + 10), size=10.0)

    made = document([HEADING], [HEADING], [HEADING])
    head = [line("กรมการแพทย์", 15.0) for _ in made.pages]
    title = line("กรมการแพทย์", 60.0)
    pages = tuple(
        replace(p, blocks=(h, *((title,) if p.number == 1 else ()))) for p, h in zip(made.pages, head, strict=True)
    )
    marked = mark_artifacts(replace(made, pages=pages))
    assert [line.artifact for page in marked.pages for line in page.blocks] == [True, False, True, True]


def test_a_line_that_two_pages_say_at_different_heights_is_text_of_both() -> None:
    def page(number: int, top: float) -> Page:
        text = "มาตรการ: จัดทำบัตรคิว"
        return Page(number, 595.0, 842.0, "pdfium", blocks=(Line(text, text, box=(60.0, top, 300.0, top + 10)),))

    apart = mark_artifacts(Document(factories.source(), (page(1, 130.0), page(2, 60.0))))
    assert [line.artifact for p in apart.pages for line in p.blocks if isinstance(line, Line)] == [False, False]
    alike = mark_artifacts(Document(factories.source(), (page(1, 60.0), page(2, 62.0))))
    assert [line.artifact for p in alike.pages for line in p.blocks if isinstance(line, Line)] == [True, True]


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (["รายงานผลการขับเคลื่อนมาตรการ ประจำปีงบประมาณ พ.ศ. 2566 กรมการแพทย์"], "กรมการแพทย์"),
        (["รายงานผลการขับเคลื่อนมาตรการ ประจำปีงบประมาณ พ.ศ. 2566 กรมการแพทย์ แบบวัด IIT"], "กรมการแพทย์"),
        (["สรุปผลการดำเนินการภายในหน่วยงาน ของเทศบาลเมืองแสนสุขปี พ.ศ. 2566"], "เทศบาลเมืองแสนสุข"),
        (
            ["รายงานผลภายในหน่วยงาน ของสำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน) ประจำปีงบประมาณ พ.ศ. 2566"],
            "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)",
        ),
    ],
)
def test_agency_around_the_year(lines: list[str], agency: str) -> None:
    report = read([*lines, [HEADER, (f"I1 {LONG}", "80.00", "ยกระดับ", *M1)]])
    assert (report.agency, report.fiscal_year) == (agency, 2566)


@pytest.mark.parametrize("rule", ["- ", "-", "(", ". - "])
def test_a_long_rule_of_dashes_costs_no_more_than_a_short_one(rule: str) -> None:
    """Each line is looked at once: ten times the dashes take ten times as long."""

    def seconds(count: int) -> float:
        lines = (Line(rule * count, rule * count),)
        document = Document(factories.source(), (Page(1, 595.0, 842.0, "pdfium", blocks=lines),))
        start = time.process_time()
        mark_artifacts(document)
        return time.process_time() - start

    assert seconds(20_000) < 40 * max(seconds(2_000), 0.005)
