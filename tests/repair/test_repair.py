from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.misprinted_codes import PLACE, Drawn, draw

from pipeline.domain.codebook import all_codes, editions
from pipeline.model import IndicatorRow, Report
from pipeline.repair import repair

YEARS = sorted(editions())
SEEN = ["11", "l3", "O99", "I7", "5", "", "E 2", "MOIT3"]
drawing = settings(max_examples=100, deadline=None)
contexts = st.tuples(st.booleans(), st.sampled_from(["none", "number", "titled", "typo"]))


def rows(
    *raws: str | None, tool: str | None = None, section: int | None = None, questions: dict[int, str] | None = None
) -> tuple[IndicatorRow, ...]:
    return tuple(
        IndicatorRow(i, PLACE, tool, section, code_raw=raw, question=(questions or {}).get(i))  # type: ignore[arg-type]
        for i, raw in enumerate(raws, 1)
    )


def report(*parts: tuple[IndicatorRow, ...], year: int | None = 2565) -> Report:
    every = [replace(row, entry_no=i) for i, row in enumerate((row for part in parts for row in part), 1)]
    return Report(family="measures_result", assessment_fiscal_year=year, indicators=tuple(every))


def codes(repaired: Report) -> list[str | None]:
    return [row.code for row in repaired.indicators]


def rules(repaired: Report) -> set[str]:
    return {finding.rule for finding in repaired.findings}


@drawing
@given(st.randoms(use_true_random=False), st.sampled_from(YEARS), contexts)
def test_codes_misprinted_by_shape_all_come_back(rng: random.Random, year: int, context: tuple[bool, str]) -> None:
    drawn = draw(rng, year, headings=context[0], sections=context[1])
    assert codes(repair(drawn.report)) == list(drawn.codes)


@drawing
@given(st.randoms(use_true_random=False), st.sampled_from(YEARS), st.booleans(), st.sampled_from(["number", "titled"]))
def test_no_lost_stroke_or_letter_gives_a_wrong_code(
    rng: random.Random, year: int, headings: bool, sections: str
) -> None:
    drawn = draw(rng, year, misprints="hard", headings=headings, sections=sections)
    assert drawn.wrong(repair(drawn.report)) == []


@pytest.mark.parametrize("sections", ["number", "titled", "typo"])
def test_nine_of_ten_codes_come_back_from_lost_strokes_and_letters(sections: str) -> None:
    rng = random.Random(20)
    right = total = 0
    for _ in range(60):
        drawn = draw(rng, rng.choice(YEARS), misprints="hard", sections=sections)
        repaired = repair(drawn.report)
        assert drawn.wrong(repaired) == []
        right += drawn.right(repaired)
        total += len(drawn.codes)
    assert right >= 0.97 * total


@drawing
@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.sampled_from(SEEN)), max_size=12))
def test_repair_never_leaves_the_codebook_and_keeps_the_print(raws: list[str | None]) -> None:
    before = report(rows(*raws))
    after = repair(before)
    given_codes = [code for code in codes(after) if code is not None]
    assert set(given_codes) <= set(all_codes())
    assert len(given_codes) == len(set(given_codes))
    assert [row.code_raw for row in after.indicators] == raws
    for row in after.indicators:
        assert (row.code is None) == (row.code_status == "unresolved")
        assert row.code_status != "printed" or row.code == (row.code_raw or "").strip()


@pytest.mark.parametrize(
    ("raw", "section", "code"),
    [
        ("l13", 3, "I13"),
        ("|13", 3, "I13"),
        ("113", 3, "I13"),
        ("i 13", 3, "I13"),
        ("I๑๓", 3, "I13"),
        ("I.13", 3, "I13"),
        ("I7", 3, "I17"),
        ("11", 1, "I1"),
        ("11", 2, "I11"),
        ("22", 4, "I22"),
        ("[8", 2, "I8"),
        ("เ9", 2, "I9"),
        ("5", 1, "I5"),
        ("I01", 1, "I1"),
        ("57", 7, "E7"),
        ("514", 8, "E14"),
        ("B3", 6, "E3"),
        ("£12", 8, "E12"),
        ("e9", 7, "E9"),
        ("E๑๑", 8, "E11"),
        ("E\n๑๒", 8, "E12"),
        ("041", 10, "O41"),
        ("O08", 9, "O8"),
        ("Q8", 9, "O8"),
        ("O041", 10, "O41"),
        ("๐24", 9, "O24"),
        ("O๔๓", 10, "O43"),
    ],
)
def test_prints_seen_in_reports(raw: str, section: int, code: str) -> None:
    repaired = repair(report(rows(raw, section=section)))
    assert codes(repaired) == [code]
    assert repaired.indicators[0].indicator_no == section
    assert repaired.indicators[0].tool == {"I": "IIT", "E": "EIT", "O": "OIT"}[code[0]]


