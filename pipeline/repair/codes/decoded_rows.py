"""Indicator rows with their decoded codes, and what a reviewer has to know about each."""

from __future__ import annotations

from dataclasses import replace

from pipeline.domain.codebook import TOOL_OF_LETTER, editions, is_complete, may_have, nearest_year, same_codebook
from pipeline.model import CodeStatus, Finding, IndicatorRow, Severity
from pipeline.repair.codes.code_costs import code_costs
from pipeline.repair.codes.code_readings import code_options
from pipeline.repair.codes.confusables import clean_code_text, is_foreign_code, plain_code
from pipeline.repair.codes.sequence import DecodedCodes


def coded_row(row: IndicatorRow, decoded: DecodedCodes, place: int) -> IndicatorRow:
    """Return the row with its code; where that is not sure, with the tool and indicator that all candidates share.

    A scanned code of which no reading was given has the likeliest of them as its print.

    Args:
        row: as assembled.
        decoded: the codes of its report.
        place: of the row in the report, 0-based.
    """
    code = decoded.code(place)
    candidates = (code,) if code is not None else _candidates(decoded, place)
    tools = {TOOL_OF_LETTER[c[0]] for c in candidates}
    numbers = {_indicator_of(row, c, year) for c in candidates for year in decoded.alternatives}
    tool = tools.pop() if len(tools) == 1 and (row.tool is None or code is not None) else row.tool
    indicator_no = numbers.pop() if len(numbers) == 1 else None
    raw = row.code_raw if clean_code_text(row.code_raw) else next(iter(code_options(row)), row.code_raw)
    return replace(
        row, code=code, code_raw=raw, code_status=_code_status(raw, code), tool=tool, indicator_no=indicator_no
    )


def _indicator_of(row: IndicatorRow, code: str, year: int) -> int | None:
    """Return the indicator of a code by a year's codebook (Buddhist Era); None where it does not have the code.

    Where the year's list is not known to be whole, the heading over the row says it.
    """
    if not is_complete(year, TOOL_OF_LETTER[code[0]]):
        return row.section_no
    entry = editions()[year].get(code)
    return entry.indicator_no if entry else None


def _candidates(decoded: DecodedCodes, place: int) -> tuple[str, ...]:
    """Return the codes that a row may have, best first."""
    return decoded.choices[place].near(code_costs().limits.candidates)


def _code_status(raw: str | None, code: str | None) -> CodeStatus:
    """Return how a code came about; ``printed`` means letter for letter, white space around it aside."""
    if code is None:
        return "unresolved"
    if not clean_code_text(raw):
        return "inferred"
    return "printed" if raw is not None and raw.strip() == code else "repaired"


def year_findings(decoded: DecodedCodes, year: int | None) -> list[Finding]:
    """Return a finding where another year's codebook was taken than that of the assessment's year (Buddhist Era)."""
    if year is None or same_codebook(decoded.year, nearest_year(year)):
        return []
    message = (
        f"The codes and sections fit the codebook of {decoded.year} far better than that of {year}, "
        f"the assessment's year; indicators were numbered by {decoded.year}. Check the year of the assessment."
    )
    return [Finding("repair.other_year", "warning", message, value=str(decoded.year))]


def row_findings(row: IndicatorRow, decoded: DecodedCodes, place: int) -> list[Finding]:
    """Return what a reviewer has to know about the code of one row.

    Args:
        row: as assembled.
        decoded: the codes of its report.
        place: of the row in the report, 0-based.
    """
    code = decoded.code(place)
    if code is None:
        return [_unresolved_finding(row, decoded, place)]
    out = []
    if not may_have(decoded.year, code):
        message = f"{code} is not in the codebook of {decoded.year}; kept as printed."
        out.append(code_finding(row, "repair.outside_year", message, code, code=code))
    if not code_options(row):
        message = f"The cell is blank; {code} follows from its place and question."
        out.append(code_finding(row, "repair.inferred", message, code, code=code, severity="info"))
    out += settled_finding(row, code)
    if row.tool is not None and TOOL_OF_LETTER[code[0]] != row.tool:
        message = f"{code} stands under the heading of {row.tool}; the code's own tool was taken."
        out.append(code_finding(row, "repair.tool", message, TOOL_OF_LETTER[code[0]], code=code))
    return out


def settled_finding(row: IndicatorRow, code: str) -> list[Finding]:
    """Return the finding on a scanned code that is not the one given by its readers, or of which none was given."""
    printed, options = plain_code(row.code_raw), code_options(row)
    if not row.code_readings or printed == code or (printed is None and clean_code_text(row.code_raw)):
        return []
    read = " or ".join(f'"{text}"' for text in list(options)[:3])
    message = f"A scanned code reads as {read}; {code} fits question, section and the codes around it."
    severity: Severity = "warning" if printed else "info"
    return [code_finding(row, "repair.code_settled", message, code, code=code, severity=severity)]


def _unresolved_finding(row: IndicatorRow, decoded: DecodedCodes, place: int) -> Finding:
    """Return why a row has no code."""
    printed = plain_code(row.code_raw)
    candidates = _candidates(decoded, place)
    read = " or ".join(f'"{text}"' for text in list(code_options(row))[:3])
    seen = f'"{row.code_raw.strip()}"' if row.code_raw and row.code_raw.strip() else read or "a blank cell"
    if is_foreign_code(row.code_raw):
        return code_finding(row, "repair.foreign", f"{seen} is a code of another assessment, not of ITA.")
    if place in decoded.repeats:
        message = f"{seen} stands a second time with the same question and score."
        return code_finding(row, "repair.repeated", message, printed)
    if printed is not None and printed not in candidates:
        if any(decoded.code(i) == printed for i in range(len(decoded.rows))):
            return code_finding(
                row, "repair.repeated", f"{seen} stands a second time; the surer row has the code.", printed
            )
        if printed not in decoded.rows[place].costs:
            message = f"{seen} is in no year's codebook; add it to domain/schemes/codes.csv if it is right."
            return code_finding(row, "repair.unknown", message, printed)
    what = f"may be {', '.join(candidates)}" if candidates else "is like no code that could stand here"
    return code_finding(row, "repair.unresolved", f"{seen} {what}.", "|".join(candidates) or None)


def code_finding(
    row: IndicatorRow,
    rule: str,
    message: str,
    value: str | None = None,
    *,
    code: str | None = None,
    severity: Severity = "warning",
) -> Finding:
    """Return a finding on the code of a row, at the row's place and with the code as printed."""
    return Finding(
        rule,
        severity,
        message,
        page=row.place.page_first,
        table_no=row.place.table_no,
        row=row.place.row_first,
        code=code,
        raw=row.code_raw,
        value=value,
    )
