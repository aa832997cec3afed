"""``ita releases`` and ``ita rollback``: the releases that are kept, and which one is current."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.parameters import format_option, out_option, release_folder
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.emit.store.releases import Release


@click.command()
@out_option
@format_option
def releases(out: Place | None, output_format: str) -> None:
    """List the releases that are kept, newest first.

    \b
    * the current one · ! rolled back · ? held back, because it lost too much
    \b
    Examples:
      ita releases
      ita releases --format json
    """
    from pipeline.emit.schema.field_registry import REPORT_DATASETS
    from pipeline.emit.store.releases import held_release, read_pointer
    from pipeline.emit.store.releases import releases as all_releases

    folder = release_folder(out)
    pointer, held = read_pointer(folder), held_release(folder)
    found = [] if held is None else [_release_entry(held, held=True)]
    for release in all_releases(folder):
        found.append(
            _release_entry(
                release,
                current=pointer is not None and release.id == pointer.release,
                rolled_back=pointer is not None and release.id in pointer.rolled_back,
            )
        )
    if output_format == "json":
        echo(json.dumps(found, ensure_ascii=False))
        return
    if not found:
        echo_message(f"ita: {folder} holds no release yet; run `ita run` first")
    for r in found:
        mark = "*" if r["current"] else "!" if r["rolled_back"] else "?" if r["held"] else " "
        counts = ", ".join(f"{r['rows'].get(name, 0):,} {name}" for name in ("documents", *REPORT_DATASETS))
        echo(f"{mark} {r['release']}  {r['created_at']}  {counts}")


def _release_entry(
    release: Release, current: bool = False, rolled_back: bool = False, held: bool = False
) -> dict[str, Any]:
    """Return a release as ``ita releases --format json`` prints it."""
    return {
        "release": release.id,
        "created_at": release.created_at,
        "current": current,
        "rolled_back": rolled_back,
        "held": held,
        "rows": release.rows,
    }


@click.command()
@click.argument("release", default="older")
@out_option
def rollback(release: str, out: Place | None) -> None:
    """Make an older release the current one again.

    RELEASE is its id or the beginning of it, as `ita releases` lists them; without it, the release that was current
    before. All its files are read and held against its manifest first. No run publishes a release again that was rolled
    back, while the archive gives just that one; `ita rollback` with its id does. What the archive gives later, once
    something in it changes, is released as ever.

    \b
    Examples:
      ita rollback                     the release before the current one
      ita rollback 4f2a                the release whose id begins so
    """
    from pipeline.batch.lock import hold
    from pipeline.emit.store.rollback import roll_back

    folder = release_folder(out)
    with hold(folder):
        before, now = roll_back(folder, release)
    if before == now.id:
        echo(f"{now.id}, made {now.created_at}, is the current release already")
        return
    echo(
        f"{now.id}, made {now.created_at}, is the current release now"
        + (f"; {before} was rolled back" if before else "")
    )
