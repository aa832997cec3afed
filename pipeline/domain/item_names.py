"""Names of the items of public disclosure: which code of a year a printed name surely belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.domain.codebook import editions, nearest_year
from pipeline.domain.wordings import compact_title


@dataclass(frozen=True, slots=True)
class ItemNameSettings:
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


def item_codes(year: int | None) -> frozenset[str]:
    """Return the codes of items in the codebook that holds for a year (Buddhist Era); those of all years for None."""
    years = editions() if year is None else (nearest_year(year),)
    return frozenset(code for y in years for code, entry in editions()[y].items() if entry.tool == "OIT")


def code_of_name(name: str | None, year: int | None) -> str | None:
    """Return the code whose item a name surely is, in the codebook that holds for a year; None where none surely is.

    Args:
        name: as printed, without its code.
        year: of the assessment, Buddhist Era; without one, the code must be the same in every year.
    """
    if year is not None:
        return _code_in(compact_title(name or ""), nearest_year(year))
    found = {code for known in editions() if (code := _code_in(compact_title(name or ""), known)) is not None}
    return found.pop() if len(found) == 1 else None


def is_item_name(name: str) -> bool:
    """Tell whether a text is surely the name of an item of some year."""
    return any(_code_in(compact_title(name), year) is not None for year in editions())


def name_likeness(name: str, code: str, year: int | None) -> float:
    """Return the share of like characters (0 to 1) of a name and a code's item; 0 where that has none known."""
    years = editions() if year is None else (nearest_year(year),)
    return max((_likeness(compact_title(name), known) for y in years for known in _names(y).get(code, ())), default=0.0)


@lru_cache(maxsize=32)
def _names(year: int) -> dict[str, tuple[str, ...]]:
    entries = editions()[year].values()
    return {e.code: (compact_title(e.name),) for e in entries if e.tool == "OIT" and e.name}


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return float(ratio(one, other)) / 100


@lru_cache(maxsize=8192)
def _code_in(wanted: str, year: int) -> str | None:
    if len(wanted) < SETTINGS.shortest:
        return None
    likeness = {code: max(_likeness(wanted, name) for name in names) for code, names in _names(year).items()}
    best = sorted(likeness, key=lambda code: -likeness[code])[:2]
    if not best or likeness[best[0]] < SETTINGS.similarity:
        return None
    if len(best) > 1 and likeness[best[0]] - likeness[best[1]] < SETTINGS.lead:
        return None
    return best[0]
