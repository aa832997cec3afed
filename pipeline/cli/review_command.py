"""``ita review``: pages for a browser, the picture of the source beside the rows that were read of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.parameters import ARCHIVE_FOLDER, out_option, release_folder
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.files import Place
from pipeline.files.extras import how_to_install

if TYPE_CHECKING:
    from pipeline.emit.store.releases import Release

DEFAULT_FOLDER = Path("review")
HOST = "127.0.0.1"
DEFAULT_PORT = 8642
SERVER_THREADS = 4
PROGRESS_STEP = 50
"""Documents after which a line says how far it is."""


@click.command()
@click.argument("release", default="current")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Folder for the pages.  [default: review]")
@click.option("--all", "everything", is_flag=True, help="Pages of documents without findings, too.")
@click.option("--raw", type=ARCHIVE_FOLDER, help="The archive with the sources.  [default: raw]")
@click.option(
    "--serve", is_flag=True, help="Serve the pages to this machine and save corrections, instead of a folder."
)
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Of --serve.")
@out_option
def review(
    release: str,
    to: Path | None,
    everything: bool,
    raw: Place | None,
    serve: bool,
    port: int,
    out: Place | None,
) -> None:
    """Make pages for a browser from a release: each page as a picture with its cells, the rows read of it beside it.

    RELEASE is its id or the beginning of it, `current`, `previous` or `held`; without it, the current one.

    Documents with findings come first, worst first. What did not change since the last time stays; a folder that holds
    anything else is refused. Open index.html of the folder in a browser.

    With --serve, pages are made when they are looked at, of all documents, and what a reviewer writes is appended to
    corrections.csv of the archive; the next `ita run` applies it. Only this machine can reach the server.

    \b
    Examples:
      ita review                       pages in review/, of documents with findings
      ita review --all --to pages      of all documents
      ita review --serve               pages that save corrections, at http://127.0.0.1:8642
    """
    from pipeline.emit.store.releases import find
    from pipeline.settings import Settings

    archive, folder = raw if raw is not None else Settings().raw, release_folder(out)
    if not serve:
        _write(find(folder, release), archive, to or DEFAULT_FOLDER, everything)
        return
    if to is not None:
        raise click.UsageError("--serve writes no folder; leave --to out")
    find(folder, release)
    _serve(lambda: find(folder, release), archive, port)


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


def _serve(find: Callable[[], Release], raw: Place, port: int) -> None:
    """Serve until Ctrl-C."""
    try:
        import flask  # noqa: F401
        import waitress  # type: ignore[import-untyped]
    except ImportError as error:
        raise click.UsageError(
            f"{error.name} is not installed; --serve needs the extra `review`; {how_to_install('review')}"
        ) from error

    from pipeline.acquire.corrections_file import put_correction
    from pipeline.review.review_server import make_app
    from pipeline.review.review_site import ReviewSite

    site = ReviewSite(find, raw, _engine)
    app = make_app(site, HOST, port, lambda correction: put_correction(raw, correction))
    try:
        server = waitress.create_server(app, host=HOST, port=port, threads=SERVER_THREADS, ident=None)
    except OSError as error:
        raise click.UsageError(f"port {port} cannot be used ({error.strerror}); choose another with --port") from error
    site.listed()  # the list of a large release takes a second: not for the first who looks
    echo_message("ita: Ctrl-C ends the server")
    echo(f"http://{HOST}:{port}/")
    try:
        server.run()
    finally:
        server.close()
        site.close()


def _engine() -> Executor:
    """Start worker processes that draw pages."""
    from pipeline.batch.cache.document_record import Limits
    from pipeline.batch.workers.process_pool import LocalEngine
    from pipeline.review.review_settings import REVIEW
    from pipeline.settings import Settings

    limits = Limits(REVIEW.picture_timeout_s, REVIEW.picture_memory_mb)
    return LocalEngine(Settings().workers, limits, preload=False)
