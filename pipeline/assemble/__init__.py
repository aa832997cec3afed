"""Assemble: tables become a report of one family. Never drops a row in silence, never repairs a code.

The knowledge is data: ``domain/families/*.yml`` (header wordings, tools, sections, levels) and ``title.yml`` (bodies,
years).
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.assemble.agency_results import read_results
from pipeline.assemble.agency_results.columns import is_results_table
from pipeline.assemble.artifacts import mark_artifacts
from pipeline.assemble.measures import read_measures
from pipeline.assemble.measures.entry_drafts import Unwrap
from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.logical_table import LogicalTable, main_family, recognise_tables
from pipeline.assemble.tables.stitch import stitch
from pipeline.assemble.title import artifact_texts, paragraphs_before, read_title
from pipeline.domain.family import Family, families
from pipeline.model import Document, Finding, Report, Table
from pipeline.normalize.unwrap import LineUnwrapper

__all__ = ["assemble"]

_COVER_PAGES = 2  # where the title of a document without a known table is looked for
_SHOWN = 200  # characters of a table's first row that a finding quotes


def assemble(document: Document) -> tuple[Document, Report]:
    """Assemble a normalized document.

    Returns:
        The document with its artifacts marked and its tables numbered over pages (``Table.table_no``, ``first_row``,
        ``Cell.row``), and the report: its family, title and rows with ``code_raw`` as printed (``code`` is None: repair
        comes after), and findings. A document of no known family gives a report with ``family=None`` and a finding that
        names the header seen and the file to edit.
    """
    document = stitch(mark_artifacts(document))
    unwrap = LineUnwrapper(document).unwrap
    tables = recognise_tables(document, _confirm)
    family = main_family(tables)
    first_page = min((table.parts[0].table.page for table in tables.values()), default=_COVER_PAGES)
    paragraphs = paragraphs_before(document, unwrap, first_page)
    title = read_title([*paragraphs, *artifact_texts(document)], document.source.hints, family)
    report = Report(
        title=title.title,
        agency=title.agency,
        agency_type=title.agency_type,
        province=title.province,
        fiscal_year=title.fiscal_year,
        assessment_fiscal_year=title.assessment_fiscal_year,
        assessment_year_basis=title.assessment_year_basis,
    )
    if family is None:
        return document, replace(report, findings=(_no_family(document),))
    for kind in families():  # a document may hold tables of several; its name is that of most rows
        report = _with_rows(report, kind, document, tables, unwrap)
    others = _other_tables(document, family, set(tables))
    return document, replace(report, family=family.name, findings=(*report.findings, *others))


def _confirm(family: Family, header: Header, table: Table, document: Document) -> bool:
    """Tell whether a table is of the family that its header fits; one of results must speak of the assessment."""
    return family.results is None or is_results_table(family, header, table, document)


def _with_rows(
    report: Report, family: Family, document: Document, tables: dict[int, LogicalTable], unwrap: Unwrap
) -> Report:
    """Add the rows of the tables of one family."""
    own = {number: table for number, table in tables.items() if table.family is family}
    if not own:
        return report
    if family.reader == "results":
        results = read_results(family, document, own, report.fiscal_year, unwrap)
        return replace(
            report,
            results=(*report.results, *results.results),
            findings=(*report.findings, *results.findings),
            rows=(*report.rows, *results.rows),
        )
    measures = read_measures(family, document, own, unwrap)
    return replace(
        report,
        indicators=measures.indicators,
        measures=measures.measures,
        findings=(*report.findings, *measures.findings),
        rows=(*report.rows, *measures.rows),
    )


def _first_row(table: Table) -> str:
    """Return the texts of the first row that has any."""
    rows = [row for row in table.by_row() if any(c.text.strip() for c in row)]
    return " | ".join(" ".join(c.text.split()) for c in rows[0])[:_SHOWN] if rows else ""


def _no_family(document: Document) -> Finding:
    """Say which header was seen, and where a wording would have to be added."""
    table = max(document.tables, key=lambda t: t.rows * t.columns, default=None)
    names = ", ".join(f"domain/families/{f.file}" for f in families())
    if table is None:
        text = "no table was found in the document: nothing to assemble; look at `ita text` for what was read"
        return Finding("family.none", "error", text)
    seen = _first_row(table)
    advice = f"if this is a report of a known family, add the wording to {names}"
    return Finding(
        "family.none",
        "error",
        f'page {table.page}: no header matches a family (saw "{seen}"); {advice}',
        page=table.page,
        table_no=table.table_no,
        raw=seen,
    )


def _other_tables(document: Document, family: Family, read: set[int]) -> list[Finding]:
    """Return one finding for each table that is of no family: its cells are kept, its rows are not read."""
    out: dict[int, Finding] = {}
    for table in document.tables:
        seen = _first_row(table) if table.table_no not in read and table.table_no not in out else ""
        if seen:
            where = f"page {table.page}: table {table.table_no}"
            out[table.table_no] = Finding(
                "family.other_table",
                "info",
                f'{where} is not of the family {family.name} (saw "{seen}"); its text stays in cells',
                page=table.page,
                table_no=table.table_no,
                raw=seen,
            )
    return list(out.values())
