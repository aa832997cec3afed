"""Lay blocks out on pages: lines of text, ruled cells cut by page ends, headers that repeat, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from benchmarks.typesetting.blocks import Paragraph, ReportStyle, TableBlock, TableCell
from benchmarks.typesetting.typefaces import Typeface

MARGIN = 42.0
PAD = 3.0
"""Between the ruling of a cell and its text, points."""
GAP = 6.0
"""Before and after a table, points."""
ROUNDING = 0.01
"""Points by which sums of heights may be off."""


@dataclass(frozen=True)
class TextItem:
    """A line of text; ``x`` and ``y`` are the left end of its base line, points from the upper left of the page."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    vertical: bool = False


@dataclass(frozen=True)
class CellItem:
    """The rectangle of a cell, or of its part on this page."""

    box: tuple[float, float, float, float]
    shaded: bool


@dataclass(frozen=True)
class LinkItem:
    """An address behind a rectangle."""

    box: tuple[float, float, float, float]
    address: str


Item = TextItem | CellItem | LinkItem


@dataclass
class _Placed:
    """A cell of a table: where it stands (rows from 0), and lines that are not set yet, with their addresses."""

    cell: TableCell
    row: int
    left: float
    right: float
    lines: list[tuple[str, str]] = field(default_factory=list)

    @property
    def last_row(self) -> int:
        """Return the last row that it covers."""
        return self.row + self.cell.rowspan - 1


@dataclass(frozen=True)
class _Part:
    """A row, or the part of one that a page holds."""

    row: int
    top: float
    bottom: float


