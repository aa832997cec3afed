"""Batch: an archive becomes a release.

Contract: every document of the archive is read once, in a worker of its own with a time and a memory limit, and ends in the release
with its status and reason; the order of files, the number of workers and the engine change nothing; what was done before, with the same
software, is not done again, and where nothing changed nothing is written; one run at a time writes to a folder.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.acquire import Archive, ArchiveError, acquire
from pipeline.batch.cache.document_record import Record
from pipeline.batch.cache.run_index import Index
from pipeline.batch.lock import Locked, ask, hold
from pipeline.batch.plan.run_plan import Plan, Request, make_plan, unchanged
from pipeline.batch.workers.executors import NoEngine
from pipeline.emit import Release, ReleaseError
from pipeline.emit.compare.release_diff import WORSE
from pipeline.emit.write.packed_rows import Marks
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["Locked", "NoEngine", "RunResult", "run_batch"]

SETTLED = 0.9
FEW = 2
"""So many documents are read before all that any document may need would be loaded."""
REMEMBERED = 5
"""So many states of the software does the index know of."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did.

    Attributes:
        release: the current release now; None for a dry run.
        statuses: documents by status.
        to_read: documents that were (or, for a dry run, would be) read; the others are as read before.
        bad: (source_file, status, reason) of every document that is partial or failed.
        newly_bad: those of ``bad`` that were better in the release before, or not in it.
        findings: findings by severity.
        missing: files that ``sources.yml`` names but that are not in the archive.
        ignored: files of the archive that are no documents.
        notes: sentences for people on the release and on the run before.
        spent: CPU seconds by stage, over all workers; ``load`` and ``keep`` are the cache.
    """

    release: Release | None
    statuses: dict[str, int]
    to_read: int
    copies: int = 0
    bad: tuple[tuple[str, str, str], ...] = ()
    newly_bad: tuple[tuple[str, str, str], ...] = ()
    findings: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spent: dict[str, float] = field(default_factory=dict)

    @property
    def documents(self) -> int:
        """How many documents the archive has."""
        return sum(self.statuses.values())


def run_batch(
    settings: Settings,
    *,
    force: bool = False,
    retry_failed: bool = False,
    dry_run: bool = False,
    planned: Callable[[int, int], None] = lambda to_read, documents: None,
    done: Callable[[Record], None] = lambda record: None,
) -> RunResult:
    """Reads an archive and publishes a release of it.

    Args:
        settings: where, and within which limits.
        force: read every document, also those that were read before.
        retry_failed: read documents again that failed before.
        dry_run: say what would be read; write nothing.
        planned: told once how many documents will be read, and how many there are.
        done: told of every document that was read.

    Raises:
        ArchiveError: the archive cannot be used, or has no readable document.
        ReleaseError: no release could be written.
        Locked: another run is writing to ``settings.out``.
        NoEngine: the engine that was asked for cannot be had.
    """
    from pipeline.batch.cache import run_index

    request = Request(settings, force, retry_failed)
    known = run_index.load(request.home)
    clock = time.process_time()
    archive = acquire(settings.raw, known.seen)
    spent = {"acquire": time.process_time() - clock}
    if dry_run:
        plan = make_plan(request, archive)
        planned(len(plan.tasks), len(archive.documents))
        statuses = Counter(r.status for r in plan.records.values()) + Counter(unread=len(plan.tasks))
        return RunResult(
            None,
            dict(statuses),
            len(plan.tasks),
            bad=_bad(plan.records.values()),
            missing=archive.missing,
            ignored=archive.ignored,
        )
    ask(settings.out)
    current = unchanged(request, archive, known)
    if current is not None and known.last is not None:
        planned(0, len(archive.documents))
        bad = tuple((file, status, reason) for file, status, reason in known.last.recap["bad"])
        return RunResult(
            current,
            known.last.recap["statuses"],
            0,
            known.last.recap["copies"],
            bad,
            (),
            known.last.recap["findings"],
            archive.missing,
            archive.ignored,
            tuple(known.last.recap.get("notes", ())),
            spent,
        )
    with hold(settings.out) as left:
        plan = make_plan(request, archive)
        planned(len(plan.tasks), len(archive.documents))
        _read(request, plan, spent, done)
        result = _publish(request, archive, known, plan, spent)
    return replace(result, notes=(left, *result.notes)) if left else result


def _read(request: Request, plan: Plan, spent: dict[str, float], done: Callable[[Record], None]) -> None:
    """Reads what the plan asks for, and adds it to the records."""
    from pipeline.batch.workers.dispatch import read_all
    from pipeline.batch.workers.executors import engine

    def take(record: Record, seconds: dict[str, float]) -> None:
        plan.records[record.document_id] = record
        for stage, took in seconds.items():
            spent[stage] = spent.get(stage, 0.0) + took
        done(record)

    if plan.tasks:
        settings = request.settings
        scheduler = settings.scheduler if settings.engine == "dask" else None
        if settings.engine == "dask" and scheduler is None:
            raise NoEngine("the engine dask needs the address of a scheduler: --scheduler tcp://host:8786")
        with engine(settings.workers, request.limits, scheduler, warm=len(plan.tasks) > FEW) as workers:
            read_all(plan.tasks, workers, take)


def _publish(request: Request, archive: Archive, known: Index, plan: Plan, spent: dict[str, float]) -> RunResult:
    """Compares the documents with each other, writes the release and says what is worse than before."""
    from pipeline.batch.cache import document_cache, run_index
    from pipeline.batch.plan.copy_marks import marks_of
    from pipeline.emit import emit

    settings, records = request.settings, plan.records
    if not any(record.readable for record in records.values()):
        raise ArchiveError(_nothing_readable(settings.raw, list(records.values()), archive.ignored))
    clock = time.process_time()
    found = {d.source.document_id: d for d in archive.documents}
    marks = marks_of(records.values(), found, lambda record: document_cache.load_brief(plan.place(record)))
    before = _statuses_before(settings.out)
    portions = [
        record.packed.portion(
            marks[record.document_id], partial(document_cache.load_table, plan.place(record)), settings.keep_copies
        )
        for record in records.values()
    ]
    release = emit(
        portions,
        settings.out,
        keep_releases=settings.keep_releases,
        max_file_bytes=settings.max_file_bytes,
        max_loss=settings.max_loss,
        grace_s=settings.grace_s,
    )
    spent["emit"] = time.process_time() - clock
    result = _result(release, records, marks, before, plan, archive, spent)
    document_cache.prune(request.home, plan.kept())
    software = dict([*known.software.items(), (request.software, request.software_parts)][-REMEMBERED:])
    failed = {record.limits for record in records.values() if record.limits is not None}
    recap = {
        "statuses": result.statuses,
        "copies": result.copies,
        "bad": result.bad,
        "findings": result.findings,
        "notes": result.notes,
    }
    last = run_index.Last(plan.key, release.id, tuple(failed), recap)
    try:
        seen = archive.seen
        if len(seen) < SETTLED * len(
            archive.documents
        ):  # files that were just written are not known again before they have settled
            seen = acquire(settings.raw, seen).seen
        run_index.store(
            request.home, Index(seen, {r.document_id: r.fingerprint for r in records.values()}, software, last)
        )
    except (OSError, ArchiveError) as error:  # the release is published, and that is what counts
        note = f"what would have made the next run quick could not be kept in {request.home} ({error}); it looks at every file again"
        return replace(result, notes=(*result.notes, note))
    return result


def _result(
    release: Release,
    records: dict[str, Record],
    marks: dict[str, Marks],
    before: dict[str, str],
    plan: Plan,
    archive: Archive,
    spent: dict[str, float],
) -> RunResult:
    """What is to be said of a release."""
    findings: Counter[str] = Counter()
    for record in records.values():
        findings.update(record.severities)
        findings.update(f.severity for f in marks[record.document_id].findings)
    newly = [
        r
        for r in records.values()
        if WORSE[r.status] > WORSE[before.get(r.document_id, before.get(r.source_file, "ok"))]
    ]
    return RunResult(
        release,
        dict(Counter(r.status for r in records.values())),
        len(plan.tasks),
        sum(m.copy_of is not None for m in marks.values()),
        _bad(records.values()),
        _bad(newly),
        dict(findings),
        archive.missing,
        archive.ignored,
        (release.note,) if release.note else (),
        spent,
    )


def _bad(records: Iterable[Record]) -> tuple[tuple[str, str, str], ...]:
    """The documents that are partial or failed: name, status, reason."""
    return tuple(sorted((r.source_file, r.status, r.reason or "") for r in records if WORSE[r.status]))


def _statuses_before(out: Place) -> dict[str, str]:
    """Status of every document in the release that is current now, by its id and by its name; empty where there is none.

    A file whose bytes were replaced under its name is the same document, only another version of it.
    """
    from pipeline.emit.store.read_datasets import read
    from pipeline.emit.store.releases import current_release

    try:
        release = current_release(out)
        if release is None:
            return {}
        table = read(release, "documents", ["document_id", "source_file", "status"])
    except (ReleaseError, OSError):
        return {}
    return {row[key]: row["status"] for key in ("source_file", "document_id") for row in table.to_pylist()}


def _nothing_readable(raw: Place, records: list[Record], ignored: tuple[str, ...]) -> str:
    """The sentence for an archive that gives nothing."""
    if records:
        bad = _bad(records)
        reasons = "".join(f"\n  {file}: {reason.removeprefix(file + ': ')}" for file, _, reason in bad[:20])
        reasons += f"\n  and {len(bad) - 20} more" if len(bad) > 20 else ""
        return f"nothing was released: none of the {len(records)} documents in {raw} could be read:{reasons}"
    others = f" (it has {len(ignored)} other files, such as {ignored[0]})" if ignored else ""
    return f"nothing was released: {raw} has no documents{others}; put reports there as .pdf, .txt, .md, .html or .tsv"
