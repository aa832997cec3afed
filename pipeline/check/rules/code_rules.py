"""Rules on codes, sections and their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.codebook import indicator_by_title, indicators, report_order
from pipeline.domain.thai_digits import to_arabic
from pipeline.model import Document, Finding, Line, Page, Report

_CODED = re.compile(r"\s*([IEO])\s?\.?([1-9]\d?)(?![\d.,])\b(?=.*(?<![\d.,])\d{1,3}\.\d{2}(?![\d.]))", re.IGNORECASE)


@check_rule("check.section_title")
def section_title(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question titles that are not their indicator's name or alias, once per section."""
    seen = set()
    for row in report.indicators:
        head = (row.section_no, row.section_title)
        if row.section_no is None or row.section_title is None or head in seen:
            continue
        seen.add(head)
        named = indicator_by_title(row.section_title)
        if named is not None and named != row.section_no:
            message = f'Section {row.section_no} has the title of section {named}, "{row.section_title}".'
            yield rule.at(message, row.place, raw=row.section_title, value=str(named))
        elif named is None and row.section_no in indicators():
            message = (
                f'Section {row.section_no} is titled "{row.section_title}", not "{indicators()[row.section_no].name}".'
            )
            yield rule.at(message, row.place, raw=row.section_title)


@check_rule("check.section_code")
def section_code(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question codes that do not belong to the section they stand in."""
    for row in report.indicators:
        if (
            row.code
            and row.section_no is not None
            and row.indicator_no is not None
            and row.section_no != row.indicator_no
        ):
            message = f"{row.code} belongs to indicator {row.indicator_no} but stands in section {row.section_no}."
            yield rule.on(row, message, value=str(row.indicator_no))


@check_rule("check.code_order")
def code_order(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question codes that do not rise within a tool."""
    before: dict[str, str] = {}
    for row in report.indicators:
        if row.code is None or row.in_any_order:
            continue
        last = before.get(row.code[0])
        if last is not None and report_order(row.code) < report_order(last):
            yield rule.on(row, f"{row.code} comes after {last}.", value=last)
        before[row.code[0]] = row.code


@check_rule("check.code_twice")
def code_twice(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a second row of a code."""
    first: dict[str, int] = {}
    for row in report.indicators:
        if row.code is None or row.in_any_order:
            continue
        if row.code in first:
            yield rule.on(row, f"{row.code} is already entry {first[row.code]}.", value=str(first[row.code]))
        first.setdefault(row.code, row.entry_no)


@check_rule("check.no_rows")
def no_rows(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a report of a known family without rows: an empty table is not success."""
    rows = (*report.indicators, *report.measures, *report.results, *report.scores, *report.oit_items)
    if report.family is not None and not rows:
        yield rule.at(f"The tables look like {report.family}, but no row was read; look at them with `ita tables`.")


@check_rule("check.nothing_resolved")
def nothing_resolved(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a report of which neither a code, nor an indicator, nor a body is known: nobody can use its rows."""
    coded = (
        *(row.code for row in report.indicators),
        *(row.code for row in report.scores),
        *(row.code for row in report.oit_items),
    )
    named = (
        *(row.agency for row in report.results),
        *(row.indicator_no for row in report.indicators),
        *(row.indicator_no or row.tool for row in report.scores),
    )
    if report.families and not any(coded) and not any(named):
        yield rule.at(
            "No code, no indicator and no body of its rows was resolved; look at them with `ita explain --rows`."
        )


@check_rule("check.coded_rows_unread")
def coded_rows_unread(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question lines and rows of unread tables with a code and a score, where the code is in no dataset."""
    codes = {code for row in report.indicators for code in (row.code, row.code_raw)}
    codes |= {code for score in report.scores for code in (score.code, score.code_raw)}
    known = {"".join(code.split()).upper() for code in codes if code}
    read = {row.place.table_no for row in report.indicators} | {score.table_no for score in report.scores}
    for page in document.pages if report.indicators or report.scores else ():
        found = (_code_of_row(text) for text in _texts_of_rows(page, read))
        lost = [code for code in found if code is not None and code not in known]
        if lost:
            names = ", ".join(dict.fromkeys(lost))
            message = f"Page {page.number} has rows with codes and scores that are in no dataset: {names}."
            yield rule.at(message, page=page.number, value=str(len(lost)), raw=names)


def _texts_of_rows(page: Page, read: Set[int]) -> Iterator[str]:
    """Yield the texts of running lines, and of rows of tables that were not read, in one line each."""
    for block in page.blocks:
        if isinstance(block, Line):
            yield block.text or block.raw
        elif block.table_no not in read:
            yield from (" ".join(" ".join(c.text.split()) for c in row) for row in block.by_row())


def _code_of_row(text: str) -> str | None:
    """Return the code that a text begins with, where a score stands behind it."""
    match = _CODED.match(to_arabic(text))
    return f"{match[1].upper()}{match[2]}" if match else None
