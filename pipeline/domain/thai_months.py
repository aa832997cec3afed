"""The months as documents print them, and years of the Buddhist Era (``months.yml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.domain.data_files import read_yaml

_SPACE = re.compile(r"[\s\u200b\u200c\u00ad\ufeff]+")


class YearSettings(NamedTuple):
    """Which numbers are years.

    Attributes:
        buddhist_era: years between the Common and the Buddhist Era.
        oldest, newest: years (Buddhist Era) that a document of the assessment may speak of; no year of the Common Era
            that it may speak of is between them.
        oldest_short, newest_short: the same of years of two digits, which are no days of a month.
        fiscal_month: the month that a fiscal year begins with, in the calendar year before.
    """

    buddhist_era: int = 543
    oldest: int = 2540
    newest: int = 2620
    oldest_short: int = 50
    newest_short: int = 99
    fiscal_month: int = 10


YEAR_SETTINGS = YearSettings()


def read_year(digits: str) -> int | None:
    """Return the year (Buddhist Era) that Arabic digits print: ``2566``, ``66`` or ``2023``; None where they do not."""
    settings = YEAR_SETTINGS
    number = int(digits)
    if len(digits) == 2 and settings.oldest_short <= number <= settings.newest_short:
        return 2500 + number
    if len(digits) != 4:
        return None
    for year in (number, number + settings.buddhist_era):
        if settings.oldest <= year <= settings.newest:
            return year
    return None


@cache
def month_wordings() -> Mapping[int, re.Pattern[str]]:
    """Return what each month (1 to 12) is printed as; the patterns match text in lower case without white space."""
    return {
        int(number): re.compile("|".join([*map(re.escape, words["names"]), *map(_abbreviation, words["short"])]))
        for number, words in read_yaml("months.yml").items()
    }


def begins_with_month(text: str) -> bool:
    """Return whether a text begins with a month, by its name or its abbreviation with dots."""
    flat = _SPACE.sub("", text).lower()
    found = (pattern.match(flat) for pattern in month_wordings().values())
    return any(match is not None and (len(match.group()) > 4 or "." in match.group()) for match in found)


def _abbreviation(word: str) -> str:
    """Return the pattern of an abbreviation, whatever became of its dots."""
    parts = [re.escape(part) for part in word.split(".") if part]
    return r"[.,]{0,2}".join(parts) + r"\.{0,2}"
