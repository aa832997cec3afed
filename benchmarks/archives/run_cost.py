"""What runs over an archive cost: the first one, one without changes, one with a new document, one and two workers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archives.measured_run import STAGES, children_cpu, dataset_hashes, file_states, run_measured
from benchmarks.archives.measurement import Measurement
from benchmarks.archives.sample_archive import build_archive


@dataclass(frozen=True, slots=True)
class CostBars:
    """Upper bars.

    Attributes:
        unchanged_s: CPU seconds of a run that finds nothing changed.
        one_document_s: CPU seconds of a run for one new document, above reading it.
        orchestration_share: of the CPU of a first run, what is not of the stages.
        two_workers_share: wall time of two workers over that of one.
    """

    unchanged_s: float = 2.0
    one_document_s: float = 3.0
    orchestration_share: float = 0.10
    two_workers_share: float = 0.6


BARS = CostBars()


def first_run(raw: Path, out: Path, documents: int, workers: int) -> Iterator[Measurement]:
    """Measure a run that reads everything."""
    run = run_measured(raw, out, workers)
    yield Measurement(
        f"{documents} documents, {workers} workers", f"{run.wall:.1f} s wall, {run.cpu:.1f} s CPU", run.code in (0, 3)
    )
    cpu_by_stage = run.ended.get("cpu_s", {})
    for stage in (*STAGES, "load", "keep"):
        seconds = cpu_by_stage.get(stage, 0.0)
        yield Measurement(f"  {stage}", f"{seconds:.1f} s, {1000 * seconds / documents:.1f} ms a document")
    share = 1 - run.stages_cpu / run.cpu
    yield Measurement(
        "orchestration: all but the stages, of the CPU", f"{share:.1%}", share <= BARS.orchestration_share
    )
    yield Measurement("largest process", f"{run.peak_mb:.0f} MB")
    cache = sum(p.stat().st_size for p in (out / "cache").rglob("*") if p.is_file()) / documents
    release = sum(p.stat().st_size for p in (out / "releases").rglob("*.parquet")) / documents
    yield Measurement("on the disk, a document", f"cache {cache / 1000:.0f} kB, release {release / 1000:.0f} kB")


def unchanged_run(raw: Path, out: Path, documents: int, workers: int) -> Iterator[Measurement]:
    """Measure a run after the first one, with nothing changed."""
    before = file_states(out)
    run = run_measured(raw, out, workers)
    after = file_states(out)
    written = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    yield Measurement(f"nothing changed, {documents} documents", f"{run.cpu:.2f} s CPU", run.cpu <= BARS.unchanged_s)
    yield Measurement(
        "  files written or touched",
        f"{len(written)} {' '.join(written[:3])}",
        not written and bool(run.ended.get("unchanged")),
    )


def one_new_document(raw: Path, out: Path, fresh: Path, documents: int, workers: int) -> Iterator[Measurement]:
    """Measure a run after the first one, with one more document; hold its release against one made from nothing."""
    before = set(raw.rglob("*.pdf"))
    build_archive(raw, documents + 1, documents)
    (new,) = set(raw.rglob("*.pdf")) - before
    start = children_cpu()
    subprocess.run(
        [sys.executable, "-m", "pipeline", "tables", str(new), "--format", "json"],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    reading = children_cpu() - start
    run = run_measured(raw, out, workers)
    above = run.cpu - reading
    yield Measurement("one new document", f"{run.cpu:.2f} s CPU, its stages {run.document_cpu:.2f}")
    yield Measurement(
        "  above reading it (`ita tables`)",
        f"{above:.2f} s CPU (+ {reading:.2f})",
        above <= BARS.one_document_s and run.ended.get("read") == 1,
    )
    from_cache = run_measured(raw, fresh, workers, env={"ITA_CACHE": str(out / "cache")})
    same = dataset_hashes(out) == dataset_hashes(fresh) and from_cache.ended.get("read") == 0
    yield Measurement("  same bytes as a release made from nothing", str(same), same)
    shutil.rmtree(fresh)


def two_workers_against_one(home: Path, documents: int) -> Iterator[Measurement]:
    """Measure the same archive with one worker and with two."""
    raw = build_archive(home / "pair", documents)
    walls = {}
    for workers in (1, 2):
        run = run_measured(raw, home / f"pair-{workers}", workers)
        walls[workers] = run.wall
        yield Measurement(
            f"{documents} documents, {workers} worker{'s' * (workers > 1)}",
            f"{run.wall:.1f} s wall, {run.cpu:.1f} s CPU",
        )
    share = walls[2] / walls[1]
    yield Measurement("two workers against one, wall", f"{share:.2f}", share <= BARS.two_workers_share)
    same = dataset_hashes(home / "pair-1") == dataset_hashes(home / "pair-2")
    yield Measurement("  same bytes", str(same), same)
