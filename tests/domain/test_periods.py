"""Periods as plans print them, as dates."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.periods import Period, read_period
from pipeline.domain.thai_digits import to_thai

MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
WORDS = {
    *MONTHS,
    *[
        "-",
        "ถึง",
        "และ",
        ",",
        "(",
        ")",
        "/",
        "ภายใน",
        "ตั้งแต่",
        "ตลอด",
        "ปี",
        "ปีงบประมาณ",
        "พ.ศ.",
        "ไตรมาส",
        "เดือน",
        "แรก",
        "หลัง",
        "ครึ่ง",
        "ทุกเดือน",
    ],
    *["รอบ", "เป็นต้นไป", "ระหว่าง", "แผนงาน", "1", "31", "67", "2566"],
    " ",
    "\n",
}
ALL_YEAR = ("2023-10-01", "2024-09-30")
FIRST_HALF = ("2023-10-01", "2024-03-31")
SECOND_HALF = ("2024-04-01", "2024-09-30")
SECOND_QUARTER = ("2024-01-01", "2024-03-31")


def dates(text: str, fiscal_year: int | None = 2567) -> tuple[str | None, str | None] | None:
    period = read_period(text, fiscal_year)
    if period is None:
        return None
    start, end = (None if day is None else day.isoformat() for day in (period.start, period.end))
    return start, end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ตุลาคม 2566 ถึง กันยายน 2567", ALL_YEAR),
        ("ต.ค. 2566 – มี.ค. 2567", FIRST_HALF),
        ("1 ต.ค. 66 - 30 ก.ย. 67", ALL_YEAR),
        ("1 ต.ค. 66 - 31 มี.ค. 67", FIRST_HALF),
        ("1 ตุลาคม 2566 – 30 กันยายน 2567", ALL_YEAR),
        ("๑ ต.ค. ๖๖ — ๓๐ ก.ย. ๖๗", ALL_YEAR),
        ("ตั้งแต่วันที่ 1 ตุลาคม พ.ศ. 2566 จนถึงวันที่ 30 เดือน กันยายน พ.ศ. 2567", ALL_YEAR),
        ("ม.ค. -มิ.ย. 2567", ("2024-01-01", "2024-06-30")),
        ("ม. ค. - มิ.\nย. 2567", ("2024-01-01", "2024-06-30")),
        ("มกราคม – มิถุนายน 2567", ("2024-01-01", "2024-06-30")),
        ("ตุลา\nคม 2566 – กันยายน 25\n67", ALL_YEAR),
        ("ต.ค. - มี.ค. 2567", FIRST_HALF),
        ("ต.ค. 2566 – มี.ค.", FIRST_HALF),
        ("ต.ค.66-ก.ย.67", ALL_YEAR),
        ("ตุลาคม 2566 - 30 กันยายน 2567", ALL_YEAR),
        ("1 - 15 มีนาคม 2567", ("2024-03-01", "2024-03-15")),
        ("15/10/2566 - 31/03/2567", ("2023-10-15", "2024-03-31")),
        ("ระหว่างเดือน ต.ค. 66 และ มี.ค. 67", FIRST_HALF),
        ("ต.ค., พ.ย. และ ธ.ค. 66", ("2023-10-01", "2023-12-31")),
        ("ม.ค.67", ("2024-01-01", "2024-01-31")),
        ("ตุลาคม 2566", ("2023-10-01", "2023-10-31")),
        ("เดือนกุมภาพันธ์ ปี 2567", ("2024-02-01", "2024-02-29")),
        ("30 กันยายน 2567", ("2024-09-30", "2024-09-30")),
        ("Oct 2023 - Sep 2024", ALL_YEAR),
    ],
)
def test_months_and_days(text: str, expected: tuple[str, str]) -> None:
    assert dates(text) == dates(text, None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ตลอดปีงบประมาณ พ.ศ. 2567", ALL_YEAR),
        ("ปีงบประมาณ พ.ศ. 2567", ALL_YEAR),
        ("ประจำปี 2567", ALL_YEAR),
        ("ปี 2566-2568", ("2022-10-01", "2025-09-30")),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๖ – ๖๘", ("2022-10-01", "2025-09-30")),
        ("ปีปฏิทิน 2567", ("2024-01-01", "2024-12-31")),
        ("ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2567", SECOND_QUARTER),
        ("ปีงบประมาณ 2567 ไตรมาสที่ 2", SECOND_QUARTER),
        ("ไตรมาส 1-2/2567", FIRST_HALF),
        ("ไตรมาส 4/2566 - ไตรมาสที่ 2/2567", ("2023-07-01", "2024-03-31")),
        ("6 เดือนหลัง ของปีงบประมาณ พ.ศ. 2567", SECOND_HALF),
        ("ตุลาคม - ธันวาคม ปีงบประมาณ พ.ศ. 2567", ("2023-10-01", "2023-12-31")),
        ("ปีงบประมาณ พ.ศ. 2567 (ต.ค. 66 - มี.ค. 67)", FIRST_HALF),
    ],
)
def test_years_and_their_parts(text: str, expected: tuple[str, str]) -> None:
    assert dates(text) == dates(text, None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ตลอดปี", ALL_YEAR),
        ("ตลอดทั้งปีงบประมาณ", ALL_YEAR),
        ("ต่อเนื่องตลอดปี (อย่างน้อยปีละ 1 ครั้ง)", ALL_YEAR),
        ("รอบ 6 เดือนแรก", FIRST_HALF),
        ("ครึ่งปีหลัง", SECOND_HALF),
        ("ไตรมาสที่ 1 และ 2", FIRST_HALF),
        ("ไตรมาสที่ 3 - 4", SECOND_HALF),
        ("ต.ค. – มี.ค.", FIRST_HALF),
        ("พฤศจิกายน", ("2023-11-01", "2023-11-30")),
        ("ภายในไตรมาสที่ 2", (None, "2024-03-31")),
        ("ภายในสิ้นปีงบประมาณ", (None, "2024-09-30")),
    ],
)
def test_what_has_no_year_is_of_the_fiscal_year(text: str, expected: tuple[str | None, str]) -> None:
    assert dates(text) == expected
    assert dates(text, None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ภายในเดือนมีนาคม 2567", (None, "2024-03-31")),
        ("ภายในวันที่ 31 มีนาคม 2567", (None, "2024-03-31")),
        ("ให้แล้วเสร็จภายใน ก.ย. 67", (None, "2024-09-30")),
        ("ถึง 30 ก.ย. 67", (None, "2024-09-30")),
        ("มกราคม 2567 เป็นต้นไป", ("2024-01-01", None)),
        ("ตั้งแต่ ต.ค. 66", ("2023-10-01", None)),
    ],
)
def test_one_end_is_open(text: str, expected: tuple[str | None, str | None]) -> None:
    assert dates(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ทุกเดือน (ต.ค. 66 - ก.ย. 67)", ALL_YEAR),
        ("ตุลาคม 2566 - กันยายน 2567 (12 เดือน)", ALL_YEAR),
        ("รอบ 6 เดือน (ต.ค.64 - มี.ค.65)", ("2021-10-01", "2022-03-31")),
        ("รอบ 6 เดือนแรก (ต.ค.64 - มี.ค.65)", ("2021-10-01", "2022-03-31")),
        ("ไตรมาสที่ 2 (ม.ค. - มี.ค. 67)", SECOND_QUARTER),
        ("จัดประชุมชี้แจงระหว่างเดือนตุลาคม 2566 ถึงเดือนกันยายน 2567", ALL_YEAR),
    ],
)
def test_words_beside_a_period(text: str, expected: tuple[str, str]) -> None:
    assert dates(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "ทุกเดือน",
        "ทุกไตรมาส",
        "ต่อเนื่อง",
        "เดือนละ 1 ครั้ง",
        "12 เดือน",
        "ภายใน 30 วัน",
        "ทุกวันที่ 5 ของเดือน",
        "ประชุมครั้งที่ 1/2567",
        "แผน 5 ปี",
        "2568",
        "ปีการศึกษา 2567",
        "ต้นเดือนมีนาคม 2567",
        "ก่อนเดือนมีนาคม 2567",
        "หลังเดือนมีนาคม 2567",
        "ยกเว้น ม.ค. 67 - ก.พ. 67",
        "ต.ค. 66 -",
        "มี.ค. 67 และ ก.ย. 67",
        "ไตรมาสที่ 1 และ 3",
        "ปี 2567 เดือนตุลาคม",
        "เสนอผู้บริหารเดือนมีนาคม 2567",
    ],
)
def test_what_is_not_surely_a_period_is_none(text: str) -> None:
    assert dates(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "กันยายน 2567 - ตุลาคม 2566",
        "ปี 2568-2566",
        "31 ก.พ. 67",
        "0 ม.ค. 67",
        "1/13/2566",
        "ไตรมาส 5",
        "ไตรมาสที่ 1 (ม.ค. - มี.ค. 67)",
        "ตลอดปีงบประมาณ พ.ศ. 2567 (ต.ค. 66 - มี.ค. 67)",
        "ปีงบประมาณ พ.ศ. 2566 (ต.ค. 66 - มี.ค. 67)",
    ],
)
def test_what_contradicts_itself_is_none(text: str) -> None:
    assert dates(text) is None


moments = st.tuples(st.integers(2560, 2580), st.integers(1, 12))


@given(moments, moments, st.sampled_from(["-", " – ", " ถึง ", "\n—\n", "ถึงเดือน"]), st.booleans(), st.booleans())
def test_any_two_months_in_order_are_a_period(
    a: tuple[int, int], b: tuple[int, int], dash: str, short: bool, thai: bool
) -> None:
    (year, month), (year_last, month_last) = sorted((a, b))
    first, last = (f"{y % 100 if short else y}" for y in (year, year_last))
    text = f"{MONTHS[month - 1]} {first}{dash}{MONTHS[month_last - 1]} {last}"
    end = calendar.monthrange(year_last - 543, month_last)[1]
    expected = Period(date(year - 543, month, 1), date(year_last - 543, month_last, end))
    assert read_period(to_thai(text) if thai else text, None) == expected


@given(moments, st.integers(0, 40))
def test_a_day_is_read_only_where_its_month_has_it(moment: tuple[int, int], day: int) -> None:
    year, month = moment
    there_is = 1 <= day <= calendar.monthrange(year - 543, month)[1]
    expected = Period(date(year - 543, month, day), date(year - 543, month, day)) if there_is else None
    assert read_period(f"{day} {MONTHS[month - 1]} {year}", None) == expected


@given(
    st.lists(
        st.sampled_from(sorted(WORDS)),
        max_size=12,
    ),
    st.sampled_from([None, 2567]),
)
def test_no_words_make_a_period_that_ends_before_it_starts(words: list[str], fiscal_year: int | None) -> None:
    period = read_period("".join(words), fiscal_year)
    assert period is None or period.start is not None or period.end is not None
    assert period is None or period.start is None or period.end is None or period.start <= period.end


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    read_period(text, 2567)
