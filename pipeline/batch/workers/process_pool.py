"""Worker processes of this machine, each document with a time and a memory limit: one that hangs, crashes or eats memory costs itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from typing import Any

from pipeline.batch.cache.document_record import Limits

TASKS_PER_WORKER = 200
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
WARM, COOL = ["pipeline.batch.workers.preload"], ["pipeline.batch.workers.tasks"]
MOST_RENEWED = 100
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Workers stand side by side, so that threads of their own bring nothing; and what libraries set aside counts against their memory."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done, and the pool that it was handed to."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    pool: Any


class LocalEngine(Executor):
    """A pool of processes that may be killed, one document at a time each.

    A worker that dies between two documents takes the pool with it: then there is a new one, and what was not done is handed to that.

    Raises:
        OSError: this machine does not allow the processes, or what they need to talk to each other.
    """

    def __init__(self, workers: int, limits: Limits, warm: bool = True) -> None:
        self._context: BaseContext = multiprocessing.get_context("spawn")
        if sys.platform == "linux":
            self._context = server = multiprocessing.get_context("forkserver")
            server.set_forkserver_preload(WARM if warm else COOL)
            first = server.Process(
                target=_nothing
            )  # waits until all is loaded: a Ctrl-C in that time leaves no worker half made
            first.start()
            first.join()
        self._workers, self._limits = workers, limits
        self._jobs: dict[Future[Any], _Job] = {}
        self._lock = threading.RLock()
        self._renewed, self._ends = 0, False
        self._pool = self._new_pool()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Reads a document; the future's error says what happened to its worker."""
        future: Future[Any] = Future()
        self._hand_over(future, fn, args, kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the workers, once they are done or at once."""
        with self._lock:
            self._ends = True
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait:
            self._pool.join()

    def _new_pool(self) -> Any:
        from pebble import ProcessPool

        pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=TASKS_PER_WORKER,
            initializer=prepare,
            initargs=[self._limits.memory_mb],
            context=self._context,
        )
        assert pool.active, "asking starts it: what this machine does not allow is told here, not by the first document"
        return pool

    def _hand_over(
        self, future: Future[Any], fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        with self._lock:
            pool = self._pool
            self._jobs[future] = _Job(fn, args, kwargs, pool)
            try:
                inner = pool.schedule(_alone, args=[fn, *args], kwargs=kwargs, timeout=self._limits.timeout_s)
            except (RuntimeError, BrokenProcessPool) as error:
                self._renew(pool, error)
                return
        inner.add_done_callback(lambda done: self._ended(pool, future, done))

    def _ended(self, pool: Any, future: Future[Any], done: Future[Any]) -> None:
        """Passes on what came of a job, unless its pool broke: then it is handed over again."""
        error = CancelledError() if done.cancelled() else done.exception()
        with self._lock:
            job = self._jobs.get(future)
            if job is None or job.pool is not pool:
                return
            if isinstance(error, (BrokenProcessPool, CancelledError)) and not self._ends:
                self._renew(pool, error)
                return
            del self._jobs[future]
        if error is None:
            future.set_result(done.result())
        else:
            future.set_exception(error)

    def _renew(self, broken: Any, error: BaseException) -> None:
        """Puts a new pool in the place of a broken one."""
        if broken is not self._pool:
            return
        self._renewed += 1
        threading.Thread(target=_end, args=[broken], daemon=True).start()
        left = [(future, job) for future, job in self._jobs.items() if job.pool is broken]
        if self._renewed > MOST_RENEWED:
            for future, _ in left:
                del self._jobs[future]
                future.set_exception(error)
            return
        self._pool = self._new_pool()
        for future, job in left:
            self._hand_over(future, job.fn, job.args, job.kwargs)


def _end(pool: Any) -> None:
    pool.stop()
    pool.join()


def _alone(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Does a job, and leaves nothing of it to the next: an error holds on to all that its frames held, until the next job has ended."""
    try:
        return fn(*args, **kwargs)
    except BaseException as error:
        held: BaseException | None = error
        while held is not None:
            traceback.clear_frames(held.__traceback__)
            held = held.__context__
        raise


def _nothing() -> None:
    """Does nothing."""


def prepare(memory_mb: int) -> None:
    """Sets a worker up: Ctrl-C is for the parent, memory has an end, and nobody outlives a parent that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.update(ONE_THREAD)
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
