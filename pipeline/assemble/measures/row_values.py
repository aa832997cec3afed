"""The cells of one row of a table of measures, by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.assemble.fields import CODE_AND_QUESTION, MEASURE_FIELDS, NAMING_FIELDS, split_level
from pipeline.assemble.measures.columns import MeasureColumns
from pipeline.assemble.measures.row_alignment import align
from pipeline.assemble.measures.ticked_columns import as_said, is_tick
from pipeline.domain.family import Family
from pipeline.model import PROSE_ENGINES, Cell, Line, Reading, Table

_WEAKER_FIELDS = ("ignored", "number", "score_max", "section")


@dataclass(slots=True)
class RowValues:
    """A row's cells by field.

    Attributes:
        covered: fields that a merged cell from above fills.
        missing: fields that a transcript's row has no cell for.
        unplaced: cells of a transcript's row that no field took.
    """

    cells: dict[str, list[Cell]] = field(default_factory=dict)
    covered: dict[str, Cell] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unplaced: tuple[Cell, ...] = ()

    def text(self, name: str) -> str:
        """Return the normalized text of a field, paragraphs separated by newlines."""
        return "\n".join(c.text for c in self.cells.get(name, []) if c.text.strip())

    def lines(self, name: str) -> list[Line]:
        """Return the lines of a field."""
        return [line for c in self.cells.get(name, []) for line in c.lines]

    def unread(self, name: str) -> tuple[Reading, ...]:
        """Return what OCR engines read in a field of which no reading was taken."""
        return () if self.lines(name) else tuple(r for c in self.cells.get(name, []) for r in c.readings)

    @property
    def code_readings(self) -> tuple[Reading, ...]:
        """Return what the readers of codes read in the row's cell of a code, or before a question that shares it."""
        cells = self.cells.get("code") or self.cells.get(CODE_AND_QUESTION, [])
        return tuple(r for c in cells for r in c.readings if r.engine not in PROSE_ENGINES)

    @property
    def names_code(self) -> bool:
        """Tell whether the row prints a code."""
        return bool((self.text("code") or self.text(CODE_AND_QUESTION)).strip())

    @property
    def has_narrative(self) -> bool:
        """Tell whether the row has a text of a measure: itself, its steps, its result."""
        return any(self.text(name).strip() for name in MEASURE_FIELDS)

    @property
    def is_empty(self) -> bool:
        """Tell whether no field of the row has a text."""
        return not self.has_narrative and not any(self.text(name).strip() for name in NAMING_FIELDS)


def read_row(family: Family, columns: MeasureColumns, table: Table, row: Sequence[Cell], number: int) -> RowValues:
    """Return the cells of a row by field.

    Args:
        row: the cells that start in the row.
        number: of the row in the stitched table.
    """
    covered = [c for c in table.cells if c.row < number < c.row + c.rowspan]
    if columns.by_content:
        return _aligned(family, columns, row, covered)
    values = RowValues()
    for cell in row:
        name = _field_of(family, columns, cell)
        says = columns.ticked.get(cell.column - 1)
        if says is not None:
            if not is_tick(family, cell):
                continue
            cell = as_said(cell, says)
        if name is not None:
            of_field = values.cells.setdefault(name, [])
            of_field.insert(0 if cell.column - 1 in columns.statuses else len(of_field), cell)
    for cell in covered:
        name = _field_of(family, columns, cell)
        if name is not None and name not in values.cells:
            values.covered[name] = cell
    return values


def _field_of(family: Family, columns: MeasureColumns, cell: Cell) -> str | None:
    """Return the field of a grid cell.

    A cell merged over code and question holds both, one over level and measure what it begins with.
    """
    names = [name for name in columns.fields[cell.column - 1 : cell.column - 1 + cell.colspan] if name]
    if {"code", "question"} <= set(names):
        return CODE_AND_QUESTION
    if {"level", "measure"} <= set(names):
        return "level" if split_level(family, cell.text) else "measure"
    return next((name for name in names if name not in _WEAKER_FIELDS), names[0] if names else None)


def _aligned(family: Family, columns: MeasureColumns, row: Sequence[Cell], covered: Sequence[Cell]) -> RowValues:
    """Return the cells of a transcript's row by field, told by what they hold."""
    cells = sorted([*row, *covered], key=lambda c: c.column)
    from_above = {id(c) for c in covered}
    texts = ["" if id(c) in from_above else c.text for c in cells]
    found = align(family, texts, columns.order, len(columns.fields), columns.from_right)
    values = RowValues(missing=found.missing, unplaced=tuple(cells[i] for i in found.unplaced))
    for cell, names in zip(cells, found.fields, strict=True):
        if not names:
            continue
        name = CODE_AND_QUESTION if names == ("code", "question") else names[0]
        if id(cell) in from_above:
            values.covered[name] = cell
        else:
            values.cells.setdefault(name, []).append(cell)
    return values
