"""Rules that nothing printed is lost: rows in are rows out plus rows held back, and so are their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.model import AgencyResultRow, Cell, Document, Finding, MeasureRow, OitItemRow, Place, Report, RowKind


class LossSettings(NamedTuple):
    """When the text of a cell counts as being in the datasets.

    Attributes:
        most_pieces: that a cell's text may be cut into by the fields and measures it holds.
        shortest_piece: characters; a dash may stand alone.
        shortest_text: characters, list marks not counted, from which a text can be lost.
        read_share: of a column's cells; where no more are in the datasets the family does not read the column.
        raw_length: characters of the text that a finding quotes.
    """

    most_pieces: int = 12
    shortest_piece: int = 2
    shortest_text: int = 3
    read_share: float = 0.5
    raw_length: int = 300


SETTINGS = LossSettings()
HEADINGS = (RowKind.HEADER, RowKind.TOOL, RowKind.SECTION, RowKind.TOPIC, RowKind.GROUP)
"""Rows that head others and hold no data of their own."""
TableRow = tuple[int, int]  # number of a table, row in it
_EMPTY_ITEM = re.compile(r"[(]?\d{1,2}[.)](?!\d)|[-–•*●▪]")
_LIST_MARK = re.compile(r"(?:^|\n)\s*(?:[-–•*●▪]|[(]?\d{1,2}[.)])\s*")


def _plain_text(text: str) -> str:
    """Return a text without white space and list marks."""
    return re.sub(r"\s+", "", _LIST_MARK.sub("", text))


def _places(report: Report) -> Iterator[Place]:
    """Yield where the rows of the datasets stand."""
    yield from (row.place for row in report.indicators)
    yield from (row.place for row in report.measures)
    yield from (_place_of(row) for row in report.results)
    yield from (Place(row.page, row.page, row.table_no, row.row, row.row) for row in report.scores)
    yield from (_place_of_item(item) for item in report.oit_items)


def _place_of_item(item: OitItemRow) -> Place:
    return Place(item.page, item.page, item.table_no, item.row_first, item.row_last)


def _place_of(row: AgencyResultRow) -> Place:
    return Place(row.page, row.page, row.table_no, row.row, row.row_last or row.row)


def _released_rows(report: Report) -> set[TableRow]:
    """Return every row of a table that is in a dataset."""
    return {(place.table_no, row) for place in _places(report) for row in range(place.row_first, place.row_last + 1)}


def _held_back_rows(report: Report) -> set[TableRow]:
    """Return every row of a table that a finding of assemble names."""
    return {
        (f.table_no, f.row)
        for f in report.findings
        if f.table_no is not None and f.row is not None and f.rule.startswith("assemble.")
    }


def _read_tables(report: Report) -> set[int]:
    """Return the numbers of the tables that gave rows."""
    return {place.table_no for place in _places(report)}


def _rows_of_kinds(report: Report, kinds: tuple[RowKind, ...]) -> set[TableRow]:
    """Return the rows of tables that assemble took for one of some kinds."""
    return {(row.table_no, row.row) for row in report.rows if row.kind in kinds}


@check_rule("check.row_lost")
def row_lost(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question rows that are neither in a dataset nor held back by a finding."""
    tables = _read_tables(report)
    kinds = (*HEADINGS, RowKind.TOTAL, RowKind.REST)
    known = _released_rows(report) | _held_back_rows(report) | _rows_of_kinds(report, kinds)
    for table in document.tables:
        for i, row in enumerate(table.by_row(), table.first_row):
            filled = [c for c in row if c.text.strip()]
            if table.table_no not in tables or not filled or (table.table_no, i) in known:
                continue
            raw = " | ".join(" ".join(c.text.split()) for c in filled)[: SETTINGS.raw_length]
            message = f"Row {i} of table {table.table_no} is in no dataset of rows."
            yield rule.at(message, page=table.page, table_no=table.table_no, row=i, raw=raw)


@check_rule("check.text_lost")
def text_lost(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question texts of cells that are in no field of their rows.

    A column of which most cells are in no dataset is one that the family does not read: it is left out.
    """
    tables = _read_tables(report)
    released = _released_texts(report)
    no_data = _held_back_rows(report) | _rows_of_kinds(report, (*HEADINGS, RowKind.TOTAL))
    columns: dict[tuple[int, int], list[tuple[Cell, bool]]] = {}
    for table in document.tables:
        for i, row in enumerate(table.by_row(), table.first_row):
            row_text = released.get((table.table_no, i))
            if table.table_no not in tables or row_text is None or (table.table_no, i) in no_data:
                continue
            for cell in row:
                if len(_EMPTY_ITEM.sub("", text := _plain_text(cell.text))) >= SETTINGS.shortest_text:
                    kept = _is_covered(text, row_text)
                    columns.setdefault((table.table_no, cell.column), []).append((cell, kept))
    for (table_no, column), cells in columns.items():
        if sum(kept for _, kept in cells) <= SETTINGS.read_share * len(cells):
            continue
        for cell, kept in cells:
            if not kept:
                message = (
                    f"The text of row {cell.row}, column {column} of table {table_no} is in no row of the datasets."
                )
                yield rule.at(
                    message,
                    page=cell.page,
                    table_no=table_no,
                    row=cell.row,
                    column=column,
                    raw=cell.text[: SETTINGS.raw_length],
                )


def _plan_texts(row: MeasureRow) -> tuple[str | None, ...]:
    return row.issue, row.method, row.responsible, row.period, row.monitoring, row.evidence


def _is_covered(text: str, row_text: str) -> bool:
    """Return whether a cell's whole text stands in that of its rows, in a few pieces.

    A cell may hold two fields, or several measures.
    """
    start = pieces = 0
    while start < len(text) and pieces < SETTINGS.most_pieces:
        length = _longest_piece(text, start, row_text)
        shortest = 1 if text[start] in "-–" else SETTINGS.shortest_piece
        if length < min(shortest, len(text) - start):
            return False
        start, pieces = start + length, pieces + 1
    return start == len(text)


def _longest_piece(text: str, start: int, row_text: str) -> int:
    """Return the length of the longest piece of a text, from ``start`` on, that stands in the text of its rows."""
    low, high = 0, len(text) - start
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[start : start + middle] in row_text else (low, middle - 1)
    return low


def _released_texts(report: Report) -> dict[TableRow, str]:
    """Return for each row of a table all the text of its dataset rows, without white space."""
    out: dict[TableRow, str] = {}

    def add(place: Place, *texts: str | None) -> None:
        joined = "\x00".join(_plain_text(text) for text in texts if text)
        for row in range(place.row_first, place.row_last + 1):
            key = (place.table_no, row)
            out[key] = out.get(key, "") + "\x00" + joined

    for row in report.indicators:
        add(row.place, row.code_raw, row.question, row.score_raw, row.level)
    for measure in report.measures:
        add(measure.place, measure.measure, measure.result, measure.outcome, *_plan_texts(measure))
    for body in report.results:
        add(_place_of(body), body.agency, body.agency_group, *(figure.text for figure in body.figures))
    for score in report.scores:
        add(Place(score.page, score.page, score.table_no, score.row, score.row), score.item, score.score_raw)
    for item in report.oit_items:
        printed = (item.code_raw, item.name, item.requirement, item.evidence, item.remark)
        add(_place_of_item(item), *printed, *item.links, ",".join(item.links))
    return out
