"""Codes of the items of a checklist: what a cell prints becomes the code of the year's codebook that it means.

A code that is printed plainly is given, with or without a letter; one that is not, only where the print may be that
code and the item's name is surely that code's, or the codes above and below leave no other. The name alone never gives
one. Of a scanned code all that its readers held possible may be the print; where the one that is given is not the
name's, and another reading is, that is the code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from pipeline.domain.code_tokens import CodeToken, read_code_token
from pipeline.domain.codebook import code_number
from pipeline.domain.oit_item_names import code_of_name, item_codes
from pipeline.domain.scheme import DEFAULT_SCHEME
from pipeline.model import CodeStatus, Finding, OitItemRow, Severity
from pipeline.repair.codes.code_costs import code_costs
from pipeline.repair.codes.code_readings import code_options
from pipeline.repair.codes.confusables import alignments, plain_code


class ChecklistCodeSettings(NamedTuple):
    """When numbers without a letter are codes.

    Attributes:
        fewest_named: items that must stand under the number that the codebook gives their name.
    """

    fewest_named: int = 2


SETTINGS = ChecklistCodeSettings()


def with_item_codes(
    items: Sequence[OitItemRow], year: int | None, scheme: str = DEFAULT_SCHEME
) -> tuple[tuple[OitItemRow, ...], list[Finding]]:
    """Give the items of the checklists of a document their codes, those of each year and body by themselves.

    Args:
        items: in document order, with ``code_raw`` as printed.
        year: of the document, Buddhist Era; that of a checklist's own heading comes before it.

    Returns:
        The items, and findings for those whose code is unresolved or not in the year's codebook.
    """
    out: list[OitItemRow] = []
    findings: list[Finding] = []
    for (own, _), part in groupby(items, key=lambda item: (item.assessment_fiscal_year, item.agency)):
        coded, found = _with_codes(list(part), own or year, scheme)
        out += coded
        findings += found
    return tuple(out), findings


def _with_codes(
    items: Sequence[OitItemRow], year: int | None, scheme: str
) -> tuple[tuple[OitItemRow, ...], list[Finding]]:
    """Give the items of one checklist their codes.

    Args:
        items: in document order, with ``code_raw`` as printed.
        year: of the checklist, Buddhist Era.
        scheme: whose assessment it is of.

    Returns:
        The items, and findings for those whose code is unresolved or not in the year's codebook.
    """
    known, own = item_codes(None, scheme), item_codes(year, scheme)
    tokens = [read_code_token(item.code_raw or "", oit_column=True) for item in items]
    numbers_count = _numbers_are_codes(items, tokens, year, scheme)
    codes: dict[int, str] = {}
    for place, token in enumerate(tokens):
        code = _plain(token, numbers_count)
        if code is not None and code in known | own:
            codes[place] = code
    findings: list[Finding] = []
    if not any(item.code_raw or item.code_readings for item in items) and items:
        message = f"The checklist prints no codes: {len(items)} items are without one, and their names alone give none."
        findings.append(_finding(items[0], "repair.unresolved", message))
        return tuple(items), findings
    out = []
    counted: list[OitItemRow] = []
    for place, item in enumerate(items):
        named = code_of_name(item.name, year, scheme)
        if _is_other_reading(item, codes.get(place), named, codes):
            del codes[place]
        code = codes.get(place) or _misread(item, place, codes, own, named)
        token = tokens[place]
        if code is not None and item.code_readings and code not in _codes_of_print(item.code_raw or "", own):
            findings.append(_settled(item, code))
            codes[place] = code
        if code is None and token is not None and token.letter is None and not numbers_count:
            counted.append(item)
        elif code is None:
            findings.append(_unresolved(item, token))
        elif code not in own:
            message = f"{code} is not in the codebook of {year}; kept as printed."
            findings.append(replace(_finding(item, "repair.outside_year", message, code), code=code))
        raw = item.code_raw or next(iter(code_options(item)), None)
        out.append(replace(item, code=code, code_raw=raw, code_status=_status(raw, code)))
    if counted:
        message = (
            f'{len(counted)} items have a number and no letter (from "{counted[0].code_raw}" on); their names do not '
            "show that the numbers are codes."
        )
        findings.append(_finding(counted[0], "repair.unresolved", message))
    return tuple(out), findings


def _plain(token: CodeToken | None, numbers_count: bool) -> str | None:
    if token is None or (token.letter is None and not numbers_count):
        return None
    return token.code or f"O{token.number}"


def _numbers_are_codes(
    items: Sequence[OitItemRow], tokens: Sequence[CodeToken | None], year: int | None, scheme: str
) -> bool:
    """Tell whether numbers without a letter are codes: none stands twice, and the names agree with them.

    Beside codes with a letter a number that lost its own is one too.
    """
    numbers = [(item, token.number) for item, token in zip(items, tokens, strict=True) if token and not token.letter]
    if not numbers or max(Counter(number for _, number in numbers).values()) > 1:
        return False
    named = [
        (code, f"O{number}") for item, number in numbers if (code := code_of_name(item.name, year, scheme)) is not None
    ]
    agreeing = sum(code == printed for code, printed in named)
    lettered = sum(token is not None and token.letter == "O" for token in tokens)
    enough = agreeing >= SETTINGS.fewest_named or lettered > len(numbers)
    return enough and 2 * agreeing >= len(named)


def _is_other_reading(item: OitItemRow, given: str | None, named: str | None, codes: Mapping[int, str]) -> bool:
    """Tell whether a scanned code is not the one that its item's name has, which another reading of it is."""
    if given is None or named in (None, given) or named in codes.values():
        return False
    return any(_plain(read_code_token(text, oit_column=True), True) == named for text in code_options(item))


