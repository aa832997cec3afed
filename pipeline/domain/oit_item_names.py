"""Names of the items of public disclosure: which code of a year a printed name surely belongs to."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.domain.codebook import all_codes, codes_of, editions, may_have, possible_codes
from pipeline.domain.scheme import DEFAULT_SCHEME, schemes, tool_of
from pipeline.domain.wordings import compact_title


class ItemNameSettings(NamedTuple):
    """When a printed name is surely an item's.

    Attributes:
        similarity: share of like characters (0 to 1) from which it is.
        lead: share by which it must be less like any item of another code.
        shortest: characters, compacted; shorter names may begin many items.
    """

    similarity: float = 0.9
    lead: float = 0.05
    shortest: int = 3


SETTINGS = ItemNameSettings()


def item_codes(year: int | None, scheme: str = DEFAULT_SCHEME) -> frozenset[str]:
    """Return the codes that items may have in a year (Buddhist Era); those that any year lists for None.

    A year whose list is not known to be whole may have any.
    """
    codes = set(all_codes(scheme)) if year is None else _of_year(year, scheme)
    return frozenset(code for code in codes if _is_item(code, scheme))


def _of_year(year: int, scheme: str) -> set[str]:
    listed = set(codes_of(scheme, year))
    return listed | {code for code in possible_codes(year, scheme) if may_have(year, code, scheme)} if listed else set()


def _is_item(code: str, scheme: str) -> bool:
    return tool_of(scheme, code) not in ("IIT", "EIT")


def code_of_name(name: str | None, year: int | None, scheme: str = DEFAULT_SCHEME) -> str | None:
    """Return the code whose item a name surely is, in the codebook that holds for a year; None where none surely is.

    Args:
        name: as printed, without its code.
        year: of the assessment, Buddhist Era; without one, the code must be the same in every year.
        scheme: whose assessment it is.
    """
    wanted = compact_title(name or "")
    if year is not None:
        return _code_in(wanted, year, scheme)
    found = {code for known in editions(scheme) if (code := _code_in(wanted, known, scheme)) is not None}
    return found.pop() if len(found) == 1 else None


def is_item_name(name: str) -> bool:
    """Tell whether a text is surely the name of an item of some year, of any scheme."""
    wanted = compact_title(name)
    return any(_code_in(wanted, year, s.name) is not None for s in schemes() for year in editions(s.name))


def name_likeness(name: str, code: str, year: int | None, scheme: str = DEFAULT_SCHEME) -> float:
    """Return the share of like characters (0 to 1) of a name and a code's item; 0 where that has none known."""
    years = editions(scheme) if year is None else (year,)
    known = (name for y in years for name in _names(y, scheme).get(code, ()))
    return max((_likeness(compact_title(name), other) for other in known), default=0.0)


@lru_cache(maxsize=128)
def _names(year: int, scheme: str) -> dict[str, tuple[str, ...]]:
    entries = codes_of(scheme, year).values()
    return {e.code: (compact_title(e.name),) for e in entries if e.tool not in ("IIT", "EIT") and e.name}


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return float(ratio(one, other)) / 100


@lru_cache(maxsize=8192)
def _code_in(wanted: str, year: int, scheme: str) -> str | None:
    if len(wanted) < SETTINGS.shortest:
        return None
    likeness = {code: max(_likeness(wanted, name) for name in names) for code, names in _names(year, scheme).items()}
    best = sorted(likeness, key=lambda code: -likeness[code])[:2]
    if not best or likeness[best[0]] < SETTINGS.similarity:
        return None
    if len(best) > 1 and likeness[best[0]] - likeness[best[1]] < SETTINGS.lead:
        return None
    return best[0]
