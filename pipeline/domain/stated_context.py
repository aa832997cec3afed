"""What prose says around a score: the year that is bound to it, and whose it is (``stated_scores.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pipeline.domain.data_files import read_yaml
from pipeline.domain.thai_digits import to_arabic
from pipeline.domain.thai_months import read_year

_PARAGRAPH_END = re.compile(r"\n\s*\n|\t")


class ContextSettings(NamedTuple):
    """How far words reach, in characters without white space.

    Attributes:
        year: from a year to the total that it is bound to.
        body: from a body's name to its total.
        shortest_body: a body's name, its kind left out.
    """

    year: int = 300
    body: int = 300
    shortest_body: int = 3


CONTEXT_SETTINGS = ContextSettings()


@dataclass(frozen=True, slots=True)
class Prose:
    """A text without white space, and where each of its characters stands in the text."""

    text: str
    flat: str
    places: tuple[int, ...]

    def place(self, at: int) -> int:
        """Return where a character of ``flat`` stands in the text."""
        return self.places[at] if at < len(self.places) else len(self.text)

    def printed(self, start: int, end: int) -> str:
        """Return a piece of ``flat`` as the text prints it."""
        return self.text[self.place(start) : self.place(end - 1) + 1] if end > start else ""

    def character_before(self, at: int) -> str:
        """Return the character of the text before one of ``flat``, a blank at its beginning."""
        place = self.place(at)
        return self.text[place - 1] if place else " "


def flatten(text: str) -> Prose:
    """Return a text without what makes no difference: white space, Thai digits, two ways to write one vowel.

    An empty line, and a tab between cells, stays as ``¶``.
    """
    printed = to_arabic(text)
    breaks = {m.start() for m in _PARAGRAPH_END.finditer(printed)}
    flat: list[str] = []
    places: list[int] = []
    for i, ch in enumerate(printed):
        if i in breaks:
            ch = "¶"
        elif ch.isspace() or ch in "\u200b\u00ad\ufeff":
            after = printed[i + 1 : i + 2]
            if not (flat and _is_figure(flat[-1]) and _is_figure(after)):
                continue
            ch = " "
        if flat and ch == "เ" == flat[-1]:
            flat[-1] = "แ"
        elif flat and ch == "า" and flat[-1] == "ํ":
            flat[-1] = "ำ"
        else:
            flat.append(ch)
            places.append(i)
    return Prose(text, "".join(flat), tuple(places))


def _is_figure(ch: str) -> bool:
    return ch.isascii() and ch.isalnum()


@dataclass(frozen=True, slots=True)
class _Wordings:
    year: re.Pattern[str]
    bare_year: re.Pattern[str]
    compared: re.Pattern[str]
    relative: re.Pattern[str]
    planned: re.Pattern[str]
    behind: re.Pattern[str]
    body: re.Pattern[str]
    not_bodies: re.Pattern[str]
    place_behind: re.Pattern[str]


@cache
def _wordings() -> _Wordings:
    data: dict[str, Any] = read_yaml("stated_scores.yml")
    kinds, ends = "|".join(data["bodies"]), "|".join(data["body_ends"])
    return _Wordings(
        year=re.compile(data["year"]),
        bare_year=re.compile(data["bare_year"]),
        compared=re.compile(data["compared_year"]),
        relative=re.compile(data["relative"]),
        planned=re.compile(data["planned_year"]),
        behind=re.compile(data["year_behind"] + data["year"]),
        body=re.compile(rf"(?P<kind>{kinds})(?P<name>.*?)(?={ends}|$)", re.DOTALL),
        not_bodies=re.compile("|".join(data["not_bodies"])),
        place_behind=re.compile(data["place_behind"]),
    )


def year_of(prose: Prose, number: re.Match[str], last_total: int | None) -> tuple[int | None, bool]:
    """Return the fiscal year that a paragraph binds to a total, and, where there is none, whether it is open.

    It is the year named nearest before. A year that the score is compared with is not, unless the number is said of it
    (``ลดลงจากปี 2564 ซึ่งได้ 89.45``), nor a plan's. A year before another total may be that one's only.
    """
    wordings = _wordings()
    flat = prose.flat
    begin = max(flat.rfind("¶", 0, number.start()) + 1, number.start() - CONTEXT_SETTINGS.year)
    for match in reversed(list(wordings.year.finditer(flat, begin, number.start()))):
        before, between = flat[begin : match.start()], flat[match.end() : number.start()]
        if wordings.compared.search(before):
            if wordings.relative.match(between):
                return _year(match), False
            continue
        if wordings.planned.search(before):
            continue
        if last_total is not None and match.end() <= last_total:
            return None, False
        return _year(match), False
    behind = wordings.behind.match(flat[number.end() : number.end() + CONTEXT_SETTINGS.year])
    if behind:
        return _year(behind), False
    # A year that is not named as one may be the assessment's, or a date's.
    return None, wordings.bare_year.search(flat, begin, number.start()) is None


def _year(match: re.Match[str]) -> int | None:
    return read_year(match.group("year"))


def body_before(prose: Prose, end: int | None) -> str | None:
    """Return the body named last before a place, without the district and province behind its name; None where none."""
    wordings = _wordings()
    limit = len(prose.flat) if end is None else end
    begin = max(prose.flat.rfind("¶", 0, limit) + 1, limit - CONTEXT_SETTINGS.body)
    for match in reversed(list(wordings.body.finditer(prose.flat[begin:limit]))):
        if len(match.group("name")) < CONTEXT_SETTINGS.shortest_body or wordings.not_bodies.search(match.group()):
            continue
        printed = re.sub(r"\s*\n\s*", "", prose.printed(begin + match.start(), begin + match.end()))
        return " ".join(wordings.place_behind.split(printed, maxsplit=1)[0].split())
    return None
