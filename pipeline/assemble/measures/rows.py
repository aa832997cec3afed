"""Rows of tables of measures: what each is, told in reading order, and the entries that they fold into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assemble.document_context import DocumentContext, Unwrap
from pipeline.assemble.fields import (
    CODE_AND_QUESTION,
    NARRATIVE_FIELDS,
    is_code,
    is_repeated_question,
    is_score,
    list_number,
    one_line,
    split_code,
    split_level,
)
from pipeline.assemble.measures.columns import MeasureColumns, settle_columns
from pipeline.assemble.measures.entry_drafts import EntryDraft, MeasuresRow, OpenHeading, extend_entry, open_entry
from pipeline.assemble.measures.listed_codes import listed_codes
from pipeline.assemble.measures.page_breaks import RowAbove, is_open, judge_page_break, merges_rows, open_at_end
from pipeline.assemble.measures.row_headings import classify_heading, heading_of_lines
from pipeline.assemble.measures.row_values import RowValues, read_row
from pipeline.assemble.row_kinds import RowPlace
from pipeline.assemble.tables.header import Header, HeaderColumn
from pipeline.assemble.tables.logical_table import LogicalTable, parts_with_lines
from pipeline.domain.family import Family
from pipeline.domain.sections import read_section
from pipeline.domain.wordings import compact
from pipeline.model import Cell, RowKind, Table

NOTHING_OPEN = OpenHeading()
CUT_HEADER = "the page end cut the header above it"


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What holds for all tables of measures of a document.

    Attributes:
        same_header: by table, the parts of all tables under the same header: what a column holds shows better in many
            rows.
        body_bottom: how far down tables reach on the pages, points from the top; None where nothing is drawn.
        leaves_open: cells that a page end cuts have no bottom ruling.
        merged: tables merge the cells of a code over its measures.
        unwrap: makes a text of wrapped lines, as it is released.
        settled: columns by tables alike and header, as settled so far: a report repeats its header on each page.
    """

    family: Family
    same_header: Mapping[int, Sequence[Table]]
    body_bottom: float | None
    leaves_open: bool
    merged: bool
    unwrap: Unwrap
    settled: dict[tuple[int, tuple[HeaderColumn, ...]], MeasureColumns] = field(default_factory=dict)

    def columns_under(self, header: Header, table_no: int) -> MeasureColumns:
        """Return the columns of a table under one of its headers."""
        alike = self.same_header[table_no]
        key = (id(alike), header.columns)
        if key not in self.settled:
            self.settled[key] = settle_columns(self.family, header, alike)
        return self.settled[key]


@dataclass(slots=True)
class ReadingState:
    """How far the rows were classified.

    Attributes:
        columns: those in force; None before any header.
        header_cut: a header was the last thing on its page, so that the page end may have cut it.
        last_values, last_part: the last row with a text of its own, and the last part.
        entry: the open one, None below a heading; ``entries`` are all, folded so far.
    """

    heading: OpenHeading = NOTHING_OPEN
    columns: MeasureColumns | None = None
    header_cut: bool = False
    last_values: RowValues | None = None
    last_part: Table | None = None
    entry: EntryDraft | None = None
    entries: list[EntryDraft] = field(default_factory=list)
    rows: list[MeasuresRow] = field(default_factory=list)


def classify_rows(family: Family, tables: Mapping[int, LogicalTable], known: DocumentContext) -> list[MeasuresRow]:
    """Classify the rows of all tables of measures, in reading order.

    Args:
        tables: the recognised tables of the family, by number.
        known: of the document.
    """
    context, state = _context(family, tables, known.unwrap), ReadingState()
    for lines, part in parts_with_lines(known.document, tables):
        opened = heading_of_lines(family, lines, state.heading, part.reader == "ocr")
        if opened is not None:
            state.heading, state.entry = opened, None
        topic = known.topics.get(part.table_no)
        if part.first_row == 1 and topic != state.heading.topic:
            state.heading, state.entry = replace(state.heading, topic=topic), None
        _classify_part(context, state, tables[part.table_no], part)
    return state.rows


def _context(family: Family, tables: Mapping[int, LogicalTable], unwrap: Unwrap) -> ReportContext:
    groups: dict[tuple[str, ...], list[Table]] = {}
    wordings = {number: tuple(compact(c.text) for c in table.header.columns) for number, table in tables.items()}
    for number, table in tables.items():
        groups.setdefault(wordings[number], []).extend(part.table for part in table.parts)
    all_parts = [part.table for table in tables.values() for part in table.parts]
    return ReportContext(
        family,
        {number: groups[wording] for number, wording in wordings.items()},
        max((t.box[3] for t in all_parts if t.box is not None), default=None),
        leaves_open=any(open_at_end(part.table) for table in tables.values() for part in table.parts[:-1]),
        merged=any(merges_rows(t) for t in all_parts),
        unwrap=unwrap,
    )


