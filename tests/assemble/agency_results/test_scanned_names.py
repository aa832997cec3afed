"""Names of bodies as OCR reads them."""

from __future__ import annotations

import pytest

from pipeline.assemble.agency_results.scanned_names import join_scanned_name, with_known_kind

KINDS = ("เทศบาลนคร", "เทศบาลเมือง", "เทศบาลตำบล", "องค์การบริหารส่วนตำบล")


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("เทศบาลเมื่อ งนาดี", "เทศบาลเมืองนาดี"),
        ("องค์การบริหาร | ส่วนตำบลบ้านใหม่", "องค์การบริหารส่วนตำบลบ้านใหม่"),
        ("เทศบาลตำบล บ้านใหม่", "เทศบาลตำบล บ้านใหม่"),
        ("เทศบาลตำบลบ้านใหม่ อำเภอเมืองน่าน จังหวัดน่าน", "เทศบาลตำบลบ้านใหม่ อำเภอเมืองน่าน จังหวัดน่าน"),
    ],
)
def test_spaces_and_specks(read: str, name: str) -> None:
    assert join_scanned_name(read) == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("เทศุบาลตำบลบ้านใหม่", "เทศบาลตำบลบ้านใหม่"),
        ("เทศบาลตบลบ้านใหม่", "เทศบาลตำบลบ้านใหม่"),
        ("เทศบาลเมืองน่าน", "เทศบาลเมืองน่าน"),
        ("กรมการแพทย์", "กรมการแพทย์"),
    ],
)
def test_the_kind_that_a_name_begins_with(read: str, name: str) -> None:
    assert with_known_kind(read, KINDS) == name
