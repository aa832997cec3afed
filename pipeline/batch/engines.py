"""Where documents are read: in worker processes of this machine, or on a cluster. Every engine is a ``concurrent.futures.Executor``."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor

from pipeline.batch.record import Limits


class GivenUp(Exception):
    """A document that cost its worker; the message says why, as the end of a sentence that begins with its name."""


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
    """
    if scheduler is None:
        from pipeline.batch.local import LocalEngine

        made: Executor = LocalEngine(workers, limits, warm)
    else:
        from pipeline.batch.cluster import ClusterEngine

        made = ClusterEngine(scheduler, limits)
    try:
        yield made
    except BaseException:
        made.shutdown(wait=True, cancel_futures=True)
        raise
    made.shutdown()


def why(error: BaseException, limits: Limits) -> str:
    """Why a worker gave nothing back, as the end of a sentence that begins with the document's name."""
    from pebble import ProcessExpired

    from pipeline.extract.errors import UnreadableDocument

    if isinstance(error, GivenUp):
        return str(error)
    if isinstance(error, UnreadableDocument):
        return error.message
    if isinstance(error, ProcessExpired):
        code = error.exitcode
        if code == -signal.SIGKILL:
            return ("its worker was killed, most likely by the system for want of memory; run again with fewer workers: "
                    "`ita run --retry-failed --workers 1`")
        how = f"signal {-code}" if isinstance(code, int) and code < 0 else f"exit code {code}"
        return (f"its worker crashed ({how}): the file is damaged, or needs more memory than a worker may use; print it to a new PDF, or "
                "raise ITA_MEMORY_MB and run again")
    if isinstance(error, TimeoutError):
        return (f"reading took longer than {limits.timeout_s:g} s and was given up; raise ITA_TIMEOUT_S and run again if the document is "
                "that long")
    if isinstance(error, MemoryError):
        return "it needs more memory than a worker may use; raise ITA_MEMORY_MB and run again"
    if isinstance(error, CancelledError):
        return "reading was cancelled; run again"
    said = " ".join(str(error).split())[:200]
    return f"its worker broke off ({type(error).__name__}: {said}); this is a defect of the software, please report it"
