"""Codes of the assessment's items as documents print them (``code_tokens.yml``): ``O39 :``, ``OIT 42``, ``i1เจ้าหน้าที่…``.

Only what is printed right is read here: which code a misread letter or a lost stroke stands for is for repair to prove.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast

from pipeline.domain.data_files import read_yaml
from pipeline.domain.thai_digits import to_arabic
from pipeline.domain.thai_months import begins_with_month
from pipeline.model import Tool

_MARKS = r"[\s\u200b•●▪◦*\-–(\[]*(?:\d{1,2}[.)]\s+(?=[A-Za-z]))?[(\[]?\s*"
_SEPARATOR = re.compile(r"[\s\u200b.:;)\]\-–—_]+")
_LATIN_NAME = re.compile(r"[A-Z](?:[a-z]|[&\-–]\s?[A-Za-z])")
_SCORE_OR_NUMBER = re.compile(r"\s*%|[.,]\s?\d|\d")
_JOINED_ITEM = r"\s*(?:{joins})\s*(?:{letters})?\s*\.?\s*\d"


@dataclass(frozen=True, slots=True)
class CodeToken:
    """A code that begins a text.

    Attributes:
        letter: of the series (``I``, ``E``, ``O``, ``MOIT``, ``EB``); None where only a number is printed.
        tool: whose items the series has; None where the letter does not say.
        number: of the item.
        parts: numbers behind it (1 and 1 of ``MOIT1.1.1``).
        raw: the code as printed, without what ends it.
        rest: of the text, in one piece.
    """

    letter: str | None
    tool: Tool | None
    number: int
    parts: tuple[int, ...]
    raw: str
    rest: str

    @property
    def code(self) -> str | None:
        """The code as the codebook writes it; None where only a number is printed."""
        if self.letter is None:
            return None
        return self.letter + ".".join(map(str, (self.number, *self.parts)))


@dataclass(frozen=True, slots=True)
class _Series:
    letter: str
    tool: Tool | None
    highest: int
    nested: bool


@dataclass(frozen=True, slots=True)
class _Wordings:
    series: dict[str, _Series]
    lettered: re.Pattern[str]
    bare: re.Pattern[str]
    counted: re.Pattern[str]
    joined: re.Pattern[str]
    highest: int


@cache
def _wordings() -> _Wordings:
    data = read_yaml("code_tokens.yml")
    series = {
        printed.upper(): _Series(letter, cast("Tool | None", s.get("tool")), s["highest"], s.get("nested", False))
        for letter, s in data["series"].items()
        for printed in s["printed"]
    }
    letters = _alternatives(series)
    before = rf"{_MARKS}(?:(?:{_alternatives(data['before'])})\s*)?"
    number = r"(?P<number>\d{1,3}(?:\.\d{1,2}(?!\d)){0,3})"
    return _Wordings(
        series=series,
        lettered=re.compile(
            rf"{before}(?P<code>(?P<letter>{letters})[\s\u200b]*[.\-–]?[\s\u200b]*{number})", re.IGNORECASE
        ),
        bare=re.compile(rf"{before}(?P<code>(?P<number>\d{{1,2}}))(?P<mark>\s*[.):]|)"),
        counted=re.compile(
            rf"\s*(?:(?:{_alternatives(data['counted'])})(?![ก-๎])|(?:{_alternatives(data['counted_at_end'])})\s*$)"
        ),
        joined=re.compile(_JOINED_ITEM.format(joins=_alternatives(data["joins"]), letters=letters), re.IGNORECASE),
        highest=max(s.highest for s in series.values()),
    )


def read_code_token(text: str, oit_column: bool = False) -> CodeToken | None:
    """Read the code that a text begins with.

    Args:
        text: of a cell or a line, Thai or Arabic digits; the code may be broken over lines.
        oit_column: the text is of a column of codes: a number without a letter is a code there too (``01.``).

    Returns:
        The code and what follows it; None where the text begins with none: a number that counts, a score, a date, a
        range or list of codes, a word.
    """
    flat = to_arabic(text)
    wordings = _wordings()
    if match := wordings.lettered.match(flat):
        series = wordings.series[match.group("letter").upper()]
        number, *parts = (int(part) for part in match.group("number").split("."))
        if (parts and not series.nested) or not 1 <= number <= series.highest or 0 in parts:
            return None
        letter, tool = series.letter, series.tool
    elif oit_column and (match := wordings.bare.match(flat)):
        letter, tool, number, parts = None, None, int(match.group("number")), []
        if not 1 <= number <= wordings.highest or not _may_stand_alone(match, flat):
            return None
    else:
        return None
    tail = flat[match.end("code") :]
    if _SCORE_OR_NUMBER.match(tail) or wordings.joined.match(tail) or not _is_new_word(tail):
        return None
    # A letter by itself and a number by itself may be a grade and a count.
    apart = letter is None or not match.group("code")[len(match.group("letter"))].isdigit()
    if apart and wordings.counted.match(tail):
        return None
    rest = text[match.end("code") :]
    separator = _SEPARATOR.match(rest)
    return CodeToken(
        letter,
        tool,
        number,
        tuple(parts),
        text[match.start("code") : match.end("code")],
        rest[separator.end() if separator else 0 :].strip(),
    )


def _may_stand_alone(match: re.Match[str], flat: str) -> bool:
    """Tell whether a number without a letter may be a code: alone, marked, or padded; never a date's."""
    tail = flat[match.end() :]
    marked = bool(match.group("mark")) or match.group("number").startswith("0")
    return (not tail.strip() or marked) and not begins_with_month(tail)


def _is_new_word(tail: str) -> bool:
    """Tell whether what follows a number may follow a code: ``O10E–Service`` has one, ``E3b`` and ``O2B`` have none."""
    return not (tail[:1].isascii() and tail[:1].isalpha()) or bool(_LATIN_NAME.match(tail))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
