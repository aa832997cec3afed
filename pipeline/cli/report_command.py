"""``ita report``: one page of a release for people who look before they read."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.parameters import out_option, release_folder
from pipeline.cli.terminal_output import echo_message
from pipeline.files import Place


@click.command()
@click.argument("release", default="current")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    default=Path("report.html"),
    show_default=True,
    metavar="FILE",
    help="The page.",
)
@click.option("--lang", type=click.Choice(["th", "en"]), default="th", show_default=True, help="Language of the page.")
@click.option("--force", is_flag=True, help="Replace what stands at FILE.")
@out_option
def report(release: str, to: Path, lang: str, force: bool, out: Place | None) -> None:
    """Write one HTML page of a release: what there is, how complete it is, and what it shows.

    RELEASE is its id or the beginning of it, `current` or `previous`; without it, the current one. The page needs no
    network and no scripts, and prints on A4. Every figure leads to its rows. It needs the extra `report`.

    \b
    Examples:
      ita report
      ita report previous --to before.html --lang en
    """
    from pipeline.emit.store.releases import find
    from pipeline.summary.write_report import write_report

    chosen = find(release_folder(out), release)
    size = write_report(chosen, to.absolute(), lang, force)
    echo_message(f"ita: release {chosen.id} in {to} ({size / 1000:,.0f} kB)")
