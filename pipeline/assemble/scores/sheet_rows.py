"""Rows of tables of scores: what each is, told in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.fields import one_line
from pipeline.assemble.row_kinds import ClassifiedRow, RowPlace
from pipeline.assemble.scores.item_names import ItemName, known_grade, name_of, score_with_grade
from pipeline.assemble.scores.score_columns import ScoreColumns, settle_columns
from pipeline.assemble.scores.score_drafts import ItemContext, ScoreDraft, draft_row
from pipeline.assemble.tables.logical_table import LogicalTable, parts_with_lines
from pipeline.domain.codebook import indicators
from pipeline.domain.family import Family
from pipeline.domain.score_items import score_item_words, years_named
from pipeline.domain.sections import read_tool
from pipeline.domain.topics import read_topic
from pipeline.model import Cell, RowKind, Table, Topic

_HEADING_LINES = 4  # above a table, among which its tool and topic are sought
_UNDER_NOTHING = ItemContext()
_WORDS = re.compile("[ก-๙]{2}")


@dataclass(frozen=True, slots=True)
class ScoreSheetRow:
    """A classified row; ``draft`` is None where it gives no score and is no rest of one."""

    row: ClassifiedRow
    draft: ScoreDraft | None = None


@dataclass(slots=True)
class SheetState:
    """How far the rows were classified.

    Attributes:
        columns: those in force; None where the header has none of scores.
        context: what the next row stands under.
        cut: the last row of the page before, where its label or its score may stand on this one.
        last: the last draft with a score, in this table.
    """

    family: Family
    context_of_document: DocumentContext
    columns: ScoreColumns | None = None
    context: ItemContext = _UNDER_NOTHING
    cut: ScoreDraft | None = None
    last: ScoreDraft | None = None
    rows: list[ScoreSheetRow] = field(default_factory=list)


def classify_rows(family: Family, tables: Mapping[int, LogicalTable], context: DocumentContext) -> list[ScoreSheetRow]:
    """Classify the rows of all tables of scores, in reading order."""
    state = SheetState(family, context)
    for lines, part in parts_with_lines(context.document, tables):
        table = tables[part.table_no]
        if part.first_row == 1:
            state.columns = settle_columns(family, table.header, table.parts)
            opened = _opened_by(state, lines, part.table_no)
            heading = context.heading_of(part.table_no)
            state.context = replace(opened, year=heading.year, agency=heading.body)
            state.cut = state.last = None
        _classify_part(state, table, part)
    return state.rows


def _opened_by(state: SheetState, lines: Sequence[str], table_no: int) -> ItemContext:
    """Return what the running lines above a table say of its scores: their tool, their topic."""
    above = [one_line(t) for t in lines if t.strip()][-_HEADING_LINES:]
    topics = [t for a, b in zip(["", *above], above, strict=False) if (t := read_topic(b) or read_topic(a + b))]
    topic: Topic | None = topics[-1] if topics else None
    if topic is None and state.columns is not None and state.columns.topic is not None:
        topic = state.context_of_document.topics.get(table_no)
    return ItemContext(tool=read_tool(state.family, above[-2:]), topic=topic)


def _classify_part(state: SheetState, table: LogicalTable, part: Table) -> None:
    own = table.part_on(part)
    first, rows = part.first_row > 1, part.by_row()
    filled = [i for i, cells in enumerate(rows) if any(c.text.strip() or c.readings for c in cells)]
    for i in filled:
        place = RowPlace(part, tuple(rows[i]), part.first_row + i, first, last=i == filled[-1])
        if own.is_header_row(i):
            header = own.header_from(i)
            if header is not None and header is not table.header and len(header.columns) != len(table.header.columns):
                state.columns = settle_columns(state.family, header, table.parts) or state.columns
            reason = "its cells are the wordings of the table's header"
            state.rows.append(ScoreSheetRow(place.classified(RowKind.HEADER, reason)))
            continue
        _take(state, _classify(state, place), place)
        first = False


def _take(state: SheetState, row: ScoreSheetRow, place: RowPlace) -> None:
    """Add a classified row to what was read so far."""
    state.rows.append(row)
    draft = row.draft
    state.cut = None
    if draft is not None and row.row.kind in (RowKind.RECORD, RowKind.TOTAL):
        state.last = draft
    if draft is not None and place.last and row.row.kind is not RowKind.REST and not (draft.figures and draft.label):
        state.cut = draft


def _classify(state: SheetState, place: RowPlace) -> ScoreSheetRow:
    """Classify a row that is no header and not empty."""
    if state.columns is None:
        return ScoreSheetRow(
            place.classified(RowKind.HELD_BACK, "the header has no column of scores, or none of names")
        )
    _enter_columns(state, state.columns, place.cells)
    draft = draft_row(state.family, state.columns, place.part, place.cells, place.number, state.context)
    if place.first and (rest := _rest_of_cut_row(state, draft)) is not None:
        return _rest_row(place, rest)
    if not place.part.ruled and state.last is not None and _is_more_text(draft):
        state.last.add_rest(state.family, draft, state.context_of_document.unwrap)
        return _rest_row(place, "it goes on with the text of the row above it, and has no score")
    if (columns := _with_years(state.columns, place.cells)) is not None:
        state.columns = columns
        return ScoreSheetRow(place.classified(RowKind.HEADER, "it names the years of the columns of scores"))
    if _numbers_columns(place.cells):
        return ScoreSheetRow(place.classified(RowKind.HEADER, "it numbers the columns"))
    draft.context = _enter_name(state, draft)
    return _classify_named(state, place, draft)


def _rest_row(place: RowPlace, reason: str) -> ScoreSheetRow:
    """Return the row as the rest of the one above it."""
    return ScoreSheetRow(place.classified(RowKind.REST, reason))


def _enter_columns(state: SheetState, columns: ScoreColumns, cells: Sequence[Cell]) -> None:
    """Take over the topic, the tool and the indicator that stand in columns of their own; they hold until the next."""
    for cell in cells:
        if not cell.text.strip():
            continue
        name = name_of(state.family, cell.text)
        if columns.is_in(columns.topic, cell) and name.topic is not None:
            state.context = replace(state.context, topic=name.topic)
        elif columns.is_in(columns.tool, cell) and name.kind == "tool":
            state.context = replace(state.context, tool=name.tool)
        elif len(columns.names) > 1 and columns.is_in(columns.names[0], cell) and name.kind == "indicator":
            state.context = replace(state.context, tool=name.tool, indicator_no=name.indicator_no)


def _enter_name(state: SheetState, draft: ScoreDraft) -> ItemContext:
    """Open what a row names for those below it, and return what it stands under itself."""
    name, before = draft.name, state.context
    if name.kind == "tool":
        state.context = replace(before, tool=name.tool, indicator_no=None, question=None)
    elif name.kind == "indicator":
        state.context = replace(before, tool=name.tool, indicator_no=name.indicator_no, question=None)
    elif name.kind == "question":
        state.context = replace(before, question=name.code_raw)
        return before
    elif name.kind == "topic":
        state.context = replace(before, topic=name.topic, question=None)
    return state.context


def _rest_of_cut_row(state: SheetState, draft: ScoreDraft) -> str | None:
    """Join a page's first row to the row that the page end cut, if it is the rest of it; return the reason."""
    cut, unwrap = state.cut, state.context_of_document.unwrap
    begins = draft.name.marked or draft.name.kind in ("total", "tool", "topic", "grade")
    if cut is not None and cut.figures and not cut.label:
        if not draft.label or draft.figures:
            return None
        cut.add_rest(state.family, draft, unwrap)
        cut.context = _enter_name(state, cut)
        return "the score of its text stands at the end of the page before"
    if cut is not None and not cut.figures:
        asks = score_item_words().question.search(cut.name.text) and draft.label
        if begins or asks or not (draft.figures or draft.label):
            return None
        cut.add_rest(state.family, draft, unwrap)
        state.last = cut
        _enter_name(state, cut)
        return "it goes on with the row that the page end cut"
    if state.last is not None and cut is None and not begins and _is_more_text(draft):
        state.last.add_rest(state.family, draft, unwrap)
        return "it goes on with the text of the row that the page end cut"
    return None


