"""What ``ita status`` says of the current release: rows, documents, findings, corrections, and a release held back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pipeline.cli.terminal_output import echo
from pipeline.files import Place
from pipeline.files.redaction import redact
from pipeline.model import FINDING_STATES, SEVERITIES
from pipeline.model.corrections import CORRECTION_STATES

if TYPE_CHECKING:
    from pipeline.emit.store.releases import Release

STATUSES = ("ok", "partial", "failed", "skipped")
MOST_BAD = 50
"""Documents that need a look that are named for people; JSON has all."""
HELD_REMEDY = (
    "`ita diff current held` shows what is lost; where that is right, `ita run --accept-loss` releases it, else put "
    "back what is missing and run again"
)


def summarize(
    release: Release, documents: list[dict[str, Any]], left_out: dict[str, int] | None, folder: Place
) -> dict[str, Any]:
    """Return all that is known of a release, as plain values; documents that need a look worst first."""
    from pipeline.emit.store.releases import read_manifest

    found = Counter(d["status"] for d in documents)
    return {
        "release": release.id,
        "created_at": release.created_at,
        "version": read_manifest(release.path).get("pipeline_version"),
        "path": redact(str(release.path)),
        "rows": release.rows,
        "documents": {name: found[name] for name in STATUSES},
        "copies": sum(d["copy_of"] is not None for d in documents),
        "left_out": left_out,
        "findings": _open_findings(release),
        "corrections": _corrections(release),
        "held": _held(release, folder),
        "to_look_at": [
            {
                "source_file": d["source_file"],
                "status": d["status"],
                "reason": d["reason"],
                "errors": d["findings_error"],
                "warnings": d["findings_warning"],
            }
            for d in sorted((d for d in documents if d["status"] in ("partial", "failed")), key=_worst_first)
        ],
    }


def _worst_first(document: dict[str, Any]) -> tuple[Any, ...]:
    """Return by what documents are sorted: failed ones first, then those with the most errors and warnings."""
    errors, warnings = document["findings_error"] or 0, document["findings_warning"] or 0
    return (document["status"] != "failed", -errors, -warnings, str(document["source_file"]))


def _open_findings(release: Release) -> dict[str, int]:
    """Return by severity the findings that nobody has closed; older releases know no state, and have open ones only."""
    import pyarrow.compute as pc

    from pipeline.emit.store.read_datasets import read

    findings = read(release, "findings", ["severity", "state"])
    is_open = pc.equal(pc.fill_null(findings["state"], FINDING_STATES[0]), FINDING_STATES[0])
    counts = findings.filter(is_open)["severity"].value_counts().to_pylist()
    found = {str(entry["values"]): int(entry["counts"]) for entry in counts}
    return {severity: found.get(severity, 0) for severity in SEVERITIES}


def _corrections(release: Release) -> dict[str, int] | None:
    """Return the corrections by state; None where the release knows none."""
    from pipeline.emit.store.read_datasets import read

    if "corrections" not in release.rows:
        return None
    found = Counter(read(release, "corrections", ["state"])["state"].to_pylist())
    return {state: found[state] for state in CORRECTION_STATES}


def _held(release: Release, folder: Place) -> dict[str, Any] | None:
    """Return the release that was held back after this one, with the reason; None where there is none."""
    from pipeline.emit import ReleaseError
    from pipeline.emit.compare.regressions import describe, find_regressions
    from pipeline.emit.store.releases import held_release
    from pipeline.settings import Settings

    held = held_release(folder)
    if held is None or held.created_at <= release.created_at:
        return None
    try:
        reason = describe(*find_regressions(release, held, Settings().max_loss))
    except ReleaseError as error:
        reason = str(error)
    return {
        "release": held.id,
        "created_at": held.created_at,
        "path": redact(str(held.path)),
        "reason": reason,
        "remedy": HELD_REMEDY,
    }


def print_status(said: dict[str, Any]) -> None:
    """Print what :func:`summarize` returns, for people."""
    version = f" by version {said['version']}" if said["version"] else ""
    echo(f"release    {said['release']}, made {said['created_at']}{version}; it is the current one")
    echo(f"path       {said['path']}")
    if said["held"]:
        held = said["held"]
        echo(f"held       {held['release']}, made {held['created_at']}, was not published, because it lost too much:")
        echo(held["reason"])
        echo(f"           {held['remedy']}")
    for name, n in said["rows"].items():
        echo(f"{name:<15}{n:>12,}")
    counts = said["documents"]
    echo("documents  " + ", ".join(f"{counts[name]} {name}" for name in STATUSES))
    if counts["skipped"]:
        are = "is no document" if counts["skipped"] == 1 else "are no documents"
        echo(f"skipped    {counts['skipped']} {are} of the assessment; `ita status --skipped` says by what evidence")
    _print_left_out_counts(said["left_out"])
    findings = ", ".join(f"{said['findings'][name]:,} {name}" for name in SEVERITIES)
    echo(f"findings   {findings}; `ita findings --state open` lists them")
    if said["corrections"] and any(said["corrections"].values()):
        echo("corrected  " + ", ".join(f"{n:,} {name}" for name, n in said["corrections"].items()))
    for document in said["to_look_at"][:MOST_BAD]:
        file = document["source_file"]
        echo(f"{document['status']:<8} {file}: {str(document['reason']).removeprefix(f'{file}: ')}")
    if len(said["to_look_at"]) > MOST_BAD:
        echo(f"and {len(said['to_look_at']) - MOST_BAD:,} more; `ita status --format json` has them all")


def _print_left_out_counts(left_out: dict[str, int] | None) -> None:
    """Print how many files of the archive are no documents."""
    if left_out is not None and any(left_out.values()):
        n = left_out["to_look_at"]
        noise = f" and {left_out['noise']} that nobody needs to look at" if left_out["noise"] else ""
        echo(
            f"left out   {n} {'file is no document' if n == 1 else 'files are no documents'}{noise}; "
            "`ita status --left-out` says what to do"
        )
