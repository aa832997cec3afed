"""A release of a synthetic country against its truth: what was read, ``coverage``, ``body_years`` and ``texts``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.archives.measurement import Measurement
from benchmarks.country.truth import BodyYear, Country

if TYPE_CHECKING:
    import pandas as pd

FAMILIES = {"result": "agency_results", "plan": "measures_plan", "report": "measures_result"}
SCORES = ("total", "iit", "eit", "oit", "grade")
CONTRADICTION_RULE = "check.sources_contradict"
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
    columns = ("has_result", "has_scores", "has_plan", "has_report")
    rows = {
        (body_id, int(year)): tuple(map(bool, has))
        for body_id, year, *has in found[["body_id", "fiscal_year", *columns]].itertuples(index=False)
    }
    differs = [
        f"coverage {key}: {rows.get(key)}, true is {wanted}"
        for key, of_year in country.years.items()
        if rows.get(key) != (wanted := _has(of_year))
    ]
    yield _difference("coverage: bodies and years", differs, len(country.years))
    others = sum(any(has) for (body_id, _), has in rows.items() if body_id not in country.bodies)
    yield Measurement("  with documents of bodies that published nothing", f"{others:,}", others == 0)


def _has(of_year: BodyYear) -> tuple[bool, bool, bool, bool]:
    """Return what there is: a result, a score sheet, a plan, a report."""
    wanted = (of_year.result, of_year.own, of_year.planned, of_year.reported)
    has_result, has_scores, has_plan, has_report = (value is not None for value in wanted)
    return has_result, has_scores, has_plan, has_report


def _body_years(country: Country, out: Path) -> Iterator[Measurement]:
    """Compare the panel; where nothing is printed, a value is null."""
    found = _load("body_years", out)
    if found is None:
        yield _not_built("body_years")
        return
    measures = ("measures_planned", "measures_reported", "measures_carried_out")
    columns = (*SCORES, *measures)
    rows = {
        (body_id, int(year)): tuple(values)
        for body_id, year, *values in found[["body_id", "fiscal_year", *columns]].itertuples(index=False)
    }
    for n, column in enumerate(columns):
        differs = []
        for key, of_year in country.years.items():
            value, wanted = rows.get(key, (None,) * len(columns))[n], _panel(of_year)[n]
            if not _same(value, wanted):
                differs.append(f"body_years {key} {column}: {value}, true is {wanted}")
        yield _difference(f"body_years: {column}", differs, len(country.years))


def _panel(of_year: BodyYear) -> tuple[float | str | int | None, ...]:
    """Return the panel's scores and counts of one body and year, the announcement before the score sheet."""
    best = of_year.result or of_year.own
    scores = (None,) * len(SCORES) if best is None else tuple(best)
    return (*scores, of_year.planned, of_year.reported, of_year.carried_out)


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
    found = findings.loc[findings["rule"] == CONTRADICTION_RULE, "document_id"].nunique()
    true = sum(of_year.is_contradicted for of_year in country.years.values())
    yield Measurement("  sources that contradict each other", f"{found:,} documents for {true:,}", found >= true)
