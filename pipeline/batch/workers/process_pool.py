"""Worker processes of this machine, with a time and a memory limit for each document.

A document that hangs, crashes or takes too much memory fails alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.batch.cache.document_record import Limits
from pipeline.batch.workers.worker_context import WorkerContext
from pipeline.garbage import collect_seldom
from pipeline.pandas_import import leave_pandas_out

PR_SET_PDEATHSIG = 1
"""Option of prctl(2): the signal that a process gets when its parent ends."""
PRELOAD_ALL, PRELOAD_CODE = ["pipeline.batch.workers.preload"], ["pipeline.batch.workers.tasks"]
"""Modules that the process imports which workers are forked from: all libraries and data loaded, or the code alone."""
WORKER_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Workers fill the processors, so that threads of their own gain nothing; and memory that libraries reserve counts
against their limit."""
MEGABYTE = 1024 * 1024


class PoolSettings(NamedTuple):
    """How long worker processes live.

    Attributes:
        tasks_per_worker: documents after which a process is replaced, against leaks of libraries.
        most_restarts: times that a broken pool is replaced in one run.
    """

    tasks_per_worker: int = 200
    most_restarts: int = 100


POOL = PoolSettings()


@dataclass(frozen=True, slots=True)
class _Job:
    """A job, and the pool that it was handed to."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    pool: Any


class _PoolFuture(Future[Any]):
    """The result of a document, whatever pool reads it."""

    inner: Future[Any] | None = None
    """Of the pool that has the document now."""

    def running(self) -> bool:
        """Return whether a worker has the document in hand."""
        return self.inner is not None and self.inner.running()


class LocalEngine(Executor):
    """A pool of processes that may be killed, one document at a time each.

    A worker that dies between two documents breaks the pool: it is replaced, and what was not done is handed over
    again.

    Raises:
        OSError: this machine does not allow the processes, or what they need to talk to each other.
    """

    def __init__(self, workers: int, limits: Limits, preload: bool = True) -> None:
        self._context = WorkerContext()
        if sys.platform == "linux":
            self._context.set_forkserver_preload(PRELOAD_ALL if preload else PRELOAD_CODE)
            # wait until all is loaded: a Ctrl-C in that time leaves no worker half-started
            first = self._context.Process(target=_no_operation)
            first.start()
            first.join()
        self._workers, self._limits = workers, limits
        self._jobs: dict[_PoolFuture, _Job] = {}
        self._lock = threading.RLock()
        self._restarts, self._is_closing = 0, False
        self._pool = self.start_pool()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Read a document; the future's error says what happened to its worker."""
        future = _PoolFuture()
        self._hand_over(future, fn, args, kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers, once they are done or at once."""
        with self._lock:
            self._is_closing = True
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait:
            self._pool.join()

    def start_pool(self) -> Any:
        """Start worker processes.

        Raises:
            OSError: this machine does not allow them.
        """
        from pebble import ProcessPool

        pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=POOL.tasks_per_worker,
            initializer=set_up_worker,
            initargs=[self._limits.memory_mb],
            context=self._context,
        )
        assert pool.active, "asking starts it: an error of the system is raised here, not by the first document"
        return pool

    def _hand_over(
        self, future: _PoolFuture, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        with self._lock:
            pool = self._pool
            self._jobs[future] = _Job(fn, args, kwargs, pool)
            try:
                inner = pool.schedule(_run_and_release, args=[fn, *args], kwargs=kwargs, timeout=self._limits.timeout_s)
            except (RuntimeError, BrokenProcessPool) as error:
                self._replace_pool(pool, error)
                return
        future.inner = inner
        inner.add_done_callback(lambda done: self._job_ended(pool, future, done))

    def _job_ended(self, pool: Any, future: _PoolFuture, done: Future[Any]) -> None:
        """Pass on the result of a job, unless its pool broke: then it is handed over again."""
        error = CancelledError() if done.cancelled() else done.exception()
        with self._lock:
            job = self._jobs.get(future)
            if job is None or job.pool is not pool:
                return
            if isinstance(error, (BrokenProcessPool, CancelledError)) and not self._is_closing:
                self._replace_pool(pool, error)
                return
            del self._jobs[future]
        if error is None:
            future.set_result(done.result())
        else:
            future.set_exception(error)

    def _replace_pool(self, broken: Any, error: BaseException) -> None:
        """Replace a broken pool, and hand its jobs to the new one."""
        if broken is not self._pool:
            return
        self._restarts += 1
        threading.Thread(target=_stop, args=[broken], daemon=True).start()
        left = [(future, job) for future, job in self._jobs.items() if job.pool is broken]
        if self._restarts > POOL.most_restarts:
            for future, _ in left:
                del self._jobs[future]
                future.set_exception(error)
            return
        self._pool = self.start_pool()
        for future, job in left:
            self._hand_over(future, job.fn, job.args, job.kwargs)


def _stop(pool: Any) -> None:
    pool.stop()
    pool.join()


def _run_and_release(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run a job, and release the memory that its error holds: frames would live until the next job has ended."""
    leave_pandas_out()
    try:
        return fn(*args, **kwargs)
    except BaseException as error:
        held: BaseException | None = error
        while held is not None:
            traceback.clear_frames(held.__traceback__)
            held = held.__context__
        raise


def _no_operation() -> None:
    """Do nothing."""


def set_up_worker(memory_mb: int) -> None:
    """Set a worker up: Ctrl-C is for the parent, memory is limited, and a killed parent leaves no worker.

    Args:
        memory_mb: the most data memory in megabytes, 0 for no limit.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.update(WORKER_ENVIRONMENT)
    collect_seldom()
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if memory_mb and sys.platform != "win32":
        import resource

        limit, hard = memory_mb * MEGABYTE, resource.getrlimit(resource.RLIMIT_DATA)[1]
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
