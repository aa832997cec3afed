"""The true tables of the competition's documents, and how the page rules them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.reading.adjacency import Box, GridCell
from benchmarks.reading.cell_sources import visible_rulings

Ruling = Literal["full", "level", "none"]


@dataclass(frozen=True, slots=True)
class RulingClassSettings:
    """When drawn rulings make a class of table.

    Attributes:
        around: points around the text of a table where its outer rulings stand.
        same_line: points; rulings no farther apart are one line.
        cover: share of the table's height (width) that the pieces of one vertical (level) line cover at least.
        min_vertical: lines between columns that make a table fully ruled, beside ``min_level``.
        min_level: level lines that make a table one with level rulings.
    """

    around: float = 6.0
    same_line: float = 3.0
    cover: float = 0.5
    min_vertical: int = 1
    min_level: int = 2


RULING_CLASS = RulingClassSettings()


@dataclass(frozen=True, slots=True)
class TrueTable:
    """One region of a true table: the part of it on one page.

    Attributes:
        page: 1-based.
        box: of the text of its cells.
        cells: as the truth places them.
        ruling: ``full``: level lines and lines between columns; ``level``: level lines only; ``none``.
    """

    page: int
    box: Box
    cells: tuple[GridCell, ...]
    ruling: Ruling


def truth_file(pdf: Path) -> Path:
    """Return where the truth of a document stands: beside it."""
    return pdf.with_name(f"{pdf.stem}-str.xml")


def read_truth(pdf: Path) -> list[TrueTable]:
    """Return the true tables of a document, one for each page that a table is on."""
    import pdfplumber

    root = ET.parse(truth_file(pdf)).getroot()
    out = []
    rulings: dict[int, list[dict[str, Any]]] = {}
    with pdfplumber.open(pdf) as opened:
        for region in root.iter("region"):
            number = int(region.get("page", "1"))
            page = opened.pages[number - 1]
            cells = tuple(_cells(region, page))
            if number not in rulings:
                rulings[number] = list(visible_rulings(page))
            if cells:
                lefts, tops, rights, bottoms = zip(*(cell.box for cell in cells), strict=True)
                box = (min(lefts), min(tops), max(rights), max(bottoms))
                out.append(TrueTable(number, box, cells, ruling_class(box, rulings[number])))
    return out


def _cells(region: ET.Element, page: Any) -> Iterator[GridCell]:
    """Yield the cells of a region; the truth gives their boxes from the lower left of the upright page.

    One figure of the published truth was typed with the shift key down, as on a German keyboard.
    """
    for cell in region.iter("cell"):
        row, column = int(cell.get("start-row", "0")), int(cell.get("start-col", "0"))
        end_row, end_column = int(cell.get("end-row", row)), int(cell.get("end-col", column))
        bounds = cell.find("bounding-box")
        content = cell.find("content")
        if bounds is None:
            continue
        x1, x2, y1, y2 = (float(bounds.get(side, "0").replace("ß", "0")) for side in ("x1", "x2", "y1", "y2"))
        box = (x1, page.height - y2, x2, page.height - y1)
        text = "".join(content.itertext()) if content is not None else ""
        yield GridCell(row, column, end_row - row + 1, end_column - column + 1, text, box)


def ruling_class(box: Box, rulings: list[dict[str, Any]]) -> Ruling:
    """Return how a table is ruled.

    Args:
        box: of its text.
        rulings: of its page, as pdfplumber's edges.
    """
    x0, top, x1, bottom = box
    around, thick = RULING_CLASS.around, RULING_CLASS.same_line
    inside = [
        e
        for e in rulings
        if e["x1"] > x0 - around and e["x0"] < x1 + around and e["bottom"] > top - around and e["top"] < bottom + around
    ]
    level = [(e["top"], max(e["x0"], x0), min(e["x1"], x1)) for e in inside if e["bottom"] - e["top"] <= thick]
    vertical = [(e["x0"], max(e["top"], top), min(e["bottom"], bottom)) for e in inside if e["x1"] - e["x0"] <= thick]
    between = [line for line in vertical if x0 + around < line[0] < x1 - around]
    if _lines(level, x1 - x0) < RULING_CLASS.min_level:
        return "none"
    return "full" if _lines(between, bottom - top) >= RULING_CLASS.min_vertical else "level"


def _lines(pieces: list[tuple[float, float, float]], extent: float) -> int:
    """Return how many lines the pieces make that cover enough of the table's extent."""
    lines: list[list[tuple[float, float, float]]] = []
    for piece in sorted(pieces):
        if lines and piece[0] - lines[-1][0][0] <= RULING_CLASS.same_line:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return sum(_covered(line) >= RULING_CLASS.cover * extent for line in lines)


def _covered(line: list[tuple[float, float, float]]) -> float:
    """Return the length that pieces of one line cover together."""
    covered, end = 0.0, float("-inf")
    for start, stop in sorted((start, stop) for _, start, stop in line):
        covered += max(0.0, stop - max(start, end))
        end = max(end, stop)
    return covered
