"""Every printed figure of a body and year, ranked as evidence, and the values that the best of it agrees on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.derive.released_columns import PLACE, Sources
from pipeline.domain.scales import weights_of

if TYPE_CHECKING:
    import pandas as pd

TOOLS = ("iit", "eit", "oit")
KEY = ["body_id", "fiscal_year", "field"]


class EvidenceSettings(NamedTuple):
    """How printed figures are compared.

    Attributes:
        equal: points; figures that differ by no more are the same: some are printed with one decimal, and a weighted
            figure brought to 100 is off by .02.
        decimals: that are kept of a weighted figure brought to 100.
    """

    equal: float = 0.055
    decimals: int = 2


SETTINGS = EvidenceSettings()
ANNOUNCEMENT, OWN_TABLE, OWN_SHEET = range(3)
"""Ranks: a document of many bodies; a table of one body; printed scores of one, as of a sheet or a plan."""


def score_evidence(sources: Sources) -> pd.DataFrame:
    """Return one row for each figure that a document prints of a body and year.

    Returns:
        Columns ``KEY``, ``value`` (of 100), ``rank``, ``is_converted`` (a weighted figure, brought to 100),
        ``is_scan``, ``grade`` (of totals), document_id and place; best evidence first. A figure that one document
        prints with two values is none.
    """
    import pandas as pd

    named = pd.concat([rows[["document_id", "body_id"]] for rows in (sources.results, sources.scores)])
    has_many = named.groupby("document_id")["body_id"].nunique() > 1
    found = pd.concat([_of_results(sources.results, has_many), _of_scores(sources.scores, has_many)], ignore_index=True)
    found["is_scan"] = found["document_id"].map(sources.documents.set_index("document_id")["is_scan"])
    found = found.sort_values([*KEY, "rank", "is_scan", "is_converted", "document_id", *PLACE], kind="stable")
    groups = found.groupby([*KEY, "document_id"], sort=False)["value"]
    twice = groups.transform("max") - groups.transform("min") > SETTINGS.equal
    return found[~twice].drop_duplicates([*KEY, "document_id"]).reset_index(drop=True)


def settled_values(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the value of each figure: that of the best rank of evidence, of which most documents have it.

    Args:
        evidence: as of :func:`score_evidence`.

    Returns:
        The rows of evidence that give the values; of a figure on which its best evidence disagrees ``value`` is null.
    """
    import pandas as pd

    best = evidence[evidence["rank"] == evidence.groupby(KEY, sort=False)["rank"].transform("min")]
    groups = best.groupby(KEY, sort=False)["value"]
    differs = groups.transform("max") - groups.transform("min") > SETTINGS.equal
    agreed = best[~differs].drop_duplicates(KEY)
    open_ones = [_majority(group) for _, group in best[differs].groupby(KEY, sort=False)]
    return pd.concat([agreed, *open_ones]).sort_values(KEY, kind="stable").reset_index(drop=True)


def _majority(group: pd.DataFrame) -> pd.DataFrame:
    """Return the first row of the value that most documents print; null where two are printed as often."""
    votes = {n: int((abs(group["value"] - value) <= SETTINGS.equal).sum()) for n, value in enumerate(group["value"])}
    most = max(votes.values())
    winners = [n for n, count in votes.items() if count == most]
    values = group["value"].iloc[winners]
    row = group.iloc[[winners[0]]]
    return row if values.max() - values.min() <= SETTINGS.equal else row.assign(value=float("nan"), grade=None)


def _of_results(results: pd.DataFrame, has_many: pd.Series) -> pd.DataFrame:
    """Return the figures of tables of bodies; ``has_many`` tells which documents are of several."""
    import pandas as pd

    rank = results["document_id"].map(has_many).map({True: ANNOUNCEMENT, False: OWN_TABLE})
    shared = results[["body_id", "fiscal_year", "document_id", *PLACE]].assign(rank=rank, column=None)
    total = shared.assign(field="total", value=results["total"], grade=results["grade"], is_converted=False)
    parts = [total, *(_of_tool(results, shared, n) for n in range(len(TOOLS)))]
    return pd.concat([part[part["value"].notna()] for part in parts], ignore_index=True)


def _of_tool(results: pd.DataFrame, shared: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return the scores of one tool, of 100."""
    field = TOOLS[number]
    value = _of_hundred(results[field], results["score_basis"], results["fiscal_year"], number)
    return shared.assign(field=field, value=value, grade=None, is_converted=results["score_basis"].eq("weighted"))


def _of_scores(scores: pd.DataFrame, has_many: pd.Series) -> pd.DataFrame:
    """Return printed scores: of sheets and plans, and of the columns of indicators in announcements."""
    import pandas as pd

    rank = scores["document_id"].map(has_many).map({True: ANNOUNCEMENT, False: OWN_SHEET})
    kind = scores["item_kind"]
    field = kind.where(kind.eq("total"))
    field = field.where(~kind.eq("tool"), scores["tool"].str.lower())
    number = scores["indicator_no"].astype("Int64").astype("string")
    field = field.where(~kind.eq("indicator"), "i" + number)
    out = scores[["body_id", "fiscal_year", "document_id", *PLACE, "column"]].assign(
        rank=rank, field=field, value=scores["score"], grade=scores["grade"].where(kind.eq("total")),
        is_converted=False,
    )  # fmt: skip
    weighted = scores["score_basis"].eq("weighted") & ~kind.eq("total")
    parts = [out[~weighted]]
    for number_of_tool, tool in enumerate(TOOLS):
        chosen = weighted & kind.eq("tool") & field.eq(tool)
        value = _of_hundred(
            scores["score"][chosen], scores["score_basis"][chosen], scores["fiscal_year"][chosen], number_of_tool
        )
        parts.append(out[chosen].assign(value=value, is_converted=True))
    found = pd.concat(parts, ignore_index=True)
    return found[found["field"].notna() & found["value"].notna()]


def _of_hundred(values: pd.Series, basis: pd.Series, years: pd.Series, number: int) -> pd.Series:
    """Return a tool's scores of 100; null where it is not known what they are of."""
    shares = years.map({year: weights_of(int(year))[number] for year in years.unique()}).astype("float64")
    weighted = (values / shares).round(SETTINGS.decimals)
    return values.where(basis.eq("percent"), weighted.where(basis.eq("weighted")))
