"""Documents without a table of the assessment: of something else, or not understood, and by what evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.assemble.tables.evidence import has_other_title, speaks_of_assessment
from pipeline.domain.evidence_signals import evidence_settings
from pipeline.domain.family import families
from pipeline.domain.running_text import running_text
from pipeline.domain.stated_scores import stated_totals
from pipeline.model import Document, Finding, Report, Table, TableEvidence

_SHOWN = 200  # characters of a text that a finding quotes


def first_row_text(table: Table) -> str:
    """Return the texts of the first row that has any."""
    rows = [row for row in table.by_row() if any(c.text.strip() for c in row)]
    return " | ".join(" ".join(c.text.split()) for c in rows[0])[:_SHOWN] if rows else ""


def without_tables(report: Report, document: Document) -> Report:
    """Return the report of a document without a table of the assessment: skipped, or not understood."""
    stated = _stated_in_notice(document)
    if (
        speaks_of_assessment(document)
        or stated is not None
        or document.source.hints.family is not None
        or not _has_text(document)
    ):
        return replace(report, findings=(*report.findings, stated or _no_family(report, document)))
    return replace(report, skipped=_why_skipped(report.evidence, document))


def _stated_in_notice(document: Document) -> Finding | None:
    """Return the finding that only a sentence of a short notice states the body's total; None where none does.

    In a longer document such a sentence counts where the title is the assessment's.
    """
    settings = evidence_settings()
    is_notice = len(document.pages) <= settings.notice_pages and not has_other_title(document)
    if not is_notice and not speaks_of_assessment(document):
        return None
    for page in document.pages:
        text = running_text(page)
        if is_notice and not settings.notice.search(text):
            continue
        for stated in stated_totals(text):
            whose = f" of {stated.body}" if stated.body else ""
            grade = f" ({', '.join(stated.grades)})" if stated.grades else ""
            message = (
                f"page {page.number}: only a sentence states the total{whose}, {stated.score_raw}{grade}; no table of "
                "the assessment was found, and a total that only a sentence says is no row"
            )
            around = text[max(0, stated.start - _SHOWN) : stated.end + _SHOWN]
            raw = " ".join(around.split())
            return Finding("family.none", "error", message, page=page.number, raw=raw, value=f"{stated.score:g}")
    return None


def _has_text(document: Document) -> bool:
    return any(page.text.strip() for page in document.pages)


def _why_skipped(evidence: Sequence[TableEvidence], document: Document) -> str:
    """Say by what evidence a document is none of the assessment."""
    nearest = _nearest(evidence)
    if nearest is not None:
        return f"no document of the assessment: {_why_refused(nearest)}"
    tables = len({t.table_no for t in document.tables})
    kinds = "no table has a header of a known family" if tables else "it has no table"
    return f"no document of the assessment: {kinds}, and its text does not speak of it"


def _nearest(evidence: Sequence[TableEvidence]) -> TableEvidence | None:
    """Return the evidence of the table that is most like one of the assessment; None where no header is known."""
    return max(evidence, key=lambda e: e.score, default=None)


def _why_refused(evidence: TableEvidence) -> str:
    """Say why a table whose header a family knows is not read."""
    against = [f"{s.name} ({s.seen})" for s in evidence.signals if s.weight < 0]
    if evidence.score >= evidence_settings().accept:
        what = "its rows hold nothing that such a table holds"
    elif against:
        what = f"against it: {', '.join(against)}"
    else:
        what = "nothing in its rows or above it is of the assessment"
    return f"page {evidence.page}, table {evidence.table_no} is headed like {evidence.family}, but {what}"


def _no_family(report: Report, document: Document) -> Finding:
    """Say which header was seen, and why its table is not read or where a wording would have to be added."""
    nearest = _nearest(report.evidence)
    if nearest is not None:
        text = f"no table is read: {_why_refused(nearest)}; `ita explain` shows the evidence"
        headed = next((t for t in document.tables if t.table_no == nearest.table_no), None)  # None: a list of prose
        number, seen = (headed.table_no, first_row_text(headed)) if headed else (None, None)
        return Finding("family.none", "error", text, page=nearest.page, table_no=number, raw=seen)
    table = max(document.tables, key=lambda t: t.rows * t.columns, default=None)
    if table is None:
        text = "no table was found in the document: nothing to assemble; look at `ita text` for what was read"
        return Finding("family.none", "error", text)
    seen = first_row_text(table)
    names = ", ".join(f"domain/families/{f.file}" for f in families())
    advice = f"if this is a report of a known family, add the wording to {names}"
    return Finding(
        "family.none",
        "error",
        f'page {table.page}: no header matches a family (saw "{seen}"); {advice}',
        page=table.page,
        table_no=table.table_no,
        raw=seen,
    )
