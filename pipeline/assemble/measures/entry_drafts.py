"""Drafts of the rows while a report is walked through: lines by slot, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Line, Place, Reading, Tool


@dataclass
class Span:
    """Where something stands: grows with every row that it takes."""

    table_no: int
    page_first: int
    page_last: int
    row_first: int
    row_last: int

    def add(self, table_no: int, page: int, row: int) -> None:
        """Take in another row. Of a row in another table (a part that could not be stitched) only the page counts."""
        self.page_first, self.page_last = min(self.page_first, page), max(self.page_last, page)
        if table_no == self.table_no:
            self.row_first, self.row_last = min(self.row_first, row), max(self.row_last, row)

    @property
    def place(self) -> Place:
        """The same, for the model."""
        return Place(self.page_first, self.page_last, self.table_no, self.row_first, self.row_last)


@dataclass
class MeasureDraft:
    """A measure's lines by field (measure, result, outcome)."""

    span: Span
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The lines as they stand, for looking at."""
        return "\n".join(line.text for line in self.lines.get(name, []))


@dataclass
class Entry:
    """One code: its lines by slot (code, question, code_question, score, score_max, level) and its measures.

    ``unread`` is what engines made of a score that none was sure of.
    """

    span: Span
    tool: Tool | None
    section_no: int | None
    section_title: str | None
    lines: dict[str, list[Line]] = field(default_factory=dict)
    measures: list[MeasureDraft] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    unread: tuple[Reading, ...] = ()

    def text(self, name: str) -> str:
        """The lines as they stand, for looking at."""
        return "\n".join(line.text for line in self.lines.get(name, []))
