"""``ita run``: build a release from an archive."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.parameters import ARCHIVE_FOLDER, engine_option, new_out_option, strict_option, workers_option


@click.command()
@click.argument("raw", required=False, type=ARCHIVE_FOLDER)
@new_out_option
@workers_option
@engine_option
@click.option(
    "--scheduler", metavar="ADDRESS", help="Of the Dask cluster that --engine dask reads on, such as tcp://host:8786."
)
@click.option("--force", is_flag=True, help="Read every document again, also those that did not change.")
@click.option("--retry-failed", is_flag=True, help="Read documents again that failed before.")
@click.option(
    "--keep-copies", is_flag=True, default=None, help="Keep the rows of documents that are copies of another one."
)
@strict_option
@click.option(
    "--accept-loss", is_flag=True, help="Release also what lost more of the release before than ITA_MAX_LOSS allows."
)
@click.option("--dry-run", is_flag=True, help="Say what would be read; write nothing.")
@click.pass_context
def run(
    ctx: click.Context,
    /,
    force: bool,
    retry_failed: bool,
    keep_copies: bool | None,
    strict: bool,
    accept_loss: bool,
    dry_run: bool,
    **given: Any,
) -> None:
    """Build a release from an archive.

    RAW is the folder with the documents (raw by default), or a URL such as s3://bucket/raw: PDFs, and transcripts
    as OCR engines and vision models write them (docs/transcripts.md). What is known of them stands in
    RAW/sources.yml. Documents that were read before, by the same version, are not read again.

    \b
    Examples:
      ita run                               raw/ to processed/
      ita run archive --out releases        other folders
      ita run --dry-run                     what would be read
      ita run --workers 2 --strict          for a scheduler
      ita run --retry-failed                try again what failed
      ita run --engine dask --scheduler tcp://127.0.0.1:8786
    """
    from pipeline.cli.errors import report_error
    from pipeline.cli.run_progress import run_with_progress
    from pipeline.cli.run_summary import print_bad_entries, print_standing, print_summary, print_warnings
    from pipeline.emit import HeldBack
    from pipeline.settings import Settings

    values = {**given, "keep_copies": keep_copies, "max_loss": 1.0 if accept_loss else None}
    settings = Settings(**{name: value for name, value in values.items() if value is not None})
    try:
        result = run_with_progress(settings, force=force, retry_failed=retry_failed, dry_run=dry_run)
    except HeldBack as error:
        code = report_error(error)
        print_standing(settings.out)
        ctx.exit(code)
    print_bad_entries(result)
    print_warnings(result)
    print_summary(result)
    if result.bad_entries or (not dry_run and (result.bad if strict else result.newly_bad)):
        ctx.exit(ExitCode.NEEDS_ATTENTION)
