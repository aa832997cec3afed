"""The columns that a correction may correct, and the values that may stand in them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from datetime import date

from pipeline.domain.thai_digits import to_arabic

Value = str | float | int | bool | date | None
DOCUMENT = "documents"
FINDINGS = "findings"
"""Dataset of a row that only says that a finding was seen."""
FIELDS: Mapping[str, Mapping[str, str]] = {
    DOCUMENT: {
        "agency": "text",
        "agency_type": "text",
        "province": "text",
        "title": "text",
        "fiscal_year": "year",
        "assessment_fiscal_year": "year",
    },
    "indicators": {
        "code": "code",
        "question": "text",
        "score": "number",
        "score_max": "number",
        "level": "text",
        "section_no": "count",
        "section_title": "text",
    },
    "measures": {
        "issue": "text",
        "measure": "text",
        "method": "text",
        "responsible": "text",
        "period": "text",
        "monitoring": "text",
        "result": "text",
        "outcome": "text",
        "evidence": "text",
        "implemented": "flag",
        "not_implemented_reason": "text",
    },
    "agency_results": {
        "rank": "count",
        "agency": "text",
        "agency_type": "text",
        "agency_group": "text",
        "district": "text",
        "province": "text",
        "iit": "number",
        "eit": "number",
        "oit": "number",
        "total": "number",
        "grade": "text",
        "assessment_fiscal_year": "year",
    },
    "scores": {
        "agency": "text",
        "assessment_fiscal_year": "year",
        "code": "code",
        "item": "text",
        "score": "number",
        "weight": "number",
        "grade": "text",
    },
    "oit_items": {
        "agency": "text",
        "assessment_fiscal_year": "year",
        "code": "code",
        "name": "text",
        "requirement": "text",
        "evidence": "text",
        "remark": "text",
    },
}
"""By dataset: what may be corrected, and of which kind its values are."""
OF_REPORTS = frozenset({"result", "outcome", "implemented", "not_implemented_reason"})
"""Columns of measures that a plan never has."""
KINDS = {
    "number": "a number from 0 to 1000",
    "count": "a whole number",
    "year": "a fiscal year of the Buddhist Era, such as 2566",
    "flag": "true or false",
    "code": "a code, such as I1 or O12",
    "text": "text",
}
FLAGS = {"true": True, "1": True, "yes": True, "ใช่": True, "false": False, "0": False, "no": False, "ไม่ใช่": False}
MOST = 1000.0
"""No score, weight or count of a table is as high; a year is known apart."""
FIRST_YEAR, LAST_YEAR = 2500, 2700
MOST_COUNT = 30_000


def value_of(kind: str, text: str | None) -> Value:
    """Return a value as its column has it.

    Raises:
        ValueError: the text is no value of the kind.
    """
    if text is None:
        return None
    if kind == "text":
        return text
    plain = to_arabic(text).strip()
    if kind == "flag":
        if plain.lower() not in FLAGS:
            raise ValueError(text)
        return FLAGS[plain.lower()]
    if kind == "code":
        code = plain.upper().replace(" ", "")
        if code[:1] not in "IEO" or not (code[1:].isascii() and code[1:].isdigit()):
            raise ValueError(text)
        return code
    number = float(plain.replace(" ", "").replace(",", "." if plain.count(",") == 1 and "." not in plain else ""))
    if not math.isfinite(number) or number < 0:
        raise ValueError(text)
    if kind == "number":
        if number > MOST:
            raise ValueError(text)
        return number
    low, high = (FIRST_YEAR, LAST_YEAR) if kind == "year" else (0, MOST_COUNT)
    if number != int(number) or not low <= number <= high:
        raise ValueError(text)
    return int(number)


def is_same(kind: str, text: str | None, *stands: object) -> bool:
    """Return whether a text is what stands in a column, be it the value or the print of it.

    Args:
        kind: of the values of the column.
        text: None is nothing.
        stands: the value, and forms of its print that are known.
    """
    value, *prints = stands
    if text is None:
        return value is None
    try:
        if value is not None and value_of(kind, text) == value:
            return True
    except ValueError:
        pass
    forms = {comparable(str(form)) for form in (value, *prints) if form is not None}
    return comparable(text) in forms


def comparable(text: str) -> str:
    """Return a text as texts are compared: Arabic digits, one space between words, one form of each character."""
    return " ".join(to_arabic(unicodedata.normalize("NFC", text)).split())
