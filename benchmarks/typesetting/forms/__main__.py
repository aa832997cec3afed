"""Typeset forms of the assessment with their truth.

    python -m benchmarks.typesetting.forms FOLDER [--count N] [--seed N] [--kind NAME ...]

Write ``KIND-SEED.pdf`` and, beside it, ``KIND-SEED.document.csv`` and the CSV files of the datasets that it has rows
of (``scores``, ``measures``, ``agency_results``, ``oit_items``): plans and reports with seven topics or one table,
plans in prose, score sheets, tables of bodies, checklists. Bodies are invented, scores add up. The same seed draws the
same forms. ``--producer`` and ``--fonts`` as in ``benchmarks.typesetting.lookalikes``.
``python -m benchmarks.reading.forms`` reads and scores them.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.typesetting.forms import KINDS, typeset


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1, help="forms of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", nargs="*", default=(), choices=sorted(KINDS), metavar="NAME")
    parser.add_argument("--producer", default="pikepdf", help="pikepdf, weasyprint, chromium or libreoffice")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"), help="a folder of Thai fonts")
    a = parser.parse_args()
    for path in typeset(a.folder, a.count, a.seed, a.kind, a.producer, Path(a.fonts) if a.fonts else None):
        print(path)


if __name__ == "__main__":
    main()
