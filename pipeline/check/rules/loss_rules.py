"""Rules that nothing printed gets lost: rows in are rows out plus rows held back, and so are their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.assemble.tables.header import Header, header_at
from pipeline.check.rule_registry import Raise, check_rule
from pipeline.domain.family import Family, families
from pipeline.domain.sections import read_section
from pipeline.model import AgencyResultRow, Cell, Document, Finding, Place, Report

MOST_PIECES = 12
"""Pieces that a cell's text may be cut into by the fields and measures it holds."""
_EMPTY_ITEM = re.compile(r"[(]?\d{1,2}[.)](?!\d)|[-–•*●▪]")
_MARK = re.compile(r"(?:^|\n)\s*(?:[-–•*●▪]|[(]?\d{1,2}[.)])\s*")


@cache
def _family(name: str) -> Family | None:
    return next((family for family in families() if family.name == name), None)


def _tight(text: str) -> str:
    """A text without white space and list marks."""
    return re.sub(r"\s+", "", _MARK.sub("", text))


def _places(report: Report) -> Iterator[Place]:
    yield from (row.place for row in report.indicators)
    yield from (row.place for row in report.measures)
    yield from (_place(row) for row in report.results)


def _place(row: AgencyResultRow) -> Place:
    return Place(row.page, row.page, row.table_no, row.row, row.row_last or row.row)


def _placed(report: Report) -> set[tuple[int, int]]:
    """(table_no, row) of every row that a dataset row leads to."""
    return {(place.table_no, row) for place in _places(report) for row in range(place.row_first, place.row_last + 1)}


def _held_back(report: Report) -> set[tuple[int, int]]:
    """(table_no, row) of every row that a finding of assemble names."""
    return {
        (f.table_no, f.row)
        for f in report.findings
        if f.table_no is not None and f.row is not None and f.rule.startswith("assemble.")
    }


def _families(report: Report) -> dict[int, Family]:
    """The family that each table's rows were read by: a document may hold tables of two."""
    kinds = {family.reader: family for family in families()}
    main = _family(report.family) if report.family else None
    if main is None:
        return {}
    kinds[main.reader] = main
    rows = [*(i.place for i in report.indicators), *(m.place for m in report.measures)]
    return {place.table_no: kinds["measures"] for place in rows} | {
        row.table_no: kinds["results"] for row in report.results
    }


def _headers(families_of: dict[int, Family], document: Document) -> dict[int, set[int]]:
    """By table: its rows that are header rows."""
    out: dict[int, set[int]] = {}
    last: Header | None = None
    for table in document.tables:
        family, rows = families_of.get(table.table_no), out.setdefault(table.table_no, set())
        for i in range(table.rows if family is not None else 0):
            if (
                family is not None
                and table.first_row + i not in rows
                and (header := header_at(family, table, i, last)) is not None
            ):
                rows |= {table.first_row + r - 1 for r in range(header.first, header.last + 1)}
                last = header
    return out


def _is_heading(family: Family, row: list[Cell]) -> bool:
    """A row that opens a section or a tool, or goes on with the title of one: a single text, maybe with figures beside it."""
    texts = [c.text.strip() for c in row if c.text.strip()]
    words = [t for t in texts if re.search(r"[^\W\d_]", t)]
    if len(words) != 1:
        return False
    return (
        len(texts) == 1 or read_section(family, words[0], surely=True) is not None or bool(family.tools_named(words[0]))
    )


@check_rule("check.row_lost")
def row_lost(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Rows in = rows out + rows held back."""
    families_of = _families(report)
    headers = _headers(families_of, document)
    known = _placed(report) | _held_back(report)
    groups = {_tight(group) for body in report.results for group in (body.agency_group or "").split(" / ")}
    for table in document.tables:
        family = families_of.get(table.table_no)
        if family is None:
            continue
        for i, row in enumerate(table.by_row(), table.first_row):
            filled = [c for c in row if c.text.strip()]
            if not filled or i in headers[table.table_no] or (table.table_no, i) in known or _is_heading(family, row):
                continue
            if _tight("".join(c.text for c in filled)) in groups:  # a group's heading that a stray ruling divides
                continue
            raw = " | ".join(" ".join(c.text.split()) for c in filled)[:300]
            message = f"Row {i} of table {table.table_no} is in no dataset of rows."
            yield rule.at(message, page=table.page, table_no=table.table_no, row=i, raw=raw)


@check_rule("check.text_lost")
def text_lost(rule: Raise, document: Document, report: Report) -> Iterator[Finding]:
    """Cells in = text out. A column whose cells are mostly not in the datasets is one that the family does not read."""
    families_of = _families(report)
    headers = _headers(families_of, document)
    spoken = _spoken(report)
    held_back = _held_back(report)
    columns: dict[tuple[int, int], list[tuple[Cell, bool]]] = {}
    for table in document.tables:
        family = families_of.get(table.table_no)
        if family is None:
            continue
        for i, row in enumerate(table.by_row(), table.first_row):
            said = spoken.get((table.table_no, i))
            if (
                said is None
                or i in headers[table.table_no]
                or (table.table_no, i) in held_back
                or _is_heading(family, row)
            ):
                continue
            for cell in row:
                if len(_EMPTY_ITEM.sub("", text := _tight(cell.text))) > 2:
                    columns.setdefault((table.table_no, cell.column), []).append((cell, _is_said(text, said)))
    for (table_no, column), cells in columns.items():
        if 2 * sum(kept for _, kept in cells) <= len(cells):
            continue
        for cell, kept in cells:
            if not kept:
                message = (
                    f"The text of row {cell.row}, column {column} of table {table_no} is in no row of the datasets."
                )
                yield rule.at(
                    message, page=cell.page, table_no=table_no, row=cell.row, column=column, raw=cell.text[:300]
                )


def _is_said(text: str, said: str) -> bool:
    """The whole text stands in what was said, in a few pieces: a cell may hold two fields, or several measures."""
    start = pieces = 0
    while start < len(text) and pieces < MOST_PIECES:
        low, high = 0, len(text) - start
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[start : start + middle] in said else (low, middle - 1)
        if low < min(1 if text[start] in "-–" else 2, len(text) - start):
            return False
        start, pieces = start + low, pieces + 1
    return start == len(text)


def _spoken(report: Report) -> dict[tuple[int, int], str]:
    """All the text of the dataset rows that lead to each table row, without white space."""
    out: dict[tuple[int, int], str] = {}

    def say(place: Place, *texts: str | None) -> None:
        said = "\x00".join(_tight(text) for text in texts if text)
        for row in range(place.row_first, place.row_last + 1):
            key = (place.table_no, row)
            out[key] = out.get(key, "") + "\x00" + said

    for row in report.indicators:
        say(row.place, row.code_raw, row.question, row.score_raw, row.level)
    for measure in report.measures:
        say(measure.place, measure.measure, measure.result, measure.outcome)
    for body in report.results:
        say(_place(body), body.agency, body.agency_group, *(figure.text for figure in body.figures))
    return out
