"""Periods as plans print them (``ต.ค. 2566 – มี.ค. 2567``, ``ไตรมาสที่ 2``, ``ตลอดปีงบประมาณ พ.ศ. 2567``), as dates.

The words of a cell (``period_words.py``) make moments: a day, a month, a part of a year, a year. Moments make
chains (``ม.ค. - มิ.ย.``), in which a year that one of them prints holds for its neighbours. What is not surely a period,
and what contradicts itself, is none.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from pipeline.domain.period_words import Chain, Moment, chains_of, words_of
from pipeline.domain.thai_months import YEAR_SETTINGS


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both in; None where the print leaves that end open."""

    start: date | None
    end: date | None


def read_period(text: str, fiscal_year: int | None) -> Period | None:
    """Read the period that a cell prints.

    Years are of the Buddhist Era, of four digits or two. A month, a quarter or a year means all of it. ``ปี 2567`` is
    the fiscal year, as ``ปีงบประมาณ`` is: 1 October to 30 September. ``ภายใน`` has an end only, ``เป็นต้นไป`` a start.

    Args:
        text: of the cell, wrapped lines and all, Thai or Arabic digits.
        fiscal_year: of the plan or report (Buddhist Era); it dates what is printed without a year.

    Returns:
        The period; None where the text is none, tells only how often (``ทุกเดือน``), or contradicts itself.
    """
    words = words_of(text)
    if words is None:
        return None
    chains, all_known = chains_of(words)
    if not chains or not (all_known or any(_is_dated_range(chain) for chain in chains)):
        return None
    years = [chain for chain in chains if chain.is_year]
    others = [chain for chain in chains if not chain.is_year]
    if not others:
        return _agreed([_resolve(chain, fiscal_year) for chain in chains if _is_sure(chain, fiscal_year)], len(chains))
    named = {chain.moments[0].year for chain in years}
    if len(named) > 1:
        return None
    year = next(iter(named), _year_of_dated_range(others) or fiscal_year)
    of_calendar = any(chain.moments[0].unit != "fiscal_year" for chain in years)
    if of_calendar and any(_may_be_of_two_years(moment) for chain in others for moment in chain.moments):
        return None
    period = _agreed([_resolve(chain, year) for chain in others], len(others))
    if period is None or not years:
        return period
    first, last = _first_day(YEAR_SETTINGS.fiscal_month, _require(year) - 1), _last_day(9, _require(year))
    inside = all(day is None or first <= day <= last for day in (period.start, period.end))
    return period if inside or of_calendar else None


def _require(year: int | None) -> int:
    assert year is not None
    return year


def _is_dated_range(chain: Chain) -> bool:
    """Tell a range of days or months whose ends both print a year: it is a period whatever is said around it."""
    ends = (chain.moments[0], chain.moments[-1])
    return chain.links == ("to",) and all(m.month is not None and m.year is not None for m in ends)


def _year_of_dated_range(chains: Sequence[Chain]) -> int | None:
    """Return the fiscal year that a range with both its years begins in: what stands beside it is of that year."""
    for chain in chains:
        period = _resolve(chain, None) if _is_dated_range(chain) else None
        if period is not None and period.start is not None:
            year = period.start.year + YEAR_SETTINGS.buddhist_era
            return year + (period.start.month >= YEAR_SETTINGS.fiscal_month)
    return None


def _is_sure(chain: Chain, fiscal_year: int | None) -> bool:
    """Tell a year that is named as one; a bare number must be the year of the document."""
    moment = chain.moments[0]
    return len(chain.moments) > 1 or moment.unit != "number" or moment.year == fiscal_year


def _may_be_of_two_years(moment: Moment) -> bool:
    """Tell a month without a year that the calendar year and the fiscal year of one number do not share."""
    return moment.month is not None and moment.year is None and moment.month >= YEAR_SETTINGS.fiscal_month


def _agreed(periods: Sequence[Period | None], wanted: int) -> Period | None:
    """Return what all readings of a cell say; None where one of them could not be made, or says something else."""
    return periods[0] if len(periods) == wanted and len(set(periods)) == 1 else None


