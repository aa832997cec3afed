"""The memory of a run while it goes on: of the process that leads it, and of all its processes together (Linux)."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

INTERVAL_S = 0.5
KILOBYTES = 1024


class MemoryWatch:
    """Looks at a process and at all that it starts, again and again, in a thread.

    Attributes:
        main_mb: the most that the process itself held so far, MB (2^20 bytes).
        all_mb: the most that all held together at one look, each page counted once.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.main_mb = self.all_mb = 0.0

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(INTERVAL_S):
            together = sum(_kilobytes(pid, "smaps_rollup", "Pss:") for pid in _with_descendants(self._pid))
            self.main_mb = max(self.main_mb, _kilobytes(self._pid, "status", "VmHWM:") / KILOBYTES)
            self.all_mb = max(self.all_mb, together / KILOBYTES)


def _with_descendants(pid: int) -> list[int]:
    """Return a process and all that it and they started and that still run."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            parents.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for process in found:
        found += parents.get(process, [])
    return found


def _kilobytes(pid: int, file: str, name: str) -> int:
    """Return a figure of a process; 0 where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    return 0
