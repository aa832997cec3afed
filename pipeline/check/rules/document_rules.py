"""Rules on the document as a whole: its heading and its years.

Unread pages and missing tables are findings of extract and assemble.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.thai_digits import to_arabic
from pipeline.model import Document, Finding, Line, Report

_YEAR = re.compile(r"ปีงบประมาณ\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*(25\d\d)(?!\d)")


def _years(text: str | None) -> list[int]:
    """Return the fiscal years (Buddhist Era) that a text names as such."""
    return [int(year) for year in _YEAR.findall(to_arabic(text or ""))]


@check_rule("check.year_missing")
def year_missing(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a report without a year, whose rows go to unknown.parquet."""
    if report.family is not None and report.fiscal_year is None:
        yield rule.at("No fiscal year was found in the heading or the running text.")


@check_rule("check.agency_missing")
def agency_missing(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a report of measures, which is one agency's, without an agency."""
    if report.family is not None and report.agency is None and not report.results:
        yield rule.at("No agency was found in the heading or the running text.")


@check_rule("check.year")
def year(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question years, on the cover or in the text, that are not the report's."""
    if report.fiscal_year is None or report.family is None:
        return
    cover = _years(report.title)
    if cover and report.fiscal_year not in cover:
        message = f"The title names {cover[0]}, the report is filed under {report.fiscal_year}."
        yield rule.at(message, page=1, raw=report.title, value=str(cover[0]))
    expected = {report.fiscal_year, report.assessment_fiscal_year, report.fiscal_year - 1, *cover}
    seen: set[int] = set()
    for page in document.pages:
        for line in page.blocks:
            for named in _years(line.text) if isinstance(line, Line) else ():
                if named not in expected and named not in seen:
                    seen.add(named)
                    message = f"The running text names fiscal year {named}, the report is of {report.fiscal_year}."
                    yield rule.at(
                        message,
                        page=page.number,
                        raw=line.text[:200] if isinstance(line, Line) else None,
                        value=str(named),
                    )
