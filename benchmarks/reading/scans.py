"""Reading of scans held against the text layers that they were made of: ``python -m benchmarks.reading.scans``.

    python -m benchmarks.reading.scans [--pages N] [--kind KIND ...] [--show] [--need]

Scans are made of PDFs that have a text layer (``benchmarks.typesetting.scan_degradation``), and, where the corpus is
there, its scanned edition of the shipped report is read too. Each is compared cell by cell with the text layer: cells
found with their spans, characters wrong, figures (codes and numbers that fill a cell) right, empty, and wrong without a
finding. The cost is set against plain ``tesseract -l tha+eng`` on the same pictures, in the same run. ``--need`` exits
with 1 where a bar is not reached.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which

from benchmarks.documents import ROOT, corpus
from benchmarks.reading.reader_process import peak_mb
from benchmarks.reading.scan_comparison import BARS, ScanTally, compare_scan
from benchmarks.reading.scan_readers import can_read_scans
from benchmarks.typesetting.scan_degradation import KINDS, make_scan

TESSERACT_PAGES = 6
"""Pages that plain Tesseract reads for comparison, about."""


def tesseract_seconds(scan: Path, pages: Sequence[int]) -> float:
    """Return CPU seconds a page of plain Tesseract on the pictures that this project reads."""
    import pypdfium2.raw as pdfium
    from PIL import Image

    from pipeline.extract.scan.image.page_image import load_page_image
    from pipeline.extract.tables.geometry import Frame

    handle = pdfium.FPDF_LoadDocument(str(scan).encode() + b"\0", None)
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number in pages:
            page = pdfium.FPDF_LoadPage(handle, number - 1)
            width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            picture = load_page_image(page, Frame(0, 0, width, height, 0))
            pdfium.FPDF_ClosePage(page)
            path = Path(folder, "page.png")
            Image.fromarray(picture.gray).save(path, dpi=(picture.dpi, picture.dpi))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                ["tesseract", path, "-", "-l", "tha+eng"],
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                capture_output=True,
                check=True,
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pdfium.FPDF_CloseDocument(handle)
    return spent / len(pages)


def sources() -> Iterator[Path]:
    """Yield PDFs with a text layer that scans are made of: documents of the corpus, else the report that is shipped."""
    editions = [corpus() / "editions" / f"{name}.pdf" for name in ("seed-word", "dev-a", "dev-d")]
    found = [p for p in editions if p.is_file()]
    yield from found or [ROOT / "raw" / "2566" / "seed-word.pdf"]


def main(arguments: list[str]) -> int:
    """Print a line per kind of scan, and the cost.

    Returns:
        1 where ``--need`` is given and a bar is not reached, 2 where scans cannot be read.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2, help="of each source and kind")
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--show", action="store_true", help="print cells that differ")
    parser.add_argument("--need", action="store_true")
    chosen = parser.parse_args(arguments)
    if not can_read_scans():
        return 2
    with tempfile.TemporaryDirectory() as folder:
        scan, pages = _scan_of_report(Path(folder), 4 * chosen.pages)
        report = compare_scan("scan of the shipped report", scan, _shipped_report(), [(n, n) for n in pages])
        tallies = [report]
        _print_tally(report, chosen.show)
        ratio = _cost_ratio(report, scan, pages)
        memory = peak_mb()
        for kind in chosen.kind or KINDS:
            tallies.append(_compare_kind(kind, Path(folder), chosen.pages))
            _print_tally(tallies[-1], chosen.show)
    figures = sum(tallies, ScanTally("figures"))
    short = (
        figures.right < BARS.min_right_figures * figures.figures
        or figures.silent > BARS.max_silent_figures * figures.figures
    )
    print(
        f"figures in all {figures.right}/{figures.figures} lost {figures.lost} silently wrong {figures.silent}"
        + ("  | SHORT" if short else "")
    )
    print(
        f"CPU against plain tesseract {ratio:.2f} (at most {BARS.max_cpu_ratio:g}), "
        f"peak of the process {memory:.0f} MB (at most {BARS.max_memory_mb:.0f})"
    )
    short = short or ratio > BARS.max_cpu_ratio or memory > BARS.max_memory_mb
    short = short or any(tally.shortfalls() for tally in tallies)
    return 1 if short and chosen.need else 0


def _print_tally(tally: ScanTally, show_examples: bool) -> None:
    shortfalls = tally.shortfalls()
    print(tally.line() + (f"  | SHORT: {'; '.join(shortfalls)}" if shortfalls else ""), flush=True)
    for example in tally.examples if show_examples else ():
        print(f"    {example}")


def _shipped_report() -> Path:
    return ROOT / "raw" / "2566" / "seed-word.pdf"


def _scan_of_report(folder: Path, count: int) -> tuple[Path, list[int]]:
    """Return a scan of the shipped report and about ``count`` of its pages: that of the corpus, else one made here."""
    edition = corpus() / "editions" / "seed-word-scan200.pdf"
    if edition.is_file():
        return edition, list(range(1, 42, max(1, 41 // count)))
    pages = list(range(1, 1 + count))
    return make_scan(_shipped_report(), folder / "cost.pdf", "office-200", pages), pages


def _compare_kind(kind: str, folder: Path, count: int) -> ScanTally:
    """Make scans of a kind, of pages 2 to ``count`` + 1 of each source, and compare them."""
    total, numbers = ScanTally(kind), range(2, 2 + count)
    for source in sources():
        scan = make_scan(source, folder / f"{source.stem}-{kind}.pdf", kind, numbers)
        total += compare_scan(kind, scan, source, [(k + 1, n) for k, n in enumerate(numbers)])
    return total


def _cost_ratio(tally: ScanTally, scan: Path, pages: list[int]) -> float:
    """Return our seconds a page over those of plain Tesseract; 0 where it is not installed as a program."""
    if which("tesseract") is None:
        return 0.0
    sample = pages[:: max(1, len(pages) // TESSERACT_PAGES)]
    return tally.seconds / tally.pages / tesseract_seconds(scan, sample)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
