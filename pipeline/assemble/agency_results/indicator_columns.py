"""Columns of the ten indicators: the header names or numbers them; where it cannot be read, arithmetic finds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.assemble.agency_results.result_column_content import ColumnContent
from pipeline.assemble.fields import one_line
from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.header_wording import indicator_numbers_at
from pipeline.assemble.tables.indicator_sums import (
    INDICATOR_SUMS,
    IndicatorSums,
    find_indicator_sums,
    weigh_indicator_sums,
)
from pipeline.domain.codebook import indicator_by_title, indicators
from pipeline.domain.indicator_means import INDICATOR_COUNT, indicators_of_tools, tool_fits, tool_mean
from pipeline.domain.scales import Basis, Weights
from pipeline.domain.wordings import compact

INDICATOR_FIELD = "indicator_score"
"""What the family calls the columns of indicators."""
_NUMBERED = re.compile(r"(?:ตัวชี้วัด(?:ที่)?|ตชว(?:ที่)?|ด้านที่|indicator)(10|[1-9])(?!\d)")
_YEAR_WORDS = re.compile(r"(?:ประจำ)?(?:ปี)?\s*(?:งบประมาณ)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*25\d\d")
_OF_THE_BODY = re.compile(r"ของหน่วยงาน$")
_TITLE_START = re.compile(r"^\s*(?:คะแนน)?\s*(?:(?:ตัวชี้วัด|ตชว\.?|ด้าน)\s*(?:ที่)?)?\s*\(?\s*(?:10|[1-9])?\s*[).:]*\s*")
_MEAN_SHARE = 0.8  # of rows in which a column must be the mean of a tool's indicators


def named_indicators(header: Header) -> dict[int, int]:
    """Return the number of the indicator that each column (0-based) is headed by, by name or by number."""
    out: dict[int, int] = {}
    for k, column in enumerate(header.columns):
        if column.named == INDICATOR_FIELD and (number := indicator_of_heading(column.text)) is not None:
            out[k] = number
    start = indicator_numbers_at([compact(column.text) for column in header.columns])
    if start is not None and not out:
        out = {start + n: n + 1 for n in range(INDICATOR_COUNT)}
    return out


@lru_cache(maxsize=1024)
def indicator_of_heading(text: str) -> int | None:
    """Return the indicator that a heading is of: its name decides, else its number; numbers are not always its own."""
    title = compact(heading_title(text))
    named = (_last_name_in(title) or indicator_by_title(_OF_THE_BODY.sub("", title))) if title else None
    if named is not None:
        return named
    numbered = _NUMBERED.search(compact(_YEAR_WORDS.sub("", text)))
    return int(numbered.group(1)) if numbered else None


def _last_name_in(title: str) -> int | None:
    """Return the indicator whose name stands last in a compacted heading: what stands above it may name another."""
    ends = [
        (title.rfind(name) + len(name), no)
        for no, entry in indicators().items()
        for name in map(compact, (entry.name, *entry.aliases))
        if name in title
    ]
    return max(ends)[1] if ends else None


def heading_title(text: str) -> str:
    """Return the name of an indicator that a heading prints, without its number; empty where it is only a number."""
    title = _TITLE_START.sub("", _YEAR_WORDS.sub("", one_line(text)))
    return title if re.search(r"[^\W\d_]{2}", title) else ""


def sums_of_figures(content: ColumnContent, columns: Sequence[int], weights: Weights) -> IndicatorSums | None:
    """Return ten of the columns (0-based), in their order, and their total, where they add up."""
    return find_indicator_sums(content.figures(), columns, weights)


def total_by_sums(
    content: ColumnContent, columns: dict[int, int], candidates: Sequence[int], weights: Weights
) -> IndicatorSums | None:
    """Return which of the columns is the total that ten known indicators make; None where none of them is.

    Args:
        columns: of each indicator, by number.
    """
    if len(columns) < INDICATOR_COUNT:
        return None
    ten = [columns[no] for no in sorted(columns)]
    found = [weigh_indicator_sums(content.figures(), ten, k, weights) for k in candidates]
    sure = [sums for sums in found if sums is not None and sums.share >= INDICATOR_SUMS.share]
    return max(sure, key=lambda sums: sums.share, default=None)


def tools_by_means(
    content: ColumnContent, columns: dict[int, int], candidates: Sequence[int], weights: Weights
) -> dict[str, int]:
    """Return the columns that are the means of a tool's indicators, weighted or not, by tool (``iit`` …)."""
    out: dict[str, int] = {}
    rows = content.figures()
    for (tool, numbers), weight in zip(indicators_of_tools().items(), weights, strict=True):
        if not set(numbers) <= set(columns):
            continue
        for k in candidates:
            bases: tuple[Basis, ...] = ("percent", "weighted")
            if k not in out.values() and any(_are_means(rows, columns, numbers, k, b, weight) for b in bases):
                out[tool.lower()] = k
                break
    return out


def _are_means(
    rows: Sequence[Sequence[float | None]],
    columns: dict[int, int],
    numbers: Sequence[int],
    column: int,
    basis: Basis,
    weight: float,
) -> bool:
    """Tell whether a column is the mean of a tool's indicators on a basis, in most rows."""
    tool = next(tool for tool, of_tool in indicators_of_tools().items() if of_tool == tuple(numbers))
    tests = []
    for row in rows:
        values = {n: value for n in numbers if (value := row[columns[n]]) is not None}
        mean, score = tool_mean(tool, values), row[column]
        if mean and score is not None:
            tests.append(tool_fits(basis, mean, score, weight))
    return len(tests) >= INDICATOR_SUMS.fewest_rows and sum(tests) >= _MEAN_SHARE * len(tests)
