"""A table as a list of cells becomes a table of the document: every place is held by one cell.

Engines leave empty cells out, list a merged cell at each place it covers, or list its parts and the whole. Spans and
indices are strangers' numbers: no more room is taken than there are cells for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extract.transcript.engine_page import CellGrid, GridCell
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.typed_fields import join_boxes
from pipeline.model import Cell, Finding, Line, Table

_MARKS = re.compile("[ัิีึืฺุู็่้๊๋์ํ๎]")
Place = tuple[int, int]
"""Row and column, 0-based."""


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A table, and what was wrong with it.

    Attributes:
        table: None where the list holds no cell with a place.
        below: lines of cells that say they stand where no table reaches.
        findings: on them, and on spans that cannot be.
    """

    table: Table | None
    below: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()


def place_grid(grid: CellGrid, page: int, table_no: int) -> PlacedGrid:
    """Place the cells of a list.

    Args:
        grid: the list.
        page: number of the page, 1-based.
        table_no: number of the table in the document, 1-based.
    """
    cells = _numbered_from_zero(grid.cells)
    far = [cell for cell in cells if cell.column >= TRANSCRIPT.max_columns or cell.row >= TRANSCRIPT.max_rows]
    near = [cell for cell in cells if cell.column < TRANSCRIPT.max_columns and cell.row < TRANSCRIPT.max_rows]
    below = tuple(line for cell in far for line in grid_lines(cell))
    findings = [_far_finding(far[0], len(far), page, table_no)] if far else []
    if not near:
        return PlacedGrid(None, below, tuple(findings))
    kept, odd = _settle(near)
    if odd:
        findings.append(_span_finding(odd, page, table_no))
    rows = {row: n for n, row in enumerate(sorted({cell.row for cell in kept}))}  # rows of no cell go
    columns = max(cell.column + cell.colspan for cell in kept)
    widths = _column_widths(kept)
    placed = [_to_cell(cell, rows, widths.get(cell.column, _ColumnWidth()), page) for cell in kept]
    placed += _empty_cells(kept, rows, columns, page)
    placed.sort(key=lambda cell: (cell.row, cell.column))
    box = grid.box or join_boxes([cell.box for cell in placed])
    table = Table(page, table_no, len(rows), columns, tuple(placed), box=box, reader="transcript")
    return PlacedGrid(table, below, tuple(findings))


class _ColumnWidth(NamedTuple):
    """How long the lines of a column are, in letters.

    Attributes:
        longest: of all its lines.
        usual: reached by most of the lines that another one follows in their cell; 0 where there are few.
    """

    longest: int = 0
    usual: int = 0


def grid_lines(cell: GridCell, width: _ColumnWidth = _ColumnWidth()) -> list[Line]:
    """Return the printed lines of a cell, with where a paragraph starts.

    Engines write a line feed for either, and a blank line between paragraphs for sure. One that ends a line far short
    of its column, although the next word had room, ends a paragraph; so does every one where lines are longer than a
    column of a page can be.

    Args:
        cell: with line feeds.
        width: of its column.
    """
    texts = _text_lines(cell)
    box = cell.box if len(texts) == 1 else None
    lines: list[Line] = []
    is_apart = width.longest > TRANSCRIPT.longest_cell_line
    after_blank = True
    for text in cell.text.replace("\f", "\n").split("\n"):
        text = text.strip()
        if text:
            starts = after_blank or is_apart or _ends_short(lines[-1].raw, text, width)
            lines.append(Line(raw=text, box=box, paragraph=starts))
        after_blank = not text
    return lines


def _text_lines(cell: GridCell) -> list[str]:
    return [text.strip() for text in cell.text.replace("\f", "\n").split("\n") if text.strip()]


def _ends_short(line: str, following: str, width: _ColumnWidth) -> bool:
    """Return whether the next word had room on a line; of Thai, which has no spaces, so many letters are a word."""
    word, letters = len(following.split(" ", 1)[0]), count_letters(line)
    if letters + min(word, TRANSCRIPT.word_letters) < TRANSCRIPT.full_line * width.longest:
        return True
    return letters + min(word, TRANSCRIPT.syllable_letters) < width.usual


def count_letters(text: str) -> int:
    """Return how many letters stand side by side in a text: marks above and below take no room."""
    return len(text) - len(_MARKS.findall(text))


