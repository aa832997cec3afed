"""An Outcome becomes the rows of the datasets, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline import __version__
from pipeline.model import AgencyResultRow, Document, Finding, Outcome, Place

Row = dict[str, Any]
FACTS = {"indicators": "indicator_rows", "measures": "measure_rows", "agency_results": "agency_result_rows"}
"""What a copy of another document does not add to, and the column of ``documents`` that counts it."""


def fiscal_year_of(outcome: Outcome) -> int | None:
    """The report's fiscal year; what sources.yml says stands in where the document could not be read."""
    year = outcome.report.fiscal_year
    return year if year is not None else outcome.document.source.hints.fiscal_year


def rows_of(outcome: Outcome, keep_copies: bool = False) -> dict[str, list[Row]]:
    """The rows that one document adds to each dataset, sorted by key.

    Args:
        outcome: with its whole document (pages, tables and cells).
        keep_copies: the rows of a copy count too; otherwise a copy has rows in documents, pages, cells and findings only.
    """
    speaks = keep_copies or outcome.copy_of is None
    out: dict[str, list[Row]] = {
        "indicators": _indicators(outcome) if speaks else [],
        "measures": _measures(outcome) if speaks else [],
        "agency_results": _agency_results(outcome) if speaks else [],
        "cells": _cells(outcome.document),
        "pages": _pages(outcome.document),
        "findings": in_order(finding_rows(outcome.findings)),
    }
    out["documents"] = [_document(outcome, out)]
    common = {"document_id": outcome.document.source.document_id, "fiscal_year": fiscal_year_of(outcome)}
    for rows in out.values():
        for row in rows:
            row.update(common)
    return out


def _document(outcome: Outcome, rows: dict[str, list[Row]]) -> Row:
    """The row of documents; its counts are counted, not copied."""
    source, report, pages = outcome.document.source, outcome.report, outcome.document.pages
    return {
        "source_file": source.source_file,
        "source_url": source.hints.url,
        "retrieved_at": source.hints.retrieved_at,
        "size_bytes": source.size_bytes,
        "kind": source.kind,
        "pages": len(pages),
        "pages_scanned": sum(p.is_scan for p in pages),
        "producer": outcome.document.producer,
        "family": report.family,
        "title": report.title,
        "agency": report.agency,
        "assessment_fiscal_year": report.assessment_fiscal_year,
        "assessment_year_basis": report.assessment_year_basis,
        "status": outcome.status,
        "reason": outcome.reason,
        "report_id": outcome.report_id,
        "copy_of": outcome.copy_of,
        "agency_type": report.agency_type,
        "province": report.province,
        "tables": len({c["table_no"] for c in rows["cells"]}),
        **{column: len(rows[name]) for name, column in FACTS.items()},
        "findings_error": sum(f.severity == "error" for f in outcome.findings),
        "findings_warning": sum(f.severity == "warning" for f in outcome.findings),
        "pipeline_version": __version__,
        "fingerprint": outcome.fingerprint or None,
    }


def _place(place: Place) -> Row:
    return {
        "page_first": place.page_first,
        "page_last": place.page_last,
        "table_no": place.table_no,
        "row_first": place.row_first,
        "row_last": place.row_last,
    }


def _indicators(outcome: Outcome) -> list[Row]:
    report = outcome.report
    return [
        {
            "entry_no": i.entry_no,
            "agency": report.agency,
            "assessment_fiscal_year": report.assessment_fiscal_year,
            "tool": i.tool,
            "section_no": i.section_no,
            "section_title": i.section_title,
            "indicator_no": i.indicator_no,
            "code": i.code,
            "code_raw": i.code_raw,
            "code_status": i.code_status,
            "question": i.question,
            "score": i.score,
            "score_raw": i.score_raw,
            "score_max": i.score_max,
            "level": i.level,
            "level_key": i.level_key,
            "measure_count": i.measure_count,
            **_place(i.place),
        }
        for i in sorted(report.indicators, key=lambda i: i.entry_no)
    ]


