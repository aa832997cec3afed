"""From the glyphs of a page to its blocks: lines and tables in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from pipeline.extract.pdf.pdfium_glyphs import GlyphArrays
from pipeline.extract.pdf.ruled_tables import find_tables
from pipeline.extract.pdf.stream_tables import stream_lines
from pipeline.extract.pdf.text_lines import Dropped, Placed, place
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice
from pipeline.extract.tables.rulings import PageObjects
from pipeline.extract.tables.stream import find_stream_tables
from pipeline.model import Cell, Glyphs, Line, Page, Reader, Table


def make_page(
    number: int,
    frame: Frame,
    glyphs: GlyphArrays,
    found: PageObjects,
    reader: Reader,
    quality: float | None,
    images: float,
    tables_before: int,
) -> tuple[Page, Dropped, int]:
    """Lines and tables of a page in reading order, which of its glyphs are in none of them, and how many rows were told by white space."""
    size = frame.width, frame.height
    turned = 90 * frame.turns
    if reader == "none":
        text = glyphs.spelled()
        page = Page(
            number, *size, "none", quality, text_raw=text, image_share=images, fonts=glyphs.font_names, rotation=turned
        )
        return page, Dropped(), 0
    lattices = find_tables(found, glyphs, frame)
    placed, columns, dropped = place(glyphs, lattices, *size)
    more = find_stream_tables(stream_lines([p.line for p in placed if p.region < 0], columns))
    if more:
        lattices = sorted([*lattices, *more], key=lambda t: t.ys[0])
        placed, columns, dropped = place(glyphs, lattices, *size)
    tables, running = _tables(number, lattices, placed, columns, reader)
    blocks = reading_order(running, tables, tables_before)
    text = "\n".join(raw_lines(blocks))
    page = Page(number, *size, reader, quality, blocks, text, "", images, glyphs.font_names, columns, turned)
    return page, dropped, sum(len(t.ys) - 1 for t in more)


def _tables(
    number: int, lattices: list[Lattice], placed: list[Placed], glyphs: Glyphs, reader: Reader
) -> tuple[list[Table], list[Line]]:
    """Cells with their lines; a lattice without any text is decoration."""
    lines: dict[int, list[Line]] = {}
    for p in placed:
        lines.setdefault(p.region, []).append(p.line)
    tables = []
    first = 0
    for lattice in lattices:
        numbers = range(first, first + len(lattice.cells))
        first += len(lattice.cells)
        _take_spilled(lattice, numbers, lines, glyphs)
        if not any(k in lines for k in numbers):
            continue
        cells = tuple(
            Cell(
                page=number,
                row=c.row + 1,
                column=c.column + 1,
                lines=tuple(lines.get(k, ())),
                rowspan=c.rowspan,
                colspan=c.colspan,
                box=(
                    lattice.xs[c.column],
                    lattice.ys[c.row],
                    lattice.xs[c.column + c.colspan],
                    lattice.ys[c.row + c.rowspan],
                ),
                reader=reader,
                open_top=c.open_top,
                open_bottom=c.open_bottom,
            )
            for k, c in zip(numbers, lattice.cells, strict=True)
        )
        tables.append(
            Table(
                number,
                0,
                len(lattice.ys) - 1,
                len(lattice.xs) - 1,
                cells,
                box=lattice.box,
                x_edges=tuple(lattice.xs),
                reader=reader,
                ruled=lattice.ruled,
            )
        )
    return tables, lines.get(-1, [])


def _take_spilled(lattice: Lattice, numbers: range, lines: dict[int, list[Line]], glyphs: Glyphs) -> None:
    """Give the last row the lines that spill out under it: set under a cell's text, at its left edge, in its rhythm."""
    bottom = lattice.ys[-1]
    for k, cell in zip(numbers, lattice.cells, strict=True):
        if cell.row + cell.rowspan < len(lattice.ys) - 1 or len(lines.get(k, ())) < 2:
            continue
        right = lattice.xs[cell.column + cell.colspan]
        for line in list(lines.get(-1, ())):
            (_, before), (left, last), (x0, at) = (_start(item, glyphs) for item in (*lines[k][-2:], line))
            in_rhythm = bottom < at + 1 and 0 < at - last < 1.15 * (last - before)
            if in_rhythm and abs(x0 - left) < 1.5 and line.box and line.box[2] <= right + 1:
                lines[-1].remove(line)
                lines[k].append(line)


def _start(line: Line, glyphs: Glyphs) -> tuple[float, float]:
    """Left edge of a line's ink and its baseline, points; the ink's bottom would move with every letter that hangs below."""
    start, end = line.glyphs or (0, 0)
    return (line.box[0], median(glyphs.baseline[start:end])) if line.box and end > start else (0.0, 0.0)


def reading_order(running: list[Line], tables: list[Table], tables_before: int) -> tuple[Line | Table, ...]:
    """Blocks from top to bottom, left to right; tables are numbered on over the document in this order."""

    def key(block: Line | Table) -> tuple[float, float]:
        box = block.box or (0.0, 0.0, 0.0, 0.0)
        return (box[1], box[0]) if isinstance(block, Table) else ((box[1] + box[3]) / 2, box[0])

    unordered: list[Line | Table] = [*running, *tables]
    blocks: list[Line | Table] = []
    number = tables_before
    for block in sorted(unordered, key=key):
        if isinstance(block, Table):
            number += 1
            block = replace(block, table_no=number)
        blocks.append(block)
    return tuple(blocks)


def raw_lines(blocks: tuple[Line | Table, ...]) -> Iterator[str]:
    """Raw text of a page: a line a line, a table row a line with tabs between its cells."""
    for block in blocks:
        if isinstance(block, Line):
            yield block.raw
        else:
            for row in block.by_row():
                yield "\t".join(c.text_raw.replace("\n", " ") for c in row)
