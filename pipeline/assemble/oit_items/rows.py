"""Rows of checklists: what each is, told in reading order, and the items that they fold into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.assemble.fields import one_line
from pipeline.assemble.oit_items.columns import CODE_AND_NAME, ChecklistColumns, settle_columns
from pipeline.assemble.oit_items.item_drafts import ItemCells, ItemDraft, cells_by_field
from pipeline.assemble.row_kinds import ClassifiedRow
from pipeline.assemble.tables.header import common_header
from pipeline.assemble.tables.logical_table import LogicalTable, parts_with_lines
from pipeline.assemble.tables.merged_cells import cells_above
from pipeline.domain.code_tokens import CodeToken, read_code_token
from pipeline.domain.family import ChecklistWords, Family
from pipeline.domain.item_names import is_item_name, name_likeness
from pipeline.domain.thai_digits import to_arabic
from pipeline.domain.wordings import compact
from pipeline.model import Cell, Document, RowKind, Table

_SEVERAL = re.compile(r"(?<![A-Za-z])(?:OIT|O)\s?\.?\s?(\d{1,2})(?!\d)", re.IGNORECASE)
_CODE_BEGINS = re.compile(r"(?:OIT|O)\s?\.?\s?\d?", re.IGNORECASE)
_CODE_GOES_ON = re.compile(r"\d{1,2}\s*[.:]?")


@dataclass(frozen=True, slots=True)
class ChecklistRowSettings:
    """Thresholds that tell rows of checklists.

    Attributes:
        longest_heading: characters of a row's only text, above which it heads no group.
        longest_code: characters of a text in the column of codes that may be a code that was not read.
        likelier: share by which the joined name must be more like the code's item than the lower part by itself.
    """

    longest_heading: int = 160
    longest_code: int = 12
    likelier: float = 0.02


SETTINGS = ChecklistRowSettings()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A classified row of a checklist.

    Attributes:
        cells: its own by field; empty where it is no part of an item.
        goes_on: its texts go on from the row above, which a page end cut.
    """

    row: ClassifiedRow
    cells: ItemCells = field(default_factory=dict)
    goes_on: bool = False

    @property
    def is_item(self) -> bool:
        """The row is part of an item."""
        return self.row.kind in (RowKind.RECORD, RowKind.REST, RowKind.CONTINUED)

    def text(self, name: str) -> str:
        """Return the text of a field, in one line."""
        return " ".join(one_line(c.text) for c in self.cells.get(name, ()) if c.text.strip())


