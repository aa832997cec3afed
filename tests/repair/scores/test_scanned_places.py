"""Provinces and capitals' districts of scanned rows, against the list of provinces."""

from __future__ import annotations

import pytest

from pipeline.model import AgencyResultRow, Figure, Reading, Report
from pipeline.repair import repair


def settled(district: str | None, province: str | None, scanned: bool = True) -> tuple[object, ...]:
    readings = (Reading("numerals", "90.00", 0.999),) if scanned else ()
    figures = (Figure("total", 3, "90.00", "90.00", readings),)
    row = AgencyResultRow(1, 1, 2, None, "เทศบาลหนึ่ง", total=90.0, figures=figures, district=district, province=province)
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
        ((None, None), (None, None, 0)),
    ],
)
def test_scanned_places(read: tuple[str | None, str | None], expected: tuple[object, ...]) -> None:
    district, province, findings = settled(*read)
    assert (district, province, findings) == (*expected[:2], ["repair.place_settled"] * int(str(expected[2])))


def test_a_text_layer_is_not_touched() -> None:
    assert settled("เมองชยนาท", "ชยนาท", scanned=False) == ("เมองชยนาท", "ชยนาท", [])