def test_status_says_how_the_code_came_about() -> None:
    repaired = repair(report(rows("I1", " I2 ", "i3", "14", None, "I6", tool="IIT", section=1)))
    assert codes(repaired) == ["I1", "I2", "I3", "I4", "I5", "I6"]
    assert [row.code_status for row in repaired.indicators] == [
        "printed",
        "printed",
        "repaired",
        "repaired",
        "inferred",
        "printed",
    ]
    assert rules(repaired) == {"repair.inferred"}


def test_ambiguous_code_is_null_with_its_candidates() -> None:
    repaired = repair(report(rows("I1", None, "I12", tool="IIT")))
    assert codes(repaired) == ["I1", None, "I12"]
    (finding,) = repaired.findings
    assert (finding.rule, finding.severity, finding.row) == ("repair.unresolved", "warning", 1)
    assert {"I2", "I11"} <= set((finding.value or "").split("|"))


def test_after_lost_strokes_a_plain_print_is_trusted_less() -> None:
    """I7 between I3 and I18 is I7, unless the reader is seen to lose strokes: then it may be I17."""
    sound = repair(report(rows("I3", "I7", "I18", tool="IIT")))
    assert codes(sound) == ["I3", "I7", "I18"]
    lossy = repair(report(rows("I3", "I7", "I18", tool="IIT"), rows("I19", "22", "I23", tool="IIT", section=4)))
    assert codes(lossy) == ["I3", None, "I18", "I19", "I22", "I23"]


def test_question_tells_codes_apart() -> None:
    question = "รายงานผลการใช้จ่ายงบประมาณประจำปี"
    assert codes(repair(report(rows("O18", None, "O33", tool="OIT", questions={2: question})))) == ["O18", "O20", "O33"]


def test_code_outside_the_year_is_flagged_and_kept() -> None:
    repaired = repair(report(rows("O1", "O8", "O30", tool="OIT"), year=2568))
    assert codes(repaired) == ["O1", "O8", "O30"]
    assert rules(repaired) == {"repair.outside_year"}
    assert repaired.indicators[2].indicator_no is None


def test_code_of_no_year_is_flagged_never_forced() -> None:
    repaired = repair(report(rows("O1", "O99", tool="OIT")))
    assert codes(repaired) == ["O1", None]
    assert rules(repaired) == {"repair.unknown"}


def test_a_list_that_is_not_known_to_be_whole_is_not_held_against_a_code() -> None:
    """Items of 2562: other than in later years, perhaps 48."""
    repaired = repair(report(rows("O31", "O43", "O48", tool="OIT", section=10), year=2562))
    assert codes(repaired) == ["O31", "O43", "O48"]
    assert rules(repaired) == set()
    assert [row.indicator_no for row in repaired.indicators] == [10, 10, 10]
    without_heading = repair(report(rows("O31", tool="OIT"), year=2562))
    assert without_heading.indicators[0].indicator_no is None


def test_codes_of_other_assessments_are_not_ita_codes() -> None:
    repaired = repair(report(rows("MOIT1", "MOIT 22", "EB 3", "EB๔")))
    assert codes(repaired) == [None] * 4
    assert rules(repaired) == {"repair.foreign"}


def test_row_printed_twice_has_its_code_once() -> None:
    twice = tuple(replace(row, score=90.0) for row in rows("I1", "I2", "I2", "I3", tool="IIT"))
    repaired = repair(report(twice))
    assert codes(repaired) == ["I1", "I2", None, "I3"]
    assert rules(repaired) == {"repair.repeated"}


def test_wrong_section_number_does_not_bend_plain_codes() -> None:
    repaired = repair(report(rows("I13", "I16", section=3), rows("I20", "I23", section=2), rows("I26", section=5)))
    assert codes(repaired) == ["I13", "I16", "I20", "I23", "I26"]
    assert [row.indicator_no for row in repaired.indicators] == [3, 3, 4, 4, 5]


def test_unsorted_report_is_read_row_by_row() -> None:
    raws = ["I20", "I3", "I17", "I7", "I29", "I1", "I12", "I5", "I26", "I14"]
    assert codes(repair(report(rows(*raws, tool="IIT")))) == raws


def test_code_under_another_heading_keeps_its_own_tool() -> None:
    repaired = repair(report(rows("E1", "E5", "O8", tool="EIT")))
    assert codes(repaired) == ["E1", "E5", "O8"]
    assert [row.tool for row in repaired.indicators] == ["EIT", "EIT", "OIT"]
    assert rules(repaired) == {"repair.tool"}


def test_heading_that_was_lost_does_not_bend_the_codes_behind_it() -> None:
    repaired = repair(report(rows("E11", "e 12", "514", "O10", "014", "o16", "018", "o26", tool="EIT", section=8)))
    assert codes(repaired) == ["E11", "E12", "E14", "O10", "O14", "O16", "O18", "O26"]
    assert [row.tool for row in repaired.indicators] == ["EIT"] * 3 + ["OIT"] * 5
    assert "repair.heading_stale" in rules(repaired)


