"""``ita status``: the current release, its documents by status, and what of the archive gave nothing, and why."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.csv_output import spreadsheet_option, write_csv
from pipeline.cli.parameters import ARCHIVE_FOLDER, out_option, release_folder
from pipeline.cli.status_summary import print_status, summarize
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.acquire.left_out import LeftOut
    from pipeline.emit.store.releases import Release

DOCUMENT_COLUMNS = (
    "source_file",
    "status",
    "reason",
    "copy_of",
    "evidence_score",
    "findings_error",
    "findings_warning",
)
SKIPPED_COLUMNS = ("source_file", "evidence_score", "reason")
LEFT_OUT_COLUMNS = ("file", "size_bytes", "kind", "means", "remedy", "is_noise")
MOST_NAMES = 5
"""Names of files nobody needs to look at that are printed with their counts, of each kind."""


@click.command()
@click.option("--skipped", is_flag=True, help="List the documents that are no documents of the assessment, and why.")
@click.option("--left-out", is_flag=True, help="List the files of the archive that are no documents, and what to do.")
@click.option(
    "--archive",
    type=ARCHIVE_FOLDER,
    metavar="RAW",
    help="The archive that --left-out looks at.  [default: that of the last run]",
)
@out_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="csv: with --skipped or --left-out.",
)
@spreadsheet_option
def status(
    skipped: bool, left_out: bool, archive: Place | None, out: Place | None, output_format: str, spreadsheet: bool
) -> None:
    """Show the current release: its rows, findings and documents by status, and those that need a look, worst first.

    A release that a later run built and did not publish, because it lost too much, is named with the reason and with
    what to do.

    With --skipped, the documents that can be read and are none of the assessment, by what evidence, and the weight of
    the evidence for them; those that come nearest to the assessment first. With --left-out, the files that no run
    looks at, as the archive is now: those that may be documents in another form first, files of the operating system
    last, and only counted.

    \b
    Examples:
      ita status
      ita status --out releases --format json
      ita status --skipped
      ita status --left-out --format csv
    """
    from pipeline import release_path
    from pipeline.emit.store.releases import read_release

    if skipped and left_out:
        raise click.UsageError("--skipped and --left-out are two lists; ask for one at a time")
    if output_format == "csv" and not (skipped or left_out):
        raise click.UsageError("--format csv goes with --skipped or --left-out")
    folder = release_folder(out)
    if left_out:
        place = archive if archive is not None else _last_archive(folder, is_default=out is None)
        if place is None:
            raise click.UsageError(f"what the last run to {folder} read is not known here; name it with --archive RAW")
        _print_left_out(place, _left_out(place), output_format, spreadsheet)
        return
    release = read_release(release_path(folder))
    if skipped:
        _print_skipped(_documents(release), output_format, spreadsheet)
    else:
        left_out_counts = _counts_left_out(archive or _last_archive(folder))
        said = summarize(release, _documents(release), left_out_counts, folder)
        if output_format == "json":
            echo(json.dumps(said, ensure_ascii=False))
        else:
            print_status(said)


def _documents(release: Release) -> list[dict[str, Any]]:
    """Return the documents of a release by name."""
    from pipeline.emit.store.read_datasets import read

    return sorted(read(release, "documents", DOCUMENT_COLUMNS).to_pylist(), key=lambda d: str(d["source_file"]))


def _last_archive(folder: Place, is_default: bool = False) -> Place | None:
    """Return the archive that the last run read; where that is not known, for the default folder the default one."""
    from pipeline import files
    from pipeline.batch.cache import run_index
    from pipeline.batch.plan.run_plan import cache_folder
    from pipeline.settings import Settings

    last = run_index.load(cache_folder(Settings(out=folder))).last
    if last is not None and last.archive is not None:
        return files.place(last.archive)
    return Settings().raw if is_default else None


def _left_out(archive: Place) -> tuple[LeftOut, ...]:
    """Return the files of an archive that are no documents.

    Raises:
        ArchiveError: it cannot be looked at.
    """
    from pipeline.acquire import ArchiveError
    from pipeline.acquire.left_out import list_left_out

    if isinstance(archive, Path) and not archive.is_dir():
        raise ArchiveError(f"the archive {archive} is no longer there; name it with --archive RAW")
    return list_left_out(archive)


def _counts_left_out(archive: Place | None) -> dict[str, int] | None:
    """Return how many files are left out, those worth a look and the others; None where that cannot be told."""
    from pipeline.acquire import ArchiveError

    try:
        found = _left_out(archive) if archive is not None else None
    except ArchiveError:
        return None
    if found is None:
        return None
    noise = sum(f.kind.is_noise for f in found)
    return {"to_look_at": len(found) - noise, "noise": noise}


def _print_skipped(documents: list[dict[str, Any]], output_format: str, spreadsheet: bool) -> None:
    """Print the documents that are skipped; those with the most evidence for the assessment first."""
    found = [d for d in documents if d["status"] == "skipped"]
    found.sort(key=lambda d: (d["evidence_score"] is None, -(d["evidence_score"] or 0.0)))
    rows = [{**{c: d[c] for c in SKIPPED_COLUMNS}, "reason": _reason(d)} for d in found]
    if output_format != "table":
        _print_rows(rows, SKIPPED_COLUMNS, output_format, spreadsheet)
        return
    from pipeline.domain.evidence_signals import evidence_settings

    if not rows:
        echo_message("ita: no document is skipped")
        return
    documents_are = "document is" if len(rows) == 1 else "documents are"
    echo(
        f"{len(rows)} {documents_are} skipped; the weight of the evidence for each (a table is read from "
        f"{evidence_settings().accept:g} on), and why"
    )
    for row in rows:
        score = "-" if row["evidence_score"] is None else f"{row['evidence_score']:g}"
        echo(f"{score:>6}  {row['source_file']}: {row['reason']}")


def _print_left_out(archive: Place, found: tuple[LeftOut, ...], output_format: str, spreadsheet: bool) -> None:
    """Print files by kind, each kind with what to do; of those that nobody needs to look at, how many of each name."""
    if output_format != "table":
        rows = [
            dict(
                zip(
                    LEFT_OUT_COLUMNS,
                    (f.file, f.size_bytes, f.kind.name, f.kind.means, f.kind.remedy, f.kind.is_noise),
                    strict=True,
                )
            )
            for f in found
        ]
        _print_rows(rows, LEFT_OUT_COLUMNS, output_format, spreadsheet)
        return
    if not found:
        echo_message(f"ita: every file of {archive} is a document")
    for kind in dict.fromkeys(f.kind for f in found):
        of_kind = [f for f in found if f.kind == kind]
        if kind.is_noise:
            echo(f"{kind.means} ({len(of_kind)}): {_counted_names(of_kind)}; {kind.remedy}")
            continue
        echo(f"{kind.means} ({len(of_kind)}): {kind.remedy}")
        for f in of_kind:
            echo(f"  {f.file}  ({f.size_bytes:,} bytes)")


def _counted_names(found: list[LeftOut]) -> str:
    """Return the names of files without their folders, the most frequent first, each with its count."""
    names = Counter(PurePosixPath(f.file).name for f in found)
    shown = [name if n == 1 else f"{name} ({n})" for name, n in names.most_common(MOST_NAMES)]
    return ", ".join([*shown, "…"] if len(names) > MOST_NAMES else shown)


def _print_rows(rows: list[dict[str, Any]], columns: tuple[str, ...], output_format: str, spreadsheet: bool) -> None:
    """Print rows as JSON or CSV."""
    if output_format == "json":
        echo(json.dumps(rows, ensure_ascii=False))
        return
    write_csv(columns, ([row[name] for name in columns] for row in rows), guarded=True, bom=spreadsheet)


def _reason(document: dict[str, Any]) -> str:
    return str(document["reason"]).removeprefix(f"{document['source_file']}: ")
