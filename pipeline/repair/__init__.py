"""Repair: a printed code becomes the code it means, an unsure figure the one that adds up. Never a silent guess.

The codes of a report are decoded together: what each cell may have been by its shapes (``weights.yml``), the codebook of the
assessment's year, tool and section headings, rising order, no code twice, question texts. A code whose runner-up is near
stays None, with its candidates in a finding: wrong is worse than unresolved. A code that no year's codebook has is never given.
``code_raw`` is never touched.
The figures of a scanned results table are settled row by row (``results.py``).
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.domain.codebook import LETTERS, alike, editions, nearest_year
from pipeline.model import CodeStatus, Finding, IndicatorRow, Report
from pipeline.repair.codes.confusables import is_foreign, plain, tidy, weights
from pipeline.repair.codes.sequence import Solution, solve
from pipeline.repair.codes.stale_headings import without_stale_headings, without_stale_sections
from pipeline.repair.scores.settle import settle_results

__all__ = ["repair"]


def repair(report: Report) -> Report:
    """Give every indicator row its code, and settle the figures of scanned results.

    Args:
        report: with ``code_raw``, and what is known of ``tool``, ``section_no``, ``question`` and the years. Where the
            assessment's year is not known it is taken to be the year before the report's.

    Returns:
        The report with ``code``, ``code_status``, ``indicator_no`` and missing ``tool`` filled, and findings for rows whose
        code is unresolved, inferred, or not in the year's codebook.
    """
    if report.results:
        results, more = settle_results(report)
        report = replace(report, results=results, findings=(*report.findings, *more))
    if not report.indicators:
        return report
    year = report.assessment_fiscal_year
    if year is None and report.fiscal_year is not None:
        year = report.fiscal_year - 1
    indicators, stale = without_stale_headings(report.indicators)
    if year is not None:
        indicators, sections = without_stale_sections(indicators, nearest_year(year))
        stale += sections
    solution = solve(indicators, year)
    rows, findings = [], [*stale, *_on_year(solution, year)]
    for place, row in enumerate(indicators):
        code = solution.code(place)
        rows.append(_coded(row, solution, place, code))
        findings += _on_row(row, solution, place, code)
    return replace(report, indicators=tuple(rows), findings=(*report.findings, *findings))


def _coded(row: IndicatorRow, solution: Solution, place: int, code: str | None) -> IndicatorRow:
    """The row with its code, or with what all the candidates have in common."""
    near = (code,) if code is not None else solution.choices[place].near(weights().limits["candidates"])
    tools = {LETTERS[c[0]] for c in near}
    numbers = {
        e.indicator_no if (e := editions()[year].get(c)) else None for c in near for year in solution.alternatives
    }
    tool = tools.pop() if len(tools) == 1 and (row.tool is None or code is not None) else row.tool
    indicator_no = numbers.pop() if len(numbers) == 1 else None
    return replace(row, code=code, code_status=_status(row.code_raw, code), tool=tool, indicator_no=indicator_no)


def _status(raw: str | None, code: str | None) -> CodeStatus:
    """How a code came about; ``printed`` means letter for letter, white space around it aside."""
    if code is None:
        return "unresolved"
    if not tidy(raw):
        return "inferred"
    return "printed" if raw is not None and raw.strip() == code else "repaired"


def _on_year(solution: Solution, year: int | None) -> list[Finding]:
    """Says so where another year's codebook explains the report far better than its own year's."""
    if year is None or alike(solution.year, nearest_year(year)):
        return []
    message = (
        f"The codes and sections fit the codebook of {solution.year} far better than that of {year}, the assessment's year; "
        f"indicators were numbered by {solution.year}. Check the year of the assessment."
    )
    return [Finding("repair.other_year", "warning", message, value=str(solution.year))]


def _on_row(row: IndicatorRow, solution: Solution, place: int, code: str | None) -> list[Finding]:
    """What a reviewer has to know about the code of one row."""

    def finding(rule: str, message: str, value: str | None = None, severity: str = "warning") -> Finding:
        return Finding(
            rule,
            "info" if severity == "info" else "warning",
            message,
            page=row.place.page_first,
            table_no=row.place.table_no,
            row=row.place.row_first,
            code=code,
            raw=row.code_raw,
            value=value,
        )

    printed = plain(row.code_raw)
    if code is None:
        near = solution.choices[place].near(weights().limits["candidates"])
        seen = f'"{row.code_raw.strip()}"' if row.code_raw and row.code_raw.strip() else "a blank cell"
        if is_foreign(row.code_raw):
            return [finding("repair.foreign", f"{seen} is a code of another assessment, not of ITA.")]
        if place in solution.repeats:
            return [
                finding("repair.repeated", f"{seen} stands a second time with the same question and score.", printed)
            ]
        if printed is not None and printed not in near:
            taken = any(solution.code(i) == printed for i in range(len(solution.rows)))
            if taken:
                return [
                    finding("repair.repeated", f"{seen} stands a second time; the surer row has the code.", printed)
                ]
            if printed not in solution.rows[place].costs:
                message = f"{seen} is in no year's codebook; add it to repair/codebook/codes.csv if it is right."
                return [finding("repair.unknown", message, printed)]
        what = f"may be {', '.join(near)}" if near else "is like no code that could stand here"
        return [finding("repair.unresolved", f"{seen} {what}.", "|".join(near) or None)]
    out = []
    if code not in editions()[solution.year]:
        out.append(
            finding("repair.outside_year", f"{code} is not in the codebook of {solution.year}; kept as printed.", code)
        )
    if not tidy(row.code_raw):
        out.append(
            finding("repair.inferred", f"The cell is blank; {code} follows from its place and question.", code, "info")
        )
    if row.tool is not None and LETTERS[code[0]] != row.tool:
        message = f"{code} stands under the heading of {row.tool}; the code's own tool was taken."
        out.append(finding("repair.tool", message, LETTERS[code[0]]))
    return out
