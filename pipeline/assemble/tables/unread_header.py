"""Headers that nobody can read, of tables whose columns tell by arithmetic what they hold: ten indicators, a total.

Turned by 90°, the letters of a header come out one by one, out of order and without their marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.assemble.fields import parse_score
from pipeline.assemble.tables.header import SETTINGS, Header, read_columns
from pipeline.assemble.tables.indicator_sums import IndicatorSums, figure_columns, find_indicator_sums
from pipeline.domain.family import Family
from pipeline.domain.scales import weights_of
from pipeline.model import Cell, Table

_FIGURES_OF_A_BODY = 11  # ten indicators and a total


def find_unread_header(family: Family, table: Table) -> Header | None:
    """Return the rows above the first row of figures as a header, where ten columns below it and a total add up."""
    rows = table.by_row()
    first = next((i for i, row in enumerate(rows) if _is_row_of_figures(row)), None)
    if first is None or not 0 < first <= SETTINGS.look_ahead:
        return None
    sums = sums_in_rows(rows[first:], table.columns)
    if sums is None:
        return None
    start = next((i for i in range(first) if sum(bool(c.text.strip()) for c in rows[i]) > 1), None)
    if start is None or first - start > SETTINGS.most_rows:
        return None
    columns = list(read_columns(family, table, rows[start:first]))
    for k in sums.indicators:
        columns[k] = replace(columns[k], field=None, named="indicator_score")
    columns[sums.total] = replace(columns[sums.total], field="total", named="total")
    return Header(start + 1, first, tuple(columns))


def sums_in_rows(rows: Sequence[Sequence[Cell]], columns: int) -> IndicatorSums | None:
    """Return the columns of ten indicators and their total in rows of cells; None where none add up.

    Args:
        columns: of the table's grid.
    """
    figures: list[list[float | None]] = []
    filled = [0] * columns
    for row in rows:
        values: list[float | None] = [None] * columns
        for cell in row:
            if cell.text.strip() and cell.column <= columns:
                filled[cell.column - 1] += 1
                values[cell.column - 1] = parse_score("".join(cell.text.split()))[0]
        figures.append(values)
    return find_indicator_sums(figures, figure_columns(figures, filled), weights_of(None))


def _is_row_of_figures(row: Sequence[Cell]) -> bool:
    figures = [c for c in row if parse_score("".join(c.text.split()))[0] is not None and "." in c.text]
    return len(figures) >= _FIGURES_OF_A_BODY
