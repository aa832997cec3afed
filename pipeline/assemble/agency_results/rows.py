"""Rows of tables of results: what each is, told in reading order, and the bodies that they fold into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assemble.agency_results.body_drafts import BodyDraft, aligned_by_order
from pipeline.assemble.agency_results.columns import settle_columns
from pipeline.assemble.agency_results.group_headings import group_of_lines
from pipeline.assemble.agency_results.result_column_content import is_grade
from pipeline.assemble.agency_results.result_columns import ResultColumns
from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.fields import one_line
from pipeline.assemble.row_kinds import ClassifiedRow, RowPlace
from pipeline.assemble.tables.covering_cells import cells_above
from pipeline.assemble.tables.header import Header, common_header
from pipeline.assemble.tables.logical_table import LogicalTable, parts_with_lines
from pipeline.domain.family import Family
from pipeline.domain.wordings import compact
from pipeline.model import Cell, RowKind, Table

_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2})\)?(?:=.*)?$", re.DOTALL)
_SHORT_WORDING = 5  # characters: shorter wordings of sums may also begin a body's name


@dataclass(frozen=True, slots=True)
class ResultsRow:
    """A classified row of a table of results.

    Attributes:
        draft: its own cells by field; None where it is no part of a body.
        unranked: it is a body without a rank, below one that has a rank.
    """

    row: ClassifiedRow
    draft: BodyDraft | None = None
    unranked: bool = False


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """The heading that bodies stand under; ``style``: first column and colspan of the rows that head groups."""

    text: str | None = None
    style: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class RowOfYears:
    """A row with a name, and the years that it and the rows below it, which repeat no name, were read for."""

    draft: BodyDraft
    years: frozenset[int]


@dataclass(slots=True)
class ReadingState:
    """How far the rows were classified.

    Attributes:
        common: the header that the parts of the table repeat alike.
        columns: those in force; None where no column holds the bodies.
        name_alone: index in ``rows`` of a text alone in the last row of a page: a group's heading, or a body's name
            that the page end cut.
        bodies: those so far, folded.
        year: that the last heading over a table names, where it is not the report's.
        above: the last row with a name, of a body or of sums, that rows of other years may belong to.
    """

    common: Header | None = None
    columns: ResultColumns | None = None
    group: GroupHeading = GroupHeading()
    name_alone: int | None = None
    bodies: list[BodyDraft] = field(default_factory=list)
    rows: list[ResultsRow] = field(default_factory=list)
    above: RowOfYears | None = None
    year: int | None = None


def classify_rows(family: Family, tables: Mapping[int, LogicalTable], context: DocumentContext) -> list[ResultsRow]:
    """Classify the rows of all tables of results, in reading order.

    Args:
        tables: the recognised tables of the family, by number.
        context: of the document; of columns for several years those of its year are the main ones, and the heading
            above a table may name another one.
    """
    state = ReadingState()
    for lines, part in parts_with_lines(context.document, tables):
        if part.first_row == 1:
            state.group = GroupHeading(group_of_lines(family, lines, bool(state.bodies)))
            year = context.heading_of(part.table_no).year
            state.year = None if year == context.fiscal_year else year
        _classify_part(family, state, tables[part.table_no], part, context.fiscal_year)
    return state.rows


def fold_bodies(rows: Iterable[ResultsRow]) -> list[BodyDraft]:
    """Fold classified rows into bodies, in order."""
    bodies: list[BodyDraft] = []
    for row in rows:
        if row.draft is not None and row.row.kind is RowKind.RECORD:
            bodies.append(row.draft.copy())
        elif row.draft is not None and row.row.kind is RowKind.REST:
            bodies[-1].add_rest(row.draft)
    return bodies


def _of_year(columns: ResultColumns | None, year: int | None) -> ResultColumns | None:
    """Return columns whose header names no year as those of the year that their heading names."""
    if columns is None or year is None or columns.years[0].year is not None:
        return columns
    return replace(columns, years=(replace(columns.years[0], year=year), *columns.years[1:]))


def _classify_part(
    family: Family, state: ReadingState, table: LogicalTable, part: Table, fiscal_year: int | None
) -> None:
    """Classify the rows of a table part. A header in it sets the columns, unless the parts have one in common."""
    own = table.part_on(part)

    def settle(header: Header) -> ResultColumns | None:
        parts = [p for p in table.parts if p.table.columns == len(header.columns)]
        return _of_year(settle_columns(family, header, parts or [own], fiscal_year), state.year)

    if part.first_row == 1 or state.columns is None:
        state.common = common_header(table.headers)
        state.columns = settle(state.common or table.header)
    covered, first = cells_above(part), part.first_row > 1
    rows = part.by_row()
    for i, cells in enumerate(rows):
        number = part.first_row + i
        place = RowPlace(part, tuple(cells), number, first, i == len(rows) - 1, covered.get(number, {}))
        header = own.header_from(i)
        if header is not None and state.common is None:
            state.columns = settle(header) or state.columns
        if own.is_header_row(i):
            row = place.classified(RowKind.HEADER, "its cells are the wordings of the table's header")
            state.rows.append(ResultsRow(row))
        elif any(c.text.strip() or c.readings for c in cells):
            _take(state, _classify(family, state, place), place)
            first = False


def _take(state: ReadingState, row: ResultsRow, place: RowPlace) -> None:
    """Add a classified row to what was read so far."""
    state.rows.append(row)
    if row.draft is None:
        return
    if row.row.kind is RowKind.RECORD:
        state.bodies.append(row.draft.copy())
    elif row.row.kind is RowKind.REST:
        state.bodies[-1].add_rest(row.draft)
    elif row.row.kind is RowKind.GROUP and _may_be_name(state, row.draft, place):
        state.name_alone = len(state.rows) - 1
    elif row.row.kind is RowKind.GROUP:
        state.group = _heading_of(row.draft)


def _heading_of(draft: BodyDraft) -> GroupHeading:
    """Return the group that a row of words alone heads."""
    text = " ".join(one_line(c.text) for c in draft.cells if c.text.strip())
    return GroupHeading(text, (draft.cells[0].column, draft.cells[0].colspan))


def _may_be_name(state: ReadingState, draft: BodyDraft, place: RowPlace) -> bool:
    """Tell whether words alone in the last row of a page may be a body's name that the page end cut off its figures."""
    drawn = place.part.reader != "transcript"
    return place.last and drawn and _is_name_alone(state, draft, place)


