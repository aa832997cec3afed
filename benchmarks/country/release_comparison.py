"""A release of a synthetic country against its truth: what was read, ``coverage``, ``body_years`` and ``texts``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.archives.measurement import Measurement
from benchmarks.country.truth import Country

if TYPE_CHECKING:
    import pandas as pd

FAMILIES = {"result": "agency_results", "plan": "measures_plan", "report": "measures_result"}
SCORES = ("total", "iit", "eit", "oit", "grade")
CONTRADICTION_RULE = "derive.sources_disagree"
SHOWN = 3
"""Differences that are printed."""


def compare_release(country: Country, out: Path) -> Iterator[Measurement]:
    """Compare the current release with the truth, dataset by dataset."""
    yield from _rows_read(country, out)
    yield from _coverage(country, out)
    yield from _body_years(country, out)
    yield from _texts(country, out)
    yield from _contradictions(country, out)


def _load(dataset: str, out: Path) -> pd.DataFrame | None:
    """Return a dataset; None where this version does not build it yet."""
    import pipeline
    from pipeline.emit import ReleaseError

    try:
        return pipeline.load(dataset, out)
    except (ReleaseError, OSError):
        return None


def _not_built(dataset: str) -> Measurement:
    return Measurement(dataset, "not built yet")


def _difference(name: str, differs: list[str], of: int) -> Measurement:
    """Return how many of some things differ."""
    for line in differs[:SHOWN]:
        print(f"  {line}")
    return Measurement(name, f"{len(differs):,} of {of:,} differ", not differs)


def _rows_read(country: Country, out: Path) -> Iterator[Measurement]:
    """Compare the sums of what single documents gave."""
    import pipeline

    documents, results = pipeline.load("documents", out), pipeline.load("agency_results", out)
    measures = pipeline.load("measures", out)
    planned = measures["stage"] == "plan"
    years = country.years.values()
    counts = {
        "documents that are ok": (int((documents["status"] == "ok").sum()), country.documents),
        "rows of agency_results": (len(results), sum(y.result is not None for y in years)),
        "measures of plans": (int(planned.sum()), sum(y.planned or 0 for y in years)),
        "measures of reports": (int((~planned).sum()), sum(y.reported or 0 for y in years)),
        "of these carried out": (int(measures["implemented"].sum()), sum(y.carried_out or 0 for y in years)),
    }
    for name, (found, true) in counts.items():
        yield Measurement(f"  {name}", f"{found:,} of {true:,}", found == true)


def _coverage(country: Country, out: Path) -> Iterator[Measurement]:
    """Compare what there is of each body and year; bodies that the archive knows nothing of are not the country's."""
    found = _load("coverage", out)
    if found is None:
        yield _not_built("coverage")
        return
    columns = ("has_result", "has_scores", "has_plan", "has_report", "documents")
    rows = {
        (body_id, int(year)): (*map(bool, has), len(documents))
        for body_id, year, *has, documents in found[["body_id", "fiscal_year", *columns]].itertuples(index=False)
    }
    keys = list(country.keys())
    nothing = (False, False, False, False, 0)
    differs = [
        f"coverage {key}: {rows.get(key)}, true is {wanted}"
        for key in keys
        if rows.get(key, nothing) != (wanted := _there_is(country, *key))
    ]
    yield _difference("coverage: bodies and years", differs, len(keys))
    others = sum(has != nothing for (body_id, _), has in rows.items() if body_id not in country.bodies)
    yield Measurement("  with documents of bodies that published nothing", f"{others:,}", others == 0)


def _there_is(country: Country, body_id: str, year: int) -> tuple[bool, bool, bool, bool, int]:
    """Return whether there is a result, printed scores, a plan, a report; and in how many documents.

    Plans and reports of the year after print the scores that they answer.
    """
    of_year, after = country.of(body_id, year), country.of(body_id, year + 1)
    sources = sum(printed is not None for printed in (of_year.result, of_year.own))
    return (
        of_year.result is not None,
        of_year.own is not None or after.measure_documents > 0,
        of_year.planned is not None,
        of_year.reported is not None,
        sources + of_year.measure_documents + after.measure_documents,
    )


def _body_years(country: Country, out: Path) -> Iterator[Measurement]:
    """Compare the panel; where nothing is printed, a value is null."""
    found = _load("body_years", out)
    if found is None:
        yield _not_built("body_years")
        return
    true = {key: _panel(country, *key) for key in country.years}
    columns = list(next(iter(true.values())))
    rows = {
        (body_id, int(year)): tuple(values)
        for body_id, year, *values in found[["body_id", "fiscal_year", *columns]].itertuples(index=False)
    }
    for n, column in enumerate(columns):
        differs = []
        for key, wanted in true.items():
            value = rows.get(key, (None,) * len(columns))[n]
            if not _same(value, wanted[column]):
                differs.append(f"body_years {key} {column}: {value}, true is {wanted[column]}")
        yield _difference(f"body_years: {column}", differs, len(country.years))


def _panel(country: Country, body_id: str, year: int) -> dict[str, float | str | int | None]:
    """Return the panel's figures of one body and year."""
    of_year, before = country.of(body_id, year), country.of(body_id, year - 1).best
    scores = dict.fromkeys(SCORES) if of_year.best is None else of_year.best._asdict()
    return {
        **scores,
        "measures_planned": of_year.planned,
        "measures_reported": of_year.reported,
        "measures_carried_out": of_year.carried_out,
        "total_before": before and before.total,
        "total_after": scores["total"],
    }


def _same(value: object, wanted: object) -> bool:
    """Return whether two values are equal; nothing planned may be null or 0."""
    import pandas as pd

    if pd.isna(value) or wanted is None:
        return (pd.isna(value) or value == 0) and wanted in (None, 0)
    return value == wanted


def _texts(country: Country, out: Path) -> Iterator[Measurement]:
    """Compare by how many bodies each shared text is printed, and which texts nearly say the same."""
    found = _load("texts", out)
    if found is None:
        yield _not_built("texts")
        return
    bodies = dict(zip(found["text"], found["bodies"], strict=True))
    ids = dict(zip(found["text"], found["text_id"], strict=True))
    near = dict(zip(found["text"], found["near"], strict=True))
    differs = [
        f"texts {text}: {bodies.get(text)} bodies, true is {len(of_bodies)}"
        for text, of_bodies in country.copied.items()
        if bodies.get(text) != len(of_bodies)
    ]
    yield _difference("texts: copied ones", differs, len(country.copied))
    pairs = [(text, other) for text, others in country.nearly.items() if text in country.copied for other in others]
    unseen = [f"texts: {a} | {b}" for a, b in pairs if ids.get(b) not in list(near.get(a, ()))]
    yield Measurement("  nearly copied ones, found", f"{len(pairs) - len(unseen):,} of {len(pairs):,}", not unseen)


def _contradictions(country: Country, out: Path) -> Iterator[Measurement]:
    """Count the findings on announcements and score sheets that contradict each other."""
    import pipeline
    from pipeline.check.rule_registry import all_rules

    if CONTRADICTION_RULE not in {rule.id for rule in all_rules()}:
        yield _not_built(f"findings {CONTRADICTION_RULE}")
        return
    findings = pipeline.load("findings", out)
    found = int((findings["rule"] == CONTRADICTION_RULE).sum())
    true = 2 * sum(of_year.contradicted for of_year in country.years.values())
    yield Measurement("  findings on sources that disagree, of both", f"{found:,} of {true:,}", found == true)