def _classify_part(context: ReportContext, state: ReadingState, table: LogicalTable, part: Table) -> None:
    """Classify the rows of a table part. A header in it sets the columns; without one those before it hold."""
    top, header_rows, ends_in_header = part.first_row > 1, 0, False
    headers = {header.first - 1: header for header in table.part_on(part).headers}
    for i, cells in enumerate(part.by_row()):
        place = RowPlace(part, tuple(cells), part.first_row + i, top)
        if i in headers:
            state.columns = context.columns_under(headers[i], table.table_no)
            header_rows, ends_in_header = headers[i].last - headers[i].first + 1, True
        if header_rows:
            header_rows -= 1
            row = place.classified(RowKind.HEADER, "its cells are the wordings of the table's header")
            state.rows.append(MeasuresRow(row, None, state.heading))
        elif any(c.text.strip() for c in cells):
            _take(context, state, _classify(context, state, place))
            top = ends_in_header = False
    state.last_part, state.header_cut = part, ends_in_header


def _take(context: ReportContext, state: ReadingState, row: MeasuresRow) -> None:
    """Add a classified row to what was read so far."""
    kind, values = row.row.kind, row.values
    if kind in (RowKind.TOOL, RowKind.SECTION, RowKind.TOPIC) or row.heading.section is not state.heading.section:
        state.entry = None
    state.heading = row.heading
    state.rows.append(row)
    if values is None or kind in (RowKind.HELD_BACK, RowKind.TOTAL, RowKind.EMPTY):
        return
    if kind is RowKind.RECORD:
        state.entry = open_entry(context.family, row, values)
        state.entries.append(state.entry)
    elif state.entry is not None:
        extend_entry(context.family, state.entry, row, values)
    if kind is RowKind.REST:
        _join_repeated_entry(state)
    if kind is not RowKind.REST or values.has_narrative:
        state.last_values = values


def _classify(context: ReportContext, state: ReadingState, place: RowPlace) -> MeasuresRow:
    """Classify a row that is no header and not empty."""
    family, heading = context.family, state.heading

    def result(kind: RowKind, reason: str) -> MeasuresRow:
        return MeasuresRow(place.classified(kind, reason), None, heading)

    found = classify_heading(family, place.part, place.cells, place.first, heading)
    if found is not None:
        kind, reason, heading = found
        return result(kind, reason)
    heading = replace(heading, just_opened=False)
    if state.columns is None:
        return result(RowKind.HELD_BACK, "no header stands above it")
    if _is_total(family, place.cells):
        return result(RowKind.TOTAL, "it says that it sums up others")
    values = read_row(family, state.columns, place.part, place.cells, place.number)
    heading = _section_beside(family, values, heading)
    names_nothing = not is_code(one_line(values.text("code"))) and not values.has_narrative
    if place.first and state.header_cut and names_nothing:
        return replace(result(RowKind.HELD_BACK, CUT_HEADER), held_back=_unplaced(values))
    entry = state.entry if heading.section is state.heading.section else None
    row = _classify_values(context, state, place, values, entry)
    return replace(row, heading=heading, held_back=(*_unplaced(values), *row.held_back))


def _classify_values(
    context: ReportContext, state: ReadingState, place: RowPlace, values: RowValues, entry: EntryDraft | None
) -> MeasuresRow:
    """Classify a row by its cells, the row above and the open entry."""

    def result(kind: RowKind, reason: str, prints_again: bool = False) -> MeasuresRow:
        return MeasuresRow(place.classified(kind, reason), values, state.heading, prints_again)

    if place.first and entry is not None and state.last_values is not None:
        verdict = judge_page_break(values, _row_above(context, state, entry, state.last_values))
        if verdict.is_rest:
            complete = values.lines("score") and entry.score_is_complete(values.text("score"))
            held_back = tuple((c, "the score above it is complete") for c in values.cells["score"]) if complete else ()
            return replace(result(RowKind.REST, verdict.reason), held_back=held_back)
    scanned = place.part.reader == "ocr"
    repeats_code = entry is not None and _repeats_code(entry, values, scanned)
    repeats_score = entry is not None and _repeats_score(entry, values)
    opens = None if repeats_code or repeats_score else _opens_code(values)
    if opens is not None:
        aligned = state.columns is not None and state.columns.by_content
        missing = tuple(name for name in values.missing if name in NARRATIVE_FIELDS) if aligned else ()
        return replace(result(RowKind.RECORD, opens), missing=missing)
    if entry is None:
        if values.is_empty:
            return result(RowKind.EMPTY, "none of its fields has a text")
        return result(RowKind.HELD_BACK, "it has no code, and none is open above it")
    if repeats_code:
        return result(RowKind.REPEATED, "it prints the open code again, with no other score or question", True)
    if repeats_score:
        return result(RowKind.NEXT_MEASURE, "it prints the open code's score again, beside a later list item", True)
    continues = is_open(values) and "measure" not in values.covered  # its measure begins on the next page
    if values.has_narrative and (not entry.has_measure or continues or values.text("measure").strip()):
        return result(RowKind.NEXT_MEASURE, "it has a measure, and no code of its own")
    return result(RowKind.CONTINUED, "it has neither a code nor a measure of its own")


