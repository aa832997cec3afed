"""One reader on one document in a process of its own.

    python -m benchmarks.reading.reader_process READER FILE [PAGES]

Print a line of JSON: CPU seconds (user and system) and peak memory of the process, and the CPU seconds gone when each
page was done. Nothing but the reader is imported.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.documents import ROOT


@dataclass(frozen=True)
class Usage:
    """What a reader used on a document.

    Attributes:
        cpu: seconds of the whole process.
        peak: largest resident memory of the process, MB (10^6 bytes).
        marks: CPU seconds since the process began, after each page; one entry only where a reader returns all pages at
            once.
    """

    cpu: float
    peak: float
    marks: tuple[float, ...]


def run_reader(reader: str, path: Path, pages: int | None = None, timeout: float | None = None) -> Usage | None:
    """Measure a reader in a fresh process; return None where it fails or takes longer than ``timeout`` (seconds)."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.reading.reader_process",
        reader,
        str(path.resolve()),
        *([] if pages is None else [str(pages)]),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=timeout)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        message = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"{reader} failed on {path.name}: {message}", file=sys.stderr)
        return None
    used = json.loads(done.stdout.splitlines()[-1])
    return Usage(used["cpu"], used["peak"], tuple(used["marks"]))


def _this_project(path: str, pages: int | None) -> Iterator[None]:
    """Read with this project: extract, normalize, stitch."""
    import pipeline

    if pages is not None:
        raise SystemExit("this reader reads whole documents")
    pipeline.read_tables(path)
    yield


def _pdfplumber(path: str, pages: int | None) -> Iterator[None]:
    """Read with pdfplumber as its documentation does."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in islice(pdf.pages, pages):
            page.extract_tables()
            yield


def _camelot(path: str, pages: int | None) -> Iterator[None]:
    """Read with camelot (lattice), all pages in one call."""
    import camelot

    camelot.read_pdf(path, pages="all" if pages is None else f"1-{pages}", flavor="lattice", suppress_stdout=True)
    yield


def _floor(path: str, pages: int | None) -> Iterator[None]:
    """Do the least that a reader on PDFium must do: get the box of each character and the bounds of each path."""
    import ctypes

    import pypdfium2
    import pypdfium2.raw as pdfium

    def visit(count: int, get: Callable[[int], object]) -> None:
        for i in range(count):
            item = get(i)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                pdfium.FPDFPageObj_GetBounds(item, *floats)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                visit(pdfium.FPDFFormObj_CountObjects(item), lambda k, form=item: pdfium.FPDFFormObj_GetObject(form, k))

    floats = tuple(ctypes.c_float() for _ in range(4))
    doubles = tuple(ctypes.c_double() for _ in range(4))
    pdf = pypdfium2.PdfDocument(path)
    for n in range(len(pdf) if pages is None else min(pages, len(pdf))):
        page = pdfium.FPDF_LoadPage(pdf.raw, n)
        text = pdfium.FPDFText_LoadPage(page)
        for i in range(pdfium.FPDFText_CountChars(text)):
            pdfium.FPDFText_GetUnicode(text, i)
            pdfium.FPDFText_GetCharBox(text, i, *doubles)
        visit(pdfium.FPDFPage_CountObjects(page), lambda k, page=page: pdfium.FPDFPage_GetObject(page, k))
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
        yield


READERS: dict[str, Callable[[str, int | None], Iterator[None]]] = {
    "this project": _this_project,
    "pdfplumber": _pdfplumber,
    "camelot": _camelot,
    "floor": _floor,
}


def cpu_seconds() -> float:
    """Return user and system time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """Return the largest resident memory of this process, MB.

    Linux hands the peak of the process that started this one on to ``getrusage``; /proc has this one's own.
    """
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def main(arguments: list[str]) -> int:
    """Read, and print what was used."""
    reader, path, *limit = arguments
    marks = [round(cpu_seconds(), 4) for _ in READERS[reader](path, int(limit[0]) if limit else None)]
    print(json.dumps({"cpu": round(cpu_seconds(), 4), "peak": round(peak_mb(), 1), "marks": marks}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
