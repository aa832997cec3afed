"""Logical tables: a table over all its pages, recognised once, with its family and its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.assemble.tables.evidence import headed_alike
from pipeline.assemble.tables.header import Header, find_header, headers_of
from pipeline.assemble.tables.unread_header import find_unread_header
from pipeline.domain.family import Family, families
from pipeline.domain.wordings import compact
from pipeline.model import Document, Signal, Table, TableEvidence

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


Weigh = Callable[[Family, Header, Sequence[Table]], TableEvidence]
"""Weighs whether a table, of which a family knows the header, is one of the assessment."""


@dataclass(frozen=True, slots=True)
class RecognisedTables:
    """The tables of a document that are of the assessment, by number; ``evidence`` is of all whose header is known."""

    tables: Mapping[int, LogicalTable]
    evidence: tuple[TableEvidence, ...]

    def of(self, family: Family) -> dict[int, LogicalTable]:
        """Return the tables of one family."""
        return {number: table for number, table in self.tables.items() if table.family is family}


def recognise_tables(document: Document, weigh: Weigh) -> RecognisedTables:
    """Recognise the tables of a stitched document.

    The family named in ``sources.yml`` decides where its header is seen. A table without a header that follows one of a
    family with as many columns is read with that table's header.
    """
    hint = document.source.hints.family
    known = [f for f in families() if hint is None or f.name == hint] or list(families())
    parts: dict[int, list[Table]] = {}
    for table in document.tables:
        parts.setdefault(table.table_no, []).append(table)
    headed: dict[int, tuple[Family, Header]] = {}
    evidence: dict[int, TableEvidence] = {}
    for number, tables in parts.items():
        hit = next((hit for i, table in enumerate(tables) if (hit := _recognise(known, table, i)) is not None), None)
        if hit is None:
            continue
        family, header, first = hit
        weighed = weigh(family, header, tables[first:])
        if hint == family.name and not weighed.accepted:
            weighed = replace(weighed, accepted=True, signals=(*weighed.signals, Signal("sources.yml", 0.0, hint)))
        headed[number], evidence[number] = (family, header), weighed
    _accept_headed_alike(headed, evidence)
    found = _with_continuations(parts, headed, evidence)
    logical = {number: _logical(number, *found[number], parts[number]) for number in parts if number in found}
    return RecognisedTables(logical, tuple(evidence.values()))


def _accept_headed_alike(headed: Mapping[int, tuple[Family, Header]], evidence: dict[int, TableEvidence]) -> None:
    """Weigh tables once more that are headed word for word like one of the document that is of the assessment.

    The column of the bodies may be headed by another word: lists of several kinds of bodies name the kind there.
    """
    accepted: dict[tuple[str, tuple[str, ...]], TableEvidence] = {}
    keys = {
        n: (family.name, tuple("agency" if c.field == "agency" else compact(c.text) for c in header.columns))
        for n, (family, header) in headed.items()
    }
    for number, weighed in evidence.items():
        if weighed.accepted:
            accepted.setdefault(keys[number], weighed)
    for number, weighed in evidence.items():
        if not weighed.accepted and keys[number] in accepted:
            evidence[number] = headed_alike(weighed, accepted[keys[number]])


def _with_continuations(
    parts: Mapping[int, Sequence[Table]],
    headed: Mapping[int, tuple[Family, Header]],
    evidence: Mapping[int, TableEvidence],
) -> dict[int, tuple[Family, Header]]:
    """Return family and header of the accepted tables, and of those without a header that continue one of them."""
    found: dict[int, tuple[Family, Header]] = {}
    before: tuple[Family, Header] | None = None
    for number, tables in parts.items():
        if number in headed:  # a header of its own, and of something else where it is not accepted
            before = headed[number] if evidence[number].accepted else None
        elif before is None or not any(_has_columns_of(*before, table) for table in tables):
            continue
        if before is not None:
            found[number] = before
    return found


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


def _logical(number: int, family: Family, header: Header, tables: Sequence[Table]) -> LogicalTable:
    parts = tuple(TablePart(table, tuple(headers_of(family, table, header))) for table in tables)
    return LogicalTable(number, family, header, parts)


def _recognise(known: Sequence[Family], table: Table, part: int) -> tuple[Family, Header, int] | None:
    """Return the family whose header a table part has, and the part's index.

    Of several it is the one that lists the wordings of most columns, of these the one that knows most fields.
    """
    fitting: list[tuple[Family, Header]] = []
    for family in known:
        header = find_header(family, table)
        if header is not None and _has_required_fields(family, header, table):
            fitting.append((family, header))
    best: tuple[Family, Header] | None = None
    for family, header in fitting:
        if any(_gives_way(family, header, *other) for other in fitting):
            continue
        if best is None or _known_columns(header) > _known_columns(best[1]):
            best = (family, header)
    if best is None:
        unread = ((f, h) for f in known if f.results is not None and (h := find_unread_header(f, table)) is not None)
        best = next(unread, None)
    return None if best is None else (*best, part)


def _known_columns(header: Header) -> tuple[int, int]:
    """Return how many columns of a header have a listed wording, and how many fields it names."""
    return sum(c.sure and c.named is not None for c in header.columns), len(header.fields)


def _gives_way(family: Family, header: Header, other: Family, other_header: Header) -> bool:
    """Tell whether a header that two families know is the other one's, where one of them forbids columns of the other.

    A plan of measures and a report of results are headed alike; only a column of results whose wording is listed makes
    a report.
    """
    if other.base == family.name:
        return not header.names_surely(other.forbid)
    return family.base == other.name and other_header.names_surely(family.forbid)


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
