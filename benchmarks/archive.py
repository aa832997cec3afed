"""What runs over an archive cost, and what they survive: an archive of many documents is built in a temporary folder and run over.

CPU is user and system time of the run and of all processes that it started. Wall time is of this machine, and of what else runs on it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import archive_hazards as hazards
from benchmarks.archive_files import build_archive
from benchmarks.archive_readers import readers
from benchmarks.archive_runs import STAGES, adopt, contents, cpu, measured, state

PARTS = ("full", "same", "one", "pair", "poison", "kills", "disk", "readers")
# Bars: CPU seconds, share of the CPU, share of the wall time
SAME_S, ONE_S, ORCHESTRATION, PAIR = 2.0, 3.0, 0.10, 0.6


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
        self.say(
            f"{self.documents} documents, {self.workers} workers",
            f"{ran.wall:.1f} s wall, {ran.cpu:.1f} s CPU",
            ran.code in (0, 3),
        )
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
        self.say(
            "  files written or touched",
            f"{len(written)} {' '.join(written[:3])}",
            not written and bool(ran.ended.get("unchanged")),
        )

    def one(self) -> None:
        """One document is new."""
        before = set(self.raw.rglob("*.pdf"))
        build_archive(self.raw, self.documents + 1, self.documents)
        (new,) = set(self.raw.rglob("*.pdf")) - before
        start = cpu()
        subprocess.run(
            [sys.executable, "-m", "pipeline", "tables", str(new), "--format", "json"],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        reading = cpu() - start
        ran = measured(self.raw, self.out, self.workers)
        above = ran.cpu - reading
        self.say("one new document", f"{ran.cpu:.2f} s CPU, its stages {ran.reading:.2f}")
        self.say(
            "  above reading it (`ita tables`)",
            f"{above:.2f} s CPU (+ {reading:.2f})",
            above <= ONE_S and ran.ended.get("read") == 1,
        )
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
            self.say(
                f"{documents} documents, {workers} worker{'s' * (workers > 1)}",
                f"{ran.wall:.1f} s wall, {ran.cpu:.1f} s CPU",
            )
        self.say("two workers against one, wall", f"{walls[2] / walls[1]:.2f}", walls[2] <= PAIR * walls[1])
        same = contents(self.home / "pair-1") == contents(self.home / "pair-2")
        self.say("  same bytes", str(same), same)


def main(arguments: list[str] | None = None) -> int:
    """Runs the benchmark; 1 where a bar is missed and ``--need`` is given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000, help="of the archive [1000]")
    parser.add_argument("--pair", type=int, default=200, help="documents for one worker against two [200]")
    parser.add_argument("--poison", type=int, default=200, help="good documents among the poison [200]")
    parser.add_argument("--kills", type=int, default=50, help="runs to kill [50]")
    parser.add_argument("--killed", type=int, default=20, help="documents of the archives of the parts after that [20]")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is missed")
    chosen = parser.parse_args(arguments)
    adopt()
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
        survived: dict[str, Callable[[], None]] = {
            "poison": lambda: hazards.poison(bench.home, bench.say, bench.workers, chosen.poison),
            "kills": lambda: hazards.kills(bench.home, bench.say, bench.workers, chosen.kills, chosen.killed),
            "disk": lambda: hazards.full_disk(bench.home, bench.say, bench.workers, chosen.killed),
            "readers": lambda: readers(bench.home, bench.say, chosen.killed),
        }
        for part, survive in survived.items():
            if part in chosen.only:
                survive()
    if bench.missed:
        print(f"missed: {'; '.join(bench.missed)}")
    return int(bool(bench.missed) and chosen.need)


if __name__ == "__main__":
    sys.exit(main())
