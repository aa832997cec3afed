"""Derive: what the documents of a release say together, body by body and year by year.

Contract: datasets that compare documents (``coverage``, ``body_years``, ``texts``) are made from the released rows and
the register alone, so that anyone can make them again; the order of the documents changes nothing. A value that
sources of one rank print differently is null; every contradiction is a finding on both documents. Nothing here reads
or writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.derive.body_years import body_years
from pipeline.derive.contradictions import contradictions
from pipeline.derive.coverage import coverage
from pipeline.derive.measure_counts import measure_counts
from pipeline.derive.released_columns import ReadColumns, read_sources
from pipeline.derive.score_evidence import score_evidence, settled_values
from pipeline.derive.texts import COLUMNS, KeepNearTexts, texts
from pipeline.domain.register.body import Register
from pipeline.model import Finding

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Derived", "ReadColumns", "derive"]


@dataclass(frozen=True, slots=True)
class Derived:
    """What the documents of a release say together.

    Attributes:
        tables: rows of the derived datasets, by dataset.
        texts: rows of ``texts``, the largest of them.
        findings: on documents whose figures other documents contradict, by document id.
    """

    tables: Mapping[str, pd.DataFrame]
    texts: pa.Table
    findings: Mapping[str, list[Finding]] = field(default_factory=dict)


def derive(
    read: ReadColumns, documents: pd.DataFrame, register: Register, kept: KeepNearTexts | None = None
) -> Derived:
    """Return the derived datasets of a release, and the findings from comparing its documents.

    Args:
        read: the released rows of a dataset.
        documents: document_id, source_file, copy_of and is_scan of every document.
        register: with what the archive adds.
        kept: which texts were near to each other in the release before; only makes it quicker.
    """
    sources = read_sources(read, documents)
    evidence = score_evidence(sources)
    values = settled_values(evidence)
    counts = measure_counts(sources.measures)
    tables = {
        "coverage": coverage(sources, register),
        "body_years": body_years(values, counts),
    }
    return Derived(tables, _texts(read, documents, kept), contradictions(evidence, values, documents, register))


def _texts(read: ReadColumns, documents: pd.DataFrame, kept: KeepNearTexts | None) -> pa.Table:
    """Return the rows of ``texts``; the measures of copies do not count."""
    import pyarrow as pa
    import pyarrow.compute as pc

    measures = read("measures", COLUMNS)
    copies = documents["document_id"][documents["copy_of"].notna()].tolist()
    if copies:
        measures = measures.filter(pc.invert(pc.is_in(measures["document_id"], pa.array(copies, pa.string()))))
    known = kept.load() if kept is not None else None
    found = texts(measures, known)
    if kept is not None and (known is None or known.ids.tolist() != found.near.ids.tolist()):
        kept.store(found.near)
    return found.rows
