"""What runs over an archive cost, and what they survive: an archive of many documents is built in a temporary folder and run over.

CPU is user and system time of the run and of all processes that it started. Wall time is of this machine, and of what else runs on it.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.archive_files import build_archive, originals
from benchmarks.poison import LIST, poison

ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2): processes whose parent ended become ours, and their CPU time is counted
STAGES = ("acquire", "extract", "normalize", "assemble", "repair", "check", "rows", "emit")
ODD_NAME = "odd..\\..\n😀 \u202efdp.pdf"
PARTS = ("full", "same", "one", "pair", "poison", "kills")
# Bars: CPU seconds, share of the CPU, share of the wall time
SAME_S, ONE_S, ORCHESTRATION, PAIR = 2.0, 3.0, 0.10, 0.6


@dataclass(frozen=True, slots=True)
class Ran:
    """A run: exit code, seconds of wall and CPU, and what its log said at the end."""

    code: int
    wall: float
    cpu: float
    peak_mb: float
    ended: dict[str, Any] = field(default_factory=dict)

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
    before, start = _cpu(), time.monotonic()
    done = subprocess.run(command(raw, out, workers, *more), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                          env={**os.environ, **(env or {})})
    wall = time.monotonic() - start
    _wait_for_all()
    ended: dict[str, Any] = {}
    for line in done.stderr.splitlines():
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            ended = said if said["event"] == "ended" else ended
    if not ended and done.returncode not in (4, 5):
        print(done.stderr[-2000:], file=sys.stderr)
    return Ran(done.returncode, wall, _cpu() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, ended)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_all() -> None:
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
    return {str(p.relative_to(home)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(home.rglob("*.parquet"))}


class Bench:
    """The parts of the benchmark, on one archive."""

    def __init__(self, home: Path, documents: int, workers: int) -> None:
        self.raw, self.out, self.home = home / "raw", home / "out", home
        self.documents, self.workers = documents, workers
        self.missed: list[str] = []

    def say(self, what: str, figure: str, holds: bool | None = None) -> None:
        """Prints a figure, and whether it reaches its bar."""
        if holds is False:
            self.missed.append(what)
        print(f"{what:<58}{figure:>34}  {'' if holds is None else 'ok' if holds else 'MISSED'}", flush=True)

    def full(self) -> None:
        """Everything is read."""
        ran = measured(self.raw, self.out, self.workers)
        self.say(f"{self.documents} documents, {self.workers} workers", f"{ran.wall:.1f} s wall, {ran.cpu:.1f} s CPU", ran.code in (0, 3))
        said = ran.ended.get("cpu_s", {})
        for stage in (*STAGES, "load", "keep"):
            seconds = said.get(stage, 0.0)
            self.say(f"  {stage}", f"{seconds:.1f} s, {1000 * seconds / self.documents:.1f} ms a document")
        share = 1 - ran.stages / ran.cpu
        self.say("orchestration: all but the stages, of the CPU", f"{share:.1%}", share <= ORCHESTRATION)
        self.say("largest process", f"{ran.peak_mb:.0f} MB")
        cache = sum(p.stat().st_size for p in (self.out / "cache").rglob("*") if p.is_file()) / self.documents
        release = sum(p.stat().st_size for p in (self.out / "releases").rglob("*.parquet")) / self.documents
        self.say("on the disk, a document", f"cache {cache / 1000:.0f} kB, release {release / 1000:.0f} kB")

    def same(self) -> None:
        """Nothing changed."""
        before = state(self.out)
        ran = measured(self.raw, self.out, self.workers)
        after = state(self.out)
        written = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        self.say(f"nothing changed, {self.documents} documents", f"{ran.cpu:.2f} s CPU", ran.cpu <= SAME_S)
        self.say("  files written or touched", f"{len(written)} {' '.join(written[:3])}", not written and bool(ran.ended.get("unchanged")))

    def one(self) -> None:
        """One document is new."""
        before = set(self.raw.rglob("*.pdf"))
        build_archive(self.raw, self.documents + 1, self.documents)
        (new,) = set(self.raw.rglob("*.pdf")) - before
        start = _cpu()
        subprocess.run([sys.executable, "-m", "pipeline", "tables", str(new), "--format", "json"], stdout=subprocess.DEVNULL, check=True)
        reading = _cpu() - start
        ran = measured(self.raw, self.out, self.workers)
        above = ran.cpu - reading
        self.say("one new document", f"{ran.cpu:.2f} s CPU, its stages {ran.reading:.2f}")
        self.say("  above reading it (`ita tables`)", f"{above:.2f} s CPU (+ {reading:.2f})", above <= ONE_S and ran.ended.get("read") == 1)
        fresh = measured(self.raw, self.home / "fresh", self.workers, env={"ITA_CACHE": str(self.out / "cache")})
        same = contents(self.out) == contents(self.home / "fresh") and fresh.ended.get("read") == 0
        self.say("  same bytes as a release made from nothing", str(same), same)
        shutil.rmtree(self.home / "fresh")

    def pair(self, documents: int) -> None:
        """One worker against two."""
        raw = build_archive(self.home / "pair", documents)
        walls = {}
        for workers in (1, 2):
            ran = measured(raw, self.home / f"pair-{workers}", workers)
            walls[workers] = ran.wall
            self.say(f"{documents} documents, {workers} worker{'s' * (workers > 1)}", f"{ran.wall:.1f} s wall, {ran.cpu:.1f} s CPU")
        self.say("two workers against one, wall", f"{walls[2] / walls[1]:.2f}", walls[2] <= PAIR * walls[1])
        same = contents(self.home / "pair-1") == contents(self.home / "pair-2")
        self.say("  same bytes", str(same), same)

    def poison(self, documents: int) -> None:
        """One document in twenty is poison, and a worker is killed."""
        import pipeline

        raw = build_archive(self.home / "poisoned", documents)
        source, bad = originals()[0], []
        for n in range(max(len(LIST), documents // 20)):
            kind = LIST[n % len(LIST)]
            bad.append(poison(kind, source, raw / f"{kind}-{n:04}.pdf").name)
        bad.append(ODD_NAME)
        (raw / ODD_NAME).write_bytes(b"%PDF-1.4 and nothing else")
        out, before = self.home / "poisoned-out", state(self.home)
        with _killing_a_worker():
            ran = measured(raw, out, self.workers, env={"ITA_TIMEOUT_S": "60"})
        rows = pipeline.load("documents", out)
        reasons = dict(zip(rows["source_file"], rows["reason"], strict=True))
        silent = [name for name in bad if not reasons.get(name)]
        good = rows[~rows["source_file"].isin(bad)]
        lost = good[good["status"] == "failed"]
        killed = lost["reason"].str.contains("was killed").sum()
        self.say(f"poison: {len(bad)} files among {documents}", f"{ran.wall:.1f} s wall, exit code {ran.code}", ran.code == 3)
        self.say("  bad ones without a reason", f"{len(silent)} {silent[:2] or ''}", not silent)
        holds = len(good) == documents and len(lost) == killed <= 1
        self.say("  good ones not released", f"{len(lost)} ({killed} whose worker was sent SIGKILL)", holds)
        strangers = [name for name in state(self.home) if name not in before and not name.startswith("poisoned-out")]
        self.say("  written outside of the output", f"{len(strangers)} {strangers[:2] or ''}", not strangers)
        self.say("  largest process", f"{ran.peak_mb:.0f} MB", ran.peak_mb < 1536 + 200)

    def kills(self, times: int, documents: int) -> None:
        """Runs that are killed at random moments."""
        raw = build_archive(self.home / "killed", documents)
        out, calm = self.home / "killed-out", self.home / "calm-out"
        whole = measured(raw, calm, self.workers).wall
        measured(build_archive(self.home / "killed-first", max(documents // 2, 1)), out, self.workers)
        chance, broken, swapped = random.Random(2566), 0, set()
        for n in range(times):
            if n % 5 == 4:
                shutil.rmtree(out / "cache", ignore_errors=True)
            child = subprocess.Popen(command(raw, out, self.workers), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(chance.uniform(0.1, 1.1) * whole)
            child.kill()
            child.wait()
            _wait_for_all()
            try:
                swapped.add(_check_release(out))
            except Exception as error:
                broken += 1
                print(f"  after kill {n}: {error}", file=sys.stderr)
        ran = measured(raw, out, self.workers)
        same = ran.code in (0, 3) and contents(out) == contents(calm)
        self.say(f"{times} runs killed: releases that were not whole", f"{broken} ({len(swapped)} different seen)", not broken)
        self.say("  the next run: same bytes as an undisturbed one", str(same), same)


@contextlib.contextmanager
def _killing_a_worker() -> Iterator[None]:
    """Sends SIGKILL to a worker of the run that is started meanwhile, some seconds into its work."""
    import threading

    import psutil

    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.05):
            family = psutil.Process().children(recursive=True)
            workers = [p for p in family if p.ppid() != os.getpid() and psutil.Process(p.ppid()).ppid() != os.getpid()]
            busy = [p for p in workers if p.cpu_times().user > 1.5]
            if busy:
                busy[0].send_signal(signal.SIGKILL)
                return

    def killer() -> None:
        with contextlib.suppress(psutil.Error):
            kill()

    thread = threading.Thread(target=killer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _check_release(out: Path) -> str:
    """Reads the current release as a stranger would.

    Raises:
        AssertionError, OSError: it is not whole.
    """
    import pipeline
    from pipeline.emit.release import damage

    home = Path(pipeline.release_path(out))
    wrong = damage(home)
    assert wrong is None, wrong
    documents, measures = (pipeline.load(name, out) for name in ("documents", "measures"))
    assert len(measures) == documents["measure_rows"].sum(), "counts do not reconcile"
    return home.name


def main(arguments: list[str] | None = None) -> int:
    """Runs the benchmark; 1 where a bar is missed and ``--need`` is given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000, help="of the archive [1000]")
    parser.add_argument("--pair", type=int, default=200, help="documents for one worker against two [200]")
    parser.add_argument("--poison", type=int, default=200, help="good documents among the poison [200]")
    parser.add_argument("--kills", type=int, default=50, help="runs to kill [50]")
    parser.add_argument("--killed", type=int, default=20, help="documents of the archive whose runs are killed [20]")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is missed")
    chosen = parser.parse_args(arguments)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT, 1)
    with tempfile.TemporaryDirectory(prefix="ita-archive-") as home:
        bench = Bench(Path(home), chosen.documents, chosen.workers)
        if {"full", "same", "one"} & set(chosen.only):
            build_archive(bench.raw, chosen.documents)
            bench.full()
        if "same" in chosen.only:
            bench.same()
        if "one" in chosen.only:
            bench.one()
        if "pair" in chosen.only:
            bench.pair(chosen.pair)
        if "poison" in chosen.only:
            bench.poison(chosen.poison)
        if "kills" in chosen.only:
            bench.kills(chosen.kills, chosen.killed)
    if bench.missed:
        print(f"missed: {'; '.join(bench.missed)}")
    return int(bool(bench.missed) and chosen.need)


if __name__ == "__main__":
    sys.exit(main())
