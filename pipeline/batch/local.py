"""Worker processes of this machine, each document with a time and a memory limit: one that hangs, crashes or eats memory costs itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from pipeline.batch.record import Limits

TASKS_PER_WORKER = 200
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
WARM = ["pipeline.batch.warm"]


class LocalEngine(Executor):
    """A pool of processes that may be killed, one document at a time each."""

    def __init__(self, workers: int, limits: Limits) -> None:
        from pebble import ProcessPool

        context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
        if sys.platform == "linux":
            context.set_forkserver_preload(WARM)
        self._timeout_s = limits.timeout_s
        self._pool = ProcessPool(max_workers=workers, max_tasks=TASKS_PER_WORKER, initializer=prepare, initargs=[limits.memory_mb],
                                 context=context)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Reads a document; the future's error says what happened to its worker."""
        future: Future[Any] = self._pool.schedule(fn, args=list(args), kwargs=kwargs, timeout=self._timeout_s)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the workers, once they are done or at once."""
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait:
            self._pool.join()


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
