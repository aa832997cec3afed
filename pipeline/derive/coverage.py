"""What there is of every assessed body and year, and so what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.derive.released_columns import BODY_YEAR, BODY_YEAR_DOCUMENT, Sources, documents_by_body_year
from pipeline.domain.register.body import Register

if TYPE_CHECKING:
    import pandas as pd

LATEST = 9999
"""A year after all others (Buddhist Era)."""
FLAGS = ("has_result", "has_scores", "has_plan", "has_report", "has_checklist")


def coverage(sources: Sources, register: Register) -> pd.DataFrame:
    """Return one row per body and year, sorted: all bodies that stand in it, for all years of which there is anything.

    Args:
        sources: of the release.
        register: the bodies.
    """
    import pandas as pd

    keys = BODY_YEAR_DOCUMENT
    measures = sources.measures[[*keys, "stage"]].drop_duplicates()
    found = {
        "has_result": sources.results[keys].drop_duplicates(),
        "has_scores": sources.scored[keys],
        "has_plan": measures[measures["stage"].eq("plan")][keys],
        "has_report": measures[measures["stage"].eq("result")][keys],
        "has_checklist": sources.items[keys],
    }
    documents = documents_by_body_year(pd.concat(found.values()))
    years = documents.index.get_level_values("fiscal_year")
    index = pd.MultiIndex.from_tuples(_assessed(register, years) | set(documents.index), names=BODY_YEAR)
    out = pd.DataFrame(index=index)
    for flag in FLAGS:
        out[flag] = index.isin(pd.MultiIndex.from_frame(found[flag][BODY_YEAR]))
    out["documents"] = documents.reindex(index)
    out["documents"] = [value if isinstance(value, list) else [] for value in out["documents"]]
    return (
        out.reset_index().sort_values(BODY_YEAR, kind="stable").astype({"fiscal_year": "int16"}).reset_index(drop=True)
    )


def _assessed(register: Register, years: pd.Index) -> set[tuple[str, int]]:
    """Return the bodies that stand in each of the years; one that ended without a known year stands in none."""
    bodies = [
        (body.body_id, body.valid_from or 0, body.valid_to or (LATEST if body.status == "current" else 0))
        for body in register.values()
    ]
    return {(body_id, int(year)) for year in years.unique() for body_id, first, last in bodies if first <= year <= last}
