"""The words of a period and the moments that they make (``periods.yml`` has the wordings); no dates yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pipeline.domain.data_files import read_yaml
from pipeline.domain.thai_digits import to_arabic
from pipeline.domain.thai_months import month_wordings, read_year

Link = Literal["to", "and"]
Bound = Literal["within", "from", "onward"]

_INVISIBLE = re.compile(r"[\u200b\u200c\u00ad\ufeff]")
_SPLIT_YEAR = re.compile(r"(?<!\d)(25)\s*\n\s*(\d\d)(?!\d)|(?<!\d)(25\d)\s*\n\s*(\d)(?!\d)")
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_DATE = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_LIST_NUMBER = re.compile(r"(?:[12]\d|3[01]|0?[1-9])[.)](?=[^\d\s])")
_NUMBER = re.compile(r"\d+")
_UNITS = ("fiscal_year", "year", "calendar_year")
_MONTHS_OF_A_YEAR = 12
_MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a cell.

    Attributes:
        kind: as in ``periods.yml``, or ``name`` (of a month), ``date``, ``number``, ``unknown``.
        number: of the month, or as printed.
        year: that the number may be, Buddhist Era.
        date: day, month and year of a date in figures.
    """

    kind: str
    number: int = 0
    year: int | None = None
    date: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month, part of a fiscal year (from its ``first_month``, 0 to 11, for ``months``), or year.

    Attributes:
        year: Buddhist Era; the fiscal year of a part.
        unit: how a year is named: a kind of word, or ``number`` where it is not.
        whole: it says that it means all of the year.
    """

    kind: Literal["date", "part", "year"]
    day: int | None = None
    month: int | None = None
    first_month: int = 0
    months: int = 0
    year: int | None = None
    unit: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Moments that are joined; each link stands before the moment of its number plus one."""

    moments: tuple[Moment, ...]
    links: tuple[Link, ...] = ()
    bound: Bound | None = None

    @property
    def is_year(self) -> bool:
        """Whether it names a year, which may be that of what stands beside it."""
        only = self.moments[0]
        return len(self.moments) == 1 and only.kind == "year" and not only.whole and self.bound is None


@cache
def _wordings() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    """Return a pattern of all words, the kind of each, and a pattern of frequencies."""
    data = read_yaml("periods.yml")
    kinds = {str(word): kind for kind, words in data["words"].items() for word in words}
    longest_first = sorted(kinds, key=len, reverse=True)
    return (
        re.compile("|".join(map(re.escape, longest_first))),
        kinds,
        re.compile("|".join(data["frequencies"])),
    )


def words_of(text: str) -> list[Word] | None:
    """Return the words of a cell, those that change nothing left out; None where one forbids to read it."""
    flat = to_arabic(_INVISIBLE.sub("", text)).lower().replace("\u0e4d\u0e32", "\u0e33").replace("เเ", "แ")
    flat = _SPACE.sub("", _SPLIT_YEAR.sub(lambda m: "".join(g for g in m.groups() if g), flat))
    out: list[Word] = []
    at = 0
    while at < len(flat):
        word, length = _word_at(flat, at)
        at += length
        if word.kind == "excluded":
            return None
        if word.kind not in ("filler", "frequency") and (word.kind != "unknown" or out[-1:] != [word]):
            out.append(word)
    return out


def _word_at(flat: str, at: int) -> tuple[Word, int]:
    """Return the longest word at a place, and its length."""
    pattern, kinds, frequencies = _wordings()
    if match := _DATE.match(flat, at):
        year = read_year(match.group(4))
        if year is not None:
            return Word("date", date=(int(match.group(1)), int(match.group(3)), year)), match.end() - at
    found: list[tuple[int, Word]] = []
    if match := frequencies.match(flat, at):
        found.append((match.end() - at, Word("frequency")))
    elif match := _LIST_NUMBER.match(flat, at):
        found.append((match.end() - at, Word("unknown")))
    elif match := _NUMBER.match(flat, at):
        number = Word("number", int(match.group()), read_year(match.group()))
        found.append((match.end() - at, number if len(match.group()) <= len("2566") else Word("unknown")))
    for month, names in month_wordings().items():
        if match := names.match(flat, at):
            found.append((match.end() - at, Word("name", month)))
    if match := pattern.match(flat, at):
        found.append((match.end() - at, Word(kinds[match.group()])))
    length, word = max(found, key=lambda pair: pair[0], default=(1, Word("filler" if flat[at] == " " else "unknown")))
    return word, length


def chains_of(words: Sequence[Word]) -> tuple[list[Chain], bool]:
    """Return the chains of moments in the words of a cell, and whether all its words were understood.

    There are none where a word stands by itself that would make another period of the rest.
    """
    chains: list[Chain] = []
    understood = True
    bound: Bound | None = None
    between = False
    at = 0
    while at < len(words):
        kind = words[at].kind
        if kind in ("within", "from") or (kind == "to" and not chains):
            bound = "from" if kind == "from" else "within"
        elif kind == "between":
            between = True
        elif kind == "last":
            return [], False
        elif read := _chain(words, at, bound, between):
            chain, at = read
            chains.append(chain)
            bound, between = None, False
            continue
        elif length := _duration(words, at):
            at += length
            continue
        elif kind not in ("apart", "and", *_UNITS):
            understood = False
        at += 1
    return chains, understood and bound is None


