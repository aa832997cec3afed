"""Rows of a damaged document held against those of the undamaged one: what was lost, and whether somebody said so.

A row is *lost* where no row of its identity is left: of an indicator its code, of a measure its place under its code,
of a body its name or its rank. It is *changed* where the row is there and a value of it (score, level, text of a
measure, white space apart) is another. A row that the undamaged document does not have is *extra*. *In silence*: the
document is not failed, and no finding of severity error is on a page of the row or on the document as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.reading.release_rows import DatasetRows, Row

IDENTITIES = {
    "indicators": ("stage", "code"),
    "measures": ("stage", "code", "measure_no"),
    "agency_results": ("rank", "agency"),
    "scores": ("item_kind", "code", "item"),
    "oit_items": ("code", "name"),
}
"""What says which row it is, by dataset."""
VALUES = {
    "indicators": ("topic_no", "code_raw", "question", "score", "level"),
    "measures": ("measure", "result", "outcome"),
    "agency_results": ("assessment_fiscal_year", "iit", "eit", "oit", "total", "grade"),
    "scores": ("agency", "score"),
    "oit_items": ("requirement", "links", "evidence"),
}
"""What else a row says, that may be changed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs; ``pages`` are those that it stands on."""

    kind: str
    dataset: str
    text: str
    pages: tuple[int, ...]
    is_silent: bool


@dataclass(slots=True)
class Comparison:
    """A damaged document beside the undamaged one."""

    differences: list[Difference] = field(default_factory=list)

    def count(self, kind: str, silent: bool) -> int:
        """Count the rows that are lost, changed or extra, in silence or not."""
        return sum(1 for d in self.differences if d.kind == kind and d.is_silent is silent)


def compare_rows(whole: DatasetRows, damaged: DatasetRows) -> Comparison:
    """Compare the rows of two documents, by dataset; ``damaged`` has its ``documents`` and ``findings`` too."""
    out = Comparison()
    failed = any(row["status"] == "failed" for row in damaged["documents"])
    pages = {row["page"] for row in damaged["findings"] if row["severity"] == "error"}

    def note(kind: str, dataset: str, row: Row) -> None:
        on = _pages(row)
        said = failed or None in pages or bool(pages & set(on))
        text = " · ".join(str(row[name]) for name in (*IDENTITIES[dataset], *VALUES[dataset]) if row[name] is not None)
        out.differences.append(Difference(kind, dataset, text[:200], on, not said))

    for dataset in IDENTITIES:
        left, right = _by_identity(dataset, whole[dataset]), _by_identity(dataset, damaged[dataset])
        for key, rows in left.items():
            others = right.pop(key, [])
            for row, other in zip(rows, others, strict=False):
                if any(_plain(row[name]) != _plain(other[name]) for name in VALUES[dataset]):
                    note("changed", dataset, row)
            for row in rows[len(others) :]:
                note("lost", dataset, row)
            for row in others[len(rows) :]:
                note("extra", dataset, row)
        for row in (row for rows in right.values() for row in rows):
            note("extra", dataset, row)
    return out


def same_rows(whole: DatasetRows, other: DatasetRows) -> bool:
    """Return whether two readings of one document have the same rows."""
    return not compare_rows(whole, other).differences


def _by_identity(dataset: str, rows: Iterable[Row]) -> dict[tuple[object, ...], list[Row]]:
    """Group rows by what says which they are, those with equal values first met first."""
    out: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        out.setdefault(tuple(_plain(row[name]) for name in IDENTITIES[dataset]), []).append(row)
    return out


def _plain(value: object) -> object:
    """Return a text without white space, which the layout of a page decides on too."""
    return "".join(value.split()) if isinstance(value, str) else value


def _pages(row: Row) -> tuple[int, ...]:
    first = row.get("page_first", row.get("page"))
    last = row.get("page_last", first)
    return tuple(range(first, last + 1)) if first is not None else ()


def describe(differences: Sequence[Difference]) -> list[str]:
    """Return a line for each difference that nobody named."""
    return [
        f"    {d.kind} in silence: {d.dataset} page {d.pages[0] if d.pages else '-'}: {d.text}"
        for d in differences
        if d.is_silent
    ]
