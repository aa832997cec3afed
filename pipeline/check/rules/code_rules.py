"""Rules on codes, sections and their order."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.codebook import indicator_by_title, indicators, report_order
from pipeline.model import Document, Finding, Report


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
