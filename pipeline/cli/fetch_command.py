"""``ita fetch``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.folder_argument import ARCHIVE

if TYPE_CHECKING:
    from pipeline.acquire.fetch import Fetched, FetchResult
    from pipeline.settings import FetchSettings

SOME_FAILED, NOTHING_FETCHED = 3, 4


@click.command()
@click.argument("raw", required=False, type=ARCHIVE)
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

    RAW is the archive (raw by default), a folder or a URL such as s3://bucket/raw. A document is replaced only by a whole one of its
    kind; the version before is kept in RAW/.fetch/versions. What a site dropped stays. Web pages in place of documents are refused.

    \b
    Examples:
      ita fetch                             all that raw/sources.yml lists
      ita fetch --dry-run                   what would be asked for
      ita fetch archive --only 2567         the sources of one year

    Exit codes: 0 all are there · 3 some could not be had · 4 none could be had, or the archive cannot be read or written ·
    5 another fetch is under way.
    """
    from pipeline.settings import FetchSettings, Settings

    where = raw if raw is not None else Settings().raw
    result = fetch_all(where, FetchSettings(), only, dry_run)
    if result.unlisted:
        raise click.BadParameter(
            f"no source has {result.unlisted[0]!r} in its file, URL, agency or fiscal year", param_hint="--only"
        )
    if dry_run and result.planned:
        for url, file, is_there in result.planned:
            click.echo(f"{'known' if is_there else 'new':<6} {file or '(named by the site)'}  {url}")
        return
    click.echo(summary(result, where))
    ctx.exit(exit_code(result))


def fetch_all(
    raw: Path | str, settings: FetchSettings, only: tuple[str, ...] = (), dry_run: bool = False
) -> FetchResult:
    """Fetches with a log on standard error, alone in its archive."""
    from pipeline.acquire import ArchiveError
    from pipeline.acquire.fetch import fetch
    from pipeline.cli.progress_log import logger, say

    log = logger()

    def done(fetched: Fetched) -> None:
        if fetched.status in ("new", "changed"):
            log.info("fetched", status=fetched.status, file=fetched.file, url=fetched.url)
        elif fetched.reason is not None:
            say(f"{fetched.status}: {fetched.reason}")

    def go(dry_run: bool) -> FetchResult:
        return fetch(
            raw, settings, only=only, dry_run=dry_run, planned=lambda n: log.info("sources", to_ask_for=n), done=done
        )

    if dry_run:
        return go(dry_run=True)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_alone(raw))
        except ArchiveError:
            if (nothing := go(dry_run=True)).planned:
                raise
            return nothing  # an archive that cannot be written to is no matter where nothing is to be fetched
        return go(dry_run=False)


def summary(result: FetchResult, raw: Path | str) -> str:
    """What a fetch did, in one line."""
    if not result.planned:
        return f"sources        none to fetch; list them in {raw}/sources.yml or {raw}/sources.csv"
    said = ", ".join(
        f"{n} {status}"
        for status in ("new", "changed", "unchanged", "gone", "failed")
        if (n := result.counts.get(status))
    )
    return f"sources        {len(result.fetched)} ({said})"


def exit_code(result: FetchResult) -> int:
    """0 where all are there, 3 where some could not be had, 4 where none could."""
    if not result.failed:
        return 0
    return NOTHING_FETCHED if len(result.failed) == len(result.fetched) else SOME_FAILED


@contextlib.contextmanager
def _alone(raw: Path | str) -> Iterator[None]:
    """One fetch at a time writes to an archive on a disk; the system lets go of the lock when the process ends, however it ends."""
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
