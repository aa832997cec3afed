"""Items of a checklist while their rows are folded: what the cells of each hold, before it is text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.assemble.oit_items.columns import CODE_AND_NAME, ChecklistColumns
from pipeline.model import PROSE_ENGINES, Cell, Line, Reading, Table

ItemCells = Mapping[str, Sequence[Cell]]
"""Cells of a row, or of several, by the field of their column; only those with a text or a link."""


def cells_by_field(cells: Sequence[Cell], columns: ChecklistColumns) -> dict[str, list[Cell]]:
    """Return the cells of a row by field; one over several columns is of the first that has a field."""
    out: dict[str, list[Cell]] = {}
    for cell in cells:
        if not cell.text.strip() and not cell.links:
            continue
        covered = columns.fields[cell.column - 1 : cell.column - 1 + cell.colspan]
        name = next((name for name in covered if name not in (None, "number", "ignored")), None)
        if name is not None:
            out.setdefault(name, []).append(cell)
    return out


@dataclass(slots=True)
class ItemDraft:
    """An item as far as its rows were folded.

    Attributes:
        part: the table part that it begins in.
        row_last: its last row in the stitched table.
        segments: by field, the lines of each text: a row that a page end cut goes on with the text above, a further row
            of the item begins another.
        targets: by field, the links behind the texts.
        code_readings: what the readers of codes read in the cells of a scanned code.
    """

    part: Table
    row_first: int
    row_last: int
    segments: dict[str, list[list[Line]]] = field(default_factory=dict)
    targets: dict[str, list[str]] = field(default_factory=dict)
    code_readings: tuple[Reading, ...] = ()

    def add(self, cells: ItemCells, table_no: int, row: int, goes_on: bool) -> None:
        """Add a row's cells.

        Args:
            table_no: of the stitched table that the row stands in; it may be the one behind the item's own.
            row: number in it.
            goes_on: the texts go on from those above, which a page end cut.
        """
        if table_no == self.part.table_no:
            self.row_last = max(self.row_last, row)
        for name, of_field in cells.items():
            segments = self.segments.setdefault(name, [])
            lines = [line for cell in of_field for line in cell.lines]
            if goes_on and segments:
                segments[-1].extend(lines)
            elif lines:
                segments.append(lines)
            self.targets.setdefault(name, []).extend(target for cell in of_field for target in cell.links)
            if name in ("code", CODE_AND_NAME) and not self.code_readings:
                self.code_readings = tuple(r for c in of_field for r in c.readings if r.engine not in PROSE_ENGINES)
