"""The content of a typeset announcement of results: which columns, which bodies, their scores and grades."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.typesetting.blocks import ReportStyle
from benchmarks.typesetting.measures_content import wordings

TOOLS = ("iit", "eit", "oit")
TOOL_WEIGHTS = (0.3, 0.3, 0.4)
"""Of the tools in the total, as the assessment weighs them."""
TOOL_INDICATORS = ((1, 5), (6, 8), (9, 10))
"""First and last indicator of each tool."""
LETTER_GRADES = (("AA", 95), ("A", 85), ("B", 75), ("C", 65), ("D", 55), ("E", 50), ("F", 0))
"""Grades until fiscal year 2565, each with the least total (percent)."""


@cache
def results_wordings() -> Mapping[str, Any]:
    """Return the data file: wordings of titles, headers and sums, and kinds of bodies."""
    data: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).with_name("results_announcement.yml").read_text(encoding="utf-8")
    )
    return data


@dataclass(frozen=True)
class AgencyResult:
    """One row of the truth: rank, name, groups, scores by column, and grade, as they are printed (Arabic digits)."""

    rank: str
    agency: str
    groups: tuple[str, ...]
    scores: Mapping[str, str]
    grade: str


@dataclass(frozen=True)
class AnnouncementPlan:
    """How an announcement is made.

    Attributes:
        year: fiscal year (Buddhist Era).
        bodies: how many rows.
        weighted: scores of tools are shares of the total (30, 30, 40), not percent.
        columns: from left to right.
        header_rows: 1 to 3.
        groups: ``none``, ``rows``, ``tables`` or ``column``.
        merged: cells of a group column are merged over its bodies; otherwise they repeat.
        sums: a last row with a mean.
        numbers: a row below the header numbers the columns.
        ties: some bodies have the scores of the one before.
        dashes: share of bodies that have dashes for scores.
        shuffle: bodies are not in the order of their totals.
        style: of the pages.
    """

    year: int
    bodies: int
    weighted: bool
    columns: tuple[str, ...]
    header_rows: int
    groups: str
    merged: bool
    sums: bool
    numbers: bool
    ties: bool
    dashes: float
    shuffle: bool
    style: ReportStyle


def draw_plan(rng: random.Random, producer: str, font: str) -> AnnouncementPlan:
    """Draw a plan: common in most respects, unusual in a few."""

    def chance(p: float) -> bool:
        return rng.random() < p

    scale = float(wordings()["scale"].get(font, 1.0))
    groups = rng.choices(["none", "rows", "tables", "column"], [45, 20, 15, 20])[0]
    has_tools = chance(0.85)
    has_indicators = has_tools and chance(0.1)
    columns = _draw_columns(rng, groups, has_tools, has_indicators)
    style = ReportStyle(
        producer=producer,
        font=font,
        size=round(rng.choice([10, 11, 12]) * scale * (0.75 if has_indicators else 1.0) * 2) / 2,
        landscape=has_indicators or chance(0.25),
        thai_digits=chance(0.4),
        header=rng.choice(["repeat", "repeat", "first"]),
        border=rng.choice(["solid", "solid", "thin", "thick", "double", "dotted", "grey"]),
        shade=chance(0.35),
        rows_break=chance(0.7),
        artifacts=rng.choice(["none", "number", "both"]),
        justify=False,
        rotation=rng.choices(["none", "rotate", "side"], [90, 6, 4])[0],
    )
    style = style if style.landscape else replace(style, rotation="none")
    two_years = any(c.endswith("_before") for c in columns)
    many_rows = has_tools and "total" in columns and not two_years
    header_rows = rng.choices([1, 2, 3], [45, 40, 15])[0] if many_rows else 1
    return AnnouncementPlan(
        year=rng.choice([2563, 2564, 2565, 2566, 2567, 2568]),
        bodies=rng.choice([5, 8, 15, 30, 45, 80, 160, 400]),
        weighted=has_tools and chance(0.4),
        columns=columns,
        header_rows=header_rows,
        groups=groups,
        merged=chance(0.6),
        sums=chance(0.25),
        numbers=chance(0.1),
        ties=chance(0.2),
        dashes=0.03 if chance(0.25) else 0.0,
        shuffle=chance(0.1),
        style=style,
    )


def _draw_columns(rng: random.Random, groups: str, has_tools: bool, has_indicators: bool) -> tuple[str, ...]:
    """Draw the columns from left to right: names, then figures and total, in one order or the other."""

    def chance(p: float) -> bool:
        return rng.random() < p

    figures: list[str] = []
    for tool, (first, last) in zip(TOOLS, TOOL_INDICATORS, strict=True):
        figures += [f"i{n}" for n in range(first, last + 1)] if has_indicators else []
        figures += [tool] if has_tools else []
    ending = (["total"] if not has_tools or chance(0.93) else []) + (["grade"] if chance(0.8) else [])
    if not has_tools and chance(0.4):
        figures = ["before"]
    if chance(0.15):
        figures, ending = ending, figures
    if chance(0.1) and len(ending) == 2:
        ending.reverse()
    if has_tools and not has_indicators and chance(0.12):  # the year before, beside each tool or the total only
        doubled = (*TOOLS, "total") if chance(0.5) else ("total",)
        figures, ending = (
            [n for t in part for n in ((f"{t}_before", t) if t in doubled else (t,))] for part in (figures, ending)
        )
    names = (
        (["rank"] if chance(0.88) else [])
        + (["group"] if groups == "column" else [])
        + (["group2"] if groups == "column" and chance(0.3) else [])
    )
    return (*names, "agency", *figures, *ending, *(["note"] if chance(0.1) else []))


def draw_results(rng: random.Random, plan: AnnouncementPlan) -> list[AgencyResult]:
    """Draw bodies in the order of their groups, and of their totals within one."""
    from pythainlp.corpus import provinces

    places = sorted(provinces())
    names: list[str] = []
    while len(names) < plan.bodies:
        kind = rng.choice(results_wordings()["kinds"])
        name = (
            kind
            + rng.choice(places)
            + (f" อำเภอ{rng.choice(places)} จังหวัด{rng.choice(places)}" if rng.random() < 0.06 else "")
        )
        if name not in names:
            names.append(name)
    known = {
        "none": [("",)],
        "rows": [(t,) for t in [*results_wordings()["types"], *results_wordings()["ministries"]]],
        "tables": [(t,) for t in results_wordings()["types"]],
        "column": [(p,) for p in places],
    }[plan.groups]
    chosen = rng.sample(known, min(len(known), max(1, min(8, plan.bodies // 6))))
    if "group2" in plan.columns:
        chosen = sorted((g[0], rng.choice(places)) for g in chosen for _ in range(2))
    sizes = sorted(rng.sample(range(1, plan.bodies), min(len(chosen), plan.bodies) - 1))
    ends = [*sizes, plan.bodies]
    out: list[AgencyResult] = []
    for groups, start, end in zip(chosen, [0, *sizes], ends, strict=False):
        rows = sorted((_scores(rng, plan) for _ in range(end - start)), key=lambda s: -float(s["total"]))
        if plan.shuffle:
            rng.shuffle(rows)
        for place, (name, scores) in enumerate(zip(names[start:end], rows, strict=True)):
            if plan.ties and place and rng.random() < 0.1:
                scores = out[-1].scores
            out.append(
                AgencyResult(
                    str(len(out) + 1), name, groups if plan.groups != "none" else (), scores, _grade(scores, plan)
                )
            )
    return [
        replace(b, scores=dict.fromkeys(b.scores, "-"), grade="-") if rng.random() < plan.dashes else b for b in out
    ]


def _scores(rng: random.Random, plan: AnnouncementPlan) -> dict[str, str]:
    """Draw the scores of a body, two digits after the point: its tools about one level, OIT often 100."""
    level = rng.gauss(88, 8)
    parts = [min(100.0, max(15.0, rng.gauss(level, 5))) for _ in TOOLS]
    parts[2] = 100.0 if rng.random() < 0.35 else parts[2]
    if plan.weighted:
        shown = [round(p * w, 2) for p, w in zip(parts, TOOL_WEIGHTS, strict=True)]
        total = sum(shown)
    else:
        shown = [round(p, 2) for p in parts]
        total = sum(p * w for p, w in zip(parts, TOOL_WEIGHTS, strict=True))
    return {**{t: f"{p:.2f}" for t, p in zip(TOOLS, shown, strict=True)}, "total": f"{total:.2f}"}


def _grade(scores: Mapping[str, str], plan: AnnouncementPlan) -> str:
    """Return the grade: a letter until fiscal year 2565, then a word that asks for a least score of each tool too."""
    total = float(scores["total"])
    if plan.year <= 2565:
        return next(grade for grade, least in LETTER_GRADES if total >= least)
    scale = (30, 30, 40) if plan.weighted else (100, 100, 100)
    lowest = min(float(scores[t]) * 100 / s for t, s in zip(TOOLS, scale, strict=True))
    if total >= 85:
        return "ผ่านดีเยี่ยม" if lowest >= 95 else "ผ่านดี" if lowest >= 85 else "ผ่าน"
    return "ต้องปรับปรุง" if total >= 70 else "ต้องปรับปรุงโดยด่วน"


def group_heading(pattern: str, body: AgencyResult, number: int) -> str:
    """Return the heading of a body's group, the nth of the announcement."""
    return str(pattern.format(g=" ".join(body.groups), n=number))


def truth_rows(plan: AnnouncementPlan, bodies: list[AgencyResult], group_pattern: str) -> list[dict[str, str]]:
    """Return the rows of the truth file, one per body; what the table does not print is left out."""
    columns = [c for c in ("iit", "eit", "oit", "total") if c in plan.columns]
    rows = []
    order = list(dict.fromkeys(b.groups for b in bodies))
    for body in bodies:
        group = (
            " / ".join(body.groups)
            if plan.groups == "column"
            else group_heading(group_pattern, body, order.index(body.groups) + 1)
        )
        rows.append(
            {
                "rank": body.rank if "rank" in plan.columns else "",
                "agency": body.agency,
                **{c: body.scores[c] for c in columns},
                "grade": body.grade if "grade" in plan.columns else "",
                "fiscal_year": str(plan.year),
                **({"agency_group": group} if plan.groups != "none" else {}),
            }
        )
    return rows
