"""What a document is typeset of: paragraphs, tables of cells, and the style they are printed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

PAPERS: Mapping[str, tuple[int, int]] = {"A4": (595, 842), "A3": (842, 1191), "Letter": (612, 792), "Folio": (612, 936)}
"""Width and height of papers, points, upright."""
SHORT_HEIGHT = 340
"""Height of short pages, points."""


@dataclass(frozen=True)
class ReportStyle:
    """How a document looks.

    Attributes:
        producer: ``weasyprint``, ``chromium`` or ``libreoffice``; ``pikepdf`` draws the pages itself.
        font: the family.
        size: of the letters, points.
        landscape: pages of A4 lie on their side.
        thai_digits: numbers are printed in Thai digits.
        naming: code and question in ``two`` columns under one header, ``apart`` with two headers, or ``glued`` in one.
        sequence: a first column numbers the codes.
        merge: cells of a code over its measures: ``span`` (merged), ``blank`` (empty below the first) or ``repeat``.
        level: a ``column``; ``glued`` to the measure under a common header; ``some``, where now and then a merged cell
            holds both; or ``none``.
        outcome: there is a column of outcomes.
        sections: ``row`` over the table, ``paragraph`` before a table of its own, or a ``column`` of merged cells.
        tables: one per ``tool``, or ``one`` with rows that name the tool.
        header: ``repeat`` on each page, on the ``first`` page only, or ``two`` rows (repeated).
        border: of tables; the keys of ``BORDERS`` in the outputs.
        shade: header cells are filled.
        rows_break: a row may be cut by a page end.
        rotation: ``none``, ``rotate`` (drawn sideways, shown upright by /Rotate) or ``side`` (shown sideways).
        order: of the columns after the question.
        extras: columns that no dataset holds, joined by ``+``: ``plan`` (who and when, after the measure), ``evidence``
            (after the result), ``note`` (last); or ``none``.
        closing: each table ends in a row of a mean, and footnotes follow.
        cover: the title has a page of its own.
        artifacts: page numbers (``number``, in Thai digits ``thai``), a running header too (``both``), or ``none``.
        justify: cells are justified.
        short_page: pages are 120 mm high.
        paper: a key of :data:`PAPERS`.
        misprints: as in :func:`benchmarks.typesetting.measures_content.draw`.
        numbering: as there.
    """

    producer: str = "weasyprint"
    font: str = "Laksaman"
    size: float = 12.0
    landscape: bool = True
    thai_digits: bool = False
    naming: str = "two"
    sequence: bool = False
    merge: str = "blank"
    level: str = "column"
    outcome: bool = True
    sections: str = "row"
    tables: str = "tool"
    header: str = "repeat"
    border: str = "solid"
    shade: bool = False
    rows_break: bool = True
    rotation: str = "none"
    order: str = "usual"
    extras: str = "none"
    closing: bool = False
    cover: bool = False
    artifacts: str = "none"
    justify: bool = False
    short_page: bool = False
    misprints: str = "shapes"
    numbering: str = "rows"
    paper: str = "A4"

    @property
    def page_size(self) -> tuple[int, int]:
        """Return width and height of the pages, points."""
        width, height = PAPERS[self.paper]
        if self.short_page:
            return width, SHORT_HEIGHT
        return (height, width) if self.landscape else (width, height)

    def features(self) -> str:
        """Return what differs from the default style, as ``name=value`` joined by spaces."""
        default = ReportStyle()
        changed = [f.name for f in fields(self) if getattr(self, f.name) != getattr(default, f.name)]
        return " ".join(f"{name}={getattr(self, name)}" for name in changed if name not in ("producer", "font", "size"))


@dataclass(frozen=True)
class TableCell:
    """A cell: its paragraphs, spans, and whether it belongs to the header.

    ``vertical`` turns the text by 90 degrees; ``links`` are addresses behind the paragraphs, in their order. Both are
    set by ``pikepdf`` and, as HTML, by WeasyPrint and Chromium.
    """

    paragraphs: tuple[str, ...] = ("",)
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    bold: bool = False
    center: bool = False
    vertical: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableBlock:
    """A table: relative column widths, header rows, body rows (cells that start in the row, left to right)."""

    widths: tuple[float, ...]
    head: tuple[tuple[TableCell, ...], ...]
    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text; ``new_page`` starts a page after it."""

    text: str
    bold: bool = False
    center: bool = False
    new_page: bool = False
