"""Lists of measures as tables: a row for each heading and each label, beside it its text, on the page that prints it.

So the rows of the datasets lead to cells, as those of any table do. Such a table has two columns and no rulings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.assemble.document_context import Unwrap
from pipeline.assemble.prose_measures.list_scanner import LabelledText, ListEntry, MeasureList, PlacedLine
from pipeline.assemble.row_kinds import ClassifiedRow
from pipeline.model import Box, Cell, Document, Line, Page, RowKind, Table

_COLUMNS = 2
_LABEL_SHARE = 0.3  # of the page's width, where the edge between labels and texts is put


@dataclass(slots=True)
class ListRow:
    """A row of a list: cells by column on one page.

    Attributes:
        entry: that it is of.
        text: that it is of, where it has a label or goes on with its text.
        number: in the table.
    """

    page: int
    kind: RowKind
    reason: str
    lines: tuple[tuple[Line, ...], tuple[Line, ...]]
    entry: ListEntry
    text: LabelledText | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class TabledList:
    """A list as a table: its parts by page, and its rows with what they were taken for."""

    parts: tuple[Table, ...]
    rows: tuple[ListRow, ...]

    def classified(self, row: ListRow) -> ClassifiedRow:
        """Return a row as those of other tables are."""
        part = self.part_of(row)
        cells = tuple(cell for cell in part.cells if cell.row == row.number)
        return ClassifiedRow(part, row.number, cells, row.kind, row.reason)

    def part_of(self, row: ListRow) -> Table:
        """Return the part of the table that a row stands in."""
        return next(part for part in self.parts if part.page == row.page)


def as_table(found: MeasureList, document: Document, table_no: int, unwrap: Unwrap) -> TabledList:
    """Return the plain entries of a list, with the headings that they stand under, as a table.

    Args:
        table_no: of the new table.
    """
    plain = found.plain
    last = found.entries.index(plain[-1])
    rows = [row for entry in found.entries[: last + 1] for row in _rows(entry)]
    for number, row in enumerate(rows, start=1):
        row.number = number
    pages = {page.number: page for page in document.pages}
    parts = [
        _part(pages[number], [r for r in rows if r.page == number], table_no, unwrap)
        for number in dict.fromkeys(row.page for row in rows)
    ]
    return TabledList(tuple(parts), tuple(rows))


def _rows(entry: ListEntry) -> list[ListRow]:
    """Return the rows of an entry; what is no plain entry and heads others gives its heading, else nothing."""
    heading = entry.heading
    if entry.is_plain:
        named = heading.code or (heading.section and heading.section.title) or (heading.topic and heading.topic.title)
        kind, reason = RowKind.RECORD, f"it names {named}, and labelled paragraphs follow"
    elif entry.texts:
        return []
    elif heading.topic is not None:
        kind, reason = RowKind.TOPIC, f"it is the title of topic {heading.topic.number}"
    elif heading.section is not None:
        kind, reason = RowKind.SECTION, f"it is the title of indicator {heading.section.number}"
    elif heading.tool is not None:
        kind, reason = RowKind.TOOL, f"it names the tool {heading.tool}"
    else:
        return []
    rows = _by_page(entry, kind, reason, entry.heading_lines)
    if not entry.is_plain:
        return rows
    rows += _by_page(entry, RowKind.HELD_BACK, "it stands between a heading and the first label", entry.before)
    for n, text in enumerate(entry.texts):
        rows += _rows_of_text(entry, text, n)
    return rows


def _rows_of_text(entry: ListEntry, text: LabelledText, place: int) -> list[ListRow]:
    """Return the row of a label and its text; the text goes on in other rows where the page ends."""
    page, label = text.label_line
    kind = RowKind.NEXT_MEASURE if text.field == "measure" and place else RowKind.CONTINUED
    own = tuple(line for number, line in text.lines if number == page)
    rows = [ListRow(page, kind, f"its label is of {text.field}", ((label,), own), entry, text)]
    for number in dict.fromkeys(number for number, _ in text.lines if number != page):
        rest = tuple(line for at, line in text.lines if at == number)
        rows.append(ListRow(number, RowKind.REST, "the page end cut its text", ((), rest), entry, text))
    return rows


def _by_page(entry: ListEntry, kind: RowKind, reason: str, lines: Sequence[PlacedLine]) -> list[ListRow]:
    """Return a row over both columns for the lines of each page."""
    out: list[ListRow] = []
    for number in dict.fromkeys(page for page, _ in lines):
        of_page = tuple(line for page, line in lines if page == number)
        first = not out or kind is RowKind.HELD_BACK
        why = reason if first else "the page end cut the heading above"
        out.append(ListRow(number, kind if first else RowKind.REST, why, (of_page, ()), entry))
    return out


def _part(page: Page, rows: Sequence[ListRow], table_no: int, unwrap: Unwrap) -> Table:
    cells = [cell for row in rows for cell in _cells(page, row, unwrap)]
    boxes = [cell.box for cell in cells if cell.box is not None]
    box = _around(boxes)
    edges = (box[0], box[0] + (box[2] - box[0]) * _LABEL_SHARE, box[2]) if box else ()
    return Table(
        page.number,
        table_no,
        len(rows),
        _COLUMNS,
        tuple(cells),
        first_row=rows[0].number,
        box=box,
        x_edges=edges,
        reader=page.reader,
        ruled=False,
    )


def _cells(page: Page, row: ListRow, unwrap: Unwrap) -> list[Cell]:
    out = []
    for column, lines in enumerate(row.lines, start=1):
        if lines:
            span = _COLUMNS if row.text is None else 1
            box = _around([line.box for line in lines if line.box is not None])
            text = unwrap(lines)
            out.append(Cell(page.number, row.number, column, lines, text, colspan=span, box=box, reader=page.reader))
    return out


def _around(boxes: Sequence[Box]) -> Box | None:
    """Return the box around others; None where there are none."""
    if not boxes:
        return None
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def with_tables(document: Document, lists: Iterable[tuple[MeasureList, TabledList]]) -> Document:
    """Return the document with lists as tables in the place of their lines."""
    gone: set[int] = set()
    parts: dict[int, list[tuple[int, Table]]] = {}
    for found, tabled in lists:
        printed = {id(row.entry): row.entry for row in tabled.rows}
        lines = [placed for entry in found.entries if id(entry) in printed for placed in entry.printed]
        gone |= {id(line) for _, line in lines}
        for part in tabled.parts:
            first = next(line for page, line in lines if page == part.page)
            parts.setdefault(part.page, []).append((id(first), part))
    pages = []
    for page in document.pages:
        at = dict(parts.get(page.number, ()))
        blocks: list[Line | Table] = []
        for block in page.blocks:
            if id(block) in at:
                blocks.append(at[id(block)])
            if id(block) not in gone:
                blocks.append(block)
        pages.append(replace(page, blocks=tuple(blocks)))
    return replace(document, pages=tuple(pages))
