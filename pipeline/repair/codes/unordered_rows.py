"""Codes of plans, and of reports by topics: in any order, the same code under several topics.

There the rows around say nothing about a code. What it prints and the question beside it decide, each row alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.codebook import TOOL_OF_LETTER, codes_of, may_have
from pipeline.domain.question_match import question_matches
from pipeline.domain.scheme import DEFAULT_SCHEME
from pipeline.model import CodeStatus, Finding, IndicatorRow
from pipeline.repair.codes.code_costs import code_costs
from pipeline.repair.codes.confusables import alignments, clean_code_text, is_foreign_code, plain_code
from pipeline.repair.codes.decoded_rows import code_finding
from pipeline.repair.codes.sequence import decode_codes


class UnorderedSettings(NamedTuple):
    """When a question tells a code by itself.

    Attributes:
        sure: likeness (0 to 1) from which a text is the question of a code; OCR changes one letter in ten.
        lead: by how much the next code's question must be less like it.
        other: likeness from which a text is surely the question of another code than the printed one.
        most_named: candidates that a finding names.
    """

    sure: float = 0.86
    lead: float = 0.06
    other: float = 0.92
    most_named: int = 6


SETTINGS = UnorderedSettings()


def coded_alone(row: IndicatorRow, year: int | None) -> tuple[IndicatorRow, list[Finding]]:
    """Return a row with its code, and what a reviewer has to know about it.

    Args:
        year: fiscal year of the assessment (Buddhist Era), whose codebook holds.
    """
    if row.indicator_no is not None and not row.code_raw and not row.question:
        return row, []  # it stands for a whole indicator
    printed, asked = plain_code(row.code_raw) or _token_code(row), _asked(row.question, year)
    valid = printed is not None and may_have_in(year, printed)
    if is_foreign_code(row.code_raw):
        message = f'"{row.code_raw}" is a code of another assessment, not of ITA.'
        return row, [code_finding(row, "repair.foreign", message)]
    if valid and printed is not None and not row.scanned:
        return _coded(row, printed, year), _as_printed(row, printed, asked)
    if row.scanned:
        return _scanned(row, printed if valid else None, asked, year)
    near = _near(row.code_raw, year)
    if asked is not None and (asked[0] in near or not clean_code_text(row.code_raw)):
        return _coded(row, asked[0], year), _by_question(row, asked[0])
    if len(near) == 1 and asked is None and printed is None:
        code = next(iter(near))
        return _coded(row, code, year), []
    return row, [_unresolved(row, [*near, *([asked[0]] if asked else [])])]


def code_rows_alone(rows: Sequence[IndicatorRow], year: int | None) -> tuple[list[IndicatorRow], list[Finding]]:
    """Return rows of plans and topics with their codes, and the findings.

    Scanned codes beside questions that nobody knows are confirmed by the sequence, where one is to be seen.
    """
    found = [coded_alone(row, year) for row in rows]
    open_places = [i for i, (row, _) in enumerate(found) if row.scanned and row.code is None]
    if open_places and year is not None:
        decoded = decode_codes(rows, year)
        for i in open_places:
            code = decoded.code(i)
            if code is not None:
                read = f'A scanned code that reads as "{rows[i].code_raw}" was taken for {code}'
                message = f"{read}: it stands beside no known question, only the order of the codes speaks for it."
                finding = code_finding(rows[i], "repair.code_unconfirmed", message, code, code=code)
                found[i] = (_coded(rows[i], code, year), [finding])
    return [row for row, _ in found], [finding for _, findings in found for finding in findings]


def _token_code(row: IndicatorRow) -> str | None:
    """Return the code that a text layer or a transcript prints with marks around it: ``I-7``, ``E.1``, ``OIT 12``.

    A bare number is that of the tool whose heading stands above it; not where its 1 may be printed for the letter I.
    """
    raw = row.code_raw or ""
    token = read_code_token(raw, oit_column=row.tool is not None) if not row.scanned else None
    if token is None or token.rest or token.parts:
        return None
    if token.letter is None and str(token.number).startswith("1") and token.number > 1:
        return None
    letter = next((x for x, tool in TOOL_OF_LETTER.items() if tool == (token.tool or row.tool)), None)
    return f"{letter}{token.number}" if letter is not None else None


def may_have_in(year: int | None, code: str) -> bool:
    """Tell whether the assessment of a year, or where it is not known of any year, has a code."""
    return code in codes_of(DEFAULT_SCHEME, None) if year is None else may_have(year, code)


def _asked(question: str | None, year: int | None) -> tuple[str, float] | None:
    """Return the code whose question a text surely is, and how like it is; None where it is surely none's."""
    ranked = question_matches(DEFAULT_SCHEME, year, question) if question else ()
    if not ranked or ranked[0][1] < SETTINGS.sure:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < SETTINGS.lead:
        return None
    return ranked[0]


