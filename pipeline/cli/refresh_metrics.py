"""Metrics of a refresh for Prometheus, as a file for the textfile collector of its node exporter."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import SEVERITIES

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from pipeline.acquire.fetch import FetchResult
    from pipeline.batch import RunResult
    from pipeline.cli.exit_code import ExitCode

LAST_SUCCESS = "ita_refresh_last_success_timestamp_seconds"


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What a refresh came to.

    Attributes:
        fetched: of the fetch; None where it ended with an error.
        run: of the run; None where nothing was released.
        exit_code: of the process.
        seconds: wall time.
    """

    fetched: FetchResult | None
    run: RunResult | None
    exit_code: ExitCode
    seconds: float


def write_metrics(path: Path | None, result: RefreshResult) -> None:
    """Write the file in one step. Never fail: what goes wrong is a sentence on standard error.

    Args:
        path: of the file (node exporter reads ``*.prom``); None for none. Where the refresh released nothing, the time
            of the last success is taken over from the file that is there.
        result: what to write.
    """
    if path is None:
        return
    from prometheus_client import CollectorRegistry, write_to_textfile

    from pipeline.cli.progress_log import log_message

    registry = CollectorRegistry()
    _add_refresh_metrics(registry, result, time.time() if result.run is not None else _last_success(path))
    _add_archive_metrics(registry, result)
    try:
        write_to_textfile(str(path), registry)
    except OSError as error:
        log_message(
            f"the metrics could not be written to {path} ({error.strerror or error}); check the folder",
            event="metrics_failed",
        )


def _add_refresh_metrics(registry: CollectorRegistry, result: RefreshResult, last_success: float | None) -> None:
    """Add exit code, duration and times (seconds since 1970)."""
    from prometheus_client import Gauge

    Gauge("ita_refresh_exit_code", "Exit code of the last refresh.", registry=registry).set(result.exit_code)
    Gauge("ita_refresh_duration_seconds", "How long the last refresh took.", registry=registry).set(result.seconds)
    Gauge("ita_refresh_timestamp_seconds", "When the last refresh ended.", registry=registry).set(time.time())
    if last_success is not None:
        Gauge(LAST_SUCCESS, "When a refresh last ended with a release of the archive.", registry=registry).set(
            last_success
        )


def _add_archive_metrics(registry: CollectorRegistry, result: RefreshResult) -> None:
    """Add counts of sources, documents and the release; what the refresh did not reach is left out."""
    from prometheus_client import Gauge, Info

    def add_counts(name: str, help_text: str, label: str, counts: dict[str, int]) -> None:
        family = Gauge(name, help_text, [label], registry=registry)
        for value, n in counts.items():
            family.labels(value).set(n)

    if result.fetched is not None:
        sources = dict.fromkeys(("new", "changed", "unchanged", "gone", "failed"), 0) | result.fetched.counts
        add_counts("ita_sources", "Sources of the last fetch.", "status", sources)
    run = result.run
    if run is None:
        return
    documents = dict.fromkeys(("ok", "partial", "failed", "skipped"), 0) | run.statuses
    findings = dict.fromkeys(SEVERITIES, 0) | run.findings
    add_counts("ita_documents", "Documents of the archive.", "status", documents)
    add_counts("ita_findings", "Findings of the release.", "severity", findings)
    Gauge("ita_documents_read", "Documents that the last refresh read anew.", registry=registry).set(run.to_read)
    Gauge("ita_documents_newly_bad", "Documents that were better in the release before.", registry=registry).set(
        len(run.newly_bad)
    )
    Gauge("ita_documents_newly_skipped", "Documents that gave rows in the release before.", registry=registry).set(
        len(run.newly_skipped)
    )
    Gauge("ita_files_left_out", "Files of the archive that are no documents.", registry=registry).set(len(run.ignored))
    if run.release is not None:
        add_counts("ita_rows", "Rows of the release.", "dataset", run.release.rows)
        labels = {"release": run.release.id, "created_at": run.release.created_at}
        Info("ita_release", "The current release.", registry=registry).info(labels)


def _last_success(path: Path) -> float | None:
    """Return the time of the last success that the file there now holds (seconds since 1970)."""
    from prometheus_client.parser import text_string_to_metric_families

    try:
        samples = [
            s for family in text_string_to_metric_families(path.read_text(encoding="utf-8")) for s in family.samples
        ]
    except (OSError, ValueError):
        return None
    return next((s.value for s in samples if s.name == LAST_SUCCESS), None)
