"""The shapes of numbers and codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.scan.ocr.reading_patterns import is_code, is_number, is_same_shape, number_key, reads_alike


@given(st.decimals(0, 1000, places=2))
def test_numbers_compare_without_script(value: object) -> None:
    thai = str(value).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert is_number(str(value)) and is_number(thai) and number_key(thai) == number_key(str(value))


@pytest.mark.parametrize("text", ["I1", "E12", "O0", "111", "l2", "|3"])
def test_codes_however_misread(text: str) -> None:
    assert is_code(text)


def test_strokes_are_one_shape_and_rounds_another() -> None:
    assert is_same_shape("I12", "l12") and is_same_shape("O3", "03")
    assert not is_same_shape("I12", "I13") and not is_same_shape("O3", "O๓")


def test_readers_read_alike_where_only_shapes_differ_and_a_code_is_no_number() -> None:
    assert reads_alike("๐", "o") and reads_alike("11/8/2549", "I1/8/2549") and reads_alike("๓๐.๑๒", "|๓๐. ๑๒|")
    assert reads_alike("O. ๕", "o.๕")
    assert not reads_alike("๓", "3") and not reads_alike("๐๓", "0๓.") and not reads_alike("15", "I5")
    assert not reads_alike("I3.15", "13.15") and reads_alike("13.15", "I3.15")
    assert not reads_alike("๐๓", "O๓") and not reads_alike("๔๓.๖๓", "๔๓.๖๑")
