"""``ita status`` and ``ita releases``: what stands in the folder of releases."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

OUT = click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder of the releases.  [default: processed]")
FORM = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


def out_folder(out: Path | None) -> Path:
    """The folder given, or the one of the settings."""
    from pipeline.settings import Settings

    return out if out is not None else Settings().out


@click.command()
@OUT
@FORM
def status(out: Path | None, form: str) -> None:
    """The current release: its rows, and the documents that need a look.

    \b
    Examples:
      ita status
      ita status --out releases --format json
    """
    import pyarrow.parquet as pq

    from pipeline import release_path
    from pipeline.emit.release import read_release

    release = read_release(release_path(out_folder(out)))
    documents = pq.read_table(release.path / "documents", columns=["source_file", "status", "reason", "copy_of"]).to_pylist()
    bad = sorted((d for d in documents if d["status"] in ("partial", "failed")), key=lambda d: d["source_file"])
    said = {
        "release": release.id, "created_at": release.created_at, "path": str(release.path), "rows": release.rows,
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
def releases(out: Path | None, form: str) -> None:
    """The releases that are kept, newest first; * is the current one.

    \b
    Examples:
      ita releases
      ita releases --format json
    """
    from pipeline.emit.release import current_release
    from pipeline.emit.release import releases as all_releases

    folder = out_folder(out)
    current = current_release(folder)
    found = [{"release": r.id, "created_at": r.created_at, "current": current is not None and r.id == current.id, "rows": r.rows}
             for r in all_releases(folder)]
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if not found:
        click.echo(f"ita: {folder} holds no release yet; run `ita run` first", err=True)
    for r in found:
        rows = r["rows"]
        assert isinstance(rows, dict)
        counts = ", ".join(f"{rows.get(name, 0):,} {name}" for name in ("documents", "indicators", "measures", "agency_results"))
        click.echo(f"{'*' if r['current'] else ' '} {r['release']}  {r['created_at']}  {counts}")
