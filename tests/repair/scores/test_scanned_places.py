"""Provinces and capitals' districts of scanned rows, against the list of provinces."""

from __future__ import annotations

import pytest

from pipeline.model import AgencyResultRow, Report
from pipeline.repair import repair


def settled(district: str | None, province: str | None, scanned: bool = True) -> tuple[object, ...]:
    row = AgencyResultRow(1, 1, 2, None, "เทศบาลหนึ่ง", total=90.0, district=district, province=province, scanned=scanned)
    report = repair(Report("agency_results", results=(row,)))
    (row,) = report.results
    return row.district, row.province, [f.rule for f in report.findings]


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (("เมืองตรัง", "ตวรัง"), ("เมืองตรัง", "ตรัง", 1)),
        (("เมองชยนาท", "ชัยนาท"), ("เมืองชัยนาท", "ชัยนาท", 1)),
        (("ปากชม", "เลย"), ("ปากชม", "เลย", 0)),
        (("ปากชม", "ต่างประเทศ"), ("ปากชม", "ต่างประเทศ", 0)),
        (("บง", "พะเยา"), ("ปง", "พะเยา", 1)),
        (("คาตากล้า", "สกลนคร"), ("คำตากล้า", "สกลนคร", 1)),
        (("อำเภอบางคนที่", "สมุทรสงคราม"), ("อำเภอบางคนที", "สมุทรสงคราม", 1)),
        (("กบินทร์บุ 5", "ปราจีนบุรี"), ("กบินทร์บุรี", "ปราจีนบุรี", 1)),
        (("กาญจน์ดิษฐ์", None), ("กาญจนดิษฐ์", None, 1)),
        (("เมือง", "น่าน"), ("เมือง", "น่าน", 0)),
        (("เมืองใหม่", "น่าน"), ("เมืองใหม่", "น่าน", 0)),
        ((None, None), (None, None, 0)),
    ],
)
def test_scanned_places(read: tuple[str | None, str | None], expected: tuple[object, ...]) -> None:
    district, province, findings = settled(*read)
    assert (district, province, findings) == (*expected[:2], ["repair.place_settled"] * int(str(expected[2])))


def test_a_text_layer_is_not_touched() -> None:
    assert settled("เมองชยนาท", "ชยนาท", scanned=False) == ("เมองชยนาท", "ชยนาท", [])


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("อำเภอบอพลอย จังหวัดกาญจนบุรี", "อำเภอบ่อพลอย จังหวัดกาญจนบุรี"),
        ("จังหวัดลาปาง / อ.แมทะ", "จังหวัดลำปาง / อ.แม่ทะ"),
        ("กลุ่มจังหวัดภาคเหนือ", "กลุ่มจังหวัดภาคเหนือ"),
        ("เทศบาลตำบล", "เทศบาลตำบล"),
    ],
)
def test_places_in_headings_of_groups(read: str, expected: str) -> None:
    rows = [AgencyResultRow(1, 1, n, agency="เทศบาลหนึ่ง", agency_group=read, scanned=True) for n in (2, 3)]
    report = repair(Report("agency_results", results=tuple(rows)))
    assert [row.agency_group for row in report.results] == [expected, expected]
    assert len(report.findings) == int(read != expected)
