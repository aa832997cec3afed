"""Scores: score sheets of one body, and the tables of scores in plans, become one row per printed score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.tables.logical_table import LogicalTable
from pipeline.domain.family import Family
from pipeline.model import Finding, RowReading, ScoreRow

__all__ = ["ScoresReading", "read_scores"]


@dataclass(frozen=True, slots=True)
class ScoresReading:
    """What the tables of scores of a document hold; ``rows``: what each of their rows was taken for."""

    scores: tuple[ScoreRow, ...]
    findings: tuple[Finding, ...]
    rows: tuple[RowReading, ...]


def read_scores(family: Family, tables: Mapping[int, LogicalTable], context: DocumentContext) -> ScoresReading:
    """Read the tables of scores of one body.

    Args:
        tables: the recognised tables of the family, by number.
    """
    return ScoresReading((), (), ())
