"""Stream tables: lines one below the other whose white space leaves the same columns free, without rulings.

Four lines or more that keep three gutters or more open between them tell a table from prose. The same test serves text
layers and scans; both hand over lines as :class:`TextLine`.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from statistics import median

import numpy as np

from pipeline.extract.tables.lattice import Lattice, LatticeCell
from pipeline.extract.tables.stream_columns import LineBlock, crosses, find_block, stands_beside
from pipeline.extract.tables.stream_header import column_edge, find_header, header_cells
from pipeline.extract.tables.stream_rows import RowRange, fill_columns, find_rows, have_first_cells
from pipeline.extract.tables.stream_text import STREAM, ColumnRange, StreamSettings, TextLine, ink_spans, middles

__all__ = ["TextLine", "find_stream_tables", "ink_spans"]


def find_stream_tables(lines: Sequence[TextLine]) -> list[Lattice]:
    """Return the tables that these lines make, top to bottom, in the lines' unit; their ``ruled`` is False.

    Args:
        lines: of one page, outside its ruled tables, top to bottom.
    """
    tables: list[Lattice] = []
    start = first_free = 0
    while start < len(lines):
        # a header in fewer columns than the rows under it leaves the same gutters free as long as no row closes them
        if not find_rows(lines, find_block(lines, start)):
            start += 1
            continue
        block, rows = best_block(lines, start)
        if block.gutters and have_first_cells(lines, rows, block) and fill_columns(lines, rows, block):
            tables.append(stream_lattice(lines, find_header(lines, block, first_free), block, rows))
        start = first_free = rows[-1][1]
    return tables


def best_block(
    lines: Sequence[TextLine], start: int, settings: StreamSettings = STREAM
) -> tuple[LineBlock, list[RowRange]]:
    """Return the block with the most gutters, and its rows.

    The block at ``start`` has rows. Blocks that begin in the lines below it count too where a line above them crosses
    their gutters, or has words beside their columns: that line is a header. What stands under the last row has no say
    on the columns.
    """
    numbers = range(start, min(start + settings.max_header_lines, len(lines)))
    blocks = [block for n in numbers if (block := find_block(lines, n, settings)).gutters]
    crossed = [
        block
        for block in blocks
        if block.start == start
        or any(crosses(line, block.gutters) or stands_beside(line, lines, block) for line in lines[start : block.start])
    ]
    with_rows = ((block, rows) for block in crossed if (rows := find_rows(lines, block, settings)))
    block, rows = max(with_rows, key=lambda found: (*_columns_with_ink(lines, *found), -found[0].start))
    if rows[-1][1] < block.end:
        block = find_block(lines[: rows[-1][1]], block.start, settings)
        rows = find_rows(lines, block, settings) or rows
    return block, rows


def _columns_with_ink(lines: Sequence[TextLine], block: LineBlock, rows: Sequence[RowRange]) -> tuple[int, int]:
    """Return how many columns have ink in several rows, and how many have not, below 0.

    Words of a header that stand beside their columns' figures (words begin left, figures end right) make more columns.
    """
    places = middles(block.gutters)
    inked = Counter(k for row in rows for k in {bisect(places, a) for n in range(*row) for a, _ in lines[n].spans})
    used = sum(count > 1 for count in inked.values())
    return used, used - len(places) - 1


def stream_lattice(
    lines: Sequence[TextLine],
    header: Sequence[Sequence[ColumnRange]],
    block: LineBlock,
    rows: Sequence[RowRange],
) -> Lattice:
    """Return the table: a row for each line of the header, then the body's rows; a title is one cell."""
    first, end = block.start - len(header), rows[-1][1]
    header_lines = lines[first : block.start]
    used = lines[first:end]
    pad = STREAM.padding * median([line.size for line in used])
    sides = [side for line in used for span in line.spans for side in span]
    edges = [column_edge(gutter, n, header_lines, header) for n, gutter in enumerate(block.gutters)]
    xs = [min(sides) - pad, *edges, max(sides) + pad]
    starts = [*range(first, block.start), *(a for a, _ in rows)]
    between = [(lines[n - 1].bottom + lines[n].top) / 2 for n in starts[1:]]
    ys = [lines[first].top - pad, *between, lines[end - 1].bottom + pad]
    columns = len(xs) - 1
    cells = list(header_cells(header, range(len(header)), range(columns)))
    for row, (start, _) in enumerate(rows, len(header)):
        wide = columns if start in block.titles else 1
        cells += [LatticeCell(row, column, 1, wide) for column in range(0, columns, wide)]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    table = Lattice(xs, ys, cells, np.zeros((len(ys) - 1, columns), np.int64), ruled=False)
    for number, cell in enumerate(table.cells):
        table.owner[cell.row : cell.row + cell.rowspan, cell.column : cell.column + cell.colspan] = number
    return table
