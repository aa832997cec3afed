"""Publishing a run: its documents are compared, a release is made of them, and the index for the next run is kept."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.acquire import Archive, ArchiveError, acquire
from pipeline.batch.cache import document_cache, record_snapshot, run_index
from pipeline.batch.cache.document_record import Record
from pipeline.batch.cache.near_texts_cache import NearTextsCache
from pipeline.batch.plan.deduplicate import deduplicate
from pipeline.batch.plan.fingerprint import stage_hash
from pipeline.batch.plan.run_plan import Plan, Request
from pipeline.batch.run_result import DocumentBefore, RunResult, bad_documents, recap_of, release_result
from pipeline.domain.register.body import with_added
from pipeline.emit import Release, ReleaseError, emit
from pipeline.emit.schema.field_registry import REPORT_DATASETS
from pipeline.emit.store.read_datasets import read
from pipeline.emit.store.releases import current_release
from pipeline.emit.write.released_rows import Deduplication, released_tables
from pipeline.files import Place
from pipeline.files.redaction import redact_url

SETTLED_SHARE = 0.9
"""Share of the files (0 to 1) that must have a stamp; else they are listed again after the run.

A file that was just written has no stamp until the clock has gone on.
"""
MOST_SOFTWARE = 5
"""Versions of the software that the index keeps."""
MOST_NAMED = 20
"""Documents that a message names."""


def publish(
    request: Request, archive: Archive, known: run_index.Index, plan: Plan, spent: dict[str, float]
) -> RunResult:
    """Make a release of the documents of a plan, and return what is worse than before.

    Args:
        request: what was asked for.
        archive: its documents.
        known: the index of the run before.
        plan: with the records of all documents.
        spent: CPU seconds by stage; those of emit are added.

    Raises:
        ArchiveError: nothing was read of any document.
        ReleaseError: no release could be written.
    """
    records = list(plan.records.values())
    if not any(record.readable for record in records):
        raise ArchiveError(_nothing_readable(request.settings.raw, records, archive.ignored))
    start = time.process_time()
    acquired = {d.source.document_id: d for d in archive.documents}
    deduplications, comparisons = deduplicate(records, acquired, plan.load_comparison, plan.known.comparisons)
    documents_before = _documents_before(request.settings.out, [r for r in records if r.status != "ok"])
    release = _emit(request, plan, deduplications, archive)
    spent["emit"] = time.process_time() - start
    result = release_result(release, plan, deduplications, documents_before, archive, spent)
    result = replace(result, corrections=_correction_states(release))
    document_cache.prune(request.cache, plan.used_files(), stage_hash("extract"))
    try:
        record_snapshot.renew(request.cache, plan.known, plan.kept_records(), comparisons)
        _keep_index(request, archive, known, plan, result)
    except (OSError, ArchiveError) as error:  # the release is published, and that is what counts
        note = (
            f"what would have made the next run quick could not be kept in {request.cache} ({error}); "
            "it looks at every file again"
        )
        return replace(result, notes=(*result.notes, note))
    return result


def _emit(request: Request, plan: Plan, deduplications: dict[str, Deduplication], archive: Archive) -> Release:
    """Make a release of the tables in the cache."""
    settings = request.settings
    documents = [
        released_tables(
            record.packed,
            deduplications[record.document_id],
            partial(plan.load_table, record),
            settings.keep_copies,
        )
        for record in plan.records.values()
    ]
    return emit(
        documents,
        settings.out,
        keep_releases=settings.keep_releases,
        max_file_bytes=settings.max_file_bytes,
        max_loss=settings.max_loss,
        grace_s=settings.grace_s,
        bodies=with_added(archive.added_bodies),
        lost_corrections=archive.lost_corrections,
        near_texts=NearTextsCache(request.cache, stage_hash("release")),
        set_aside=archive.set_aside,
    )


def _correction_states(release: Release) -> dict[str, int]:
    """Return how many corrections of a release have each state."""
    if not release.rows.get("corrections"):
        return {}
    return dict(sorted(Counter(read(release, "corrections", ["state"])["state"].to_pylist()).items()))


def _keep_index(request: Request, archive: Archive, known: run_index.Index, plan: Plan, result: RunResult) -> None:
    """Write the index for the next run."""
    assert result.release is not None
    records = plan.records.values()
    software = dict([*known.software.items(), (request.software, request.software_parts)][-MOST_SOFTWARE:])
    failed = {record.limits for record in records if record.limits is not None}
    raw = request.settings.raw
    read_from = str(raw.resolve()) if isinstance(raw, Path) else raw if redact_url(raw) == raw else None
    last = run_index.LastRun(plan.keys.release, result.release.id, tuple(failed), recap_of(result), read_from)
    seen = archive.seen
    if len(seen) < SETTLED_SHARE * len(archive.documents):
        seen = acquire(request.settings.raw, seen).seen
    fingerprints = {r.document_id: r.fingerprint for r in records}
    run_index.store(request.cache, run_index.Index(seen, fingerprints, software, last))


def _documents_before(out: Place, now: Sequence[Record]) -> dict[str, DocumentBefore]:
    """Return what the current release says of some documents, by their ids and by their names; empty where none is.

    A file whose bytes were replaced under its name is the same document, only another version of it.
    """
    try:
        release = current_release(out) if now else None
        if release is None:
            return {}
        import pyarrow as pa
        import pyarrow.compute as pc

        counts = REPORT_DATASETS.values()
        documents = read(release, "documents", ["document_id", "source_file", "status", *counts])
        is_same = pc.or_(
            pc.is_in(documents["document_id"], pa.array([r.document_id for r in now])),
            pc.is_in(documents["source_file"], pa.array([r.source_file for r in now])),
        )
        rows = documents.filter(is_same).to_pylist()
    except (ReleaseError, OSError):
        return {}
    return {
        row[key]: DocumentBefore(row["status"], sum(row[count] or 0 for count in counts))
        for key in ("source_file", "document_id")
        for row in rows
    }


def _nothing_readable(raw: Place, records: list[Record], ignored: tuple[str, ...]) -> str:
    """Return the sentence for an archive without a readable document."""
    if records:
        bad = bad_documents(records)
        reasons = "".join(f"\n  {file}: {reason.removeprefix(file + ': ')}" for file, _, reason in bad[:MOST_NAMED])
        reasons += f"\n  and {len(bad) - MOST_NAMED} more" if len(bad) > MOST_NAMED else ""
        return f"nothing was released: none of the {len(records)} documents in {raw} could be read:{reasons}"
    others = f" (it has {len(ignored)} other files, such as {ignored[0]})" if ignored else ""
    return f"nothing was released: {raw} has no documents{others}; put reports there as .pdf, .txt, .md, .html or .tsv"