def _resolve(chain: Chain, fiscal_year: int | None) -> Period | None:
    """Return the dates of a chain; None where a year is lacking, or its ends or its links do not fit."""
    moments = _with_years(chain.moments, fiscal_year)
    spans = [_span(moment) for moment in moments]
    dated = [span for span in spans if span is not None]
    if len(dated) < len(spans) or any(a.kind != b.kind for a, b in pairwise(moments)):
        return None
    for link, (before, after) in zip(chain.links, pairwise(dated), strict=True):
        # What is joined by "and" is one period only where it adjoins.
        fits = before[0] <= after[0] and before[1] <= after[1] if link == "to" else _next_day(before[1]) == after[0]
        if not fits:
            return None
    start, end = dated[0][0], dated[-1][1]
    if chain.bound is None:
        return Period(start, end)
    if len(moments) > 1:
        return Period(start, end) if chain.bound != "onward" else None
    return Period(None, end) if chain.bound == "within" else Period(start, None)


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _with_years(moments: Sequence[Moment], fiscal_year: int | None) -> list[Moment]:
    """Return the moments of a chain with the years that their neighbours print, else those of the fiscal year."""
    out = list(moments)
    for i in range(len(out) - 2, -1, -1):
        moment, after = out[i], out[i + 1]
        if moment.month is None and moment.day is not None:
            moment = replace(moment, month=after.month)
        if moment.year is None and after.year is not None:
            # A later month before an earlier one is of the year before: ต.ค. – มี.ค. 2567.
            moment = replace(moment, year=after.year - (_order(moment) > _order(after)))
        out[i] = moment
    for i in range(1, len(out)):
        before, moment = out[i - 1], out[i]
        if moment.year is None and before.year is not None:
            out[i] = replace(moment, year=before.year + (_order(moment) < _order(before)))
    return [_of_fiscal_year(m, fiscal_year) if m.year is None and fiscal_year is not None else m for m in out]


def _order(moment: Moment) -> tuple[int, int]:
    """Return where a moment stands in its year; only days and months are ordered."""
    return (moment.month, moment.day or 0) if moment.month is not None and moment.kind == "date" else (0, 0)


def _of_fiscal_year(moment: Moment, fiscal_year: int) -> Moment:
    before = moment.kind == "date" and (moment.month or 0) >= YEAR_SETTINGS.fiscal_month
    return replace(moment, year=fiscal_year - before)


def _span(moment: Moment) -> tuple[date, date] | None:
    """Return the first and the last day of a moment; None where there is no such day, or its year is not known."""
    year = moment.year
    if year is None:
        return None
    if moment.kind == "year":
        if moment.unit == "calendar_year":
            return _first_day(1, year), _last_day(12, year)
        return _months_of_fiscal_year(year, 0, 12)
    if moment.kind == "part":
        return _months_of_fiscal_year(year, moment.first_month, moment.months)
    if moment.month is None or not 1 <= moment.month <= 12:
        return None
    if moment.day is None:
        return _first_day(moment.month, year), _last_day(moment.month, year)
    last = _last_day(moment.month, year)
    if not 1 <= moment.day <= last.day:
        return None
    return last.replace(day=moment.day), last.replace(day=moment.day)


def _months_of_fiscal_year(year: int, first: int, months: int) -> tuple[date, date]:
    """Return the days of some months of a fiscal year, its first month counted as 0."""
    begin = YEAR_SETTINGS.fiscal_month - 1 + first
    last = begin + months - 1
    return _first_day(begin % 12 + 1, year - 1 + begin // 12), _last_day(last % 12 + 1, year - 1 + last // 12)


def _first_day(month: int, year: int) -> date:
    return date(year - YEAR_SETTINGS.buddhist_era, month, 1)


def _last_day(month: int, year: int) -> date:
    common = year - YEAR_SETTINGS.buddhist_era
    return date(common, month, calendar.monthrange(common, month)[1])
