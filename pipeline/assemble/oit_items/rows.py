"""Rows of checklists: what each is, told in reading order, and the items that they fold into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.assemble.fields import one_line
from pipeline.assemble.oit_items.columns import CODE_AND_NAME, ChecklistColumns, settle_columns
from pipeline.assemble.oit_items.item_drafts import ItemCells, ItemDraft, cells_by_field
from pipeline.assemble.oit_items.item_rows import ItemRow, ReadingState, as_further_row, code_text_of, item_row
from pipeline.assemble.oit_items.page_ends import rest_with_code
from pipeline.assemble.row_kinds import RowPlace
from pipeline.assemble.tables.covering_cells import cells_above
from pipeline.assemble.tables.header import common_header
from pipeline.assemble.tables.logical_table import LogicalTable, parts_with_lines
from pipeline.domain.code_tokens import CodeToken, read_code_token
from pipeline.domain.family import ChecklistWords, Family
from pipeline.domain.oit_item_names import is_item_name
from pipeline.domain.thai_digits import to_arabic
from pipeline.domain.wordings import compact
from pipeline.model import PROSE_ENGINES, Cell, Document, RowKind, Table

_SEVERAL = re.compile(r"(?<![A-Za-z])(?:OIT|O)\s?\.?\s?(\d{1,2})(?!\d)", re.IGNORECASE)


class ChecklistRowSettings(NamedTuple):
    """Thresholds that tell rows of checklists.

    Attributes:
        longest_heading: characters of a row's only text, above which it heads no group.
        longest_code: characters of a text in the column of codes that may be a code that was not read.
    """

    longest_heading: int = 160
    longest_code: int = 12


SETTINGS = ChecklistRowSettings()


def classify_rows(
    family: Family, document: Document, tables: Mapping[int, LogicalTable]
) -> list[tuple[ItemRow, ChecklistColumns]]:
    """Classify the rows of all checklists, in reading order; each with the columns that it was read by.

    Args:
        document: stitched, its artifacts marked.
        tables: the recognised tables of the family, by number.
    """
    states: list[ReadingState] = []
    page = 0
    for _, part in parts_with_lines(document, tables):
        if part.first_row == 1 or not states:
            table = tables[part.table_no]
            header = common_header(table.headers) or table.header
            fitting = [p for p in table.parts if p.table.columns == len(header.columns)]
            leaves_open = any(_is_open_at_end(p.table) for p in table.parts)
            state = ReadingState(settle_columns(family, header, fitting or table.parts), leaves_open)
            if states and part.page == page + 1 and state.columns == states[-1].columns:
                state.above, state.page_open = states[-1].above, states[-1].page_open
            states.append(state)
        _classify_part(family, states[-1], tables[part.table_no], part)
        page = part.page
    return [(row, state.columns) for state in states for row in state.rows]


def fold_items(rows: Iterable[ItemRow]) -> list[ItemDraft]:
    """Fold classified rows into items, in order."""
    items: list[ItemDraft] = []
    for row in rows:
        if row.row.kind is RowKind.RECORD:
            items.append(ItemDraft(row.row.part, row.row.number, row.row.number))
        if row.is_item:
            items[-1].add(row.cells, row.row.part.table_no, row.row.number, row.goes_on)
    return items


def _classify_part(family: Family, state: ReadingState, table: LogicalTable, part: Table) -> None:
    """Classify the rows of a table part."""
    own = table.part_on(part)
    covered, first = cells_above(part), part.first_row > 1 or state.above is not None
    rows = part.by_row()
    goes_on = part is not table.parts[-1].table
    filled = [i for i, row in enumerate(rows) if any(c.text.strip() or c.links or c.readings for c in row)]
    assert family.checklist is not None
    for i in filled:
        number = part.first_row + i
        last = goes_on and i == filled[-1]
        place = RowPlace(part, tuple(rows[i]), number, first, last, covered.get(number, {}))
        if own.is_header_row(i):
            reason = "its cells are the wordings of the table's header"
            state.rows.append(item_row(place, RowKind.HEADER, reason))
            continue
        row = _classify(family, family.checklist, state, place)
        state.rows.append(row)
        state.above = row if row.is_item else None
        first = False
    state.page_open = _is_open_at_end(part)


def _is_open_at_end(part: Table) -> bool:
    """Tell whether a cell that reaches the end of a page has no ruling there: the page end cut it."""
    return any(c.open_bottom for c in part.cells if c.row + c.rowspan == part.first_row + part.rows)


def _classify(family: Family, words: ChecklistWords, state: ReadingState, place: RowPlace) -> ItemRow:
    """Classify a row that is no header and not empty."""
    cells = cells_by_field(place.cells, state.columns)
    code_text = code_text_of(cells, state.columns)
    token = read_code_token(code_text, oit_column=not state.columns.lettered) or _token_over_columns(place)
    if place.first and (rest := rest_with_code(words, state, place, cells, token)) is not None:
        return rest
    if (several := _several_codes(cells)) is not None:
        return item_row(place, RowKind.HELD_BACK, f"several items stand in one cell ({several})")
    heading = words.headings.match(code_text)
    if token is not None and not (heading and token.letter is None):
        return item_row(place, RowKind.RECORD, f"it has the code {token.raw}", _with_code(cells, place, token))
    if not code_text and (unread := _unread_code(state.columns, place)) is not None:
        return item_row(place, RowKind.RECORD, "it has a code that no reader was sure of", {**cells, "code": [unread]})
    alone = _text_alone(place)
    if alone is not None and (row := _classify_alone(family, words, state, place, cells, alone)) is not None:
        return row
    if code_text and not state.columns.has(CODE_AND_NAME):
        if len(code_text) <= SETTINGS.longest_code:
            return item_row(place, RowKind.RECORD, "it has a code that is not read plainly", cells)
        return item_row(place, RowKind.HELD_BACK, "its column of codes holds words")
    return _classify_codeless(state, place, cells)


def _unread_code(columns: ChecklistColumns, place: RowPlace) -> Cell | None:
    """Return the cell of the column of codes of which the readers held a code possible, and none for sure."""
    cell = next((c for c in place.cells if c.column - 1 == columns.code and not c.text.strip()), None)
    texts = [t for r in cell.readings if r.engine not in PROSE_ENGINES for t in (r.text, *r.candidates)] if cell else []
    return cell if any(read_code_token(t, oit_column=not columns.lettered) is not None for t in texts) else None


def _token_over_columns(place: RowPlace) -> CodeToken | None:
    """Return the code in a cell that is merged over the columns of code and name."""
    filled = place.filled
    return read_code_token(filled[0].text) if filled and filled[0].colspan > 1 else None


def _with_code(cells: ItemCells, place: RowPlace, token: CodeToken) -> ItemCells:
    """Return a row's cells, one that is merged over the columns of code and name as one of both."""
    merged = place.filled[0]
    if merged.colspan == 1 or not token.rest:
        return cells
    others = {name: [c for c in of_field if c is not merged] for name, of_field in cells.items()}
    return {CODE_AND_NAME: [merged], **{name: found for name, found in others.items() if found}}