def _column_widths(cells: Sequence[GridCell]) -> dict[int, _ColumnWidth]:
    """Return how long the lines of each column are."""
    lengths: dict[int, list[int]] = {}
    followed: dict[int, list[int]] = {}
    for cell in cells:
        if cell.colspan == 1:
            of_cell = [count_letters(text) for text in _text_lines(cell)]
            lengths.setdefault(cell.column, []).extend(of_cell)
            followed.setdefault(cell.column, []).extend(of_cell[:-1])
    widths = {}
    for column, of_column in lengths.items():
        wrapped = sorted(followed[column])
        usual = wrapped[len(wrapped) // 5] if len(wrapped) >= TRANSCRIPT.fewest_lines else 0
        widths[column] = _ColumnWidth(max(of_column, default=0), usual)
    return widths


def _numbered_from_zero(cells: Sequence[GridCell]) -> list[GridCell]:
    """Return the cells by row and column, both from 0 on: engines count from 0 or from 1."""
    first_row = min((cell.row for cell in cells), default=0)
    first_column = min((cell.column for cell in cells), default=0)
    shifted = [
        GridCell(
            cell.row - first_row,
            cell.column - first_column,
            cell.text,
            max(1, cell.rowspan),
            max(1, cell.colspan),
            cell.box,
            cell.confidence,
        )
        for cell in cells
    ]
    return sorted(shifted, key=lambda cell: (cell.row, cell.column, -cell.rowspan * cell.colspan))


def _settle(cells: Sequence[GridCell]) -> tuple[list[GridCell], list[GridCell]]:
    """Return cells of which no two hold the same place, and those whose span or place was not believed.

    A cell within a larger one is a part of it: its text is the larger one's, or is added to it. Cells that overlap in
    another way keep their first place only. A span ends at the last row or column in which a cell begins.
    """
    last_row = max(cell.row for cell in cells) + 1
    width = max(cell.column + (cell.colspan if cell.colspan <= TRANSCRIPT.max_span else 1) for cell in cells)
    width = min(width, TRANSCRIPT.max_columns)
    held: dict[Place, int] = {}
    kept: list[GridCell] = []
    odd: list[GridCell] = []
    for cell in cells:
        row, column = cell.row, cell.column
        inside = held.get((row, column))
        if inside is not None:
            kept[inside] = _with_part(kept[inside], cell)
            continue
        rowspan, colspan = min(cell.rowspan, last_row - row), min(cell.colspan, width - column)
        is_odd = cell.rowspan > last_row + TRANSCRIPT.max_span or cell.colspan > TRANSCRIPT.max_span
        if len(held) + rowspan * colspan > TRANSCRIPT.max_places or any(
            (r, c) in held for r in range(row, row + rowspan) for c in range(column, column + colspan)
        ):
            is_odd, rowspan, colspan = True, 1, 1
        if is_odd:
            odd.append(cell)
        for r in range(row, row + rowspan):
            held.update(dict.fromkeys([(r, c) for c in range(column, column + colspan)], len(kept)))
        kept.append(GridCell(row, column, cell.text, rowspan, colspan, cell.box, cell.confidence))
    return kept, odd


def _with_part(whole: GridCell, part: GridCell) -> GridCell:
    """Return a merged cell with the text of a part of it, where it lacks it."""
    is_same_place = (whole.row, whole.column) == (part.row, part.column)
    known, more = "".join(whole.text.split()), "".join(part.text.split())
    text = whole.text
    if more and more not in known:
        text = part.text if is_same_place and known in more else f"{whole.text}\n{part.text}".strip("\n")
    sure = [value for value in (whole.confidence, part.confidence) if value is not None]
    confidence = min(sure) if sure and more else whole.confidence
    return GridCell(whole.row, whole.column, text, whole.rowspan, whole.colspan, whole.box, confidence)


def _to_cell(cell: GridCell, rows: dict[int, int], width: _ColumnWidth, page: int) -> Cell:
    """Return a cell by the numbers of the rows in which cells begin."""
    is_single = cell.rowspan == 1
    return Cell(
        page,
        rows[cell.row] + 1,
        cell.column + 1,
        tuple(grid_lines(cell, width)),
        rowspan=1 if is_single else sum(row in rows for row in range(cell.row, cell.row + cell.rowspan)),
        colspan=cell.colspan,
        box=cell.box,
        reader="transcript",
        confidence=cell.confidence,
    )


def _empty_cells(cells: Sequence[GridCell], rows: dict[int, int], columns: int, page: int) -> list[Cell]:
    """Return empty cells for the places that no cell holds: engines leave these out."""
    if len(rows) * columns > TRANSCRIPT.max_places:
        return []
    held = {
        (r, c)
        for cell in cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.column, cell.column + cell.colspan)
    }
    return [
        Cell(page, n + 1, column + 1, reader="transcript")
        for row, n in rows.items()
        for column in range(columns)
        if (row, column) not in held
    ]


def _far_finding(cell: GridCell, count: int, page: int, table_no: int) -> Finding:
    message = (
        f"page {page}, table {table_no}: {count} cells say that they stand in rows or columns that no table has (first "
        f"row {cell.row + 1:,}, column {cell.column + 1:,}); they are text below the table"
    )
    return Finding("extract.table_spans", "warning", message, page=page, table_no=table_no, value=str(count))


def _span_finding(odd: Sequence[GridCell], page: int, table_no: int) -> Finding:
    first = odd[0]
    span = f"{first.rowspan:,} x {first.colspan:,}"
    message = (
        f"page {page}, table {table_no}: {len(odd)} spans of cells are larger than the table or overlap (first {span} "
        f"in row {first.row + 1}); cells beside and below may stand in the wrong column"
    )
    return Finding(
        "extract.table_spans", "warning", message, page=page, table_no=table_no, row=first.row + 1, value=span
    )
