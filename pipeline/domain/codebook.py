"""The codebook: which codes a year's assessment has, and which indicator each belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import cast

from pipeline.domain.data_files import read_csv
from pipeline.domain.wordings import compact_title
from pipeline.model import Tool

TOOLS: tuple[Tool, ...] = ("IIT", "EIT", "OIT")
TOOL_OF_LETTER: Mapping[str, Tool] = {"I": "IIT", "E": "EIT", "O": "OIT"}
TITLE_SIMILARITY = 0.85
"""Share of like characters (0 to 1) from which a printed title is an indicator's: it may have a typo or a lost mark."""
_TITLE_PREFIX = re.compile(r"^.*?(?:ตัวชี้วัดที่|ด้านที่|ส่วนที่)\s*[\d๐-๙]+")


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One line of the codebook.

    Attributes:
        name: what the item is called (O-codes; None where not known).
        certainty: how well it is known: published, report, inferred, partly, unverified.
    """

    code: str
    tool: Tool
    indicator_no: int
    name: str | None
    certainty: str


@dataclass(frozen=True, slots=True)
class IndicatorName:
    """One of the ten indicators, with the wordings its title is printed in."""

    indicator_no: int
    tool: Tool
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question text known to stand beside a code in the years given (Buddhist Era, both ends in)."""

    code: str
    text: str
    year_first: int
    year_last: int


def code_number(code: str) -> int:
    """Return the number in a code: 13 of ``I13``."""
    return int(code[1:])


def report_order(code: str) -> tuple[int, int]:
    """Return where a code stands in a report: tools in the order IIT, EIT, OIT, then numbers."""
    return TOOLS.index(TOOL_OF_LETTER[code[0]]), code_number(code)


@cache
def editions() -> Mapping[int, Mapping[str, CodeEntry]]:
    """Return the codebook of each year (Buddhist Era) of the assessment: code to entry.

    A tool that a year lacks is taken from the year before it, as unverified.
    """
    out: dict[int, dict[str, CodeEntry]] = {}
    for row in read_csv("schemes/codes.csv"):
        entry = CodeEntry(
            row["code"], cast(Tool, row["tool"]), int(row["indicator_no"]), row["name_th"] or None, row["certainty"]
        )
        out.setdefault(int(row["fiscal_year"]), {})[entry.code] = entry
    years = sorted(out)
    for before, year in pairwise(years):
        known = {entry.tool for entry in out[year].values()}
        for code, entry in out[before].items():
            if entry.tool not in known:
                out[year][code] = CodeEntry(code, entry.tool, entry.indicator_no, entry.name, "unverified")
    return out


@cache
def all_codes() -> tuple[str, ...]:
    """Return every code that some year has, in the order of a report."""
    return tuple(sorted({code for edition in editions().values() for code in edition}, key=report_order))


def nearest_year(year: int) -> int:
    """Return the year whose codebook holds for a year: itself, else the last one before it, else the first."""
    years = sorted(editions())
    return max((y for y in years if y <= year), default=years[0])


def same_codebook(year: int, other: int) -> bool:
    """Return whether two years have the same codes under the same indicators."""
    one, two = editions()[year], editions()[other]
    return {c: e.indicator_no for c, e in one.items()} == {c: e.indicator_no for c, e in two.items()}


@cache
def indicators() -> Mapping[int, IndicatorName]:
    """Return the ten indicators by number."""
    return {
        int(row["indicator_no"]): IndicatorName(
            int(row["indicator_no"]),
            cast(Tool, row["tool"]),
            row["name_th"],
            tuple(a for a in re.split(r"[|;]", row["aliases_th"]) if a),
        )
        for row in read_csv("schemes/indicators.csv")
    }


@cache
def questions() -> tuple[Question, ...]:
    """Return the question texts seen in reports."""
    return tuple(
        Question(r["code"], r["question"], int(r["year_first"]), int(r["year_last"]))
        for r in read_csv("schemes/questions.csv")
    )


def indicator_by_title(title: str, similarity: float = TITLE_SIMILARITY) -> int | None:
    """Return the indicator whose name or alias a section title is; None where none is like it.

    Args:
        title: as printed, with or without words such as ``ตัวชี้วัดที่ 3`` before it.
        similarity: the share of like characters asked for, 0 to 1.
    """
    from rapidfuzz.fuzz import ratio

    wanted = compact_title(_TITLE_PREFIX.sub("", title))
    if not wanted:
        return None
    best = max(
        (
            (ratio(wanted, compact_title(word)), no)
            for no, entry in indicators().items()
            for word in (entry.name, *entry.aliases)
        ),
        key=lambda pair: pair[0],
    )
    return best[1] if best[0] >= 100 * similarity else None
