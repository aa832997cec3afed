"""Districts and provinces as an engine read them in a picture, and the one that each is a misreading of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from pipeline.domain.register.body import provinces
from pipeline.domain.register.body_places import SEAT
from pipeline.domain.register.misreading_cost import misreading_cost, without_spaces
from pipeline.domain.register.name_keys import tidy_name

_PREFIX = re.compile(r"^(?:จังหวัด|จ\s?\.|กิ่งอำเภอ|กิ่ง\s?อ\s?\.|อำเภอ|อ\s?\.|เขต)\s*")
_DISTRICT = re.compile(r"(?<=อำเภอ)\s*[^\s/()]+|(?<=อ\.)\s*[^\s/()]+")
_PROVINCE = re.compile(r"(?<=จังหวัด)\s*[^\s/()]+|(?<=จ\.)\s*[^\s/()]+")


class ReadPlaceSettings(NamedTuple):
    """How far a read place may be from the one that is printed, in the units of ``MisreadingCosts``.

    Attributes:
        per_letter: the most that the misreading of a province, or of a district of a known one, may cost for each
            letter of its name: there are 77 provinces, and some ten districts in each.
        most: the same, of names of any length.
        least: the most for the shortest names (ปง).
        anywhere: part (0 to 1) of it that the misreading of a district of an unknown province may cost.
        margin: by which every other place must cost more.
    """

    per_letter: float = 0.6
    most: float = 5.5
    least: float = 1.5
    anywhere: float = 0.5
    margin: float = 1.5


SETTINGS = ReadPlaceSettings()


@cache
def districts() -> dict[str, tuple[str, ...]]:
    """Return the districts of each province, without the word for a district."""
    import geothai

    return {
        name: tuple(d.name_th.removeprefix("เขต") for d in geothai.districts(code))
        for code, name in provinces().items()
    }


def province_read(text: str) -> str | None:
    """Return what is printed where a province was misread; None where it was not, or no one province is near."""
    return _with_prefix(text, provinces().values(), 1.0)


def district_read(text: str, province: str | None) -> str | None:
    """Return what is printed where a district was misread; None where it was not, or no one district is near.

    Args:
        text: with the word for a district, or without.
        province: in which it is; None where that is not known, or is no province.
    """
    known = districts().get(_bare(province or ""))
    if known is not None:
        seat = (SEAT, _bare(province or ""))
        return _with_prefix(text, (*known, *seat), 1.0)
    everywhere = {name for names in districts().values() for name in names} | {SEAT}
    return _with_prefix(text, sorted(everywhere), SETTINGS.anywhere)


def places_read(text: str) -> str:
    """Return a text with the places put right that stand in it behind the words for districts and provinces."""
    found = _PROVINCE.search(text)
    if found is not None and (province := province_read(found[0].strip())) is not None:
        text = _replaced(text, found, province)
    named = _PROVINCE.search(text)
    found = _DISTRICT.search(text)
    if found is not None:
        district = district_read(found[0].strip(), named[0].strip() if named is not None else None)
        if district is not None:
            text = _replaced(text, found, district)
    return text


def _replaced(text: str, found: re.Match[str], name: str) -> str:
    space = " " if found[0][:1].isspace() else ""
    return text[: found.start()] + space + name + text[found.end() :]


def _bare(text: str) -> str:
    return without_spaces(_PREFIX.sub("", tidy_name(text)))


def _with_prefix(text: str, known: Iterable[str], part: float) -> str | None:
    """Return a text with the one name of those known that it is a misreading of; None where it is none.

    Args:
        part: of the cost that is allowed.
    """
    tidied = tidy_name(text)
    found = _PREFIX.match(tidied)
    prefix = found[0] if found is not None else ""
    read = without_spaces(tidied[len(prefix) :])
    names = list(dict.fromkeys(known))
    if not read or read in names:
        return None
    limit = part * max(SETTINGS.least, min(SETTINGS.most, SETTINGS.per_letter * len(read)))
    ranked = sorted((misreading_cost(read, name, limit + SETTINGS.margin), name) for name in names)
    cost, name = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else math.inf
    return prefix + name if cost <= limit and second >= cost + SETTINGS.margin else None
