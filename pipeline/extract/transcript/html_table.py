"""HTML tables in transcripts become rows of cells with spans."""

from __future__ import annotations

from html.parser import HTMLParser

from pipeline.extract.transcript.cells import WrittenRow
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT


def html_rows(text: str) -> list[WrittenRow]:
    """Return the rows of one HTML table. White space in cells is as HTML has it: a line end is a space."""
    parser = _TableParser()
    parser.feed(text)
    parser.close()
    return [WrittenRow(tuple(c[0] for c in row), tuple((c[1], c[2]) for c in row)) for row in parser.rows if row]


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
    """Return a span attribute as a number from 1 on; what is no number is 1."""
    return min(TRANSCRIPT.max_span, max(1, int(value))) if value and value.strip().isdigit() else 1