def _is_more_text(draft: ScoreDraft) -> bool:
    """Tell whether a row has running text, that begins nothing, and no score."""
    return not draft.figures and bool(draft.label) and not draft.name.marked and draft.name.kind in ("text", "question")


def _with_years(columns: ScoreColumns, cells: Sequence[Cell]) -> ScoreColumns | None:
    """Return the columns with the years that a row names for them, and nothing else; None where it is no such row."""
    years: dict[int, int] = {}
    for cell in cells:
        if not cell.text.strip():
            continue
        score, named = columns.score_at(cell), years_named(cell.text)
        if score is None or len(named) != 1 or score_with_grade(cell.text)[0] is not None:
            return None
        years[score.column] = named[0]
    if not years:
        return None
    return replace(columns, scores=tuple(replace(s, year=years.get(s.column, s.year)) for s in columns.scores))


def _numbers_columns(cells: Sequence[Cell]) -> bool:
    """Tell a row that numbers the columns: (1) (2) (3)."""
    texts = ["".join(c.text.split()).strip("()") for c in cells if c.text.strip()]
    return len(texts) > 1 and texts == [str(n) for n in range(1, len(texts) + 1)]


def _classify_named(state: SheetState, place: RowPlace, draft: ScoreDraft) -> ScoreSheetRow:
    """Classify a row by what it names and whether it has a score."""
    name, scored = draft.name, bool(draft.figures)
    if name.kind == "grade" or (name.kind == "total" and not scored):
        return _grade_row(state, place, draft)
    if name.kind == "total":
        return ScoreSheetRow(place.classified(RowKind.TOTAL, "it gives the score of the whole"), draft)
    if name.kind == "topic" and scored:
        return ScoreSheetRow(place.classified(RowKind.HELD_BACK, "it has the title of a topic and a score"), draft)
    if name.kind == "topic":
        return ScoreSheetRow(place.classified(RowKind.TOPIC, "it is the title of a topic"))
    if name.kind in ("tool", "indicator"):
        kind = RowKind.RECORD if scored else RowKind.TOOL if name.kind == "tool" else RowKind.SECTION
        reason = f"it names {name.tool or 'an indicator'}{' ' + str(name.indicator_no) if name.indicator_no else ''}"
        return ScoreSheetRow(
            place.classified(kind, reason + (", with a score" if scored else ", without a score")), draft
        )
    if name.kind == "number" and scored and (number := _indicator_number(name.text)) is not None:
        tool = indicators()[number].tool
        draft.name = ItemName("indicator", "", tool, number, marked=True)
        return ScoreSheetRow(place.classified(RowKind.RECORD, "it has the number of an indicator and no name"), draft)
    return _classify_question(state, place, draft)


