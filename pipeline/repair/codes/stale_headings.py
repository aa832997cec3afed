"""Headings that no longer hold: a report may go on to the next tool though its heading was lost or not recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.domain.codebook import TOOL_OF_LETTER, editions
from pipeline.model import Finding, IndicatorRow
from pipeline.repair.codes.confusables import plain_code

FEWEST_CODES = 2
"""Plainly printed codes of another tool, to the end of a heading's rows, that outweigh the heading."""


def without_stale_headings(rows: Sequence[IndicatorRow]) -> tuple[tuple[IndicatorRow, ...], list[Finding]]:
    """Take tool and section from the rows, to the end of a heading's, whose plain prints are all of another tool.

    Returns:
        The rows, and a finding per heading that stopped holding.
    """
    out: list[IndicatorRow] = []
    findings: list[Finding] = []
    for tool, group in groupby(rows, key=lambda row: row.tool):
        covered = list(group)
        start = _start_of_other_tool(covered)
        out += covered[:start]
        if start < len(covered):
            message = (
                f"{_from_row(covered[start])}, the codes are not of {tool}, the tool of the last heading: "
                "a heading is missing or was not recognised. The tool is taken from the codes."
            )
            findings.append(_finding("repair.heading_stale", message, covered[start]))
            out += [replace(row, tool=None, section_no=None, section_title=None) for row in covered[start:]]
    return tuple(out), findings


def without_stale_sections(rows: Sequence[IndicatorRow], year: int) -> tuple[tuple[IndicatorRow, ...], list[Finding]]:
    """Take the section from scanned rows whose plain prints are of later sections, though no heading of these was read.

    Args:
        rows: of the report.
        year: whose codebook says which section a code belongs to (Buddhist Era).

    Returns:
        The rows, and a finding per heading that stopped holding.
    """
    runs = [list(group) for _, group in groupby(rows, key=lambda row: (row.tool, row.section_no, row.section_title))]
    out: list[IndicatorRow] = []
    findings: list[Finding] = []
    for n, run in enumerate(runs):
        own = run[0].section_no
        following = next((r[0].section_no for r in runs[n + 1 :] if r[0].section_no is not None), None)
        scanned = own is not None and run[0].scanned
        start = _start_of_later_sections(run, own, following, year) if own is not None and scanned else len(run)
        out += run[:start]
        if start < len(run):
            message = (
                f"{_from_row(run[start])}, the codes are of later sections than {own}, that of the "
                "last heading: a heading was not read. The section is taken from the codes."
            )
            findings.append(_finding("repair.section_stale", message, run[start]))
            out += [replace(row, section_no=None, section_title=None) for row in run[start:]]
    return tuple(out), findings


def _from_row(first: IndicatorRow) -> str:
    return f'From the row of "{(first.code_raw or "").strip()}" on'


def _finding(rule: str, message: str, first: IndicatorRow) -> Finding:
    """Return a finding on the first row that a heading does not cover."""
    place = first.place
    return Finding(rule, "warning", message, place.page_first, place.table_no, place.row_first, raw=first.code_raw)


def _start_of_later_sections(run: Sequence[IndicatorRow], own: int, following: int | None, year: int) -> int:
    """Return where the rows begin whose plain prints are all of sections between a run's own and the next.

    Rows of its own section must stand before them; the number of rows where that is not so.
    """
    entries = editions()[year]
    sections = [entry.indicator_no if (entry := entries.get(plain_code(row.code_raw) or "")) else None for row in run]
    start = next((i for i, section in enumerate(sections) if section is not None and section != own), len(run))
    later = [section for section in sections[start:] if section is not None]
    between = all(own < section and (following is None or section < following) for section in later)
    return start if own in sections[:start] and later == sorted(later) and between else len(run)


def _start_of_other_tool(covered: Sequence[IndicatorRow]) -> int:
    """Return where the rows begin from which on every plain print is of one other tool; their number where none do."""
    start, seen, letter = len(covered), 0, None
    for i in range(len(covered) - 1, -1, -1):
        row, printed = covered[i], plain_code(covered[i].code_raw)
        if printed is None:
            continue
        if TOOL_OF_LETTER[printed[0]] == row.tool or row.tool is None or letter not in (None, printed[0]):
            break
        start, seen, letter = i, seen + 1, printed[0]
    return start if seen >= FEWEST_CODES else len(covered)
