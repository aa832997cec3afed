"""Pages as offices publish them, held against their text layers: ``python -m benchmarks.reading.real_pages``.

    python -m benchmarks.reading.real_pages [--kind KIND ...] [--count N] [--seed N] [--show] [--keep FOLDER] [--need]

Photographs, stamped and signed pages, two pages in one picture and poor print are made of the shipped documents
(``benchmarks.typesetting.real_pages``), and of ``--count`` forms of each of some kinds that are typeset for it. A line
for each kind says: cells found with their spans, characters wrong, figures right, empty (withheld), wrong in a cell
that no finding names, tables that are none, and CPU against plain ``tesseract -l tha+eng`` on the same pictures.
``--need`` exits with 1 where a bar is not reached.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple, TypeVar

from benchmarks.documents import ROOT
from benchmarks.reading.reader_process import peak_mb
from benchmarks.reading.scan_comparison import ScanTally, compare_cells
from benchmarks.reading.scan_readers import can_read_scans
from benchmarks.reading.scans import tesseract_seconds
from benchmarks.typesetting import forms
from benchmarks.typesetting.real_pages import KINDS, make_real_pages

T = TypeVar("T")
SHIPPED = (("score-sheet", (1,)), ("results-of-many-bodies", (1, 2)), ("disclosure-checklist", (1, 2)))
"""Documents of raw/, and which of their pages are taken."""
FORMS = ("full_sheet", "district_list", "indicator_list", "report_topics")
"""Kinds of forms that are typeset where more is asked for; their first pages are taken."""


class RealPageBars(NamedTuple):
    """What is asked for.

    Attributes:
        min_cells: share of cells found with their spans, over all kinds.
        max_silent: figures that are wrong without a finding, over all kinds.
        max_false_tables: over all kinds.
        max_cpu_ratio: CPU over that of plain Tesseract, of each kind.
        max_memory_mb: MB of the process, at its peak.
    """

    min_cells: float = 0.97
    max_silent: int = 0
    max_false_tables: int = 0
    max_cpu_ratio: float = 3.0
    max_memory_mb: float = 500.0


BARS = RealPageBars()


class Source(NamedTuple):
    """A PDF with a text layer, and its pages (1-based) of which pictures are made."""

    path: Path
    pages: Sequence[int]


def sources(folder: Path, names: Sequence[str] | None, count: int, seed: int) -> list[Source]:
    """Return documents to make pictures of: those of raw/ that are named, or all, and ``count`` forms of each kind.

    The forms are typeset in ``folder``.
    """
    shipped = {path.stem: path for path in sorted((ROOT / "raw").glob("*/*.pdf"))}
    out = [Source(shipped[name], pages) for name, pages in SHIPPED if name in (names or shipped)]
    drawn = forms.typeset(folder, count, seed, FORMS) if count else []
    return out + [Source(path, (1,)) for path in drawn]


def in_own_process(function: Callable[..., T], *arguments: Any) -> T:
    """Return what a function returns in a process of its own, whose memory is not this one's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def measure_kind(kind: str, found: Sequence[Source], folder: Path, seed: int) -> tuple[ScanTally, float]:
    """Read pictures of a kind.

    Returns:
        What was counted, and CPU against plain Tesseract (0 where it is not installed).
    """
    from pipeline.acquire import acquire_file
    from pipeline.extract import ReadOptions, extract
    from pipeline.normalize import normalize

    total, plain = ScanTally(kind), 0.0
    for source in found:
        path = folder / f"{source.path.stem}-{kind}.pdf"
        groups = in_own_process(make_real_pages, source.path, path, kind, source.pages, seed)
        scan, text = acquire_file(path).source, acquire_file(source.path).source
        for number, group in enumerate(groups, 1):
            start = time.process_time()
            read = normalize(extract(scan, ReadOptions(pages=(number, number))))
            total += ScanTally(kind, pages=1, seconds=time.process_time() - start)
            truth = [
                t for page in group for t in normalize(extract(text, ReadOptions(pages=(page, page)))).pages[0].tables
            ]
            total += compare_cells(f"{source.path.stem} {kind}", read, truth, number)
        if which("tesseract"):
            plain += tesseract_seconds(path, range(1, len(groups) + 1)) * len(groups)
    return total, total.seconds / plain if plain else 0.0


def main(arguments: list[str]) -> int:
    """Print a line per kind.

    Returns:
        1 where ``--need`` is given and a bar is not reached, 2 where scans cannot be read.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", action="append", choices=list(KINDS))
    parser.add_argument("--count", type=int, default=0, help="forms of each kind that are typeset as well")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--document", action="append", choices=[name for name, _ in SHIPPED], help="of raw/; all")
    parser.add_argument("--keep", type=Path, help="a folder in which the pictures are left")
    parser.add_argument("--show", action="store_true", help="print cells that differ")
    parser.add_argument("--need", action="store_true")
    chosen = parser.parse_args(arguments)
    if not can_read_scans():
        return 2
    total, slow = ScanTally("all"), []
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        found = sources(folder, chosen.document, chosen.count, chosen.seed)
        for kind in chosen.kind or KINDS:
            tally, ratio = measure_kind(kind, found, folder, chosen.seed)
            total += tally
            slow += [kind] if ratio > BARS.max_cpu_ratio else []
            print(f"{tally.line()}  CPU {ratio:.2f} x tesseract", flush=True)
            for example in tally.examples if chosen.show else ():
                print(f"    {example}")
    print(f"{total.line()}  peak {peak_mb():.0f} MB")
    short = [
        *(["cells"] if total.found < BARS.min_cells * total.cells else []),
        *(["silent figures"] if total.silent > BARS.max_silent else []),
        *(["false tables"] if total.false_tables > BARS.max_false_tables else []),
        *(f"CPU of {kind}" for kind in slow),
        *(["memory"] if peak_mb() > BARS.max_memory_mb else []),
    ]
    print(f"short of its bars: {', '.join(short)}" if short else "all at their bars")
    return 1 if short and chosen.need else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
