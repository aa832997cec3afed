"""``ita fetch``: download what the lists of sources name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.parameters import ARCHIVE_FOLDER
from pipeline.cli.terminal_output import echo
from pipeline.files.redaction import redact

if TYPE_CHECKING:
    from pipeline.acquire.fetch import Fetched, FetchResult
    from pipeline.settings import FetchSettings


@click.command()
@click.argument("raw", required=False, type=ARCHIVE_FOLDER)
@click.option(
    "--only",
    multiple=True,
    metavar="TEXT",
    help="Only sources with TEXT in their file, URL, agency or fiscal year; repeatable.",
)
@click.option("--dry-run", is_flag=True, help="List what would be asked for; ask nobody, write nothing.")
@click.pass_context
def fetch(ctx: click.Context, raw: Path | str | None, only: tuple[str, ...], dry_run: bool) -> None:
    """Download what RAW/sources.yml and RAW/sources.csv list, and what changed since the last time.

    RAW is the archive (raw by default), a folder or a URL such as s3://bucket/raw. A document is replaced only by a
    whole one of its kind; the version before is kept in RAW/.fetch/versions. What a site dropped stays. Web pages in
    place of documents are refused.

    \b
    Examples:
      ita fetch                             all that raw/sources.yml lists
      ita fetch --dry-run                   what would be asked for
      ita fetch archive --only 2567         the sources of one year

    An entry of the lists that is wrong is named with its line, and left out.

    Exit codes: 0 all are there · 3 some could not be had, or an entry of the lists is wrong · 4 none could be had, or
    the archive cannot be read or written · 5 another fetch is under way.
    """
    from pipeline.settings import FetchSettings, Settings

    archive = raw if raw is not None else Settings().raw
    result = fetch_with_log(archive, FetchSettings(), only, dry_run)
    if result.unlisted:
        raise click.BadParameter(
            f"no source has {result.unlisted[0]!r} in its file, URL, agency or fiscal year", param_hint="--only"
        )
    if dry_run and result.planned:
        for url, file, is_there in result.planned:
            echo(f"{'known' if is_there else 'new':<6} {file or '(named by the site)'}  {url}")
        ctx.exit(ExitCode.NEEDS_ATTENTION if result.failed else ExitCode.OK)
    echo(_summary_line(result, archive))
    ctx.exit(fetch_exit_code(result))


def fetch_with_log(
    raw: Path | str, settings: FetchSettings, only: tuple[str, ...] = (), dry_run: bool = False
) -> FetchResult:
    """Fetch with a log on standard error, holding the lock of the archive.

    Raises:
        Locked: another fetch is writing to the archive.
        ArchiveError: the archive cannot be read, or not be written although there is something to fetch.
    """
    from pipeline.acquire import ArchiveError
    from pipeline.acquire.fetch import fetch
    from pipeline.cli.progress_log import get_logger, log_message

    log = get_logger()

    def log_planned(count: int) -> None:
        log.info("fetch_planned", sources=count)

    def log_fetched(fetched: Fetched) -> None:
        if fetched.status in ("new", "changed"):
            log.info("source_fetched", status=fetched.status, source_file=fetched.file, url=fetched.url)
        elif fetched.reason is not None:
            log_message(
                f"{fetched.status}: {fetched.reason}", event="source_failed", status=fetched.status, url=fetched.url
            )

    def fetch_sources(dry_run: bool) -> FetchResult:
        return fetch(raw, settings, only=only, dry_run=dry_run, planned=log_planned, done=log_fetched)

    if dry_run:
        return fetch_sources(dry_run=True)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_archive_lock(raw))
        except ArchiveError:
            if (nothing := fetch_sources(dry_run=True)).planned:
                raise
            return nothing  # where nothing is to be fetched, an archive that cannot be written to is no error
        return fetch_sources(dry_run=False)


def _summary_line(result: FetchResult, raw: Path | str) -> str:
    """Return what a fetch did, in one line."""
    if not result.planned and not result.fetched:
        shown = redact(str(raw))
        return f"sources        none to fetch; list them in {shown}/sources.yml or {shown}/sources.csv"
    counts = ", ".join(
        f"{n} {status}"
        for status in ("new", "changed", "unchanged", "gone", "failed")
        if (n := result.counts.get(status))
    )
    return f"sources        {len(result.fetched)} ({counts})"


def fetch_exit_code(result: FetchResult) -> ExitCode:
    """Return OK where all sources are there, NEEDS_ATTENTION where some could not be had, FAILED where none could."""
    if not result.failed:
        return ExitCode.OK
    return ExitCode.FAILED if len(result.failed) == len(result.fetched) else ExitCode.NEEDS_ATTENTION


@contextlib.contextmanager
def _archive_lock(raw: Path | str) -> Iterator[None]:
    """Hold the lock of an archive on a disk: one fetch at a time writes to it. An archive at a URL has none.

    The system releases the lock when the process ends, however it ends.

    Raises:
        Locked: another fetch holds it.
        ArchiveError: the archive cannot be written.
    """
    from filelock import FileLock, Timeout

    from pipeline.acquire import ArchiveError
    from pipeline.acquire.fetch_state import FOLDER
    from pipeline.batch import Locked

    if isinstance(raw, str):
        yield
        return
    lock = FileLock(raw / FOLDER / "lock")
    try:
        (raw / FOLDER).mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Locked(f"another fetch is writing to {raw}; wait until it has ended") from error
    except OSError as error:
        raise ArchiveError(f"{raw} cannot be written ({error.strerror or error}); check its permissions") from error
    try:
        yield
    finally:
        lock.release()
