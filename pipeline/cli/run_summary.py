"""What ``ita run`` and ``ita refresh`` print about a run: warnings on standard error, a table on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.files import Place
from pipeline.files.redaction import redact
from pipeline.model import SEVERITIES

if TYPE_CHECKING:
    from pipeline.batch import RunResult

SKIPPED = "skipped: no document of the assessment"
MAX_WARNINGS = 20
"""Partial and failed documents that are named; ``ita status`` lists them all."""


def print_bad_entries(result: RunResult) -> None:
    """Print which entries of the archive's lists are wrong, on standard error."""
    from pipeline.cli.progress_log import log_message

    for sentence in result.bad_entries:
        log_message(f"{sentence}; the other entries stand", event="entry_wrong")


def print_warnings(result: RunResult) -> None:
    """Print what a person should look at, on standard error; documents that are newly bad come first."""
    from pipeline.cli.progress_log import log_message

    for note in result.notes:
        log_message(note, event="note")
    for file in result.missing:
        remedy = "add the file (`ita fetch`, where it has a url) or remove the entry"
        log_message(
            f"sources.yml names {file}, which is not in the archive; {remedy}", event="file_missing", source_file=file
        )
    if result.ignored:
        from pipeline.acquire.left_out import worth_a_look

        log_message(
            f"{len(result.ignored)} files are no documents and were left out, such as "
            f"{worth_a_look(result.ignored)!r}; `ita status --left-out` says what to do",
            event="files_left_out",
            files=len(result.ignored),
        )
    newly = set(result.newly_bad)
    bad = sorted(result.bad, key=lambda entry: entry not in newly)
    for entry in bad[:MAX_WARNINGS]:
        file, status, reason = entry
        where = "" if reason.startswith(f"{file}: ") else f"{file}: "
        is_new = entry in newly
        log_message(
            f"{status}{' (new)' if is_new else ''}: {where}{reason}",
            event="document_bad",
            source_file=file,
            status=status,
            new=is_new,
        )
    if len(bad) > MAX_WARNINGS:
        log_message(f"and {len(bad) - MAX_WARNINGS} more; `ita status` lists them all", event="more_documents_bad")
    _print_skipped(result)


def _print_skipped(result: RunResult) -> None:
    """Print which documents gave rows before and are skipped now, and how many are skipped; none is an error."""
    from pipeline.cli.progress_log import log_message

    for file, reason in result.newly_skipped[:MAX_WARNINGS]:
        log_message(
            f"skipped (new): {file}: it was read before, its rows are no longer released; {reason}",
            event="document_newly_skipped",
            source_file=file,
        )
    if len(result.newly_skipped) > MAX_WARNINGS:
        log_message(
            f"and {len(result.newly_skipped) - MAX_WARNINGS} more; `ita status --skipped` lists them all",
            event="more_documents_skipped",
        )
    skipped = result.statuses.get("skipped", 0)
    if skipped:
        log_message(
            f"{skipped} {SKIPPED}; `ita status --skipped` says by what evidence",
            "info",
            "documents_skipped",
            documents=skipped,
        )


def print_summary(result: RunResult) -> None:
    """Print the table at the end, on standard output."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from pipeline.batch.run_result import STATUSES
    from pipeline.emit.schema.field_registry import REPORT_DATASETS

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    others = sorted(status for status in result.statuses if status not in STATUSES)
    counts = [(name, result.statuses.get(name, 0)) for name in (*STATUSES, *others)]
    statuses = ", ".join(f"{n} {SKIPPED if name == 'skipped' else name}" for name, n in counts if n)
    copies = (
        f"; {result.copies} {'is a copy' if result.copies == 1 else 'are copies'} of another" if result.copies else ""
    )
    table.add_row(
        "documents",
        f"{result.documents} ({statuses}{copies}; {result.to_read} {'read now' if result.release else 'to read'})",
    )
    if result.corrections:
        table.add_row("corrections", ", ".join(f"{n} {state}" for state, n in result.corrections.items()))
    skipped = result.statuses.get("skipped", 0)
    if skipped:
        newly = f", {len(result.newly_skipped)} of them gave rows before" if result.newly_skipped else ""
        table.add_row("skipped", f"{skipped}{newly} (`ita status --skipped` says by what evidence)")
    if result.release is not None:
        for name in REPORT_DATASETS:
            table.add_row(name, f"{result.release.rows.get(name, 0):,}")
        by_severity = ", ".join(f"{result.findings.get(s, 0):,} {s}" for s in SEVERITIES)
        table.add_row("findings", f"{result.release.rows.get('findings', 0):,} ({by_severity})")
        table.add_row(
            "release", f"{redact(str(result.release.path))}{' (unchanged)' if result.release.unchanged else ''}"
        )
    Console(soft_wrap=True, highlight=False).print(table)


def print_standing(out: Place) -> None:
    """Print, on standard output, the release that stands where a new one was held back."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from pipeline.emit.schema.field_registry import REPORT_DATASETS
    from pipeline.emit.store.releases import current_release

    release = current_release(out)
    if release is None:
        return
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name in ("documents", *REPORT_DATASETS, "findings"):
        table.add_row(name, f"{release.rows.get(name, 0):,}")
    stands = "stands; the new one lost too much and is held back, `ita status` says what to do"
    table.add_row("release", f"{redact(str(release.path))} ({stands})")
    Console(soft_wrap=True, highlight=False).print(table)
