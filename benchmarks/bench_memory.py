"""Memory of one worker on a book: ``python -m benchmarks.bench_memory [FILE] [--need] [--trace]``.

Reads the document in a fresh process as a run does, and prints the resident memory when some of its pages are begun, its growth a page
from page 20 on, the peak, and what is left when the same worker has read the document again and again. Without FILE: the 84-page book of
the corpus, else a book of 100 pages made of the report in raw/. What the growth holds is told by reading once more with every object of
Python counted: the result, and the rest. ``--trace`` names the lines that made it. ``--need`` exits with 1 where a bar is not reached.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bench_child import peak_mb
from benchmarks.bench_files import ROOT, corpus, repeat_pages

if TYPE_CHECKING:
    from pipeline.model import SourceDocument

BOOK = "bb-budget65-31.pdf"
PEAK, GROWTH, REST, AGAIN, FROM = 250.0, 0.1, 0.03, 0.03, 20
"""Bars: peak of a worker, MB; growth, MB a page, from page FROM on, in all and of what is not the result; and growth, MB a page, when a
worker reads the same document again (the result of the time before is gone)."""
TIMES = 4  # that a worker reads the document
SHOWN = 20  # every so many pages one is printed


def book(folder: Path) -> Path:
    """The document to read where none is named."""
    path = corpus() / "real" / BOOK
    return path if path.is_file() else repeat_pages(ROOT / "raw" / "2566" / "seed-word.pdf", 100, folder / "book.pdf")


def resident_mb() -> float:
    """Resident memory of this process now, MB."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def observe(path: Path, trace: bool) -> dict[str, Any]:
    """Read a document in this process; memory when each page was first loaded, at the end, at its peak, and after further readings."""
    import pypdfium2.raw as pdfium

    from pipeline.acquire import acquire_file
    from pipeline.batch.workers.document_stages import process

    source = acquire_file(path).source
    if trace:
        return _traced(source)
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
    said = {
        "pages": pages,
        "end": resident_mb(),
        "peak": peak_mb(),
        "count": len(outcome.document.pages),
        "failure": outcome.failure,
    }
    del outcome
    said["again"] = [_after(lambda: process(source)) for _ in range(TIMES - 1)]
    return said


def _after(read: Callable[[], Any]) -> float:
    """Resident memory once a result is gone, MB."""
    read()
    gc.collect()
    return resident_mb()


def _traced(source: SourceDocument) -> dict[str, Any]:
    """What Python's objects hold while the document is extracted: MB a page from page FROM on, and the lines that made most of it."""
    import tracemalloc

    from pipeline.extract import ReadOptions, extract

    extract(source, ReadOptions(pages=(1, 1)))  # what is loaded once is there
    tracemalloc.start()
    held: dict[int, int] = {}
    options = ReadOptions(on_page=lambda number: held.__setitem__(number, tracemalloc.get_traced_memory()[0]))
    document = extract(source, options)
    lines = [
        f"{stat.size / 1e6:7.1f} MB  {_place(stat.traceback)}"
        for stat in tracemalloc.take_snapshot().statistics("lineno")[:15]
    ]
    return {"held": lines, "result": growth({n: size / 1e6 for n, size in held.items()}), "count": len(document.pages)}


def _place(frames: Any) -> str:
    frame = frames[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def growth(pages: dict[int, float]) -> float:
    """MB a page from page FROM to the last one loaded; 0 for a shorter document."""
    last = max(pages)
    return (pages[last] - pages[FROM]) / (last - FROM) if last > FROM and FROM in pages else 0.0


def report(said: dict[str, Any], say: Callable[[str], None]) -> list[str]:
    """Print what was observed; gives what does not reach its bar."""
    pages = {int(n): mb for n, mb in said["pages"].items()}
    for n in sorted({1, *range(SHOWN, len(pages), SHOWN), max(pages)} & set(pages)):
        say(f"page {n:>5} begun      {pages[n]:>7.1f} MB")
    say(f"all stages done       {said['end']:>7.1f} MB")
    say(f"peak                  {said['peak']:>7.1f} MB")
    more, result = growth(pages), said["result"]
    again = (said["again"][-1] - said["again"][0]) / (len(said["again"]) - 1) / len(pages)
    say(f"growth from page {FROM}   {more:>7.3f} MB a page: {result:.3f} are the result, {more - result:.3f} the rest")
    say(
        "read again            "
        + ", ".join(f"{mb:.1f}" for mb in said["again"])
        + f" MB left: {again:.3f} MB a page and reading"
    )
    found = (
        (more, GROWTH, f"MB a page from page {FROM} on"),
        (more - result, REST, f"MB a page from page {FROM} on beside the result"),
        (again, AGAIN, "MB a page when read again"),
        (said["peak"], PEAK, "MB at the peak"),
    )
    return [f"{value:.3f} {what} (needs at most {bar:g})" for value, bar, what in found if value > bar]


def main(arguments: list[str]) -> int:
    """Read in a fresh process, print; 1 where a bar is not reached."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bench_memory", description="Memory of one worker on a book."
    )
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is not reached")
    parser.add_argument("--trace", action="store_true", help="also what holds it, by the line that made it")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        print(json.dumps(observe(asked.file, asked.trace)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or book(Path(folder))
        said = _in_child(path)
        print(f"{path.name}: {said['count']} pages")
        if said["failure"]:
            print(said["failure"], file=sys.stderr)
            return 2
        traced = _in_child(path, "--trace")
        short = report({**traced, **said}, print)
        for line in traced["held"] if asked.trace else []:
            print(line)
    for sentence in short:
        print(f"SHORT: {sentence}")
    return 1 if short and asked.need else 0


def _in_child(path: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.bench_memory", str(path.resolve()), "--child", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.strip() or f"reading {path} ended with {done.returncode}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