def test_a_section_heading_that_was_not_read_does_not_bend_the_codes_of_a_scan() -> None:
    """E1-E3 are of section 6, E4-E6 of 7, E7-E9 of 8 (2568)."""
    printed = (rows("E3", "E6", tool="EIT", section=6), rows("E9", tool="EIT", section=8))
    scanned = [tuple(replace(row, scanned=True) for row in part) for part in printed]
    repaired = repair(report(*scanned, year=2568))
    assert codes(repaired) == ["E3", "E6", "E9"]
    assert [row.indicator_no for row in repaired.indicators] == [6, 7, 8]
    assert "repair.section_stale" in rules(repaired)
    assert codes(repair(report(*printed, year=2568)))[1] is None  # a typed report's headings are all there
    wrong = (rows("E3", "E9", tool="EIT", section=6), rows("E5", tool="EIT", section=7))
    later = [tuple(replace(row, scanned=True) for row in part) for part in wrong]
    assert "repair.section_stale" not in rules(repair(report(*later, year=2568)))  # E9 stands before section 7


def test_one_odd_code_in_the_midst_does_not_unmake_a_heading() -> None:
    repaired = repair(report(rows("I1", "E1", "I3", tool="IIT", section=1)))
    assert codes(repaired) == ["I1", None, "I3"]
    assert "repair.heading_stale" not in rules(repaired)


def test_indicators_follow_the_year() -> None:
    raws = ("I4", "I7", "I13")
    assert [row.indicator_no for row in repair(report(rows(*raws), year=2565)).indicators] == [1, 2, 3]
    assert [row.indicator_no for row in repair(report(rows(*raws), year=2567)).indicators] == [2, 3, 5]
    assert [row.indicator_no for row in repair(report(rows(*raws), year=None)).indicators] == [None, None, None]


def test_another_years_codebook_is_taken_only_where_it_explains_far_more() -> None:
    sections = [rows(f"I{3 * n - 2}", f"I{3 * n - 1}", f"I{3 * n}", section=n) for n in (1, 2, 3, 4, 5)]
    repaired = repair(report(*sections, year=2565))
    assert codes(repaired) == [f"I{n}" for n in range(1, 16)]
    assert [row.indicator_no for row in repaired.indicators] == [n for n in (1, 2, 3, 4, 5) for _ in range(3)]
    assert "repair.other_year" in rules(repaired)


def test_report_without_rows_is_left_alone() -> None:
    empty = Report(family=None)
    assert repair(empty) is empty


def test_repair_twice_changes_nothing_more() -> None:
    drawn: Drawn = draw(random.Random(3), 2566, misprints="hard")
    once = repair(drawn.report)
    twice = repair(replace(once, findings=()))
    assert (twice.indicators, twice.findings) == (once.indicators, once.findings)


@pytest.mark.parametrize("name", ["dev-a", "dev-b", "dev-d", "dev-e", "dev-f", "seed-word"])
@pytest.mark.parametrize("context", [True, False])
def test_codes_of_the_corpus(corpus: Path, name: str, context: bool) -> None:
    path = corpus / "editions" / f"{name}.truth.csv"
    first: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for line in csv.DictReader(handle):
            first.setdefault(line["code"], line)
    indicators = tuple(
        IndicatorRow(
            i,
            PLACE,
            line["assessment"] if context else None,
            int(line["section_no"]) if context else None,  # type: ignore[arg-type]
            line["section_title"] if context else None,
            code_raw=line["code_raw"],
            question=line["question"] or None,
        )
        for i, line in enumerate(first.values(), 1)
    )
    year = int(next(iter(first.values()))["fiscal_year"])
    assert codes(repair(Report(fiscal_year=year, indicators=indicators))) == list(first)


def test_a_plain_code_out_of_order_stands_as_printed() -> None:
    repaired = repair(report(rows("I1", "I7", "I20", "I28", "I14", "O1")))
    assert codes(repaired) == ["I1", "I7", "I20", "I28", "I14", "O1"]


def test_an_unlikely_code_out_of_order_is_not_given_where_another_is_near() -> None:
    assert codes(repair(report(rows("I15", "I16", "I7", "I18", "I19"))))[2] in ("I17", None)


@pytest.mark.parametrize(
    ("raw", "tool", "code"),
    [
        ("I-7", None, "I7"),
        ("E.1", None, "E1"),
        ("OIT 12", None, "O12"),
        ("ข้อ i 1", None, "I1"),
        ("7", "EIT", "E7"),
        ("35", "OIT", "O35"),
        ("11", "IIT", None),  # I1 or I11
        ("7", None, None),
    ],
)
def test_codes_of_a_plan_with_marks_around_them_or_without_their_letter(
    raw: str, tool: str | None, code: str | None
) -> None:
    (row,) = rows(raw, tool=tool)
    assert codes(repair(report((replace(row, stage="plan"),))))[0] == code
