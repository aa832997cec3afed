"""Months and years as documents print them."""

from __future__ import annotations

import pytest

from pipeline.domain.thai_months import begins_with_month, month_wordings, read_year


@pytest.mark.parametrize(
    ("digits", "year"),
    [("2566", 2566), ("66", 2566), ("2023", 2566), ("31", None), ("49", None), ("566", None), ("1999", 2542)],
)
def test_years_are_of_the_buddhist_era(digits: str, year: int | None) -> None:
    assert read_year(digits) == year


def test_every_month_has_its_own_wordings() -> None:
    names = [
        "มกราคม",
        "กุมภาพันธ์",
        "มีนาคม",
        "เมษายน",
        "พฤษภาคม",
        "มิถุนายน",
        "กรกฎาคม",
        "สิงหาคม",
        "กันยายน",
        "ตุลาคม",
        "พฤศจิกายน",
        "ธันวาคม",
    ]
    assert [[n for n, p in month_wordings().items() if p.fullmatch(name)] for name in names] == [
        [n] for n in range(1, 13)
    ]


def test_a_month_by_its_name_or_with_its_dots() -> None:
    assert begins_with_month(" ต. ค. 2566") and begins_with_month("ตุลาคม 2566")
    assert not begins_with_month("โครงสร้าง") and not begins_with_month("มคอ. 3")