def _measures(outcome: Outcome) -> list[Row]:
    """Measures, with what an analyst wants beside them from their indicator; a measure without one keeps nulls (and fails validation)."""
    report = outcome.report
    parents = {i.entry_no: i for i in report.indicators}
    shared = ("tool", "section_no", "code", "code_raw", "score", "level", "level_key")
    return [
        {
            "entry_no": m.entry_no,
            "agency": report.agency,
            "assessment_fiscal_year": report.assessment_fiscal_year,
            **{name: getattr(parents.get(m.entry_no), name, None) for name in shared},
            "measure_no": m.measure_no,
            "measure": m.measure,
            "result": m.result,
            "outcome": m.outcome,
            "implemented": m.implemented,
            "not_implemented_reason": m.not_implemented_reason,
            "links": list(m.links),
            **_place(m.place),
        }
        for m in sorted(report.measures, key=lambda m: (m.entry_no, m.measure_no))
    ]


def _agency_results(outcome: Outcome) -> list[Row]:
    """Bodies' results, with their figures as printed."""

    def raw(row: AgencyResultRow, name: str) -> str | None:
        figure = row.figure(name)
        return figure.raw if figure else None

    return [
        {
            **{f"{name}_raw": raw(r, name) for name in ("rank", "iit", "eit", "oit", "total", "grade")},
            "rank": r.rank,
            "agency": r.agency,
            "agency_group": r.agency_group,
            "iit": r.iit,
            "eit": r.eit,
            "oit": r.oit,
            "total": r.total,
            "score_basis": r.score_basis,
            "grade": r.grade,
            "page": r.page,
            "table_no": r.table_no,
            "row": r.row,
        }
        for r in sorted(outcome.report.results, key=lambda r: (r.table_no, r.row))
    ]


def _cells(document: Document) -> list[Row]:
    """One row per cell. Boxes are rounded to a thousandth of a point: what is beyond is noise of the arithmetic."""
    rows = []
    for table in document.tables:
        for c in table.cells:
            x0, top, x1, bottom = (round(v, 3) for v in c.box) if c.box else (None, None, None, None)
            rows.append(
                {
                    "page": c.page,
                    "table_no": table.table_no,
                    "row": c.row,
                    "column": c.column,
                    "rowspan": c.rowspan,
                    "colspan": c.colspan,
                    "x0": x0,
                    "top": top,
                    "x1": x1,
                    "bottom": bottom,
                    "text_raw": c.text_raw,
                    "text": c.text,
                    "reader": c.reader,
                    "confidence": c.confidence,
                }
            )
    return sorted(rows, key=lambda r: (r["table_no"], r["row"], r["column"]))


def _pages(document: Document) -> list[Row]:
    return [
        {
            "page": p.number,
            "width": round(p.width, 3),
            "height": round(p.height, 3),
            "reader": p.reader,
            "quality": None if p.quality is None else round(p.quality, 4),
            "text_raw": p.text_raw,
            "text": p.text,
        }
        for p in sorted(document.pages, key=lambda p: p.number)
    ]


def finding_rows(findings: Iterable[Finding]) -> list[Row]:
    """Findings as rows, but for the columns that all rows of a document share."""
    return [
        {
            "rule": f.rule,
            "severity": f.severity,
            "page": f.page,
            "table_no": f.table_no,
            "row": f.row,
            "column": f.column,
            "code": f.code,
            "raw": f.raw,
            "value": f.value,
            "message": f.message,
        }
        for f in findings
    ]


def in_order(findings: list[Row]) -> list[Row]:
    """Rows of findings in a fixed order; those about the whole document first."""
    order = ("page", "table_no", "row", "column", "rule", "code", "raw", "value", "message")
    return sorted(findings, key=lambda r: tuple((r[k] is not None, r[k] if r[k] is not None else 0) for k in order))
