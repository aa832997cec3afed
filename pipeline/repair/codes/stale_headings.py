"""Headings that no longer hold: a report may go on to the next tool although its heading was lost or not recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.domain.codebook import LETTERS, editions
from pipeline.model import Finding, IndicatorRow
from pipeline.repair.codes.confusables import plain

FEWEST = 2  # plainly printed codes of another tool, to the end of a heading's rows, that outweigh the heading


def without_stale_headings(rows: Sequence[IndicatorRow]) -> tuple[tuple[IndicatorRow, ...], list[Finding]]:
    """Take tool and section from the rows whose plain prints all say another tool, to the end of what the heading covers.

    Returns:
        The rows, and a finding per heading that stopped holding.
    """
    out: list[IndicatorRow] = []
    findings: list[Finding] = []
    for tool, group in groupby(rows, key=lambda row: row.tool):
        covered = list(group)
        start = _last_foreign_run(covered)
        out += covered[:start]
        if start < len(covered):
            first = covered[start]
            message = (
                f'From the row of "{(first.code_raw or "").strip()}" on, the codes are not of {tool}, the tool of the last heading: '
                "a heading is missing or was not recognised. The tool is taken from the codes."
            )
            findings.append(_finding("repair.heading_stale", message, first))
            out += [replace(row, tool=None, section_no=None, section_title=None) for row in covered[start:]]
    return tuple(out), findings


def _finding(rule: str, message: str, first: IndicatorRow) -> Finding:
    """What is said of the first row that a heading does not cover."""
    place = first.place
    return Finding(rule, "warning", message, place.page_first, place.table_no, place.row_first, raw=first.code_raw)


def without_stale_sections(rows: Sequence[IndicatorRow], year: int) -> tuple[tuple[IndicatorRow, ...], list[Finding]]:
    """Take the section from scanned rows whose plain prints go on to later sections, though no heading of these was read.

    Args:
        rows: of the report.
        year: whose codebook says which section a code belongs to (BE).

    Returns:
        The rows, and a finding per heading that stopped holding.
    """
    blocks = [list(group) for _, group in groupby(rows, key=lambda row: (row.tool, row.section_no, row.section_title))]
    out: list[IndicatorRow] = []
    findings: list[Finding] = []
    for number, block in enumerate(blocks):
        own = block[0].section_no
        ahead = next((b[0].section_no for b in blocks[number + 1 :] if b[0].section_no is not None), None)
        start = _goes_on(block, own, ahead, year) if own is not None and block[0].scanned else len(block)
        out += block[:start]
        if start < len(block):
            first = block[start]
            message = (
                f'From the row of "{(first.code_raw or "").strip()}" on, the codes are of later sections than {own}, that of the '
                "last heading: a heading was not read. The section is taken from the codes."
            )
            findings.append(_finding("repair.section_stale", message, first))
            out += [replace(row, section_no=None, section_title=None) for row in block[start:]]
    return tuple(out), findings


def _goes_on(block: Sequence[IndicatorRow], own: int, ahead: int | None, year: int) -> int:
    """Where the rows begin whose plain prints are all of sections between a block's own and the next, after some that are its own."""
    entries = editions()[year]
    of = [entry.indicator_no if (entry := entries.get(plain(row.code_raw) or "")) else None for row in block]
    start = next((at for at, section in enumerate(of) if section is not None and section != own), len(block))
    later = [section for section in of[start:] if section is not None]
    sound = (
        own in of[:start]
        and later == sorted(later)
        and all(own < section and (ahead is None or section < ahead) for section in later)
    )
    return start if sound else len(block)


def _last_foreign_run(covered: Sequence[IndicatorRow]) -> int:
    """Where the rows begin from which on every plain print is of one other tool; the number of rows where none do."""
    start, seen, letter = len(covered), 0, None
    for at in range(len(covered) - 1, -1, -1):
        printed = plain(covered[at].code_raw)
        if printed is None:
            continue
        if LETTERS[printed[0]] == covered[at].tool or covered[at].tool is None or letter not in (None, printed[0]):
            break
        start, seen, letter = at, seen + 1, printed[0]
    return start if seen >= FEWEST else len(covered)
