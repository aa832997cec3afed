"""Codes of printed scores: what a row of a score sheet prints is held against the codebook of the assessment's year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.codebook import (
    TOOL_OF_LETTER,
    all_codes,
    codes_of,
    editions,
    may_have,
    nearest_year,
    same_codebook,
)
from pipeline.model import CodeStatus, Finding, IndicatorRow, Place, Report, ScoreRow
from pipeline.repair.codes.decoded_rows import code_finding, coded_row, settled_finding
from pipeline.repair.codes.sequence import decode_codes
from pipeline.repair.codes.unordered_rows import coded_alone


class ScoreCodeSettings(NamedTuple):
    """When the codes of a table are read by another year's codebook than the assessment's.

    Attributes:
        fewest_outside: codes that the year's codebook lacks, and the other one has, from which that one holds …
        least_share: … where so many of all codes (0 to 1) are in it, at least.
    """

    fewest_outside: int = 5
    least_share: float = 0.95


SETTINGS = ScoreCodeSettings()
_CODED = ("question", "sub_question")


def code_scores(report: Report) -> tuple[tuple[ScoreRow, ...], list[Finding]]:
    """Give the questions among printed scores their codes, with their tools and indicators.

    A plainly printed code that the codebook has is that code, wherever it stands. One that the codebook lacks, or that
    stays ambiguous, is None, with a finding. A table is read by the codebook of the assessment's year; where that lacks
    its codes, by that of another year that the table's columns name, or by the one that plainly fits.
    """
    findings: list[Finding] = []
    out: list[ScoreRow] = []
    for _, group in groupby(report.scores, key=lambda row: row.table_no):
        rows = list(group)
        if any(row.item_kind in _CODED and row.code_raw for row in rows):
            rows, found = _coded_table(rows, report)
            findings += found
        out += rows
    return tuple(out), findings


def _plain(raw: str | None) -> str | None:
    """Return the code that a text prints beyond doubt."""
    token = read_code_token(raw or "")
    return token.code if token is not None and token.tool is not None and not token.rest else None


def _coded_table(rows: Sequence[ScoreRow], report: Report) -> tuple[list[ScoreRow], list[Finding]]:
    """Return the rows of one table with their codes, and the findings on them."""
    own = report.assessment_fiscal_year or report.fiscal_year
    year = _codebook_year(rows, own)
    findings = []
    columns = {row.assessment_fiscal_year for row in rows}
    if (
        own is not None
        and year is not None
        and year not in columns
        and not same_codebook(*map(nearest_year, (year, own)))
    ):
        findings.append(_other_year(rows[0], year, own))
    questions = _questions(rows)
    codes, notes = _codes_of(questions, year)
    of_row = {id(row): code for code, of in zip(codes, questions, strict=True) for row in of}
    out = [_with_code(row, of_row[id(row)], year) if id(row) in of_row else row for row in rows]
    for code, of in zip(codes, questions, strict=True):
        if code is None:
            findings.append(_unresolved(of[0], _plain(of[0].code_raw), year))
    return out, [*findings, *notes]


def _questions(rows: Sequence[ScoreRow]) -> list[list[ScoreRow]]:
    """Return the scores of each question with those of its parts, in order; a question may have none of its own."""
    out: list[list[ScoreRow]] = []
    for row in rows:
        if row.item_kind not in _CODED or not row.code_raw:
            continue
        same = out and out[-1][0].code_raw == row.code_raw
        begins = row.item_kind == "question" and (not out or out[-1][0].row != row.row)
        if same and not begins:
            out[-1].append(row)
        else:
            out.append([row])
    return out


def _codebook_year(rows: Sequence[ScoreRow], own: int | None) -> int | None:
    """Return the year whose codebook the table's codes are of."""
    plain = {code for row in rows if row.item_kind in _CODED and (code := _plain(row.code_raw)) is not None}
    named = sorted({row.assessment_fiscal_year for row in rows if row.assessment_fiscal_year}, reverse=True)
    tried = [own] if own is not None else []
    tried += [year for year in named if year not in tried]
    best = max(tried, key=lambda y: (_known(plain, y), -tried.index(y)), default=None)
    if best is not None and len(plain) - _known(plain, best) < SETTINGS.fewest_outside:
        return best
    others = sorted(editions(), reverse=True)
    fitting = max(others, key=lambda y: (_known(plain, y), y), default=None)
    if fitting is None or _known(plain, fitting) < SETTINGS.least_share * len(plain):
        return best
    return fitting