def _is_name_alone(state: ReadingState, draft: BodyDraft, place: RowPlace) -> bool:
    return draft.has_only("agency") and place.cells[0].colspan == 1 and state.group.style is None


def _classify(family: Family, state: ReadingState, place: RowPlace) -> ResultsRow:
    """Classify a row that is no header and not empty."""
    columns = state.columns
    if columns is None:
        return ResultsRow(place.classified(RowKind.HELD_BACK, "no column of the header holds the bodies"))
    draft = _draft(family, state, place, columns)
    name_above = state.name_alone
    state.name_alone = None
    if place.first and name_above is not None:
        _settle_name_alone(state, name_above, draft)
    elif place.first and state.bodies and (rest := _rest_of_cut_row(family, state, place, draft)) is not None:
        return ResultsRow(place.classified(RowKind.REST, rest), draft)
    if _numbers_columns(place.cells):
        return ResultsRow(place.classified(RowKind.TOTAL, "it numbers the columns"))
    if _is_total(family, state, place, draft):
        return ResultsRow(place.classified(RowKind.TOTAL, "it sums up others"))
    if _is_unranked(state, draft) and draft.is_mean_of(_bodies_of_table(state, draft)):
        return ResultsRow(place.classified(RowKind.TOTAL, "its figures are the means of the bodies above"))
    if draft.is_scored or draft.is_ranked or draft.text("grade"):
        return _classify_body(state, place, draft)
    if any(re.search(r"[^\W\d_]", c.text) for c in draft.cells):
        return ResultsRow(place.classified(RowKind.GROUP, "it has words, and neither a rank nor a figure"), draft)
    return ResultsRow(place.classified(RowKind.HELD_BACK, "it has neither a body nor a figure that is read"))


def _draft(family: Family, state: ReadingState, place: RowPlace, columns: ResultColumns) -> BodyDraft:
    """Draft a row: its cells by field, groups filled from the body above."""
    part = place.part
    draft = BodyDraft.of(part, place.cells, place.number, columns, place.covered, state.group.text)
    ragged = sum(c.colspan for c in place.cells) != part.columns
    if part.reader == "transcript" and not place.covered and ragged:
        draft = aligned_by_order(draft, place.cells, columns, lambda text: is_grade(family, text)) or draft
    if columns.year is not None:
        _fill_year_row(state, draft)
    if state.bodies and state.bodies[-1].table_no == part.table_no:
        draft.fill_groups(state.bodies[-1], columns.groups)
    return draft


def _fill_year_row(state: ReadingState, draft: BodyDraft) -> None:
    """Give a row of another year the name above it, where it repeats none; also over a page end."""
    year, above = draft.own_year, state.above
    if draft.text("agency"):
        names = above is not None and draft.text("agency") == above.draft.text("agency")
        years = above.years if names and above is not None else frozenset[int]()
        state.above = RowOfYears(draft.copy(), years | ({year} if year else frozenset()))
    elif year is not None and above is not None and year not in above.years:
        draft.fill_body(above.draft)
        state.above = replace(above, years=above.years | {year})


