"""Repair: a printed code becomes the code it means, an unsure figure the one that adds up. Never a silent guess.

The codes of a report are decoded together (``codes/``): what each cell may be by its confusable characters, the
codebook of the assessment's year, tool and section headings, rising order, no code twice, question texts. A code whose
runner-up is near stays None, with its candidates in a finding: wrong is worse than unresolved. A code that no year's
codebook has is never given. ``code_raw`` is never touched. The items of a checklist are coded one by one: a list has
gaps and a body's own order. The figures of a scanned results table are settled row by
row (``scores/``).
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.domain.codebook import nearest_year
from pipeline.domain.scheme import DEFAULT_SCHEME
from pipeline.model import Finding, IndicatorRow, Report
from pipeline.repair.codes.checklist_codes import with_item_codes
from pipeline.repair.codes.coded_scores import code_scores
from pipeline.repair.codes.decoded_rows import coded_row, row_findings, year_findings
from pipeline.repair.codes.sequence import decode_codes
from pipeline.repair.codes.stale_headings import without_stale_headings, without_stale_sections
from pipeline.repair.codes.unordered_rows import code_rows_alone
from pipeline.repair.scores.indicator_figures import settle_indicators
from pipeline.repair.scores.scanned_places import settle_places
from pipeline.repair.scores.settle import settle_results
from pipeline.repair.scores.sheet_scores import settle_scores

__all__ = ["repair"]


def repair(report: Report) -> Report:
    """Give every indicator row and checklist item its code, and settle the figures of scanned results.

    Args:
        report: with ``code_raw``, and what is known of ``tool``, ``section_no``, ``question`` and the years. Where the
            assessment's year is not known it is taken to be the year before the report's.

    Returns:
        The report with ``code``, ``code_status``, ``indicator_no`` and missing ``tool`` filled, and findings for rows
        whose code is unresolved, inferred, or not in the year's codebook.
    """
    if report.results:
        results, result_findings = settle_results(report)
        results, place_findings = settle_places(results)
        report = replace(report, results=results, findings=(*report.findings, *result_findings, *place_findings))
        scores, score_findings = settle_indicators(report)
        report = replace(report, scores=scores, findings=(*report.findings, *score_findings))
    if report.scores:
        scores, score_findings = code_scores(report)
        report = replace(report, scores=scores, findings=(*report.findings, *score_findings))
        scores, score_findings = settle_scores(report)
        report = replace(report, scores=scores, findings=(*report.findings, *score_findings))
    if report.oit_items:
        items, item_findings = with_item_codes(report.oit_items, report.fiscal_year, report.scheme or DEFAULT_SCHEME)
        report = replace(report, oit_items=items, findings=(*report.findings, *item_findings))
    return _repair_codes(report) if report.indicators else report


def _repair_codes(report: Report) -> Report:
    """Give every indicator row its code."""
    year = report.assessment_fiscal_year
    if year is None and report.fiscal_year is not None:
        year = report.fiscal_year - 1
    alone, findings = code_rows_alone([row for row in report.indicators if row.in_any_order], year)
    ordered, found = _decoded(tuple(row for row in report.indicators if not row.in_any_order), year)
    findings += found
    rows = {row.entry_no: row for row in (*ordered, *alone)}
    indicators = tuple(rows[row.entry_no] for row in report.indicators)
    return replace(report, indicators=indicators, findings=(*report.findings, *findings))


def _decoded(rows: tuple[IndicatorRow, ...], year: int | None) -> tuple[tuple[IndicatorRow, ...], list[Finding]]:
    """Return rows whose codes rise through the report with their codes, decoded together."""
    if not rows:
        return (), []
    indicators, findings = without_stale_headings(rows)
    if year is not None:
        indicators, of_sections = without_stale_sections(indicators, nearest_year(year))
        findings += of_sections
    decoded = decode_codes(indicators, year)
    findings += year_findings(decoded, year)
    for place, row in enumerate(indicators):
        findings += row_findings(row, decoded, place)
    return tuple(coded_row(row, decoded, place) for place, row in enumerate(indicators)), findings