@lru_cache(maxsize=20000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, between which a line may end; spaces belong to the word before."""
    from pythainlp.tokenize import word_tokenize

    out: list[str] = []
    for word in word_tokenize(text):
        if out and word.isspace():
            out[-1] += word
        else:
            out.append(word)
    return tuple(out)


def break_lines(text: str, face: Typeface, size: float, width: float) -> list[str]:
    """Break a paragraph into lines no wider than ``width`` points, between words; inside one that is wider."""
    lines, line, used = [], "", 0.0
    for word in words(text) or ("",):
        long = face.width(word.rstrip()) * size
        if line and used + long > width:
            lines.append(line)
            line, used = "", 0.0
        if long > width:
            for character in word:
                step = face.width(character) * size
                if line and used + step > width and step:
                    lines.append(line)
                    line, used = "", 0.0
                line, used = line + character, used + step
            continue
        line, used = line + word, used + face.width(word) * size
    return [*lines, line]


class PageLayout:
    """Pages under construction.

    Args:
        style: of the document.
        faces: regular and bold.
    """

    def __init__(self, style: ReportStyle, faces: tuple[Typeface, Typeface]) -> None:
        self.style, self.faces = style, faces
        self.width, self.height = style.page_size
        self.leading = style.size * max(face.leading for face in faces) * 1.02
        self.pages: list[list[Item]] = [[]]
        self.y = MARGIN

    def set_blocks(self, blocks: Sequence[Paragraph | TableBlock]) -> list[list[Item]]:
        """Set the blocks in their order; return the items of each page."""
        for block in blocks:
            if isinstance(block, Paragraph):
                self._set_paragraph(block)
            else:
                self._set_table(block)
        return self.pages if self.pages[-1] else self.pages[:-1]

    @property
    def _room(self) -> float:
        return self.height - MARGIN - self.y

    def _turn(self) -> None:
        self.pages.append([])
        self.y = MARGIN

    def _set_paragraph(self, block: Paragraph) -> None:
        face, size, room = self.faces[block.bold], self.style.size, self.width - 2 * MARGIN
        for line in break_lines(block.text, face, size, room):
            if self._room < self.leading:
                self._turn()
            indent = (room - face.width(line.rstrip()) * size) / 2 if block.center else 0.0
            base = self.y + face.ascent * size
            self.pages[-1].append(TextItem(line, MARGIN + indent, base, size, block.bold))
            self.y += self.leading
        if block.new_page:
            self._turn()

    def _place(self, rows: Sequence[Sequence[TableCell]], edges: Sequence[float]) -> list[_Placed]:
        """Give the cells their rows and columns, and break their texts into lines."""
        covered: set[tuple[int, int]] = set()
        out = []
        for row, cells in enumerate(rows):
            column = 0
            for cell in cells:
                while (row, column) in covered:
                    column += 1
                covered |= {(row + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
                placed = _Placed(cell, row, edges[column], edges[column + cell.colspan])
                placed.lines = self._cell_lines(cell, placed.right - placed.left)
                out.append(placed)
                column += cell.colspan
        return out

    def _cell_lines(self, cell: TableCell, width: float) -> list[tuple[str, str]]:
        if cell.vertical:
            return [(paragraph, "") for paragraph in cell.paragraphs]
        face, links = self.faces[cell.bold], (*cell.links, *[""] * len(cell.paragraphs))
        return [
            (line, link)
            for paragraph, link in zip(cell.paragraphs, links, strict=False)
            for line in break_lines(paragraph, face, self.style.size, width - 2 * PAD)
        ]

    def _heights(self, placed: Sequence[_Placed], count: int) -> list[float]:
        """Return the height of each row: of its own cells, the last row of a merged cell as high as it asks for."""
        heights = [self.leading + 2 * PAD] * count
        for at in sorted(placed, key=lambda p: p.last_row):
            if at.cell.vertical:
                face = self.faces[at.cell.bold]
                need = max(face.width(text) for text, _ in at.lines) * self.style.size + 4 * PAD
            else:
                need = len(at.lines) * self.leading + 2 * PAD
            heights[at.last_row] += max(0.0, need - sum(heights[at.row : at.last_row + 1]))
        return heights

    def _set_table(self, block: TableBlock) -> None:
        room = self.width - 2 * MARGIN
        edges = [MARGIN]
        for width in block.widths:
            edges.append(edges[-1] + room * width / sum(block.widths))
        whole_page = self.height - 2 * MARGIN
        head_heights = self._heights(self._place(block.head, edges), len(block.head))
        body = self._place(block.rows, edges)
        heights = self._heights(body, len(block.rows))
        self.y += GAP
        least = sum(head_heights) + self.leading * 2 + 2 * PAD
        if self._room < least:
            self._turn()
        row, rest, first = 0, heights[0] if heights else 0.0, True
        while first or row < len(heights):
            if first or self.style.header != "first":
                self._draw(self._place(block.head, edges), self._parts(head_heights), last=True)
            first = False
            parts, row, rest = self._fill_page(heights, row, rest, whole_page - sum(head_heights))
            self._draw(body, parts, last=row >= len(heights))
            if row < len(heights):
                self._turn()
        self.y += GAP

    def _fill_page(
        self, heights: Sequence[float], row: int, rest: float, page_height: float
    ) -> tuple[list[_Part], int, float]:
        """Take room for the rows that fit on this page, and for a part of the next where it may be cut.

        Args:
            heights: of all rows.
            row: the first to set.
            rest: its height that is not set yet.
            page_height: what a page has room for; a higher row is cut anyway.

        Returns:
            The parts, the first row that is not set whole, and its height that is not set yet.
        """
        parts: list[_Part] = []
        while row < len(heights) and rest <= self._room + ROUNDING:
            parts.append(_Part(row, self.y, self.y + rest))
            self.y += rest
            row += 1
            rest = heights[row] if row < len(heights) else 0.0
        lines = int((self._room - 2 * PAD) // self.leading)
        height = lines * self.leading + 2 * PAD
        may_be_cut = self.style.rows_break or not parts or heights[row : row + 1] > [page_height]
        if row < len(heights) and lines >= 1 and rest > height and may_be_cut:
            parts.append(_Part(row, self.y, self.y + height))
            rest += 2 * PAD - height
        if row < len(heights) and not parts:
            raise ValueError("a header leaves no room for a line on the page; set it smaller, or without the header")
        return parts, row, rest

    def _parts(self, heights: Sequence[float]) -> list[_Part]:
        """Take room for rows that are not cut."""
        out = []
        for row, height in enumerate(heights):
            out.append(_Part(row, self.y, self.y + height))
            self.y += height
        return out

    def _draw(self, placed: Sequence[_Placed], parts: Sequence[_Part], last: bool) -> None:
        """Draw what these parts of rows hold; ``last``: no page follows that could hold the rest."""
        if not parts:
            return
        for at in placed:
            mine = [p for p in parts if at.row <= p.row <= at.last_row]
            if not mine:
                continue
            top, bottom = mine[0].top, mine[-1].bottom
            self.pages[-1].append(CellItem((at.left, top, at.right, bottom), at.cell.header and self.style.shade))
            if at.cell.vertical:
                self._draw_vertical(at, bottom)
                continue
            fit = max(1, int((bottom - top - 2 * PAD + 0.5) // self.leading))
            ends = last or parts[-1].row > at.last_row
            lines, at.lines = (at.lines, []) if ends else (at.lines[:fit], at.lines[fit:])
            for n, (line, address) in enumerate(lines):
                self._draw_line(at, line, address, top + PAD + n * self.leading)

    def _draw_line(self, at: _Placed, line: str, address: str, top: float) -> None:
        face, size = self.faces[at.cell.bold], self.style.size
        width = face.width(line.rstrip()) * size
        x = (at.left + at.right - width) / 2 if at.cell.center else at.left + PAD
        self.pages[-1].append(TextItem(line, x, top + face.ascent * size, size, at.cell.bold))
        if address:
            self.pages[-1].append(LinkItem((x, top, x + width, top + self.leading), address))

    def _draw_vertical(self, at: _Placed, bottom: float) -> None:
        face, size = self.faces[at.cell.bold], self.style.size
        middle = (at.left + at.right) / 2 - len(at.lines) * self.leading / 2
        for n, (line, _) in enumerate(at.lines):
            x = middle + n * self.leading + face.ascent * size
            self.pages[-1].append(TextItem(line, x, bottom - PAD, size, at.cell.bold, vertical=True))
