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
    stated_total: re.Pattern[str]
    not_of_the_whole: re.Pattern[str]


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
    """Return the year of the scores that a heading announces: the first behind a word for scores.

    None where it announces none, or speaks of more than scores: of a plan, or of a comparison of years.
    """
    words, flat = score_item_words(), to_arabic(text)
    match = words.heading_of_scores.search(flat)
    if match is None or words.heading_of_others.search(flat):
        return None
    years = {int(year) for year in words.year.findall(flat[match.start() :])}
    return years.pop() if len(years) == 1 else None


def stated_totals(text: str) -> list[float]:
    """Return the totals of a body that a sentence says, in order; none of one that speaks of parts or of changes."""
    words, flat = score_item_words(), to_arabic(text)
    if words.not_of_the_whole.search(flat):
        return []
    return [float(match.group("score")) for match in words.stated_total.finditer(flat)]
