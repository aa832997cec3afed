"""What ``ita run`` and ``ita refresh`` print about a run: warnings on standard error, a table on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.batch import RunResult

MAX_WARNINGS = 20
"""Partial and failed documents that are named; ``ita status`` lists them all."""


def print_warnings(result: RunResult) -> None:
    """Print what a person should look at, on standard error; documents that are newly bad come first."""
    from pipeline.cli.progress_log import log_message

    for note in result.notes:
        log_message(note)
    for file in result.missing:
        remedy = "add the file (`ita fetch`, where it has a url) or remove the entry"
        log_message(f"sources.yml names {file}, which is not in the archive; {remedy}")
    if result.ignored:
        log_message(f"{len(result.ignored)} files are no documents and were left out, such as {result.ignored[0]!r}")
    newly = set(result.newly_bad)
    bad = sorted(result.bad, key=lambda entry: entry not in newly)
    for entry in bad[:MAX_WARNINGS]:
        file, status, reason = entry
        where = "" if reason.startswith(f"{file}: ") else f"{file}: "
        log_message(f"{status}{' (new)' if entry in newly else ''}: {where}{reason}")
    if len(bad) > MAX_WARNINGS:
        log_message(f"and {len(bad) - MAX_WARNINGS} more; `ita status` lists them all")


def print_summary(result: RunResult) -> None:
    """Print the table at the end, on standard output."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    statuses = ", ".join(f"{n} {status}" for status, n in sorted(result.statuses.items()))
    copies = (
        f"; {result.copies} {'is a copy' if result.copies == 1 else 'are copies'} of another" if result.copies else ""
    )
    table.add_row(
        "documents",
        f"{result.documents} ({statuses}{copies}; {result.to_read} {'read now' if result.release else 'to read'})",
    )
    if result.release is not None:
        for name in ("indicators", "measures", "agency_results"):
            table.add_row(name, f"{result.release.rows.get(name, 0):,}")
        by_severity = ", ".join(f"{result.findings.get(s, 0):,} {s}" for s in ("error", "warning", "info"))
        table.add_row("findings", f"{result.release.rows.get('findings', 0):,} ({by_severity})")
        table.add_row("release", f"{result.release.path}{' (unchanged)' if result.release.unchanged else ''}")
    Console(soft_wrap=True, highlight=False).print(table)
