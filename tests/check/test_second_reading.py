"""A PDF and a transcript of it: what both read alike is confirmed, what differs is a finding on the better one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support import factories

from pipeline.check.copies import mark_copies
from pipeline.check.second_reading import plain_name
from pipeline.model import AgencyResultRow, Finding, Outcome, PageFile

RULES = ("copies.number_disagrees", "copies.text_disagrees", "copies.confirmed")


def _read(name: str, codes: int = 10) -> Outcome:
    """A report whose measures do not name their file."""
    made = factories.outcome(name, codes=codes)
    measures = tuple(replace(m, measure=f"อบรม {m.entry_no} ครั้ง") for m in made.report.measures)
    kind = "pdf" if name.endswith(".pdf") else "transcript"
    document = replace(made.document, source=factories.source(name, kind=kind))
    return replace(made, report_id=None, document=document, report=replace(made.report, measures=measures))


def _with_measure(of: Outcome, n: int, **changes: Any) -> Outcome:
    rows = [replace(row, **changes) if i == n else row for i, row in enumerate(of.report.measures)]
    return replace(of, report=replace(of.report, measures=tuple(rows)))


def _rescored(outcome: Outcome, count: int) -> Outcome:
    rows = [
        replace(row, score=1.0, score_raw="1.00") if i < count else row
        for i, row in enumerate(outcome.report.indicators)
    ]
    return replace(outcome, report=replace(outcome.report, indicators=tuple(rows)))


def _found(*outcomes: Outcome) -> list[list[Finding]]:
    return [[finding for finding in outcome.findings if finding.rule in RULES] for outcome in mark_copies(outcomes)]


def test_what_both_read_alike_is_confirmed_on_the_better_one() -> None:
    (confirmed,), of_copy = _found(_read("a.pdf"), _read("b.json"))
    # fiscal year and body; score, level and question of 10 codes; measure, result and outcome of 20 measures
    assert confirmed.rule == "copies.confirmed"
    assert confirmed.value == "92/92"
    assert of_copy == []


def test_a_number_in_a_text_is_a_warning_and_stands_before_letters() -> None:
    pdf, transcript = _read("a.pdf"), _read("b.json")
    transcript = _with_measure(transcript, 0, result="ผลลัพธ์")
    transcript = _with_measure(transcript, 5, measure="อบรม 8 ครั้ง")
    (number, letters, confirmed), _ = _found(pdf, transcript)
    assert (number.rule, number.severity, number.code, number.field) == (
        "copies.number_disagrees",
        "warning",
        "I3",
        "measure",
    )
    assert (number.raw, number.value) == ("อบรม 3 ครั้ง", "อบรม 8 ครั้ง")
    assert (
        number.message == 'The numbers differ in the measure of I3, measure 2: "อบรม3ครั้ง" here, "อบรม8ครั้ง" in b.json.'
    )
    assert (letters.rule, letters.severity, letters.field) == ("copies.text_disagrees", "info", "result")
    assert (number.page, number.table_no, number.row) == (1, 1, 6)
    assert confirmed.value == "90/92"


@pytest.mark.parametrize(("here", "there"), [("อบรม ๑๒ ครั้ง", "อบรม12ครั้ง"), ("1. อบรม", "อบรม"), ("เก็บ  ผล", "เก็บผล")])
def test_what_readings_of_one_print_may_differ_in_is_no_difference(here: str, there: str) -> None:
    one, two = _with_measure(_read("a.pdf"), 0, measure=here), _with_measure(_read("b.md"), 0, measure=there)
    (confirmed,), _ = _found(one, two)
    assert confirmed.value == "92/92"


def test_a_text_that_one_reading_lacks_differs() -> None:
    (letters, confirmed), _ = _found(_read("a.pdf"), _with_measure(_read("b.md"), 0, result=None))
    assert (letters.raw, letters.value) == ("ผล", "")
    assert confirmed.value == "91/92"


def test_only_a_pdf_and_a_transcript_are_two_readings() -> None:
    assert _found(_read("a.pdf"), _read("b.pdf")) == [[], []]
    assert _found(_read("a.md"), _read("b.json")) == [[], []]


def test_scores_differ_once_and_count_as_different() -> None:
    first, second = mark_copies([_read("a.pdf"), _rescored(_read("b.json"), 1)])
    assert [f.rule for f in first.findings if f.rule.startswith("copies.")] == ["copies.disagree", "copies.confirmed"]
    assert [f.value for f in first.findings if f.rule == "copies.confirmed"] == ["91/92"]
    assert second.copy_of == first.document.source.document_id


def test_many_misread_scores_make_no_other_report_of_a_transcript() -> None:
    """Of two PDFs they would be two reports."""
    assert [o.copy_of is None for o in mark_copies([_read("a.pdf"), _rescored(_read("b.pdf"), 4)])] == [True, True]
    marked = mark_copies([_read("a.pdf"), _rescored(_read("b.json"), 4)])
    assert [o.copy_of is None for o in marked] == [True, False]
    assert sum(f.rule == "copies.disagree" for f in marked[0].findings) == 4


def test_a_transcript_of_another_report_of_the_body_stays_apart_unless_its_name_says_otherwise() -> None:
    other = _rescored(_read("b.json"), 10)
    for n in range(20):
        other = _with_measure(other, n, measure="อื่น ๆ", result="อื่น ๆ", outcome="อื่น ๆ")
    assert [o.copy_of is None for o in mark_copies([_read("a.pdf"), other])] == [True, True]
    beside = replace(other, document=replace(other.document, source=factories.source("a.json", kind="transcript")))
    assert [o.copy_of is None for o in mark_copies([_read("a.pdf"), beside])] == [True, False]


def test_names_and_grades_of_bodies() -> None:
    one, two = (factories.results(name, bodies=12) for name in ("a.pdf", "b.json"))
    rows: list[AgencyResultRow] = list(two.report.results)
    rows[3] = replace(rows[3], grade="AA")
    two = replace(two, document=replace(two.document, source=factories.source("b.json", kind="transcript")))
    two = replace(two, report=replace(two.report, results=tuple(rows)))
    (letters, confirmed), _ = _found(one, two)
    assert (letters.field, letters.raw, letters.value, letters.row) == ("grade", "A", "AA", 4)
    assert confirmed.value == "72/73"


def test_differences_beyond_the_first_hundred_are_counted() -> None:
    one, two = _read("a.pdf", codes=60), _read("b.json", codes=60)
    for n in range(120):
        two = _with_measure(two, n, result="ผลอื่น")
    (*named, confirmed), _ = _found(one, two)
    assert len(named) == 100
    assert "120 differ, 20 of which are not named" in confirmed.message


@pytest.mark.parametrize("name", ["a.json", "a_content_list.json", "a.hocr.html", "a_res.json"])
def test_body_and_year_may_be_misread_in_a_transcript_of_the_same_name(name: str) -> None:
    pdf, transcript = _read("a.pdf"), _read(name)
    transcript = replace(
        transcript, report=replace(transcript.report, fiscal_year=2565, agency="สำนักงานปลัดกระทรวงการคลัว")
    )
    marked = mark_copies([transcript, pdf])
    assert [o.copy_of is None for o in marked] == [False, True]
    assert marked[0].report_id == marked[1].report_id
    named = [(f.rule, f.field, f.raw, f.value) for f in marked[1].findings if f.rule.endswith("_disagrees")]
    assert named == [
        ("copies.number_disagrees", "fiscal_year", "2566", "2565"),
        ("copies.text_disagrees", "agency", "สำนักงานปลัดกระทรวงการคลัง", "สำนักงานปลัดกระทรวงการคลัว"),
    ]


def test_the_pages_of_a_transcript_bear_the_name_of_its_pdf() -> None:
    pages = tuple(PageFile("", f"2566/a-page_{n:02d}.json", n, "") for n in (1, 2))
    source = replace(factories.source("2566/a-page_01.json", kind="transcript"), page_files=pages)
    assert plain_name(source) == plain_name(factories.source("2566/a.pdf")) == "2566/a"
