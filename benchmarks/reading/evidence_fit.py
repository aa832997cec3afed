"""Fit the weights of evidence: ``python -m benchmarks.reading.evidence_fit [--seeds N] [--corpus FOLDER]``.

The weights stand in ``domain/evidence.yml``. Typeset forms of the assessment and look-alikes, take the PDFs with a text
layer below a corpus too (``editions`` and ``forms`` are of the assessment, ``k7-*`` and ``real`` are not), and collect
the evidence of every table whose header a family knows. Print how far tables of the assessment lie above the bar and
others below it with the weights in force, and weights that a logistic regression would give them: it is held near those
in force, and no signal may change sides. The printed weights are for a person to take over; every look-alike must stay
below the bar after that, too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.typesetting import forms, lookalikes
from pipeline.acquire import acquire_file
from pipeline.batch.workers.document_stages import process
from pipeline.domain.evidence_signals import evidence_settings
from pipeline.model import TableEvidence

STEPS = 4000
RATE = 0.05
HELD = 0.02  # pull of each weight towards the one in force, per table
TO_HALVES = 2


@dataclass(frozen=True)
class WeighedTable:
    """The evidence of one table, and whether it is of the assessment."""

    name: str
    evidence: TableEvidence
    is_of_assessment: bool


def weighed_tables(paths: Sequence[Path], is_of_assessment: bool) -> Iterator[WeighedTable]:
    """Yield the evidence of every table of some documents whose header a family knows; scans are left out."""
    for path in paths:
        outcome = process(acquire_file(path).source)
        if not any(page.is_scan for page in outcome.document.pages):
            for evidence in outcome.report.evidence:
                yield WeighedTable(f"{path.stem} table {evidence.table_no}", evidence, is_of_assessment)


def margins(tables: Sequence[WeighedTable], accept: float) -> list[str]:
    """Return lines on how far the tables lie from the bar, the nearest of each side named."""
    lines = []
    for side, word in ((True, "of the assessment"), (False, "of look-alikes")):
        found = sorted((t for t in tables if t.is_of_assessment is side), key=lambda t: t.evidence.score)
        nearest = (found[:3] if side else found[:-4:-1]) if found else []
        wrong = sum(t.evidence.accepted is not side for t in found)
        named = ", ".join(f"{t.name} {t.evidence.score:+.2f}" for t in nearest)
        lines.append(f"{len(found)} tables {word}, {wrong} on the wrong side of {accept:g}; nearest: {named or 'none'}")
    return lines


def fitted_weights(tables: Sequence[WeighedTable]) -> dict[str, tuple[float, float, int]]:
    """Return for each signal its weight in force, the fitted one, and the number of tables that show it."""
    settings = evidence_settings()
    names = [s.name for s in (*settings.measured, *settings.patterns)]
    force = np.array([s.weight for s in (*settings.measured, *settings.patterns)])
    shares = np.zeros((len(tables), len(names)))
    for row, table in enumerate(tables):
        for signal in table.evidence.signals:
            if signal.name in names:
                k = names.index(signal.name)
                shares[row, k] = signal.weight / force[k]
    wanted = np.array([t.is_of_assessment for t in tables], dtype=float)
    sides = np.where(
        wanted > 0, 0.5 / max(1.0, wanted.sum()), 0.5 / max(1.0, (1 - wanted).sum())
    )  # both sides weigh alike
    weights = force.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(settings.accept - shares @ weights))
        slope = shares.T @ (sides * (chance - wanted)) + HELD * (weights - force) / len(names)
        weights = weights - RATE * slope * len(names)
        weights = np.where(force > 0, np.maximum(weights, 0), np.minimum(weights, 0))
    seen = (shares > 0).sum(axis=0)
    return {
        name: (float(force[k]), round(float(weights[k]) * TO_HALVES) / TO_HALVES, int(seen[k]))
        for k, name in enumerate(names)
    }


def main(arguments: list[str]) -> int:
    """Print margins and fitted weights; 1 where a table is on the wrong side of the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--corpus", type=Path)
    a = parser.parse_args(arguments)
    tables: list[WeighedTable] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, a.seeds + 1):
            tables += weighed_tables(forms.typeset(Path(folder) / f"forms{seed}", seed=seed), True)
            tables += weighed_tables(lookalikes.typeset(Path(folder) / f"lookalikes{seed}", seed=seed), False)
    if a.corpus is not None:
        pdfs = sorted(a.corpus.rglob("*.pdf"))
        others = [p for p in pdfs if p.parent.name == "real" or p.name.startswith("k7-")]
        tables += weighed_tables([p for p in pdfs if p not in others and "scan" not in p.stem], True)
        tables += weighed_tables([p for p in others if "scan" not in p.stem], False)
    print("\n".join(margins(tables, evidence_settings().accept)))
    print(f"\n{'signal':<26}{'in force':>9}{'fitted':>8}{'tables':>8}")
    for name, (force, fitted, seen) in fitted_weights(tables).items():
        print(f"{name:<26}{force:>9.2f}{fitted:>8.2f}{seen:>8}")
    return int(any(t.evidence.accepted is not t.is_of_assessment for t in tables))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
