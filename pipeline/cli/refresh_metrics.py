"""Figures of a refresh for Prometheus, as a file for the textfile collector of its node exporter."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from pipeline.acquire.fetch import FetchResult
    from pipeline.batch import RunResult

LAST_SUCCESS = "ita_refresh_last_success_timestamp_seconds"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a refresh came to: its results where there are any, its exit code, and how long it took (s)."""

    fetched: FetchResult | None
    run: RunResult | None
    code: int
    seconds: float

    @property
    def succeeded(self) -> bool:
        """Whether a release of what the archive holds stands now, though some documents may be new among the bad ones."""
        return self.run is not None


def write(path: Path | None, figures: Figures) -> None:
    """Writes the file in one step. Never fails: what goes wrong is a sentence on standard error.

    Args:
        path: of the file (node exporter reads ``*.prom``); None for none. The time of the last success is taken over from the file
            that is there.
        figures: what to write.
    """
    if path is None:
        return
    from prometheus_client import CollectorRegistry, write_to_textfile

    from pipeline.cli.progress_log import say

    registry = CollectorRegistry()
    _of_refresh(registry, figures, time.time() if figures.succeeded else _last_success(path))
    _of_archive(registry, figures)
    try:
        write_to_textfile(str(path), registry)
    except OSError as error:
        say(f"the metrics could not be written to {path} ({error.strerror or error}); check the folder")


def _of_refresh(registry: CollectorRegistry, figures: Figures, last_success: float | None) -> None:
    from prometheus_client import Gauge

    Gauge("ita_refresh_exit_code", "Exit code of the last refresh.", registry=registry).set(figures.code)
    Gauge("ita_refresh_duration_seconds", "How long the last refresh took.", registry=registry).set(figures.seconds)
    Gauge("ita_refresh_timestamp_seconds", "When the last refresh ended.", registry=registry).set(time.time())
    if last_success is not None:
        Gauge(LAST_SUCCESS, "When a refresh last ended with a release of the archive.", registry=registry).set(
            last_success
        )


def _of_archive(registry: CollectorRegistry, figures: Figures) -> None:
    """What is known of sources, documents and the release; what the refresh did not get to is left out."""
    from prometheus_client import Gauge, Info

    def gauge(name: str, said: str, label: str, values: dict[str, int]) -> None:
        family = Gauge(name, said, [label], registry=registry)
        for value, n in values.items():
            family.labels(value).set(n)

    if figures.fetched is not None:
        names = ("new", "changed", "unchanged", "gone", "failed")
        gauge("ita_sources", "Sources of the last fetch.", "status", dict.fromkeys(names, 0) | figures.fetched.counts)
    run = figures.run
    if run is None:
        return
    gauge(
        "ita_documents",
        "Documents of the archive.",
        "status",
        dict.fromkeys(("ok", "partial", "failed", "skipped"), 0) | run.statuses,
    )
    gauge(
        "ita_findings",
        "Findings of the release.",
        "severity",
        dict.fromkeys(("error", "warning", "info"), 0) | run.findings,
    )
    Gauge("ita_documents_read", "Documents that the last refresh read anew.", registry=registry).set(run.to_read)
    Gauge("ita_documents_newly_bad", "Documents that were better in the release before.", registry=registry).set(
        len(run.newly_bad)
    )
    if run.release is not None:
        gauge("ita_rows", "Rows of the release.", "dataset", run.release.rows)
        said = {"release": run.release.id, "created_at": run.release.created_at}
        Info("ita_release", "The current release.", registry=registry).info(said)


def _last_success(path: Path) -> float | None:
    """When the last success was, as the file says that is there now."""
    from prometheus_client.parser import text_string_to_metric_families

    try:
        samples = [
            s for family in text_string_to_metric_families(path.read_text(encoding="utf-8")) for s in family.samples
        ]
    except (OSError, ValueError):
        return None
    return next((s.value for s in samples if s.name == LAST_SUCCESS), None)