def _known(codes: Iterable[str], year: int) -> int:
    """Return how many codes a year's codebook has."""
    return sum(_is_in(code, year) for code in codes)


def _is_in(code: str, year: int | None) -> bool:
    return code in all_codes() if year is None else may_have(nearest_year(year), code)


def _with_code(row: ScoreRow, code: str | None, year: int | None) -> ScoreRow:
    if code is None:
        return replace(row, code=None, code_status="unresolved")
    entry = codes_of("nacc", None if year is None else nearest_year(year)).get(code)
    status: CodeStatus = "printed" if (row.code_raw or "").strip() == code else "repaired"
    number = entry.indicator_no if entry is not None and entry.indicator_no else None
    tool = entry.tool if entry is not None else TOOL_OF_LETTER[code[0]]
    return replace(row, code=code, code_status=status, tool=tool, indicator_no=number)


def _codes_of(questions: Sequence[Sequence[ScoreRow]], year: int | None) -> tuple[list[str | None], list[Finding]]:
    """Return the codes of the questions of a table, and what a reviewer has to know about them.

    In a scan a plain code is one only where the codes around it, or its question, bear it out.
    """
    drafts = [_as_indicator(n, of[0]) for n, of in enumerate(questions, start=1)]
    if any(draft.scanned for draft in drafts):
        return _scanned_codes(drafts, year)
    out: list[str | None] = []
    notes: list[Finding] = []
    for draft in drafts:
        plain = _plain(draft.code_raw)
        if plain is not None:
            out.append(plain if _is_in(plain, year) else None)
            continue
        coded, found = coded_alone(draft, year)
        out.append(coded.code)
        notes += found if coded.code is not None else []
    return out, notes


def _scanned_codes(drafts: Sequence[IndicatorRow], year: int | None) -> tuple[list[str | None], list[Finding]]:
    """Return the codes of a scanned table, decoded together; another code than the plain one is a finding."""
    decoded = decode_codes(drafts, year)
    out: list[str | None] = []
    notes = []
    for n, draft in enumerate(drafts):
        code = coded_row(draft, decoded, n).code
        out.append(code)
        if code is None or code == _plain(draft.code_raw):
            continue
        if settled := settled_finding(draft, code):
            notes += settled
        else:
            message = f'A scanned code that reads as "{draft.code_raw}" was taken for {code}, by the codes around it.'
            notes.append(code_finding(draft, "repair.code_unconfirmed", message, code, code=code))
    return out, notes


def _as_indicator(number: int, row: ScoreRow) -> IndicatorRow:
    place = Place(row.page, row.page, row.table_no, row.row, row.row)
    return IndicatorRow(
        number,
        place,
        tool=row.tool,
        code_raw=row.code_raw,
        question=row.item if row.item_kind == "question" else None,
        score=row.score,
        scanned=bool(row.readings),
        code_readings=row.code_readings,
    )


def _unresolved(row: ScoreRow, plain: str | None, year: int | None) -> Finding:
    if plain is not None:
        of = "any year" if year is None else f"{nearest_year(year)}, which holds for {year}"
        message = f'"{row.code_raw}" is no code of the codebook of {of}.'
    else:
        message = f'"{row.code_raw}" is no code that is sure enough to be given.'
    return Finding(
        "scores.code_unresolved",
        "warning",
        message,
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        raw=row.code_raw,
        value=plain,
    )


def _other_year(row: ScoreRow, year: int, own: int) -> Finding:
    message = (
        f"The codes of table {row.table_no} are those of the codebook of {year}, not of {own}, the assessment's year; "
        f"indicators were numbered by {year}. Check the year of the assessment."
    )
    return Finding("repair.other_year", "warning", message, page=row.page, table_no=row.table_no, value=str(year))
