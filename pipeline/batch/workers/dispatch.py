"""All documents that are to be read, handed to an engine; long ones stretch by stretch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import PASSING, Record, record_of
from pipeline.batch.workers.document_stages import Broken, understood
from pipeline.batch.workers.executors import GivenUp, given_up
from pipeline.batch.workers.tasks import Reply, Stretch, Task, join_stretches, read, read_stretch
from pipeline.emit.release_errors import ReleaseError


@dataclass(slots=True)
class _Long:
    """A long document: its stretches, how many are not read yet, and why it was given up, if so."""

    stretches: tuple[Stretch, ...]
    left: int
    lost: GivenUp | None = None
    spent: dict[str, float] = field(default_factory=dict)


def read_all(
    tasks: Sequence[Task],
    engine: Executor,
    done: Callable[[Record, dict[str, float]], None],
    work: Callable[[Task], Reply] = read,
) -> None:
    """Reads documents, the largest first.

    Args:
        tasks: the documents.
        engine: where.
        done: called in this thread, once per document, with its record and the CPU seconds it took by stage. A document that cost
            its worker has a record too, which says why.
        work: what a worker does with a document first (a function that can be imported).

    Raises:
        ReleaseError: the cache cannot be written, a worker cannot be trusted, or the engine was lost.
    """
    ended: SimpleQueue[tuple[Task, Stretch | None, Future[Reply]]] = SimpleQueue()
    long: dict[str, _Long] = {}
    waiting = 0

    def submit(task: Task, stretch: Stretch | None, job: Callable[..., Reply], *args: Any) -> None:
        nonlocal waiting
        waiting += 1
        engine.submit(job, task, *args).add_done_callback(lambda future: ended.put((task, stretch, future)))

    for task in sorted(tasks, key=lambda t: (-t.source.size_bytes, t.source.source_file)):
        submit(task, None, work)
    while waiting:
        task, stretch, future = ended.get()
        waiting -= 1
        if future.cancelled():
            raise ReleaseError(
                "nothing was released: the cluster's scheduler or all of its workers were lost while documents were read. "
                "What was read is kept; start them again and run again. The release before, if any, stands"
            )
        error = future.exception()
        if isinstance(error, ReleaseError):
            raise error
        name = task.source.source_file
        if stretch is not None:
            book = long[name]
            book.left -= 1
            if error is not None:
                why = given_up(error, task.limits)
                book.lost = book.lost or GivenUp(f"pages {stretch[0]} to {stretch[1]}: {why.message}", why.passing)
            else:
                _add(book.spent, future.result().spent)
            if book.left == 0 and book.lost is not None:
                done(_record_of(task, book.lost), book.spent)
            elif book.left == 0:
                submit(task, None, join_stretches, book.stretches)
        elif error is not None:
            done(_record_of(task, given_up(error, task.limits)), {})
        elif (reply := future.result()).record is None:
            long[name] = _Long(reply.stretches, len(reply.stretches))
            for part in reply.stretches:
                submit(task, part, read_stretch, part)
        else:
            if name in long:
                _add(reply.spent, long[name].spent)
            done(reply.record, reply.spent)


def _record_of(task: Task, why: GivenUp) -> Record:
    """The record of a document that cost its worker; kept, so that it is not tried again every night."""
    outcome = understood(task.source, Broken(why.message), task.keys.outcome, lambda stage, number: None)
    record, tables = record_of(outcome, task.software, PASSING if why.passing else task.limits)
    try:
        document_cache.store_record(document_cache.record_at(task.home, task.keys.outcome), record, tables)
    except OSError as error:
        raise ReleaseError(
            f"nothing was released, {task.home} cannot be written ({error.strerror or error}); free some space or give "
            "another folder with --out. The release before, if any, stands"
        ) from error
    return record


def _add(to: dict[str, float], spent: dict[str, float]) -> None:
    for stage, seconds in spent.items():
        to[stage] = to.get(stage, 0.0) + seconds
