"""Readers side by side on the same pages: their cost, and how far their cells agree.

    python -m benchmarks.reading.compare_readers [FILES] [--need] [--rounds N] [--camelot-pages N] [--show N]

Per document and in all: CPU per page and peak memory of plain ``pdfplumber.extract_tables``, of camelot (lattice), of
this project (extract, normalize, stitch) and of the floor (PDFium reading each character's box and each path object).
Each reader runs in a fresh process; what it uses on a PDF of one drawn page is its start-up and is subtracted; of N
rounds the best counts. Then how far the cells agree with pdfplumber's. ``--need`` exits with 1 where a bar is not
reached. Without FILES, the documents of the corpus (``$ITA_CORPUS``, else ``../shared/corpus``) that have a text layer,
else the report in raw/.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.documents import documents, draw_page
from benchmarks.reading.reader_process import Usage, run_reader

MAX_CPU_RATIO = 0.25
"""Bar: CPU of this project over that of pdfplumber, on all documents together."""
MIN_EQUAL_SHARE = 0.995
"""Bar: share of equal cells on clean pages."""
OURS, PLAIN, CAMELOT, FLOOR = "this project", "pdfplumber", "camelot", "floor"
CAMELOT_TIMEOUT_S = 120.0


@dataclass
class DocumentCost:
    """What readers used on one document.

    Attributes:
        name: of the document.
        pages: of the document.
        cpu: by reader, CPU seconds without start-up.
        peak: by reader, largest resident memory, MB.
        pdfplumber_cpu: by reader, CPU seconds of pdfplumber on the pages that the reader read.
    """

    name: str
    pages: int = 0
    cpu: dict[str, float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)
    pdfplumber_cpu: dict[str, float] = field(default_factory=dict)

    def ratio(self, reader: str) -> float | None:
        """Return CPU of a reader over that of pdfplumber on the same pages; None where either is not known."""
        if reader not in self.cpu or not self.pdfplumber_cpu.get(reader):
            return None
        return self.cpu[reader] / self.pdfplumber_cpu[reader]


def measure_document(path: Path, startup: dict[str, Usage], rounds: int, camelot_pages: int) -> DocumentCost | None:
    """Run all readers on one document, in turns; return None where pdfplumber or this project cannot read it."""
    cost = DocumentCost(path.stem)
    best: dict[str, Usage] = {}
    for _ in range(rounds):
        for reader in startup:
            if reader != CAMELOT:
                used = run_reader(reader, path)
                if used is None:
                    return None
                if reader not in best or used.cpu < best[reader].cpu:
                    best[reader] = used
    marks = best[PLAIN].marks
    cost.pages = len(marks)
    if CAMELOT in startup and (used := run_reader(CAMELOT, path, min(camelot_pages, cost.pages), CAMELOT_TIMEOUT_S)):
        best[CAMELOT] = used
    for reader, used in best.items():
        read = min(camelot_pages, cost.pages) if reader == CAMELOT else cost.pages
        cost.cpu[reader] = max(used.cpu - startup[reader].cpu, 0.0)
        cost.peak[reader] = used.peak
        # pdfplumber's CPU on the first pages only, where the reader read no more
        cost.pdfplumber_cpu[reader] = max(
            (marks[read - 1] if read < cost.pages else best[PLAIN].cpu) - startup[PLAIN].cpu, 0.0
        )
    return cost


def total(costs: Iterable[DocumentCost]) -> DocumentCost:
    """Return the sum of all documents; the peak is the highest."""
    out = DocumentCost("in all")
    for cost in costs:
        out.pages += cost.pages
        for reader, seconds in cost.cpu.items():
            out.cpu[reader] = out.cpu.get(reader, 0.0) + seconds
            out.pdfplumber_cpu[reader] = out.pdfplumber_cpu.get(reader, 0.0) + cost.pdfplumber_cpu[reader]
            out.peak[reader] = max(out.peak.get(reader, 0.0), cost.peak[reader])
    return out


def measure_startup(folder: Path, rounds: int) -> dict[str, Usage]:
    """Return what each reader uses on one drawn page; camelot only where it is installed."""
    from importlib.util import find_spec

    page = draw_page(folder / "page.pdf")
    readers = [OURS, PLAIN, FLOOR, *([CAMELOT] if find_spec("camelot") else [])]
    out = {}
    for reader in readers:
        used = [u for u in (run_reader(reader, page) for _ in range(rounds)) if u is not None]
        if used:
            out[reader] = min(used, key=lambda u: u.cpu)
    return out


def report_cost(costs: list[DocumentCost], camelot: bool, write_line: Callable[[str], None]) -> None:
    """Print the table of ratios and of memory."""
    write_line("CPU per page, as a share of plain pdfplumber's on the same pages; peak memory in MB, start-up included")
    names = ("project", "floor", "camelot")
    write_line(f"{'document':<32}{'pages':>6}{'ms/page':>9} |{_row(names)} |{_row(('plain', *names))}")
    for cost in costs:
        per_page = 1000 * cost.cpu[PLAIN] / cost.pages
        shares = _row(_number(cost.ratio(reader), 3) for reader in (OURS, FLOOR, CAMELOT))
        peaks = _row(_number(cost.peak.get(reader), 0) for reader in (PLAIN, OURS, FLOOR, CAMELOT))
        write_line(f"{cost.name:<32}{cost.pages:>6}{per_page:>9.1f} |{shares} |{peaks}")
    if not camelot:
        write_line("camelot is not installed; it comes with: pip install 'ita-reports[bench]'")


def _row(values: Iterable[str]) -> str:
    return "".join(f"{value:>9}" for value in values)


def _number(value: float | None, places: int) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def report_cells(paths: list[Path], show: int, write_line: Callable[[str], None]) -> list[str]:
    """Print how far cells agree with pdfplumber's; return what does not reach its bar."""
    from benchmarks.reading.cell_agreement import Agreement, compare_document

    found = Agreement()
    for path in paths:
        found += compare_document(path)
    write_line(
        f"\ncells beside pdfplumber's: {found.pages} pages, {found.clean} with clean text in pdfplumber"
        + "".join(f", {n} left out ({why})" for why, n in found.left_out.items())
    )
    write_line(f"on clean pages    {found.both:>7,} cells found by both, {found.share:.2%} equal")
    write_line(
        f"on other pages    {found.both_else:>7,} clean cells found by both, {found.equal_else:,} equal, "
        f"{found.reordered:,} of the same characters in another order"
    )
    for side, counts in found.only.items():
        for why, n in counts.most_common():
            write_line(f"only {side:<13}{n:>7,} cells: {why}")
    to_see = [*found.unexplained_cells, *found.unequal_texts]
    for example in to_see[:show]:
        write_line(f"  {example}")
    if len(to_see) > show:
        write_line(f"  and {len(to_see) - show} more; --show {len(to_see)} names them all")
    short = (
        [f"{found.share:.2%} of cells equal on clean pages (needs {MIN_EQUAL_SHARE:.1%})"]
        if found.share < MIN_EQUAL_SHARE
        else []
    )
    return short + (
        [f"{found.unexplained} cells that only one side finds are unexplained"] if found.unexplained else []
    )


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where a bar is not reached, 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading.compare_readers",
        description="Readers of tables, side by side on the same pages.",
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is not reached")
    parser.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="runs of each reader, of which the best counts (default 3)"
    )
    parser.add_argument(
        "--camelot-pages", type=int, default=3, metavar="N", help="camelot reads the first N pages (default 3; 0: none)"
    )
    parser.add_argument("--only", choices=["cost", "cells"], help="one half of it")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="how many cells to name (default 10)")
    asked = parser.parse_args(arguments)
    paths = documents(asked.files)
    if not paths:
        print("no PDF with a text layer to read; name one", file=sys.stderr)
        return 2

    def write_line(text: str) -> None:
        print(text, flush=True)

    short: list[str] = []
    if asked.only != "cells":
        with tempfile.TemporaryDirectory() as folder:
            startup = measure_startup(Path(folder), asked.rounds)
        if asked.camelot_pages < 1:
            startup.pop(CAMELOT, None)
        costs = [cost for path in paths if (cost := measure_document(path, startup, asked.rounds, asked.camelot_pages))]
        if not costs:
            return 2
        whole = total(costs)
        report_cost([*costs, whole], CAMELOT in startup or asked.camelot_pages < 1, write_line)
        ratio = whole.ratio(OURS)
        if ratio is None or ratio > MAX_CPU_RATIO:
            short.append(f"{_number(ratio, 3)} of pdfplumber's CPU (needs at most {MAX_CPU_RATIO:g})")
    if asked.only != "cost":
        short += report_cells(paths, asked.show, write_line)
    for sentence in short:
        write_line(f"SHORT: {sentence}")
    return 1 if short and asked.need else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
