"""What runs over an archive survive: hostile documents, kills, full disks."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.archives.hostile_files import KINDS, SHOWN_NAME, UNUSUAL_NAME, write_hostile_file
from benchmarks.archives.measured_run import (
    check_release,
    command,
    dataset_hashes,
    file_states,
    run_measured,
    wait_for_children,
)
from benchmarks.archives.measurement import Measurement
from benchmarks.archives.sample_archive import build_archive, source_reports

MAX_PEAK_MB = 1536 + 200
"""Bar: what a worker may hold (ITA_MEMORY_MB), and what its program takes beside that, MB."""
HOSTILE_EVERY = 20
"""One document in so many is hostile."""
DISK_MB = 64
FREE_SHARES = (0.0, 0.02, 0.1, 0.3)
"""Room on full disks, as a share of what a release takes: for nothing, for the lock, for some of its files."""
BUSY_S = 1.5
"""CPU seconds after which a worker is in the midst of its work, and is killed."""


def hostile_documents(home: Path, workers: int, documents: int) -> Iterator[Measurement]:
    """Run over an archive with hostile documents, and kill a worker meanwhile."""
    import pipeline

    raw = build_archive(home / "poisoned", documents)
    source, bad = source_reports()[0], []
    for n in range(max(len(KINDS), documents // HOSTILE_EVERY)):
        kind = KINDS[n % len(KINDS)]
        bad.append(write_hostile_file(kind, source, raw / f"{kind}-{n:04}.pdf").name)
    bad.append(SHOWN_NAME)
    (raw / UNUSUAL_NAME).write_bytes(b"%PDF-1.4 and nothing else")
    out, before = home / "poisoned-out", file_states(home)
    with _killing_a_worker() as victims:
        run = run_measured(raw, out, workers, env={"ITA_TIMEOUT_S": "60"})
    rows = pipeline.load("documents", out)
    reasons = dict(zip(rows["source_file"], rows["reason"], strict=True))
    silent = [name for name in bad if not reasons.get(name)]
    good = rows[~rows["source_file"].isin(bad)]
    lost = good[good["status"] == "failed"]
    killed = lost["reason"].str.contains("was killed").sum()
    yield Measurement("  workers that were sent SIGKILL", str(len(victims)), len(victims) == 1)
    yield Measurement(
        f"poison: {len(bad)} files among {documents}", f"{run.wall:.1f} s wall, exit code {run.code}", run.code == 3
    )
    yield Measurement("  bad ones without a reason", f"{len(silent)} {silent[:2] or ''}", not silent)
    holds = len(good) == documents and len(lost) == killed <= 1
    yield Measurement("  good ones not released", f"{len(lost)} ({killed} whose worker was sent SIGKILL)", holds)
    outside = [name for name in file_states(home) if name not in before and not name.startswith("poisoned-out")]
    yield Measurement("  written outside of the output", f"{len(outside)} {outside[:2] or ''}", not outside)
    yield Measurement("  largest process", f"{run.peak_mb:.0f} MB", run.peak_mb < MAX_PEAK_MB)


def killed_runs(home: Path, workers: int, times: int, documents: int) -> Iterator[Measurement]:
    """Kill runs at random moments; after each, the current release must be whole."""
    raw = build_archive(home / "killed", documents)
    out, undisturbed = home / "killed-out", home / "calm-out"
    wall = run_measured(raw, undisturbed, workers).wall
    run_measured(build_archive(home / "killed-first", max(documents // 2, 1)), out, workers)
    rng, broken, seen = random.Random(2566), 0, set()
    for n in range(times):
        if n % 5 == 4:
            shutil.rmtree(out / "cache", ignore_errors=True)
        child = subprocess.Popen(command(raw, out, workers), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(rng.uniform(0.1, 1.1) * wall)
        child.kill()
        child.wait()
        wait_for_children()
        try:
            seen.add(check_release(out))
        except Exception as error:
            broken += 1
            print(f"  after kill {n}: {error}", file=sys.stderr)
    run = run_measured(raw, out, workers)
    same = run.code in (0, 3) and dataset_hashes(out) == dataset_hashes(undisturbed)
    yield Measurement(
        f"{times} runs killed: releases that were not whole", f"{broken} ({len(seen)} different seen)", not broken
    )
    yield Measurement("  the next run: same bytes as an undisturbed one", str(same), same)


def full_disk(home: Path, workers: int, documents: int) -> Iterator[Measurement]:
    """Run on a small disk that is full, with the cache on it or elsewhere; the old release must stand."""
    disk = home / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mounted, capture_output=True, check=False).returncode:
        yield Measurement("a full disk", "not measured: needs root on Linux", None)
        return
    try:
        raw, undisturbed, out = build_archive(home / "full", documents), home / "full-calm", disk / "out"
        run_measured(raw, undisturbed, workers)
        run_measured(build_archive(home / "full-first", max(documents // 2, 1)), out, workers)
        before, codes, broken = dataset_hashes(out), list[int](), 0
        size = sum(p.stat().st_size for p in (undisturbed / "releases").rglob("*") if p.is_file())
        for cache in (out / "cache", undisturbed / "cache"):
            for share in FREE_SHARES:
                _fill_disk(disk, int(share * size))
                run = run_measured(raw, out, workers, env={"ITA_CACHE": str(cache)})
                codes.append(run.code if "The release before, if any, stands" in run.log else -1)
                broken += dataset_hashes(out) != before
        (disk / "filler").unlink()
        yield Measurement(f"{len(codes)} runs on a full disk: exit codes", str(sorted(set(codes))), set(codes) == {4})
        yield Measurement("  the old release did not stand", str(broken), not broken)
        run = run_measured(raw, out, workers)
        same = run.code in (0, 3) and dataset_hashes(out) == dataset_hashes(undisturbed)
        yield Measurement("  with room again: same bytes as an undisturbed run", str(same), same)
    finally:
        subprocess.run(["umount", disk], check=True)


def _fill_disk(disk: Path, free: int) -> None:
    """Write a file that leaves so many bytes of a disk free."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    room = os.statvfs(disk)
    filler.write_bytes(bytes(max(room.f_bavail * room.f_frsize - free, 0)))


@contextlib.contextmanager
def _killing_a_worker() -> Iterator[list[int]]:
    """Send SIGKILL to a worker of the run that is started meanwhile; yield a list that will hold its process id."""
    import threading

    import psutil

    stop, victims = threading.Event(), list[int]()

    def kill() -> None:
        while not stop.wait(0.05):
            descendants = psutil.Process().children(recursive=True)
            workers = [
                p for p in descendants if p.ppid() != os.getpid() and psutil.Process(p.ppid()).ppid() != os.getpid()
            ]
            busy = [p for p in workers if p.cpu_times().user > BUSY_S]
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
