"""Why a document could not be read: errors of readers, of the system and of worker processes, as sentences."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from pipeline.batch.cache.document_record import Limits
from pipeline.extract.unreadable import UnreadableDocument

MOST_QUOTED = 200
"""Characters of an unexpected error that a message quotes."""
OUT_OF_MEMORY = "it needs more memory than a worker may use; raise ITA_MEMORY_MB and run again"


class NoEngine(Exception):
    """The engine that was asked for cannot be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why nothing can be read of a document.

    Attributes:
        reason: the end of a sentence that begins with its name.
        transient: the next run may be able to read it.
    """

    reason: str
    transient: bool = False


class WorkerError(Exception):
    """A worker of a cluster gave nothing back for a document, for a reason that it knows."""

    def __init__(self, failure: ReadFailure) -> None:
        super().__init__(failure)
        self.failure = failure


def reader_failure(error: Exception) -> ReadFailure:
    """Return why a reader gave nothing for a document: errors that are caught in the worker."""
    if isinstance(error, UnreadableDocument):
        return ReadFailure(error.message)
    if isinstance(error, OSError):
        return _unavailable(error)
    if isinstance(error, MemoryError):
        return ReadFailure(OUT_OF_MEMORY)
    return ReadFailure(defect("reading it", error))


def worker_failure(error: BaseException, limits: Limits) -> ReadFailure:
    """Return why a worker gave nothing back: errors that reach the process that leads the workers.

    Args:
        error: of the worker's future.
        limits: within which the document was read.
    """
    from pebble import ProcessExpired

    if isinstance(error, WorkerError):
        return error.failure
    if isinstance(error, UnreadableDocument):
        return ReadFailure(error.message)
    if isinstance(error, ProcessExpired):
        return _process_ended(error.exitcode)
    if isinstance(error, TimeoutError):
        return ReadFailure(
            f"reading took longer than {limits.timeout_s:g} s and was given up; raise ITA_TIMEOUT_S and run again if "
            "the document is that long"
        )
    if isinstance(error, OSError):
        return _unavailable(error)
    if isinstance(error, MemoryError):
        return ReadFailure(OUT_OF_MEMORY)
    if type(error).__name__ == "KilledWorker":  # of Dask, which need not be installed
        return ReadFailure(
            "it was lost with several workers of the cluster, most likely for want of memory; give them more of it and "
            "run again: `ita run --retry-failed`"
        )
    return ReadFailure(
        f"its worker broke off ({type(error).__name__}: {_quoted(error)}); this is a defect of the software, "
        "please report it"
    )


def defect(doing: str, error: Exception) -> str:
    """Return a sentence on an error that nobody foresaw.

    Args:
        doing: what was under way (``reading it``).
        error: the error.
    """
    quoted = _quoted(error)
    return (
        f"{doing} broke off ({type(error).__name__}{': ' + quoted if quoted else ''}); "
        "this is a defect of the software, please report it"
    )


def _unavailable(error: OSError) -> ReadFailure:
    """Return the failure of a file that was there when the archive was listed and cannot be read now."""
    return ReadFailure(
        f"the file cannot be read ({error.strerror or error}); check that it is there and may be read. "
        "The next run tries again",
        transient=True,
    )


def _process_ended(code: int | None) -> ReadFailure:
    """Return why a worker's process ended.

    Args:
        code: its exit code, negative for a signal.
    """
    if code == -signal.SIGKILL:
        return ReadFailure(
            "its worker was killed, most likely by the system for want of memory; run again with fewer workers: "
            "`ita run --retry-failed --workers 1`"
        )
    if code == -signal.SIGTERM:
        return ReadFailure("its worker was told to end; the next run tries again", transient=True)
    how = f"signal {-code}" if isinstance(code, int) and code < 0 else f"exit code {code}"
    return ReadFailure(
        f"its worker crashed ({how}): the file is damaged, or needs more memory than a worker may use; print it to a "
        "new PDF, or raise ITA_MEMORY_MB and run again"
    )


def _quoted(error: BaseException) -> str:
    return " ".join(str(error).split())[:MOST_QUOTED]
