"""Which reading of a code or a number is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy")

from pipeline.extract.scan.ocr.consensus import (
    SURE,
    as_code,
    believe,
    in_codes,
    is_code,
    is_latin_word,
    is_number,
    is_thai_column,
    plain,
    tells,
)
from pipeline.model import Reading


def latin(text: str, sure: float = 0.99) -> Reading:
    return Reading("latin", text, sure)


def numerals(text: str, sure: float = 0.99, *others: str) -> Reading:
    return Reading("numerals", text, sure, others)


def test_two_that_agree_are_believed_as_printed() -> None:
    believed = believe(latin("85.50", 0.6), numerals("๘๕.๕๐"), False)
    assert believed is not None and believed.text == "๘๕.๕๐" and believed.confidence >= 0.99
    assert believe(latin("85.50"), numerals("85.50"), False).text == "85.50"  # type: ignore[union-attr]


def test_thai_numerals_are_the_numeral_readers_alone() -> None:
    assert believe(latin("60.69", 0.99), numerals("๒๙.๖๙"), False).text == "๒๙.๖๙"  # type: ignore[union-attr]
    unsure = believe(latin("60.69", 0.99), numerals("", 0.2, "๒๙.๖๙", "๒๕.๖๙"), True)
    assert unsure is not None and unsure.text == ""


def test_a_thai_model_that_reads_the_same_bears_out_the_likeliest_number_and_nothing_else() -> None:
    unsure = numerals("", 0.6, "๒๙.๖๙", "๒๕.๖๙")

    def read(own: str, sure: float = 0.99) -> str:
        return believe(latin("60.69"), unsure, True, Reading("thai", own, sure)).text  # type: ignore[union-attr]

    assert read("๒๙. ๖๙") == "๒๙.๖๙"
    assert read("๒๕.๖๙") == read("29.69") == read("๒๙.๖๙", SURE - 0.1) == read("") == ""
    assert believe(None, numerals("๒๙.๖๙"), True, Reading("thai", "๒๕.๖๙", 0.99)).text == "๒๙.๖๙"  # type: ignore[union-attr]


def test_a_code_in_thai_digits_is_given_where_it_is_nearly_sure_and_a_score_is_not() -> None:
    assert believe(latin("195", 0.7), numerals("", 0.97, "I๑๖"), True).text == "I๑๖"  # type: ignore[union-attr]
    assert believe(latin("195", 0.7), numerals("", 0.9, "I๑๖"), True).text == ""  # type: ignore[union-attr]
    assert believe(None, numerals("", 0.97, "๙๗.๑๖"), True).text == ""  # type: ignore[union-attr]


def test_in_a_column_of_codes_a_round_first_letter_is_an_o() -> None:
    assert in_codes([latin("O12"), numerals("", 0.7, "๐๒๑", "o๒๑")])
    assert not in_codes([latin("12"), latin("O12", 0.5), latin("IIT")])
    both = as_code(numerals("", 0.7, "๐๒๑", "o๒๑"))
    assert (both.text, both.candidates) == ("O๒๑", ())
    assert believe(latin("ol0o", 0.49), both, False).text == "O๒๑"  # type: ignore[union-attr]
    third = as_code(numerals("", 0.55, "๐๒๑", "o๒๑", "o๒๗"))
    assert (third.text, third.candidates) == ("", ("O๒๑", "O๒๗"))
    assert as_code(numerals("๐๓")).text == "O๓"
    assert as_code(latin("0 17", 0.7)).text == "O 17"
    for other in (numerals("๒๑"), numerals("๐.๕๐"), numerals("", 0.7, "๒๑", "๒๗"), latin("012"), numerals("")):
        assert as_code(other) == other


def test_a_stroke_that_only_the_latin_reader_saw_is_the_i_of_a_code_or_a_1() -> None:
    """The reader of numerals takes a stroke at the edge for what is left of a ruling."""
    assert believe(latin("127", 0.97), numerals("27"), False).text == "127"  # type: ignore[union-attr]
    assert believe(latin("I27", 0.97), numerals("27"), False).text == "I27"  # type: ignore[union-attr]
    assert believe(latin("127", SURE - 0.4), numerals("27"), False).text == ""  # type: ignore[union-attr]
    assert believe(latin("185.50", SURE - 0.1), numerals("85.50"), False).text == "85.50"  # type: ignore[union-attr]


def test_a_sure_latin_reading_is_not_believed_where_the_numerals_seem_thai_and_say_otherwise() -> None:
    assert believe(latin("000.00", 0.9), numerals("", 0.7, "๑๐๐.๐๐", "๑๑๐.๐๐"), False).text == ""  # type: ignore[union-attr]
    assert believe(latin("0.00", 0.9), numerals("", 0.7, "๐.๐๐"), False).text == "0.00"  # type: ignore[union-attr]
    assert believe(latin("85.50", 0.9), numerals("", 0.3, "๘๕.๕๐"), False).text == "85.50"  # type: ignore[union-attr]


def test_a_lone_reading_must_be_sure_unless_it_is_short() -> None:
    assert believe(latin("85.50", SURE - 0.1), None, False).text == ""  # type: ignore[union-attr]
    assert believe(latin("85.50", SURE), None, False).text == "85.50"  # type: ignore[union-attr]
    assert believe(latin("I13", 0.6), None, False).text == "I13"  # type: ignore[union-attr]
    assert believe(latin("io", 0.75), numerals("", 0.3, "1", "i๓"), False).text == ""  # type: ignore[union-attr]


def test_a_number_with_a_gap_has_lost_its_point() -> None:
    assert believe(latin("189,877 90"), None, False).text == ""  # type: ignore[union-attr]
    assert believe(latin("189,877 90"), numerals("189,877.90"), False).text == "189,877.90"  # type: ignore[union-attr]
    assert believe(latin("189,877.90"), numerals("189,877 90"), False).text == "189,877.90"  # type: ignore[union-attr]


def test_words_are_nobodys_number() -> None:
    assert believe(latin("901151133", 0.24), numerals("", 0.0), True) is None  # ต้องปรับปรุง, to a reader of Latin letters
    assert believe(latin("6659", 0.48), numerals("", 0.0), False) is None
    assert believe(latin("6659", 0.48), None, False).text == ""  # type: ignore[union-attr]
    assert believe(latin("901151133", 0.24), numerals("", 0.3, "901151133"), True).text == ""  # type: ignore[union-attr]
    assert believe(latin("IIT", 0.99), numerals("", 0.3, "1"), True) is None
    assert believe(latin("ab"), numerals("", 0.0), False) is None
    assert believe(None, None, False) is None


def test_a_column_of_grades_is_one_for_these_readers() -> None:
    assert tells(latin("AA", 0.99)) and tells(numerals("B"))
    assert not tells(latin("AA", 0.5)) and not tells(latin("IIT", 0.99)) and not tells(numerals("", 0.99, "B"))
    assert is_latin_word(latin("IIT", 0.95)) and is_latin_word(numerals("AA"))
    assert not is_latin_word(numerals("", 0.99, "AA")) and not is_latin_word(None)


def test_a_column_is_thai_where_most_of_its_sure_numbers_are() -> None:
    assert is_thai_column([numerals("๑"), numerals("๒"), numerals("3"), latin("4")])
    assert not is_thai_column([numerals("1"), numerals("", 0.0, "๒")])
    assert not is_thai_column([])


@given(st.decimals(0, 1000, places=2))
def test_numbers_compare_without_script(value: object) -> None:
    thai = str(value).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert is_number(str(value)) and is_number(thai) and plain(thai) == plain(str(value))


@pytest.mark.parametrize("text", ["I1", "E12", "O0", "111", "l2", "|3"])
def test_codes_however_misread(text: str) -> None:
    assert is_code(text)
