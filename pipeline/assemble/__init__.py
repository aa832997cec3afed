"""Assemble: tables become a report of one family. Never drops a row in silence, never repairs a code.

The knowledge is data: ``families/*.yml`` (header wordings, tools, sections, levels) and ``heading.yml`` (bodies, years).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pipeline.assemble.agency_results.columns import is_results
from pipeline.assemble.agency_results.rows import read_results
from pipeline.assemble.measures.records import finish
from pipeline.assemble.measures.rows import walk
from pipeline.assemble.tables.header import Header, find_header, recognise
from pipeline.assemble.tables.stitch import running_lines, stitch
from pipeline.assemble.title import heading_paragraphs, read_heading, running_texts
from pipeline.domain.family import Family, families
from pipeline.model import AgencyResultRow, Document, Finding, IndicatorRow, MeasureRow, Report, Table
from pipeline.normalize.unwrap import LineUnwrapper

__all__ = ["assemble"]

_COVER_PAGES = 2  # where the heading of a document without a known table is looked for


def assemble(document: Document) -> tuple[Document, Report]:
    """Assemble a normalized document.

    Returns:
        The document with its tables numbered over pages (``Table.table_no``, ``first_row``, ``Cell.row``), and the report: its family,
        heading and rows with ``code_raw`` as printed (``code`` is None: repair comes after), and findings. A document of no known
        family gives a report with ``family=None`` and a finding that names the header seen and the file to edit.
    """
    document = stitch(document)
    unwrapper = LineUnwrapper(document)
    furniture = running_lines(document)
    found = _recognise(document)
    family = _main_family(document, found)
    first = next((t.page for t in document.tables if t.table_no in found), _COVER_PAGES)
    paragraphs = heading_paragraphs(document, furniture, unwrapper.unwrap, first)
    heading = read_heading([*paragraphs, *running_texts(document, furniture)], document.source.hints, family)
    findings: list[Finding] = []
    report = Report(
        title=heading.title,
        agency=heading.agency,
        agency_type=heading.agency_type,
        province=heading.province,
        fiscal_year=heading.fiscal_year,
        assessment_fiscal_year=heading.assessment_fiscal_year,
        assessment_year_basis=heading.assessment_year_basis,
    )
    if family is None:
        return document, replace(report, findings=(_no_family(document),))
    indicators: list[IndicatorRow] = []
    measures: list[MeasureRow] = []
    results: list[AgencyResultRow] = []
    scanned = {t.table_no for t in document.tables if t.reader == "ocr"}
    for kind in families():  # a document may hold tables of several; its name is that of most rows
        headers = {number: header for number, (f, header) in found.items() if f is kind}
        if headers and kind.reader == "results":
            rows, more = read_results(kind, document, headers, furniture, heading.fiscal_year, unwrapper.unwrap)
            results += rows
            findings += more
        elif headers:
            state = walk(kind, document, headers, furniture)
            indicators, measures, more = finish(kind, state.entries, unwrapper.unwrap, scanned)
            findings += [*state.findings, *more]
    findings += _other_tables(document, family, set(found))
    return document, replace(
        report,
        family=family.name,
        indicators=tuple(indicators),
        measures=tuple(measures),
        results=tuple(results),
        findings=tuple(findings),
    )


def _recognise(document: Document) -> dict[int, tuple[Family, Header]]:
    """The family and header of each table that is of one (a hint decides where its header is seen).

    A table without a header that follows one of a family with as many columns is read with that table's header.
    """
    found: dict[int, tuple[Family, Header]] = {}
    hint = document.source.hints.family
    known = [f for f in families() if hint is None or f.name == hint] or list(families())
    for table in document.tables:
        hit = None if table.table_no in found else recognise(known, table)
        if hit is not None and (hit[0].results is None or is_results(*hit, table, document)):
            found[table.table_no] = hit
    before: tuple[Family, Header] | None = None
    for table in document.tables:
        if table.table_no in found:
            before = found[table.table_no]
        elif before is not None and find_header(before[0], table) is None and _same_shape(before[1], table):
            found[table.table_no] = before
    return found


def _main_family(document: Document, found: Mapping[int, tuple[Family, Header]]) -> Family | None:
    """The family of most rows."""
    rows: Counter[str] = Counter()
    for table in document.tables:
        if table.table_no in found:
            rows[found[table.table_no][0].name] += table.rows
    return max((f for f in families() if rows[f.name]), key=lambda f: rows[f.name], default=None)


def _same_shape(header: Header, table: Table) -> bool:
    """As many columns as the header, or one more or less in a transcript (engines shift them)."""
    slack = 1 if table.reader == "transcript" else 0
    return abs(table.columns - len(header.columns)) <= slack


def _first_row(table: Table) -> str:
    rows = [row for row in table.by_row() if any(c.text.strip() for c in row)]
    return " | ".join(" ".join(c.text.split()) for c in rows[0])[:200] if rows else ""


def _no_family(document: Document) -> Finding:
    """Say which header was seen, and where a wording would have to be added."""
    table = max(document.tables, key=lambda t: t.rows * t.columns, default=None)
    names = ", ".join(f"domain/families/{f.file}" for f in families())
    if table is None:
        text = "no table was found in the document: nothing to assemble; look at `ita text` for what was read"
        return Finding("family.none", "error", text)
    seen = _first_row(table)
    return Finding(
        "family.none",
        "error",
        f'page {table.page}: no header matches a family (saw "{seen}"); if this is a report of a known family, add the wording to {names}',
        page=table.page,
        table_no=table.table_no,
        raw=seen,
    )


def _other_tables(document: Document, family: Family, read: set[int]) -> list[Finding]:
    """One finding for each table that is of no family: its cells are kept, its rows are not read."""
    out: dict[int, Finding] = {}
    for table in document.tables:
        if table.table_no not in read and table.table_no not in out and _first_row(table):
            seen = _first_row(table)
            out[table.table_no] = Finding(
                "family.other_table",
                "info",
                f'page {table.page}: table {table.table_no} is not of the family {family.name} (saw "{seen}"); its text stays in cells',
                page=table.page,
                table_no=table.table_no,
                raw=seen,
            )
    return list(out.values())
