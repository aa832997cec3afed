"""Tables of the ICDAR 2013 competition, by how they are ruled: ``python -m benchmarks.reading.icdar FOLDER``.

FOLDER holds the competition's documents, at any depth: ``NAME.pdf`` with its truth beside it in ``NAME-str.xml``. For
this project, pdfplumber and camelot in turn: precision, recall and F1 of adjacency relations, all of a class of tables
together, and the mean F1 of its tables. Tables are fully ruled, ruled by level lines only, or not ruled
(``icdar_truth``). What a reader finds where the truth has no table is told apart. ``--need`` exits with 1 where this
project does not reach a bar.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from benchmarks.reading.adjacency import GridCell, Relation, Score, neighbours, relation, score
from benchmarks.reading.icdar_truth import Ruling, TrueTable, read_truth, truth_file
from benchmarks.reading.table_readers import READERS, FoundTable, is_installed, read_found_tables

BARS: dict[Ruling, float] = {"full": 0.98, "level": 0.90, "none": 0.85}
"""F1 of this project over all relations of a class of tables."""
NAMES: dict[Ruling, str] = {"full": "fully ruled", "level": "level rulings only", "none": "no rulings"}
AROUND = 3.0
"""Points around the text of a true table; a found cell with its middle there is of that table."""


class TableScore(NamedTuple):
    """How a reader read a true table."""

    name: str
    ruling: Ruling
    score: Score


def score_document(true: Sequence[TrueTable], found: Sequence[FoundTable]) -> tuple[list[Score], Score]:
    """Return the score of each true table, and of what was found where the truth has no table.

    All relations of a found table count. One belongs to the true table in which the middle of its first cell lies, else
    of its second, else to the one in which most cells of the found table lie.
    """
    of_table: list[Counter[Relation]] = [Counter() for _ in true]
    stray: Counter[Relation] = Counter()
    for table in found:
        here = [n for n, region in enumerate(true) if region.page == table.page]
        place = {id(cell): _region(cell, true, here) for cell in table.cells}
        counts = Counter(n for n in place.values() if n is not None)
        most = counts.most_common(1)[0][0] if counts else None
        for first, second, direction in neighbours(table.cells):
            inside = [n for n in (place[id(first)], place[id(second)], most) if n is not None]
            (of_table[inside[0]] if inside else stray)[relation(first, second, direction)] += 1
    scores = [
        score(Counter(relation(*pair) for pair in neighbours(region.cells)), relations)
        for region, relations in zip(true, of_table, strict=True)
    ]
    return scores, score(Counter(), stray)


def _region(cell: GridCell, true: Sequence[TrueTable], here: Sequence[int]) -> int | None:
    """Return in which of the true tables of a page the middle of a cell lies."""
    x, y = cell.center
    for n in here:
        x0, top, x1, bottom = true[n].box
        if x0 - AROUND <= x <= x1 + AROUND and top - AROUND <= y <= bottom + AROUND:
            return n
    return None


def read_folder(reader: str, truths: dict[Path, list[TrueTable]]) -> tuple[list[TableScore], Score]:
    """Return how a reader read each true table, and what it found where there is none."""
    tables: list[TableScore] = []
    strays = Score()
    for path, true in truths.items():
        scores, stray = score_document(true, read_found_tables(reader, path))
        strays += stray
        tables += [
            TableScore(f"{path.stem} page {table.page}", table.ruling, of_table)
            for table, of_table in zip(true, scores, strict=True)
        ]
    return tables, strays


def report_lines(reader: str, tables: Sequence[TableScore], stray: Score, show: int) -> Iterator[str]:
    """Yield the lines of the report on a reader, with its ``show`` worst tables of each class."""
    for ruling, name in NAMES.items():
        own = [table for table in tables if table.ruling == ruling]
        if not own:
            continue
        whole = sum((table.score for table in own), Score())
        yield (
            f"{reader:<16}{name:<20}{len(own):>6}{whole.true:>8}{whole.precision:>8.3f}{whole.recall:>8.3f}"
            f"{whole.f1:>8.3f}{mean(table.score.f1 for table in own):>8.3f}"
        )
        for table in sorted(own, key=lambda table: table.score.missed, reverse=True)[:show]:
            s = table.score
            yield f"    {table.name:<20} true {s.true}, found {s.found}, both {s.both}: {s.f1:.3f}"
    whole = sum((table.score for table in tables), stray)
    yield (
        f"{reader:<16}{'all':<20}{len(tables):>6}{whole.true:>8}{whole.precision:>8.3f}{whole.recall:>8.3f}"
        f"{whole.f1:>8.3f}{mean(table.score.f1 for table in tables):>8.3f}   with {stray.found} relations in no table"
    )


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where a bar is not reached, 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading.icdar",
        description="Tables of the ICDAR 2013 competition, by how they are ruled.",
    )
    parser.add_argument("folder", type=Path, help="documents with their truth: NAME.pdf and NAME-str.xml")
    parser.add_argument("--need", action="store_true", help="exit with 1 where this project does not reach a bar")
    parser.add_argument("--reader", action="append", choices=list(READERS), help="only this one; may be repeated")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="the worst N tables of each class")
    asked = parser.parse_args(arguments)
    paths = [path for path in sorted(asked.folder.rglob("*.pdf")) if truth_file(path).exists()]
    if not paths:
        print(f"no PDF with its truth in {asked.folder}", file=sys.stderr)
        return 2
    truths = {path: read_truth(path) for path in paths}
    print(f"{len(paths)} documents\n{'reader':<16}{'tables':<20}{'':>6}{'true':>8}{'prec.':>8}{'recall':>8}"
          f"{'F1':>8}{'mean F1':>8}")  # fmt: skip
    short = []
    for reader in asked.reader or READERS:
        if not is_installed(reader):
            print(f"{reader} is not installed; it comes with: pip install 'ita-reports[bench]'")
            continue
        tables, stray = read_folder(reader, truths)
        for line in report_lines(reader, tables, stray, asked.show):
            print(line, flush=True)
        if reader == "this project":
            for ruling, bar in BARS.items():
                whole = sum((table.score for table in tables if table.ruling == ruling), Score())
                if whole.f1 < bar:
                    short.append(f"{NAMES[ruling]}: F1 {whole.f1:.3f} (needs {bar:g})")
    for sentence in short:
        print(f"SHORT: {sentence}")
    return 1 if short and asked.need else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
