"""Workers of a Dask cluster. Each reads its documents in processes of its own, with the same limits as on one machine.

The cluster reaches the archive and the cache by the same paths or URLs as the run does: a disk that all share, or an object store.
A worker that is lost is made up for by the others; a document that was lost with several of them is given up. Where all are lost, or the
scheduler is, what was handed to them is cancelled.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cache
from typing import Any

from pipeline.batch.cache.document_record import Limits
from pipeline.batch.plan.fingerprint import keys
from pipeline.batch.workers.executors import NoEngine, given_up
from pipeline.batch.workers.process_pool import LocalEngine
from pipeline.batch.workers.tasks import Task
from pipeline.emit.release_errors import ReleaseError

CONNECT_S = 10
LOOK_S, ALONE_S = 10.0, 300.0
"""How often it is looked whether there are workers, and how long none may be there: where they are started anew, others come."""


class ClusterEngine(Executor):
    """The workers that a Dask scheduler knows.

    Raises:
        NoEngine: Dask is not installed, nobody answers at the address, or no worker is there.
    """

    def __init__(self, scheduler: str, limits: Limits) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise NoEngine(f"the Dask engine is not installed ({error}): pip install 'ita-reports[dask]'") from error
        try:
            self._client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise NoEngine(
                f"no Dask scheduler answers at {scheduler} ({' '.join(str(error).split())}); start one with `dask scheduler`, "
                "and workers with `dask worker`"
            ) from error
        if not self._client.scheduler_info()["workers"]:
            self._client.close()
            raise NoEngine(
                f"the Dask scheduler at {scheduler} has no workers; start some with `dask worker {scheduler}`"
            )
        self._executor, self._limits = self._client.get_executor(), limits
        self._waiting: set[Future[Any]] = set()
        self._ends = threading.Event()
        threading.Thread(target=self._watch, name="cluster", daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Reads a document on some worker."""
        future: Future[Any] = self._executor.submit(limited, self._limits, fn, *args, **kwargs)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Takes leave of the cluster, which goes on."""
        self._ends.set()
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def _watch(self) -> None:
        """Cancels everything where no worker was there for too long: nobody would ever read it."""
        seen = time.monotonic()
        while not self._ends.wait(LOOK_S):
            with contextlib.suppress(Exception):  # whatever it is, no worker was seen
                if self._client.scheduler_info()["workers"]:
                    seen = time.monotonic()
            if time.monotonic() - seen > ALONE_S:
                for future in [*self._waiting]:
                    future.cancel()


def limited(limits: Limits, fn: Callable[..., Any], task: Task, *args: Any, **kwargs: Any) -> Any:
    """Does something with a document in a process of its own, as a local run does.

    Raises:
        GivenUp: the process did not survive it.
        ReleaseError: this worker is not what the run takes it for: what it reads would be kept under the fingerprint of other software.
    """
    if keys(task.source) != task.keys:
        raise ReleaseError(
            f"nothing was released: the worker at {get_worker_address()} has other versions of this software, its libraries "
            "or Tesseract's languages than the run; make them the same, start the worker again and run again"
        )
    try:
        return _processes(limits).submit(fn, task, *args, **kwargs).result()
    except ReleaseError:
        raise
    except Exception as error:
        raise given_up(error, limits) from None


def get_worker_address() -> str:
    """Where this worker is."""
    from distributed import get_worker

    return str(get_worker().address)


@cache
def _processes(limits: Limits) -> LocalEngine:
    """The processes of this worker: as many as it takes documents at a time."""
    from distributed import get_worker

    multiprocessing.current_process().daemon = (
        False  # Dask's nanny forbids its workers processes of their own; these die with them
    )
    return LocalEngine(get_worker().state.nthreads, limits)
