"""A synthetic country: what a run over all its documents costs, whether it is right, and what a rerun costs.

    python -m benchmarks.country [--bodies N] [--years N] [--seed N] [--need]

The archive is written to a temporary folder: announcements of results by province and year, plans, reports and some
score sheets of every body, as transcripts, in which some copy each other, some are missing and some contradict each
other. The release is compared with what was written. Then one document is added, and what the run after that costs
above reading it alone is measured. CPU is user and system time of all processes of a run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.archives.measured_run import MeasuredRun, adopt_orphans, children_cpu, dataset_hashes, run_measured
from benchmarks.archives.measurement import Measurement
from benchmarks.country.country_archive import add_document, build_country
from benchmarks.country.release_comparison import compare_release
from benchmarks.country.truth import Country


class CountryBars(NamedTuple):
    """Upper bars.

    Attributes:
        rerun_s: CPU seconds of a run for one new document, above reading it.
        memory_mb: MB (2^20 bytes) that the process which leads a run holds.
    """

    rerun_s: float = 5.0
    memory_mb: float = 2048.0


BARS = CountryBars()


def measure_country(home: Path, chosen: argparse.Namespace) -> Iterator[Measurement]:
    """Write the country, run over it, compare, and run again with one more document."""
    out = home / "out"
    country = build_country(home / "raw", chosen.bodies, chosen.years, chosen.seed)
    size = f"{len(country.bodies):,} bodies × {chosen.years} years"
    yield Measurement(size, f"{country.documents:,} documents")
    run = run_measured(country.raw, out, chosen.workers)
    yield Measurement("first run", f"{run.wall:,.0f} s wall, {run.cpu:,.0f} s CPU", run.code == 0)
    yield from _by_stage(run)
    yield from _memory(run)
    yield from compare_release(country, out)
    yield from _rerun(country, home, chosen)


def _by_stage(run: MeasuredRun) -> Iterator[Measurement]:
    for stage, seconds in run.ended.get("cpu_s", {}).items():
        yield Measurement(f"  {stage}", f"{seconds:,.1f} s CPU")


def _memory(run: MeasuredRun) -> Iterator[Measurement]:
    yield Measurement("  largest: the process that leads", f"{run.main_mb:,.0f} MB", run.main_mb <= BARS.memory_mb)
    yield Measurement("  largest: all processes together", f"{run.all_mb:,.0f} MB")


def _rerun(country: Country, home: Path, chosen: argparse.Namespace) -> Iterator[Measurement]:
    """Measure a run after one document was added; hold its release against one that is made from nothing."""
    if not country.new:
        yield Measurement("one new document", "none is missing: more bodies are needed")
        return
    out = home / "out"
    new = add_document(country, country.new[0])
    reading = _reading_cpu(new)
    run = run_measured(country.raw, out, chosen.workers)
    above = run.cpu - reading
    yield Measurement(
        "one new document", f"{run.wall:.1f} s wall, {run.cpu:.2f} s CPU", run.code == 0 and run.ended.get("read") == 1
    )
    yield from _by_stage(run)
    yield Measurement("  reading it alone (`ita tables`)", f"{reading:.2f} s CPU")
    yield Measurement("  above reading it", f"{above:.2f} s CPU", above <= BARS.rerun_s)
    yield from _memory(run)
    yield from compare_release(country, out)
    fresh = home / "fresh"
    run_measured(country.raw, fresh, chosen.workers, env={"ITA_CACHE": str(out / "cache")})
    same = dataset_hashes(out) == dataset_hashes(fresh)
    yield Measurement("  same bytes as a release made from nothing", str(same), same)


def _reading_cpu(document: Path) -> float:
    """Return CPU seconds of a process that reads one document."""
    start = children_cpu()
    subprocess.run(
        [sys.executable, "-m", "pipeline", "tables", str(document), "--format", "json"],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return children_cpu() - start


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; return 1 where a bar is missed and ``--need`` is given."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--bodies", type=int, default=8300, help="drawn from the register [8300]")
    parser.add_argument("--years", type=int, default=4, help="fiscal years from 2565 on [4]")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn [1]")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is missed")
    chosen = parser.parse_args(arguments)
    adopt_orphans()
    missed = []
    with tempfile.TemporaryDirectory(prefix="ita-country-") as home:
        for measurement in measure_country(Path(home), chosen):
            print(measurement.line(), flush=True)
            missed += [measurement.name.strip()] if measurement.reached is False else []
    if missed:
        print(f"missed: {'; '.join(missed)}")
    return int(bool(missed) and chosen.need)


if __name__ == "__main__":
    sys.exit(main())
