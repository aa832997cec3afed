"""Cells of numbers read as columns of a page are: by all readers, with what their column says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.domain.thai_digits import has_thai_digit
from pipeline.extract.scan.image.cell_image import CellImage, crop_cell
from pipeline.extract.scan.image.connected_components import find_components
from pipeline.extract.scan.ocr.cell_readers import CellText, read_cells
from pipeline.extract.scan.ocr.number_columns import ScannedCell
from pipeline.model import Reading
from training.numerals.cells import Cell

COLUMN = 12
"""Cells of a column at most."""
CODE_LETTERS = frozenset("IEOieo")


def read_as_columns(cells: Sequence[Cell], dpi: int) -> list[Reading]:
    """Read drawn cells in columns: those of one font, in one script, of codes or of other texts, stand together.

    Returns:
        What each cell gives, with what the recogniser of numerals held possible.
    """
    groups: defaultdict[tuple[str, bool, bool], list[int]] = defaultdict(list)
    for k, cell in enumerate(cells):
        groups[cell.family, has_thai_digit(cell.text), bool(set(cell.text) & CODE_LETTERS)].append(k)
    columns = [group[start : start + COLUMN] for group in groups.values() for start in range(0, len(group), COLUMN)]
    images = [_image_of(cell, dpi) for cell in cells]
    placed = [
        (k, ScannedCell((number, 1, 1), image))
        for number, column in enumerate(columns)
        for k in column
        if (image := images[k]) is not None
    ]
    out = [Reading("numerals", "", 0.0) for _ in cells]
    texts, _ = read_cells([cell for _, cell in placed], dpi)
    for (k, _), read in zip(placed, texts, strict=True):
        out[k] = _as_reading(read)
    return out


def _image_of(cell: Cell, dpi: int) -> CellImage | None:
    high, wide = cell.picture.shape
    box = (0.0, 0.0, float(wide), float(high))
    return crop_cell(find_components(cell.picture, [box], dpi, 0.0), 0, box)


def _as_reading(cell: CellText) -> Reading:
    """Return what a cell gives, with what the recogniser of numerals held possible."""
    text = " ".join(line.text for line in cell.lines)
    numerals = (r for r in cell.readings if r.engine == "numerals")
    possible = next(((r.text, *r.candidates) for r in numerals), ())
    return Reading("numerals", text, cell.confidence, tuple(t for t in possible if t and t != text))
