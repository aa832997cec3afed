"""Workers of a Dask cluster. Each reads its documents in processes of its own, with the same limits as on one machine.

The cluster reaches the archive and the cache by the same paths or URLs as the run does: a disk that all share, or an
object store. The others do the work of a worker that is lost; a document that was lost with several of them fails.
Where all are lost, or the scheduler is, what was handed to them is cancelled.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cache
from typing import Any, NamedTuple

from pipeline.batch.cache.document_record import Limits
from pipeline.batch.plan.document_task import Task
from pipeline.batch.plan.fingerprint import keys
from pipeline.batch.workers.process_pool import LocalEngine
from pipeline.batch.workers.worker_failures import NoEngine, WorkerError, worker_failure
from pipeline.emit.release_errors import ReleaseError
from pipeline.files.extras import how_to_install


class ClusterSettings(NamedTuple):
    """How long to wait for a cluster.

    Attributes:
        connect_s: seconds within which the scheduler must answer.
        poll_s: seconds between two looks at its workers.
        no_worker_s: seconds for which it may have no worker; where they are restarted, others come.
    """

    connect_s: float = 10
    poll_s: float = 10.0
    no_worker_s: float = 300.0


CLUSTER = ClusterSettings()


class ClusterEngine(Executor):
    """The workers that a Dask scheduler knows.

    Raises:
        NoEngine: Dask is not installed, nobody answers at the address, or no worker is there.
    """

    def __init__(self, scheduler: str, limits: Limits) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise NoEngine(f"the Dask engine is not installed ({error}); {how_to_install('dask')}") from error
        try:
            self._client = Client(scheduler, timeout=CLUSTER.connect_s, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise NoEngine(
                f"no Dask scheduler answers at {scheduler} ({' '.join(str(error).split())}); start one with `dask "
                "scheduler`, and workers with `dask worker`"
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
        """Read a document on some worker."""
        future: Future[Any] = self._executor.submit(run_limited, self._limits, fn, *args, **kwargs)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Disconnect from the cluster, which goes on."""
        self._ends.set()
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def _watch(self) -> None:
        """Cancel everything where there was no worker for too long: nobody would ever read it."""
        seen = time.monotonic()
        while not self._ends.wait(CLUSTER.poll_s):
            with contextlib.suppress(Exception):  # whatever it is, no worker was seen
                if self._client.scheduler_info()["workers"]:
                    seen = time.monotonic()
            if time.monotonic() - seen > CLUSTER.no_worker_s:
                for future in [*self._waiting]:
                    future.cancel()


def run_limited(limits: Limits, fn: Callable[..., Any], task: Task, *args: Any, **kwargs: Any) -> Any:
    """Run a function on a document in a process of its own, as a local run does.

    Raises:
        WorkerError: the process did not survive it.
        ReleaseError: this worker has other software than the run, under whose fingerprint its results would be kept.
    """
    if keys(task.source) != task.keys:
        raise ReleaseError(
            f"nothing was released: the worker at {get_worker_address()} has other versions of this software, its "
            "libraries or Tesseract's languages than the run; make them the same, start the worker again and run again"
        )
    try:
        return _processes(limits).submit(fn, task, *args, **kwargs).result()
    except ReleaseError:
        raise
    except Exception as error:
        raise WorkerError(worker_failure(error, limits)) from None


def get_worker_address() -> str:
    """Return the address of this worker."""
    from distributed import get_worker

    return str(get_worker().address)


@cache
def _processes(limits: Limits) -> LocalEngine:
    """Return the processes of this worker: as many as it takes documents at a time."""
    from distributed import get_worker

    # Dask's nanny forbids its workers processes of their own; these die with them
    multiprocessing.current_process().daemon = False
    return LocalEngine(get_worker().state.nthreads, limits)
