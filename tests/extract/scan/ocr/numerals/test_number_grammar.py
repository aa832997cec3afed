"""The shapes of numbers, codes, dates and grades."""

from __future__ import annotations

import pytest

from pipeline.extract.scan.ocr.numerals import OTHER
from pipeline.extract.scan.ocr.numerals.number_grammar import compact, fits_grammar, resolve_round_letters


@pytest.mark.parametrize(
    "text",
    [
        "๒๕๖๖",
        "95.20",
        "๑๐๐.๐๐",
        "1,234,567.00",
        "50 %",
        "๓.",
        "(12)",
        "๓)",
        "1.2.1",
        "๑๕.๑๐.๒๕๖๖",
        "O๔๓",
        "O. ๓",
        "I12",
        "i-1",
        "O1-O3",
        "I-1, I-2",
        "O1-3",
        "1/10/2566",
        "๘:๓๐",
        "1, 2",
        "-",
        "- -",
        "- ๒ -",
        "AA",
        "F",
    ],
)
def test_numbers(text: str) -> None:
    assert fits_grammar(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "2๕66",
        "1,23",
        "12..5",
        "98.970.029",
        "1.00.00",
        "๑๕.๑.๐.๒๕๙๐",
        "A1",
        "IE",
        "๑/",
        OTHER,
        f"{OTHER}12",
        "AB",
        "70 38",
        "((1)",
        "8-I14",
        "I2/11/2502",
    ],
)
def test_what_is_none(text: str) -> None:
    assert not fits_grammar(text)


@pytest.mark.parametrize(
    ("seen", "resolved"),
    [
        ("2๐๐7", "2007"),
        ("๓0.๐๐", "๓๐.๐๐"),
        ("29.O6", "29.06"),
        ("O2:36", "02:36"),
        ("O252", "0252"),
        ("O41-๐17", "O41-017"),
        ("O3-O5-62", "03-05-62"),
        ("23-O7-2566", "23-07-2566"),
        ("1-O5", "1-05"),
        ("O๓๕", "O๓๕"),
        ("I1O", "I10"),
        ("O1, O2", "O1, O2"),
        ("๒2", "๒2"),
        ("OO", "OO"),
        ("AA", "AA"),
    ],
)
def test_round_letters_are_resolved_by_their_neighbours(seen: str, resolved: str) -> None:
    assert resolve_round_letters(seen) == resolved


def test_spaces_about_signs_do_not_tell_texts_apart() -> None:
    assert compact(" 1 - 5 % ") == compact("1-5%")
    assert compact("70 38") == "70 38"


def test_a_code_is_the_same_whatever_stands_after_its_letter_and_behind_it() -> None:
    assert compact("O 12, I ๓") == compact("O12,I๓")
    assert {compact(code) for code in ("e. ๑๒", "E.๑๒", "E-๑๒", "E๑๒.", "E๑๒")} == {"E๑๒"}
    assert compact("0.12") == "0.12" and compact("12.") == "12."
    assert fits_grammar("I.1") and fits_grammar("o. ๓๔.") and not fits_grammar("I..1")
