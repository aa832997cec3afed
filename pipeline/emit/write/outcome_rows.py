"""The rows of one document: an Outcome as plain dictionaries, one list per dataset."""

from __future__ import annotations

from pipeline import __version__
from pipeline.domain.measure_texts import text_id
from pipeline.emit.schema.field_registry import REPORT_DATASETS, Row
from pipeline.emit.write.correction_rows import correction_rows
from pipeline.emit.write.finding_rows import finding_rows, sort_findings
from pipeline.model import AgencyResultRow, Document, Outcome, Place
from pipeline.model.bodies import BodyMatch

BOX_DECIMALS = 3
"""Decimals of a point (1/72 inch) that are kept of boxes and page sizes; what is beyond is noise of the arithmetic."""
QUALITY_DECIMALS = 4
"""Decimals of the text quality (0 to 1) that are kept."""


def fiscal_year_of(outcome: Outcome) -> int | None:
    """Return the report's fiscal year (Buddhist Era), else that of sources.yml, as of a document that was not read."""
    year = outcome.report.fiscal_year
    return year if year is not None else outcome.document.source.hints.fiscal_year


def rows_of(outcome: Outcome) -> dict[str, list[Row]]:
    """Return the rows of one document in each dataset, sorted by key.

    All of its rows are there, also of a copy: which are released is decided in ``released_rows``.

    Args:
        outcome: with its whole document (pages, tables and cells).
    """
    source = outcome.document.source
    out: dict[str, list[Row]] = {
        "indicators": _indicators(outcome),
        "measures": _measures(outcome),
        "agency_results": _agency_results(outcome),
        "scores": _scores(outcome),
        "oit_items": _oit_items(outcome),
        "cells": _cells(outcome.document),
        "pages": _pages(outcome.document),
        "findings": sort_findings(finding_rows(outcome.findings, source.document_id, source.source_file)),
    }
    out["documents"] = [_document(outcome, out)]
    common = {"document_id": source.document_id, "fiscal_year": fiscal_year_of(outcome)}
    for rows in out.values():
        for row in rows:
            row.update(common)
    out["corrections"] = correction_rows(outcome.corrections, source)
    return out


def _document(outcome: Outcome, rows: dict[str, list[Row]]) -> Row:
    """Return the row of documents; its counts are counted from the other rows."""
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
        "families": list(report.families),
        "scheme": report.scheme,
        "title": report.title,
        "agency": report.agency,
        **_body(report.body),
        "assessment_fiscal_year": report.assessment_fiscal_year,
        "assessment_year_basis": report.assessment_year_basis,
        "status": outcome.status,
        "reason": outcome.reason,
        "evidence_score": max((e.score for e in report.evidence), default=None),
        "report_id": outcome.report_id,
        "copy_of": outcome.copy_of,
        "agency_type": report.agency_type,
        "province": report.province,
        "tables": len({c["table_no"] for c in rows["cells"]}),
        **{column: len(rows[name]) for name, column in REPORT_DATASETS.items()},
        "findings_error": _open(outcome, "error"),
        "findings_warning": _open(outcome, "warning"),
        "pipeline_version": __version__,
        "fingerprint": outcome.fingerprint or None,
    }


def _open(outcome: Outcome, severity: str) -> int:
    """Return the number of findings of a severity that no reviewer closed."""
    return sum(f.severity == severity and f.state == "open" for f in outcome.findings)


def _body(body: BodyMatch | None) -> Row:
    """Return the columns that lead to the body of a row."""
    return {"body_id": body.body_id if body else None, "body_match": body.status if body else None}


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
            **_body(report.body),
            "assessment_fiscal_year": report.assessment_fiscal_year,
            "scheme": report.scheme,
            "stage": i.stage,
            "topic_no": i.topic.number if i.topic else None,
            "topic": i.topic.title if i.topic else None,
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
    """Return measures, with the columns of their indicator that analysts need beside them.

    A measure without an indicator keeps nulls there (and fails validation).
    """
    report = outcome.report
    parents = {i.entry_no: i for i in report.indicators}
    shared = ("tool", "section_no", "code", "code_raw", "score", "level", "level_key")
    topics = {i.entry_no: i.topic for i in report.indicators if i.topic is not None}
    return [
        {
            "entry_no": m.entry_no,
            "agency": report.agency,
            **_body(report.body),
            "assessment_fiscal_year": report.assessment_fiscal_year,
            "scheme": report.scheme,
            "stage": parents[m.entry_no].stage if m.entry_no in parents else "result",
            "topic_no": topics[m.entry_no].number if m.entry_no in topics else None,
            "topic": topics[m.entry_no].title if m.entry_no in topics else None,
            **{name: getattr(parents.get(m.entry_no), name, None) for name in shared},
            "measure_no": m.measure_no,
            "issue": m.issue,
            "measure": m.measure,
            "text_id": text_id(m.measure, report.agency),
            "method": m.method,
            "responsible": m.responsible,
            "period": m.period,
            "period_start": m.period_start,
            "period_end": m.period_end,
            "monitoring": m.monitoring,
            "result": m.result,
            "outcome": m.outcome,
            "evidence": m.evidence,
            "implemented": m.implemented,
            "not_implemented_reason": m.not_implemented_reason,
            "links": list(m.links),
            **_place(m.place),
        }
        for m in sorted(report.measures, key=lambda m: (m.entry_no, m.measure_no))
    ]


