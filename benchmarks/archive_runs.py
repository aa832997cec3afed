"""Runs over an archive for the benchmarks: what one cost, with all processes that it started, and what it left."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ADOPT = (
    36  # PR_SET_CHILD_SUBREAPER of prctl(2): processes whose parent ended become ours, and their CPU time is counted
)
STAGES = ("acquire", "extract", "normalize", "assemble", "repair", "check", "rows", "emit")


def adopt() -> None:
    """Makes this process the parent of all that its children leave behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT, 1)


@dataclass(frozen=True, slots=True)
class Ran:
    """A run: exit code, seconds of wall and CPU, the largest of all processes so far, what its log said at the end, and all of it."""

    code: int
    wall: float
    cpu: float
    peak_mb: float
    ended: dict[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def stages(self) -> float:
        """CPU seconds of the stages themselves."""
        return sum(s for stage, s in self.ended.get("cpu_s", {}).items() if stage in STAGES)

    @property
    def reading(self) -> float:
        """CPU seconds of the stages that look at one document."""
        return sum(s for stage, s in self.ended.get("cpu_s", {}).items() if stage in STAGES[1:-1])


def command(raw: Path, out: Path, workers: int, *more: str) -> list[str]:
    """``ita run``."""
    return [sys.executable, "-m", "pipeline", "run", str(raw), "--out", str(out), "--workers", str(workers), *more]


def measured(raw: Path, out: Path, workers: int, *more: str, env: dict[str, str] | None = None) -> Ran:
    """Runs ``ita run`` to its end, and waits for all that it started."""
    before, start = cpu(), time.monotonic()
    done = subprocess.run(
        command(raw, out, workers, *more),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **(env or {})},
    )
    wall = time.monotonic() - start
    wait_for_all()
    ended: dict[str, Any] = {}
    for line in done.stderr.splitlines():
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            ended = said if said["event"] == "ended" else ended
    if not ended and done.returncode not in (4, 5):
        print(done.stderr[-2000:], file=sys.stderr)
    return Ran(
        done.returncode,
        wall,
        cpu() - before,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        ended,
        done.stderr,
    )


def cpu() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wait_for_all() -> None:
    """Waits for every process that a run left to us."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder, with the time of its last change."""
    return {str(p.relative_to(folder)): (p.lstat().st_mtime_ns, p.lstat().st_ino) for p in sorted(folder.rglob("*"))}


def contents(out: Path) -> dict[str, str]:
    """The datasets of the current release, by hash."""
    import pipeline

    home = pipeline.release_path(out)
    return {
        str(p.relative_to(home)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(home.rglob("*.parquet"))
    }


def check_release(out: Path) -> str:
    """Reads the current release as a stranger would.

    Raises:
        AssertionError, OSError: it is not whole.
    """
    import pipeline
    from pipeline.emit.store.releases import damage

    home = Path(pipeline.release_path(out))
    wrong = damage(home)
    assert wrong is None, wrong
    documents, measures = (pipeline.load(name, out) for name in ("documents", "measures"))
    assert len(measures) == documents["measure_rows"].sum(), "counts do not reconcile"
    return home.name
