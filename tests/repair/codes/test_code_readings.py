"""Scanned codes are decoded over what their readers held possible."""

from __future__ import annotations

from support.misprinted_codes import PLACE

from pipeline.model import IndicatorRow, Reading, Report, ScoreRow
from pipeline.repair import repair
from pipeline.repair.codes.code_readings import code_options


def numerals(text: str, confidence: float = 0.99, *others: str) -> Reading:
    return Reading("numerals", text, confidence, others)


def row(entry_no: int, raw: str | None, *readings: Reading, question: str | None = None) -> IndicatorRow:
    return IndicatorRow(
        entry_no, PLACE, "IIT", None, code_raw=raw, question=question, scanned=True, code_readings=readings
    )


def repaired(*rows: IndicatorRow) -> Report:
    return repair(Report(family="measures_result", assessment_fiscal_year=2565, indicators=rows))


def codes(report: Report) -> list[str | None]:
    return [row.code for row in report.indicators]


def test_what_may_stand_in_a_cell_costs_as_much_as_it_is_doubtful() -> None:
    unsure = row(1, None, Reading("latin", "la", 0.4), numerals("", 0.9, "I๓", "I๑"))
    options = code_options(unsure)
    assert list(options) == ["I๓", "I๑"] and 0 < options["I๓"] < options["I๑"]
    arabic = code_options(row(1, "I 12", Reading("latin", "I 12", 0.9), numerals("I12")))
    assert list(arabic) == ["I12"] and arabic["I12"] < 0.1
    assert code_options(row(1, "I๓")) == {"I๓": 0.0} and code_options(row(1, None)) == {}


def test_a_code_of_which_no_reading_was_given_is_the_candidate_that_fits_its_place() -> None:
    unsure = row(2, None, numerals("", 0.6, "I๑", "I๓"))
    report = repaired(row(1, "I๒", numerals("I๒")), unsure, row(3, "I๔", numerals("I๔")))
    assert codes(report) == ["I2", "I3", "I4"]
    settled = report.indicators[1]
    assert (settled.code_raw, settled.code_status) == ("I๑", "repaired")
    (finding,) = (f for f in report.findings if f.rule == "repair.code_settled")
    assert finding.code == "I3" and "I๑" in finding.message and "I๓" in finding.message


def test_the_question_beside_it_tells_two_candidates_apart() -> None:
    question = "หน่วยงานของท่าน ใช้จ่ายงบประมาณ โดยคำนึงถึงประเด็นดังต่อไปนี้ มากน้อยเพียงใด : คุ้มค่า"
    unsure = numerals("", 0.5, "I๘", "I๔")
    assert codes(repaired(row(1, None, unsure))) == [None]
    assert codes(repaired(row(1, None, unsure, question=question))) == ["I8"]


def test_a_code_that_its_readers_do_not_tell_apart_stays_unresolved_with_its_candidates() -> None:
    unsure = row(2, None, numerals("", 0.5, "I๑๓", "I๑๑"))
    report = repaired(row(1, "I๑๐", numerals("I๑๐")), unsure, row(3, "I๒๐", numerals("I๒๐")))
    assert codes(report) == ["I10", None, "I20"]
    (finding,) = (f for f in report.findings if f.rule == "repair.unresolved")
    assert finding.value == "I11|I13" or finding.value == "I13|I11"


def test_a_sure_reading_that_nothing_around_it_allows_is_not_given_in_silence() -> None:
    wrong = row(2, "I๑", numerals("I๑", 0.97, "I๑๑"))
    report = repaired(row(1, "I๑๐", numerals("I๑๐")), wrong, row(3, "I๑๒", numerals("I๑๒")))
    assert codes(report)[1] in (None, "I11")
    assert {f.rule for f in report.findings} & {"repair.code_settled", "repair.unresolved"}


def score(row: int, raw: str | None, *readings: Reading) -> ScoreRow:
    sure = (Reading("numerals", "90.00", 0.999),)
    return ScoreRow(
        1, 1, row, 3, "question", tool="IIT", code_raw=raw, score=90.0, readings=sure, code_readings=readings
    )


def test_the_codes_of_a_scanned_score_sheet_are_decoded_over_their_readings_too() -> None:
    unsure = score(3, "I๘", numerals("", 0.5, "I๘", "I๒"))
    rows = (score(2, "I๑", numerals("I๑")), unsure, score(4, "I๓", numerals("I๓")))
    report = repair(Report(family="indicator_scores", assessment_fiscal_year=2565, scores=rows))
    assert [row.code for row in report.scores] == ["I1", "I2", "I3"]
    assert [f.rule for f in report.findings] == ["repair.code_settled"]
