"""Runs over an archive: what one cost, with all processes that it started, and what it left."""

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

from benchmarks.archives.memory_watch import MemoryWatch

PR_SET_CHILD_SUBREAPER = 36
"""Option of prctl(2): processes whose parent ended become ours, and their CPU time is counted."""
STAGES = ("acquire", "extract", "normalize", "assemble", "repair", "check", "rows", "emit")


def adopt_orphans() -> None:
    """Make this process the parent of all that its children leave behind (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A run that has ended.

    Attributes:
        code: exit code.
        wall: seconds.
        cpu: seconds, user and system, of all its processes.
        peak_mb: of the largest of all processes so far, MB (2^20 bytes).
        main_mb: the most that the process which leads the run held.
        all_mb: the most that all its processes held together.
        ended: the last entry of its log.
        log: all of standard error.
    """

    code: int
    wall: float
    cpu: float
    peak_mb: float
    ended: dict[str, Any] = field(default_factory=dict)
    log: str = ""
    main_mb: float = 0.0
    all_mb: float = 0.0

    @property
    def stages_cpu(self) -> float:
        """Return CPU seconds of the stages themselves."""
        return sum(s for stage, s in self.ended.get("cpu_s", {}).items() if stage in STAGES)

    @property
    def document_cpu(self) -> float:
        """Return CPU seconds of the stages that look at one document."""
        return sum(s for stage, s in self.ended.get("cpu_s", {}).items() if stage in STAGES[1:-1])


def command(raw: Path, out: Path, workers: int, *more: str) -> list[str]:
    """Return the words of ``ita run``."""
    return [sys.executable, "-m", "pipeline", "run", str(raw), "--out", str(out), "--workers", str(workers), *more]


def run_measured(raw: Path, out: Path, workers: int, *more: str, env: dict[str, str] | None = None) -> MeasuredRun:
    """Run ``ita run`` to its end, and wait for all that it started."""
    before, start = children_cpu(), time.monotonic()
    run = subprocess.Popen(
        command(raw, out, workers, *more),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **(env or {})},
    )
    with MemoryWatch(run.pid) as memory:
        log = run.communicate()[1]
    wall = time.monotonic() - start
    wait_for_children()
    ended: dict[str, Any] = {}
    for line in log.splitlines():
        with contextlib.suppress(ValueError):
            entry = json.loads(line)
            ended = entry if entry["event"] == "run_ended" else ended
    if not ended and run.returncode not in (4, 5):
        print(log[-2000:], file=sys.stderr)
    return MeasuredRun(
        run.returncode,
        wall,
        children_cpu() - before,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        ended,
        log,
        memory.main_mb,
        memory.all_mb,
    )


def children_cpu() -> float:
    """Return CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wait_for_children() -> None:
    """Wait for every process that a run left to this one."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def file_states(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file and folder, with the time of its last change (ns) and its inode."""
    return {str(p.relative_to(folder)): (p.lstat().st_mtime_ns, p.lstat().st_ino) for p in sorted(folder.rglob("*"))}


def dataset_hashes(out: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of the datasets of the current release."""
    import pipeline

    release = pipeline.release_path(out)
    return {
        str(p.relative_to(release)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(release.rglob("*.parquet"))
    }


def check_release(out: Path) -> str:
    """Read the current release as any reader does; return its id.

    Raises:
        AssertionError, OSError: it is not whole.
    """
    import pipeline
    from pipeline.emit.store.verification import verify_release

    release = Path(pipeline.release_path(out))
    damage = verify_release(release).damage
    assert not damage, damage
    documents, measures = (pipeline.load(name, out) for name in ("documents", "measures"))
    assert len(measures) == documents["measure_rows"].sum(), "counts do not reconcile"
    return release.name
