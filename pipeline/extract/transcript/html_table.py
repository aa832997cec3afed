"""HTML tables in transcripts become rows of cells with spans, however their tags are left open.

Tags are read once, one after the other. What is not closed ends where HTML lets it end: a cell at the next cell or row,
a table at the next table, at a page mark, at the end of the text. Rows without a table are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.extract.transcript.cells import WrittenRow
from pipeline.extract.transcript.html import ATTRIBUTES
from pipeline.extract.transcript.page_marks import PAGE_COMMENT
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT

REST_OF_TABLE = 10**6
"""The span of a cell that reaches to the end of its table."""
_TAG = re.compile(
    rf"<\s*+(?P<end>/?)\s*+(?P<name>table|tr|td|th)\b(?P<attributes>{ATTRIBUTES})>|(?P<page>\f|{PAGE_COMMENT})",
    re.IGNORECASE,
)
_PAGE_COMMENT = re.compile(PAGE_COMMENT, re.IGNORECASE)
_INNER_CELL = re.compile(rf"<\s*+/?\s*+(?:td|th)\b{ATTRIBUTES}>", re.IGNORECASE)
_SPAN = re.compile(r"""(?<![\w-])(rowspan|colspan)\s*+=\s*+["']?\s*+([^"'\s>]*+)""", re.IGNORECASE)
_NUMBER = re.compile(r"\+?([0-9]+)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SPAN_DIGITS = 6


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """One table of a text.

    Attributes:
        start, end: its place in the text; what stands after its last row is no part of a table that is not closed.
        above: text that it holds outside of cells, such as a caption.
    """

    start: int
    end: int
    rows: tuple[WrittenRow, ...]
    above: tuple[str, ...] = ()


def find_tables(text: str) -> Iterator[HtmlTable]:
    """Yield the outermost tables of a text, in order. A table within a cell is text of the cell."""
    if "<" not in text:
        return
    scan = _TableScan(text)
    for tag in _TAG.finditer(text):
        yield from scan.read(tag)
    yield from scan.finish()


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read.

    Attributes:
        start: where it begins.
        after: where its last tag that counts ends.
        cell: start of the open cell's text; None between cells.
        spans: rowspan and colspan of the open cell.
        row: texts and spans of the open row's cells.
        odd: spans of the open row that are no numbers, or not believed.
    """

    start: int
    after: int
    cell: int | None = None
    spans: tuple[int, int] = (1, 1)
    row: list[tuple[str, int, int]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    rows: list[WrittenRow] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


class _TableScan:
    """Follows the tags of tables through a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._table: _OpenTable | None = None
        self._inner: list[bool] = []  # tables within the open cell: whether a cell is open in each
        self._page_mark: int | None = None

    def read(self, tag: re.Match[str]) -> Iterator[HtmlTable]:
        """Take the next tag or page mark; yield the table that it ends."""
        if tag.group("page"):
            yield from self._page(tag)
            return
        name, is_end = tag.group("name").lower(), bool(tag.group("end"))
        if name == "table" and not is_end and self._page_mark is not None:
            yield from self.end(self._page_mark)
        self._page_mark = None
        if self._table is None:
            if not is_end:
                self._table = _OpenTable(tag.start(), tag.end())
                self._outer(tag, name, is_end)
        elif self._inner or name == "table" and not is_end and self._table.cell is not None:
            self._nested(tag, name, is_end)
        elif name == "table":
            yield from self.end(tag.end() if is_end else tag.start(), is_closed=is_end)
            if not is_end:
                self._table = _OpenTable(tag.start(), tag.end())
        else:
            self._outer(tag, name, is_end)

    def finish(self) -> Iterator[HtmlTable]:
        """End the table that the text leaves open."""
        yield from self.end(len(self._text) if self._page_mark is None else self._page_mark)

    def end(self, place: int, is_closed: bool = False) -> Iterator[HtmlTable]:
        """End the open table before a place; one that is not closed ends with its last row."""
        table = self._table
        if table is None:
            return
        if table.cell is not None:
            if not is_closed and (blank := _BLANK_LINE.search(self._text, table.cell, place)):
                place = blank.start()
            self._end_cell(table, place)
            table.after = place
        elif is_closed:
            self._keep_text(table, self._text.rfind("<", 0, place))
        self._end_row(table)
        self._table, self._inner = None, []
        yield HtmlTable(table.start, place if is_closed else table.after, tuple(table.rows), tuple(table.above))

    def _page(self, mark: re.Match[str]) -> Iterator[HtmlTable]:
        """A page mark between rows ends the table; in a cell it does if the cell is never closed."""
        if self._table is not None and self._table.cell is None:
            yield from self.end(mark.start())
        elif self._table is not None and self._page_mark is None:
            self._page_mark = mark.start()

    def _outer(self, tag: re.Match[str], name: str, is_end: bool) -> None:
        """Take a tag of the outermost table."""
        table = self._table
        assert table is not None
        if table.cell is not None:
            self._end_cell(table, tag.start())
        else:
            self._keep_text(table, tag.start())
        if name == "tr":
            self._end_row(table)
        elif name in ("td", "th") and not is_end:
            table.cell = tag.end()
            table.spans = self._spans(tag.group("attributes"), table)
        table.after = tag.end()

    def _nested(self, tag: re.Match[str], name: str, is_end: bool) -> None:
        """Take a tag within the open cell; the end of a cell that no inner table has open ends the inner tables."""
        if name == "table":
            if not is_end:
                self._inner.append(False)
            elif self._inner:
                self._inner.pop()
        elif name in ("td", "th") and is_end and not self._inner[-1]:
            while self._inner and not self._inner[-1]:
                self._inner.pop()
            if self._inner:
                self._inner[-1] = False
            else:
                self._outer(tag, name, is_end)
        else:
            self._inner[-1] = name != "tr" and not is_end

    def _end_cell(self, table: _OpenTable, place: int) -> None:
        assert table.cell is not None
        text = self._text[table.cell : place]
        if "<" in text:
            text = _INNER_CELL.sub(" ", _PAGE_COMMENT.sub(" ", text))
        table.row.append((" ".join(text.split()), *table.spans))
        table.cell = None

    def _end_row(self, table: _OpenTable) -> None:
        if table.row:
            texts, spans = tuple(c[0] for c in table.row), tuple((c[1], c[2]) for c in table.row)
            table.rows.append(WrittenRow(texts, spans, odd_spans=tuple(table.odd)))
            table.row, table.odd = [], []

    def _keep_text(self, table: _OpenTable, place: int) -> None:
        """Keep text between the cells of a table, such as its caption."""
        if place > table.after and (text := self._text[table.after : place].strip()):
            table.above.append(text)

    def _spans(self, attributes: str, table: _OpenTable) -> tuple[int, int]:
        """Return rowspan and colspan of a cell; of two of a name the first counts."""
        spans = {"rowspan": 1, "colspan": 1}
        for found in reversed(list(_SPAN.finditer(attributes))):
            name, value = found.group(1).lower(), found.group(2)
            spans[name], is_believed = _span(name, value)
            if not is_believed:
                table.odd.append(f"{name}={value[: TRANSCRIPT.quoted]}")
        return spans["rowspan"], spans["colspan"]


def _span(name: str, value: str) -> tuple[int, bool]:
    """Return a span, and whether it is believed. What is no number is 1; a huge number reaches to the table's edge.

    A number is what HTML takes for one: decimal digits, whatever follows them. The rowspan 0 reaches to the edge.
    """
    number = _NUMBER.match(value)
    if number is None:
        return 1, False
    digits = number.group(1).lstrip("0")
    if not digits:
        return (REST_OF_TABLE, True) if name == "rowspan" else (1, False)
    if len(digits) > _SPAN_DIGITS or name == "colspan" and int(digits) > TRANSCRIPT.max_span:
        return REST_OF_TABLE, False
    return int(digits), True
