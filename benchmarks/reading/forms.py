"""Forms of the assessment against their truth: ``python -m benchmarks.reading.forms [FOLDER or FILE ...]``.

Typeset forms of every kind (``benchmarks.typesetting.forms``: ``--count``, ``--seed``, ``--kind``), or take the PDFs
that are named, or lie in a folder, with truth files beside them; build a release of them (``--release`` takes one that
is there), print a line for each and the means, and exit with 1 where one is below its bar. ``--show N`` prints the
first N differences of each. Scans have lower bars; ``benchmarks.typesetting.scan_degradation`` makes them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.reading.form_score import FormScore, Tally, read_form_truth, score_form
from benchmarks.reading.release_rows import DATA, Row, read_documents, rows_of_release
from benchmarks.typesetting import forms

DATASETS = ("documents", "findings", *DATA)
LEAST: Mapping[str, float] = {"rows": 0.99, "values": 0.995, "dates": 0.98, "fields": 1}
"""Bars of a form with a text layer: least shares; no row is extra and no value wrong without a finding."""
LEAST_OF_SCANS: Mapping[str, float] = {"rows": 0.97, "values": 0.99}
"""The same of a scan."""


def shortfalls(score: FormScore, scanned: bool) -> list[str]:
    """Return what is below its bar, in words."""
    out = []
    for name, bar in (LEAST_OF_SCANS if scanned else LEAST).items():
        tally: Tally = getattr(score, name)
        if tally.share < bar:
            out.append(f"{name} {tally.share:.3f} (needs {bar:g})")
    if score.silent:
        out.append(f"silent {score.silent} (needs 0)")
    if score.extra and not scanned:
        out.append(f"extra {score.extra} (needs 0)")
    return out


def read_forms(paths: Sequence[Path], release: Path | None = None) -> dict[Path, tuple[Row, FormScore]]:
    """Return the row of ``documents`` and the score of each form.

    Args:
        paths: PDFs with truth files beside them.
        release: that holds them; None to build one.
    """
    tables = rows_of_release(release, paths, DATASETS) if release else read_documents(paths, DATASETS)
    out = {}
    for path, rows in tables.items():
        document = next(iter(rows["documents"]), {"status": "absent", "pages_scanned": 0})
        out[path] = (document, score_form(read_form_truth(path), rows))
    return out


def summary(scores: Sequence[FormScore]) -> str:
    """Return one line of means over forms, and sums of extra rows and silent errors."""
    shares = {name: [getattr(s, name).share for s in scores] for name in ("rows", "values", "text", "dates", "fields")}
    means = " ".join(f"{name} {sum(values) / len(values):.3f}" for name, values in shares.items())
    return f"mean {means} extra {sum(s.extra for s in scores)} silent {sum(s.silent for s in scores)}"


def main(arguments: list[str]) -> int:
    """Print a line per form; 1 where one is short, 2 where there is none."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--count", type=int, default=1, help="forms of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", nargs="*", default=(), choices=sorted(forms.KINDS), metavar="NAME")
    parser.add_argument("--producer", default="pikepdf")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"))
    parser.add_argument("--keep", type=Path, help="a folder to typeset in")
    parser.add_argument("--release", type=Path, help="a release that holds the files")
    parser.add_argument("--show", type=int, default=0)
    a = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        if a.paths:
            found = [p for path in a.paths for p in (sorted(path.glob("*.pdf")) if path.is_dir() else [path])]
            found = [path for path in found if path.with_suffix(".document.csv").is_file()]
        else:
            fonts = Path(a.fonts) if a.fonts else None
            found = forms.typeset(a.keep or Path(temporary), a.count, a.seed, a.kind, a.producer, fonts)
        if not found:
            print(f"no PDFs with truth files in {', '.join(map(str, a.paths))}", file=sys.stderr)
            return 2
        results = read_forms(found, a.release)
    short = 0
    for path, (document, score) in results.items():
        missed = shortfalls(score, bool(document.get("pages_scanned")))
        short += bool(missed)
        shown = f" | SHORT: {'; '.join(missed)}" if missed else ""
        print(f"{path.stem:<22} {document['status']:<8} {score.line()}{shown}")
        for d in score.differences[: a.show]:
            print(f"    {d.dataset} {' '.join(filter(None, d.key))} {d.column}: {d.wanted!r}, read {d.read!r}")
    print(summary([score for _, score in results.values()]))
    print(f"{len(results)} forms, {short} below their bars" if short else f"{len(results)} forms, all at their bars")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
