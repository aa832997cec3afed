"""``ita refresh``: fetch, then run, as a scheduler calls it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.parameters import ARCHIVE_FOLDER, engine_option, new_out_option, strict_option, workers_option
from pipeline.cli.terminal_output import echo

if TYPE_CHECKING:
    from pipeline.acquire.fetch import FetchResult
    from pipeline.batch import RunResult
    from pipeline.cli.refresh_metrics import RefreshResult
    from pipeline.settings import FetchSettings, Settings


@dataclass
class _Reached:
    """What a refresh has reached so far: an interrupted one is reported too."""

    fetched: FetchResult | None = None
    run: RunResult | None = None
    exit_code: ExitCode = ExitCode.DEFECT


@click.command()
@click.argument("raw", required=False, type=ARCHIVE_FOLDER)
@new_out_option
@workers_option
@engine_option
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster that --engine dask reads on.")
@strict_option
@click.option(
    "--metrics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write figures for Prometheus to FILE (*.prom).",
)
@click.pass_context
def refresh(ctx: click.Context, /, strict: bool, metrics: Path | None, **given: Any) -> None:
    """Fetch, then run: what a scheduler calls every night.

    Sources that cannot be had do not keep what is there from being released. Ends with one line on standard output,
    whatever happens, and with the exit code of the fetch or of the run, whichever is worse. With ITA_HEARTBEAT_URL
    set, that address is told of the start and of the end.

    \b
    Examples:
      ita refresh                                         raw/ to processed/
      ita refresh archive --out releases --metrics /var/lib/node_exporter/ita.prom

    Exit codes: 0 all is well · 3 released, but some sources could not be had, an entry of the lists is wrong, or some
    documents are newly partial or failed · 4 no source could be had, or nothing could be released, the old release
    stands · 5 another fetch or run is under way.
    """
    from pipeline.cli.heartbeat import send_heartbeat
    from pipeline.cli.refresh_metrics import RefreshResult, write_metrics
    from pipeline.settings import FetchSettings, RefreshSettings, Settings

    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    fetch_settings, refresh_settings = FetchSettings(), RefreshSettings()
    reached, started = _Reached(), time.monotonic()
    send_heartbeat(refresh_settings.heartbeat_url, "start")
    try:
        _fetch_and_run(settings, fetch_settings, strict, reached)
    except KeyboardInterrupt:
        reached.exit_code = ExitCode.INTERRUPTED
        raise
    finally:
        result = RefreshResult(reached.fetched, reached.run, reached.exit_code, time.monotonic() - started)
        summary = _summary_line(result)
        echo(summary)
        write_metrics(metrics if metrics is not None else refresh_settings.metrics, result)
        released = reached.exit_code in (ExitCode.OK, ExitCode.NEEDS_ATTENTION)
        send_heartbeat(refresh_settings.heartbeat_url, "success" if released else "fail", summary)
    ctx.exit(reached.exit_code)


def _fetch_and_run(settings: Settings, fetch_settings: FetchSettings, strict: bool, reached: _Reached) -> None:
    """Fetch and run; a foreseen error of either is printed, and becomes the exit code."""
    from pipeline.batch import Locked
    from pipeline.cli.errors import report_error
    from pipeline.cli.fetch_command import fetch_exit_code, fetch_with_log
    from pipeline.cli.run_progress import run_with_progress
    from pipeline.cli.run_summary import print_bad_entries, print_warnings

    try:
        reached.fetched = fetch_with_log(settings.raw, fetch_settings)
        fetch_code = fetch_exit_code(reached.fetched)
    except Exception as error:
        reached.exit_code = fetch_code = report_error(error)
        if isinstance(error, Locked):
            return
    try:
        reached.run = run_with_progress(settings)
    except Exception as error:
        code = report_error(error)
        reached.exit_code = code if code == ExitCode.DEFECT else max(code, fetch_code)
        return
    if reached.fetched is None:  # else it has named them
        print_bad_entries(reached.run)
    print_warnings(reached.run)
    bad = reached.run.bad_entries or (reached.run.bad if strict else reached.run.newly_bad)
    reached.exit_code = max(ExitCode.NEEDS_ATTENTION if bad else ExitCode.OK, fetch_code)


def _summary_line(result: RefreshResult) -> str:
    """Return the line at the end: sources, documents, release, seconds, exit code."""
    parts = []
    if result.fetched is not None:
        counts = result.fetched.counts
        parts.append("sources " + ", ".join(f"{counts.get(s, 0)} {s}" for s in ("new", "changed", "gone", "failed")))
    if result.run is not None:
        run = result.run
        statuses = ", ".join(f"{run.statuses.get(s, 0)} {s}" for s in ("partial", "failed"))
        newly_skipped = f" ({len(run.newly_skipped)} newly)" if run.newly_skipped else ""
        skipped = f"{run.statuses.get('skipped', 0)} skipped{newly_skipped}"
        read = f"documents {run.documents}, {run.to_read} read"
        parts.append(f"{read}, {skipped}, {statuses} ({len(run.newly_bad)} newly)")
        if run.release is not None:
            parts.append(f"release {run.release.id}{' (unchanged)' if run.release.unchanged else ''}")
    else:
        parts.append("nothing released")
    return "refresh: " + "; ".join((*parts, f"{result.seconds:.1f} s", f"exit code {result.exit_code}"))
