"""Where documents are read: in worker processes of this machine, or on a cluster. Every engine is a ``concurrent.futures.Executor``."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from concurrent.futures import Executor

from pipeline.batch.cache.document_record import Limits
from pipeline.emit.release_errors import ReleaseError


class GivenUp(Exception):
    """A document that gave nothing; the message says why, as the end of a sentence that begins with its name.

    Attributes:
        passing: the next run may have more luck with it.
    """

    def __init__(self, message: str, passing: bool = False) -> None:
        super().__init__(message, passing)
        self.message, self.passing = message, passing


class NoEngine(Exception):
    """The engine that was asked for cannot be had; the message says why and what to do."""


@contextlib.contextmanager
def engine(workers: int, limits: Limits, scheduler: str | None = None, warm: bool = True) -> Iterator[Executor]:
    """An engine, ended with the block; at once where the block breaks off.

    Args:
        workers: processes of this machine.
        limits: of each document.
        scheduler: of a Dask cluster, to read there instead.
        warm: load all that workers need once, before there are any; dearer where they have hardly anything to do.

    Raises:
        NoEngine: there is no such cluster, or what it takes is not installed.
        ReleaseError: this machine cannot start processes.
    """
    if scheduler is None:
        from pipeline.batch.workers.process_pool import LocalEngine

        try:
            made: Executor = LocalEngine(workers, limits, warm)
        except OSError as error:
            raise ReleaseError(
                f"nothing was released, no worker processes can be started here ({error.strerror or error}); they need a "
                "/dev/shm that can be written, and as many processes as are allowed. The release before, if any, stands"
            ) from error
    else:
        from pipeline.batch.workers.dask_workers import ClusterEngine

        made = ClusterEngine(scheduler, limits)
    try:
        yield made
    except BaseException:
        made.shutdown(wait=True, cancel_futures=True)
        raise
    made.shutdown()


def given_up(error: BaseException, limits: Limits) -> GivenUp:
    """Why a worker gave nothing back."""
    from pebble import ProcessExpired

    from pipeline.batch.workers.document_stages import unavailable
    from pipeline.extract.unreadable import UnreadableDocument

    if isinstance(error, GivenUp):
        return error
    if isinstance(error, UnreadableDocument):
        return GivenUp(error.message)
    if isinstance(error, ProcessExpired):
        return _expired(error.exitcode)
    if isinstance(error, TimeoutError):
        return GivenUp(
            f"reading took longer than {limits.timeout_s:g} s and was given up; raise ITA_TIMEOUT_S and run again if the "
            "document is that long"
        )
    if isinstance(error, OSError):
        return GivenUp(unavailable(error), passing=True)
    if isinstance(error, MemoryError):
        return GivenUp("it needs more memory than a worker may use; raise ITA_MEMORY_MB and run again")
    if type(error).__name__ == "KilledWorker":  # of Dask, which need not be installed
        return GivenUp(
            "it was lost with several workers of the cluster, most likely for want of memory; give them more of it and run "
            "again: `ita run --retry-failed`"
        )
    said = " ".join(str(error).split())[:200]
    return GivenUp(
        f"its worker broke off ({type(error).__name__}: {said}); this is a defect of the software, please report it"
    )


def _expired(code: int | None) -> GivenUp:
    """Why a worker's process ended."""
    if code == -signal.SIGKILL:
        return GivenUp(
            "its worker was killed, most likely by the system for want of memory; run again with fewer workers: "
            "`ita run --retry-failed --workers 1`"
        )
    if code == -signal.SIGTERM:
        return GivenUp("its worker was told to end; the next run tries again", passing=True)
    how = f"signal {-code}" if isinstance(code, int) and code < 0 else f"exit code {code}"
    return GivenUp(
        f"its worker crashed ({how}): the file is damaged, or needs more memory than a worker may use; print it to a new PDF, "
        "or raise ITA_MEMORY_MB and run again"
    )
