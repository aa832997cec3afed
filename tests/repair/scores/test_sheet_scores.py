"""Scanned score sheets: unsure figures are settled by their sheet, and by nothing less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.score_sheets import SCORES

from pipeline.domain.thai_digits import to_thai
from pipeline.model import Reading, Report, ScoreRow, Tool
from pipeline.repair import repair

TOOL_FIGURES: dict[Tool, tuple[float, float, float]] = {
    "IIT": (92.0, 30.0, 27.6),
    "EIT": (86.0, 30.0, 25.8),
    "OIT": (96.0, 40.0, 38.4),
}


def sure(text: str) -> tuple[Reading, ...]:
    return (Reading("numerals", to_thai(text), 0.999),)


def unsure(*texts: str, confidence: float = 0.8) -> tuple[Reading, ...]:
    return (Reading("numerals", "", confidence, tuple(to_thai(t) for t in texts)),)


def scanned_sheet() -> list[ScoreRow]:
    """A sheet with weights, every figure of it read surely."""
    rows = []
    for n, text in enumerate(SCORES, start=1):
        tool: Tool = "IIT" if n < 6 else "EIT" if n < 9 else "OIT"
        found = ScoreRow(
            1, 1, n + 1, 2, "indicator", tool=tool, indicator_no=n, score=float(text), score_basis="percent"
        )
        rows.append(replace(found, score_raw=to_thai(text), readings=sure(text)))
        if n in (1, 6, 9):
            score, weight, weighted = TOOL_FIGURES[tool]
            both = ScoreRow(1, 1, n + 1, 3, "tool", tool=tool, weight=weight, weight_readings=sure(f"{weight:.2f}"))
            rows.append(replace(both, score=score, score_basis="percent", readings=sure(f"{score:.2f}")))
            rows.append(
                replace(both, column=5, score=weighted, score_basis="weighted", readings=sure(f"{weighted:.2f}"))
            )
    total = ScoreRow(1, 1, 12, 5, "total", score=91.8, score_basis="percent", readings=sure("91.80"))
    return [*rows, total]


def settled(rows: list[ScoreRow]) -> tuple[tuple[ScoreRow, ...], list[str]]:
    report = repair(Report("indicator_scores", assessment_fiscal_year=2566, fiscal_year=2566, scores=tuple(rows)))
    return report.scores, [f.rule for f in report.findings]


def index_of(
    rows: list[ScoreRow], kind: str, tool: Tool | None, basis: str = "percent", number: int | None = None
) -> int:
    return next(
        i
        for i, r in enumerate(rows)
        if (r.item_kind, r.tool, r.score_basis) == (kind, tool, basis) and number in (None, r.indicator_no)
    )


def test_a_sheet_that_was_read_surely_and_adds_up_stays() -> None:
    rows = scanned_sheet()
    assert settled(rows) == (tuple(rows), [])


@pytest.mark.parametrize(
    ("kind", "basis", "readings", "value"),
    [
        ("indicator", "percent", unsure("90.00", "96.00", "10.00", confidence=0.93), 90.0),
        ("tool", "percent", unsure("92.00", "92.10"), 92.0),
        ("tool", "weighted", unsure("21.60", "27.60"), 27.6),
        ("total", "percent", unsure("91.30", "91.80"), 91.8),
    ],
)
def test_an_unsure_figure_is_what_its_sheet_makes_it(
    kind: str, basis: str, readings: tuple[Reading, ...], value: float
) -> None:
    rows = scanned_sheet()
    place = index_of(rows, kind, None if kind == "total" else "IIT", basis)
    rows[place] = replace(rows[place], score=None, score_raw=None, readings=readings)
    found, rules = settled(rows)
    assert found[place].score == value
    assert rules == ["repair.figure_settled"]


def test_an_unsure_weight_is_given_to_both_scores_beside_it() -> None:
    rows = scanned_sheet()
    for i, row in enumerate(rows):
        if row.item_kind == "tool" and row.tool == "EIT":
            rows[i] = replace(row, weight=None, weight_readings=unsure("10.00", "30.00"))
    found, rules = settled(rows)
    assert [r.weight for r in found if r.tool == "EIT" and r.item_kind == "tool"] == [30.0, 30.0]
    assert rules == ["repair.figure_settled"]


def test_a_figure_that_nothing_decides_is_not_given() -> None:
    question = ScoreRow(1, 2, 3, 2, "question", tool="IIT", code_raw="I1", score_basis="percent")
    question = replace(question, readings=unsure("93.10", "91.10"))
    found, rules = settled([question])
    assert found[0].score is None
    assert "repair.figure_unresolved" in rules


def test_the_last_digit_of_an_indicator_is_not_told_by_its_tool() -> None:
    rows = scanned_sheet()
    rows[0] = replace(rows[0], score=None, score_raw=None, readings=unsure("90.01", "90.00"))
    found, rules = settled(rows)
    assert (found[0].score, rules) == (None, ["repair.figure_unresolved"])


def test_another_print_of_the_item_decides() -> None:
    rows = scanned_sheet()
    alone = replace(rows[0], table_no=2, score=None, score_raw=None, readings=unsure("90.00", "96.00"))
    found, rules = settled([*rows, alone])
    assert found[-1].score in (90.0, None)  # never the other value
    assert rules in (["repair.figure_settled"], ["repair.figure_unresolved"])


def test_a_sure_figure_is_withheld_where_a_likely_misreading_makes_the_sheet_true() -> None:
    rows = scanned_sheet()
    place = index_of(rows, "indicator", "IIT", number=1)
    rows[place] = replace(rows[place], score=91.0, score_raw="๙๑.๐๐", readings=sure("91.00"))
    found, rules = settled(rows)
    assert found[place].score is None
    assert "repair.figure_unresolved" in rules


def test_a_misprint_of_the_sheet_stays_as_it_was_read() -> None:
    rows = scanned_sheet()
    place = index_of(rows, "tool", "EIT")
    rows[place] = replace(rows[place], score=68.0, score_raw="๖๘.๐๐", readings=sure("68.00"))
    found, rules = settled(rows)
    assert (found[place].score, rules) == (68.0, [])


def test_what_a_text_layer_prints_is_not_touched() -> None:
    rows = [replace(r, readings=(), weight_readings=()) for r in scanned_sheet()]
    rows[0] = replace(rows[0], score=50.0)
    assert settled(rows) == (tuple(rows), [])
