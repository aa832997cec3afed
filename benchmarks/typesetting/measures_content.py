"""The content of a typeset report of measures.

Codes are drawn from the codebook, bodies are real ones, and texts are those of a published report.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.documents import ROOT
from pipeline.domain.thai_digits import TO_THAI

SCHEMES = ROOT / "pipeline" / "domain" / "schemes"
SCHEME = "nacc"
PASS_SCORE = 85.0
"""Percent, from which a measure is to keep up the level, below which it is to mend it."""
TEXTS_AGENCY = "สำนักงานปลัดกระทรวงการคลัง"
"""The body whose report the texts come from; its name is replaced by that of the drawn agency."""


@cache
def wordings() -> dict[str, Any]:
    """Return the data file: agencies, fonts, wordings of titles, headers and levels, misprints."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("measures_report.yml").read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True)
class Measure:
    """One measure, with its result and outcome as they will be printed (Arabic digits)."""

    measure: str
    result: str
    outcome: str


@dataclass(frozen=True)
class Item:
    """One code of a report."""

    tool: str
    section_no: int
    section_title: str
    code: str
    code_raw: str
    question: str
    score: str
    level: str
    measures: tuple[Measure, ...]
    in_one_cell: bool = False


@dataclass(frozen=True)
class Content:
    """A report before it is laid out."""

    agency: str
    fiscal_year: int
    title: str
    items: tuple[Item, ...]


@cache
def source_texts(path: Path) -> tuple[Measure, ...]:
    """Read measures, results and outcomes of a truth file, without the list numbers that its report printed."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return tuple(
        Measure(*(re.sub(r"^\s*\d+[.)]\s*", "", row[f]).strip() for f in ("measure", "result", "outcome")))
        for row in rows
    )


@cache
def known_questions() -> Mapping[str, str]:
    """Read the question texts of the report on the assessment of 2565 by code."""
    with (SCHEMES / "questions.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {row["code"]: row["question"] for row in csv.DictReader(handle) if row["seen_in"] == "2565"}


@cache
def _codes(year: int) -> tuple[tuple[str, str, int, str], ...]:
    """Read tool, code, indicator number and name of each code of a fiscal year (Buddhist Era)."""
    with (SCHEMES / "codes.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if (r["scheme"], r["fiscal_year"]) == (SCHEME, str(year))]
    return tuple((r["tool"], r["code"], int(r["indicator_no"]), r["name_th"]) for r in rows)


@cache
def _indicator_titles() -> Mapping[int, str]:
    """Read the names of the ten indicators by number."""
    with (SCHEMES / "indicators.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {int(r["indicator_no"]): r["name_th"] for r in csv.DictReader(handle) if r["scheme"] == SCHEME}


def draw(
    rng: random.Random,
    texts: Sequence[Measure],
    misprints: str,
    numbering: str,
    with_level: bool,
    with_outcome: bool,
    size: int,
) -> Content:
    """Draw a report.

    Args:
        rng: draws everything.
        texts: to take measures, results and outcomes from.
        misprints: ``none``; ``shapes`` (each letter is a look-alike); ``mixed`` (half of them are); ``lost`` (strokes
            and letters are lost here and there too).
        numbering: ``rows`` (a measure per row, numbered where there are several), ``plain`` (never numbered), ``cell``
            (some codes hold all their measures in one cell, numbered).
        with_level: rows have a level.
        with_outcome: rows have an outcome.
        size: about how many codes.
    """
    data = wordings()
    agency = rng.choice(data["agencies"])
    year = rng.choice([2563, 2564, 2565, 2566, 2566, 2567, 2568, 2569])
    codes = _codes(year - 1)
    chosen = sorted(rng.sample(range(len(codes)), min(size, len(codes))))
    levels = rng.choice(data["levels"])
    lower = year >= 2568
    items = []
    for k in chosen:
        tool, code, section, name = codes[k]
        value = rng.choice([0.0, 100.0]) if tool == "OIT" else round(rng.uniform(38, 99.5), 2)
        count = rng.choice([1, 1, 1, 2, 2, 3])
        in_one_cell = numbering == "cell" and count > 1 and rng.random() < 0.6
        numbered = count > 1 and (in_one_cell or numbering != "plain")
        measures = tuple(
            _measure(rng, texts, agency, i + 1 if numbered else 0, with_outcome, in_one_cell) for i in range(count)
        )
        question = name if tool == "OIT" and name else (known_questions().get(code.upper()) if year <= 2567 else None)
        items.append(
            Item(
                tool,
                section,
                _indicator_titles()[section],
                code,
                _printed(rng, code, misprints, lower),
                question or rng.choice(data["questions"][tool]),
                f"{value:.2f}",
                (levels["raise"] if value >= PASS_SCORE else levels["urgent_fix"]) if with_level else "",
                measures,
                in_one_cell,
            )
        )
    title = rng.choice(data["titles"]).format(agency=agency, year=year)
    return Content(agency, year, title, tuple(items))


def _measure(
    rng: random.Random, texts: Sequence[Measure], agency: str, number: int, with_outcome: bool, all_numbered: bool
) -> Measure:
    """Draw a measure with its result and outcome, numbered where ``number`` is not 0."""

    def pick(field: str) -> str:
        wanted = [t for m in texts if len(t := getattr(m, field)) > 8 and not t.startswith("***")]
        return str(rng.choice(wanted)).replace(TEXTS_AGENCY, agency)

    head = f"{number}. " if number else ""
    tail = head if all_numbered else ""
    measure, result, outcome = head + pick("measure"), tail + pick("result"), tail + pick("outcome")
    if rng.random() < 0.08:
        result, outcome = tail + rng.choice(wordings()["not_done"]), tail + "-"
    return Measure(measure, result, outcome if with_outcome else "")


def _printed(rng: random.Random, code: str, misprints: str, lower: bool) -> str:
    """Return the code as the report prints it."""
    letter, digits = code[0].upper(), code[1:]
    if misprints == "none" or (misprints == "mixed" and rng.random() < 0.5):
        return (letter.lower() if lower else letter) + digits
    kinds = wordings()["misprints"]
    if misprints == "lost" and rng.random() < 0.12:
        if letter == "I" and len(digits) == 2 and digits[0] == "1":
            return letter + digits[1]
        return str(rng.choice(kinds["lost"][letter])) + digits
    head = str(rng.choice(kinds["letters"][letter]))
    if rng.random() < 0.15 and head[0] not in "1|!l[":
        digits = digits.translate(TO_THAI)
    return head + digits


def truth_rows(content: Content) -> list[dict[str, str]]:
    """Return the rows of the truth file, one per measure."""
    return [
        {
            "assessment": item.tool,
            "section_no": str(item.section_no),
            "section_title": item.section_title,
            "code_raw": item.code_raw,
            "code": item.code,
            "question": item.question,
            "score": item.score,
            "level": item.level,
            "measure_no": str(n),
            "measure": m.measure,
            "result": m.result,
            "outcome": m.outcome,
            "agency": content.agency,
            "fiscal_year": str(content.fiscal_year),
        }
        for item in content.items
        for n, m in enumerate(item.measures, start=1)
    ]
