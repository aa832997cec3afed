"""Codes of items as documents print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.codebook import TOOL_OF_LETTER, all_codes
from pipeline.domain.thai_digits import to_thai


@pytest.mark.parametrize(
    ("text", "code", "raw", "rest"),
    [
        ("O1", "O1", "O1", ""),
        ("o01", "O1", "o01", ""),
        ("i 1", "I1", "i 1", ""),
        ("O.1 โครงสร้าง อัตรากำลัง", "O1", "O.1", "โครงสร้าง อัตรากำลัง"),
        ("O39 :ประมวลจริยธรรม", "O39", "O39", "ประมวลจริยธรรม"),
        ("O2 : ข้อมูลบริหาร", "O2", "O2", "ข้อมูลบริหาร"),
        ("OIT1", "O1", "OIT1", ""),
        ("OIT 42", "O42", "OIT 42", ""),
        ("IIT 3", "I3", "IIT 3", ""),
        ("eit-5", "E5", "eit-5", ""),
        ("I๑", "I1", "I๑", ""),
        ("E\n๑๒ ท่าน", "E12", "E\n๑๒", "ท่าน"),
        ("MOIT ๑", "MOIT1", "MOIT ๑", ""),
        ("MOIT1.1.1 ประกาศ", "MOIT1.1.1", "MOIT1.1.1", "ประกาศ"),
        ("MOIT 2 หน่วยงานมีการเปิดเผย", "MOIT2", "MOIT 2", "หน่วยงานมีการเปิดเผย"),
        ("EB 17", "EB17", "EB 17", ""),
        ("ข้อ O5", "O5", "O5", ""),
        ("• O18 แผนการใช้จ่าย", "O18", "O18", "แผนการใช้จ่าย"),
        ("1. O1 โครงสร้าง", "O1", "O1", "โครงสร้าง"),
        ("i1เจ้าหน้าที่ในหน่วยงาน", "I1", "i1", "เจ้าหน้าที่ในหน่วยงาน"),
        ("o1 ข้อมูลพื้นฐาน", "O1", "o1", "ข้อมูลพื้นฐาน"),
        ("o10E–Service", "O10", "o10", "E–Service"),
        ("o8Q&A", "O8", "o8", "Q&A"),
        ("o9Social Network", "O9", "o9", "Social Network"),
    ],
)
def test_a_code_and_what_follows_it(text: str, code: str, raw: str, rest: str) -> None:
    token = read_code_token(text)
    assert token is not None
    assert (token.code, token.raw, token.rest) == (code, raw, rest)


def test_a_series_tells_the_tool() -> None:
    tools = {text: token.tool for text in ("i1", "E1", "OIT1", "MOIT1", "EB1") if (token := read_code_token(text))}
    assert tools == {"i1": "IIT", "E1": "EIT", "OIT1": "OIT", "MOIT1": None, "EB1": None}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "O",
        "11 เดือน",
        "I love",
        "E-Service",
        "ITA 2566",
        "1.1 การปฏิบัติหน้าที่",
        "01. โครงสร้าง",
        "1 ต.ค. 2566",
        "O0",
        "O100",
        "O2566",
        "O1.5",
        "E3b",
        "O2B",
        "E 87.50",
        "IIT 92.31",
        "I1%",
        "E 5 คะแนน",
        "E 15 แห่ง",
        "E 15 หน่วยงาน",
        "OIT 43 ข้อ",
        "O1 - O9 ข้อมูลพื้นฐาน",
        "i1-i6",
        "O32/O33",
        "e1 และ e2",
        "MOIT1-MOIT2",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert read_code_token(text) is None


@pytest.mark.parametrize(
    ("text", "number", "raw", "rest"),
    [
        ("01.", 1, "01", ""),
        ("๐๑. โครงสร้าง", 1, "๐๑", "โครงสร้าง"),
        ("01 โครงสร้าง", 1, "01", "โครงสร้าง"),
        ("12", 12, "12", ""),
        ("12. โครงสร้าง", 12, "12", "โครงสร้าง"),
        ("ข้อ 5", 5, "5", ""),
    ],
)
def test_a_number_is_a_code_only_in_a_column_of_codes(text: str, number: int, raw: str, rest: str) -> None:
    token = read_code_token(text, oit_column=True)
    assert token is not None
    assert (token.code, token.tool, token.number, token.raw, token.rest) == (None, None, number, raw, rest)
    assert read_code_token(text) is None


@pytest.mark.parametrize(
    "text", ["11 เดือน", "1.1 การ", "85.20", "01 ตุลาคม 2566", "01 ต.ค. 66", "01/10/2566", "1-5", "0", "99", "01 ปี"]
)
def test_dates_and_counts_are_no_codes_in_a_column_of_codes(text: str) -> None:
    assert read_code_token(text, oit_column=True) is None


@given(
    st.sampled_from(all_codes()),
    st.sampled_from(["", "IT"]),
    st.sampled_from(["", " ", ".", "\n", " - "]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", " โครงสร้าง", "ท่านรับรู้", ". ท่าน", " : ชื่อ", "\nชื่อ"]),
)
def test_every_code_of_every_year_is_read_however_it_is_printed(
    code: str, more: str, between: str, lower: bool, thai: bool, behind: str
) -> None:
    printed = f"{code[0]}{more}{between}{to_thai(code[1:]) if thai else code[1:]}"
    printed = printed.lower() if lower else printed
    token = read_code_token(printed + behind)
    assert token is not None
    assert (token.code, token.tool, token.raw) == (code, TOOL_OF_LETTER[code[0]], printed)
    assert token.rest == behind.strip(" .:\n")


@given(st.text(max_size=30) | st.text(alphabet="OoIiEeTMB0123456789๑๐. -:กข", max_size=8), st.booleans())
def test_code_and_rest_are_pieces_of_the_text(text: str, oit_column: bool) -> None:
    token = read_code_token(text, oit_column)
    assert token is None or (token.raw in text and text.rstrip().endswith(token.rest) and token.number > 0)
