"""Section headings, as they are printed and as engines misread them."""

from __future__ import annotations

import pytest

from pipeline.domain.family import families
from pipeline.domain.sections import Section, read_section

FAMILY = next(f for f in families() if f.name == "measures_result")
TITLE = FAMILY.sections[3][0]


@pytest.mark.parametrize("words", ["ตัวชี้วัตที่", "ตัวช้วัดที่", "ต้วชี้วัดที่", "ตัวชี้วดที", "หมวตที่"])
def test_misread_words_before_the_number_open_the_section_of_a_scan(words: str) -> None:
    text = f"{words} 3 {TITLE}"
    assert read_section(FAMILY, text, surely=True, scanned=True) == Section(3, TITLE)
    assert read_section(FAMILY, text, surely=True) is None


@pytest.mark.parametrize(
    "text",
    [
        f"ตัวชี้วัตที่ 4 {TITLE}",  # number and title disagree
        "ตัวชี้วัตที่ 3 อื่น ๆ ที่เกี่ยวข้อง",
        f"ผลการดำเนินงานที่ 3 {TITLE}",
    ],
)
def test_other_words_open_none(text: str) -> None:
    assert read_section(FAMILY, text, surely=True, scanned=True) is None


def test_a_heading_that_is_read_plainly_is_the_same_on_scans() -> None:
    for text in (f"ตัวชี้วัดที่ 3 {TITLE}", f"3. {TITLE}", TITLE):
        plain = read_section(FAMILY, text, surely=True)
        assert plain is not None and plain.number == 3
        assert read_section(FAMILY, text, surely=True, scanned=True) == plain


@pytest.mark.parametrize("number", ["«5", "«", "?"])
def test_a_title_that_is_whole_opens_its_section_where_the_number_is_none(number: str) -> None:
    assert read_section(FAMILY, f"ตัวชี้วัตที่ {number} : {TITLE}", surely=True, scanned=True) == Section(3, TITLE)
    assert read_section(FAMILY, f"ตัวชี้วัตที่ {number} : {TITLE[:-2]}", surely=True, scanned=True) is None
    assert read_section(FAMILY, f"ผลการดำเนินงานที่ {number} : {TITLE}", surely=True, scanned=True) is None
