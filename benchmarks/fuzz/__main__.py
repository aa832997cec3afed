"""Damaged PDFs, read as one archive: what crashed, what hung, and what was lost in silence.

    python -m benchmarks.fuzz [--pdfs FOLDER] [--mutants N] [--seed N] [--pages N] [--only MUTATION ...] [--show N]

Mutants are made of the PDFs of a folder (those of raw/ by default), some of each mutation, the same for the same seed.
They are read by `ita run --keep-copies` together with the undamaged documents, and their rows are held against those of
the undamaged ones. It ends with 1 where a row is lost in silence, a good document is taken along, a worker crashes or
hangs, or a traceback is printed. ``row_comparison`` says what counts as lost and as silence. Rows of mutants in which
nothing is damaged (the contents of two pages exchanged) are printed, and do not count.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.archives.measured_run import MeasuredRun, adopt_orphans, run_measured
from benchmarks.documents import ROOT, has_text
from benchmarks.fuzz.mutants import MUTATIONS, Mutant, Original, load_original, make_mutants
from benchmarks.fuzz.object_mutations import WHOLE_AFTERWARDS
from benchmarks.fuzz.row_comparison import IDENTITIES, Comparison, compare_rows, describe, same_rows
from benchmarks.reading.release_rows import DatasetRows, rows_of_release

DATASETS = ("documents", "findings", *IDENTITIES)
MEMORY_SLACK_MB = 200
"""What a process may hold above the limit of its documents when it is ended."""
KINDS = ("lost", "changed", "extra")


def write_archive(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write PDFs into a folder; return their paths."""
    folder.mkdir(parents=True)
    paths = [folder / f"{name}.pdf" for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return paths


def read(
    home: Path, name: str, originals: Sequence[Original], mutants: Sequence[Mutant], chosen: argparse.Namespace
) -> tuple[MeasuredRun, list[DatasetRows], list[DatasetRows]]:
    """Read the originals and the mutants as one archive; return the run and the rows of each."""
    import pipeline

    raw, out = home / name / "raw", home / name / "out"
    good = write_archive(raw / "whole", {o.name: o.data for o in originals})
    bad = write_archive(raw / "damaged", {m.name: m.data for m in mutants})
    run = run_measured(raw, out, chosen.workers, "--keep-copies", env={"ITA_TIMEOUT_S": str(chosen.timeout_s)})
    rows = rows_of_release(Path(pipeline.release_path(out)), [*good, *bad], DATASETS)
    return run, [rows[path] for path in good], [rows[path] for path in bad]


def document_fault(rows: DatasetRows) -> str | None:
    """Return what went wrong with a document beside its damage: its worker crashed or hung, or a stage broke."""
    if not rows["documents"]:
        return "absent"
    document = rows["documents"][0]
    reason = document["reason"] or ""
    if any(finding["rule"] == "stage-broken" for finding in rows["findings"]) or "defect of the software" in reason:
        return "broken"
    if document["status"] == "failed" and "its worker" in reason:
        return "crashed"
    return "hung" if "longer than" in reason else None


def table(mutants: Sequence[Mutant], found: Sequence[Comparison], statuses: Sequence[str]) -> list[str]:
    """Return a line for each mutation, and one for all."""
    head = f"{'mutation':26}{'mutants':>8}{'ok':>6}{'partial':>8}{'failed':>7}{'skipped':>8}"
    head += "".join(f"{kind:>9}{'silent':>7}" for kind in KINDS)
    lines = [head]
    for name in [*sorted({m.mutation for m in mutants}), "all"]:
        chosen = [n for n, mutant in enumerate(mutants) if name in (mutant.mutation, "all")]
        line = f"{name:26}{len(chosen):8}"
        for status, width in (("ok", 6), ("partial", 8), ("failed", 7), ("skipped", 8)):
            line += f"{sum(statuses[n] == status for n in chosen):{width}}"
        for kind in KINDS:
            named, silent = (sum(found[n].count(kind, silent) for n in chosen) for silent in (False, True))
            line += f"{named + silent:9}{silent:7}"
        lines.append(line)
    return lines


def fuzz(home: Path, chosen: argparse.Namespace) -> int:
    """Make the mutants, read them, print what became of them; return the exit code."""
    paths = sorted(p for p in chosen.pdfs.rglob("*.pdf") if chosen.scans or has_text(p))
    originals = [load_original(path, chosen.pages) for path in paths]
    mutants = list(make_mutants(originals, chosen.mutants, chosen.seed, chosen.only))
    if chosen.keep:
        write_archive(chosen.keep, {m.name: m.data for m in mutants})
    _, whole, _ = read(home, "alone", originals, [], chosen)
    run, together, damaged = read(home, "together", originals, mutants, chosen)
    by_name = {original.name: rows for original, rows in zip(originals, whole, strict=True)}
    found = [compare_rows(by_name[m.original.name], rows) for m, rows in zip(mutants, damaged, strict=True)]
    statuses = [rows["documents"][0]["status"] if rows["documents"] else "absent" for rows in damaged]
    print("\n".join(table(mutants, found, statuses)))
    shown = 0
    for mutant, comparison, status in zip(mutants, found, statuses, strict=True):
        if (lines := describe(comparison.differences)) and shown < chosen.show:
            shown += 1
            print("\n".join([f"  {mutant.name} ({status})", *lines[:5]]))
    faults = [document_fault(rows) for rows in damaged]
    for mutant, fault, rows in zip(mutants, faults, damaged, strict=True):
        if fault:
            print(f"  {mutant.name}: {fault}: {rows['documents'][0]['reason'] if rows['documents'] else ''}")
    taken = [o.name for o, a, b in zip(originals, whole, together, strict=True) if not same_rows(a, b)]
    told = [c for m, c in zip(mutants, found, strict=True) if m.mutation not in WHOLE_AFTERWARDS]
    most_mb = int(os.environ.get("ITA_MEMORY_MB", "1536")) + MEMORY_SLACK_MB
    bad = {
        "rows lost in silence": sum(c.count("lost", silent=True) for c in told),
        "rows extra in silence": sum(c.count("extra", silent=True) for c in told),
        "rows changed in silence": sum(c.count("changed", silent=True) for c in told),
        "documents that crashed a worker": faults.count("crashed") + faults.count("absent"),
        "documents that hung": faults.count("hung"),
        "documents on which a stage broke off": faults.count("broken"),
        "good documents taken along": len(taken),
        "tracebacks": run.log.count("Traceback"),
        "limits not kept": int(run.peak_mb > most_mb) + int(run.code not in (0, 3)),
    }
    print(f"{len(mutants)} mutants of {len(originals)} documents, seed {chosen.seed}: ", end="")
    print(f"{run.wall:.0f} s, {run.cpu:.0f} s CPU, {run.peak_mb:.0f} MB in the largest process")
    print("\n".join(f"{count:6} {what}" for what, count in bad.items()))
    return int(any(bad.values()))


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; return 1 where something is lost in silence."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pdfs", type=Path, default=ROOT / "raw", help="folder of whole PDFs [raw]")
    parser.add_argument("--mutants", type=int, default=100, help="how many [100]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=6, help="first pages of each document, 0 for all [6]")
    parser.add_argument("--only", choices=sorted(MUTATIONS), nargs="+", default=sorted(MUTATIONS))
    parser.add_argument("--scans", action="store_true", help="also of documents without a text layer; OCR takes long")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--timeout-s", type=float, default=300, help="of one document [300]")
    parser.add_argument("--show", type=int, default=20, help="documents with silent losses that are listed [20]")
    parser.add_argument("--keep", type=Path, help="a new folder that the mutants are written to")
    chosen = parser.parse_args(arguments)
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="ita-fuzz-") as home:
        return fuzz(Path(home), chosen)


if __name__ == "__main__":
    sys.exit(main())
