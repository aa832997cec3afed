"""Which texts of measures are the same, and which are not."""

from __future__ import annotations

import pytest

from pipeline.domain.measure_texts import LEAST_LETTERS, comparison_text, text_id

TEXT = "จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่ และเผยแพร่ให้ประชาชนทราบ"


@pytest.mark.parametrize(
    "other",
    [
        "1. " + TEXT,
        "๑) " + TEXT,
        "(2)" + TEXT,
        "1.2 " + TEXT,
        "- " + TEXT,
        "• 3. " + TEXT,
        "ก. " + TEXT,
        "ข้อ 1 " + TEXT,
        TEXT.replace(" ", ""),
        TEXT.replace(" ", "\n"),
        TEXT.replace("คู่มือการปฏิบัติงาน", "“คู่มือการปฏิบัติงาน”"),
        TEXT.replace("ปฏิบัติ", "ปฏิ\u200bบัติ"),
        TEXT + ".",
    ],
)
def test_what_makes_no_difference(other: str) -> None:
    assert text_id(other) == text_id(TEXT) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("จัดอบรมบุคลากรปีละ 2 ครั้ง", "จัดอบรมบุคลากรปีละ 3 ครั้ง"),
        ("ประเมินความพึงพอใจให้ได้ร้อยละ 1.5", "ประเมินความพึงพอใจให้ได้ร้อยละ 15"),
        ("ปฏิบัติตามพระราชบัญญัติข้อมูลข่าวสาร พ.ศ. 2540", "ปฏิบัติตามพระราชบัญญัติข้อมูลข่าวสาร พ.ศ. 2550"),
        (TEXT, TEXT.replace("ประชาชน", "บุคลากร")),
        ("10 วันทำการเป็นกรอบเวลาให้บริการ", "15 วันทำการเป็นกรอบเวลาให้บริการ"),
        ("ประสานงานกับเทศบาลนครขอนแก่นเรื่องขยะ", "ประสานงานกับเทศบาลนครอุดรธานีเรื่องขยะ"),
    ],
)
def test_what_makes_a_difference(one: str, other: str) -> None:
    assert text_id(one) != text_id(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("จัดทำแผนปฏิบัติการประจำปีงบประมาณ พ.ศ. 2566", "จัดทำแผนปฏิบัติการประจำปีงบประมาณ พ.ศ. ๒๕๖๗"),
        ("จัดทำแผนปฏิบัติการประจำปีงบประมาณ 2566", "จัดทำแผนปฏิบัติการประจำปีงบประมาณ พ.ศ.2568"),
        ("จัดทำแผนพัฒนาบุคลากร (พ.ศ. 2561-2565)", "จัดทำแผนพัฒนาบุคลากร พ.ศ.2566 – 2570"),
    ],
)
def test_fiscal_years_are_one(one: str, other: str) -> None:
    assert text_id(one) == text_id(other)


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        ("องค์การบริหารส่วนตำบลหนองบัว", "เผยแพร่ข้อมูลบนเว็บไซต์ขององค์การบริหารส่วนตำบลหนองบัว"),
        ("องค์การบริหารส่วนตำบลหนองบัว", "เผยแพร่ข้อมูลบนเว็บไซต์ของ อบต.หนองบัว"),
        ("อบต. หนองบัว", "เผยแพร่ข้อมูลบนเว็บไซต์ขององค์การบริหารส่วนตำบลหนองบัว"),
        ("องค์การบริหารส่วนตำบลหนองบัว", "เผยแพร่ข้อมูลบนเว็บไซต์ของ อบต."),
        ("เทศบาลตำบลบ้านแป้น", "เผยแพร่ข้อมูลบนเว็บไซต์ของเทศบาลตำบลบ้านแป้น"),
        ("เทศบาลตำบลบ้านแป้น", "เผยแพร่ข้อมูลบนเว็บไซต์ของเทศบาล"),
        ("เทศบาลตำบลบ้านแป้น", "เผยแพร่ข้อมูลบนเว็บไซต์ของ ทต.บ้านแป้น"),
        ("เทศบาลเมืองพิชัย", "เผยแพร่ข้อมูลบนเว็บไซต์ของเทศบาลเมืองพิชัย อำเภอเมืองลำปาง จังหวัดลำปาง"),
        ("เทศบาลเมืองพิชัย อำเภอเมือง จังหวัดลำปาง", "เผยแพร่ข้อมูลบนเว็บไซต์ของเทศบาลเมืองพิชัย จ.ลำปาง"),
        ("กรมพัฒนาชุมชน", "เผยแพร่ข้อมูลบนเว็บไซต์ของกรมพัฒนาชุมชน"),
        ("จังหวัดตาก", "เผยแพร่ข้อมูลบนเว็บไซต์ของจังหวัดตาก"),
    ],
)
def test_the_bodys_own_name_is_one(agency: str, text: str) -> None:
    assert comparison_text(text, agency) == "เผยแพร่ข้อมูลบนเว็บไซต์ของB"


def test_a_name_is_not_looked_for_within_words() -> None:
    text = "ปลูกต้นไม้ที่ทนทานในพื้นที่สาธารณะ"
    assert comparison_text(text, "เทศบาลนครทาน") == text
    assert comparison_text("ตากผ้าไว้หน้าสำนักงาน", "จังหวัดตาก") == "ตากผ้าไว้หน้าสำนักงาน"


@pytest.mark.parametrize("text", [None, "", " ", "-", "ไม่มี", "1.", "จัดอบรม", "ก" * (LEAST_LETTERS - 1)])
def test_what_is_too_short_is_not_compared(text: str | None) -> None:
    assert text_id(text) is None


def test_marks_do_not_make_a_text_long() -> None:
    assert text_id("2566 2567 2568 2569 2570 2571 2572 แผน") is None


@pytest.mark.parametrize("text", [TEXT, "1. " + TEXT + " ของ อบต. หนองบัว ปี ๒๕๖๖"])
def test_comparing_again_changes_nothing_but_the_marks(text: str) -> None:
    once = comparison_text(text, "อบต.หนองบัว")
    assert comparison_text(once, "อบต.หนองบัว").upper() == once.upper()