def _chain(words: Sequence[Word], at: int, bound: Bound | None, between: bool) -> tuple[Chain, int] | None:
    """Read moments and their links; return them and where they end."""
    read = _moment(words, at, None, bound)
    if read is None:
        return None
    moment, at = read
    moments, links = [moment], list[Link]()
    while _kind(words, at) in ("to", "and"):
        following = _moment(words, at + 1, moments[-1], None)
        if following is None:
            break
        links.append("to" if between or _kind(words, at) == "to" else "and")
        moments.append(following[0])
        at = following[1]
    if _kind(words, at) == "onward":
        bound, at = "onward", at + 1
    return Chain(tuple(moments), tuple(links), bound), at


def _kind(words: Sequence[Word], at: int) -> str:
    return words[at].kind if at < len(words) else ""


def _moment(words: Sequence[Word], at: int, before: Moment | None, bound: Bound | None) -> tuple[Moment, int] | None:
    """Read one moment; ``before`` is the one that it is linked to, whose kind a bare number takes."""
    if _kind(words, at) == "date":
        day, month, year = words[at].date
        return Moment("date", day, month, year=year), at + 1
    whole = _kind(words, at) == "whole"
    at += whole
    return (
        _day_or_month(words, at)
        or (None if whole else _part(words, at, before))
        or _year_moment(words, at, before, whole or bound == "within")
    )


def _day_or_month(words: Sequence[Word], at: int) -> tuple[Moment, int] | None:
    day = None
    if _kind(words, at) == "number" and words[at].year is None:
        day, at = words[at].number, at + 1
        if _kind(words, at) == "to" and _kind(words, at + 1) == "number" and _name(words, at + 2) is not None:
            return Moment("date", day), at  # 1-31 ม.ค. 67: the month stands behind the second
    name = _name(words, at)
    if name is None:
        return None
    month, at = name
    year = _year(words, at)
    if year is None or year[1] == "fiscal_year":  # a month of a fiscal year is in either of two years
        return Moment("date", day, month), at
    return Moment("date", day, month, year=year[0]), year[2]


def _name(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Return the month named at a place and where its name ends."""
    at += _kind(words, at) == "month"
    return (words[at].number, at + 1) if _kind(words, at) == "name" else None


def _part(words: Sequence[Word], at: int, before: Moment | None) -> tuple[Moment, int] | None:
    """Read a quarter (``ไตรมาสที่ 2``), the first or last months (``6 เดือนแรก``) or half of a fiscal year."""
    kind, number = _kind(words, at), words[at].number if at < len(words) else 0
    after = _kind(words, at + 1)
    if kind == "quarter" and after in ("number", "first", "last"):
        numbered = {"first": 1, "last": 4}.get(after, words[at + 1].number)
        return _quarter(words, numbered, at + 2)
    if kind == "number" and before is not None and before.kind == "part" and before.months == _MONTHS_OF_A_QUARTER:
        return _quarter(words, number, at + 1)
    end = at + 1 + (after in _UNITS)
    if kind == "half" and _kind(words, end) in ("first", "last"):
        return _with_year(words, _some_months(6, _kind(words, end)), end + 1)
    if kind == "number" and after == "month" and _kind(words, at + 2) in ("first", "last"):
        if not 0 < number < _MONTHS_OF_A_YEAR:
            return None
        return _with_year(words, _some_months(number, _kind(words, at + 2)), at + 3)
    return None


def _some_months(months: int, which: str) -> Moment:
    return Moment("part", first_month=0 if which == "first" else _MONTHS_OF_A_YEAR - months, months=months)


def _quarter(words: Sequence[Word], number: int, at: int) -> tuple[Moment, int] | None:
    if not 1 <= number <= _MONTHS_OF_A_YEAR // _MONTHS_OF_A_QUARTER:
        return None
    quarter = Moment("part", first_month=(number - 1) * _MONTHS_OF_A_QUARTER, months=_MONTHS_OF_A_QUARTER)
    return _with_year(words, quarter, at)


def _with_year(words: Sequence[Word], part: Moment, at: int) -> tuple[Moment, int]:
    """Return a part of a year with the year that stands behind it, if any."""
    year = _year(words, at + (_kind(words, at) == "slash"))
    if year is None or year[1] == "calendar_year":
        return part, at
    return replace(part, year=year[0]), year[2]


def _year_moment(words: Sequence[Word], at: int, before: Moment | None, whole: bool) -> tuple[Moment, int] | None:
    """Read a year; one that is not named needs a whole one meant, one of two digits another year before it."""
    year = _year(words, at)
    linked = before is not None and before.kind == "year"
    if year is not None:
        unit = before.unit if before is not None and linked and year[1] == "number" else year[1]
        is_short = unit == "number" and words[year[2] - 1].number < 100
        return None if is_short else (Moment("year", year=year[0], unit=unit, whole=whole), year[2])
    if whole and _kind(words, at) in _UNITS:
        return Moment("year", unit=_kind(words, at), whole=True), at + 1
    return None


def _year(words: Sequence[Word], at: int) -> tuple[int, str, int] | None:
    """Return the year at a place, how it is named, and where it ends."""
    unit = "number"
    if _kind(words, at) in _UNITS:
        unit, at = _kind(words, at), at + 1
    if _kind(words, at) == "era":
        unit, at = "year" if unit == "number" else unit, at + 1
    year = words[at].year if _kind(words, at) == "number" else None
    return (year, unit, at + 1) if year is not None else None


def _duration(words: Sequence[Word], at: int) -> int:
    """Return how many words say how long something takes (``12 เดือน``); 0 where they do not."""
    return 2 if _kind(words, at) == "number" and _kind(words, at + 1) in ("month", "duration", "year") else 0
