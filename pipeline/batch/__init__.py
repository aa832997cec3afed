"""Batch: an archive becomes a release.

Contract: every document of the archive is read once, in a worker of its own with a time and a memory limit, and ends in the release
with its status and reason; the order of files and the number of workers change nothing; documents that were read before, by the same
code, are not read again; one run at a time writes to a folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.acquire import Acquired, ArchiveError, acquire
from pipeline.batch.lock import Locked, hold
from pipeline.batch.pool import Task, read_all
from pipeline.emit import Release, ReleaseError, emit
from pipeline.model import Document, Finding, Outcome
from pipeline.settings import Settings

__all__ = ["Locked", "RunResult", "run_batch"]

WORSE = {"ok": 0, "skipped": 0, "partial": 1, "failed": 2}


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

    @property
    def documents(self) -> int:
        """How many documents the archive has."""
        return sum(self.statuses.values())


def run_batch(
    settings: Settings,
    *,
    force: bool = False,
    dry_run: bool = False,
    planned: Callable[[int, int], None] = lambda to_read, documents: None,
    done: Callable[[Outcome], None] = lambda outcome: None,
) -> RunResult:
    """Reads an archive and publishes a release of it.

    Args:
        settings: where, and within which limits.
        force: read every document, also those that were read before.
        dry_run: say what would be read; write nothing.
        planned: told once how many documents will be read, and how many there are.
        done: told of every document that was read.

    Raises:
        ArchiveError: the archive cannot be used, or has no readable document.
        ReleaseError: no release could be written.
        Locked: another run is writing to ``settings.out``.
    """
    if dry_run:
        return _run(settings, force, True, planned, done)
    with hold(settings.out) as left:
        result = _run(settings, force, False, planned, done)
    return replace(result, notes=(left, *result.notes)) if left else result


def _run(settings: Settings, force: bool, dry_run: bool, planned: Callable[[int, int], None], done: Callable[[Outcome], None]) -> RunResult:
    from pipeline.batch import cache
    from pipeline.batch.fingerprint import fingerprint

    archive = acquire(settings.raw)
    outcomes: dict[str, Outcome] = {}
    kept: dict[str, Path] = {}
    tasks: list[Task] = []
    for found in archive.documents:
        source = found.source
        if found.problem:
            outcomes[source.document_id] = Outcome(Document(source), failure=f"{source.source_file}: {found.problem}")
            continue
        mark = fingerprint(source)
        path = cache.place(settings.out, mark)
        known = None if force else cache.load_light(path)
        if known is None:
            tasks.append(Task(source, mark, path))
        else:
            outcomes[source.document_id] = replace(known, document=replace(known.document, source=source))
            kept[source.document_id] = path
    planned(len(tasks), len(archive.documents))
    if dry_run:
        statuses = Counter(o.status for o in outcomes.values()) + Counter(unread=len(tasks))
        return RunResult(None, dict(statuses), len(tasks), bad=_bad(outcomes.values()), missing=archive.missing, ignored=archive.ignored)

    def take(outcome: Outcome, is_kept: bool) -> None:
        outcomes[outcome.document.source.document_id] = outcome
        if is_kept:
            kept[outcome.document.source.document_id] = cache.place(settings.out, outcome.fingerprint)
        done(outcome)

    if tasks:
        read_all(tasks, workers=settings.workers, timeout_s=settings.timeout_s, memory_mb=settings.memory_mb, done=take)
    return _publish(settings, archive.documents, outcomes, kept, len(tasks), archive.missing, archive.ignored)


def _publish(
    settings: Settings, documents: tuple[Acquired, ...], outcomes: dict[str, Outcome], kept: dict[str, Path], read: int,
    missing: tuple[str, ...], ignored: tuple[str, ...],
) -> RunResult:
    """Compares the documents with each other, writes the release and says what is worse than before."""
    if not any(_is_readable(o) for o in outcomes.values()):
        raise ArchiveError(_nothing_readable(settings.raw, outcomes, ignored))
    from pipeline.batch import cache
    from pipeline.check.copies import mark_copies

    ordered = [_with_twins(outcomes[d.source.document_id], d) for d in documents]
    marked = list(mark_copies(ordered))

    def whole(outcome: Outcome) -> Outcome:
        path = kept.get(outcome.document.source.document_id)
        if path is None:
            return outcome
        full = cache.load_whole(path)
        if full is None:
            raise ReleaseError(f"nothing was released: {path} was damaged during the run; run again")
        return replace(outcome, document=replace(full.document, source=outcome.document.source))

    before = _statuses_before(settings.out)
    release = emit(map(whole, marked), settings.out, keep_copies=settings.keep_copies, keep_releases=settings.keep_releases,
                   max_file_bytes=settings.max_file_bytes)
    cache.prune(settings.out, kept.values())
    newly = [o for o in marked if WORSE[o.status] > WORSE[before.get(o.document.source.document_id, "ok")]]
    return RunResult(
        release, dict(Counter(o.status for o in marked)), read, sum(o.copy_of is not None for o in marked), _bad(marked), _bad(newly),
        dict(Counter(f.severity for o in marked for f in o.findings)), missing, ignored,
    )


def _is_readable(outcome: Outcome) -> bool:
    """Whether anything at all was read of a document: not where it failed, nor where every page is a picture."""
    return outcome.failure is None and any(page.reader != "none" for page in outcome.document.pages)


def _with_twins(outcome: Outcome, found: Acquired) -> Outcome:
    """Adds a finding where the archive has the same bytes under other names."""
    if not found.same_as:
        return outcome
    message = f"{found.source.source_file}: the same file is also there as {', '.join(found.same_as)}; one of them is enough"
    return replace(outcome, findings=(*outcome.findings, Finding("same-file", "info", message)))


def _bad(outcomes: Iterable[Outcome]) -> tuple[tuple[str, str, str], ...]:
    """The documents that are partial or failed: name, status, reason."""
    return tuple(sorted((o.document.source.source_file, o.status, o.reason or "") for o in outcomes if WORSE[o.status]))


def _statuses_before(out: Path) -> dict[str, str]:
    """Status of every document in the release that is current now; empty where there is none."""
    from pipeline.emit.release import current_release

    try:
        release = current_release(out)
        if release is None:
            return {}
        import pyarrow.parquet as pq

        table = pq.read_table(release.path / "documents", columns=["document_id", "status"])
    except (ReleaseError, OSError):
        return {}
    return dict(zip(table["document_id"].to_pylist(), table["status"].to_pylist(), strict=True))


def _nothing_readable(raw: Path | str, outcomes: dict[str, Outcome], ignored: tuple[str, ...]) -> str:
    """The sentence for an archive that gives nothing."""
    if outcomes:
        bad = _bad(outcomes.values())
        reasons = "".join(f"\n  {file}: {reason.removeprefix(file + ': ')}" for file, _, reason in bad[:20])
        reasons += f"\n  and {len(bad) - 20} more" if len(bad) > 20 else ""
        return f"nothing was released: none of the {len(outcomes)} documents in {raw} could be read:{reasons}"
    others = f" (it has {len(ignored)} other files, such as {ignored[0]})" if ignored else ""
    return f"nothing was released: {raw} has no documents{others}; put reports there as .pdf, .txt, .md, .html or .tsv"
