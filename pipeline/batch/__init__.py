"""Batch: an archive becomes a release.

Contract: every document of the archive is read once, in a worker of its own with a time and a memory limit, and ends in
the release with its status and reason; the order of files, the number of workers and the engine change nothing; what
was done before, with the same software, is not done again, and where nothing changed nothing is written; one run at a
time writes to a folder.

Rooms, each of which imports those behind it only: ``workers``, ``plan``, ``cache``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.acquire import acquire
from pipeline.batch.cache import run_index
from pipeline.batch.cache.document_cache import DamagedRecord
from pipeline.batch.cache.document_record import Record
from pipeline.batch.lock import Locked, check_free, hold
from pipeline.batch.plan.run_plan import Plan, Request, archive_keys, make_plan, unchanged
from pipeline.batch.publish_run import publish
from pipeline.batch.run_result import RunResult, dry_run_result, unchanged_result
from pipeline.batch.workers.dispatch import OnFiles, OnPages, OnRecord, read_all
from pipeline.batch.workers.executors import engine
from pipeline.batch.workers.worker_failures import NoEngine

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["Locked", "NoEngine", "RunResult", "run_batch"]

MOST_WITHOUT_PRELOAD = 2
"""Documents up to which workers load what they need when they need it: loading all of it would cost more."""


def run_batch(
    settings: Settings,
    *,
    force: bool = False,
    retry_failed: bool = False,
    dry_run: bool = False,
    planned: Callable[[int, int, Mapping[str, int]], None] = lambda to_read, documents, sizes: None,
    done: OnRecord = lambda record, spent: None,
    on_pages: OnPages = lambda name, read, of: None,
    at_hand: OnFiles = lambda names: None,
) -> RunResult:
    """Read an archive and publish a release of it.

    Args:
        settings: where, and within which limits.
        force: read every document, also those that were read before.
        retry_failed: read documents again that failed before.
        dry_run: return what would be read; write nothing.
        planned: called with the number of documents that will be read, and of all documents, and the sizes (bytes) of
            those that will be read, by name.
        done: called with the record of every document that was read, and the CPU seconds it took by stage.
        on_pages: called for a long document with its name, and how many of its pages are read, and of how many.
        at_hand: called now and then with the names of the files that are being read.

    Raises:
        ArchiveError: the archive cannot be used, or has no readable document.
        ReleaseError: no release could be written.
        Locked: another run is writing to ``settings.out``.
        NoEngine: the engine that was asked for cannot be had.
    """
    request = Request(settings, force, retry_failed)
    known = run_index.load(request.cache)
    start = time.process_time()
    archive = acquire(settings.raw, known.seen)
    spent = {"acquire": time.process_time() - start}
    of_archive = archive_keys(request, archive)
    if dry_run:
        plan = make_plan(request, archive, of_archive)
        planned(len(plan.tasks), len(archive.documents), plan.sizes)
        return dry_run_result(archive, plan)
    check_free(settings.out)
    current = unchanged(request, of_archive, known)
    if current is not None and known.last is not None:
        planned(0, len(archive.documents), {})
        return unchanged_result(current, archive, known.last, spent)
    with hold(settings.out) as note:
        plan = make_plan(request, archive, of_archive)
        planned(len(plan.tasks), len(archive.documents), plan.sizes)
        read_plan = partial(_read, request, spent=spent, done=done, on_pages=on_pages, at_hand=at_hand)
        read_plan(plan)
        try:
            result = publish(request, archive, known, plan, spent)
        except DamagedRecord:  # a file that had not changed, so far as the disk could tell: look into all of them
            read_before = len(plan.tasks)
            plan = make_plan(request, archive, of_archive, believe_snapshot=False)
            read_plan(plan)
            result = publish(request, archive, known, plan, spent)
            result = replace(result, to_read=result.to_read + read_before)
    return replace(result, notes=(note, *result.notes)) if note else result


def _read(
    request: Request, plan: Plan, spent: dict[str, float], done: OnRecord, on_pages: OnPages, at_hand: OnFiles
) -> None:
    """Read the documents of the plan, and add their records and CPU seconds."""

    def add(record: Record, seconds: dict[str, float]) -> None:
        plan.records[record.document_id] = record
        for stage, of_stage in seconds.items():
            spent[stage] = spent.get(stage, 0.0) + of_stage
        done(record, seconds)

    if plan.tasks:
        settings = request.settings
        scheduler = settings.scheduler if settings.engine == "dask" else None
        if settings.engine == "dask" and scheduler is None:
            raise NoEngine("the engine dask needs the address of a scheduler: --scheduler tcp://host:8786")
        preload = len(plan.tasks) > MOST_WITHOUT_PRELOAD
        with engine(settings.workers, request.limits, scheduler, preload) as workers:
            read_all(plan.tasks, workers, add, on_pages=on_pages, at_hand=at_hand)
