"""Records of tables of scores: drafts become one row for each printed score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.assemble.fields import is_dash, one_line
from pipeline.assemble.scores.item_names import known_grade, score_with_grade
from pipeline.assemble.scores.score_columns import ScoreColumn
from pipeline.assemble.scores.score_drafts import ScoreDraft, Unwrap, joined_text
from pipeline.domain.codebook import indicators
from pipeline.domain.family import Family
from pipeline.domain.scales import fits, weights_of
from pipeline.domain.score_items import score_item_words
from pipeline.domain.wordings import compact
from pipeline.model import Cell, ItemKind, ScoreRow, Tool

_PERCENT = 100.0
_NINTH = 9
_CALLED_AS_OIT = re.compile(r"\d{0,2}การเปิดเผยข้อมูลสาธารณะ")
_SERIAL = re.compile(r"^\W*\d{1,2}\W*")
_TOOLS: tuple[Tool, ...] = ("IIT", "EIT", "OIT")
_ITEM_KINDS: dict[str, ItemKind] = {
    "total": "total",
    "tool": "tool",
    "indicator": "indicator",
    "question": "question",
    "sub_question": "sub_question",
}


def records_of(family: Family, draft: ScoreDraft, unwrap: Unwrap) -> Iterator[tuple[ScoreRow, Cell]]:
    """Yield the rows that a draft gives, each with its score's cell: one for each score that it prints."""
    name = _named(family, draft, unwrap)
    for column, cell in draft.figures:
        if is_dash(cell.text) and column.of != "item":
            continue
        yield _record(draft, name, column, cell), cell


def _named(family: Family, draft: ScoreDraft, unwrap: Unwrap) -> str | None:
    """Return the printed text of an item without its code, number or bullet; None of a tool and of the total."""
    from pipeline.assemble.scores.item_names import name_of

    if draft.name.kind in ("tool", "total") or not draft.label:
        return None
    whole = name_of(family, joined_text(draft.label, unwrap), draft.is_scanned)
    text = whole.text if whole.kind == draft.name.kind or whole.text == draft.name.text else draft.name.text
    return text or None


def _record(draft: ScoreDraft, item: str | None, column: ScoreColumn, cell: Cell) -> ScoreRow:
    """Return the row of one score."""
    name, context = draft.name, draft.context
    kind = _ITEM_KINDS[name.kind]
    of_tool = (column.of == "tool" or (column.of == "weighted" and not column.per_item)) and kind != "total"
    score, beside = score_with_grade(cell.text)
    tool = name.tool or context.tool if kind != "total" else None
    row = ScoreRow(
        page=cell.page,
        table_no=draft.part.table_no,
        row=cell.row,
        column=cell.column,
        item_kind="tool" if of_tool else kind,
        agency=context.agency,
        assessment_fiscal_year=column.year or context.year,
        tool=tool,
        score=score,
        score_raw=one_line(cell.text_raw or cell.text) or None,
        score_basis="weighted" if column.of == "weighted" and kind != "total" else "percent",
        grade=_grade(draft, column, beside) if not of_tool else None,
        topic=context.topic,
        readings=cell.readings,
    )
    if of_tool or kind == "tool":
        weight, readings = _weight(draft)
        return replace(row, weight=weight, weight_readings=readings)
    if kind == "total":
        return row
    row = replace(row, item=item, indicator_no=name.indicator_no or context.indicator_no)
    if kind in ("question", "sub_question"):
        code = name.code_raw if kind == "question" else context.question
        return replace(row, code_raw=code, code_readings=draft.name.code_readings if kind == "question" else ())
    return row


def _weight(draft: ScoreDraft) -> tuple[float | None, tuple]:  # type: ignore[type-arg]
    """Return the printed weight of a tool in percent, and what engines read of it."""
    cell = draft.weight
    if cell is None:
        return draft.name.weight, ()
    weight = score_with_grade(cell.text)[0]
    if weight is None and (match := score_item_words().weight.search(cell.text)) is not None:
        weight = float(match.group("percent") or match.group("sign"))
    if weight is not None and 0 < weight <= 1:
        weight *= _PERCENT  # a share
    return weight, cell.readings


