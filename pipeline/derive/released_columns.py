"""The released columns that the comparison of documents needs, without the rows of copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.domain.scheme import DEFAULT_SCHEME

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ReadColumns = Callable[[str, Sequence[str]], "pa.Table"]
"""Returns columns of a released dataset, of all fiscal years."""
BODY_YEAR = ["body_id", "fiscal_year"]
BODY_YEAR_DOCUMENT = [*BODY_YEAR, "document_id"]
PLACE = ("page", "table_no", "row")
SCORE_KINDS = ("total", "tool", "indicator")
"""Kinds of printed scores that the panel has columns for."""
SCHEMES = (DEFAULT_SCHEME, "nacc_2561")
"""Assessments of public bodies; others, as of hospitals, are of the same bodies at times, on scales of their own."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Rows of linked bodies and of ``SCHEMES``. ``fiscal_year`` is the assessment's, but of measures the report's.

    Attributes:
        results: of tables of bodies.
        scores: printed totals, and scores of tools and (of ``DEFAULT_SCHEME``, whose ten they are) indicators.
        scored: body, year and document of printed scores, of questions too, each once.
        measures: by body, year, document and stage: ``measures``, ``said`` (measures of which the report says whether
            they were carried out) and ``carried_out``.
        items: body, year and document of checklists, each once.
        documents: one row a document, copies left out.
    """

    results: pd.DataFrame
    scores: pd.DataFrame
    scored: pd.DataFrame
    measures: pd.DataFrame
    items: pd.DataFrame
    documents: pd.DataFrame


def read_sources(read: ReadColumns, documents: pd.DataFrame) -> Sources:
    """Read what is needed of a release.

    Args:
        read: the released rows of a dataset.
        documents: document_id, source_file, copy_of and is_scan of every document.
    """
    import pandas as pd
    import pyarrow.compute as pc

    originals = documents[documents["copy_of"].isna()]
    kept = None if len(originals) == len(documents) else originals["document_id"].tolist()
    tools = ("iit", "eit", "oit", "total")
    results = _rows(read, kept, "agency_results", *PLACE, "score_basis", "grade", *tools)
    scores = _rows(
        read, kept, "scores", *PLACE, "column", "item_kind", "tool", "indicator_no", "score", "score_basis", "grade"
    )
    indicators = _rows(read, kept, "indicators", "score")
    scored = [_distinct(scores), _distinct(indicators.filter(pc.is_valid(indicators["score"])))]
    scores = scores.filter(pc.is_valid(scores["score"]))
    of_kinds = scores.filter(pc.is_in(scores["item_kind"], _array(SCORE_KINDS)))
    is_default = pc.fill_null(pc.equal(of_kinds["scheme"], DEFAULT_SCHEME), True)
    of_kinds = of_kinds.filter(pc.or_(is_default, pc.not_equal(of_kinds["item_kind"], "indicator")))
    return Sources(
        _frame(results),
        _frame(of_kinds),
        pd.concat(scored).drop_duplicates(),
        _measures(read, kept),
        _distinct(_rows(read, kept, "oit_items")),
        originals,
    )


def documents_by_body_year(found: pd.DataFrame) -> pd.Series:
    """Return the documents of each body and year, a sorted list each.

    Args:
        found: body, year and document, in any order; the same ones may be there several times.
    """
    import numpy as np
    import pandas as pd

    found = found[BODY_YEAR_DOCUMENT].drop_duplicates().sort_values(BODY_YEAR_DOCUMENT)
    is_first = ~found.duplicated(BODY_YEAR).to_numpy()
    bounds = [*np.flatnonzero(is_first).tolist(), len(found)]
    documents = found["document_id"].tolist()
    lists = [documents[start:end] for start, end in pairwise(bounds)]
    return pd.Series(lists, index=pd.MultiIndex.from_frame(found.loc[is_first, BODY_YEAR]), dtype=object)


def _rows(
    read: ReadColumns, kept: list[str] | None, dataset: str, *columns: str, year: str = "assessment_fiscal_year"
) -> pa.Table:
    """Read rows of ``SCHEMES`` whose body and year are known; their year is called ``fiscal_year``.

    Args:
        read: the released rows of a dataset.
        kept: the documents that are no copies; None where none is one.
        dataset: its name.
        *columns: to read beside body, year and document.
        year: the column that is the year.
    """
    import pyarrow.compute as pc

    found = read(dataset, ["document_id", "body_id", "scheme", year, *columns])
    found = found.rename_columns([name if name != year else "fiscal_year" for name in found.column_names])
    known = pc.and_(pc.is_valid(found["body_id"]), pc.is_valid(found["fiscal_year"]))
    known = pc.and_(known, pc.or_(pc.is_null(found["scheme"]), pc.is_in(found["scheme"], _array(SCHEMES))))
    if kept is not None:
        known = pc.and_(known, pc.is_in(found["document_id"], _array(kept)))
    return found.filter(known)


def _measures(read: ReadColumns, kept: list[str] | None) -> pd.DataFrame:
    """Count measures by body, year, document and stage."""
    import pyarrow.compute as pc

    rows = _rows(read, kept, "measures", "stage", "implemented", year="fiscal_year")
    rows = rows.set_column(rows.column_names.index("implemented"), "implemented", pc.cast(rows["implemented"], "int32"))
    counted = rows.group_by([*BODY_YEAR_DOCUMENT, "stage"]).aggregate(
        [("stage", "count"), ("implemented", "count"), ("implemented", "sum")]
    )
    return _frame(counted).rename(
        columns={"stage_count": "measures", "implemented_count": "said", "implemented_sum": "carried_out"}
    )


def _distinct(rows: pa.Table) -> pd.DataFrame:
    """Return body, year and document of rows, each once."""
    return _frame(rows.group_by(BODY_YEAR_DOCUMENT).aggregate([]))


def _frame(rows: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = rows.to_pandas()
    return frame.astype({"fiscal_year": "int64"})


def _array(values: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(list(values), pa.string())
