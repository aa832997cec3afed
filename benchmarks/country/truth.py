"""What is true of a synthetic country: what each body has in each year, and which texts are copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from benchmarks.country.measure_texts import MeasureText
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
    def best(self) -> Printed | None:
        """What counts: the announcement before the score sheet."""
        return self.result or self.own

    @property
    def contradicted(self) -> int:
        """Figures that announcement and score sheet print differently."""
        if self.result is None or self.own is None:
            return 0
        return sum(own != announced for own, announced in zip(self.own[:-1], self.result[:-1], strict=True))

    @property
    def measure_documents(self) -> int:
        """How many there are of plan and report."""
        return sum(measures is not None for measures in (self.planned, self.reported))


@dataclass(frozen=True)
class HeldBack:
    """A report that is not in the archive yet.

    Attributes:
        name: of the file.
        content: of the file.
        body_id: whose report.
        year: fiscal year of the report.
        reported: how many measures it has.
        carried_out: how many of them were carried out.
        texts: of its measures.
    """

    name: str
    content: str
    body_id: str
    year: int
    reported: int
    carried_out: int
    texts: frozenset[MeasureText]


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

    def of(self, body_id: str, year: int) -> BodyYear:
        """Return what there is of a body and year; of a year that the country does not have, nothing."""
        return self.years.get((body_id, year), BodyYear())

    def keys(self) -> Iterator[tuple[str, int]]:
        """Yield bodies and years of which there may be anything: plans and reports print scores of the year before."""
        first = min(year for _, year in self.years)
        yield from ((body_id, first - 1) for body_id in self.bodies)
        yield from self.years