def _several_codes(cells: ItemCells) -> str | None:
    """Return the codes of a cell that begins with several, or has several lines that do."""
    found: list[str] = []
    for cell in cells.get("code", ()):
        found += _SEVERAL.findall(to_arabic(cell.text))
    for cell in cells.get(CODE_AND_NAME, ()):
        tokens = [read_code_token(line.text) for line in cell.lines]
        found += [str(token.number) for token in tokens if token is not None and token.letter is not None]
    distinct = dict.fromkeys(found)
    return ", ".join(f"O{number}" for number in distinct) if len(distinct) > 1 else None


def _text_alone(place: RowPlace) -> Cell | None:
    """Return the only cell of a row that has a text; None where several have."""
    filled = place.filled
    return filled[0] if len(filled) == 1 else None


def _classify_alone(
    family: Family, words: ChecklistWords, state: ReadingState, place: RowPlace, cells: ItemCells, alone: Cell
) -> ItemRow | None:
    """Classify a row of one text that is no code: a heading, a note, a sum; None where it may be part of an item."""
    text = one_line(alone.text)
    wording = compact(text)
    held = next(iter(cells), None)
    wide = alone.colspan > 1 or alone.column == 1
    if words.notes.match(text) and wide:
        return item_row(place, RowKind.HELD_BACK, "it is a note on the table")
    if any(wording.startswith(word) for word in family.sums) and wide and len(wording) <= SETTINGS.longest_code:
        return item_row(place, RowKind.HELD_BACK, "it sums up others")
    code_covered = state.columns.code is not None and state.columns.code in place.covered
    if words.headings.match(text) and (wide or held == "name") and not code_covered:
        return item_row(place, RowKind.SECTION, "its only text begins as headings of items do")
    if code_covered or (not wide and (alone.links or (place.first and state.above is not None))):
        return None
    is_heading = wide or (held == "name" and state.columns.code is not None and not is_item_name(text))
    if is_heading and len(text) <= SETTINGS.longest_heading and (held not in ("links", "remark", "evidence") or wide):
        return item_row(place, RowKind.GROUP, "it has one text, and no code")
    return None


def _has_merged_code(place: RowPlace, code: int | None) -> bool:
    """Tell whether the code's cell of a row is merged over those below it: they are one item's."""
    return any(c.column - 1 == code and c.rowspan > 1 for c in place.cells)


def _classify_codeless(state: ReadingState, place: RowPlace, cells: ItemCells) -> ItemRow:
    """Classify a row without a code: the rest of a cut row, a further row of an item, or an item of no code."""
    name = " ".join(one_line(c.text) for c in cells.get("name", cells.get(CODE_AND_NAME, ())))
    code = state.columns.code
    if not cells:
        return item_row(place, RowKind.HELD_BACK, "no column that is read has a text in it")
    if place.last and not (code is not None and code in place.covered) and (code is not None or not name):
        state.codeless = len(state.rows)
    if state.above is None:
        if not name:
            return item_row(
                place, RowKind.HELD_BACK, "it has neither a code nor a name, and stands below no item", cells
            )
        return item_row(place, RowKind.RECORD, "it has a name, and stands below no item", cells)
    if code is not None and code in place.covered:
        return item_row(place, RowKind.CONTINUED, "the code's cell is merged over it", cells)
    if place.first and state.leaves_open and not state.page_open and _has_merged_code(place, code):
        kind = RowKind.RECORD if name else RowKind.HELD_BACK
        return item_row(place, kind, "it begins a page and has a code's cell of its own, which is empty", cells)
    if place.first and (code is not None or not name):
        return item_row(place, RowKind.REST, "it begins a page, and has no code", cells, goes_on=True)
    if not name:
        return item_row(place, RowKind.CONTINUED, "it has neither a code nor a name", cells)
    if code is None:
        return item_row(place, RowKind.RECORD, "it has a name, in a table without codes", cells)
    if place.last:
        return item_row(place, RowKind.RECORD, "it has a name, and ends a page, which may have cut its code off", cells)
    if is_item_name(name):
        return item_row(place, RowKind.RECORD, "it has the name of an item, and no code", cells)
    if cells.get("requirement"):
        return item_row(place, RowKind.RECORD, "it has a name and a requirement, and no code", cells)
    return as_further_row(item_row(place, RowKind.CONTINUED, "", cells))
