"""Classified rows of checklists, and how far the reading of a table has come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.assemble.fields import one_line
from pipeline.assemble.oit_items.columns import CODE_AND_NAME, ChecklistColumns
from pipeline.assemble.oit_items.item_drafts import ItemCells
from pipeline.assemble.row_kinds import ClassifiedRow, RowPlace
from pipeline.model import RowKind


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
        leaves_open: cells of the table that a page end cuts have no bottom ruling.
        above: the row above where it is part of an item; None below a heading, and where a table begins.
        codeless: index in ``rows`` of the last row of a page where it has no code: the page end may have cut it off.
        page_open: the last row of the page above has no bottom ruling.

    A table on the next page that has the same columns may begin with the rest of the last row of the table before.
    """

    columns: ChecklistColumns
    leaves_open: bool = False
    above: ItemRow | None = None
    codeless: int | None = None
    page_open: bool = False
    rows: list[ItemRow] = field(default_factory=list)


def item_row(
    place: RowPlace, kind: RowKind, reason: str, cells: ItemCells | None = None, goes_on: bool = False
) -> ItemRow:
    """Return a row with what it was taken for."""
    return ItemRow(place.classified(kind, reason), cells or {}, goes_on)


def code_text_of(cells: ItemCells, columns: ChecklistColumns) -> str:
    """Return the text of the code's cell; one that a narrow column broke over lines in one piece."""
    if columns.has(CODE_AND_NAME):
        return " ".join(c.text for c in cells.get(CODE_AND_NAME, ())).strip()
    return "".join(line.text for c in cells.get("code", ()) for line in c.lines).strip()


def as_further_row(row: ItemRow) -> ItemRow:
    """Return a row with a name and no code as a further row of the item above: the name says what its link shows."""
    cells = {("evidence" if name == "name" else name): found for name, found in row.cells.items()}
    reason = "it has neither a code nor the name of an item"
    return replace(row, row=replace(row.row, kind=RowKind.CONTINUED, reason=reason), cells=cells)
