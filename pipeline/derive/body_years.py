"""The panel: what is known of each body and year, from the best evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.derive.released_columns import BODY_YEAR, BODY_YEAR_DOCUMENT, documents_by_body_year

if TYPE_CHECKING:
    import pandas as pd

FIGURES = ("total", "iit", "eit", "oit", *(f"i{number}" for number in range(1, 11)))


def body_years(values: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the panel, one row per body and year of which anything is known, sorted.

    Args:
        values: as of :func:`pipeline.derive.score_evidence.settled_values`.
        counts: as of :func:`pipeline.derive.measure_counts.measure_counts`.
    """

    import pandas as pd

    wide = values.pivot(index=BODY_YEAR, columns="field", values="value").reindex(columns=list(FIGURES))
    grades = values[values["field"].eq("total")].set_index(BODY_YEAR)["grade"]
    index = pd.MultiIndex.from_tuples(sorted({*wide.index, *counts.index}), names=BODY_YEAR)
    panel = wide.reindex(index).astype("float64")
    panel["grade"] = grades.reindex(index)
    for column in ("measures_planned", "measures_reported", "measures_carried_out"):
        panel[column] = counts[column].reindex(index)
    panel["total_before"] = panel["total"].reindex(_a_year_earlier(index)).to_numpy()
    panel["total_after"] = panel["total"]
    sources = _sources(values, counts).reindex(index)
    panel["sources"] = [value if isinstance(value, list) else [] for value in sources]
    return panel.reset_index()


def _a_year_earlier(index: pd.MultiIndex) -> pd.MultiIndex:
    """Return the same bodies in the year before: a body acts in a year on the scores of the year before."""
    import pandas as pd

    return pd.MultiIndex.from_arrays([index.get_level_values(0), index.get_level_values(1) - 1], names=BODY_YEAR)


def _sources(values: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    """Return the documents that the figures and counts of each body and year are from, a sorted list each."""
    import pandas as pd

    parts = [values[values["value"].notna()][BODY_YEAR_DOCUMENT]]
    for column in ("plan", "report"):
        parts.append(counts[column].dropna().rename("document_id").reset_index())
    return documents_by_body_year(pd.concat(parts))
