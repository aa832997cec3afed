"""``ita run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.folder_argument import ARCHIVE, OUTPUT

if TYPE_CHECKING:
    from pipeline.batch import RunResult

NEWLY_BAD = 3
SAID = 20


@click.command()
@click.argument("raw", required=False, type=ARCHIVE)
@click.option("--out", type=OUTPUT, help="Folder or URL for releases.  [default: processed]")
@click.option(
    "--workers", type=click.IntRange(1, 1024), help="Documents read at the same time.  [default: number of cores]"
)
@click.option("--engine", type=click.Choice(["local", "dask"]), help="Where documents are read.  [default: local]")
@click.option(
    "--scheduler", metavar="ADDRESS", help="Of the Dask cluster that --engine dask reads on, such as tcp://host:8786."
)
@click.option("--force", is_flag=True, help="Read every document again, also those that did not change.")
@click.option("--retry-failed", is_flag=True, help="Read documents again that failed before.")
@click.option(
    "--keep-copies", is_flag=True, default=None, help="Keep the rows of documents that are copies of another one."
)
@click.option(
    "--strict", is_flag=True, help="Exit with 3 when any document is partial or failed, not only when one newly is."
)
@click.option(
    "--accept-loss", is_flag=True, help="Release also what lost more of the release before than ITA_MAX_LOSS allows."
)
@click.option("--dry-run", is_flag=True, help="Say what would be read; write nothing.")
@click.pass_context
def run(
    ctx: click.Context,
    raw: Path | str | None,
    out: Path | str | None,
    workers: int | None,
    engine: str | None,
    scheduler: str | None,
    force: bool,
    retry_failed: bool,
    keep_copies: bool | None,
    strict: bool,
    accept_loss: bool,
    dry_run: bool,
) -> None:
    """Build a release from an archive.

    RAW is the folder with the documents (raw by default), or a URL such as s3://bucket/raw: PDFs, and transcripts as .txt, .tsv, .md
    or .html. What is known of them stands in RAW/sources.yml. Documents that were read before, by the same version, are not read again.

    \b
    Examples:
      ita run                               raw/ to processed/
      ita run archive --out releases        other folders
      ita run --dry-run                     what would be read
      ita run --workers 2 --strict          for a scheduler
      ita run --retry-failed                try again what failed
      ita run --engine dask --scheduler tcp://127.0.0.1:8786
    """
    from pipeline.batch import run_batch
    from pipeline.cli.progress_log import Progress
    from pipeline.settings import Settings

    given: dict[str, Any] = {
        "raw": raw,
        "out": out,
        "workers": workers,
        "engine": engine,
        "scheduler": scheduler,
        "keep_copies": keep_copies,
        "max_loss": 1.0 if accept_loss else None,
    }
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    with Progress() as progress:
        result = run_batch(
            settings,
            force=force,
            retry_failed=retry_failed,
            dry_run=dry_run,
            planned=progress.planned,
            done=progress.done,
        )
        progress.ended(result)
    warn(result)
    _summary(result)
    if not dry_run and (result.bad if strict else result.newly_bad):
        ctx.exit(NEWLY_BAD)


def warn(result: RunResult) -> None:
    """What a person should look at, on standard error."""
    from pipeline.cli.progress_log import say

    for note in result.notes:
        say(note)
    for file in result.missing:
        remedy = "add the file (`ita fetch`, where it has a url) or remove the entry"
        say(f"sources.yml names {file}, which is not in the archive; {remedy}")
    if result.ignored:
        say(f"{len(result.ignored)} files are no documents and were left out, such as {result.ignored[0]!r}")
    newly = set(result.newly_bad)
    said = sorted(result.bad, key=lambda entry: entry not in newly)
    for entry in said[:SAID]:
        file, status, reason = entry
        where = "" if reason.startswith(f"{file}: ") else f"{file}: "
        say(f"{status}{' (new)' if entry in newly else ''}: {where}{reason}")
    if len(said) > SAID:
        say(f"and {len(said) - SAID} more; `ita status` lists them all")


def _summary(result: RunResult) -> None:
    """The table at the end, on standard output."""
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
        by = ", ".join(f"{result.findings.get(s, 0):,} {s}" for s in ("error", "warning", "info"))
        table.add_row("findings", f"{result.release.rows.get('findings', 0):,} ({by})")
        table.add_row("release", f"{result.release.path}{' (unchanged)' if result.release.unchanged else ''}")
    Console(soft_wrap=True, highlight=False).print(table)
