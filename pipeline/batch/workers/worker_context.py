"""How worker processes are started: from a server that has everything loaded, and without the caller's script."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_STARTING = threading.Lock()


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Have the main module look like that of an interactive session, which has no file and no name to import."""
    main = sys.modules["__main__"]
    with _STARTING:
        kept: dict[str, Any] = {name: vars(main)[name] for name in ("__file__", "__spec__") if name in vars(main)}
        vars(main).pop("__file__", None)
        main.__spec__ = None
        try:
            yield
        finally:
            vars(main).update(kept)


_BASE: Any = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")


class WorkerProcess(_BASE.Process):  # type: ignore[misc]
    """A process that does not import the main module of the one that starts it.

    By default it would run the caller's script again, up to ``if __name__ == "__main__":``: a script without that line
    would begin a run in each worker, and one on standard input cannot be found. Workers need nothing of it.
    """

    def start(self) -> None:
        """Start the process, as multiprocessing does."""
        with _main_hidden():
            super().start()


class WorkerContext(type(_BASE)):  # type: ignore[misc]
    """A context of multiprocessing that starts such processes."""

    Process = WorkerProcess
