"""Workers that go wrong, as real ones do."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

from support.factories import outcome

from pipeline.batch.cache.document_record import record_of
from pipeline.batch.plan.document_task import Task
from pipeline.batch.workers.tasks import TaskResult


def work(task: Task) -> TaskResult:
    """Goes wrong in the way that the document's name says."""
    name = Path(task.source.source_file).stem
    if name == "hangs":
        time.sleep(600)
    if name == "crashes":
        ctypes.string_at(0)
    if name == "exits":
        os._exit(7)
    if name == "killed":
        os.kill(os.getpid(), 9)
    if name == "told-to-end":
        os.kill(os.getpid(), 15)
    if name == "eats":
        hoard = []
        while True:
            hoard.append(bytearray(50_000_000))
    if name == "needs-much":
        bytearray(200_000_000)
    if name == "raises":
        raise ZeroDivisionError("division by zero")
    return TaskResult(record_of(outcome(task.source.source_file))[0])