def _settle_name_alone(state: ReadingState, index: int, draft: BodyDraft) -> None:
    """Decide on words alone at the end of the page above: the name of the body that begins this page, or a group."""
    above = state.rows[index]
    assert above.draft is not None
    if draft.of_field("rank") and draft.is_scored and draft.text("agency"):
        reason = "the page end cut it off the body on the next page, whose name it begins"
        state.rows[index] = ResultsRow(replace(above.row, kind=RowKind.REST, reason=reason))
        draft.put_above(above.draft)
    else:
        state.group = _heading_of(above.draft)
        draft.group = state.group.text


def _classify_body(state: ReadingState, place: RowPlace, draft: BodyDraft) -> ResultsRow:
    """Classify a row with figures, a rank or a grade."""
    if not draft.text("agency") and not draft.of_field("rank"):
        return ResultsRow(place.classified(RowKind.HELD_BACK, "it has figures, and neither a rank nor a body"))
    unranked = bool(draft.text("agency")) and _is_unranked(state, draft)
    reason = "it has a body and figures, and no rank" if unranked else "it has a rank, figures or a grade"
    return ResultsRow(place.classified(RowKind.RECORD, reason), draft, unranked)


def _is_unranked(state: ReadingState, draft: BodyDraft) -> bool:
    """Tell a row without a rank below one that has a rank."""
    return not draft.of_field("rank") and any(body.of_field("rank") for body in state.bodies[-1:])


def _bodies_of_table(state: ReadingState, draft: BodyDraft) -> list[BodyDraft]:
    return [body for body in state.bodies if body.table_no == draft.table_no]


def _rest_of_cut_row(family: Family, state: ReadingState, place: RowPlace, draft: BodyDraft) -> str | None:
    """Return the reason why the first row of a page is the rest of the row above; None where it is not.

    The rest has no rank, and the two have no score twice.
    """
    above = state.bodies[-1]
    if above.table_no != place.part.table_no or above.shares_score(draft):
        return None
    if above.cut_scores(draft) > 1:
        return "the page end cut scores above, which go on in it"
    if draft.has_only("rank") and _rank_continues(state.bodies, draft):
        return "the page end cut the rank above, which goes on in it"
    if draft.of_field("rank") or (draft.text("grade") and above.text("grade") and draft.is_scored):
        return None
    filled = place.filled
    over_all = len(filled) == 1 and filled[0].colspan > 1
    if over_all or (len(filled) == 1 and state.group.style == (filled[0].column, filled[0].colspan)):
        return None
    if _is_total(family, state, place, draft):
        return None
    if above.of_field("rank") or above.is_scored != draft.is_scored:
        return "it has no rank, and nothing that the row above has whole"
    return None


def _rank_continues(bodies: Sequence[BodyDraft], draft: BodyDraft) -> bool:
    """Tell whether a page end cut a rank that a narrow column broke: both parts together follow the rank before."""
    before = next((body for body in reversed(bodies[:-1]) if body.is_ranked), None)
    digits = [re.sub(r"\D", "", d.text("rank")) for d in (before, bodies[-1], draft) if d is not None]
    return len(digits) == 3 and all(digits) and int(digits[1] + digits[2]) == int(digits[0]) + 1 != int(digits[1])


def _numbers_columns(row: Sequence[Cell]) -> bool:
    """Tell a row that numbers the columns: 1, 2, 3 …, maybe with a formula behind the number."""
    found = [_COLUMN_NUMBER.match("".join(c.text.split())) for c in row]
    numbers = [int(m.group(1)) if m else 0 for m in found]
    return len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (1, 2)


def _is_total(family: Family, state: ReadingState, place: RowPlace, draft: BodyDraft) -> bool:
    """Tell a row of sums, means or notes: it says so where the body should be, or where the rank should."""
    assert family.results is not None
    if any(ch.isdigit() for ch in draft.text("rank")):
        return False
    ranked = any(body.text("rank") for body in state.bodies[-1:])
    first = next((c for c in place.cells if re.search(r"[^\W\d_]", c.text)), None)
    texts = [compact(draft.text("agency")), compact(first.text) if first else ""]
    for wording in family.results.not_bodies:
        for text in texts:
            more = text[len(wording) :]
            if text.startswith(wording) and (ranked or len(wording) >= _SHORT_WORDING or not more or more[0].isdigit()):
                return True
    return False