def _unplaced(values: RowValues) -> tuple[tuple[Cell, str], ...]:
    """Return the cells of a transcript's row that no field took, with the reason."""
    return tuple((cell, "its text suits no column that is still free") for cell in values.unplaced)


def _is_total(family: Family, row: Sequence[Cell]) -> bool:
    """Tell a row that says it is a mean or a sum, with figures behind it and nothing else."""
    first, *rest = [one_line(c.text) for c in row if c.text.strip()]
    figures = all(is_score(t) or split_level(family, t) is not None for t in rest)
    return compact(first).startswith(family.sums) and figures


def _section_beside(family: Family, values: RowValues, heading: OpenHeading) -> OpenHeading:
    """Return the section that a column of sections opens.

    The title beside a row opens one; its rest on the next page, or its repetition, does not.
    """
    text = one_line(values.text("section"))
    section = read_section(family, text, surely=True) if text else None
    if section is not None and (heading.section is None or section.number != heading.section.number):
        return replace(heading, section=section)
    return heading


def _row_above(context: ReportContext, state: ReadingState, entry: EntryDraft, values: RowValues) -> RowAbove:
    """Return what is known of the row above the page end."""
    assert state.last_part is not None
    level = split_level(context.family, values.text("measure"))
    measures = [context.unwrap(measure.lines.get("measure", [])) for measure in entry.measures[-1:]]
    return RowAbove(
        values=values,
        part=state.last_part,
        body_bottom=context.body_bottom,
        producer_leaves_open=context.leaves_open,
        merged=context.merged,
        last_number=_last_list_number(measures[0]) if measures else None,
        code=one_line(entry.text("code")),
        score=one_line(entry.text("score")),
        level_alone=level is not None and not level[2],
    )


def _opens_code(values: RowValues) -> str | None:
    """Return the reason why a row opens a code: it prints one, or a score of its own; None where it does neither."""
    code, score = one_line(values.text("code")), one_line(values.text("score"))
    if (code and is_code(code)) or split_code(values.text(CODE_AND_QUESTION)):
        return "it prints a code"
    if any(listed_codes(values.text(name))[0] for name in ("code", CODE_AND_QUESTION, "question")):
        return "it prints several codes"
    if code and score:
        return "it has a text in the place of the code, and a score"
    if is_score(score) or (score and values.text("level").strip()):
        return "it has a score of its own"
    return None


def _repeats_code(entry: EntryDraft, values: RowValues, scanned: bool) -> bool:
    """Tell whether a row repeats the open code, with no other score or question than that has: its next measure."""
    if not values.names_code or not entry.names_code:
        return False
    score, known = compact(values.text("score")), compact(entry.text("score"))
    if compact(entry.text("code")) != compact(values.text("code")):
        return False
    if score and score != known and not (entry.readings.get("score") and not known):
        return False
    return _same_question(entry, values, scanned)


def _same_question(entry: EntryDraft, other: RowValues | EntryDraft, scanned: bool) -> bool:
    fields = (CODE_AND_QUESTION, "question")
    return all(is_repeated_question(entry.text(name), other.text(name), scanned) for name in fields)


def _repeats_score(entry: EntryDraft, values: RowValues) -> bool:
    """Tell whether a row repeats the open code's score beside a later list item; its code moved to the next page."""
    if values.names_code:
        return False
    score, number = compact(values.text("score")), list_number(values.text("measure"))
    return bool(score) and score == compact(entry.text("score")) and number is not None and number > 1


def _join_repeated_entry(state: ReadingState) -> None:
    """Make an entry the next measure of the one before where the rest of its row shows that it repeats that code.

    The row that opened it becomes one that prints the code again.
    """
    if len(state.entries) < 2 or state.entry is not state.entries[-1]:
        return
    before, entry = state.entries[-2:]
    scanned = state.rows[-1].row.part.reader == "ocr"
    same = all(compact(before.text(name)) == compact(entry.text(name)) for name in ("code", "score"))
    if before.heading.topic != entry.heading.topic:
        return
    if not (same and _same_question(before, entry, scanned) and entry.missing == before.missing and entry.names_code):
        return
    state.rows[-1] = replace(state.rows[-1], prints_again=True)
    for i in range(len(state.rows) - 1, -1, -1):
        if state.rows[i].row.kind is RowKind.RECORD:
            reason = "the code that it prints, whole with the next page, is the open one"
            opened = replace(state.rows[i].row, kind=RowKind.REPEATED, reason=reason)
            state.rows[i] = replace(state.rows[i], row=opened, prints_again=True, missing=())
            break
    before.measures += entry.measures
    before.span.add(entry.span.table_no, entry.span.page_last, entry.span.row_last)
    state.entries.pop()
    state.entry, before.printed_again = before, True


def _last_list_number(text: str) -> int | None:
    """Return the list number of the last numbered paragraph of a measure."""
    numbers = [n for n in (list_number(t) for t in text.split("\n")) if n is not None]
    return numbers[-1] if numbers else None
