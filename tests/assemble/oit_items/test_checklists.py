"""Checklists: the layouts that bodies publish, and what misleads a reader of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.checklists import HEADER, SITE, checklist, findings, items, kinds
from support.handmade_documents import read

from pipeline.model import Cell, Reading, RowKind

NAMES = ("โครงสร้าง", "ข้อมูลผู้บริหาร", "อำนาจหน้าที่")
ASKED = "• แสดงข้อมูลที่เป็นปัจจุบัน"


def test_each_field_of_an_item() -> None:
    rows = [
        HEADER,
        ("O1", NAMES[0], "• แสดงแผนผัง\n• ประกอบด้วยสำนัก กอง", f"{SITE}1\n{SITE}1.pdf", "เผยแพร่แล้ว"),
        ("O2", NAMES[1], ASKED, "", ""),
    ]
    first, second = items([rows])
    assert (first.code, first.code_raw, first.code_status, first.name) == ("O1", "O1", "printed", NAMES[0])
    assert first.requirement == "• แสดงแผนผัง\n• ประกอบด้วยสำนัก กอง"
    assert (first.links, first.evidence, first.remark) == ((f"{SITE}1", f"{SITE}1.pdf"), None, "เผยแพร่แล้ว")
    assert (second.links, second.evidence, second.remark) == ((), None, None)
    assert [(i.page, i.table_no, i.row_first, i.row_last) for i in (first, second)] == [(1, 1, 2, 2), (1, 1, 3, 3)]
    assert findings([rows]) == []


@pytest.mark.parametrize(
    "printed",
    [
        ("O1", "O2", "O3"),
        ("o1", "o2", "o3"),
        ("OIT1", "OIT 2", "OIT3"),
        ("O.1", "O.2", "O.3"),
        ("O1 :", "O2 :", "O3:"),
        ("01.", "02.", "03."),
        ("O๑", "O๒", "O๓"),
        ("1", "2", "3"),
    ],
)
def test_forms_of_codes(printed: tuple[str, ...]) -> None:
    found = items([[("ข้อ", "ข้อมูล", "ลิงก์"), *((c, n, SITE) for c, n in zip(printed, NAMES, strict=True))]])
    assert [(i.code, i.name) for i in found] == [("O1", NAMES[0]), ("O2", NAMES[1]), ("O3", NAMES[2])]
    assert {i.code_status for i in found} <= {"printed", "repaired"}


@pytest.mark.parametrize("header", [("ข้อ", "URL", "คำอธิบาย"), ("ข้อมูล", "ลิงค์", "หมายเหตุ")])
@pytest.mark.parametrize("form", ["o{} {}", "O{} : {}", "O{}{}", "OIT {} {}", "0{}. {}"])
def test_codes_before_names_in_one_cell(header: tuple[str, ...], form: str) -> None:
    rows = [(form.format(k, name), f"{SITE}{k}", "เผยแพร่แล้ว") for k, name in enumerate(NAMES, start=1)]
    found = items([[header, *rows]])
    assert [(i.code, i.name) for i in found] == [("O1", NAMES[0]), ("O2", NAMES[1]), ("O3", NAMES[2])]
    assert {i.remark for i in found} == {"เผยแพร่แล้ว"}
    assert {i.requirement for i in found} == {None}


def test_one_wording_heads_requirement_and_remark() -> None:
    header = ("ข้อ", "ข้อมูล", "คำอธิบาย", "URL", "คำอธิบาย")
    found = items([[header, *((f"O{k}", n, ASKED, SITE, f"หมาย{k}") for k, n in enumerate(NAMES, start=1))]])
    assert {i.requirement for i in found} == {ASKED}
    assert [i.remark for i in found] == ["หมาย1", "หมาย2", "หมาย3"]


def test_a_requirement_behind_the_links_is_told_by_its_words() -> None:
    header = ("ข้อ", "ข้อมูล", "URL", "คำอธิบาย")
    asked = items([[header, *((f"O{k}", n, SITE, ASKED) for k, n in enumerate(NAMES, start=1))]])
    noted = items([[header, *((f"O{k}", n, SITE, "ครบถ้วน") for k, n in enumerate(NAMES, start=1))]])
    assert {(i.requirement, i.remark) for i in asked} == {(ASKED, None)}
    assert {(i.requirement, i.remark) for i in noted} == {(None, "ครบถ้วน")}


def test_serial_and_code_and_two_columns_of_data() -> None:
    header = ("ที่", "ชื่อ", "ตัวชี้วัด", "รายละเอียด สรุปข้อมูลและองค์ประกอบ", "ข้อมูล")
    found = items([[header, *((str(k + 4), n, f"O{k}", ASKED, f"{SITE}{k}") for k, n in enumerate(NAMES, start=1))]])
    assert [(i.code, i.name, i.links) for i in found] == [
        (f"O{k}", n, (f"{SITE}{k}",)) for k, n in enumerate(NAMES, start=1)
    ]
    assert {i.requirement for i in found} == {ASKED}


def test_codes_under_indicators_and_a_mark_as_evidence() -> None:
    header = ("ตัวชี้วัด", "ข้อมูล", "รายละเอียดข้อมูลที่เผยแพร่", "เผยแพร่")
    found = items([[header, *((f"OIT{k}", n, ASKED, "มี") for k, n in enumerate(NAMES, start=1))]])
    assert [(i.code, i.evidence, i.links) for i in found] == [("O1", "มี", ()), ("O2", "มี", ()), ("O3", "มี", ())]


def test_headings_between_items() -> None:
    rows = [
        HEADER,
        (("ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล", 5), None),
        (("ตัวชี้วัดย่อยที่ 9.1 ข้อมูลพื้นฐาน", 5), None),
        ("O1", NAMES[0], ASKED, SITE, ""),
        ("", "การประชาสัมพันธ์", "", "", ""),
        ("O2", NAMES[1], ASKED, SITE, ""),
        (("หมายเหตุ: ข้อมูล ณ เดือนมีนาคม", 5), None),
    ]
    assert kinds([rows]) == [
        RowKind.HEADER,
        RowKind.SECTION,
        RowKind.SECTION,
        RowKind.RECORD,
        RowKind.GROUP,
        RowKind.RECORD,
        RowKind.HELD_BACK,
    ]
    assert [f.rule for f in findings([rows])] == ["assemble.row_held_back"]
    assert [i.code for i in items([rows])] == ["O1", "O2"]


def test_links_in_further_rows() -> None:
    header = ("ข้อ", "ข้อมูล", "ลิงก์")
    rows = [
        header,
        ("O1", NAMES[0], f"{SITE}1"),
        ("", "", f"{SITE}2"),
        ("", "แผนผังกอง", f"{SITE}3"),
        ("O2", NAMES[1], ""),
    ]
    first, second = items([rows])
    assert (first.name, first.links) == (NAMES[0], (f"{SITE}1", f"{SITE}2", f"{SITE}3"))
    assert (first.evidence, first.row_first, first.row_last) == ("แผนผังกอง", 2, 4)
    assert (second.code, second.row_first) == ("O2", 5)
    assert findings([rows]) == []


def test_merged_codes_hold_for_the_rows_below() -> None:
    rows = [
        ("ข้อ", "ข้อมูล", "ลิงก์"),
        (("O1", 1, 2), (NAMES[0], 1, 2), f"{SITE}1"),
        (None, None, f"{SITE}2"),
        ("O2", NAMES[1], f"{SITE}3"),
    ]
    assert [(i.code, i.links) for i in items([rows])] == [("O1", (f"{SITE}1", f"{SITE}2")), ("O2", (f"{SITE}3",))]


def test_a_code_merged_over_the_table_heads_its_rows() -> None:
    rows = [
        ("ตัวชี้วัดย่อย/ข้อ", "ข้อมูล", "รายละเอียด"),
        (("OIT 42 มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", 3), None, None),
        ("", "รายงานการวิเคราะห์", f"{SITE}42a\n{SITE}42b"),
        (("OIT 43 การดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", 3), None, None),
        ("", "รายงานผล", f"{SITE}43"),
    ]
    assert [(i.code, i.evidence, len(i.links)) for i in items([rows])] == [
        ("O42", "รายงานการวิเคราะห์", 2),
        ("O43", "รายงานผล", 1),
    ]


@pytest.mark.parametrize("printed", ["O2, O3", "O2-O3", "O2\nO3", "O2 และ O3"])
def test_several_items_in_one_cell_are_held_back(printed: str) -> None:
    rows = [("ข้อ", "ข้อมูล", "ลิงก์"), ("O1", NAMES[0], SITE), (printed, NAMES[1], SITE), ("O4", "แผน", SITE)]
    assert [i.code for i in items([rows])] == ["O1", "O4"]
    held = findings([rows])
    assert [(f.rule, f.row) for f in held] == [("assemble.row_held_back", 3)]
    assert "O2, O3" in held[0].message


def test_a_code_broken_over_lines() -> None:
    rows = [("ข้อ", "ข้อมูล", "ลิงก์"), ("O1", NAMES[0], SITE), ("O1\n2", "รายงาน", SITE), ("O\n13", "คู่มือ", SITE)]
    assert [i.code for i in items([rows])] == ["O1", "O12", "O13"]


def test_a_code_that_no_reader_was_sure_of_begins_an_item() -> None:
    def unread(cell: Cell) -> Cell:
        is_code = cell.column == 1 and cell.row == 3
        return replace(cell, readings=(Reading("numerals", "", 0.6, ("O๓", "O๒")),)) if is_code else cell

    rows = [HEADER, ("O1", NAMES[0], ASKED, SITE, ""), ("", "รายงานอื่น", "", SITE, ""), ("O3", NAMES[2], ASKED, "", "")]
    assert [i.code for i in items([rows])] == ["O1", "O3"]
    assert [(i.code, i.code_raw) for i in items([rows], change=unread)] == [("O1", "O1"), ("O2", "O๓"), ("O3", "O3")]


def test_links_behind_the_text_of_a_cell() -> None:
    def linked(cell: Cell) -> Cell:
        return replace(cell, links=(f"{SITE}{cell.row}",)) if "คลิก" in cell.text_raw else cell

    rows = [HEADER[:4], *((f"O{k}", n, ASKED, "คลิกลิงค์ข้อมูล") for k, n in enumerate(NAMES, start=1))]
    found = items([rows], change=linked)
    assert [(i.links, i.evidence) for i in found] == [((f"{SITE}{k}",), "คลิกลิงค์ข้อมูล") for k in (2, 3, 4)]


def test_links_run_together_and_beside_words() -> None:
    rows = [HEADER[:4], ("O1", NAMES[0], ASKED, f"{SITE}1{SITE}2"), ("O2", NAMES[1], ASKED, f"คำสั่ง {SITE}3")]
    first, second = items([rows])
    assert (first.links, first.evidence) == ((f"{SITE}1", f"{SITE}2"), None)
    assert (second.links, second.evidence) == ((f"{SITE}3",), "คำสั่ง")


def test_a_list_without_codes_keeps_its_items() -> None:
    rows = [("ข้อมูล", "รายละเอียดข้อมูลที่เผยแพร่", "ลิงก์"), *((f"• {n}", ASKED, SITE) for n in NAMES)]
    assert [(i.code, i.name, i.code_status) for i in items([rows])] == [(None, n, "unresolved") for n in NAMES]
    assert {f.rule for f in findings([rows])} == {"repair.unresolved", "check.nothing_resolved"}


def test_a_codeless_item_among_others() -> None:
    rows = [HEADER, ("O1", NAMES[0], ASKED, SITE, ""), ("", NAMES[1], ASKED, SITE, ""), ("O3", NAMES[2], ASKED, "", "")]
    assert [(i.code, i.name) for i in items([rows])] == [("O1", NAMES[0]), (None, NAMES[1]), ("O3", NAMES[2])]
    assert [(f.rule, f.row) for f in findings([rows])] == [("repair.unresolved", 3)]


def test_a_table_headed_alike_without_items_is_no_checklist() -> None:
    title = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. 2566"
    report = read([title, [("ที่", "รายการ", "หมายเหตุ"), ("1", "ค่าวัสดุ", "-"), ("2", "ค่าจ้าง", "-")]])
    assert report.oit_items == ()


def test_rows_say_what_they_were_taken_for() -> None:
    _, report = checklist([[HEADER, ("O1", NAMES[0], ASKED, SITE, ""), ("", "", "", SITE, "")]])
    assert [row.kind for row in report.rows] == [RowKind.HEADER, RowKind.RECORD, RowKind.CONTINUED]
    assert "O1" in report.rows[1].reason


def test_an_order_that_shares_out_the_items_is_no_checklist() -> None:
    rows = [("ข้อ", "ข้อมูล", "ผู้รับผิดชอบ"), *((f"O{n}", name, "สำนักปลัด") for n, name in enumerate(NAMES, start=1))]
    heading = "มอบหมายผู้รับผิดชอบการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. 2567"
    assert len(read([heading, rows]).oit_items) == len(NAMES)
    assert read(["คำสั่งเทศบาลตำบลบ้านใหม่", "ที่ 112/2566", heading, rows]).skipped
