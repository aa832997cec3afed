"""What runs over an archive survive: poison, kills, full disks."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.archive_files import build_archive, originals
from benchmarks.archive_runs import check_release, command, contents, measured, state, wait_for_all
from benchmarks.poison import LIST, ODD_NAME
from benchmarks.poison import poison as spoil

Say = Callable[[str, str, bool | None], None]
"""Told what was measured, the figure, and whether it reaches its bar."""
LIMIT_MB, MAIN_MB = 1536, 200
"""Memory that a worker may hold (ITA_MEMORY_MB), and what its program takes beside that."""
DISK_MB = 64
LEFT = (0.0, 0.02, 0.1, 0.3)
"""So much room do full disks have left, of what a release takes: for nothing, for the lock, for some of its files."""


def poison(home: Path, say: Say, workers: int, documents: int) -> None:
    """One document in twenty is poison, and a worker is killed."""
    import pipeline

    raw = build_archive(home / "poisoned", documents)
    source, bad = originals()[0], []
    for n in range(max(len(LIST), documents // 20)):
        kind = LIST[n % len(LIST)]
        bad.append(spoil(kind, source, raw / f"{kind}-{n:04}.pdf").name)
    bad.append(ODD_NAME)
    (raw / ODD_NAME).write_bytes(b"%PDF-1.4 and nothing else")
    out, before = home / "poisoned-out", state(home)
    with _killing_a_worker() as victims:
        ran = measured(raw, out, workers, env={"ITA_TIMEOUT_S": "60"})
    rows = pipeline.load("documents", out)
    reasons = dict(zip(rows["source_file"], rows["reason"], strict=True))
    silent = [name for name in bad if not reasons.get(name)]
    good = rows[~rows["source_file"].isin(bad)]
    lost = good[good["status"] == "failed"]
    killed = lost["reason"].str.contains("was killed").sum()
    say("  workers that were sent SIGKILL", str(len(victims)), len(victims) == 1)
    say(f"poison: {len(bad)} files among {documents}", f"{ran.wall:.1f} s wall, exit code {ran.code}", ran.code == 3)
    say("  bad ones without a reason", f"{len(silent)} {silent[:2] or ''}", not silent)
    holds = len(good) == documents and len(lost) == killed <= 1
    say("  good ones not released", f"{len(lost)} ({killed} whose worker was sent SIGKILL)", holds)
    strangers = [name for name in state(home) if name not in before and not name.startswith("poisoned-out")]
    say("  written outside of the output", f"{len(strangers)} {strangers[:2] or ''}", not strangers)
    say("  largest process", f"{ran.peak_mb:.0f} MB", ran.peak_mb < 1536 + 200)


def kills(home: Path, say: Say, workers: int, times: int, documents: int) -> None:
    """Runs that are killed at random moments."""
    raw = build_archive(home / "killed", documents)
    out, calm = home / "killed-out", home / "calm-out"
    whole = measured(raw, calm, workers).wall
    measured(build_archive(home / "killed-first", max(documents // 2, 1)), out, workers)
    chance, broken, swapped = random.Random(2566), 0, set()
    for n in range(times):
        if n % 5 == 4:
            shutil.rmtree(out / "cache", ignore_errors=True)
        child = subprocess.Popen(command(raw, out, workers), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(chance.uniform(0.1, 1.1) * whole)
        child.kill()
        child.wait()
        wait_for_all()
        try:
            swapped.add(check_release(out))
        except Exception as error:
            broken += 1
            print(f"  after kill {n}: {error}", file=sys.stderr)
    ran = measured(raw, out, workers)
    same = ran.code in (0, 3) and contents(out) == contents(calm)
    say(f"{times} runs killed: releases that were not whole", f"{broken} ({len(swapped)} different seen)", not broken)
    say("  the next run: same bytes as an undisturbed one", str(same), same)


def full_disk(home: Path, say: Say, workers: int, documents: int) -> None:
    """Runs on a small disk that is full, with the cache on it or elsewhere."""
    disk = home / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mounted, capture_output=True, check=False).returncode:
        say("a full disk", "not measured: needs root on Linux", None)
        return
    try:
        raw, calm, out = build_archive(home / "full", documents), home / "full-calm", disk / "out"
        measured(raw, calm, workers)
        measured(build_archive(home / "full-first", max(documents // 2, 1)), out, workers)
        before, codes, broken = contents(out), list[int](), 0
        size = sum(p.stat().st_size for p in (calm / "releases").rglob("*") if p.is_file())
        for cache in (out / "cache", calm / "cache"):
            for left in LEFT:
                _fill(disk, int(left * size))
                ran = measured(raw, out, workers, env={"ITA_CACHE": str(cache)})
                codes.append(ran.code if "The release before, if any, stands" in ran.said else -1)
                broken += contents(out) != before
        (disk / "filler").unlink()
        say(f"{len(codes)} runs on a full disk: exit codes", str(sorted(set(codes))), set(codes) == {4})
        say("  the old release did not stand", str(broken), not broken)
        ran = measured(raw, out, workers)
        same = ran.code in (0, 3) and contents(out) == contents(calm)
        say("  with room again: same bytes as an undisturbed run", str(same), same)
    finally:
        subprocess.run(["umount", disk], check=True)


def _fill(disk: Path, left: int) -> None:
    """Leaves so many bytes of a disk free."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    room = os.statvfs(disk)
    filler.write_bytes(bytes(max(room.f_bavail * room.f_frsize - left, 0)))


@contextlib.contextmanager
def _killing_a_worker() -> Iterator[list[int]]:
    """Sends SIGKILL to a worker of the run that is started meanwhile, some seconds into its work; yields whom, once it has happened."""
    import threading

    import psutil

    stop, victims = threading.Event(), list[int]()

    def kill() -> None:
        while not stop.wait(0.05):
            family = psutil.Process().children(recursive=True)
            workers = [p for p in family if p.ppid() != os.getpid() and psutil.Process(p.ppid()).ppid() != os.getpid()]
            busy = [p for p in workers if p.cpu_times().user > 1.5]
            if busy:
                busy[0].send_signal(signal.SIGKILL)
                victims.append(busy[0].pid)
                return

    def killer() -> None:
        with contextlib.suppress(psutil.Error):
            kill()

    thread = threading.Thread(target=killer, daemon=True)
    thread.start()
    try:
        yield victims
    finally:
        stop.set()
        thread.join()
