"""What a number, a code, a date or a grade looks like in a report. A reading of another shape is never sure."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.domain.thai_digits import THAI_DIGIT, TO_ARABIC

Kind = Literal["number", "code"]
KINDS: tuple[Kind, ...] = ("number", "code")

_ARABIC_DIGIT = re.compile("[0-9]")

_SECTION = r"\d{1,3}(?:\.[1-9]\d?){2,}"  # 1.2.1
_DATE_BY_POINTS = r"\d{1,2}\.(?:0?[1-9]|1[0-2])\.(?:\d\d){1,2}"  # 15.10.2566
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{_SECTION}|{_DATE_BY_POINTS})"
_CODE = r"[IEOieo](?:[- ]|\. ?)?\d{1,2}(?:\.\d{1,2})?"
_FIGURE = rf"{_NUMBER} ?%?"
_ITEM = rf"(?:{_FIGURE}|{_CODE})"
_SHAPE = re.compile(
    rf"-?{_ITEM}\.?"  # 95.20  1,200  50 %  3.  O12
    rf"|\(?{_ITEM}\)"  # (3)  3)
    rf"|{_FIGURE}(?: ?[-/:] ?{_FIGURE})+"  # 1-5  1/2567  1/10/2566  08:30
    rf"|{_FIGURE}(?:, {_FIGURE})+"  # 1, 2
    rf"|{_CODE}(?:(?: ?- ?|, )(?:{_CODE}|\d{{1,2}}))+"  # O1-O3  I1, I2  O1-3
    r"|-(?: ?-)*"  # nothing to report
    r"|- ?\d+ ?-"  # a page's number
    r"|AA|[A-F]"  # grades to 2565
)
_ROUND = "๐0Oo"
_CODE_AHEAD = re.compile(r"[Oo](?:[- ]|\. )?(?:[1-9๑-๙][0-9๐-๙]?)(?![0-9๐-๙:/%]|[.,][0-9๐-๙])")
_DATE = re.compile(r"\d{1,2}([-./])\d{1,2}\1(?:\d\d){1,2}")
_TO_ZERO = str.maketrans(_ROUND, "0000")
_LETTERS = re.compile("[A-Za-z]")
_ROUND_FIRST = re.compile(r"[(-]?0\d{1,2}[).]?")
_SIGNS_IN_CODE = re.compile(r"(?<=[IEOieo])[ .-]+(?=[0-9๐-๙])")
_PLAIN_CODE = re.compile(r"[IEOieo](?:[1-9]\d?|[๑-๙][๐-๙]?)\.?")
_SPACES_AT_SIGNS = re.compile(r" *([-/%:(),.]) *")


def fits_grammar(text: str) -> bool:
    """Whether a text has the shape of a number, code, date or grade, in digits of one script."""
    if THAI_DIGIT.search(text) and _ARABIC_DIGIT.search(text):
        return False
    return _SHAPE.fullmatch(text.translate(TO_ARABIC)) is not None


def kind_of(text: str) -> Kind:
    """Return what a text is, as far as its doubts go.

    Codes and grades have letters that look like digits, and ๐๓๔ may be the code O๓๔.
    """
    return "code" if _LETTERS.search(text) or _ROUND_FIRST.fullmatch(text.translate(TO_ARABIC)) else "number"


def resolve_round_letters(text: str) -> str:
    """Return a text with its round letters (๐ 0 O o, drawn alike in many fonts) as its other letters make them.

    A zero is of the script of the text's other digits. An O is a zero that no number of a code follows, or that follows
    a digit, or that is part of a date or of a list that does not begin with a code.
    """
    digits = [c for c in text if c not in _ROUND]
    thai, arabic = (sum(bool(kind.match(c)) for c in digits) for kind in (THAI_DIGIT, _ARABIC_DIGIT))
    if thai == arabic:
        thai, arabic = text.count("๐"), text.count("0")
    both = any(THAI_DIGIT.match(c) for c in digits) and any(_ARABIC_DIGIT.match(c) for c in digits)
    if thai == arabic or min(thai, arabic) and both:
        return text
    zero = "๐" if thai > arabic else "0"
    figures = _DATE.fullmatch(text.translate(_TO_ZERO)) is not None or text.lstrip("( -")[:1] not in tuple("IEOieo")
    out = ""
    for place, c in enumerate(text):
        letter = not figures and c in "Oo" and (not out or out[-1] in " (-,") and _CODE_AHEAD.match(text, place)
        out += zero if c in _ROUND and not letter else c
    return out


def compact(text: str) -> str:
    """Return a text without what scans do not tell surely and that means nothing.

    These are spaces about signs and at the ends; in a code what stands after its letter and behind it, and its case.
    """
    tight = _SIGNS_IN_CODE.sub("", _SPACES_AT_SIGNS.sub(r"\1", text.strip()))
    return tight.rstrip(".").upper() if _PLAIN_CODE.fullmatch(tight) else tight
