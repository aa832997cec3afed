"""Engines: worker processes of this machine, or a cluster. Every engine is a ``concurrent.futures.Executor``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from pipeline.batch.cache.document_record import Limits
from pipeline.batch.workers.dask_workers import ClusterEngine
from pipeline.batch.workers.process_pool import LocalEngine
from pipeline.emit.release_errors import ReleaseError


@contextlib.contextmanager
def engine(workers: int, limits: Limits, scheduler: str | None = None, preload: bool = True) -> Iterator[Executor]:
    """Provide an engine, ended with the block; at once where the block raises.

    Args:
        workers: processes of this machine.
        limits: of each document.
        scheduler: address of a Dask cluster, to read there instead.
        preload: load all that workers need once, before there are any; this costs more where they have little to do.

    Raises:
        NoEngine: there is no such cluster, or what it takes is not installed.
        ReleaseError: this machine cannot start processes.
    """
    executor: Executor
    if scheduler is not None:
        executor = ClusterEngine(scheduler, limits)
    else:
        try:
            executor = LocalEngine(workers, limits, preload)
        except OSError as error:
            raise ReleaseError(
                f"nothing was released, no worker processes can be started here ({error.strerror or error}); they need "
                "a /dev/shm that can be written, and as many processes as are allowed. The release before, if any, "
                "stands"
            ) from error
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=True, cancel_futures=True)
        raise
    executor.shutdown()