def _agency_results(outcome: Outcome) -> list[Row]:
    """Return bodies' results, with their figures as printed."""
    report = outcome.report

    def raw(row: AgencyResultRow, name: str) -> str | None:
        figure = row.figure(name)
        return figure.raw if figure else None

    return [
        {
            **{f"{name}_raw": raw(r, name) for name in ("rank", "iit", "eit", "oit", "total", "grade")},
            "agency_raw": r.agency_raw,
            "assessment_fiscal_year": r.assessment_fiscal_year or report.assessment_fiscal_year,
            "scheme": report.scheme,
            "rank": r.rank,
            "agency": r.agency,
            **_body(r.body),
            "agency_type": r.agency_type,
            "district": r.district,
            "province": r.province,
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
        for r in sorted(report.results, key=lambda r: (r.table_no, r.row, r.assessment_fiscal_year or 0))
    ]


def _scores(outcome: Outcome) -> list[Row]:
    """Return printed scores, numbered in the order of the report."""
    report = outcome.report
    return [
        {
            "score_no": number,
            "assessment_fiscal_year": s.assessment_fiscal_year or report.assessment_fiscal_year,
            "scheme": report.scheme,
            "agency": s.agency or report.agency,
            **_body(s.body),
            "item_kind": s.item_kind,
            "tool": s.tool,
            "indicator_no": s.indicator_no,
            "code": s.code,
            "code_raw": s.code_raw,
            "code_status": s.code_status if s.item_kind in ("question", "sub_question") else None,
            "item": s.item,
            "score": s.score,
            "score_raw": s.score_raw,
            "score_basis": s.score_basis,
            "weight": s.weight,
            "grade": s.grade,
            "topic_no": s.topic.number if s.topic else None,
            "page": s.page,
            "table_no": s.table_no,
            "row": s.row,
            "column": s.column,
        }
        for number, s in enumerate(report.scores, start=1)
    ]


def _oit_items(outcome: Outcome) -> list[Row]:
    """Return the items of checklists, numbered in the order of the report."""
    report = outcome.report
    return [
        {
            "item_no": number,
            "assessment_fiscal_year": item.assessment_fiscal_year or report.assessment_fiscal_year,
            "scheme": report.scheme,
            "agency": item.agency or report.agency,
            **_body(item.body),
            "code": item.code,
            "code_raw": item.code_raw,
            "code_status": item.code_status,
            "name": item.name,
            "requirement": item.requirement,
            "links": list(item.links),
            "evidence": item.evidence,
            "remark": item.remark,
            "page": item.page,
            "table_no": item.table_no,
            "row_first": item.row_first,
            "row_last": item.row_last,
        }
        for number, item in enumerate(report.oit_items, start=1)
    ]


def _cells(document: Document) -> list[Row]:
    """Return one row per cell."""
    rows = []
    for table in document.tables:
        for c in table.cells:
            x0, top, x1, bottom = (round(v, BOX_DECIMALS) for v in c.box) if c.box else (None, None, None, None)
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
            "width": round(p.width, BOX_DECIMALS),
            "height": round(p.height, BOX_DECIMALS),
            "rotation": p.rotation,
            "reader": p.reader,
            "quality": None if p.quality is None else round(p.quality, QUALITY_DECIMALS),
            "text_raw": p.text_raw,
            "text": p.text,
        }
        for p in sorted(document.pages, key=lambda p: p.number)
    ]
