"""Figures of scanned results: what arithmetic, ranks and neighbours decide, and what they leave open."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading.results_arithmetic import Engine, Tally, measure
from pipeline.domain.thai_digits import to_arabic, to_thai
from pipeline.model import AgencyResultRow, Figure, Reading, Report
from pipeline.repair import repair

Cell = str | Reading | tuple[Reading, ...]


def sure(text: str) -> Reading:
    return Reading("numerals", text, 0.999)


def unsure(*texts: str, confidence: float = 0.6) -> Reading:
    return Reading("numerals", "", confidence, texts)


def row(
    n: int, rank: Cell, *cells: Cell, basis: str = "weighted", grade: str | None = None, agency: str = "เทศบาลหนึ่ง"
) -> AgencyResultRow:
    """A row of rank, IIT, EIT, OIT and total as assembled: the value of a cell is the one text that was read."""
    figures, values = [], {}
    for column, (name, cell) in enumerate(
        zip(("rank", "iit", "eit", "oit", "total"), (rank, *cells), strict=True), start=1
    ):
        readings = cell if isinstance(cell, tuple) else (sure(cell),) if isinstance(cell, str) else (cell,)
        said = {r.text for r in readings}
        text = readings[0].text if len(said) == 1 else ""
        plain = to_arabic(text)
        figures.append(Figure(name, column, text, plain, readings))  # type: ignore[arg-type]
        values[name] = float(plain) if plain.replace(".", "", 1).isdigit() else None
    number = values.pop("rank")
    return AgencyResultRow(
        1,
        1,
        n,
        None if number is None else int(number),
        agency,
        None,
        **values,
        score_basis=basis,
        grade=grade,
        figures=tuple(figures),
    )  # type: ignore[arg-type]


PLAIN = [
    row(1, "๑", "๒๙.๖๙", "๒๘.๓๖", "๔๐.๐๐", "๙๘.๐๕"),
    row(2, "๒", "๒๗.๖๙", "๒๙.๕๖", "๔๐.๐๐", "๙๗.๒๕"),
    row(3, "๓", "๒๗.๘๙", "๒๙.๘๖", "๓๙.๔๔", "๙๗.๑๙"),
]


def settle(*rows: AgencyResultRow) -> tuple[tuple[AgencyResultRow, ...], list[tuple[str, int | None, str | None]]]:
    report = repair(Report("agency_results", fiscal_year=2567, assessment_fiscal_year=2567, results=rows))
    return report.results, [(f.rule, f.row, f.value) for f in report.findings]


def test_what_is_read_plainly_and_adds_up_is_left_alone() -> None:
    assert settle(*PLAIN) == (tuple(PLAIN), [])


def test_one_reading_makes_the_row_add_up() -> None:
    rows, found = settle(*PLAIN, row(4, "๔", "๒๘.๔๒", unsure("๒๖.๗๗", "๒๗.๗๗"), "๔๐.๐๐", "๙๖.๑๙"))
    assert rows[3].eit == 27.77
    assert found == [("repair.figure_settled", 4, "27.77")]


def test_a_lost_point_and_a_digit_that_no_engine_offers() -> None:
    rows, found = settle(
        *PLAIN,
        row(4, "๔", "๒๘.๔๒", unsure("๒๗๗๗"), "๔๐.๐๐", "๙๖.๑๙"),
        row(5, "๕", "๒๘.๔๒", "๒๗.๗๗", "๔๐.๐๐", unsure("๙๘.๑๙")),
    )
    assert (rows[3].eit, rows[4].total) == (27.77, 96.19)
    assert [rule for rule, _, _ in found] == ["repair.figure_settled"] * 2


def test_two_unsure_figures_that_may_each_give_way_stay_open() -> None:
    rows, found = settle(*PLAIN, row(4, "๔", unsure("๒๘.๔๖", "๒๘.๔๘"), unsure("๒๗.๗๘", "๒๗.๗๖"), "๔๐.๐๐", "๙๖.๒๔"))
    assert (rows[3].iit, rows[3].eit) == (None, None)
    assert {
        (rule, value.split("|")[0] in ("28.46", "28.48", "27.78", "27.76")) for rule, _, value in found if value
    } == {("repair.figure_unresolved", True)}


def test_percent_is_blind_to_a_last_digit_and_says_so() -> None:
    plain = [row(n, to_thai(str(n)), "๙๘.๘๔", "๙๘.๙๓", "๑๐๐.๐๐", "๙๙.๓๓", basis="percent") for n in (1, 2, 3)]
    rows, found = settle(
        *plain,
        row(4, "๔", unsure("๙๑.๕๘", "๙๑.๕๙"), "๙๗.๔๓", "๑๐๐.๐๐", "๙๖.๗๑", basis="percent"),
        row(5, "๕", unsure("๘๑.๕๙", "๙๑.๕๙"), "๙๗.๔๓", "๑๐๐.๐๐", "๙๖.๗๑", basis="percent"),
    )
    assert (rows[3].iit, rows[4].iit) == (None, 91.59)
    assert found[1] == ("repair.figure_settled", 5, "91.59")
    assert found[0][:2] == ("repair.figure_unresolved", 4) and set((found[0][2] or "").split("|")) == {"91.58", "91.59"}


def test_two_engines_that_disagree_are_a_finding_whoever_is_right() -> None:
    both = (Reading("numerals", "27.77", 0.98), Reading("latin", "21.77", 0.98))
    agreed = (both[0], Reading("latin", "27.77", 0.9))
    rows, found = settle(row(1, "1", "28.42", both, "40.00", "96.19"), row(2, "2", "28.42", agreed, "40.00", "96.19"))
    assert [r.eit for r in rows] == [27.77, 27.77]
    assert [(rule, n) for rule, n, _ in found] == [("repair.figure_settled", 1)]


def test_the_reader_of_arabic_figures_has_no_say_in_thai_ones() -> None:
    both = (sure("๒๗.๗๗"), Reading("latin", "60.00", 0.99), Reading("tesseract", "๒๒.๒๒", 0.99))
    made = row(1, "๑", "๒๘.๔๒", "๒๗.๗๗", "๔๐.๐๐", "๙๖.๑๙")
    figures = tuple(Figure(f.field, f.column, f.raw, f.text, both) if f.field == "eit" else f for f in made.figures)
    changed = AgencyResultRow(1, 1, 1, 1, "ก", None, 28.42, 27.77, 40.0, 96.19, "weighted", None, figures)
    assert settle(changed) == ((changed,), [])


def test_sure_readings_that_do_not_add_up_are_never_kept_in_silence() -> None:
    rows, found = settle(*PLAIN, row(4, "๔", "๒๘.๔๒", "๒๗.๗๗", "๔๐.๐๐", "๙๒.๑๙"))
    assert rows[3].total in (None, 96.19)
    assert found


def test_ranks_are_told_by_their_neighbours() -> None:
    cells = ("๒๘.๔๒", "๒๗.๗๗", "๔๐.๐๐", "๙๖.๑๙")
    ranks: list[Cell] = ["๑๓", unsure("๑๕", "๑๔"), unsure("๑๕"), unsure(), "๑๗", "๑๘"]
    rows, found = settle(*(row(n, rank, *cells) for n, rank in enumerate(ranks, start=1)))
    assert [r.rank for r in rows] == [13, 14, 15, 16, 17, 18]
    assert [(rule, value) for rule, _, value in found] == [("repair.figure_settled", v) for v in ("14", "15", "16")]


def test_a_rank_of_which_nothing_was_seen_needs_both_neighbours() -> None:
    cells = ("๒๘.๔๒", "๒๗.๗๗", "๔๐.๐๐", "๙๖.๑๙")
    full = [row(n, to_thai(str(n)), *cells) for n in range(1, 7)]
    bare = [replace(r, rank=None, figures=r.figures[1:]) if r.row in (3, 6) else r for r in full]
    rows, found = settle(*bare)
    assert [r.rank for r in rows] == [1, 2, 3, 4, 5, None]
    assert found == [("repair.figure_settled", 3, "3")]
    dash = (Figure("rank", 1, "-", "-"), *full[2].figures[1:])
    assert settle(*full[:2], replace(full[2], rank=None, figures=dash), *full[3:])[0][2].rank == 3


def test_a_total_is_bounded_by_its_neighbours_where_totals_fall() -> None:
    def body(n: int, total: Cell) -> AgencyResultRow:
        full = row(n, to_thai(str(n)), "๑", "๑", "๑", total)
        figures = tuple(f for f in full.figures if f.field in ("rank", "total"))
        return AgencyResultRow(1, 1, n, n, "ก", None, total=full.total, figures=figures)

    totals: list[Cell] = [
        "๙๘.๑๐",
        "๙๗.๑๐",
        "๙๖.๑๐",
        unsure("๙๙.๓๐", "๙๔.๓๐"),
        "๙๔.๑๐",
        "๙๓.๑๐",
        "๙๒.๑๐",
        "๙๑.๑๐",
        "๙๐.๑๐",
    ]
    rows, _ = settle(*(body(n, total) for n, total in enumerate(totals, start=1)))
    assert rows[3].total in (94.3, None)


@pytest.mark.parametrize(
    ("printed", "expected"), [("ผานดีเยียม", "ผ่านดีเยี่ยม"), ("ผ่านดีเยี่ยม", "ผ่านดีเยี่ยม"), ("รอผล", "รอผล")]
)
def test_a_grade_that_lost_its_marks(printed: str, expected: str) -> None:
    made = row(1, "๑", "๒๙.๖๙", "๒๘.๕๖", "๔๐.๐๐", "๙๘.๒๕", grade=printed)
    grade = Figure("grade", 6, printed, printed, (Reading("tesseract", printed, 0.9),))
    with_grade = AgencyResultRow(
        1, 1, 1, 1, "ก", None, 29.69, 28.56, 40.0, 98.25, "weighted", printed, (*made.figures, grade)
    )
    (settled,), found = settle(with_grade)
    assert settled.grade == expected
    assert [rule for rule, _, _ in found] == (["repair.grade_settled"] if printed != expected else [])


def test_a_text_layer_is_never_touched() -> None:
    figures = tuple(Figure(name, k, "1", "1") for k, name in enumerate(("rank", "iit", "eit", "oit", "total")))  # type: ignore[arg-type]
    made = AgencyResultRow(1, 1, 1, 7, "ก", None, 28.42, 27.77, 40.0, 12.0, "weighted", "A", figures)
    assert settle(made) == ((made,), [])


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(["weighted", "percent"]), thai=st.booleans())
def test_what_is_wrong_has_a_finding(seed: int, kind: str, thai: bool) -> None:
    """A careless reader, unsure of every tenth figure and twice as often wrong as the recogniser may be."""
    tally = Tally()
    measure(random.Random(seed), kind, thai, [Engine(unsure=0.1, wrong=0.004)], 60, tally)
    assert tally.wrong_silent <= 1
    assert tally.right + tally.null + tally.wrong >= tally.doubtful
    assert tally.right >= 0.3 * tally.doubtful - 2


def test_tesseract_alone_is_a_guess_in_thai_numerals_that_only_arithmetic_makes_good() -> None:
    fifty = Reading("tesseract", "๕๐.๐๐", 0.95)
    made = [
        AgencyResultRow(
            r.page,
            r.table_no,
            r.row,
            r.rank,
            r.agency,
            None,
            r.iit,
            r.eit,
            None,
            total,
            "weighted",
            None,
            tuple(
                Figure(f.field, f.column, "", "", (fifty,)) if f.field == "oit" else f
                for f in r.figures
                if total is not None or f.field != "total"
            ),
        )
        for r, total in ((PLAIN[0], 98.05), (PLAIN[1], None))
    ]
    rows, found = settle(*made, PLAIN[2])
    assert [r.oit for r in rows] == [40.0, None, 39.44]
    assert [rule for rule, _, _ in found] == ["repair.figure_settled", "repair.figure_unresolved"]
