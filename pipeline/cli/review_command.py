"""``ita review``: pages for a browser, the picture of the source beside the rows that were read of it."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path

import click

from pipeline.cli.parameters import ARCHIVE_FOLDER, out_option, release_folder
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.emit.store.releases import Release
from pipeline.files import Place

DEFAULT_FOLDER = Path("review")
PROGRESS_STEP = 50
"""Documents after which a line says how far it is."""


@click.command()
@click.argument("release", default="current")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Folder for the pages.  [default: review]")
@click.option("--all", "everything", is_flag=True, help="Pages of documents without findings, too.")
@click.option("--raw", type=ARCHIVE_FOLDER, help="The archive with the sources.  [default: raw]")
@out_option
def review(release: str, to: Path | None, everything: bool, raw: Place | None, out: Place | None) -> None:
    """Make pages for a browser from a release: each page as a picture with its cells, the rows read of it beside it.

    RELEASE is its id or the beginning of it, `current`, `previous` or `held`; without it, the current one.

    Documents with findings come first, worst first. What did not change since the last time stays; a folder that holds
    anything else is refused. Open index.html of the folder in a browser.

    \b
    Examples:
      ita review                       pages in review/, of documents with findings
      ita review --all --to pages      of all documents
    """
    from pipeline.emit.store.releases import find
    from pipeline.settings import Settings

    archive = raw if raw is not None else Settings().raw
    found = find(release_folder(out), release)
    _write(found, archive, to or DEFAULT_FOLDER, everything)


def _write(release: Release, raw: Place, to: Path, everything: bool) -> None:
    from pipeline.review.static_pages import is_usable, write_pages

    if not is_usable(to):
        raise click.BadParameter(f"{to} holds other files; name a new folder", param_hint="--to")

    def progress(done: int, todo: int) -> None:
        if done % PROGRESS_STEP == 0:
            echo_message(f"ita: {done:,} of {todo:,} documents")

    written = write_pages(release, raw, to, everything, _engine, progress)
    echo_message(f"ita: pages of {written.documents:,} documents, {written.made:,} of them made now")
    echo(str(to / "index.html"))


def _engine() -> Executor:
    """Start worker processes that draw pages."""
    from pipeline.batch.cache.document_record import Limits
    from pipeline.batch.workers.process_pool import LocalEngine
    from pipeline.review.review_settings import REVIEW
    from pipeline.settings import Settings

    limits = Limits(REVIEW.picture_timeout_s, REVIEW.picture_memory_mb)
    return LocalEngine(Settings().workers, limits, preload=False)
