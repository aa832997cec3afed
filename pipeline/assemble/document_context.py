"""What holds for all tables of a document while their rows are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.assemble.fields import one_line
from pipeline.assemble.table_headings import TableHeading
from pipeline.domain.topics import read_topic
from pipeline.model import Document, Line, Table, Topic

Unwrap = Callable[[Sequence[Line]], str]
"""Makes a text of wrapped lines, paragraphs separated by newlines."""


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What the readers of rows know of the document.

    Attributes:
        document: stitched, its artifacts marked.
        fiscal_year, assessment_fiscal_year: of the report, Buddhist Era.
        agency: whose report it is.
        topics: the topic (of the form of FY 2567 on) that is open above a table, by its number; tables under none are
            absent.
        headings: the year and the body that the heading above a recognised table names, by its number.
        unwrap: makes a text of wrapped lines.
    """

    document: Document
    fiscal_year: int | None
    assessment_fiscal_year: int | None
    agency: str | None
    topics: Mapping[int, Topic]
    headings: Mapping[int, TableHeading]
    unwrap: Unwrap

    def heading_of(self, table_no: int) -> TableHeading:
        """Return what the heading above a table says of its rows."""
        return self.headings.get(table_no, TableHeading())


def open_topics(document: Document) -> dict[int, Topic]:
    """Return the topic that is open above each table: that of the last heading line, or of a cell of the tables above.

    A topic's two tables stand one below the other: the scores of its questions, then what is to be done. Only the
    first may be headed.
    """
    out: dict[int, Topic] = {}
    topic: Topic | None = None
    above = ""
    for page in document.pages:
        for block in page.blocks:
            if not isinstance(block, Table):
                if not block.artifact:
                    line = one_line(block.text)
                    topic = read_topic(line) or read_topic(f"{above}{line}") or topic  # a heading may be wrapped
                    above = line
                continue
            above = ""
            if topic is not None and block.table_no not in out:
                out[block.table_no] = topic
            named = [found for c in block.cells if c.text.strip() and (found := read_topic(one_line(c.text)))]
            topic = named[-1] if named else topic
    return out