@dataclass(slots=True)
class ReadingState:
    """How far the rows were classified.

    Attributes:
        columns: those in force.
        above: the row above where it is part of an item; None below a heading, and where a table begins.
        codeless: index in ``rows`` of the last row of a page, with a name and no code: the page end may have cut the
            code off.
        page_open: the last row of the page above has no bottom ruling.

    A table on the next page that has the same columns may begin with the rest of the last row of the table before.
    """

    columns: ChecklistColumns
    above: ItemRow | None = None
    codeless: int | None = None
    page_open: bool = False
    rows: list[ItemRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A row where it stands: ``first`` of a page that continues the table, ``last`` of a page that it continues on.

    ``covered`` are merged cells from above, by the columns that they cover (0-based).
    """

    part: Table
    row: tuple[Cell, ...]
    number: int
    covered: Mapping[int, Cell]
    first: bool
    last: bool

    def item(self, kind: RowKind, reason: str, cells: ItemCells | None = None, goes_on: bool = False) -> ItemRow:
        """Return the row with what it was taken for."""
        return ItemRow(ClassifiedRow(self.part, self.number, self.row, kind, reason), cells or {}, goes_on)


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
            state = ReadingState(settle_columns(family, header, fitting or table.parts))
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
        place = RowPlace(part, tuple(rows[i]), number, covered.get(number, {}), first, last)
        if own.is_header_row(i):
            reason = "its cells are the wordings of the table's header"
            state.rows.append(place.item(RowKind.HEADER, reason))
            continue
        row = _classify(family, family.checklist, state, place)
        state.rows.append(row)
        state.above = row if row.is_item else None
        first = False
    state.page_open = any(c.open_bottom for row in rows[-1:] for c in row)


def _classify(family: Family, words: ChecklistWords, state: ReadingState, place: RowPlace) -> ItemRow:
    """Classify a row that is no header and not empty."""
    cells = cells_by_field(place.row, state.columns)
    code_text = _code_text(cells, state.columns)
    token = read_code_token(code_text, oit_column=not state.columns.lettered) or _token_over_columns(place)
    if place.first and (rest := _rest_with_code(state, place, cells, code_text, token)) is not None:
        return rest
    if (several := _several_codes(cells)) is not None:
        return place.item(RowKind.HELD_BACK, f"several items stand in one cell ({several})")
    heading = words.headings.match(code_text)
    if token is not None and not (heading and token.letter is None):
        return place.item(RowKind.RECORD, f"it has the code {token.raw}", _with_code(cells, place, token))
    alone = _text_alone(place)
    if alone is not None and (row := _classify_alone(family, words, state, place, cells, alone)) is not None:
        return row
    if code_text and not state.columns.has(CODE_AND_NAME):
        if len(code_text) <= SETTINGS.longest_code:
            return place.item(RowKind.RECORD, "it has a code that is not read plainly", cells)
        return place.item(RowKind.HELD_BACK, "its column of codes holds words")
    return _classify_codeless(state, place, cells)


def _code_text(cells: ItemCells, columns: ChecklistColumns) -> str:
    """Return the text of the code's cell; one that a narrow column broke over lines in one piece."""
    if columns.has(CODE_AND_NAME):
        return " ".join(c.text for c in cells.get(CODE_AND_NAME, ())).strip()
    return "".join(line.text for c in cells.get("code", ()) for line in c.lines).strip()


def _token_over_columns(place: RowPlace) -> CodeToken | None:
    """Return the code in a cell that is merged over the columns of code and name."""
    filled = [c for c in place.row if c.text.strip()]
    return read_code_token(filled[0].text) if filled and filled[0].colspan > 1 else None


def _with_code(cells: ItemCells, place: RowPlace, token: CodeToken) -> ItemCells:
    """Return a row's cells, one that is merged over the columns of code and name as one of both."""
    merged = next(c for c in place.row if c.text.strip())
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
    filled = [c for c in place.row if c.text.strip()]
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
        return place.item(RowKind.HELD_BACK, "it is a note on the table")
    if any(wording.startswith(word) for word in family.sums) and wide and len(wording) <= SETTINGS.longest_code:
        return place.item(RowKind.HELD_BACK, "it sums up others")
    code_covered = state.columns.code is not None and state.columns.code in place.covered
    if words.headings.match(text) and (wide or held == "name") and not code_covered:
        return place.item(RowKind.SECTION, "its only text begins as headings of items do")
    if code_covered or (not wide and (alone.links or (place.first and state.above is not None))):
        return None
    is_heading = wide or (held == "name" and state.columns.code is not None and not is_item_name(text))
    if is_heading and len(text) <= SETTINGS.longest_heading and (held not in ("links", "remark", "evidence") or wide):
        return place.item(RowKind.GROUP, "it has one text, and no code")
    return None


def _rest_with_code(
    state: ReadingState, place: RowPlace, cells: ItemCells, code_text: str, token: CodeToken | None
) -> ItemRow | None:
    """Return the first row of a page as the rest of a row whose code the page end cut; None where it is not.

    The code's first letter may stand above, or the code wholly below: cells may be centred.
    """
    codeless, state.codeless = state.codeless, None
    above = state.above
    if above is None:
        return None
    if token is None and _code_goes_on(state, _code_text(above.cells, state.columns), code_text):
        return place.item(RowKind.REST, "it has the last figures of the code above", cells, goes_on=True)
    if codeless is None or token is None:
        return None
    if state.page_open or _name_goes_on(state.rows[codeless], cells, token):
        reason = "it has the code of the item that the page end cut above it"
        return place.item(RowKind.REST, reason, cells, goes_on=True)
    if any(row.is_item for row in state.rows[:codeless]):
        state.rows[codeless] = _as_further_row(state.rows[codeless])
    return None


def _code_goes_on(state: ReadingState, above: str, below: str) -> bool:
    """Tell whether figures at the top of a page belong to the code that ends the page above: its number must follow."""
    figures = state.columns.lettered and _CODE_GOES_ON.fullmatch(to_arabic(below))
    if not figures or not _CODE_BEGINS.fullmatch(to_arabic(above)):
        return False
    token = read_code_token(above + below)
    if token is None or to_arabic(below).startswith("0"):
        return False
    codes = [read_code_token(_code_text(row.cells, state.columns)) for row in state.rows if row.is_item]
    before = [code.number for code in codes[:-1] if code is not None]
    return above[-1:].isalpha() or (bool(before) and token.number == before[-1] + 1)


def _name_goes_on(above: ItemRow, cells: ItemCells, token: CodeToken) -> bool:
    """Tell whether a name that has its code on the next page is more like the code's item with what stands above."""
    below = token.rest or " ".join(one_line(c.text) for c in cells.get("name", ()))
    if not below:
        return True
    code = f"O{token.number}"
    joined = name_likeness(above.text("name") + below, code, None)
    return joined > name_likeness(below, code, None) + SETTINGS.likelier


def _as_further_row(row: ItemRow) -> ItemRow:
    """Return a row with a name and no code as a further row of the item above: the name says what its link shows."""
    cells = {("evidence" if name == "name" else name): found for name, found in row.cells.items()}
    reason = "it has neither a code nor the name of an item"
    return replace(row, row=replace(row.row, kind=RowKind.CONTINUED, reason=reason), cells=cells)


def _classify_codeless(state: ReadingState, place: RowPlace, cells: ItemCells) -> ItemRow:
    """Classify a row without a code: the rest of a cut row, a further row of an item, or an item of no code."""
    name = " ".join(one_line(c.text) for c in cells.get("name", cells.get(CODE_AND_NAME, ())))
    code = state.columns.code
    if not cells:
        return place.item(RowKind.HELD_BACK, "no column that is read has a text in it")
    if state.above is None:
        if not name:
            return place.item(RowKind.HELD_BACK, "it has neither a code nor a name, and stands below no item")
        return place.item(RowKind.RECORD, "it has a name, and stands below no item", cells)
    if code is not None and code in place.covered:
        return place.item(RowKind.CONTINUED, "the code's cell is merged over it", cells)
    if place.first and (code is not None or not name):
        return place.item(RowKind.REST, "it begins a page, and has no code", cells, goes_on=True)
    if not name:
        return place.item(RowKind.CONTINUED, "it has neither a code nor a name", cells)
    if code is None:
        return place.item(RowKind.RECORD, "it has a name, in a table without codes", cells)
    if place.last:
        state.codeless = len(state.rows)
        return place.item(RowKind.RECORD, "it has a name, and ends a page, which may have cut its code off", cells)
    if is_item_name(name):
        return place.item(RowKind.RECORD, "it has the name of an item, and no code", cells)
    if cells.get("requirement"):
        return place.item(RowKind.RECORD, "it has a name and a requirement, and no code", cells)
    return _as_further_row(place.item(RowKind.CONTINUED, "", cells))
