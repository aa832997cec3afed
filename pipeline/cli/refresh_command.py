"""``ita refresh``: what a scheduler calls."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.folder_argument import ARCHIVE, OUTPUT

if TYPE_CHECKING:
    from pipeline.acquire.fetch import FetchResult
    from pipeline.batch import RunResult
    from pipeline.cli.refresh_metrics import Figures
    from pipeline.settings import FetchSettings, Settings

DONE, NEWLY_BAD, INTERRUPTED = 0, 3, 130


@dataclass
class _Course:
    """How far a refresh came."""

    fetched: FetchResult | None = None
    run: RunResult | None = None
    code: int = 1


@click.command()
@click.argument("raw", required=False, type=ARCHIVE)
@click.option("--out", type=OUTPUT, help="Folder or URL for releases.  [default: processed]")
@click.option(
    "--workers", type=click.IntRange(1, 1024), help="Documents read at the same time.  [default: number of cores]"
)
@click.option("--engine", type=click.Choice(["local", "dask"]), help="Where documents are read.  [default: local]")
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster that --engine dask reads on.")
@click.option(
    "--strict", is_flag=True, help="Exit with 3 when any document is partial or failed, not only when one newly is."
)
@click.option(
    "--metrics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write figures for Prometheus to FILE (*.prom).",
)
@click.pass_context
def refresh(
    ctx: click.Context,
    raw: Path | str | None,
    out: Path | str | None,
    workers: int | None,
    engine: str | None,
    scheduler: str | None,
    strict: bool,
    metrics: Path | None,
) -> None:
    """Fetch, then run: what a scheduler calls every night.

    Sources that cannot be had do not keep what is there from being released. Ends with one line on standard output, whatever happens,
    and with the exit code of the fetch or of the run, whichever is worse. With ITA_HEARTBEAT_URL set, that address is told of the
    start and of the end.

    \b
    Examples:
      ita refresh                                         raw/ to processed/
      ita refresh archive --out releases --metrics /var/lib/node_exporter/ita.prom

    Exit codes: 0 all is well · 3 released, but some sources could not be had, or some documents are newly partial or failed ·
    4 no source could be had, or nothing could be released, the old release stands · 5 another fetch or run is under way.
    """
    from pipeline.cli.heartbeat import ping
    from pipeline.cli.refresh_metrics import Figures, write
    from pipeline.settings import FetchSettings, RefreshSettings, Settings

    given: dict[str, Any] = {"raw": raw, "out": out, "workers": workers, "engine": engine, "scheduler": scheduler}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    fetching, signals = FetchSettings(), RefreshSettings()
    course, started = _Course(), time.monotonic()
    ping(signals.heartbeat_url, "start")
    try:
        _go(settings, fetching, strict, course)
    except KeyboardInterrupt:
        course.code = INTERRUPTED
        raise
    finally:
        figures = Figures(course.fetched, course.run, course.code, time.monotonic() - started)
        said = _recap(figures)
        click.echo(said)
        write(metrics if metrics is not None else signals.metrics, figures)
        ping(signals.heartbeat_url, "success" if course.code in (DONE, NEWLY_BAD) else "fail", said)
    ctx.exit(course.code)


def _go(settings: Settings, fetching: FetchSettings, strict: bool, course: _Course) -> None:
    """Fetches and runs; what either cannot do is said, and is its exit code."""
    from pipeline.batch import Locked, run_batch
    from pipeline.cli import explained
    from pipeline.cli.fetch_command import exit_code, fetch_all
    from pipeline.cli.progress_log import Progress
    from pipeline.cli.run_command import warn

    try:
        course.fetched = fetch_all(settings.raw, fetching)
        fetch_code = exit_code(course.fetched)
    except Exception as error:
        course.code = fetch_code = explained(error)
        if isinstance(error, Locked):
            return
    try:
        with Progress() as progress:
            course.run = run_batch(settings, planned=progress.planned, done=progress.done)
            progress.ended(course.run)
    except Exception as error:
        course.code = max(explained(error), fetch_code)
        return
    warn(course.run)
    bad = course.run.bad if strict else course.run.newly_bad
    course.code = max(NEWLY_BAD if bad else DONE, fetch_code)


def _recap(figures: Figures) -> str:
    """The line at the end: sources, documents, release, seconds, exit code."""
    parts = []
    if figures.fetched is not None:
        counts = figures.fetched.counts
        parts.append("sources " + ", ".join(f"{counts.get(s, 0)} {s}" for s in ("new", "changed", "gone", "failed")))
    if figures.run is not None:
        run = figures.run
        statuses = ", ".join(f"{run.statuses.get(s, 0)} {s}" for s in ("partial", "failed"))
        parts.append(f"documents {run.documents}, {run.to_read} read, {statuses} ({len(run.newly_bad)} newly)")
        if run.release is not None:
            parts.append(f"release {run.release.id}{' (unchanged)' if run.release.unchanged else ''}")
    else:
        parts.append("nothing released")
    return "refresh: " + "; ".join((*parts, f"{figures.seconds:.1f} s", f"exit code {figures.code}"))
