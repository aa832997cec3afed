"""Lattices whose cells the text divides further: the lines of a text layer as their input."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from pipeline.extract.pdf.text_lines import PlacedLine
from pipeline.extract.tables.cell_lines import CellLine, Word, boxes_of, is_value, lattice_of
from pipeline.extract.tables.lattice import Lattice
from pipeline.extract.tables.stream_text import STREAM
from pipeline.extract.tables.undivided import divide_cells
from pipeline.model import Glyphs, Line


def with_divided_cells(lattices: Sequence[Lattice], placed: Sequence[PlacedLine], glyphs: Glyphs) -> list[Lattice]:
    """Return the lattices, with the cells divided in which the text shows several rows or columns.

    Args:
        lattices: of the page.
        placed: its lines; cells are numbered through over all lattices.
        glyphs: that the lines point into.
    """
    of_cell: dict[int, list[Line]] = defaultdict(list)
    for item in placed:
        of_cell[item.cell].append(item.line)
    out, first = [], 0
    for lattice in lattices:
        lines = [of_cell[first + k] for k in range(len(lattice.cells))]
        first += len(lattice.cells)
        out.append(_divided(lattice, lines, glyphs) if _may_be_undivided(lattice, lines) else lattice)
    return out


def _may_be_undivided(lattice: Lattice, lines: Sequence[Sequence[Line]]) -> bool:
    """Return whether it is worth looking closer: a column of figures in a cell, or wide cells below each other."""
    wide = [
        (cell.column, cell.colspan) for cell, own in zip(lattice.cells, lines, strict=True) if cell.colspan > 1 and own
    ]
    if len(wide) > len(set(wide)):
        return True
    return any(
        len(own) > 1 and sum(is_value(line.raw.split()[-1]) for line in own if line.raw.strip()) > 1 for own in lines
    )


def _divided(lattice: Lattice, lines: Sequence[Sequence[Line]], glyphs: Glyphs) -> Lattice:
    """Return the lattice with its cells divided; the same where they are whole."""
    boxes = boxes_of(lattice, [[cell_line(line, glyphs) for line in own if line.glyphs] for own in lines])
    divided = divide_cells(boxes)
    return lattice if len(divided) == len(boxes) else lattice_of(divided, lattice.ruled)


def cell_line(line: Line, glyphs: Glyphs) -> CellLine:
    """Return a line in words: pieces of ink between white spaces that may part columns."""
    start, end = line.glyphs or (0, 0)
    size = line.size or max(glyphs.size[start:end])
    words: list[tuple[float, float, str]] = []
    for k in range(start, end):
        x0, x1, char = glyphs.x0[k], glyphs.x1[k], glyphs.chars[k]
        if char.isspace() or x1 < x0:
            continue
        if words and x0 - words[-1][1] <= STREAM.span_gap * size:
            a, b, text = words[-1]
            words[-1] = (min(a, x0), max(b, x1), text + char)
        else:
            words.append((x0, x1, char))
    _, top, _, bottom = line.box or (0.0, 0.0, 0.0, 0.0)
    return CellLine(top, bottom, median(glyphs.baseline[start:end]), size, tuple(Word(*word) for word in words))
