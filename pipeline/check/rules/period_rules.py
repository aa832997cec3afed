"""Rules on the periods of measures: printed ones that could not be dated, and dates outside the fiscal year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.period_words import words_of
from pipeline.domain.thai_months import YEAR_SETTINGS
from pipeline.model import Document, Finding, MeasureRow, Report


def _is_undated(row: MeasureRow) -> bool:
    """Tell a printed period without a date; what says only how often (``ทุกเดือน``), and a dash, is none."""
    if not row.period or row.period_start is not None or row.period_end is not None:
        return False
    return words_of(row.period) != [] and any(ch.isalnum() for ch in row.period)


@check_rule("check.period_unread")
def period_unread(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question printed periods that have no dates; OCR misreads them more often than typists misspell them."""
    scanned = {page.number for page in document.pages if page.reader == "ocr"}
    codes = {row.entry_no: row.code or row.code_raw for row in report.indicators}
    for row in report.measures:
        if _is_undated(row):
            message = f'The period "{row.period}" was not read as dates.'
            found = rule.at(message, row.place, code=codes.get(row.entry_no), raw=row.period)
            yield replace(found, severity="warning" if row.place.page_first in scanned else "info")


@check_rule("check.period_year")
def period_year(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question periods that lie outside the fiscal year of the plan, in part or wholly."""
    year = report.fiscal_year
    if year is None:
        return
    common = year - YEAR_SETTINGS.buddhist_era
    first, last = date(common - 1, YEAR_SETTINGS.fiscal_month, 1), date(common, YEAR_SETTINGS.fiscal_month - 1, 30)
    codes = {row.entry_no: row.code or row.code_raw for row in report.indicators}
    for row in report.measures:
        days = [day for day in (row.period_start, row.period_end) if day is not None]
        if any(not first <= day <= last for day in days):
            value = " – ".join(day.isoformat() for day in days)
            message = f'The period "{row.period}" is not within fiscal year {year}.'
            yield rule.at(message, row.place, code=codes.get(row.entry_no), raw=row.period, value=value)
