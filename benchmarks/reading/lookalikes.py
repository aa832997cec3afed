"""Look-alikes are skipped: ``python -m benchmarks.reading.lookalikes [--seed N] [--kind NAME ...] [FILE ...]``.

Typeset every kind of look-alike (``benchmarks.typesetting.lookalikes``), or take the files that are named, build a
release of them, print for each its status and its rows in the datasets of the assessment, and exit with 1 where one has
a row or another status than ``skipped``. ``--seeds N`` tries N seeds from ``--seed`` on; ``--fonts FOLDER`` (or
``$ITA_FONTS``) typesets in the fonts of a folder, ``--keep FOLDER`` keeps the files.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading.release_rows import DATA, read_documents
from benchmarks.typesetting import lookalikes


@dataclass(frozen=True)
class LookalikeReading:
    """How a look-alike was read.

    Attributes:
        name: of its kind, or of the file.
        status: of the document; ``absent`` where the release does not list it.
        reason: of the status.
        rows: in datasets of the assessment, by name; those without rows are left out.
    """

    name: str
    status: str
    reason: str
    rows: dict[str, int]

    @property
    def passed(self) -> bool:
        """Return whether it was skipped, and gave no row."""
        return self.status == "skipped" and not self.rows

    def line(self) -> str:
        """Return one line for people."""
        rows = ", ".join(f"{name} {count}" for name, count in self.rows.items()) or "no rows"
        why = f" | {self.reason}" if self.reason else ""
        return f"{self.name:<34} {'' if self.passed else 'SHORT ':<6}{self.status:<8} {rows}{why}"


def read_lookalikes(paths: Sequence[Path]) -> list[LookalikeReading]:
    """Build a release of look-alikes; return how each was read."""
    out = []
    for path, tables in read_documents(paths, ("documents", *DATA)).items():
        document = tables["documents"][0] if tables["documents"] else {"status": "absent", "reason": ""}
        rows = {name: len(tables[name]) for name in DATA if tables[name]}
        out.append(LookalikeReading(path.stem, document["status"], document["reason"] or "", rows))
    return out


def main(arguments: list[str]) -> int:
    """Print a line per look-alike; 1 where one is short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--kind", nargs="*", default=(), choices=sorted(lookalikes.kinds()), metavar="NAME")
    parser.add_argument("--producer", default="pikepdf")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"))
    parser.add_argument("--keep", type=Path)
    a = parser.parse_args(arguments)
    fonts = Path(a.fonts) if a.fonts else None
    total = short = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = a.keep or Path(temporary)
        groups = (
            [a.files]
            if a.files
            else [
                lookalikes.typeset(folder / str(seed), seed, a.kind, a.producer, fonts)
                for seed in range(a.seed, a.seed + a.seeds)
            ]
        )
        for paths in groups:
            for reading in read_lookalikes(paths):
                print(reading.line())
                total, short = total + 1, short + (not reading.passed)
    print(f"{total} look-alikes, {short} not skipped or with rows" if short else f"{total} look-alikes, all skipped")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
