"""``ita status``, ``ita releases`` and ``ita rollback``: what stands in the folder of releases, and which of it is current."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click

from pipeline.cli.folder_argument import OUTPUT
from pipeline.files import Place

OUT = click.option("--out", type=OUTPUT, help="Folder or URL of the releases.  [default: processed]")
FORM = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


def out_folder(out: Place | None) -> Place:
    """The folder given, or the one of the settings."""
    from pipeline.settings import Settings

    return out if out is not None else Settings().out


@click.command()
@OUT
@FORM
def status(out: Place | None, form: str) -> None:
    """The current release: its rows, and the documents that need a look.

    \b
    Examples:
      ita status
      ita status --out releases --format json
    """
    from pipeline import release_path
    from pipeline.emit.store.read_datasets import read
    from pipeline.emit.store.releases import read_release

    release = read_release(release_path(out_folder(out)))
    documents = read(release, "documents", ["source_file", "status", "reason", "copy_of"]).to_pylist()
    bad = sorted((d for d in documents if d["status"] in ("partial", "failed")), key=lambda d: d["source_file"])
    said = {
        "release": release.id,
        "created_at": release.created_at,
        "path": str(release.path),
        "rows": release.rows,
        "documents": dict(sorted(Counter(d["status"] for d in documents).items())),
        "copies": sum(d["copy_of"] is not None for d in documents),
        "to_look_at": [{k: d[k] for k in ("source_file", "status", "reason")} for d in bad],
    }
    if form == "json":
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(f"release    {release.id}, made {release.created_at}")
    click.echo(f"path       {release.path}")
    for name, n in release.rows.items():
        click.echo(f"{name:<15}{n:>12,}")
    click.echo("documents  " + ", ".join(f"{n} {name}" for name, n in said["documents"].items()))  # type: ignore[attr-defined]
    for document in bad:
        reason = str(document["reason"]).removeprefix(f"{document['source_file']}: ")
        click.echo(f"{document['status']:<8} {document['source_file']}: {reason}")


@click.command()
@OUT
@FORM
def releases(out: Place | None, form: str) -> None:
    """The releases that are kept, newest first.

    \b
    * the current one · ! rolled back · ? held back, because it lost too much
    \b
    Examples:
      ita releases
      ita releases --format json
    """
    from pipeline.emit.store.releases import held_release, read_pointer
    from pipeline.emit.store.releases import releases as all_releases

    folder = out_folder(out)
    pointer = read_pointer(folder)
    held = held_release(folder)
    found: list[dict[str, Any]] = [
        {
            "release": r.id,
            "created_at": r.created_at,
            "current": pointer is not None and r.id == pointer.release,
            "rolled_back": pointer is not None and r.id in pointer.rolled_back,
            "held": False,
            "rows": r.rows,
        }
        for r in all_releases(folder)
    ]
    if held is not None:
        found.insert(
            0,
            {
                "release": held.id,
                "created_at": held.created_at,
                "current": False,
                "rolled_back": False,
                "held": True,
                "rows": held.rows,
            },
        )
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if not found:
        click.echo(f"ita: {folder} holds no release yet; run `ita run` first", err=True)
    for r in found:
        mark = "*" if r["current"] else "!" if r["rolled_back"] else "?" if r["held"] else " "
        counts = ", ".join(
            f"{r['rows'].get(name, 0):,} {name}" for name in ("documents", "indicators", "measures", "agency_results")
        )
        click.echo(f"{mark} {r['release']}  {r['created_at']}  {counts}")


@click.command()
@click.argument("release", default="older")
@OUT
def rollback(release: str, out: Place | None) -> None:
    """Make an older release the current one again.

    RELEASE is its id or the beginning of it, as `ita releases` lists them; without it, the release that was current before. All its files
    are read and held against its manifest first. No run publishes a release again that was rolled back, while the archive gives just that
    one; `ita rollback` with its id does. What the archive gives later, once something in it changes, is released as ever.

    \b
    Examples:
      ita rollback                     the release before the current one
      ita rollback 4f2a                the release whose id begins so
    """
    from pipeline.batch.lock import hold
    from pipeline.emit.store.rollback import roll_back

    folder = out_folder(out)
    with hold(folder):
        before, now = roll_back(folder, release)
    if before == now.id:
        click.echo(f"{now.id}, made {now.created_at}, is the current release already")
        return
    click.echo(
        f"{now.id}, made {now.created_at}, is the current release now"
        + (f"; {before} was rolled back" if before else "")
    )
