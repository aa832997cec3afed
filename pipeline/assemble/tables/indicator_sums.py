"""Columns of ten indicators and of their total, found by arithmetic: for tables whose headers nobody can read.

The columns of the five, three and two indicators of a tool stand side by side, in their order; what else stands
between them (the tools, the total) may be anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from pipeline.domain.indicator_means import INDICATOR_COUNT, indicators_make_total, indicators_of_tools
from pipeline.domain.scales import Weights

Rows = Sequence[Sequence[float | None]]
"""The figures of the rows of a table, by column; None where a cell holds none."""


class IndicatorSumSettings(NamedTuple):
    """When columns are taken for the ten indicators and their total.

    Attributes:
        share: of the rows with all eleven figures, at least, that must add up …
        fewest_rows: … and how many, at least.
        trial_rows: rows on which choices are tried first.
        most_columns: columns of figures among which they are sought.
        most_choices: choices that are tried.
        figures: share of a column's filled cells that hold a figure of 0..100, in a column of figures.
        top: points, the top of the scale.
    """

    share: float = 0.8
    fewest_rows: int = 3
    trial_rows: int = 8
    most_columns: int = 20
    most_choices: int = 4000
    figures: float = 0.8
    top: float = 100.0


INDICATOR_SUMS = IndicatorSumSettings()


@dataclass(frozen=True, slots=True)
class IndicatorSums:
    """Ten columns and their total that add up.

    Attributes:
        indicators: column (0-based) of each indicator, 1 to 10.
        total: their total's.
        share: of the rows with all eleven figures that add up, 0..1.
        rows: how many those are.
    """

    indicators: tuple[int, ...]
    total: int
    share: float
    rows: int


def find_indicator_sums(rows: Rows, columns: Sequence[int], weights: Weights) -> IndicatorSums | None:
    """Return the columns of the ten indicators and of their total; None where none add up.

    Args:
        rows: of the table's data.
        columns: that may be among them, in grid order (0-based).
        weights: of the tools, shares of 1.
    """
    if not INDICATOR_COUNT < len(columns) <= INDICATOR_SUMS.most_columns:
        return None
    best: IndicatorSums | None = None
    for chosen in islice(_choices(columns), INDICATOR_SUMS.most_choices):
        for total in (k for k in columns if k not in chosen):
            found = weigh_indicator_sums(rows, chosen, total, weights, INDICATOR_SUMS.trial_rows)
            if found is None or found.share < INDICATOR_SUMS.share:
                continue
            found = weigh_indicator_sums(rows, chosen, total, weights)
            if found is not None and found.share >= INDICATOR_SUMS.share and (best is None or found.share > best.share):
                best = found
    return best


def weigh_indicator_sums(
    rows: Rows, indicators: Sequence[int], total: int, weights: Weights, most_rows: int | None = None
) -> IndicatorSums | None:
    """Return in how many rows ten columns make a total; None where too few rows have them all."""
    whole = added = 0
    for row in rows:
        values = {n: value for n, k in enumerate(indicators, 1) if (value := row[k]) is not None}
        printed = row[total]
        if len(values) < INDICATOR_COUNT or not printed:  # a total of 0 is made by anything that is 0
            continue
        whole += 1
        added += bool(indicators_make_total(values, printed, weights))
        if whole == most_rows:
            break
    if whole < INDICATOR_SUMS.fewest_rows:
        return None
    return IndicatorSums(tuple(indicators), total, added / whole, whole)


def figure_columns(rows: Rows, filled: Sequence[int]) -> list[int]:
    """Return the columns (0-based) of which most filled cells hold a figure of the scale.

    Args:
        filled: how many cells of each column have a text.
    """
    out = []
    for k, texts in enumerate(filled):
        figures = sum((value := row[k]) is not None and 0 <= value <= INDICATOR_SUMS.top for row in rows)
        if texts and figures >= INDICATOR_SUMS.figures * texts:
            out.append(k)
    return out


def _choices(columns: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield choices of ten columns: those of each tool side by side, tools in their order."""
    sizes = [len(numbers) for numbers in indicators_of_tools().values()]

    def place(first: int, left: Sequence[int]) -> Iterator[tuple[int, ...]]:
        if not left:
            yield ()
            return
        for start in range(first, len(columns) - sum(left) + 1):
            block = tuple(columns[start : start + left[0]])
            for rest in place(start + left[0], left[1:]):
                yield (*block, *rest)

    return place(0, sizes)
