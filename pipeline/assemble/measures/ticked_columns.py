"""Columns that hold nothing but ticks: a row says what stands over the column that it ticks.

``ดำเนินการแล้ว | อยู่ระหว่างดำเนินการ | ยังไม่ดำเนินการ`` under one header of results; quarters or months under one of periods.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.assemble.fields import one_line
from pipeline.assemble.measures.measure_column_content import ColumnContent
from pipeline.assemble.tables.header import Header
from pipeline.domain.family import Family
from pipeline.domain.wordings import compact
from pipeline.model import Cell, Line

MOSTLY = 0.6
"""Share of a column's texts that say how far measures are, from which it holds that."""
_QUARTER = "ไตรมาส"


def ticked_columns(
    family: Family, fields: Sequence[str | None], header: Header, content: ColumnContent
) -> Mapping[int, tuple[str, str]]:
    """Return columns (0-based) that hold nothing but ticks, each with its field and what a tick in it says.

    Args:
        fields: by column, as far as they are settled.
        header: over the columns.
        content: of the columns.
    """
    ticked = [
        k
        for k, texts in enumerate(content.texts)
        if texts and all(family.tick_marks.search(one_line(t)) for t in texts)
    ]
    out: dict[int, tuple[str, str]] = {}
    for k in ticked:
        status = family.tick_statuses.search(compact(header.columns[k].text))
        if status is not None and "result" in {column.field for column in family.columns}:
            out[k] = "result", status.group()
    periods = [k for k, c in enumerate(header.columns) if "period" in (c.named, fields[k])]
    if len(periods) > 1:
        words = [header.columns[k].text.split() for k in periods]
        shared = [ws[0] for ws in takewhile(lambda ws: len(set(ws)) == 1, zip(*words, strict=False))]
        of_quarters = any(_QUARTER in word for word in shared)
        for k, own in zip(periods, words, strict=True):
            label = " ".join(own[len(shared) :])
            if k in ticked and label:
                out[k] = "period", f"{_QUARTER} {label}" if of_quarters and label.isdecimal() else label
    return out


def status_columns(family: Family, fields: Sequence[str | None], content: ColumnContent) -> frozenset[int]:
    """Return columns (0-based) whose texts say how far a measure is and nothing else, beside a column of results."""
    if "result" not in fields:
        return frozenset()
    return frozenset(
        k
        for k, name in enumerate(fields)
        if name in (None, "ignored", "level")
        and content.share(k, lambda text: family.tick_statuses.fullmatch(compact(text))) >= MOSTLY
    )


def as_said(cell: Cell, says: str) -> Cell:
    """Return a ticked cell with the words that its column is headed by."""
    return replace(cell, text=says, lines=(Line(raw=says, text=says, box=cell.box, paragraph=True),))


def is_tick(family: Family, cell: Cell) -> bool:
    """Tell whether a cell is ticked; a dash is none."""
    text = one_line(cell.text)
    return bool(text) and family.tick_marks.search(text) is not None and re.fullmatch(r"[-–—]", text) is None
