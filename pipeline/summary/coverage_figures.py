"""What a release is and how complete: its documents, and what there is of the assessed bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.emit.store.releases import Release
from pipeline.summary.report_section import Section, Share, Table, Term, columns, cut, grouped, shown_table
from pipeline.summary.report_settings import REPORT

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = ("has_result", "has_scores", "has_plan", "has_report", "has_checklist")
SUM = "sum"
DOCUMENT_COLUMNS = (
    "document_id", "source_file", "agency", "fiscal_year", "status", "reason", "copy_of", "pages", "pages_scanned",
    "findings_error", "findings_warning",
)  # fmt: skip


def documents_section(release: Release) -> Section:
    """Return what became of the documents."""
    documents = columns(release, "documents", DOCUMENT_COLUMNS)
    statuses = grouped(
        documents, ["status"], [([], "count_all"), ("pages", SUM), ("findings_error", SUM), ("findings_warning", SUM)]
    )
    years = grouped(
        documents, ["fiscal_year"], [([], "count_all"), ("copy_of", "count"), ("pages", SUM), ("pages_scanned", SUM)]
    )
    return Section(
        "documents",
        (
            shown_table("documents_by_status", ((Term(row[0]), *row[1:]) for row in statuses)),
            shown_table("documents_by_year", years),
            _unread(documents),
        ),
    )


def _unread(documents: pa.Table) -> Table:
    """Return the documents that were not read wholly: failed ones first, then by their errors."""
    import pyarrow as pa
    import pyarrow.compute as pc

    chosen = documents.filter(pc.is_in(documents["status"], pa.array(["failed", "partial"])))
    rows = sorted(
        chosen.to_pylist(), key=lambda r: (r["status"] != "failed", -(r["findings_error"] or 0), r["source_file"] or "")
    )
    return shown_table(
        "documents_unread",
        ((r["source_file"], cut(r["agency"]), r["fiscal_year"], Term(r["status"]), cut(r["reason"])) for r in rows),
        REPORT.unread,
    )


def coverage_section(release: Release) -> Section:
    """Return of how many bodies of each year, and of each kind, there is what."""
    import pyarrow as pa
    import pyarrow.compute as pc

    there = columns(release, "coverage", ["body_id", "fiscal_year", *PARTS])
    bodies = columns(release, "bodies", ["body_id", "kind"])
    there = there.join(bodies, "body_id")
    nothing = pc.invert(pc.fill_null(there[PARTS[0]], False))
    for part in PARTS[1:]:
        nothing = pc.and_(nothing, pc.invert(pc.fill_null(there[part], False)))
    counted = pa.table(
        {
            "fiscal_year": there["fiscal_year"],
            "kind": there["kind"],
            **{part: there[part].cast(pa.int64()) for part in PARTS},
            "nothing": nothing.cast(pa.int64()),
        }
    )
    totals: list[tuple[Any, ...]] = [([], "count_all"), *((name, SUM) for name in (*PARTS, "nothing"))]
    by_kind = grouped(counted, ["fiscal_year", "kind"], totals)
    by_kind.sort(key=lambda row: (-(row[0] or 0), -row[2], row[1] or ""))
    return Section(
        "coverage",
        (
            shown_table("coverage_by_year", grouped(counted, ["fiscal_year"], totals)),
            shown_table("coverage_by_kind", by_kind),
        ),
    )


def share(part: int, whole: int) -> Share | None:
    """Return a part of a whole, of 100; None of nothing."""
    return Share(100 * part / whole) if whole else None