def _indicator_number(text: str) -> int | None:
    digits = text.strip("()[]. ")
    return int(digits) if digits.isdecimal() and int(digits) in indicators() else None


def _classify_question(state: SheetState, place: RowPlace, draft: ScoreDraft) -> ScoreSheetRow:
    """Classify a row that names a question, a part of one, or nothing that is known."""
    name, scored = draft.name, bool(draft.figures)
    if name.kind == "question":
        reason = f"it has {'the code ' + name.code_raw if name.code_raw else 'a question without a code'}"
        kind = RowKind.RECORD if scored else RowKind.GROUP
        return ScoreSheetRow(place.classified(kind, reason + ("" if scored else ", and no score")), draft)
    words = name.kind == "text" and _WORDS.search(name.text) and scored
    if name.kind == "sub_question" or (words and _is_below_question(state)):
        draft.name = replace(name, kind="sub_question")
        if scored:
            return ScoreSheetRow(place.classified(RowKind.RECORD, "it is a part of the question above it"), draft)
        return ScoreSheetRow(place.classified(RowKind.HELD_BACK, "it is a part of a question, and has no score"), draft)
    if not scored and len(place.filled) == 1 and not place.last:
        return ScoreSheetRow(place.classified(RowKind.GROUP, "it has words, and no score"))
    why = (
        "its score stands beside no name"
        if not draft.label
        else "it names no tool, indicator or question that is known"
    )
    return ScoreSheetRow(place.classified(RowKind.HELD_BACK, why), draft)


def _is_below_question(state: SheetState) -> bool:
    """Tell whether the row above is of a question, or of a part of one."""
    return state.last is not None and state.last.name.kind in ("question", "sub_question")


def _grade_row(state: SheetState, place: RowPlace, draft: ScoreDraft) -> ScoreSheetRow:
    """Classify a row that gives the grade of the body, which is that of the total above it."""
    grades = [c for c in place.cells if known_grade(c.text) is not None]
    total = state.last if state.last is not None and state.last.name.kind == "total" else None
    if total is not None and (grades or draft.name.grade):
        total.grade += grades or draft.label
        return ScoreSheetRow(place.classified(RowKind.TOTAL, "it gives the grade of the total above it"))
    why = "it gives the grade of a total that has no row above it" if grades else "it names a total, and has no score"
    return ScoreSheetRow(place.classified(RowKind.HELD_BACK, why), draft)
