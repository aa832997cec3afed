"""What is true of a synthetic country: what each body has in each year, and which texts are copied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.domain.register.body import Body


class Printed(NamedTuple):
    """Scores and grade of one body and year as a table of results prints them (percent, two decimals)."""

    total: float
    iit: float
    eit: float
    oit: float
    grade: str


@dataclass(slots=True)
class BodyYear:
    """What there is of one body and year.

    Attributes:
        result: its row in the announcement; None where it is left out there.
        own: what its own score sheet prints; None where it has none.
        planned: measures of its plan; None where it has no plan.
        reported: measures of its report; None where it has no report.
        carried_out: measures that its report says were carried out; None where it has no report.
    """

    result: Printed | None = None
    own: Printed | None = None
    planned: int | None = None
    reported: int | None = None
    carried_out: int | None = None

    @property
    def is_contradicted(self) -> bool:
        """Whether announcement and score sheet print different totals."""
        return self.result is not None and self.own is not None and self.own.total != self.result.total


@dataclass(frozen=True)
class HeldBack:
    """A document that is not in the archive yet: name and content, and the body and year that it is of."""

    name: str
    content: str
    body_id: str
    year: int


@dataclass
class Country:
    """An archive and its truth.

    Attributes:
        raw: folder of the archive.
        bodies: by their id.
        years: by body id and fiscal year.
        documents: in the archive.
        copied: bodies that print a text of the shared pool letter by letter, by text; and ``nearly`` a word different.
        new: documents for reruns.
    """

    raw: Path
    bodies: dict[str, Body]
    years: dict[tuple[str, int], BodyYear] = field(default_factory=dict)
    documents: int = 0
    copied: dict[str, Counter[str]] = field(default_factory=dict)
    nearly: dict[str, set[str]] = field(default_factory=dict)
    new: list[HeldBack] = field(default_factory=list)
