"""What rows of tables of scores are named, as data: ``score_items.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.domain.data_files import read_yaml
from pipeline.domain.thai_digits import to_arabic


@dataclass(frozen=True, slots=True)
class ScoreItemWords:
    """The patterns of the data file, which explains each."""

    indicator_prefix: re.Pattern[str]
    index_prefix: re.Pattern[str]
    serial: re.Pattern[str]
    bullet: re.Pattern[str]
    sub_number: re.Pattern[str]
    question: re.Pattern[str]
    tool_name: re.Pattern[str]
    weight: re.Pattern[str]
    grade_label: re.Pattern[str]
    year: re.Pattern[str]
    short_year: re.Pattern[str]
    heading_of_scores: re.Pattern[str]
    heading_of_others: re.Pattern[str]
    year_alone: re.Pattern[str]
    year_mentioned: re.Pattern[str]


@cache
def score_item_words() -> ScoreItemWords:
    """Return the patterns, read once."""
    return ScoreItemWords(
        **{name: re.compile(text, re.IGNORECASE) for name, text in read_yaml("score_items.yml").items()}
    )


def years_named(text: str) -> list[int]:
    """Return the years (Buddhist Era) that a header names, in order; ``ปี 66`` is 2566."""
    words, flat = score_item_words(), to_arabic(text)
    found = [int(year) for year in words.year.findall(flat)]
    return found or [2500 + int(match.group("year")) for match in words.short_year.finditer(flat)]


def year_of_heading(text: str) -> int | None:
    """Return the year (Buddhist Era) of the scores that a heading announces: the first behind a word for scores.

    None where it announces none, or speaks of more than scores: of a plan, or of a comparison of years. A year that it
    only mentions (``ลดลงจากปี 2565``) is none.
    """
    words, flat = score_item_words(), to_arabic(text)
    if words.heading_of_others.search(flat):
        return None
    match = words.heading_of_scores.search(flat)
    begin = match.start() if match else 0
    if match is None and not words.year_alone.search(flat):
        return None
    named = words.year.finditer(flat, begin)
    years = {int(m.group()) for m in named if not is_mentioned(flat[: m.start()])}
    return years.pop() if len(years) == 1 else None


def is_mentioned(before: str) -> bool:
    """Tell whether the words before a year only mention it, as one that something is compared with, or a date's."""
    return score_item_words().year_mentioned.search(before) is not None


def speaks_of_others(text: str) -> bool:
    """Tell whether a heading speaks of more than scores: of a plan, an analysis, a comparison."""
    return score_item_words().heading_of_others.search(text) is not None


def announces_scores(text: str) -> bool:
    """Tell whether a heading has a word for scores or for a checklist."""
    return score_item_words().heading_of_scores.search(text) is not None
