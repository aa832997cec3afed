"""Names of items: surely a code's, or nobody's."""

from __future__ import annotations

from pipeline.domain.oit_item_names import code_of_name, is_item_name, item_codes, name_likeness


def test_a_name_is_its_years_codes() -> None:
    assert code_of_name("โครงสร้าง", 2566) == "O1"
    assert code_of_name("2. ข้อมูล ผู้บริหาร", 2566) == "O2"
    assert code_of_name("แผนดำเนินงานประจำปี", 2565) == "O10"


def test_names_that_are_unsure_or_unknown() -> None:
    assert code_of_name("ประวัติตำบล", 2566) is None
    assert code_of_name("", 2566) is None
    assert code_of_name(None, 2566) is None


def test_without_a_year_the_code_must_be_the_same_in_all() -> None:
    assert code_of_name("นโยบายคุ้มครองข้อมูลส่วนบุคคล", 2566) == "O10"
    assert code_of_name("ข้อมูลการติดต่อ", None) is None  # O5, later O3


def test_item_names_of_any_year() -> None:
    assert is_item_name("ข้อมูลผู้บริหาร")
    assert not is_item_name("แผนผังกองช่าง")


def test_likeness_grows_with_the_name() -> None:
    half, whole = (name_likeness(n, "O4", 2566) for n in ("แผนพัฒนาหน่วยงาน", "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน"))
    assert half < whole == 1.0
    assert name_likeness("โครงสร้าง", "O99", 2566) == 0.0


def test_items_of_a_year() -> None:
    assert "O43" in item_codes(2566)
    assert "O43" not in item_codes(2568)
    assert "I1" not in item_codes(2566)
