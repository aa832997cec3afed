"""Documents in worker processes, each with a time and a memory limit: one that hangs, crashes or eats memory costs itself only."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, as_completed
from dataclasses import dataclass
from pathlib import Path

from pipeline.emit import ReleaseError
from pipeline.model import Document, Outcome, SourceDocument

TASKS_PER_WORKER = 50
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read, its fingerprint, and where its outcome is kept."""

    source: SourceDocument
    fingerprint: str
    keep_at: Path


def read_all(
    tasks: Sequence[Task],
    *,
    workers: int,
    timeout_s: float,
    memory_mb: int,
    done: Callable[[Outcome, bool], None],
    work: Callable[[Task], Outcome] | None = None,
) -> None:
    """Reads documents in worker processes, the largest first.

    Args:
        tasks: the documents.
        workers: how many at the same time.
        timeout_s: seconds after which a document is given up.
        memory_mb: megabytes that a worker may hold; 0 for no limit.
        done: called in this process, once per document, with the light outcome and whether it was kept at ``keep_at``.
        work: what a worker does with a task (a function that can be imported); reads and keeps the document by default.
    """
    from pebble import ProcessPool

    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    pool = ProcessPool(max_workers=max(1, min(workers, len(tasks))), max_tasks=TASKS_PER_WORKER, initializer=prepare, initargs=[memory_mb],
                       context=context)
    try:
        futures = {pool.schedule(work or read_one, args=[task], timeout=timeout_s): task
                   for task in sorted(tasks, key=lambda t: (-t.source.size_bytes, t.source.source_file))}
        for future in as_completed(futures):
            task, error = futures[future], future.exception()
            if error is None:
                done(future.result(), True)
            elif isinstance(error, ReleaseError):
                raise error
            else:
                why = _why(error, timeout_s)
                done(Outcome(Document(task.source), failure=f"{task.source.source_file}: {why}", fingerprint=task.fingerprint), False)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def read_one(task: Task) -> Outcome:
    """What a worker does: reads a document, keeps what it learnt, and returns it without the cells."""
    from pipeline.batch.cache import store
    from pipeline.batch.process import light, process

    outcome = process(task.source, task.fingerprint)
    try:
        store(task.keep_at, outcome)
    except OSError as error:
        raise ReleaseError(f"nothing was released, {task.keep_at.parent} cannot be written ({error.strerror or error}); free some space "
                           "or give another folder with --out. The release before, if any, stands") from error
    return light(outcome)


def prepare(memory_mb: int) -> None:
    """Sets a worker up: Ctrl-C is for the parent, memory has an end, and nobody outlives a parent that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    if memory_mb and sys.platform != "win32":
        import resource

        limit, hard = memory_mb * 1024 * 1024, resource.getrlimit(resource.RLIMIT_DATA)[1]
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _why(error: BaseException, timeout_s: float) -> str:
    """A sentence on why a worker gave nothing back."""
    from pebble import ProcessExpired

    if isinstance(error, ProcessExpired):
        code = error.exitcode
        if code == -signal.SIGKILL:
            return "its worker was killed, most likely by the system for want of memory; run with fewer workers (--workers 1)"
        how = f"signal {-code}" if isinstance(code, int) and code < 0 else f"exit code {code}"
        return f"its worker crashed ({how}); open the file in a PDF viewer, and print it to a new PDF if it is damaged"
    if isinstance(error, TimeoutError):
        return f"reading took longer than {timeout_s:g} s and was given up; raise ITA_TIMEOUT_S and run again if the document is that long"
    if isinstance(error, MemoryError):
        return "it needs more memory than a worker may use; raise ITA_MEMORY_MB and run again"
    if isinstance(error, CancelledError):
        return "reading was cancelled; run again"
    said = " ".join(str(error).split())[:200]
    return f"its worker broke off ({type(error).__name__}: {said}); this is a defect of the software, please report it"
