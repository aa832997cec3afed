"""What forms of the assessment say: a body, its scores that add up, what it plans and does, and when."""

from __future__ import annotations

import csv
import random
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.typesetting.lookalikes import pools
from benchmarks.typesetting.templates import TemplateFiller

TOOLS: Mapping[str, tuple[int, ...]] = {"IIT": (1, 2, 3, 4, 5), "EIT": (6, 7, 8), "OIT": (9, 10)}
"""Indicators of each tool."""
TOOL_WEIGHTS: Mapping[str, float] = {"IIT": 30, "EIT": 30, "OIT": 40}
"""Percent of the total."""
COMMON_ERA = 543
"""Years from the Common Era to the Buddhist Era."""
FIRST_YEAR_OF_WORDS = 2566
"""First fiscal year of grades in words."""
LETTERS = ((95, "AA"), (85, "A"), (75, "B"), (65, "C"), (55, "D"), (50, "E"), (0, "F"))
MONTHS_OF_YEAR = 12


@cache
def wordings() -> Mapping[str, Any]:
    """Return the data file of wordings."""
    data: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("wordings.yml").read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True)
class Question:
    """A question or item of an assessment: ``I1``, its indicator (1 to 10), its text."""

    code: str
    indicator: int
    text: str


@cache
def questions(year: int) -> Mapping[str, Question]:
    """Return the questions and items of the assessment of a fiscal year, by code."""
    with Path(__file__).with_name("codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if int(r["year_first"]) <= year <= int(r["year_last"])]
    return {r["code"]: Question(r["code"], int(r["indicator_no"]), r["text"]) for r in rows}


@dataclass(frozen=True)
class Body:
    """An assessed body, invented."""

    name: str
    district: str
    province: str


def draw_bodies(rng: random.Random, count: int) -> list[Body]:
    """Draw bodies, each name once."""
    filler = TemplateFiller(rng, pools(), {"year": 2566})
    names: dict[str, None] = {}
    while len(names) < count:
        names[filler.fill("{localities}")] = None
    province = rng.choice(pools()["provinces"])
    return [Body(name, filler.fill("{districts}"), province) for name in names]


@dataclass(frozen=True)
class BodyScores:
    """Scores of one body in one year (percent): by code, indicator and tool, and the total; they add up."""

    year: int
    questions: Mapping[str, float]
    indicators: Mapping[int, float]
    tools: Mapping[str, float]
    total: float

    def weighted(self, tool: str) -> float:
        """Return the share of the total that a tool gives."""
        return round(self.tools[tool] * TOOL_WEIGHTS[tool] / 100, 2)

    def grade(self, letters: bool = False) -> str:
        """Return the grade: a word from 2566 on, else (or with ``letters``) a letter."""
        if letters or self.year < FIRST_YEAR_OF_WORDS:
            return next(letter for least, letter in LETTERS if self.total >= least)
        scores = (self.total, *self.tools.values())
        if min(scores) >= 95:
            return "ผ่านดีเยี่ยม"
        if min(scores) >= 85:
            return "ผ่านดี"
        return "ผ่าน" if self.total >= 85 else "ต้องปรับปรุง" if self.total >= 70 else "ต้องปรับปรุงโดยด่วน"


def draw_scores(rng: random.Random, year: int) -> BodyScores:
    """Draw the scores of a body: those of OIT are 0 or 100, the others lie around a level."""
    level = rng.uniform(78, 96)
    single = {}
    for question in questions(year).values():
        if question.code.startswith("O"):
            single[question.code] = 100.0 if rng.random() < 0.93 else 0.0
        else:
            single[question.code] = round(min(100.0, max(0.0, rng.gauss(level, 4))), 2)
    groups: dict[int, list[float]] = {}
    for question in questions(year).values():
        groups.setdefault(question.indicator, []).append(single[question.code])
    indicators = {n: round(sum(scores) / len(scores), 2) for n, scores in sorted(groups.items())}
    tools = {tool: round(sum(indicators[n] for n in members) / len(members), 2) for tool, members in TOOLS.items()}
    total = round(sum(tools[tool] * weight / 100 for tool, weight in TOOL_WEIGHTS.items()), 2)
    return BodyScores(year, single, indicators, tools, total)


def tool_of(indicator: int) -> str:
    """Return the tool of an indicator."""
    return next(tool for tool, members in TOOLS.items() if indicator in members)


@dataclass(frozen=True)
class Period:
    """A period as it is printed, and its first and last day; None where it has no first day."""

    text: str
    start: date | None
    end: date


def draw_period(rng: random.Random, year: int) -> Period:
    """Draw a period in a fiscal year (Buddhist Era): months, days, a quarter, a deadline, the whole year."""
    months, short = wordings()["months"], wordings()["short_months"]
    first = rng.choice([0, 0, 0, 1, 3])
    last = rng.choice([m for m in (2, 5, 5, 8, 11, 11) if m > first])

    def of(month: int, two_digits: bool = False) -> int:
        full = year - 1 if month < 3 else year
        return full % 100 if two_digits else full

    start, end = _day(year, first, last_day=False), _day(year, last, last_day=True)
    whole = (_day(year, 0, last_day=False), _day(year, MONTHS_OF_YEAR - 1, last_day=True))
    quarter = rng.randint(1, 4)
    of_quarter = _day(year, 3 * quarter - 3, last_day=False), _day(year, 3 * quarter - 1, last_day=True)
    return rng.choice(
        [
            Period(f"{months[first]} {of(first)} ถึง {months[last]} {of(last)}", start, end),
            Period(f"{short[first]} {of(first, True)} - {short[last]} {of(last, True)}", start, end),
            Period(f"{short[first]} {of(first)} – {short[last]} {of(last)}", start, end),
            Period(f"1 {months[first]} {of(first)} - {end.day} {months[last]} {of(last)}", start, end),
            Period(f"1 {short[first]} {of(first, True)} – {end.day} {short[last]} {of(last, True)}", start, end),
            Period(f"ภายในเดือน{months[last]} {of(last)}", None, end),
            Period(f"ภายในวันที่ {end.day} {months[last]} {of(last)}", None, end),
            Period(f"ไตรมาสที่ {quarter} ปีงบประมาณ พ.ศ. {year}", *of_quarter),
            Period(f"ตลอดปีงบประมาณ พ.ศ. {year}", *whole),
            Period(f"ปีงบประมาณ พ.ศ. {year}", *whole),
            Period(f"{months[last]} {of(last)}", _day(year, last, last_day=False), end),
        ]
    )


def _day(year: int, month: int, last_day: bool) -> date:
    """Return the first or last day of the nth month (from 0, October) of a fiscal year."""
    calendar_year = (year - 1 if month < 3 else year) - COMMON_ERA
    number = (month + 9) % MONTHS_OF_YEAR + 1
    return date(calendar_year, number, monthrange(calendar_year, number)[1] if last_day else 1)


@dataclass(frozen=True)
class PlannedMeasure:
    """A measure of a plan or report, for a code, with the score that is printed beside it."""

    code: str
    number: int
    topic: int | None
    score: float
    issue: str
    measure: str
    steps: tuple[str, ...]
    responsible: str
    period: Period
    monitoring: str
    result: str = ""
    outcome: str = ""
    implemented: bool | None = None


def draw_measures(
    rng: random.Random,
    scores: BodyScores,
    codes: Sequence[tuple[str, int | None]],
    year: int,
    reported: bool,
    most: int,
) -> list[PlannedMeasure]:
    """Draw one to ``most`` measures for each code.

    Args:
        rng: draws them.
        scores: of the assessment that the plan answers.
        codes: with the topics that they stand in.
        year: fiscal year of the plan.
        reported: they have a result and an outcome.
        most: measures of one code.
    """
    data = wordings()
    out = []
    for code, topic in codes:
        for number in range(1, rng.randint(1, most) + 1):
            issue, measure, steps = rng.choice(data["measures"])
            chosen = tuple(f"{n}. {step}" for n, step in enumerate(steps[: rng.randint(1, len(steps))], start=1))
            owners = rng.sample(data["owners"], rng.choice([1, 1, 1, 2]))
            done = rng.random() < 0.8
            result = rng.choice(data["results_done"] if done else data["results_not_done"])
            outcome = rng.choice(data["outcomes"]) if done else "-"
            planned = PlannedMeasure(
                code,
                number,
                topic,
                scores.questions[code],
                issue,
                measure,
                chosen,
                "\n".join(owners),
                draw_period(rng, year),
                rng.choice(data["monitorings"]),
            )
            reported_on = replace(planned, result=result, outcome=outcome, implemented=done)
            out.append(reported_on if reported else planned)
    return out