def _as_printed(row: IndicatorRow, printed: str, asked: tuple[str, float] | None) -> list[Finding]:
    """Return the finding that a printed code is not that of the question beside it; the print stands."""
    if asked is None or asked[0] == printed or asked[1] < SETTINGS.other:
        return []
    message = f"{printed} stands beside the question of {asked[0]}: one of the two is misprinted. Kept as printed."
    return [code_finding(row, "repair.other_question", message, asked[0], code=printed)]


def _scanned(
    row: IndicatorRow, printed: str | None, asked: tuple[str, float] | None, year: int | None
) -> tuple[IndicatorRow, list[Finding]]:
    """Decide a code that was read by OCR: never by the engine's reading alone."""
    if asked is None:
        return row, [_unresolved(row, [printed] if printed else sorted(_near(row.code_raw, year)))]
    code = asked[0]
    if printed in (None, code):
        return _coded(row, code, year), [] if printed == code else _by_question(row, code)
    message = f'A scanned code that reads as "{row.code_raw}" stands beside the question of {code}, which was taken.'
    return _coded(row, code, year), [code_finding(row, "repair.other_question", message, code, code=code)]


def _by_question(row: IndicatorRow, code: str) -> list[Finding]:
    read = f'The code reads as "{row.code_raw}"' if clean_code_text(row.code_raw) else "The code's cell is blank"
    return [
        code_finding(
            row, "repair.inferred", f"{read}; {code} follows from its question.", code, code=code, severity="info"
        )
    ]


def _near(raw: str | None, year: int | None) -> dict[str, float]:
    """Return the codes that a print may stand for, with what that costs."""
    if not clean_code_text(raw) or raw is None:
        return {}
    known = tuple(codes_of(DEFAULT_SCHEME, year))
    costs = {code: a.cost for code, a in alignments(raw, known, False).items()}
    return {code: cost for code, cost in sorted(costs.items(), key=lambda p: p[1]) if cost <= code_costs().limits.print}


def _coded(row: IndicatorRow, code: str, year: int | None) -> IndicatorRow:
    entry = codes_of(DEFAULT_SCHEME, year).get(code)
    raw = (row.code_raw or "").strip()
    status: CodeStatus = "inferred" if not clean_code_text(raw) else "printed" if raw == code else "repaired"
    tool, number = (entry.tool, entry.indicator_no) if entry else (row.tool, None)
    return replace(row, code=code, code_status=status, tool=tool, indicator_no=number)


def _unresolved(row: IndicatorRow, candidates: list[str]) -> Finding:
    seen = f'"{row.code_raw.strip()}"' if row.code_raw and row.code_raw.strip() else "a blank cell"
    names = list(dict.fromkeys(candidates))[: SETTINGS.most_named]
    what = f"may be {', '.join(names)}" if names else "is like no code, and its question is of none"
    return code_finding(row, "repair.unresolved", f"{seen} {what}.", "|".join(names) or None)
