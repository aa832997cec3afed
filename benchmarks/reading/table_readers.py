"""The tables that readers find in a document, in one shape that can be compared."""

from __future__ import annotations

import sys
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.reading.adjacency import Box, GridCell
from pipeline.extract.tables.merged_cells import merge_places

SAME_EDGE = 0.5
"""Points; sides of cells that differ by less are one edge of the grid."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table on one page, 1-based."""

    page: int
    cells: tuple[GridCell, ...]


def _this_project(path: Path) -> Iterator[FoundTable]:
    """Yield the tables of this project, before they are stitched over pages."""
    import pipeline

    for page in pipeline.read_tables(path).pages:
        for table in page.tables:
            cells = (
                GridCell(c.row - table.first_row, c.column - 1, c.rowspan, c.colspan, c.text, c.box)
                for c in table.cells
                if c.box is not None
            )
            yield FoundTable(page.number, tuple(cells))


def _pdfplumber(path: Path) -> Iterator[FoundTable]:
    """Yield the tables of pdfplumber as its documentation finds them."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.find_tables():
                texts = table.extract()
                pairs = zip(table.rows, texts, strict=True)
                found = [
                    (box, text or "")
                    for row, of_row in pairs
                    for box, text in zip(row.cells, of_row, strict=True)
                    if box is not None
                ]
                yield FoundTable(page.page_number, tuple(_on_grid(found)))
            page.close()


def _on_grid(found: Sequence[tuple[Box, str]]) -> Iterator[GridCell]:
    """Yield cells with the place in a grid that their boxes give them."""
    xs = _edges([side for box, _ in found for side in box[::2]])
    ys = _edges([side for box, _ in found for side in box[1::2]])
    for box, text in found:
        column, end_column, row, end_row = (
            bisect(edges, side + SAME_EDGE) - 1
            for edges, side in ((xs, box[0]), (xs, box[2]), (ys, box[1]), (ys, box[3]))
        )
        yield GridCell(row, column, max(1, end_row - row), max(1, end_column - column), text, box)


def _edges(sides: list[float]) -> list[float]:
    """Return the edges of a grid in order."""
    out: list[float] = []
    for side in sorted(sides):
        if not out or side - out[-1] >= SAME_EDGE:
            out.append(side)
    return out


def _camelot(flavor: str) -> Callable[[Path], Iterator[FoundTable]]:
    def read(path: Path) -> Iterator[FoundTable]:
        """Yield the tables of camelot; places that no border parts are one cell."""
        import camelot
        import pypdfium2

        pdf = pypdfium2.PdfDocument(path)
        heights = [page.get_height() for page in pdf]
        pdf.close()
        for table in camelot.read_pdf(str(path), pages="all", flavor=flavor, suppress_stdout=True):
            yield FoundTable(table.page, tuple(_merged(table.cells, heights[table.page - 1], flavor == "lattice")))

    return read


def _merged(cells: Sequence[Sequence[Any]], height: float, ruled: bool) -> Iterator[GridCell]:
    """Yield camelot's cells; of a ruled table, places that no border parts are one."""
    above = np.array([[cell.top for cell in row] for row in cells] + [[True] * len(cells[0])], dtype=bool)
    left = np.array([[*(cell.left for cell in row), True] for row in cells], dtype=bool)
    above[0, :] = left[:, 0] = True
    if not ruled:
        above[:] = left[:] = True
    for span in merge_places(above, left)[0]:
        rows = cells[span.row : span.row + span.rowspan]
        covered = [cell for row in rows for cell in row[span.column : span.column + span.colspan]]
        box = (
            min(c.x1 for c in covered),
            height - max(c.y2 for c in covered),
            max(c.x2 for c in covered),
            height - min(c.y1 for c in covered),
        )
        yield GridCell(*span, " ".join(c.text for c in covered if c.text), box)


READERS: dict[str, Callable[[Path], Iterator[FoundTable]]] = {
    "this project": _this_project,
    "pdfplumber": _pdfplumber,
    "camelot": _camelot("lattice"),
    "camelot stream": _camelot("stream"),
}


def is_installed(reader: str) -> bool:
    """Return whether a reader can be run."""
    package = reader.split()[0]
    return package == "this" or find_spec(package) is not None


def read_found_tables(reader: str, path: Path) -> list[FoundTable]:
    """Return the tables that a reader finds in a document; none where it fails."""
    try:
        return list(READERS[reader](path))
    except Exception as error:  # a reader of others may fail in any way
        print(f"{reader} failed on {path.name}: {error!r:.200}", file=sys.stderr)
        return []
