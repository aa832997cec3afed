"""Handing documents to an engine, long ones by page ranges, and collecting their records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import TRANSIENT, Record, failed_outcome, record_of
from pipeline.batch.plan.document_task import Task
from pipeline.batch.workers.tasks import PageRange, TaskResult, read, read_joined_ranges, read_page_range
from pipeline.batch.workers.worker_failures import ReadFailure, worker_failure
from pipeline.emit.release_errors import ReleaseError

OnRecord = Callable[[Record, dict[str, float]], None]
"""Called once per document, with its record and the CPU seconds it took by stage."""
OnPages = Callable[[str, int, int], None]
"""Called for a long document with its name, and how many of its pages are read, and of how many."""
OnFiles = Callable[[Sequence[str]], None]
"""Called now and then with the names of the files that are being read."""
LOOK_EVERY_S = 1.0
"""Seconds after which the files that are being read are told, where nothing else happened."""


@dataclass(slots=True)
class _LongDocument:
    """A document that is read by page ranges.

    Attributes:
        waiting: ranges that are not read yet.
        pages_read: pages of the ranges that are read.
        failure: of the first range that failed.
        spent: CPU seconds by stage.
    """

    page_ranges: tuple[PageRange, ...]
    waiting: int
    pages_read: int = 0
    failure: ReadFailure | None = None
    spent: dict[str, float] = field(default_factory=dict)


def read_all(
    tasks: Sequence[Task],
    engine: Executor,
    done: OnRecord,
    work: Callable[[Task], TaskResult] = read,
    on_pages: OnPages = lambda name, read, of: None,
    at_hand: OnFiles = lambda names: None,
) -> None:
    """Read documents, the largest first.

    Args:
        tasks: the documents.
        engine: where they are read.
        done: called in this thread. A document that cost its worker has a record too, which says why.
        work: what a worker does with a document first (a function that can be imported).
        on_pages: called in this thread, as ``at_hand``.
        at_hand: told which files are being read.

    Raises:
        ReleaseError: the cache cannot be written, a worker has other software, or the engine was lost.
    """
    dispatcher = _Dispatcher(engine, done, on_pages, at_hand)
    for task in sorted(tasks, key=lambda t: (-t.source.size_bytes, t.source.source_file)):
        dispatcher.submit(task, None, work)
    dispatcher.run()


class _Dispatcher:
    """The jobs that an engine has, and what is to follow when one ends."""

    def __init__(self, engine: Executor, done: OnRecord, on_pages: OnPages, at_hand: OnFiles) -> None:
        self._engine, self._done, self._on_pages, self._at_hand = engine, done, on_pages, at_hand
        self._futures: dict[Future[TaskResult], str] = {}
        self._ended: SimpleQueue[tuple[Task, PageRange | None, Future[TaskResult]]] = SimpleQueue()
        self._long: dict[str, _LongDocument] = {}
        self._waiting = 0

    def submit(self, task: Task, page_range: PageRange | None, job: Callable[..., TaskResult], *args: Any) -> None:
        """Hand a job to the engine: a document, or one page range of it."""
        self._waiting += 1
        future = self._engine.submit(job, task, *args)
        self._futures[future] = task.source.source_file
        future.add_done_callback(lambda ended: self._ended.put((task, page_range, ended)))

    def run(self) -> None:
        """Wait until no job is left."""
        while self._waiting:
            try:
                task, page_range, future = self._ended.get(timeout=LOOK_EVERY_S)
            except Empty:
                self._at_hand(self._being_read())
                continue
            self._waiting -= 1
            del self._futures[future]
            if future.cancelled():
                raise ReleaseError(
                    "nothing was released: the cluster's scheduler or all of its workers were lost while documents "
                    "were read. What was read is kept; start them again and run again. The release before, if any, "
                    "stands"
                )
            error = future.exception()
            if isinstance(error, ReleaseError):
                raise error
            ended = future.result() if error is None else worker_failure(error, task.limits)
            if page_range is None:
                self._document_ended(task, ended)
            else:
                self._page_range_ended(task, page_range, ended)

    def _being_read(self) -> list[str]:
        """Return the names of the files that workers have in hand, each once."""
        return list(dict.fromkeys(name for future, name in self._futures.items() if future.running()))

    def _document_ended(self, task: Task, ended: TaskResult | ReadFailure) -> None:
        """Pass a document's record on, or submit its page ranges where it is long."""
        name = task.source.source_file
        if isinstance(ended, ReadFailure):
            self._done(_failure_record(task, ended), {})
        elif ended.record is None:
            self._long[name] = _LongDocument(ended.page_ranges, len(ended.page_ranges))
            for page_range in ended.page_ranges:
                self.submit(task, page_range, read_page_range, page_range)
        else:
            if name in self._long:
                _add(ended.spent, self._long[name].spent)
            self._done(ended.record, ended.spent)

    def _page_range_ended(self, task: Task, page_range: PageRange, ended: TaskResult | ReadFailure) -> None:
        """Count a page range; after the last one join them, or fail the document where one failed."""
        long = self._long[task.source.source_file]
        long.waiting -= 1
        if isinstance(ended, ReadFailure):
            reason = f"pages {page_range[0]} to {page_range[1]}: {ended.reason}"
            long.failure = long.failure or ReadFailure(reason, ended.transient)
        else:
            _add(long.spent, ended.spent)
            long.pages_read += page_range[1] - page_range[0] + 1
            self._on_pages(task.source.source_file, long.pages_read, long.page_ranges[-1][1])
        if long.waiting == 0 and long.failure is not None:
            self._done(_failure_record(task, long.failure), long.spent)
        elif long.waiting == 0:
            self.submit(task, None, read_joined_ranges, long.page_ranges)


def _failure_record(task: Task, failure: ReadFailure) -> Record:
    """Return the record of a document that cost its worker; it is kept, so that not every run tries it again."""
    outcome = failed_outcome(task.source, failure.reason, task.keys.outcome)
    record, tables = record_of(outcome, task.software, TRANSIENT if failure.transient else task.limits)
    with document_cache.writable(task.cache):
        document_cache.store_record(document_cache.record_at(task.cache, task.keys.outcome), record, tables)
    return record


def _add(to: dict[str, float], spent: dict[str, float]) -> None:
    for stage, seconds in spent.items():
        to[stage] = to.get(stage, 0.0) + seconds
