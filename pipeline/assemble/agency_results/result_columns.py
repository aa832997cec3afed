"""Columns of a table of results by what they hold, and the names of their fields."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.domain.indicator_means import INDICATOR_COUNT
from pipeline.domain.scales import Basis

SCORES = ("iit", "eit", "oit", "total")
INDICATORS = tuple(f"indicator {n}" for n in range(1, INDICATOR_COUNT + 1))
"""The fields of the ten indicators, in their order."""
FIGURES = (*SCORES, *INDICATORS)
"""All fields that hold a score."""
_OF_YEAR = "@"  # between the name of a field and the year of its column, in a table of several


def field_of_year(name: str, year: int | None) -> str:
    """Return the name of a field of one of several years; that of the main year, which is None here, has none."""
    return name if year is None else f"{name}{_OF_YEAR}{year}"


def field_name(field: str) -> str:
    """Return the name of a field, of whatever year."""
    return field.split(_OF_YEAR)[0]


@dataclass(frozen=True, slots=True)
class YearColumns:
    """The columns (0-based) that hold the figures of one assessed year.

    Attributes:
        year: that the header names; None where it names none.
        scores: of the tools and the total, by name.
        indicators: of the ten indicators, by number (1 to 10).
        grade: of the grade.
        basis: of the tools and the total; None where neither arithmetic nor the header tells it.
        indicator_basis: of the indicators, which may stand unweighted beside weighted tools.
        adds_up: the indicators make the total in most rows.
    """

    year: int | None = None
    scores: tuple[tuple[str, int], ...] = ()
    indicators: tuple[tuple[int, int], ...] = ()
    grade: int | None = None
    basis: Basis | None = None
    indicator_basis: Basis | None = None
    adds_up: bool = False

    def fields(self, suffix: int | None) -> dict[int, str]:
        """Return the field of each column; ``suffix`` is the year where another is the main one."""
        out = {column: field_of_year(name, suffix) for name, column in self.scores}
        out |= {column: field_of_year(INDICATORS[no - 1], suffix) for no, column in self.indicators}
        return out | ({} if self.grade is None else {self.grade: field_of_year("grade", suffix)})


@dataclass(frozen=True, slots=True)
class ResultColumns:
    """Grid columns (0-based) by what they hold.

    Attributes:
        agency: the bodies.
        years: the columns of each year, the main one first; its fields have no year in their names.
        groups: what a body belongs to, widest first.
        district, province: those of the groups that say where a body is.
        year: the column that names the assessed year of each row.
        headings: texts of the header, by column.
        kinds: how names of bodies begin.
    """

    agency: int
    years: tuple[YearColumns, ...]
    rank: int | None = None
    groups: tuple[int, ...] = ()
    district: int | None = None
    province: int | None = None
    year: int | None = None
    headings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[int, str]:
        """The field of each column; group columns are all of ``agency_group``."""
        out = dict.fromkeys(self.groups, "agency_group")
        for n, of_year in enumerate(self.years):
            out |= of_year.fields(of_year.year if n else None)
        single = (("rank", self.rank), ("year", self.year), ("agency", self.agency))
        return out | {column: name for name, column in single if column is not None}
