"""Numbers of scans that readers do not agree on, or that none is sure of."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from pipeline.check import check
from pipeline.model import Cell, Document, Line, Page, Reading, Report, SourceDocument, Table


def said(text: str, confidence: float, *readings: Reading, rule: str = "") -> list[tuple[str, str | None, str | None]]:
    """Rule, raw and value of what is said of one scanned cell."""
    lines = (Line(text, text),) if text else ()
    cell = Cell(3, 2, 4, lines, text, reader="ocr", confidence=confidence, readings=readings, rule=rule)
    page = Page(3, 595, 842, "ocr", blocks=(Table(3, 1, 1, 4, (cell,), first_row=2, reader="ocr"),))
    found = check(Document(SourceDocument("x.pdf", "x.pdf", "0" * 64, 1, "pdf"), (page,)), Report())
    found = tuple(f for f in found if f.rule.startswith("ocr."))
    assert all((f.page, f.table_no, f.row, f.column) == (3, 1, 2, 4) for f in found)
    return [(f.rule, f.raw, f.value) for f in found]


def test_two_sure_readers_that_differ() -> None:
    found = said("79.64", 0.99, Reading("latin", "79.64", 0.99), Reading("numerals", "19.64", 0.99))
    assert found == [("ocr.readers_disagree", "79.64", "19.64")]


def test_a_longer_number_that_the_other_reader_was_less_sure_of_is_named() -> None:
    found = said("2", 0.99, Reading("latin", "12", 0.6), Reading("numerals", "2", 0.99))
    assert found == [("ocr.readers_disagree", "2", "12")]


def test_what_both_readers_only_guess_is_no_disagreement() -> None:
    assert ("ocr.readers_disagree", "2", "12") not in said(
        "2", 0.7, Reading("latin", "12", 0.3), Reading("numerals", "2", 0.99)
    )


def test_scripts_and_spaces_are_no_difference() -> None:
    assert said("๗๙.๖๔", 0.99, Reading("latin", "79.64", 0.99), Reading("numerals", "๗๙. ๖๔", 0.99)) == []


def test_the_latin_reader_has_no_say_on_thai_digits() -> None:
    assert said("๘๖.๑๑", 0.99, Reading("latin", "5.99", 0.9), Reading("numerals", "๘๖.๑๑", 0.99)) == []


def test_an_unsure_number_is_empty_and_keeps_its_candidates() -> None:
    found = said("", 0.0, Reading("latin", "60.69", 0.4), Reading("numerals", "", 0.3, ("๒๙.๖๙", "๒๕.๖๙")))
    assert found == [("ocr.number_unsure", None, "60.69 ๒๙.๖๙ ๒๕.๖๙")]


def test_a_short_number_that_one_reader_half_believes_is_given_and_named() -> None:
    assert said("14", 0.6, Reading("latin", "14", 0.6)) == [("ocr.number_unsure", "14", "14")]


def test_prose_and_sure_numbers_say_nothing() -> None:
    assert said("หน่วยงาน", 0.9, Reading("tesseract", "หน่วยงาน", 0.9)) == []
    assert said("85.50", 0.99, Reading("latin", "85.50", 0.99), Reading("numerals", "", 0.2, ("85.50",))) == []


def test_a_number_below_a_stamp_is_named_whether_it_is_given_or_not() -> None:
    both = (Reading("latin", "85.50", 0.99), Reading("numerals", "85.50", 0.99))
    assert said("85.50", 0.99, *both, rule="readers_agree + crossed_by_ink") == [("ocr.ink_crosses", "85.50", None)]
    one = (Reading("latin", "85.50", 0.99), Reading("numerals", "", 0.0))
    assert ("ocr.ink_crosses", None, "85.50") in said("", 0.0, *one, rule="sure_latin + crossed_by_ink")


def test_a_number_that_both_readers_read_in_poor_print_is_given_and_named() -> None:
    poor = Reading("latin", "91.48", 0.92), Reading("numerals", "91.48", 0.999)
    assert said("91.48", 0.999, *poor) == [("ocr.number_unsure", "91.48", "91.48")]
    sound = Reading("latin", "91.48", 0.999), Reading("numerals", "91.48", 0.999)
    assert said("91.48", 0.999, *sound) == []
    assert said("๙๑.๔๘", 0.999, Reading("latin", "91.48", 0.85), Reading("numerals", "๙๑.๔๘", 0.999)) == []


def test_a_blank_cell_under_a_stamp_is_named() -> None:
    assert said("", 0.0, rule="crossed_by_ink") == [("ocr.ink_crosses", None, None)]
