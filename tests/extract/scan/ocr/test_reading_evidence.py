"""What readings say of their cell and of its column."""

from __future__ import annotations

from pipeline.extract.scan.ocr.reading_evidence import column_evidence, is_latin_word, shows_figure
from pipeline.model import Reading


def latin(text: str, sure: float = 0.99) -> Reading:
    return Reading("latin", text, sure)


def numerals(text: str, sure: float = 0.99, *others: str) -> Reading:
    return Reading("numerals", text, sure, others)


def test_a_column_of_grades_is_one_for_these_readers() -> None:
    assert shows_figure(latin("AA", 0.99)) and shows_figure(numerals("B"))
    assert not shows_figure(latin("AA", 0.5)) and not shows_figure(latin("IIT", 0.99))
    assert not shows_figure(numerals("", 0.99, "B"))
    assert is_latin_word(latin("IIT", 0.95)) and is_latin_word(numerals("AA"))
    assert not is_latin_word(numerals("", 0.99, "AA")) and not is_latin_word(None)


def test_a_column_is_thai_where_most_of_its_sure_numbers_are() -> None:
    assert column_evidence([numerals("๑"), numerals("๒"), numerals("3"), latin("4")]).thai_digits
    assert not column_evidence([numerals("1"), numerals("", 0.0, "๒")]).thai_digits
    assert not column_evidence([]).thai_digits
    assert column_evidence([numerals("I๑"), numerals("I๒"), latin("100")]).thai_digits
    assert column_evidence([numerals("", 0.9, "I๑", "I๓"), latin("10")]).thai_digits


def test_a_code_in_thai_digits_shows_its_column_sure_or_not() -> None:
    assert shows_figure(numerals("I๑๓")) and shows_figure(numerals("E. ๓.")) and shows_figure(numerals("", 0.9, "I๑"))
    assert not shows_figure(numerals("", 0.2, "I๑")) and not shows_figure(numerals("", 0.9, "B"))


def test_shares_alone_in_the_first_column_are_codes() -> None:
    codes = [numerals("๐.๘"), numerals("๐.๔๑")]
    assert column_evidence(codes, is_first=True).codes
    assert not column_evidence(codes).codes, "a column of weights"
    assert not column_evidence([*codes, numerals("๑.๕")], is_first=True).codes
    assert not column_evidence([numerals("01"), numerals("02")], is_first=True).codes, "running numbers"
    assert not column_evidence([], is_first=True).codes