def _misread(item: OitItemRow, place: int, codes: Mapping[int, str], own: Set[str], named: str | None) -> str | None:
    """Return the code that a print that is no plain code must be; None where that is not sure."""
    is_plain = read_code_token(item.code_raw or "", oit_column=True) is not None
    prints = list(code_options(item)) if item.code_readings else [item.code_raw or ""]
    if not any(prints) or (is_plain and not item.code_readings):
        return None
    possible = {code for text in prints for code in _codes_of_print(text, own)} - set(codes.values())
    if named is not None:
        return named if named in possible else None
    above, below = codes.get(place - 1), codes.get(place + 1)
    if is_plain or above is None or below is None or code_number(below) - code_number(above) != 2:
        return None
    between = f"O{code_number(above) + 1}"
    return between if between in possible else None


def _codes_of_print(text: str, own: Set[str]) -> Set[str]:
    """Return the codes that a print may be: the one that it plainly is, else those that it is near to."""
    plain = _plain(read_code_token(text, oit_column=True), True)
    if plain is not None:
        return {plain} & own
    limit = code_costs().limits.print
    near = alignments(text, tuple(sorted(own)), expect_mistakes=False)
    return {code for code, alignment in near.items() if alignment.cost <= limit}


def _status(raw: str | None, code: str | None) -> CodeStatus:
    if code is None:
        return "unresolved"
    return "printed" if raw is not None and raw.strip() == code else "repaired"


def _settled(item: OitItemRow, code: str) -> Finding:
    """Return the finding on a scanned code that its readers were not sure of, or read as another one."""
    read = " or ".join(f'"{text}"' for text in list(code_options(item))[:3])
    message = f"A scanned code reads as {read}; {code} fits the item's name, or the codes around it."
    plain = _plain(read_code_token(item.code_raw or "", oit_column=True), True)
    severity: Severity = "info" if plain in (None, code) else "warning"
    return replace(_finding(item, "repair.code_settled", message, code), code=code, severity=severity)


def _unresolved(item: OitItemRow, token: CodeToken | None) -> Finding:
    """Return why an item has no code."""
    seen = f'"{item.code_raw}"' if item.code_raw else "a blank cell"
    if token is not None and token.tool in ("IIT", "EIT"):
        return _finding(item, "repair.unknown", f"{seen} is a code of {token.tool}, which has no items of disclosure.")
    if token is not None and token.letter not in ("O", None):
        return _finding(item, "repair.foreign", f"{seen} is a code of another assessment, not of ITA.")
    printed = f"O{token.number}" if token is not None else plain_code(item.code_raw)
    if printed is not None:
        message = f"{seen} is in no year's codebook; add it to domain/schemes/codes.csv if it is right."
        return _finding(item, "repair.unknown", message, printed)
    return _finding(item, "repair.unresolved", f"{seen} is no code that is sure enough; the name alone gives none.")


def _finding(item: OitItemRow, rule: str, message: str, value: str | None = None) -> Finding:
    """Return a finding on the code of an item."""
    return Finding(
        rule,
        "warning",
        message,
        page=item.page,
        table_no=item.table_no,
        row=item.row_first,
        raw=item.code_raw,
        value=value,
    )
