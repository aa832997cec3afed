from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.correct import close, correct
from pipeline.model import AgencyResultRow, Figure, Finding, IndicatorRow, MeasureRow, Place, Report
from pipeline.model.corrections import Correction

FIELDS = {"repair.unresolved": "code"}
AT = Place(2, 2, 1, 5, 6)
ROW = IndicatorRow(1, AT, code_raw="l9", score=88.0)
DOUBT = Finding("repair.unresolved", "warning", "The code is not sure.", page=2, table_no=1, row=5, raw="l9")


def said(field: str, printed: str | None, right: str | None, dataset: str = "indicators", **place: str) -> Correction:
    return Correction("a.pdf", dataset, tuple(place.items()), field, printed, right)


def test_a_corrected_code_brings_its_tool_and_closes_the_finding_about_it() -> None:
    other = Finding("repair.unresolved", "warning", "Another one.", page=2, table_no=1, row=9)
    report = Report(assessment_fiscal_year=2565, indicators=(ROW,), findings=(DOUBT, other))
    corrected, results = correct(report, [said("code", "l9", "I9", table_no="1", row="6")], FIELDS)
    (row,) = corrected.indicators
    assert (row.code, row.code_raw, row.code_status, row.tool) == ("I9", "l9", "repaired", "IIT")
    assert [f.state for f in corrected.findings] == ["corrected", "open"]
    assert [r.state for r in results] == ["applied"]


@pytest.mark.parametrize(
    ("correction", "state"),
    [
        (said("score", "๘๘", "89", entry_no="1"), "applied"),
        (said("score", "88.00", "89", code="l9"), "applied"),
        (said("score", None, "89", entry_no="1"), "stale"),
        (said("question", None, "เรื่องใหม่", entry_no="1"), "applied"),
        (said("score", "88", "89", page="3"), "unmatched"),
        (said("score", "88", "89"), "unmatched"),
    ],
)
def test_a_correction_holds_where_its_print_stands_at_one_place(correction: Correction, state: str) -> None:
    report, (result,) = correct(Report(indicators=(ROW,)), [correction], {})
    assert result.state == state
    assert (report.indicators != (ROW,)) == (state == "applied")
    assert [f.rule for f in report.findings] == ([] if state == "applied" else [f"correct.{state}"])


def test_a_place_that_two_rows_have_is_not_enough() -> None:
    report = Report(indicators=(ROW,), measures=tuple(MeasureRow(1, n, AT, "ก") for n in (1, 2)))
    _, results = correct(
        report,
        [said("measure", "ก", "ข", "measures", entry_no="1"), said("measure", "ก", "ข", "measures", measure_no="2")],
        {},
    )
    assert [r.state for r in results] == ["unmatched", "applied"]


def test_the_print_of_a_figure_that_was_not_read_counts_as_what_stands_there() -> None:
    row = AgencyResultRow(1, 1, 3, agency="เทศบาลตำบล", figures=(Figure("iit", 4, "8S.1", "8S.1"),))
    report, (result,) = correct(
        Report(results=(row,)), [said("iit", "8S.1", "85.1", "agency_results", table_no="1", row="3")], {}
    )
    assert (result.state, report.results[0].iit, report.results[0].figures) == ("applied", 85.1, row.figures)


def test_a_corrected_period_has_its_days() -> None:
    report = Report(fiscal_year=2567, indicators=(ROW,), measures=(MeasureRow(1, 1, AT, "ก", period="x"),))
    corrected, _ = correct(report, [said("period", "x", "ต.ค. 2566 - ก.ย. 2567", "measures", entry_no="1")], {})
    (measure,) = corrected.measures
    assert (measure.period_start, measure.period_end) == (date(2023, 10, 1), date(2024, 9, 30))


def test_a_word_on_a_finding_that_is_not_there_is_stale() -> None:
    findings, results = close("d", [DOUBT], [Correction("a.pdf", "findings", finding_id="0" * 20)])
    assert [f.state for f in findings] == ["open", "open"]
    assert (findings[1].rule, results[0].state) == ("correct.stale", "stale")


@pytest.mark.parametrize("name", ["result", "outcome", "implemented", "not_implemented_reason"])
def test_what_became_of_a_measure_is_not_to_be_said_of_a_plan(name: str) -> None:
    right = "true" if name == "implemented" else "ทำแล้ว"
    correction = said(name, None, right, "measures", entry_no="1", measure_no="1")
    measures = (MeasureRow(1, 1, AT, "ก"),)
    plan, (of_plan,) = correct(Report(indicators=(replace(ROW, stage="plan"),), measures=measures), [correction], {})
    report, (of_report,) = correct(Report(indicators=(ROW,), measures=measures), [correction], {})
    assert (of_plan.state, plan.measures) == ("unmatched", measures)
    assert (of_report.state, report.measures == measures) == ("applied", False)
