"""Page ends in checklists: rows cut by them, codes on the other side."""

from __future__ import annotations

from dataclasses import replace

from support.checklists import HEADER, SITE, checklist, items

from pipeline.model import RowKind


def open_below(*rows: tuple[int, int]) -> object:
    """Take the bottom ruling from the cells of some rows (page, row of its part)."""
    return lambda cell: replace(cell, open_bottom=True) if (cell.page, cell.row) in rows else cell


def test_the_rest_of_a_row_has_no_code() -> None:
    first = [HEADER, ("O1", "โครงสร้าง", "• แสดง", f"{SITE}1", "ก"), ("O2", "ข้อมูล", "• แสดงราย", "https://", "ข")]
    second = [HEADER, ("", "ผู้บริหาร", "นาม", "www.example.go.th/2", ""), ("O3", "อำนาจหน้าที่", "• แสดง", "", "")]
    found = items([first], [second])
    assert [(i.code, i.page, i.row_last) for i in found] == [("O1", 1, 2), ("O2", 1, 5), ("O3", 2, 6)]
    assert found[1].links == ("https://www.example.go.th/2",)
    assert "".join((found[1].name or "").split()) == "ข้อมูลผู้บริหาร"


def test_a_code_below_the_page_end_goes_with_the_name_above() -> None:
    first = [HEADER, ("O3", "อำนาจหน้าที่", "• แสดง", f"{SITE}3", ""), ("", "แผนยุทธศาสตร์หรือ", "• แสดงแผน", "https://", "")]
    second = [
        HEADER,
        ("O4", "แผนพัฒนาหน่วยงาน", "งาน", "www.example.go.th/4", "ค"),
        ("O5", "ข้อมูลการติดต่อ", "• แสดง", "", ""),
    ]
    found = items([first], [second])
    assert [(i.code, i.page) for i in found] == [("O3", 1), ("O4", 1), ("O5", 2)]
    assert (found[1].links, found[1].remark) == (("https://www.example.go.th/4",), "ค")
    assert "".join((found[1].name or "").split()) == "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน"


def test_code_and_name_below_an_open_page_end() -> None:
    first = [HEADER, ("O3", "อำนาจหน้าที่", "• แสดง", f"{SITE}3", ""), ("", "", "", f"{SITE}4", "แล้ว")]
    second = [HEADER, ("O4", "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน", "• แสดง", "", ""), ("O5", "ข้อมูลการติดต่อ", "• แสดง", "", "")]
    cut = items([first], [second], change=open_below((1, 3)))  # type: ignore[arg-type]
    whole = items([first], [second])
    assert [(i.code, i.links) for i in cut] == [("O3", (f"{SITE}3",)), ("O4", (f"{SITE}4",)), ("O5", ())]
    assert [(i.code, i.links) for i in whole] == [("O3", (f"{SITE}3", f"{SITE}4")), ("O4", ()), ("O5", ())]


def test_a_further_row_at_a_page_end_stays_with_its_item() -> None:
    header = ("ข้อ", "ข้อมูล", "ลิงก์")
    first = [header, ("O1", "โครงสร้าง", f"{SITE}1"), ("", "แผนผังกอง", f"{SITE}2")]
    second = [header, ("O2", "ข้อมูลผู้บริหาร", f"{SITE}3"), ("O3", "อำนาจหน้าที่", f"{SITE}4")]
    found = items([first], [second])
    assert [(i.code, i.name, len(i.links)) for i in found] == [
        ("O1", "โครงสร้าง", 2),
        ("O2", "ข้อมูลผู้บริหาร", 1),
        ("O3", "อำนาจหน้าที่", 1),
    ]
    assert found[0].evidence == "แผนผังกอง"


def test_a_page_end_within_a_code() -> None:
    first = [HEADER, ("O5", "ข้อมูลการติดต่อ", "• แสดง", SITE, ""), ("O", "กฎหมายที่", "• แสดง", "", "")]
    second = [HEADER, ("6", "เกี่ยวข้อง", "", f"{SITE}6", ""), ("O7", "ข่าวประชาสัมพันธ์", "• แสดง", "", "")]
    assert [(i.code, i.code_raw, i.links) for i in items([first], [second])][1] == ("O6", "O6", (f"{SITE}6",))


def test_a_number_on_the_next_page_is_no_part_of_a_whole_code() -> None:
    first = [HEADER, ("O1", "โครงสร้าง", "• แสดง", SITE, ""), ("O2", "ข้อมูลผู้บริหาร", "• แสดง", "", "")]
    second = [HEADER, ("3", "อำนาจหน้าที่", "• แสดง", f"{SITE}3", ""), ("O4", "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน", "", "", "")]
    assert [i.code for i in items([first], [second])] == ["O1", "O2", "O3", "O4"]


def test_a_merged_empty_code_is_an_item_of_its_own_where_the_page_above_is_closed() -> None:
    header = ("ข้อ", "ข้อมูล", "ลิงก์")
    pages = (
        [[header, ("O1", "โครงสร้าง", f"{SITE}1"), ("O2", "ข้อมูลผู้บริหาร", "https://")]],
        [[header, ("", "", "www.example.go.th/2"), ("O3", "อำนาจหน้าที่", f"{SITE}3")]],
        [[header, (("", 1, 2), ("", 1, 2), f"{SITE}4"), (None, None, f"{SITE}5"), ("O5", "ข้อมูลการติดต่อ", "")]],
    )
    _, report = checklist(*pages, change=open_below((1, 3)))  # type: ignore[arg-type]
    assert [(i.code, i.links) for i in report.oit_items] == [
        ("O1", (f"{SITE}1",)),
        ("O2", ("https://www.example.go.th/2",)),
        ("O3", (f"{SITE}3",)),
        ("O5", ()),
    ]
    assert [row.kind for row in report.rows].count(RowKind.HELD_BACK) == 2


def test_a_table_of_its_own_on_the_next_page_may_begin_with_a_rest() -> None:
    first = [HEADER, ("O1", "โครงสร้าง", "• แสดง", SITE, ""), ("O2", "ข้อมูลผู้บริหาร", "• แสดง", "https://", "")]
    second = [HEADER, ("", "", "ข้อมูล", "www.example.go.th/2", ""), ("O3", "อำนาจหน้าที่", "• แสดง", "", "")]
    found = items([first], ["เทศบาลตำบลบางพลัด อำเภอบางพลัด", second])
    assert [(i.code, i.links) for i in found] == [("O1", (SITE,)), ("O2", ("https://www.example.go.th/2",)), ("O3", ())]
