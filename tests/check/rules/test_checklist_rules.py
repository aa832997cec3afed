"""Rules on checklists: names against codes, items twice."""

from __future__ import annotations

from support.checklists import SITE, findings

HEADER = ("ข้อ", "ข้อมูล", "ลิงก์")
NAMES = (
    "โครงสร้าง",
    "ข้อมูลผู้บริหาร",
    "อำนาจหน้าที่",
    "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน",
    "ข้อมูลการติดต่อ",
    "กฎหมายที่เกี่ยวข้อง",
    "ข่าวประชาสัมพันธ์",
)


def found(names: tuple[str, ...]) -> list[tuple[str, str | None, str | None]]:
    rows = [HEADER, *((f"O{k}", name, SITE) for k, name in enumerate(names, start=1))]
    return [(f.rule, f.code, f.value) for f in findings([rows])]


def test_names_that_stand_under_their_codes() -> None:
    assert found(NAMES) == []


def test_a_name_of_another_code() -> None:
    swapped = (*NAMES[:5], NAMES[6], NAMES[5])
    assert found(swapped) == [("check.item_name", "O6", "O7"), ("check.item_name", "O7", "O6")]


def test_a_list_that_is_numbered_otherwise_is_said_once() -> None:
    assert found(NAMES[1:]) == [("check.item_name", "O1", "O2")]


def test_names_of_no_item_are_the_bodys_own() -> None:
    assert found(("ผังองค์กรของเรา", *NAMES[1:])) == []


def test_an_item_that_stands_twice() -> None:
    rows = [HEADER, ("O1", NAMES[0], SITE), ("O2", NAMES[1], SITE), ("O2", "ประวัติตำบล", SITE)]
    twice = [f for f in findings([rows]) if f.rule == "check.item_twice"]
    assert [(f.code, f.row, f.value) for f in twice] == [("O2", 4, NAMES[1])]
    assert "ประวัติตำบล" in twice[0].message
