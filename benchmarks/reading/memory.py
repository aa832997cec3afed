"""Memory of one worker on a long document: ``python -m benchmarks.reading.memory [FILE] [--need] [--trace]``.

Read the document in a fresh process as a run does, and print the resident memory when some of its pages are begun, its
growth a page from page 20 on, the peak, and what is left when the same worker has read the document again and again.
Without FILE: the 84-page book of the corpus, else 100 pages made of the report in raw/. The document is read once more
with every Python object counted, which parts the growth into the result and the rest. ``--trace`` names the lines that
allocated it. ``--need`` exits with 1 where a bar is not reached.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.documents import ROOT, corpus, repeat_pages
from benchmarks.reading.reader_process import peak_mb

if TYPE_CHECKING:
    from pipeline.model import SourceDocument

BOOK = "bb-budget65-31.pdf"
FIRST_PAGE = 20
"""Growth is measured from this page on: what is loaded once is there by then."""
READINGS = 4
"""How often one worker reads the document."""
PRINTED_EVERY = 20
"""Memory is printed for every so many pages."""


@dataclass(frozen=True, slots=True)
class MemoryBars:
    """Upper bars, MB (10^6 bytes).

    Attributes:
        peak: of a worker.
        growth: a page, from FIRST_PAGE on.
        rest: of that growth, what is not the result.
        again: a page, when a worker reads the same document again; the result of the time before is gone.
    """

    peak: float = 250.0
    growth: float = 0.1
    rest: float = 0.03
    again: float = 0.03


BARS = MemoryBars()


def long_document(folder: Path) -> Path:
    """Return the document to read where none is named; made in the folder where the corpus has none."""
    path = corpus() / "real" / BOOK
    return path if path.is_file() else repeat_pages(ROOT / "raw" / "2566" / "seed-word.pdf", 100, folder / "book.pdf")


def resident_mb() -> float:
    """Return the resident memory of this process now, MB."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def observe(path: Path, trace: bool) -> dict[str, Any]:
    """Read a document in this process, and again; return the memory (MB) when each page was loaded, and after."""
    import pypdfium2.raw as pdfium

    from pipeline.acquire import acquire_file
    from pipeline.batch.workers.document_stages import process

    source = acquire_file(path).source
    if trace:
        return _trace_allocations(source)
    pages: dict[int, float] = {}
    load = pdfium.FPDF_LoadPage

    def watched(handle: Any, index: int) -> Any:
        pages.setdefault(index + 1, resident_mb())
        return load(handle, index)

    pdfium.FPDF_LoadPage = watched
    try:
        outcome = process(source)
    finally:
        pdfium.FPDF_LoadPage = load
    observed = {
        "pages": pages,
        "end": resident_mb(),
        "peak": peak_mb(),
        "count": len(outcome.document.pages),
        "failure": outcome.failure,
    }
    del outcome
    observed["again"] = [_memory_after(lambda: process(source)) for _ in range(READINGS - 1)]
    return observed


def _memory_after(read: Callable[[], Any]) -> float:
    """Read, drop the result, and return the resident memory, MB."""
    read()
    gc.collect()
    return resident_mb()


def _trace_allocations(source: SourceDocument) -> dict[str, Any]:
    """Extract a document; return how Python's objects grow, MB a page, and the lines that allocated most of them."""
    import tracemalloc

    from pipeline.extract import ReadOptions, extract

    extract(source, ReadOptions(pages=(1, 1)))  # so that what is loaded once is not counted
    tracemalloc.start()
    held: dict[int, int] = {}
    options = ReadOptions(on_page=lambda number: held.__setitem__(number, tracemalloc.get_traced_memory()[0]))
    document = extract(source, options)
    lines = [
        f"{stat.size / 1e6:7.1f} MB  {_source_line(stat.traceback)}"
        for stat in tracemalloc.take_snapshot().statistics("lineno")[:15]
    ]
    return {"held": lines, "result": growth({n: size / 1e6 for n, size in held.items()}), "count": len(document.pages)}


def _source_line(frames: Any) -> str:
    frame = frames[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def growth(pages: dict[int, float]) -> float:
    """Return MB a page from FIRST_PAGE to the last one loaded; 0 for a shorter document."""
    last = max(pages)
    if last <= FIRST_PAGE or FIRST_PAGE not in pages:
        return 0.0
    return (pages[last] - pages[FIRST_PAGE]) / (last - FIRST_PAGE)


def report(observed: dict[str, Any], write_line: Callable[[str], None]) -> list[str]:
    """Print what was observed; return what does not reach its bar."""
    pages = {int(n): mb for n, mb in observed["pages"].items()}
    for n in sorted({1, *range(PRINTED_EVERY, len(pages), PRINTED_EVERY), max(pages)} & set(pages)):
        write_line(f"page {n:>5} begun      {pages[n]:>7.1f} MB")
    write_line(f"all stages done       {observed['end']:>7.1f} MB")
    write_line(f"peak                  {observed['peak']:>7.1f} MB")
    all_growth, result = growth(pages), observed["result"]
    again = (observed["again"][-1] - observed["again"][0]) / (len(observed["again"]) - 1) / len(pages)
    write_line(
        f"growth from page {FIRST_PAGE}   {all_growth:>7.3f} MB a page: {result:.3f} are the result, "
        f"{all_growth - result:.3f} the rest"
    )
    write_line(
        "read again            "
        + ", ".join(f"{mb:.1f}" for mb in observed["again"])
        + f" MB left: {again:.3f} MB a page and reading"
    )
    found = (
        (all_growth, BARS.growth, f"MB a page from page {FIRST_PAGE} on"),
        (all_growth - result, BARS.rest, f"MB a page from page {FIRST_PAGE} on beside the result"),
        (again, BARS.again, "MB a page when read again"),
        (observed["peak"], BARS.peak, "MB at the peak"),
    )
    return [f"{value:.3f} {what} (needs at most {bar:g})" for value, bar, what in found if value > bar]


def main(arguments: list[str]) -> int:
    """Read in a fresh process, print; 1 where a bar is not reached."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading.memory", description="Memory of one worker on a long document."
    )
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is not reached")
    parser.add_argument("--trace", action="store_true", help="also what holds it, by the line that allocated it")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        print(json.dumps(observe(asked.file, asked.trace)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or long_document(Path(folder))
        observed = _observe_in_process(path)
        print(f"{path.name}: {observed['count']} pages")
        if observed["failure"]:
            print(observed["failure"], file=sys.stderr)
            return 2
        traced = _observe_in_process(path, "--trace")
        short = report({**traced, **observed}, print)
        for line in traced["held"] if asked.trace else []:
            print(line)
    for sentence in short:
        print(f"SHORT: {sentence}")
    return 1 if short and asked.need else 0


def _observe_in_process(path: Path, *options: str) -> dict[str, Any]:
    """Call this command in a fresh process; return what it observed."""
    command = [sys.executable, "-m", "benchmarks.reading.memory", str(path.resolve()), "--child", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.strip() or f"reading {path} ended with {done.returncode}")
    observed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return observed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
