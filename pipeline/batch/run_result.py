"""The result of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.acquire import Archive
from pipeline.batch.cache.document_record import Record
from pipeline.batch.cache.run_index import LastRun
from pipeline.batch.plan.run_plan import Plan
from pipeline.emit import Release
from pipeline.emit.compare.release_diff import STATUS_RANK
from pipeline.emit.write.released_rows import Deduplication

BadDocument = tuple[str, str, str]
"""A document that is partial or failed: source_file, status, reason."""
STATUSES = ("ok", "partial", "failed", "skipped")
"""Statuses of documents, in the order in which people are told of them."""


@dataclass(frozen=True, slots=True)
class DocumentBefore:
    """A document in the release before: its status, and how many rows it gave."""

    status: str
    rows: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did.

    Attributes:
        release: the current release now; None for a dry run.
        statuses: documents by status.
        to_read: documents that were (or, for a dry run, would be) read; the others are as read before.
        copies: documents that are copies of others.
        bad: (source_file, status, reason) of every document that is partial or failed.
        newly_bad: those of ``bad`` that were better in the release before, or not in it.
        newly_skipped: (source_file, reason) of documents that are skipped and gave rows in the release before; no
            error.
        findings: open findings by severity.
        missing: files that ``sources.yml`` names but that are not in the archive.
        ignored: files of the archive that are no documents.
        bad_entries: sentences on entries of the archive's lists that are wrong and were left out.
        notes: sentences for people on the release and on the run before.
        spent: CPU seconds by stage, over all workers; ``load`` and ``keep`` are the cache.
        corrections: corrections by state: applied, stale, unmatched.
    """

    release: Release | None
    statuses: dict[str, int]
    to_read: int
    copies: int = 0
    bad: tuple[BadDocument, ...] = ()
    newly_bad: tuple[BadDocument, ...] = ()
    newly_skipped: tuple[tuple[str, str], ...] = ()
    findings: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    bad_entries: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spent: dict[str, float] = field(default_factory=dict)
    corrections: dict[str, int] = field(default_factory=dict)

    @property
    def documents(self) -> int:
        """How many documents the archive has."""
        return sum(self.statuses.values())


def dry_run_result(archive: Archive, plan: Plan) -> RunResult:
    """Return what a run would read."""
    statuses = Counter(r.status for r in plan.records.values()) + Counter(unread=len(plan.tasks))
    return RunResult(
        None,
        dict(statuses),
        len(plan.tasks),
        bad=bad_documents(plan.records.values()),
        missing=archive.missing,
        ignored=archive.ignored,
        bad_entries=archive.bad_entries,
    )


def unchanged_result(release: Release, archive: Archive, last: LastRun, spent: dict[str, float]) -> RunResult:
    """Return the result of the run before, where nothing has changed since."""
    recap = last.recap
    return RunResult(
        release,
        recap["statuses"],
        0,
        recap["copies"],
        tuple((file, status, reason) for file, status, reason in recap["bad"]),
        findings=recap["findings"],
        missing=archive.missing,
        ignored=archive.ignored,
        bad_entries=archive.bad_entries,
        notes=tuple(recap.get("notes", ())),
        spent=spent,
        corrections=recap.get("corrections", {}),
    )


def release_result(
    release: Release,
    plan: Plan,
    deduplications: Mapping[str, Deduplication],
    documents_before: Mapping[str, DocumentBefore],
    archive: Archive,
    spent: dict[str, float],
) -> RunResult:
    """Return the result of a run that made a release.

    Args:
        release: the release.
        plan: with the records of all documents.
        deduplications: by document id.
        documents_before: those of the release before, by id and by name.
        archive: what was read.
        spent: CPU seconds by stage.
    """
    records = plan.records
    findings: Counter[str] = Counter(f.severity for d in deduplications.values() for f in d.findings)
    findings.update(release.compared)
    for record in records.values():
        for severity, count in record.severities.items():
            findings[severity] += count

    def before(record: Record) -> DocumentBefore:
        by_name = documents_before.get(record.source_file, DocumentBefore("ok", 0))
        return documents_before.get(record.document_id, by_name)

    return RunResult(
        release,
        dict(Counter(r.status for r in records.values())),
        len(plan.tasks),
        sum(d.copy_of is not None for d in deduplications.values()),
        bad_documents(records.values()),
        bad_documents(
            r
            for r in records.values()
            if STATUS_RANK[r.status] and STATUS_RANK[r.status] > STATUS_RANK[before(r).status]
        ),
        tuple(
            sorted(
                (r.source_file, r.reason or "") for r in records.values() if r.status == "skipped" and before(r).rows
            )
        ),
        dict(findings),
        archive.missing,
        archive.ignored,
        archive.bad_entries,
        (release.note,) if release.note else (),
        spent,
    )


def recap_of(result: RunResult) -> dict[str, Any]:
    """Return what :func:`unchanged_result` needs of a result, as plain values."""
    return {
        "statuses": result.statuses,
        "copies": result.copies,
        "bad": result.bad,
        "findings": result.findings,
        "notes": result.notes,
        "corrections": result.corrections,
    }


def bad_documents(records: Iterable[Record]) -> tuple[BadDocument, ...]:
    """Return the documents that are partial or failed, by name."""
    return tuple(sorted((r.source_file, r.status, r.reason or "") for r in records if STATUS_RANK[r.status]))
