"""Tables without vertical rulings: those between level rulings first, then those in the open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.stream_tables import stream_lines
from pipeline.extract.pdf.text_lines import TextLayout
from pipeline.extract.pdf.undivided_cells import cell_line
from pipeline.extract.tables.cell_lines import is_value
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.lattice import Lattice
from pipeline.extract.tables.level_tables import LEVEL_TABLES, LevelFrame, find_frames, find_level_tables
from pipeline.extract.tables.rulings import merge
from pipeline.extract.tables.stream import find_stream_tables
from pipeline.extract.tables.stream_text import STREAM, TextLine
from pipeline.model import Glyphs, Line


def level_frames(objects: PageObjects, frame: Frame, lattices: Sequence[Lattice]) -> list[LevelFrame]:
    """Return the frames of the level rulings that belong to no lattice.

    Args:
        objects: what the page draws besides text.
        frame: of the page.
        lattices: its ruled tables.
    """
    segments = objects.vertical if frame.turns % 2 else objects.horizontal
    if not segments:
        return []
    at, start, end = np.array(segments, dtype=float).T
    ends = [frame.point(at, s) if frame.turns % 2 else frame.point(s, at) for s in (start, end)]
    y, x0, x1 = ends[0][1], np.minimum(ends[0][0], ends[1][0]), np.maximum(ends[0][0], ends[1][0])
    free = np.ones(len(y), dtype=bool)
    for left, top, right, bottom in (lattice.box for lattice in lattices):
        free &= (y < top - 1) | (y > bottom + 1) | (x1 < left) | (x0 > right)
    rulings = list(zip(y[free].tolist(), x0[free].tolist(), x1[free].tolist(), strict=True))
    return find_frames(merge(rulings, frame.height, frame.width))


def find_unruled_tables(running: Sequence[Line], glyphs: Glyphs, frames: Sequence[LevelFrame]) -> list[Lattice]:
    """Return the tables that running lines make, whether level rulings frame them or not.

    Args:
        running: lines outside ruled tables.
        glyphs: that they point into.
        frames: level rulings around lines.
    """
    tables: list[Lattice] = []
    left = [line for line in running if line.box is not None]
    for frame in frames:
        inner = _lines_of(frame, left, glyphs)
        found = find_level_tables(inner, frame)
        if found and found[0].ys[0] <= inner[0].top and any(map(is_value, inner[0].texts)):
            found = _with_header_above(found, frame, left, glyphs)
        for table in found:
            tables.append(table)
            left = [line for line in left if not _is_inside(line, table)]
    return [*tables, *find_stream_tables(stream_lines(left, glyphs))]


def tables_in_frames(lattices: Sequence[Lattice], layout: TextLayout) -> dict[int, list[Lattice]]:
    """Return the tables that stand in frames of a single column, by the id of the frame's lattice.

    Their producer rules only around a table, and maybe below its header. A frame around prose has none.
    """
    out: dict[int, list[Lattice]] = {}
    first = 0
    for lattice in lattices:
        cells = range(first, first + len(lattice.cells))
        first += len(lattice.cells)
        if len(lattice.xs) > 2 or not lattice.ruled:
            continue
        inside = [placed.line for placed in layout.lines if placed.cell in cells]
        frame = LevelFrame(lattice.xs[0], lattice.xs[-1], tuple(lattice.ys))
        found = find_unruled_tables(inside, layout.glyphs, [frame])
        if len(found) == 1 and len(found[0].xs) > STREAM.min_gutters:
            out[id(lattice)] = found
    return out


def _lines_of(frame: LevelFrame, running: Sequence[Line], glyphs: Glyphs) -> list[TextLine]:
    """Return what stands of running lines in a frame, top to bottom."""
    near = [line for line in running if line.box and frame.ys[0] <= line.box[3] and line.box[1] <= frame.ys[-1]]
    whole = sorted((_text_line(line, glyphs) for line in near if line.glyphs), key=lambda line: line.top)
    return [part for line in whole if (part := frame.inner_line(line))]


def _with_header_above(
    found: list[Lattice], frame: LevelFrame, running: Sequence[Line], glyphs: Glyphs
) -> list[Lattice]:
    """Return the tables of a frame that begins with figures, the first with the header over its highest ruling.

    Some rule only below their rows. The header is as many lines above as make one with the table's columns.
    """
    above = sorted(
        (line.box for line in running if line.box and line.box[3] <= frame.ys[0] + LEVEL_TABLES.same_extent),
        key=lambda box: -box[3],
    )[: STREAM.max_header_lines]
    best = found
    for box in above:
        higher = replace(frame, ys=(box[1] - 1, *frame.ys))
        tables = find_level_tables(_lines_of(higher, running, glyphs), higher)
        same = tables and len(tables[0].xs) == len(found[0].xs) and len(tables[0].ys) > len(best[0].ys)
        if same and tables[0].ys[0] <= box[1] and tables[0].ys[-1] == found[0].ys[-1]:
            best = tables
    return best


def _text_line(line: Line, glyphs: Glyphs) -> TextLine:
    words = cell_line(line, glyphs)
    spans, texts = tuple((word.x0, word.x1) for word in words.words), tuple(word.text for word in words.words)
    return TextLine(words.top, words.bottom, words.base, spans, words.size, texts)


def _is_inside(line: Line, table: Lattice) -> bool:
    """Return whether a line, or a part of it, stands in a table."""
    if line.box is None:
        return False
    x0, top, x1, bottom = table.box
    return line.box[0] < x1 and x0 < line.box[2] and top <= (line.box[1] + line.box[3]) / 2 <= bottom
