"""How many measures a body planned, reported and carried out in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.derive.released_columns import BODY_YEAR

if TYPE_CHECKING:
    import pandas as pd


def measure_counts(measures: pd.DataFrame) -> pd.DataFrame:
    """Count the measures of each body and year.

    Where several documents of a body and year are no copies of each other (a plan and its revision), the one with most
    measures counts.

    Args:
        measures: of :class:`pipeline.derive.released_columns.Sources`.

    Returns:
        One row per body and year: measures_planned, measures_reported, measures_carried_out (null where no report says
        whether measures were carried out), plan and report (ids of the documents).
    """
    import pandas as pd

    counted = measures.sort_values(
        [*BODY_YEAR, "stage", "measures", "document_id"], ascending=[*[True] * 3, False, True]
    )
    best = counted.drop_duplicates([*BODY_YEAR, "stage"]).set_index(BODY_YEAR)
    plans, reports = best[best["stage"].eq("plan")], best[best["stage"].eq("result")]
    carried_out = reports["carried_out"].astype("Int32").where(reports["said"] > 0)
    return pd.DataFrame(
        {
            "measures_planned": plans["measures"].astype("Int32"),
            "measures_reported": reports["measures"].astype("Int32"),
            "measures_carried_out": carried_out,
            "plan": plans["document_id"],
            "report": reports["document_id"],
        }
    )
