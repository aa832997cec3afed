"""What runs over an archive cost, and what they survive.

    python -m benchmarks.archives [--documents N] [--only PART ...] [--need]

An archive of many documents is built in a temporary folder and run over. CPU is user and system time of the run and of
all processes that it started. Wall time is of this machine, and of what else runs on it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.archives import hazards, run_cost
from benchmarks.archives.concurrent_readers import concurrent_readers
from benchmarks.archives.measured_run import adopt_orphans
from benchmarks.archives.measurement import Measurement
from benchmarks.archives.publication_kills import killed_publications
from benchmarks.archives.sample_archive import build_archive
from benchmarks.archives.tampering import tampered_releases

PARTS = ("full", "same", "one", "pair", "poison", "kills", "publication", "disk", "readers", "tamper")
MOST_PUBLISHED = 6
"""Documents of the archive whose publication is killed: each kill costs a run."""


def measure_parts(home: Path, chosen: argparse.Namespace) -> Iterator[Measurement]:
    """Measure the chosen parts in the order of ``PARTS``; ``full`` goes before ``same`` and ``one`` in any case."""
    raw, out, workers = home / "raw", home / "out", chosen.workers
    if {"full", "same", "one"} & set(chosen.only):
        build_archive(raw, chosen.documents)
        yield from run_cost.first_run(raw, out, chosen.documents, workers)
    if "same" in chosen.only:
        yield from run_cost.unchanged_run(raw, out, chosen.documents, workers)
    if "one" in chosen.only:
        yield from run_cost.one_new_document(raw, out, home / "fresh", chosen.documents, workers)
    if "pair" in chosen.only:
        yield from run_cost.two_workers_against_one(home, chosen.pair)
    if "poison" in chosen.only:
        yield from hazards.hostile_documents(home, workers, chosen.poison)
    if "kills" in chosen.only:
        yield from hazards.killed_runs(home, workers, chosen.kills, chosen.killed)
    if "publication" in chosen.only:
        yield from killed_publications(home, chosen.publication_kills, min(chosen.killed, MOST_PUBLISHED))
    if "disk" in chosen.only:
        yield from hazards.full_disk(home, workers, chosen.killed)
    if "readers" in chosen.only:
        yield from concurrent_readers(home, chosen.killed)
    if "tamper" in chosen.only:
        yield from tampered_releases(home, workers, chosen.flips, chosen.killed)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; return 1 where a bar is missed and ``--need`` is given."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.archives",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=int, default=1000, help="of the archive [1000]")
    parser.add_argument("--pair", type=int, default=200, help="documents for one worker against two [200]")
    parser.add_argument("--poison", type=int, default=200, help="good documents among the hostile ones [200]")
    parser.add_argument("--kills", type=int, default=50, help="runs to kill [50]")
    parser.add_argument("--killed", type=int, default=20, help="documents of the archives of the parts after that [20]")
    parser.add_argument("--publication-kills", type=int, default=1000, help="runs to kill while they publish [1000]")
    parser.add_argument("--flips", type=int, default=300, help="bytes to flip in each dataset of a release [300]")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is missed")
    chosen = parser.parse_args(arguments)
    adopt_orphans()
    missed = []
    with tempfile.TemporaryDirectory(prefix="ita-archive-") as home:
        for measurement in measure_parts(Path(home), chosen):
            print(measurement.line(), flush=True)
            missed += [measurement.name] if measurement.reached is False else []
    if missed:
        print(f"missed: {'; '.join(missed)}")
    return int(bool(missed) and chosen.need)


if __name__ == "__main__":
    sys.exit(main())
