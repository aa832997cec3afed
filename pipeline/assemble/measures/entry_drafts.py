"""Entries of a report while its rows are folded: the lines of a code and of its measures, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.assemble.fields import CODE_AND_QUESTION, MEASURE_FIELDS, NAMING_FIELDS, is_score, split_code
from pipeline.assemble.measures.row_values import RowValues
from pipeline.assemble.row_kinds import ClassifiedRow
from pipeline.domain.family import Family
from pipeline.domain.sections import Section
from pipeline.domain.wordings import compact
from pipeline.model import Cell, Line, Place, Reading, RowKind, Table, Tool, Topic


@dataclass(frozen=True, slots=True)
class OpenHeading:
    """What rows stand under: a tool, a section, a topic; ``just_opened``: the row above is the section's heading."""

    tool: Tool | None = None
    section: Section | None = None
    just_opened: bool = False
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class MeasuresRow:
    """A classified row of a table of measures.

    Attributes:
        values: its cells by field; None for headings, totals and rows that were held back.
        heading: what it stands under; of a heading, what it opens.
        prints_again: what it has of the code, question and score stands above already.
        held_back: cells that are in no dataset of rows, with the reason, though the row is.
        missing: fields of running text that a transcript's row has no cell for.
    """

    row: ClassifiedRow
    values: RowValues | None
    heading: OpenHeading
    prints_again: bool = False
    held_back: tuple[tuple[Cell, str], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def lacks_measure(self) -> bool:
        """Tell whether it has a result or an outcome, and neither a measure nor a merged one beside it."""
        if self.row.kind is not RowKind.CONTINUED or self.values is None:
            return False
        return self.values.has_narrative and "measure" not in self.values.covered


@dataclass(slots=True)
class Span:
    """Where something stands: grows with every row that it takes."""

    table_no: int
    page_first: int
    page_last: int
    row_first: int
    row_last: int

    @classmethod
    def of(cls, part: Table, number: int) -> Span:
        """Return the span of one row."""
        return cls(part.table_no, part.page, part.page, number, number)

    def add(self, table_no: int, page: int, row: int) -> None:
        """Take in another row. Of one in another table (a part that could not be stitched) only the page counts."""
        self.page_first, self.page_last = min(self.page_first, page), max(self.page_last, page)
        if table_no == self.table_no:
            self.row_first, self.row_last = min(self.row_first, row), max(self.row_last, row)

    @property
    def place(self) -> Place:
        """The same, for the model."""
        return Place(self.page_first, self.page_last, self.table_no, self.row_first, self.row_last)


@dataclass(slots=True)
class MeasureDraft:
    """A measure's lines by field (measure, result, outcome)."""

    span: Span
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def extend(self, values: RowValues, part: Table, number: int) -> None:
        """Add the running text of a row."""
        for name in MEASURE_FIELDS:
            if values.lines(name):
                self.lines.setdefault(name, []).extend(values.lines(name))
        self.span.add(part.table_no, part.page, number)


@dataclass(slots=True)
class EntryDraft:
    """One code: its lines by field and its measures.

    Attributes:
        heading: what it stands under.
        missing: fields of running text that its row, of a transcript, has no cell for.
        readings: what OCR engines read of the code, and of a score of which no reading was taken, by field.
        printed_again: the last row repeats the code, its question and score.
        awaits_measure: the last row repeats the code, and its measure did not fit on the page.
    """

    span: Span
    heading: OpenHeading
    lines: dict[str, list[Line]] = field(default_factory=dict)
    measures: list[MeasureDraft] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    readings: dict[str, tuple[Reading, ...]] = field(default_factory=dict)
    printed_again: bool = False
    awaits_measure: bool = False

    def text(self, name: str) -> str:
        """Return the lines of a field as they stand, for comparisons without white space."""
        return "\n".join(line.text for line in self.lines.get(name, []))

    @property
    def names_code(self) -> bool:
        """Tell whether a code was printed."""
        return bool((self.text("code") or self.text(CODE_AND_QUESTION)).strip())

    @property
    def has_measure(self) -> bool:
        """Tell whether its last measure has a text."""
        return bool(self.measures) and any(self.measures[-1].lines.values())

    def score_is_complete(self, more: str) -> bool:
        """Tell whether more figures would spoil its score (a header that the page end cut leaves some)."""
        score = "".join(self.text("score").split())
        return is_score(score) and not is_score(score + "".join(more.split()))


def fold_rows(family: Family, rows: Iterable[MeasuresRow]) -> list[EntryDraft]:
    """Fold classified rows into entries, in order."""
    entries: list[EntryDraft] = []
    for row in rows:
        if row.values is None:
            continue
        if row.row.kind is RowKind.RECORD:
            entries.append(open_entry(family, row, row.values))
        elif row.row.kind in (RowKind.REST, RowKind.REPEATED, RowKind.NEXT_MEASURE, RowKind.CONTINUED):
            extend_entry(family, entries[-1], row, row.values)
    return entries


def open_entry(family: Family, row: MeasuresRow, values: RowValues) -> EntryDraft:
    """Draft the entry that a row opens, with its first measure."""
    entry = EntryDraft(
        span=Span.of(row.row.part, row.row.number),
        heading=row.heading,
        lines={name: values.lines(name) for name in NAMING_FIELDS if values.lines(name)},
        missing=row.missing,
        readings={"score": values.unread("score"), "code": values.code_readings},
    )
    _add_measure(family, entry, row, values)
    return entry


def extend_entry(family: Family, entry: EntryDraft, row: MeasuresRow, values: RowValues) -> None:
    """Add a row to the entry that it belongs to."""
    entry.span.add(row.row.part.table_no, row.row.part.page, row.row.number)
    if row.row.kind is RowKind.REST:
        _add_rest(family, entry, row, values)
        return
    repeated = row.row.kind is RowKind.REPEATED
    entry.printed_again = row.prints_again
    entry.awaits_measure = repeated and not values.has_narrative
    if repeated and entry.readings.get("score") and values.lines("score"):
        entry.lines["score"], entry.readings["score"] = values.lines("score"), ()
    for name in ("question", CODE_AND_QUESTION, "level"):
        if values.lines(name) and not repeated and compact(values.text(name)) != compact(entry.text(name)):
            entry.lines.setdefault(name, []).extend(values.lines(name))
    if not values.has_narrative:
        return
    if entry.measures and not entry.has_measure:
        entry.measures.pop()
    if row.row.kind is RowKind.CONTINUED:
        entry.measures[-1].extend(values, row.row.part, row.row.number)
    else:
        _add_measure(family, entry, row, values)


def _add_measure(family: Family, entry: EntryDraft, row: MeasuresRow, values: RowValues) -> None:
    """Draft a measure.

    A result or outcome that is merged over several measures belongs to each, a measure to each code beside it.
    """
    lines = {name: values.lines(name) for name in MEASURE_FIELDS if values.lines(name)}
    draft = MeasureDraft(Span.of(row.row.part, row.row.number), lines)
    for name, cell in values.covered.items():
        of_each = family.fill_down(name) == "merged"
        of_each |= name == "measure" and row.row.kind is RowKind.RECORD and values.names_code
        if name in MEASURE_FIELDS and of_each and cell.lines:
            draft.lines[name] = list(cell.lines)
            draft.span.add(row.row.part.table_no, cell.page, cell.row)
    entry.measures.append(draft)


def _add_rest(family: Family, entry: EntryDraft, row: MeasuresRow, values: RowValues) -> None:
    """Add the rest of a row that the page end cut: each cell continues where it was cut."""
    held_back = {id(cell) for cell, _ in row.held_back}
    for name in NAMING_FIELDS:
        if not values.lines(name) or row.prints_again or any(id(c) in held_back for c in values.cells[name]):
            continue
        field_above = _field_continued(entry, values, name)
        said = compact(entry.text(field_above)).endswith(compact(values.text(name)))
        if not (entry.printed_again and said):
            entry.lines.setdefault(field_above, []).extend(values.lines(name))
    entry.printed_again = entry.printed_again or row.prints_again
    if not any(values.lines(name) for name in MEASURE_FIELDS):
        return
    if not entry.measures or entry.awaits_measure:
        entry.awaits_measure = False
        _add_measure(family, entry, row, values)
    else:
        entry.measures[-1].extend(values, row.row.part, row.row.number)


def _field_continued(entry: EntryDraft, values: RowValues, name: str) -> str:
    """Return the field above that a field at the top of a page continues: code and question may share a column."""
    if name == "question" and CODE_AND_QUESTION in entry.lines and name not in entry.lines:
        return CODE_AND_QUESTION
    only_scored = not entry.lines.get("code") and split_code(values.text(CODE_AND_QUESTION))
    if name == CODE_AND_QUESTION and name not in entry.lines and not only_scored:
        return "question"
    return name
