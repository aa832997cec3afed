"""Rows of recognised tables: what each is taken for, and why. Shared by all kinds of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.assemble.fields import one_line
from pipeline.model import Cell, Finding, RowKind, RowReading, Severity, Table

RAW_LENGTH = 300
"""Characters of a row's text that a finding quotes."""


@dataclass(frozen=True, slots=True)
class ClassifiedRow:
    """A row, what it was taken for and by what evidence.

    Attributes:
        part: the table part that it stands in.
        number: of the row in the stitched table, 1-based.
        cells: those that start in the row.
    """

    part: Table
    number: int
    cells: tuple[Cell, ...]
    kind: RowKind
    reason: str

    def reading(self) -> RowReading:
        """Return the same for people, without its cells."""
        text = quoted(self.cells)
        return RowReading(self.part.page, self.part.table_no, self.number, self.kind, self.reason, text)

    def finding(
        self, rule: str, severity: Severity, message: str, cells: Iterable[Cell] | None = None, code: str | None = None
    ) -> Finding:
        """Return a finding on the row that quotes its cells, or some of them."""
        return Finding(
            rule,
            severity,
            message,
            page=self.part.page,
            table_no=self.part.table_no,
            row=self.number,
            code=code,
            raw=quoted(self.cells if cells is None else cells),
        )

    def held_back(self, reason: str, cells: Iterable[Cell] | None = None) -> Finding:
        """Return the finding that the row, or some of its cells, are in no dataset of rows."""
        where = f"page {self.part.page}, table {self.part.table_no}, row {self.number}"
        message = f"{where} is in no dataset of rows: {reason}; its text stays in cells"
        return self.finding("assemble.row_held_back", "warning", message, cells)


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A row where it stands, before it is taken for anything.

    Attributes:
        part: the table part that it stands in.
        cells: those that start in the row.
        number: of the row in the stitched table, 1-based.
        first: it begins a page that continues the table.
        last: it ends its page (in a checklist: a page that the table goes on behind).
        covered: merged cells from above that reach into the row, by the columns that they cover (0-based).
    """

    part: Table
    cells: tuple[Cell, ...]
    number: int
    first: bool
    last: bool = False
    covered: Mapping[int, Cell] = field(default_factory=dict)

    @property
    def filled(self) -> list[Cell]:
        """The cells with a text."""
        return [c for c in self.cells if c.text.strip()]

    def classified(self, kind: RowKind, reason: str) -> ClassifiedRow:
        """Return the row with what it was taken for."""
        return ClassifiedRow(self.part, self.number, self.cells, kind, reason)


def quoted(cells: Iterable[Cell]) -> str:
    """Return the texts of cells in one line, cut to what a finding quotes."""
    return " | ".join(one_line(c.text) for c in cells if c.text.strip())[:RAW_LENGTH]
