"""Contradictions: figures of one body and year that documents print differently."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipeline.derive.score_evidence import ANNOUNCEMENT, KEY, SETTINGS
from pipeline.domain.register.body import Register
from pipeline.model import Finding

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 3
"""Other documents that a message names."""
RULE = "derive.sources_disagree"


def contradictions(
    evidence: pd.DataFrame, values: pd.DataFrame, documents: pd.DataFrame, register: Register
) -> dict[str, list[Finding]]:
    """Return findings by document: on every figure that another document prints differently, with that one's name.

    Args:
        evidence: as of :func:`pipeline.derive.score_evidence.score_evidence`.
        values: those that were chosen.
        documents: document_id and source_file.
        register: for the names of bodies.
    """
    groups = evidence.groupby(KEY, sort=False)["value"]
    differs = groups.transform("max") - groups.transform("min") > SETTINGS.equal
    names = dict(zip(documents["document_id"], documents["source_file"], strict=True))
    taken = values[[*KEY, "value"]].rename(columns={"value": "taken"})
    disputed = evidence[differs].sort_values(KEY, kind="stable").merge(taken, on=KEY, how="left")
    found: dict[str, list[Finding]] = {}
    for _, group in groupby(disputed.to_dict("records"), key=lambda row: [row[column] for column in KEY]):
        rows: list[dict[str, Any]] = list(group)  # type: ignore[arg-type]
        for row in rows:
            others = [other for other in rows if abs(other["value"] - row["value"]) > SETTINGS.equal]
            if others:
                found.setdefault(row["document_id"], []).append(_finding(row, others, names, register))
    return found


def _finding(
    row: dict[str, Any], others: list[dict[str, Any]], names: Mapping[str, str], register: Register
) -> Finding:
    """Return the finding on one document's figure."""
    body = register[row["body_id"]].name_th if row["body_id"] in register else row["body_id"]
    listed = [f"{other['value']:.2f} in {names[other['document_id']]}" for other in others[:MOST_NAMED]]
    more = f" and in {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    is_open = row["taken"] != row["taken"]  # NaN: sources of one rank disagree
    decision = "body_years has none of them" if is_open else f"body_years has {row['taken']:.2f}"
    source = "the announcement" if row["rank"] == ANNOUNCEMENT else "the body's own document"
    message = (
        f"{row['field']} of {body} in {row['fiscal_year']} is {row['value']:.2f} here ({source}), "
        f"{', '.join(listed)}{more}; {decision}."
    )
    return Finding(
        RULE,
        "warning",
        message,
        page=_number(row["page"]),
        table_no=_number(row["table_no"]),
        row=_number(row["row"]),
        column=_number(row["column"]),
        raw=f"{row['value']:.2f}",
        value="; ".join(sorted({names[other["document_id"]] for other in others})[:MOST_NAMED]),
    )


def _number(value: Any) -> int | None:
    return None if value is None or value != value else int(value)
