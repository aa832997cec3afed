"""The heading of a document and its years."""

from __future__ import annotations

from dataclasses import replace

from support.checked_reports import findings_of, rules_of, sound_report

from pipeline.model import Line


def test_heading_without_agency_or_year() -> None:
    document, report = sound_report()
    assert set(rules_of(document, replace(report, agency=None, fiscal_year=None))) == {
        "check.agency_missing",
        "check.year_missing",
    }


def test_year_on_the_cover_against_the_year_of_the_report() -> None:
    document, report = sound_report()
    cover = [
        f
        for f in findings_of(document, replace(report, fiscal_year=2568, assessment_fiscal_year=2567))
        if f.rule == "check.year"
    ]
    assert [f.value for f in cover] == ["2566"]
    page = replace(document.pages[0], blocks=(*document.pages[0].blocks, Line("", "ตามแผนปีงบประมาณ พ.ศ. 2560")))
    text = findings_of(replace(document, pages=(page,)), report)
    assert [(f.rule, f.value) for f in text] == [("check.year", "2560")]
