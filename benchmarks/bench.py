"""Readers side by side on the same pages: ``python -m benchmarks.bench [FILES] [--need] [--rounds N] [--camelot-pages N] [--show N]``.

Per document and in all: CPU per page and peak memory of plain ``pdfplumber.extract_tables``, of camelot (lattice), of this project
(extract, normalize, stitch) and of the floor (PDFium reading each character's box and each path object). Each reader runs in a fresh
process; what it uses on a PDF of one drawn page is its start-up and is subtracted; of N rounds the best counts. Then how far the cells
agree with pdfplumber's. ``--need`` exits with 1 where a bar is not reached. Without FILES, the documents of the corpus
(``$ITA_CORPUS``, else ``../shared/corpus``) that have a text layer, else raw/.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bench_child import Usage, run
from benchmarks.bench_files import documents, draw_page

RATIO, EQUAL = 0.25, 0.995
"""Bars: CPU of this project over that of pdfplumber, on all documents together; share of equal cells on clean pages."""
OURS, PLAIN, CAMELOT, FLOOR = "this project", "pdfplumber", "camelot", "floor"
CAMELOT_SECONDS = 120.0


@dataclass
class Line:
    """One document: pages, and per reader its CPU seconds without start-up, its peak (MB), and how many of the first pages it read."""

    name: str
    pages: int = 0
    cpu: dict[str, float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)
    same_pages: dict[str, float] = field(default_factory=dict)

    def ratio(self, reader: str) -> float | None:
        """CPU of a reader over that of pdfplumber on the same pages."""
        if reader not in self.cpu or not self.same_pages.get(reader):
            return None
        return self.cpu[reader] / self.same_pages[reader]


def measure(path: Path, startup: dict[str, Usage], rounds: int, camelot_pages: int) -> Line | None:
    """Run all readers on one document, in turns; None where pdfplumber or this project cannot read it."""
    line = Line(path.stem)
    best: dict[str, Usage] = {}
    for _ in range(rounds):
        for reader in startup:
            if reader != CAMELOT:
                used = run(reader, path)
                if used is None:
                    return None
                if reader not in best or used.cpu < best[reader].cpu:
                    best[reader] = used
    marks = best[PLAIN].marks
    line.pages = len(marks)
    if CAMELOT in startup and (used := run(CAMELOT, path, min(camelot_pages, line.pages), CAMELOT_SECONDS)):
        best[CAMELOT] = used
    for reader, used in best.items():
        read = min(camelot_pages, line.pages) if reader == CAMELOT else line.pages
        line.cpu[reader] = max(used.cpu - startup[reader].cpu, 0.0)
        line.peak[reader] = used.peak
        # the other pages' share of what pdfplumber did
        line.same_pages[reader] = max(
            (marks[read - 1] if read < line.pages else best[PLAIN].cpu) - startup[PLAIN].cpu, 0.0
        )
    return line


def total(lines: Iterable[Line]) -> Line:
    """All documents together; the peak is the highest."""
    out = Line("in all")
    for line in lines:
        out.pages += line.pages
        for reader, seconds in line.cpu.items():
            out.cpu[reader] = out.cpu.get(reader, 0.0) + seconds
            out.same_pages[reader] = out.same_pages.get(reader, 0.0) + line.same_pages[reader]
            out.peak[reader] = max(out.peak.get(reader, 0.0), line.peak[reader])
    return out


def starts(folder: Path, rounds: int) -> dict[str, Usage]:
    """Per reader what it uses on one drawn page; camelot only where it is installed."""
    from importlib.util import find_spec

    page = draw_page(folder / "page.pdf")
    readers = [OURS, PLAIN, FLOOR, *([CAMELOT] if find_spec("camelot") else [])]
    out = {}
    for reader in readers:
        used = [u for u in (run(reader, page) for _ in range(rounds)) if u is not None]
        if used:
            out[reader] = min(used, key=lambda u: u.cpu)
    return out


def report_cost(lines: list[Line], camelot: bool, say: Callable[[str], None]) -> None:
    """The table of ratios and of memory."""
    say("CPU per page, as a share of plain pdfplumber's on the same pages; peak memory in MB, start-up included")
    names = ("project", "floor", "camelot")
    say(f"{'document':<32}{'pages':>6}{'ms/page':>9} |{_row(names)} |{_row(('plain', *names))}")
    for line in lines:
        per_page = 1000 * line.cpu[PLAIN] / line.pages
        shares = _row(_number(line.ratio(reader), 3) for reader in (OURS, FLOOR, CAMELOT))
        peaks = _row(_number(line.peak.get(reader), 0) for reader in (PLAIN, OURS, FLOOR, CAMELOT))
        say(f"{line.name:<32}{line.pages:>6}{per_page:>9.1f} |{shares} |{peaks}")
    if not camelot:
        say("camelot is not installed; it comes with: pip install 'ita-reports[bench]'")


def _row(values: Iterable[str]) -> str:
    return "".join(f"{value:>9}" for value in values)


def _number(value: float | None, places: int) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def report_cells(paths: list[Path], show: int, say: Callable[[str], None]) -> list[str]:
    """Agreement of cells with pdfplumber; gives what does not reach its bar."""
    from benchmarks.bench_cells import Agreement, compare

    found = Agreement()
    for path in paths:
        found.add(compare(path))
    say(
        f"\ncells beside pdfplumber's: {found.pages} pages, {found.clean} with clean text in pdfplumber"
        + "".join(f", {n} left out ({why})" for why, n in found.left_out.items())
    )
    say(f"on clean pages    {found.both:>7,} cells found by both, {found.share:.2%} equal")
    say(
        f"on other pages    {found.both_else:>7,} clean cells found by both, {found.equal_else:,} equal, "
        f"{found.reordered:,} of the same characters in another order"
    )
    for side, counts in found.only.items():
        for why, n in counts.most_common():
            say(f"only {side:<13}{n:>7,} cells: {why}")
    to_see = [*found.strays, *found.examples]
    for example in to_see[:show]:
        say(f"  {example}")
    if len(to_see) > show:
        say(f"  and {len(to_see) - show} more; --show {len(to_see)} names them all")
    short = [f"{found.share:.2%} of cells equal on clean pages (needs {EQUAL:.1%})"] if found.share < EQUAL else []
    return short + (
        [f"{found.unexplained} cells that only one side finds are unexplained"] if found.unexplained else []
    )


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where a bar is not reached, 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bench", description="Readers of tables, side by side on the same pages."
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

    def say(text: str) -> None:
        print(text, flush=True)

    short: list[str] = []
    if asked.only != "cells":
        with tempfile.TemporaryDirectory() as folder:
            startup = starts(Path(folder), asked.rounds)
        if asked.camelot_pages < 1:
            startup.pop(CAMELOT, None)
        lines = [line for path in paths if (line := measure(path, startup, asked.rounds, asked.camelot_pages))]
        if not lines:
            return 2
        whole = total(lines)
        report_cost([*lines, whole], CAMELOT in startup or asked.camelot_pages < 1, say)
        ratio = whole.ratio(OURS)
        if ratio is None or ratio > RATIO:
            short.append(f"{_number(ratio, 3)} of pdfplumber's CPU (needs at most {RATIO:g})")
    if asked.only != "cost":
        short += report_cells(paths, asked.show, say)
    for sentence in short:
        say(f"SHORT: {sentence}")
    return 1 if short and asked.need else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
