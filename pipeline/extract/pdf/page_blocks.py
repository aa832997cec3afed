"""Blocks of a page: its glyphs become lines and tables in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from pipeline.extract.pdf.cell_assignment import NO_CELL
from pipeline.extract.pdf.glyph_arrays import GlyphArrays
from pipeline.extract.pdf.page_columns import ColumnBand, find_column_bands
from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.ruled_tables import find_tables
from pipeline.extract.pdf.text_lines import DroppedGlyphs, PlacedLine, TextLayout, layout_lines
from pipeline.extract.pdf.turned_text import with_turned_text
from pipeline.extract.pdf.undivided_cells import with_divided_cells
from pipeline.extract.pdf.unruled_tables import find_unruled_tables, level_frames, tables_in_frames
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice, LatticeCell
from pipeline.model import Box, Cell, Glyphs, Line, Page, Reader, Table


class OverflowSettings(NamedTuple):
    """Measures of lines of a cell that stand below the last ruling of its table.

    Attributes:
        min_lines: of a cell, which show the distance of its lines.
        max_leading: times that distance; a line that overflows stands no farther under the cell's last.
        left_slack: points by which its left edge may differ from theirs.
        right_slack: points by which it may reach beyond the cell.
        bottom_slack: points by which its baseline may stand above the last ruling.
    """

    min_lines: int = 2
    max_leading: float = 1.15
    left_slack: float = 1.5
    right_slack: float = 1.0
    bottom_slack: float = 1.0


OVERFLOW = OverflowSettings()


def make_page(
    number: int,
    frame: Frame,
    glyphs: GlyphArrays,
    objects: PageObjects,
    reader: Reader,
    quality: float | None,
    images: float,
    tables_before: int,
) -> tuple[Page, DroppedGlyphs]:
    """Lay out a page's glyphs as lines and tables in reading order.

    Args:
        number: of the page, 1-based.
        frame: of the page.
        glyphs: in page space.
        objects: what the page draws besides text.
        reader: that decoded the glyphs; ``none`` where they are no text, and only the raw text is kept.
        quality: of the text, 0..1.
        images: share of the page that images cover, 0..1.
        tables_before: number of tables on the pages before.
    """
    size = frame.width, frame.height
    turned = 90 * frame.turns
    if reader == "none":
        text, fonts = glyphs.text(), glyphs.font_names
        page = Page(number, *size, "none", quality, text_raw=text, image_share=images, fonts=fonts, rotation=turned)
        return page, DroppedGlyphs()
    lattices = find_tables(objects, glyphs, frame)
    layout = layout_lines(glyphs, lattices, *size)
    outside = [placed.line for placed in layout.lines if placed.cell == NO_CELL]
    stream = find_unruled_tables(outside, layout.glyphs, level_frames(objects, frame, lattices))
    divided = with_divided_cells(lattices, layout.lines, layout.glyphs)
    framed = tables_in_frames(lattices, layout)
    divided = [table for old, new in zip(lattices, divided, strict=True) for table in framed.get(id(old), [new])]
    if stream or framed or any(new is not old for new, old in zip(divided, lattices, strict=True)):
        lattices = sorted([*divided, *stream], key=lambda t: t.ys[0])
        layout = layout_lines(glyphs, lattices, *size)
    running_lines = [placed.line for placed in layout.lines if placed.cell == NO_CELL]
    bands = find_column_bands(running_lines, layout.glyphs, lattices)
    if bands:
        layout = _layout_in_columns(glyphs, lattices, bands, *size)
    layout = with_turned_text(layout, glyphs, lattices, *size)
    tables, running = _tables(number, lattices, layout.lines, layout.glyphs, reader)
    blocks = reading_order(running, tables, tables_before, bands)
    text = "\n".join(raw_lines(blocks))
    page = Page(number, *size, reader, quality, blocks, text, "", images, glyphs.font_names, layout.glyphs, turned)
    return page, layout.dropped


def _layout_in_columns(
    glyphs: GlyphArrays, lattices: list[Lattice], bands: list[ColumnBand], width: float, height: float
) -> TextLayout:
    """Lay out a page whose running text stands in columns: lines of two columns on one baseline are two."""
    layout = layout_lines(glyphs, [*lattices, *(band.lattice() for band in bands)], width, height)
    cells = sum(len(lattice.cells) for lattice in lattices)
    lines = [p if p.cell < cells else PlacedLine(NO_CELL, p.line) for p in layout.lines]
    return layout._replace(lines=lines)


def _tables(
    number: int, lattices: list[Lattice], placed: list[PlacedLine], glyphs: Glyphs, reader: Reader
) -> tuple[list[Table], list[Line]]:
    """Return the tables with their lines, and running text; a lattice without any text is decoration."""
    lines: dict[int, list[Line]] = {}
    for item in placed:
        lines.setdefault(item.cell, []).append(item.line)
    running = lines.pop(NO_CELL, [])
    tables = []
    first = 0
    for lattice in lattices:
        of_cells = [lines.get(first + k, []) for k in range(len(lattice.cells))]
        first += len(lattice.cells)
        of_cells, running = _with_overflow(lattice, of_cells, running, glyphs)
        if any(of_cells):
            tables.append(_table(number, lattice, of_cells, reader))
    return tables, running


def _table(number: int, lattice: Lattice, lines: list[list[Line]], reader: Reader) -> Table:
    """Return a table of page ``number``; ``lines`` are those of each cell."""
    cells = tuple(
        Cell(
            page=number,
            row=cell.row + 1,
            column=cell.column + 1,
            lines=tuple(of_cell),
            rowspan=cell.rowspan,
            colspan=cell.colspan,
            box=_cell_box(lattice, cell),
            reader=reader,
            open_top=cell.open_top,
            open_bottom=cell.open_bottom,
        )
        for of_cell, cell in zip(lines, lattice.cells, strict=True)
    )
    return Table(
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


def _cell_box(lattice: Lattice, cell: LatticeCell) -> Box:
    xs, ys = lattice.xs, lattice.ys
    return xs[cell.column], ys[cell.row], xs[cell.column + cell.colspan], ys[cell.row + cell.rowspan]


def _with_overflow(
    lattice: Lattice, lines: list[list[Line]], running: list[Line], glyphs: Glyphs
) -> tuple[list[list[Line]], list[Line]]:
    """Move running lines that continue the text of a cell of the last row, below its ruling, into that cell."""
    out = list(lines)
    for k, cell in enumerate(lattice.cells):
        last_row = cell.row + cell.rowspan == len(lattice.ys) - 1
        if last_row and len(out[k]) >= OVERFLOW.min_lines:
            right = lattice.xs[cell.column + cell.colspan]
            more = _continuation(out[k], running, lattice.ys[-1], right, glyphs)
            out[k] = [*out[k], *more]
            running = [line for line in running if line not in more]
    return out, running


def _continuation(lines: list[Line], running: list[Line], bottom: float, right: float, glyphs: Glyphs) -> list[Line]:
    """Return the running lines that continue a cell's: at their left edge, at their distance, below its bottom.

    Args:
        lines: of the cell, at least two.
        running: lines in no table, top to bottom.
        bottom, right: edges of the cell, points.
        glyphs: that the lines point into.
    """
    (_, before), (left, last) = (_line_start(line, glyphs) for line in lines[-2:])
    more: list[Line] = []
    for line in running:
        x0, baseline = _line_start(line, glyphs)
        step = baseline - last
        below = bottom < baseline + OVERFLOW.bottom_slack and 0 < step < OVERFLOW.max_leading * (last - before)
        aligned = abs(x0 - left) < OVERFLOW.left_slack
        if below and aligned and line.box and line.box[2] <= right + OVERFLOW.right_slack:
            more.append(line)
            before, left, last = last, x0, baseline
    return more


def _line_start(line: Line, glyphs: Glyphs) -> tuple[float, float]:
    """Return the left edge of a line's ink and its baseline, points.

    The bottom of the ink would not do: it moves with every letter that hangs below the baseline.
    """
    start, end = line.glyphs or (0, 0)
    return (line.box[0], median(glyphs.baseline[start:end])) if line.box and end > start else (0.0, 0.0)


def reading_order(
    running: list[Line], tables: list[Table], tables_before: int, bands: Sequence[ColumnBand] = ()
) -> tuple[Line | Table, ...]:
    """Return the blocks from top to bottom, left to right; those of a band in columns column by column.

    Args:
        running: lines outside tables; a line stands where its middle is.
        tables: of the page; a table stands where its top is.
        tables_before: number of tables on the pages before, from which those of this page are numbered on.
        bands: of the page in columns.
    """

    def key(block: Line | Table) -> tuple[float, int, float, float]:
        box = block.box or (0.0, 0.0, 0.0, 0.0)
        y = box[1] if isinstance(block, Table) else (box[1] + box[3]) / 2
        for band in bands:
            if (column := band.column_of(box)) is not None:
                return band.top, column, y, box[0]
        return y, 0, y, box[0]

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
    """Yield the raw text of a page: each line, and each row of a table with tabs between its cells."""
    for block in blocks:
        if isinstance(block, Line):
            yield block.raw
        else:
            for row in block.by_row():
                yield "\t".join(c.text_raw.replace("\n", " ") for c in row)
