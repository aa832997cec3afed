"""What the text of a short reading looks like: a number, a code, a grade, a word. Nothing is decided here."""

from __future__ import annotations

import re

from pipeline.domain.thai_digits import THAI_DIGIT, TO_ARABIC, has_thai_digit

NUMBER = re.compile(r"[-–+(]?\s*\d[\d.,\s]*(?:[/%]\s*\d*)?\s*\)?\.?")
"""A number in Arabic digits."""
CODE = re.compile(r"[A-Za-z|!\[\]£€]{1,2}[\s.\-]?[0-9OoQlI|!]{1,3}\.?|[1lI|!0OQ][0-9OoQlI|!]{1,2}")
"""A code as engines misread it: look-alikes for its letter and its digits."""
SHORT_CODE = re.compile(r"[A-Za-z|!\[\]£€]{0,2}[\s.\-]?[0-9OoQlI|!]{1,3}")
"""A code, or what is left of one."""
TOOL_CODE = re.compile(r"[IEOieo][\s.\-]{0,2}(?:\d{1,2}|[๐-๙]{1,2})\.?")
"""A code of IIT, EIT or OIT, read rightly."""
THAI_CODE = re.compile(r"[IEOieo][\s.\-]{0,2}[๐-๙]{1,2}\.?")
"""The same in Thai digits."""
GRADE = re.compile(r"[A-F]{1,2}")
"""A grade of letters, as printed until 2565 BE."""
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z .&/()-]*")
SPACE_IN_NUMBER = re.compile(r"[\d๐-๙]\s+[\d๐-๙]")
"""A point or a comma that was lost, or two numbers."""
LEADING_STROKE = re.compile(r"[1Il|!]\s?\d{1,2}")
"""An I or a 1, which the recogniser of numerals may take for what is left of a ruling line."""
CODE_DIGIT = re.compile(r"^[1-9lI|!]$|.[1-9lI|!]")
"""A digit of a code that is no zero: no code ends in O or 0 alone; what a Latin reader sees so is a Thai digit."""
ROUND_FIRST = re.compile(r"^[๐0oO](?=(?:[\s\-]?[1-9๑-๙][0-9๐-๙]?|\.\s?(?:[1-9๑-๙]|[1-4๑-๔][0-9๐-๙]))\.?$)")
"""The first letter of a code, one of the shapes ๐ 0 o O."""
ROUND_BEFORE_POINT = re.compile(r"[๐0]\.\s?(?:[1-9๑-๙]|[1-4๑-๔][0-9๐-๙])\.?")
"""A zero, or the letter O, before the point of a code."""
ROUND_BEFORE_SPACE = re.compile(r"^[0oOQ](?=[\s\-]+[1-9]\d?\.?$)")
"""The same in Latin letters, and apart from the digits."""

LATIN_LETTER = re.compile(r"[A-Za-z]")
_SAME_SHAPES = str.maketrans("lI|iOo", "111100")
_RULING = "|"
"""What a reader of prose makes of a piece of a ruling line beside a number."""


def reads_alike(text: str, other: str) -> bool:
    """Whether another reader reads a text too, but for shapes that fonts draw alike, white space, remains of rulings.

    Letters of a code count, in either case.
    """
    a, b = ("".join(t.split()).strip(_RULING) for t in (text, other))
    if LATIN_LETTER.search(a) or TOOL_CODE.fullmatch(b):
        return a.upper() == b.upper()
    return _shapes(a) == _shapes(b)


def digits_of(text: str) -> str:
    """Return the letters and digits of a text without signs and white space."""
    return "".join(c for c in text if c.isalnum())


def _shapes(text: str) -> str:
    """Return a text with one digit for all that are drawn alike: l I | i 1, O o ๐ 0. Other digits keep their script."""
    return text.replace("๐", "0").translate(_SAME_SHAPES)


def number_key(text: str) -> str:
    """Return a number for comparison: Arabic digits, no white space, comma groups and decimal commas as printed."""
    return "".join(text.translate(TO_ARABIC).split()).rstrip(".")


def is_number(text: str) -> bool:
    """Whether a text is a number, in digits of either script, and nothing else."""
    return bool(NUMBER.fullmatch(text.strip().translate(TO_ARABIC)))


def is_listed(text: str) -> bool:
    """Whether a text of the recogniser of numerals is a date, a range, a list or a dash: no number or code alone."""
    figures = any(c.isdigit() for c in text) or bool(text) and not text.strip("- ")
    return figures and not is_number(text) and TOOL_CODE.fullmatch(text) is None


def is_code(text: str) -> bool:
    """Whether a text is a letter and digits, however misread."""
    return bool(CODE.fullmatch(text.strip()))


def is_thai_number(text: str) -> bool:
    """Whether a text is Thai digits and little else: Tesseract's reading of a number, half of whose digits it lacks."""
    digits = len(THAI_DIGIT.findall(text))
    return digits > 0 and digits * 2 >= len("".join(text.split()))


def is_mostly_digits(text: str) -> bool:
    """Whether at least half of a text is digits, of either script."""
    letters = "".join(text.translate(TO_ARABIC).split())
    return 0 < len(letters) <= 2 * sum(c.isdigit() for c in letters)


def is_same_shape(text: str, other: str) -> bool:
    """Whether ``other``, without Thai digits, is the code or number ``text``.

    I, l and 1 are one shape, a stroke, and so are O and 0.
    """
    if has_thai_digit(other):
        return False
    return number_key(other).translate(_SAME_SHAPES) == number_key(text).translate(_SAME_SHAPES)
