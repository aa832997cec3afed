"""Scores: score sheets of one body, and the tables of scores in plans, become one row per printed score.

In two passes: first every row is classified (:mod:`sheet_rows`), in reading order, and rows that a page end cut are
joined; then drafts become records (:mod:`score_records`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.row_kinds import ClassifiedRow
from pipeline.assemble.scores.score_drafts import ScoreDraft
from pipeline.assemble.scores.score_records import (
    records_of,
    settle_basis,
    settle_merged,
    settle_ninth_indicator,
    settle_subtotals,
)
from pipeline.assemble.scores.sheet_rows import ScoreSheetRow, classify_rows
from pipeline.assemble.tables.logical_table import LogicalTable
from pipeline.domain.family import Family
from pipeline.model import Cell, Finding, RowKind, RowReading, ScoreRow

__all__ = ["ScoresReading", "read_scores"]

_SCORED = (RowKind.RECORD, RowKind.TOTAL, RowKind.REST)


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
    rows = _settled(classify_rows(family, tables, context))
    scores: list[ScoreRow] = []
    findings = [row.row.held_back(row.row.reason) for row in rows if row.row.kind is RowKind.HELD_BACK]
    for table_no in tables:
        of_table = [row for row in rows if row.row.part.table_no == table_no]
        found, aside = _records(family, of_table, context)
        scores += found
        findings += aside
    return ScoresReading(tuple(scores), tuple(findings), tuple(row.row.reading() for row in rows))


def _settled(rows: Sequence[ScoreSheetRow]) -> list[ScoreSheetRow]:
    """Return the rows, those that only the rows after them, or a joined rest, tell apart settled."""
    out = []
    for n, row in enumerate(rows):
        draft, kind = row.draft, row.row.kind
        if draft is None or kind in _SCORED:
            out.append(row)
        elif draft.figures and draft.label and draft.name.kind not in ("text", "number", "topic", "grade"):
            scored_here = any(cell.row == row.row.number for _, cell in draft.figures)
            if scored_here:
                out.append(_as(row, RowKind.RECORD, "its score; what it is of stands on the next page"))
            else:
                out.append(_as(row, RowKind.REST, "its score stands on the next page"))
        elif kind is RowKind.GROUP and not _has_parts(rows[n + 1 :]):
            out.append(_as(row, RowKind.HELD_BACK, "it is a question without a score"))
        else:
            out.append(row)
    return out


def _as(row: ScoreSheetRow, kind: RowKind, reason: str) -> ScoreSheetRow:
    return replace(row, row=replace(row.row, kind=kind, reason=reason))


def _has_parts(after: Iterable[ScoreSheetRow]) -> bool:
    """Tell whether the rows after a question are parts of it, with scores."""
    following = next((r for r in after if r.row.kind not in (RowKind.HEADER, RowKind.REST)), None)
    return following is not None and following.draft is not None and following.draft.name.kind == "sub_question"


def _records(
    family: Family, rows: Sequence[ScoreSheetRow], context: DocumentContext
) -> tuple[list[ScoreRow], list[Finding]]:
    """Return the records of one table, and a finding on each score that is none."""
    scored = [(r.draft, r.row) for r in rows if r.draft is not None and r.draft.figures and r.row.kind in _SCORED]
    drafts = [draft for draft, _ in scored]
    scoreless = [r.draft for r in rows if r.draft is not None and r.row.kind is RowKind.SECTION]
    settle_ninth_indicator(drafts)
    settle_merged(drafts, scoreless)
    settle_subtotals(drafts)
    out: list[ScoreRow] = []
    findings: list[Finding] = []
    printed: dict[tuple[int, str | None], ScoreRow] = {}
    for draft, row in scored:
        made = list(records_of(family, draft, context.unwrap))
        kept, aside = _without_column_sums(draft, made)
        out += [r for r in kept if not _repeats(r, printed)]
        findings += _on_scores(row, aside)
    year = context.assessment_fiscal_year or context.fiscal_year
    return settle_basis(out, year), findings


def _without_column_sums(draft: ScoreDraft, made: Sequence[tuple[ScoreRow, Cell]]) -> tuple[list[ScoreRow], list[Cell]]:
    """Split the records of a total's row: beside the sum of weighted scores, another value is no total.

    It is the mean of its column.
    """
    weighted = next(
        (r for (column, _), (r, _) in zip(draft.figures, made, strict=False) if column.of == "weighted"), None
    )
    if draft.name.kind != "total" or weighted is None:
        return [r for r, _ in made], []
    other = [
        (r, c) for r, c in made if r.score is not None and weighted.score is not None and r.score != weighted.score
    ]
    return [r for r, _ in made if r not in [o for o, _ in other]], [c for _, c in other]


def _on_scores(row: ClassifiedRow, cells: Sequence[Cell]) -> Iterator[Finding]:
    if cells:
        yield row.held_back("a sum or mean of its column that is not the total", cells)


def _repeats(row: ScoreRow, printed: dict[tuple[int, str | None], ScoreRow]) -> bool:
    """Tell whether a tool's score is that of the row above once more: a transcript repeats what was merged."""
    if row.item_kind != "tool":
        return False
    above = printed.get((row.column, row.tool))
    printed[row.column, row.tool] = row
    return above is not None and above.row == row.row - 1 and above.score_raw == row.score_raw
