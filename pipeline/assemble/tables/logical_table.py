"""Logical tables: a table over all its pages, recognised once, with its family and its headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.assemble.tables.header import Header, find_header, headers_of
from pipeline.domain.family import Family, families
from pipeline.model import Document, Table

ENOUGH_FIELDS = 3
"""Fields that the header of a scanned table of results must name where one more could not be read."""
TRANSCRIPT_SLACK = 1
"""Columns by which a transcript's table may differ from its header: engines shift cells."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """What stands of a table on one page, and the headers in it, in order."""

    table: Table
    headers: tuple[Header, ...]

    def header_from(self, i: int) -> Header | None:
        """Return the header that begins in row ``i`` (0-based)."""
        return next((h for h in self.headers if h.first == i + 1), None)

    def is_header_row(self, i: int) -> bool:
        """Tell whether row ``i`` (0-based) is part of a header."""
        return any(h.first <= i + 1 <= h.last for h in self.headers)


@dataclass(frozen=True, slots=True)
class LogicalTable:
    """A table over all its pages.

    Attributes:
        family: the kind of report that it is of.
        header: its first header; of the table before where it continues one without a header of its own.
    """

    table_no: int
    family: Family
    header: Header
    parts: tuple[TablePart, ...]

    @property
    def headers(self) -> tuple[Header, ...]:
        """The headers of all parts, in order."""
        return tuple(header for part in self.parts for header in part.headers)

    def part_on(self, table: Table) -> TablePart:
        """Return the part that a table of a page is."""
        return next(part for part in self.parts if part.table is table)


Confirm = Callable[[Family, Header, Table, Document], bool]


def recognise_tables(document: Document, confirm: Confirm) -> dict[int, LogicalTable]:
    """Recognise the tables of a stitched document, by their number; those of no family are left out.

    The family named in ``sources.yml`` decides where its header is seen. A table without a header that follows one of a
    family with as many columns is read with that table's header.

    Args:
        confirm: told a family whose header fits, whether its table is one of the family.
    """
    hint = document.source.hints.family
    known = [f for f in families() if hint is None or f.name == hint] or list(families())
    parts: dict[int, list[Table]] = {}
    found: dict[int, tuple[Family, Header]] = {}
    for table in document.tables:
        parts.setdefault(table.table_no, []).append(table)
        hit = None if table.table_no in found else _recognise(known, table)
        if hit is not None and confirm(*hit, table, document):
            found[table.table_no] = hit
    before: tuple[Family, Header] | None = None
    for number, tables in parts.items():
        if number in found:
            before = found[number]
        elif before is not None and any(_has_columns_of(*before, table) for table in tables):
            found[number] = before
    return {number: _logical(number, *found[number], parts[number]) for number in parts if number in found}


def parts_with_lines(document: Document, tables: Mapping[int, LogicalTable]) -> Iterator[tuple[list[str], Table]]:
    """Yield the parts of recognised tables in reading order, each with the running lines since the table before it."""
    lines: list[str] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Table):
                if block.table_no in tables:
                    yield lines, block
                lines = []
            elif not block.artifact:
                lines.append(block.text)


def main_family(tables: dict[int, LogicalTable]) -> Family | None:
    """Return the family of most rows; None where no table is of any."""
    rows: Counter[str] = Counter()
    for table in tables.values():
        rows[table.family.name] += sum(part.table.rows for part in table.parts)
    return max((f for f in families() if rows[f.name]), key=lambda f: rows[f.name], default=None)


def _logical(number: int, family: Family, header: Header, tables: Sequence[Table]) -> LogicalTable:
    parts = tuple(TablePart(table, tuple(headers_of(family, table, header))) for table in tables)
    return LogicalTable(number, family, header, parts)


def _recognise(known: Sequence[Family], table: Table) -> tuple[Family, Header] | None:
    """Return the family whose header a table part has, the one that knows most of its columns."""
    best: tuple[Family, Header] | None = None
    for family in known:
        header = find_header(family, table)
        if header is None or not _has_required_fields(family, header, table):
            continue
        if best is None or len(header.fields) > len(best[1].fields):
            best = (family, header)
    return best


def _has_required_fields(family: Family, header: Header, table: Table) -> bool:
    """Tell whether of each group of fields that the family requires one is named.

    One may be missing in a scan whose header cell nobody could read: tables of results find the column of the bodies by
    what it holds.
    """
    fields = set(header.fields)
    lacking = sum(not fields & set(group) for group in family.require)
    unread = table.reader == "ocr" and any(c.named is None for c in header.columns)
    return not lacking or (lacking == 1 and family.results is not None and unread and len(fields) >= ENOUGH_FIELDS)


def _has_columns_of(family: Family, header: Header, table: Table) -> bool:
    """Tell whether a table part without a header of its own has as many columns as a header."""
    slack = TRANSCRIPT_SLACK if table.reader == "transcript" else 0
    return find_header(family, table) is None and abs(table.columns - len(header.columns)) <= slack
