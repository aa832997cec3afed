"""Codes of checklists: what is plain, what can be told, what cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import OitItemRow, Reading
from pipeline.repair.codes.checklist_codes import with_item_codes

NAMES = {"O1": "โครงสร้าง", "O2": "ข้อมูลผู้บริหาร", "O3": "อำนาจหน้าที่", "O10": "นโยบายคุ้มครองข้อมูลส่วนบุคคล"}


def item(code_raw: str | None, name: str | None, row: int = 2) -> OitItemRow:
    return OitItemRow(1, 1, row, row, code_raw=code_raw, name=name)


def codes(*rows: OitItemRow, year: int | None = 2566) -> tuple[list[tuple[str | None, str]], list[str]]:
    found, findings = with_item_codes(rows, year)
    return [(i.code, i.code_status) for i in found], [f.rule for f in findings]


def test_printed_letter_for_letter_or_repaired() -> None:
    found = codes(item("O1", NAMES["O1"]), item("o2", NAMES["O2"]), item("OIT 3", NAMES["O3"]))
    assert found == ([("O1", "printed"), ("O2", "repaired"), ("O3", "repaired")], [])


def test_numbers_are_codes_where_the_names_say_so() -> None:
    assert codes(item("1", NAMES["O1"]), item("02.", NAMES["O2"]), item("3", "ข้อมูลของหน่วยงาน"))[0] == [
        ("O1", "repaired"),
        ("O2", "repaired"),
        ("O3", "repaired"),
    ]
    swapped = codes(item("1", NAMES["O2"]), item("2", NAMES["O1"]), item("3", NAMES["O3"]))
    assert swapped == ([(None, "unresolved")] * 3, ["repair.unresolved"])
    again = codes(item("1", NAMES["O1"]), item("2", NAMES["O2"]), item("1", NAMES["O3"]))
    assert again == ([(None, "unresolved")] * 3, ["repair.unresolved"])


def test_a_misread_code_needs_its_name_or_its_neighbours() -> None:
    named = codes(item("O1", NAMES["O1"]), item("Q2", NAMES["O2"]), item("O3", NAMES["O3"]))
    between = codes(item("O1", NAMES["O1"]), item("Q2", "อะไรสักอย่าง"), item("O3", NAMES["O3"]))
    neither = codes(item("O1", NAMES["O1"]), item("Q2", "อะไรสักอย่าง"), item("O10", NAMES["O10"]))
    other = codes(item("O1", NAMES["O1"]), item("Q2", NAMES["O10"]), item("O3", NAMES["O3"]))
    assert named[0][1] == between[0][1] == ("O2", "repaired")
    assert neither[0][1] == other[0][1] == (None, "unresolved")
    assert neither[1] == ["repair.unresolved"]


def scanned(code_raw: str | None, name: str | None, *readings: str, row: int = 2) -> OitItemRow:
    """An item whose code was read as the first reading, or may be any of them."""
    reading = Reading("numerals", code_raw or "", 0.6, readings)
    return replace(item(code_raw, name, row), code_readings=(reading,))


def test_a_scanned_code_that_no_reader_was_sure_of_is_the_candidate_that_fits() -> None:
    named = codes(item("O1", NAMES["O1"]), scanned(None, NAMES["O2"], "O๓", "O๒"), item("O3", NAMES["O3"]))
    between = codes(item("O1", NAMES["O1"]), scanned(None, "อะไรสักอย่าง", "O๘", "O๒"), item("O3", NAMES["O3"]))
    neither = codes(item("O1", NAMES["O1"]), scanned(None, "อะไรสักอย่าง", "O๘", "O๗"), item("O3", NAMES["O3"]))
    assert named[0][1] == between[0][1] == ("O2", "repaired")
    assert named[1] == between[1] == ["repair.code_settled"]
    assert neither[0][1] == (None, "unresolved") and neither[1] == ["repair.unresolved"]
    (found, *_), _ = with_item_codes([scanned(None, NAMES["O2"], "O๓", "O๒")], 2566)
    assert (found.code, found.code_raw) == ("O2", "O๓")


def test_a_scanned_code_that_is_not_its_names_is_another_reading_that_is() -> None:
    other = codes(item("O1", NAMES["O1"]), scanned("O8", NAMES["O2"], "O2"), item("O3", NAMES["O3"]))
    assert other == ([("O1", "printed"), ("O2", "repaired"), ("O3", "printed")], ["repair.code_settled"])
    sure = codes(item("O1", NAMES["O1"]), scanned("O8", NAMES["O2"], "O9"), item("O3", NAMES["O3"]))
    printed = codes(item("O1", NAMES["O1"]), item("O8", NAMES["O2"]), item("O3", NAMES["O3"]))
    assert sure == printed  # no reading bears the name out


def test_the_name_alone_gives_no_code() -> None:
    assert codes(item(None, NAMES["O1"]), item("O2", NAMES["O2"])) == (
        [(None, "unresolved"), ("O2", "printed")],
        ["repair.unresolved"],
    )


@pytest.mark.parametrize(
    ("raw", "rule"),
    [("MOIT 1", "repair.foreign"), ("EB17", "repair.foreign"), ("I1", "repair.unknown"), ("O99", "repair.unknown")],
)
def test_codes_of_no_item(raw: str, rule: str) -> None:
    assert codes(item("O1", NAMES["O1"]), item(raw, "ข้อมูล")) == ([("O1", "printed"), (None, "unresolved")], [rule])


def test_a_code_of_another_year_is_kept() -> None:
    found, findings = with_item_codes([item("O43", "การดำเนินการตามมาตรการ")], 2568)
    assert [(i.code, i.code_status) for i in found] == [("O43", "printed")]
    assert [(f.rule, f.code) for f in findings] == [("repair.outside_year", "O43")]


def test_without_a_year_any_years_codes_hold() -> None:
    assert codes(item("O43", "อะไร"), item("O1", "อะไร"), year=None) == ([("O43", "printed"), ("O1", "printed")], [])


def test_items_of_another_scheme_have_its_codes() -> None:
    found, findings = with_item_codes([item("MOIT 1", None), item("MOIT2", None), item("O1", "โครงสร้าง")], 2566, "moph")
    assert [(i.code, i.code_status) for i in found] == [
        ("MOIT1", "repaired"),
        ("MOIT2", "printed"),
        (None, "unresolved"),
    ]
    assert [f.rule for f in findings] == ["repair.unknown"]


def test_a_list_that_is_not_known_to_be_whole_may_have_any_code() -> None:
    assert codes(item("O47", "ข้อมูล"), item("O1", "ข้อมูล"), year=2562) == ([("O47", "printed"), ("O1", "printed")], [])
    assert codes(item("O47", "ข้อมูล"), item("O1", "ข้อมูล"))[1] == ["repair.unknown"]
