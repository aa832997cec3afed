"""Addresses and numbers that a line end went through, and what stands on two lines and is two."""

from __future__ import annotations

import pytest
from support.factories import source

from pipeline.model import Document, Line
from pipeline.normalize.unwrap import LineUnwrapper

SIZE = 12.0
CHAR = 6.0
WIDE = 40.0


def printed(*raw: str, width: float | None = None) -> str:
    """The lines of a cell as print has them, in a column that is as wide as its longest line, or wider."""
    lines = [
        Line(text, text.strip(), (0.0, n * SIZE, CHAR * len(text.rstrip()), (n + 1) * SIZE), SIZE)
        for n, text in enumerate(raw)
    ]
    if width is not None:
        lines.append(Line("ก" * int(width), "ก" * int(width), (0.0, 90.0, CHAR * width, 102.0), SIZE, True))
    return LineUnwrapper(Document(source())).unwrap(lines)


def without_boxes(*raw: str) -> str:
    """The same lines of a transcript, where nothing tells how full they are."""
    return LineUnwrapper(Document(source())).unwrap([Line(text, text.strip()) for text in raw])


@pytest.mark.parametrize(
    "lines",
    [
        ("ita.center@exa", "mple.go.th"),
        ("ita.center@example.", "go.th"),
        ("ita.center@example.g", "o.th"),
        ("ita.center@example.go", ".th"),
        ("ita.center@example.go.t", "h"),
        ("ita.center", "@example.go.th"),
        ("ita.center@", "example.go.th"),
        ("ita.team_cen", "ter@ex.go.th"),
        ("saraban_0770", "1@ex.go.th"),
        ("saraban-", "07701@example.go.th"),
        ("itacenter@exam", "ple-office.co", "m"),
        ("i.c@ex", "am", "ple.go.th"),
        ("ita.center@exa ", "mple.go.th"),
    ],
)
def test_an_e_mail_address_over_lines_is_one(lines: tuple[str, ...]) -> None:
    whole = "".join(line.strip() for line in lines)
    assert printed(*lines) == without_boxes(*lines) == whole
    assert without_boxes("ติดต่อ ", *lines, "โทร. 12") == f"ติดต่อ {whole} โทร. 12"


@pytest.mark.parametrize(
    "lines",
    [
        ("https://example.go.th/ita/25", "66/o12.pdf"),
        ("https://www.example.g", "o.th/web/ita"),
        ("https:", "//example.go.th/a"),
        ("https://", "www.example.go.th/a"),
        ("www.example.go.", "th"),
        ("example.go.th/ita/", "2566/o12.pdf"),
        ("drive.google.com/file/d/1aBc", "DeF/view"),
        ("https://example.go.th/a?cat=transparenc", "y&year=2566"),
        ("https://example.go.th", "/ita"),
        ("https://example.go.th:80", "80/ita"),
        ("example.co", "m/ita/o12"),
        ("www.office.example.g", "o.th/ita"),
        ("office.example.g", "o.th/ita"),
    ],
)
def test_a_web_address_over_lines_is_one(lines: tuple[str, ...]) -> None:
    assert printed(*lines) == without_boxes(*lines) == "".join(lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("1,234,567,890.", "12"),
        ("1,234,567,890", ".12"),
        ("1,234,567,89", "0.12"),
        ("1,234,567,8", "90.12"),
        ("1,234,567,", "890.12"),
        ("1,234,567", ",890.12"),
        ("1,234,5", "67,890.12"),
        ("1,234", ",567,890.12"),
        ("1", ",234,567"),
        ("1,234,", "567,8", "90.12"),
        ("1,234,5", "67,89", "0.12"),
        ("(1,234,", "567)"),
        ("0-2123-", "4567"),
        ("0-2123", "-4567"),
        ("0-21", "23-4567"),
        ("081-234-56", "78"),
        ("081", "-234-5678"),
        ("081-234-567", "8"),
        ("1,234,567,890.1", "2 บาท"),
        ("1,234,567,890.1", "2"),
    ],
)
def test_a_number_over_lines_is_one(lines: tuple[str, ...]) -> None:
    assert printed(*lines) == without_boxes(*lines) == "".join(lines)


def test_figures_with_a_measure_are_one() -> None:
    assert without_boxes("ได้คะแนน 87.", "50") == "ได้คะแนน 87.50"
    assert without_boxes("ผลประเมิน 87.", "50 คะแนน") == "ผลประเมิน 87.50 คะแนน"
    assert without_boxes("คิดเป็น 87.", "50%") == "คิดเป็น 87.50%"
    assert without_boxes("ใช้ไป 1,234.", "50 บาท") == "ใช้ไป 1,234.50 บาท"
    assert without_boxes("ใช้ไป 1,2", "34.50 บาท") == "ใช้ไป 1,234.50 บาท"
    assert without_boxes("โทร. 0212", "34567") == "โทร. 021234567"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1,234", "12"),
        ("1,234", "567"),
        ("1,234", "5,678"),
        ("87.50", "12.5"),
        ("87.50", "5"),
        ("2565", "2566"),
        ("2565,", "2566"),
        ("12", "345"),
        ("0.5", "-2.0"),
        ("ข้อ 1, 2,", "345"),
        ("ข้อ 1,2,3,", "101"),
        ("รายการที่ 12,", "345"),
        ("ในปี 2566.", "12 คน"),
        ("ข้อ 5.", "12 คน"),
        ("1/10/2565", "30/9/2566"),
        ("0-2123-4567", "0-2123-4568"),
        ("02123", "456"),
        ("ita@example.go.th", "www.example.go.th"),
        ("ita@example.go.th", "saraban@example.go.th"),
        ("ita@example.com", "facebook"),
        ("contact", "ita@example.go.th"),
        ("E-mail", "ita@example.go.th"),
        ("www.example.go.th", "ita@example.go.th"),
        ("https://example.go.th", "Facebook"),
        ("https://example.go.th", "12"),
        ("https://example.go.th/o1", "https://example.go.th/o2"),
        ("https://example.go.th/a/", "www.example.go.th"),
        ("example.go.th", "ita"),
        ("No.5", "example.com/ita"),
        ("02-123-4567", "8"),
        ("1,234.5", "2"),
        ("1,234.50", "2 บาท"),
        ("Open", "Data"),
    ],
)
def test_what_stands_on_two_lines_stays_two(first: str, second: str) -> None:
    assert without_boxes(first, second) in (f"{first} {second}", f"{first}\n{second}")
    assert printed(first, second) in (f"{first} {second}", f"{first}\n{second}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1,234,", "567"),  # a list
        ("https://example.go.th/ita", "Facebook"),
        ("ita.team", "saraban@example.go.th"),
    ],
)
def test_a_line_with_room_was_not_broken_by_its_width(first: str, second: str) -> None:
    assert printed(first, second, width=WIDE).split("\n")[:-1] in ([f"{first} {second}"], [first, second])


def test_a_space_that_was_printed_parts_numbers() -> None:
    assert without_boxes("1,234, ", "567") == "1,234, 567"
    assert without_boxes("0-2123 ", "-4567") == "0-2123 -4567"
    assert without_boxes("1,234 567", "890") == "1,234 567 890"


def test_a_paragraph_of_the_source_is_never_joined() -> None:
    lines = [Line("1,234,", "1,234,"), Line("567", "567", paragraph=True)]
    assert LineUnwrapper(Document(source())).unwrap(lines) == "1,234,\n567"
