"""What the readings of a code or a number become, and by which rule."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from pipeline.extract.scan.ocr.consensus import Consensus, find_consensus, rules
from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS, ColumnEvidence, column_evidence
from pipeline.model import Engine, Reading

SURE = CONSENSUS.sure


def latin(text: str, sure: float = 0.99) -> Reading:
    return Reading("latin", text, sure)


def numerals(text: str, sure: float = 0.99, *others: str) -> Reading:
    return Reading("numerals", text, sure, others)


def consensus(*readings: Reading, thai: bool = False, codes: bool = False) -> Consensus:
    return find_consensus(readings, ColumnEvidence(thai, codes))


def as_code(reading: Reading) -> Reading:
    (kept,) = consensus(reading, codes=True).readings
    return kept


def test_two_that_agree_are_believed_as_printed() -> None:
    believed = consensus(latin("85.50", 0.6), numerals("๘๕.๕๐"))
    assert believed.text == "๘๕.๕๐" and believed.confidence >= 0.99
    assert consensus(latin("85.50"), numerals("85.50")).text == "85.50"


def test_thai_numerals_are_the_numeral_readers_alone() -> None:
    assert consensus(latin("60.69", 0.99), numerals("๒๙.๖๙")).text == "๒๙.๖๙"
    unsure = consensus(latin("60.69", 0.99), numerals("", 0.2, "๒๙.๖๙", "๒๕.๖๙"), thai=True)
    assert unsure.text == ""


@pytest.mark.parametrize("engine", ["lines", "thai"])
def test_another_reader_that_reads_the_same_bears_out_the_likeliest_number_and_nothing_else(engine: Engine) -> None:
    unsure = numerals("", 0.6, "๒๙.๖๙", "๒๕.๖๙")

    def read(own: str, sure: float = 0.99) -> str | None:
        return consensus(latin("60.69"), unsure, Reading(engine, own, sure), thai=True).text

    assert read("๒๙. ๖๙") == "๒๙.๖๙"
    assert read("๒๕.๖๙") == read("29.69") == read("๒๙.๖๙", SURE - 0.1) == read("") == ""
    assert consensus(numerals("๒๙.๖๙"), Reading(engine, "๒๕.๖๙", 0.99), thai=True).text == "๒๙.๖๙"


def test_another_reader_decides_where_signs_are_in_doubt_and_never_between_digits() -> None:
    unsure = numerals("", 0.6, "๒๙.๖๙.", "๒๙.๖๙", "๒๙.๖๓")

    def read(own: str, sure: float) -> str | None:
        return consensus(unsure, Reading("lines", own, sure), thai=True).text

    assert read("๒๙.๖๙", 0.97) == "๒๙.๖๙"
    assert read("๒๙.๖๙", 0.9) == read("๒๙.๖๓", 0.99) == ""


def test_a_code_in_thai_digits_is_given_where_it_is_nearly_sure_and_a_score_is_not() -> None:
    assert consensus(latin("195", 0.7), numerals("", 0.97, "I๑๖"), thai=True).text == "I๑๖"
    assert consensus(latin("195", 0.7), numerals("", 0.9, "I๑๖"), thai=True).text == ""
    assert consensus(numerals("", 0.97, "๙๗.๑๖"), thai=True).text == ""


def test_a_date_a_range_or_a_list_that_the_recogniser_of_numerals_is_sure_of_is_given() -> None:
    for text in ("๑/๒/๒๕๖๖", "๑๒ - ๑๕", "I๑, I๘", "(I๕)"):
        assert consensus(latin("oo/w", 0.9), numerals(text), thai=True).text == text
        assert consensus(numerals("", 0.97, text), thai=True).text == ""
    assert consensus(latin("15/3/2566", 0.99), numerals("15/3/2566")).text == "15/3/2566"
    assert consensus(latin("(042)"), numerals("(O42)")).text == "(O42)", "an O and a zero are one shape"
    assert consensus(latin("(043)"), numerals("(O42)")).text == "(043)"
    assert consensus(numerals("AA")).text is None and consensus(latin("aa", 0.6), numerals("-")).text == "-"


def test_what_may_be_a_figure_is_left_to_no_reader_of_prose_but_a_word_is() -> None:
    assert consensus(numerals("", 0.6, "13.15")).text == ""
    assert consensus(numerals("", 0.3, "13.15")).text is None
    assert consensus(numerals("", 0.6, "13"), Reading("lines", "ไม่มี", 0.95)).text is None
    assert consensus(latin("IL", 0.95), numerals("", 0.3, "I1", "I7"), codes=True).text == ""
    assert consensus(latin("IIT", 0.95), numerals("", 0.0), codes=True).text is None
    assert consensus(latin("o", 0.95), numerals("", 0.8, "๐", "0"), thai=True).text == ""
    assert consensus(latin("1.19"), numerals("", 0.7, "I.19"), codes=True).text == "I.19"
    assert consensus(latin("1.19"), numerals("", 0.7, "I.19")).text == "1.19"


def test_in_a_column_of_codes_a_sure_code_is_given_where_the_latin_reading_has_its_shape() -> None:
    assert consensus(latin("17"), numerals("I7"), codes=True).text == "I7"
    assert consensus(latin("oll"), numerals("o11"), codes=True).text == "O11"
    assert consensus(latin("el", 0.98), numerals("e1"), codes=True).text == "e1"
    assert consensus(latin("I8"), numerals("I7"), codes=True).text == "I8", "the check says that they differ"
    assert consensus(latin("17"), numerals("I7")).text == "17"


def test_a_sure_code_is_given_against_a_latin_reading_of_thai_digits() -> None:
    """The Latin reader is often sure of what it takes Thai digits for."""
    assert consensus(latin("100", 0.95), numerals("I๒๐"), thai=True).text == "I๒๐"
    assert consensus(latin("E.o", 0.99), numerals("E.๑."), thai=True, codes=True).text == "E.๑."
    assert consensus(latin("I20", 0.95), numerals("I๒๐")).text == "I20"
    assert consensus(latin("I13", 0.7), numerals("I18")).text == "I18"


def test_in_a_column_of_codes_a_round_first_letter_is_an_o() -> None:
    assert column_evidence([latin("O12"), numerals("", 0.7, "๐๒๑", "o๒๑")]).codes
    assert not column_evidence([latin("12"), latin("O12", 0.5), latin("IIT")]).codes
    both = as_code(numerals("", 0.7, "๐๒๑", "o๒๑"))
    assert (both.text, both.candidates) == ("O๒๑", ())
    assert consensus(latin("ol0o", 0.49), both).text == "O๒๑"
    third = as_code(numerals("", 0.55, "๐๒๑", "o๒๑", "o๒๗"))
    assert (third.text, third.candidates) == ("", ("O๒๑", "O๒๗"))
    assert as_code(numerals("๐๓")).text == "O๓"
    assert as_code(latin("0 17", 0.7)).text == "O 17"
    assert as_code(numerals("๐.๔๑")).text == "O.๔๑"
    for other in (numerals("๒๑"), numerals("๐.๕๐"), numerals("", 0.7, "๒๑", "๒๗"), latin("012"), numerals("")):
        assert as_code(other) == other


def test_a_stroke_that_only_the_latin_reader_saw_is_the_i_of_a_code_or_a_1() -> None:
    """The reader of numerals takes a stroke at the edge for what is left of a ruling."""
    assert consensus(latin("127", 0.97), numerals("27")).text == "127"
    assert consensus(latin("I27", 0.97), numerals("27")).text == "I27"
    assert consensus(latin("127", SURE - 0.4), numerals("27")).text == ""
    assert consensus(latin("185.50", SURE - 0.1), numerals("85.50")).text == "85.50"


def test_a_sure_latin_reading_is_not_believed_where_the_numerals_seem_thai_and_say_otherwise() -> None:
    assert consensus(latin("000.00", 0.9), numerals("", 0.7, "๑๐๐.๐๐", "๑๑๐.๐๐")).text == ""
    assert consensus(latin("0.00", 0.9), numerals("", 0.7, "๐.๐๐")).text == "0.00"
    assert consensus(latin("85.50", 0.9), numerals("", 0.3, "๘๕.๕๐")).text == "85.50"


def test_a_lone_reading_must_be_sure_unless_it_is_short() -> None:
    assert consensus(latin("85.50", SURE - 0.1)).text == ""
    assert consensus(latin("85.50", SURE)).text == "85.50"
    assert consensus(latin("I13", 0.6)).text == "I13"
    assert consensus(latin("io", 0.75), numerals("", 0.3, "1", "i๓")).text == ""


def test_a_number_with_a_gap_has_lost_its_point() -> None:
    assert consensus(latin("189,877 90")).text == ""
    assert consensus(latin("189,877 90"), numerals("189,877.90")).text == "189,877.90"
    assert consensus(latin("189,877.90"), numerals("189,877 90")).text == "189,877.90"


def test_words_are_nobodys_number() -> None:
    # ต้องปรับปรุง, to a reader of Latin letters
    assert consensus(latin("901151133", 0.24), numerals("", 0.0), thai=True).text is None
    assert consensus(latin("6659", 0.48), numerals("", 0.0)).text is None
    assert consensus(latin("6659", 0.48)).text == ""
    assert consensus(latin("901151133", 0.24), numerals("", 0.3, "901151133"), thai=True).text == ""
    assert consensus(latin("IIT", 0.99), numerals("", 0.3, "1"), thai=True).text is None
    assert consensus(latin("ab"), numerals("", 0.0)).text is None
    assert consensus().text is None


FIRING: dict[str, Consensus] = {
    "round_letter_is_o": consensus(numerals("", 0.7, "๐๒๑", "o๒๑"), codes=True),
    "line_recogniser_confirms": consensus(numerals("", 0.6, "๒๙.๖๙"), Reading("lines", "๒๙.๖๙", 0.99)),
    "thai_model_confirms": consensus(numerals("", 0.6, "๒๙.๖๙"), Reading("thai", "๒๙. ๖๙", 0.99)),
    "readers_agree": consensus(latin("85.50"), numerals("85.50")),
    "thai_code": consensus(latin("195", 0.7), numerals("I๑๖")),
    "leading_stroke": consensus(latin("127", 0.97), numerals("27")),
    "doubtful_leading_stroke": consensus(latin("127", 0.4), numerals("27")),
    "space_mended": consensus(latin("189,877 90"), numerals("189,877.90")),
    "space_in_number": consensus(latin("189,877 90")),
    "numbers_together": consensus(latin("oo/w", 0.4), numerals("๑/๒/๒๕๖๖"), thai=True),
    "code_in_column": consensus(latin("17"), numerals("I7"), codes=True),
    "latin_word": consensus(latin("IIT"), numerals("", 0.3, "1"), thai=True),
    "latin_among_candidates": consensus(latin("I12"), numerals("", 0.5, "112")),
    "thai_number": consensus(latin("60.69"), numerals("๒๙.๖๙")),
    "likely_thai_code": consensus(latin("195", 0.7), numerals("", 0.97, "I๑๖"), thai=True),
    "thai_digits_unsure": consensus(numerals("", 0.97, "๙๗.๑๖"), thai=True),
    "number_alone": consensus(latin("185.50", 0.7), numerals("85.50")),
    "thai_candidate_differs": consensus(latin("000.00"), numerals("", 0.7, "๑๐๐.๐๐")),
    "thai_candidate_agrees": consensus(latin("0.00"), numerals("", 0.7, "๐.๐๐")),
    "sure_latin": consensus(latin("85.50"), numerals("", 0.3, "๘๕.๕๐")),
    "code_alone": consensus(latin("I13", 0.6), numerals("I18")),
    "short_code": consensus(latin("I13", 0.6)),
    "code_of_zeros": consensus(latin("O0", 0.6)),
    "latin_unsure": consensus(latin("85.50", 0.7)),
    "likely_figure_unsure": consensus(numerals("", 0.6, "85.50")),
    "no_figure": consensus(latin("6659", 0.48), numerals("", 0.0)),
    "crossed_by_ink": find_consensus([latin("85.50")], ColumnEvidence(), crossed=True),
}


def test_rules_are_listed_in_order_each_with_a_sentence() -> None:
    assert [rule.name for rule in rules()] == list(FIRING)
    assert all(rule.sentence.endswith(".") and "\n" not in rule.sentence for rule in rules())


@pytest.mark.parametrize("name", FIRING)
def test_each_rule_can_fire_and_its_name_stays_with_the_text(name: str) -> None:
    assert name in FIRING[name].rule.split(" + ")


def test_a_text_that_a_rewritten_reading_gave_names_both_rules() -> None:
    found = consensus(latin("60.69", 0.5), numerals("", 0.6, "๒๙.๖๙"), Reading("thai", "๒๙.๖๙", 0.9), thai=True)
    assert (found.text, found.rule) == ("๒๙.๖๙", "thai_model_confirms + thai_number")
    assert found.readings[1].text == ""


def test_below_a_stamp_a_figure_is_given_only_where_both_readers_are_sure_of_it() -> None:
    def crossed(*readings: Reading) -> Consensus:
        return find_consensus(readings, ColumnEvidence(), crossed=True)

    agreed = crossed(latin("85.50"), numerals("85.50"))
    assert (agreed.text, agreed.rule) == ("85.50", "readers_agree + crossed_by_ink")
    assert crossed(latin("85.50"), numerals("", 0.3)).text == ""
    assert crossed(latin("85.50", 0.6), numerals("85.50")).text == ""
    assert crossed(latin("no", 0.9)).text is None
