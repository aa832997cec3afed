"""The year and the body that the heading above each table names: several parts of one document may be of several.

Two announcements of two years stand in one book, two sheets of two bodies in one report. What a heading names holds for
its table and for those below it, until another heading says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.assemble.fields import one_line
from pipeline.assemble.tables.logical_table import LogicalTable
from pipeline.assemble.title import Title, body_of_heading
from pipeline.domain.score_items import announces_scores, speaks_of_others, year_of_heading
from pipeline.domain.topics import read_topic
from pipeline.domain.wordings import compact
from pipeline.model import Document, Table


class HeadingSettings(NamedTuple):
    """What counts as the heading of a table.

    Attributes:
        lines: running lines above a table, at most.
        joined: lines that one heading may be wrapped over, at most.
        longest: characters; a longer text is no heading.
        banner_rows: a table of one column with no more rows is a heading in a frame.
        like_scanned: likeness (0 to 100) from which two scanned names are one body's.
    """

    lines: int = 6
    joined: int = 3
    longest: int = 300
    banner_rows: int = 3
    like_scanned: float = 80.0


SETTINGS = HeadingSettings()
_LIST_NUMBER = re.compile(r"^[(\s]*(?:\d{1,2}(?:\.\d{1,2})*|[ก-ฮ])\s*[.)]+\s*")


@dataclass(frozen=True, slots=True)
class TableHeading:
    """What the heading above a table says of its rows.

    Attributes:
        year: of the assessment (Buddhist Era); None where it is the document's own, or where none is said.
        body: whose the rows are; None where they are the document's own body's.
    """

    year: int | None = None
    body: str | None = None


_NOTHING_SAID = TableHeading()


def table_headings(document: Document, tables: Mapping[int, LogicalTable], title: Title) -> Mapping[int, TableHeading]:
    """Return what the headings above the recognised tables say, by the table's number.

    Args:
        document: stitched, its artifacts marked.
        tables: the recognised ones.
        title: of the document; where all headings name its own years, or its own body, they say nothing.
    """
    own, assessed = title.fiscal_year, title.assessment_fiscal_year
    latest = assessed if assessed is not None and own is not None and own > assessed else None
    scanned = any(page.reader == "ocr" for page in document.pages)
    out: dict[int, TableHeading] = {}
    above = _NOTHING_SAID
    for number, lines in _lines_above(document, tables):
        windows = list(_windows(lines))
        year = next((y for text in windows if (y := year_of_heading(text)) is not None), None)
        if year is not None and (latest is None or year <= latest):
            above = replace(above, year=year)
        elif any(speaks_of_others(line) or read_topic(line) is not None for line in lines):
            above = replace(above, year=None)  # another part of the document begins
        body = _body_named(lines, windows)
        if body is not None:
            above = replace(above, body=None if _is_same_body(body, title.agency, scanned) else body)
        out[number] = above
    years = {heading.year for heading in out.values()} - {None}
    if len(years) == 1 and years <= {assessed, own}:
        out = {number: replace(heading, year=None) for number, heading in out.items()}
    return out


def _lines_above(document: Document, tables: Mapping[int, LogicalTable]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each recognised table and the last running lines above it, its own rows of titles too."""
    lines: list[str] = []
    seen: set[int] = set()
    for page in document.pages:
        for block in page.blocks:
            if not isinstance(block, Table):
                if not block.artifact and block.text.strip():
                    lines.append(one_line(block.text))
            elif block.table_no not in tables:
                is_banner = block.columns == 1 and block.rows <= SETTINGS.banner_rows
                lines = [*lines, *(one_line(c.text) for c in block.cells if c.text.strip())] if is_banner else []
            else:
                if block.table_no not in seen:
                    seen.add(block.table_no)
                    yield block.table_no, [*lines, *_titles_in(block, tables[block.table_no])][-SETTINGS.lines :]
                lines = []


def _titles_in(table: Table, logical: LogicalTable) -> list[str]:
    """Return the texts of a table above its header."""
    headers = logical.part_on(table).headers
    first = headers[0].first if headers else 1
    return [one_line(c.text) for c in table.cells if c.row - table.first_row + 1 < first and c.text.strip()]


def _windows(lines: Sequence[str]) -> Iterator[str]:
    """Yield what may be one heading: lines alone and joined, the nearest to the table first."""
    for n in reversed(range(len(lines))):
        for size in range(1, SETTINGS.joined + 1):
            text = " ".join(lines[n : n + size])
            if n + size <= len(lines) and len(text) <= SETTINGS.longest:
                yield text


def _body_named(lines: Sequence[str], windows: Sequence[str]) -> str | None:
    """Return the body that a heading of scores, or of another part, names, or a line beside it that is a name."""
    for text in windows:
        if (announces_scores(text) or speaks_of_others(text)) and (name := body_of_heading(text)) is not None:
            return name
    if not any(announces_scores(text) for text in windows):
        return None
    alone = (body_of_heading(_LIST_NUMBER.sub("", line)) for line in reversed(lines))
    return next((name for name in alone if name is not None), None)


def _is_same_body(name: str, own: str | None, scanned: bool) -> bool:
    """Tell whether a heading's body is the document's own: its name, part of it, or it and what it is part of."""
    from rapidfuzz import fuzz

    a, b = compact(name), compact(own or "")
    if not b or a in b or b in a:
        return True
    return scanned and fuzz.ratio(a, b) >= SETTINGS.like_scanned
