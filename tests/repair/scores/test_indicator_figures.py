"""Scanned indicators: what the mean of their tool decides, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from support.result_tables import BODIES

from pipeline.model import AgencyResultRow, Reading, Report, ScoreRow
from pipeline.repair import repair

BODY = BODIES[0]
TOOLS = ("IIT",) * 5 + ("EIT",) * 3 + ("OIT",) * 2


def scanned(
    read: Mapping[int, tuple[Reading, ...]], tools: bool = True, total: float | None = BODY.total
) -> tuple[list[float | None], list[str]]:
    """The indicators of a scanned body, repaired, and the rules of the findings.

    ``read`` is what engines read of some; the others are plainly read.
    """
    scores = []
    for n, text in enumerate(BODY.printed, 1):
        readings = read.get(n, (Reading("numerals", text, 0.999),))
        said = {r.text for r in readings}
        raw = readings[0].text if len(said) == 1 else ""
        scores.append(
            ScoreRow(
                1, 1, 2, n + 3, "indicator", BODY.agency, 2566, TOOLS[n - 1], n,  # type: ignore[arg-type]
                score=float(raw) if raw else None, score_raw=raw, score_basis="percent", readings=readings,
            )
        )  # fmt: skip
    iit, eit, oit = BODY.tools if tools else (None, None, None)
    row = AgencyResultRow(1, 1, 2, 1, BODY.agency, None, iit, eit, oit, total, "percent", assessment_fiscal_year=2566)
    report = repair(Report("agency_results", results=(row,), scores=tuple(scores)))
    return [s.score for s in report.scores], [f.rule for f in report.findings]


PLAIN = list(BODY.indicators)


def test_what_was_plainly_read_and_adds_up_stays() -> None:
    assert scanned({}) == (PLAIN, [])


def test_an_unsure_indicator_is_taken_where_the_mean_of_its_tool_decides() -> None:
    unsure = (Reading("numerals", "", 0.6, ("90.01", "94.01")),)
    assert scanned({2: unsure}) == (PLAIN, ["repair.figure_settled"])


def test_engines_that_disagree_are_settled_by_the_mean() -> None:
    two = (Reading("numerals", "38.98", 0.9), Reading("latin", "98.98", 0.8))
    assert scanned({6: two}) == (PLAIN, ["repair.figure_settled"])


def test_without_tools_the_total_decides() -> None:
    unsure = (Reading("numerals", "", 0.6, ("33.94", "93.94")),)
    assert scanned({9: unsure}, tools=False) == (PLAIN, ["repair.figure_settled"])


def test_where_nothing_decides_it_stays_open() -> None:
    unsure = (Reading("numerals", "", 0.5, ("90.01", "94.01")),)
    found, rules = scanned({2: unsure}, tools=False, total=None)
    assert (found[1], rules) == (None, ["repair.figure_unresolved"])


def test_a_plain_reading_is_not_overruled_by_a_tool_that_is_misprinted() -> None:
    worse = replace(BODY, indicators=(50.0, *BODY.indicators[1:]))
    scores = tuple(
        ScoreRow(
            1, 1, 2, n + 3, "indicator", worse.agency, 2566, TOOLS[n - 1], n,  # type: ignore[arg-type]
            score=value, score_raw=f"{value:.2f}", score_basis="percent",
            readings=(Reading("numerals", f"{value:.2f}", 0.999),),
        )
        for n, value in enumerate(worse.indicators, 1)
    )  # fmt: skip
    row = AgencyResultRow(
        1, 1, 2, 1, worse.agency, None, *BODY.tools, BODY.total, "percent", assessment_fiscal_year=2566
    )
    report = repair(Report("agency_results", results=(row,), scores=scores))
    assert [s.score for s in report.scores] == list(worse.indicators)
