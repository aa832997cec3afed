"""Cells that name several codes, all with the measures of the row: ``I7, I8, I9``, ``O13 - O15``, ``E1 และ E2``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.domain.thai_digits import to_arabic

MOST_CODES = 12
"""Codes that a cell lists at most; a wider range is another thing."""
_CODE = r"(?P<{0}>[IEOieo])\s?\.?\s?(?P<{1}>\d{{1,2}})(?![\d%]|[.,]\d)"
_FIRST = re.compile(_CODE.format("letter", "number"))
_NEXT = re.compile(
    r"\s*(?:(?P<range>[-–—]|ถึง)|(?P<list>[,/;&]|และ|กับ)|\s|(?=[IEOieo]))\s*"
    r"(?P<letter>[IEOieo])?\s?\.?\s?(?P<number>\d{1,2})(?![\d%]|[.,]\d)"
)


def listed_codes(text: str) -> tuple[tuple[str, ...], str]:
    """Return the codes that a text begins with and lists, and what follows them; no codes where it lists none.

    A number without a letter has that of the code before, where a comma, a dash or a word joins the two.
    """
    flat = to_arabic(" ".join(text.split()))
    match = _FIRST.match(flat)
    if match is None:
        return (), text
    found = [(match["letter"].upper(), int(match["number"]))]
    at = match.end()
    while (more := _NEXT.match(flat, at)) is not None:
        letter, before = more["letter"], found[-1]
        number = int(more["number"])
        if letter is None and more["range"] is None and more["list"] is None:
            break
        code = (letter.upper() if letter else before[0], number)
        if more["range"] is not None:
            if code[0] != before[0] or not before[1] < number <= before[1] + MOST_CODES:
                break
            found += [(code[0], n) for n in range(before[1] + 1, number)]
        found.append(code)
        at = more.end()
    rest = flat[at:].strip(" :.-–")
    codes = tuple(dict.fromkeys(f"{letter}{number}" for letter, number in found if number))
    if not 2 <= len(codes) <= MOST_CODES or re.match(r"[A-Za-z\d]", rest):
        return (), text
    return codes, rest


def listed_scores(lines: Sequence[str], count: int) -> tuple[str, ...]:
    """Return as many scores as there are codes, as printed; none where another number of them is."""
    figures = re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,4})?(?![\d.])", to_arabic(" ".join(lines)))
    return tuple(figures) if len(figures) == count else ()