def _grade(draft: ScoreDraft, column: ScoreColumn, beside: str | None) -> str | None:
    """Return the printed grade: in its own cell, behind the score, or behind the label; of several, its column's."""
    below = [c for c in draft.grade if c.column - 1 == column.column]
    texts = [one_line(c.text) for c in below or draft.grade]
    for text in texts:
        match = score_item_words().grade_label.match(text)
        grade = known_grade(text) or (known_grade(text[match.end() :]) if match else None)
        if grade:
            return grade
    return beside or draft.name.grade or next((t for t in texts if t and not is_dash(t)), None)


def settle_ninth_indicator(drafts: Sequence[ScoreDraft]) -> None:
    """Take a row that is called as OIT for indicator 9 where the table has the other indicators and names no tool.

    Some call the indicator การเปิดเผยข้อมูลสาธารณะ, as the tool.
    """
    tools = [draft for draft in drafts if draft.name.kind == "tool"]
    numbers = {draft.name.indicator_no for draft in drafts if draft.name.kind == "indicator"}
    if (
        len(tools) == 1
        and _CALLED_AS_OIT.fullmatch(compact(tools[0].name.text))
        and numbers == set(indicators()) - {_NINTH}
    ):
        text = _SERIAL.sub("", tools[0].name.text)
        tools[0].name = replace(tools[0].name, kind="indicator", text=text, indicator_no=_NINTH)


def settle_subtotals(drafts: Sequence[ScoreDraft]) -> None:
    """Take totals that close one tool's rows for the tool's own score.

    Args:
        drafts: of one table, in order.
    """
    closed: set[Tool] = set()
    for n, draft in enumerate(drafts):
        tool = draft.context.tool
        if draft.name.kind != "total" or tool is None or tool in closed:
            continue
        after = drafts[n + 1] if n + 1 < len(drafts) else None
        if after is None:
            continue
        next_tool = after.name.tool or after.context.tool
        opens_next = (
            after.name.kind in ("tool", "indicator", "question") and next_tool in _TOOLS[_TOOLS.index(tool) + 1 :]
        )
        if opens_next or (after.name.kind == "total" and closed):
            draft.name = replace(draft.name, kind="tool", tool=tool)
            closed.add(tool)


def settle_merged(drafts: Sequence[ScoreDraft], scoreless: Sequence[ScoreDraft]) -> None:
    """Take a score that is merged over several indicators of one tool for the tool's.

    Args:
        drafts: of one table, with scores.
        scoreless: those of the same table that name indicators and have no score of their own.
    """
    for draft in drafts:
        for n, (column, cell) in enumerate(draft.figures):
            rows = range(cell.row + 1, cell.row + cell.rowspan)
            covered = [d for d in scoreless if d.number in rows]
            same = covered and all(d.name.tool == draft.name.tool for d in covered)
            if column.of == "item" and draft.name.kind == "indicator" and same:
                draft.figures[n] = (replace(column, of="tool"), cell)


def settle_basis(rows: Sequence[ScoreRow], year: int | None) -> list[ScoreRow]:
    """Return the rows of one table, tools' scores taken for weighted ones where only their sum is the total.

    Args:
        rows: of one table.
        year: of the assessment, Buddhist Era.
    """
    weights = weights_of(year)
    percent = {r.tool: r for r in rows if r.item_kind == "tool" and r.score_basis == "percent" and r.score is not None}
    years = {r.assessment_fiscal_year for r in rows}
    totals = [r.score for r in rows if r.item_kind == "total" and r.score is not None]
    if set(percent) != set(_TOOLS) or len(years) != 1 or not totals or any(r.score_basis == "weighted" for r in rows):
        return list(rows)
    iit, eit, oit = (percent[tool].score or 0.0 for tool in _TOOLS)
    if not fits("weighted", (iit, eit, oit), totals[-1], weights) or fits(
        "percent", (iit, eit, oit), totals[-1], weights
    ):
        return list(rows)
    return [replace(r, score_basis="weighted") if r.item_kind == "tool" else r for r in rows]
