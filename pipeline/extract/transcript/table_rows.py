"""Tables of transcripts: tab-separated rows, Markdown rows and HTML tables become rows of cells with spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from pipeline.extract.transcript.markup import to_lines
from pipeline.model import Cell, Table

_RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Row:
    """One row as written: the cells' mark-up and their (rowspan, colspan)."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    markdown: bool = False


def split_tabs(line: str) -> Row:
    """A tab-separated row; empty cells count."""
    return Row(tuple(line.split("\t")))


def is_rule(line: str) -> bool:
    """A rule row, ``---|---`` or dashes between tabs: mark-up under a header, or between pages."""
    if "-" not in line or ("\t" not in line and "|" not in line):
        return False
    cells = [c for c in re.split(r"[\t|]", line) if c.strip()]
    return bool(cells) and all(_RULE_CELL.match(c) for c in cells)


def is_markdown_row(lines: Sequence[str], i: int) -> bool:
    """``| a | b |``, or ``a | b`` beside a rule row or another such row."""
    line = lines[i].strip()
    pipes = len(_PIPE.findall(line))
    if not pipes or "\t" in line:
        return False
    if line.startswith("|") and line.endswith("|") and pipes > 2:
        return True
    near = [lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    return any(is_rule(other) or (pipes > 1 and len(_PIPE.findall(other)) == pipes) for other in near)


def markdown_row(line: str) -> Row:
    """A Markdown row; the pipes at both ends are not cells."""
    line = line.strip()
    cells = _PIPE.split(line)
    if line.startswith("|"):
        cells = cells[1:]
    if line.endswith("|") and not line.endswith("\\|"):
        cells = cells[:-1]
    return Row(tuple(cells), markdown=True)


class _TableParser(HTMLParser):
    """Collects the rows of the outermost table; the mark-up inside cells is kept as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.rows: list[list[tuple[str, int, int]]] = []
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.rows:
                self.rows.append([])
            values = dict(attrs)
            self.cell, self.span = [], (_span(values.get("rowspan")), _span(values.get("colspan")))
        elif self.cell is not None:
            self.cell.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.cell is not None:
            self.cell.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            if self.depth == 1:
                self._end_cell()
            self.depth -= 1
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        elif self.cell is not None:
            self.cell.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _end_cell(self) -> None:
        if self.cell is not None:
            self.rows[-1].append((" ".join("".join(self.cell).split()), *self.span))
            self.cell = None


def _span(value: str | None) -> int:
    """A span attribute; what is not a number from 1 to 500 is 1."""
    return min(500, max(1, int(value))) if value and value.strip().isdigit() else 1


def html_rows(text: str) -> list[Row]:
    """The rows of one HTML table. White space in cells is as HTML has it: a line end is a space."""
    parser = _TableParser()
    parser.feed(text)
    parser.close()
    return [Row(tuple(c[0] for c in row), tuple((c[1], c[2]) for c in row)) for row in parser.rows if row]


def to_table(rows: Sequence[Row], page: int, table_no: int) -> Table:
    """Place the rows in a grid; spans push cells to the right as in HTML. Every written cell is kept, empty ones too."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    columns = 0
    for r, row in enumerate(rows, start=1):
        column = 1
        for k, text in enumerate(row.texts):
            rowspan, colspan = row.spans[k] if row.spans else (1, 1)
            rowspan = min(rowspan, len(rows) - r + 1)
            while (r, column) in taken:
                column += 1
            taken.update((r + i, column + j) for i in range(rowspan) for j in range(colspan))
            lines = tuple(to_lines(text, markdown=row.markdown))
            cells.append(
                Cell(
                    page=page, row=r, column=column, lines=lines, rowspan=rowspan, colspan=colspan, reader="transcript"
                )
            )
            column += colspan
        columns = max([columns, column - 1, *(c for (rr, c) in taken if rr == r)])
    return Table(page=page, table_no=table_no, rows=len(rows), columns=columns, cells=tuple(cells), reader="transcript")
