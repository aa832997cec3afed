"""Reading of scans beside their text layers: ``python -m benchmarks.scans [--pages N] [--need]``.

Scans are made of PDFs that have a text layer (benchmarks.damage says how they are spoiled), and, where the corpus is there, its scanned
edition of the shipped report is read too. Each is compared cell by cell with the text layer: cells found with their spans, characters
wrong, figures (codes and numbers that fill a cell) right, empty, and wrong without a finding. The cost is set against plain
``tesseract -l tha+eng`` on the same pictures, in the same run. ``--need`` exits with 1 where a bar is not reached.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from benchmarks.bench_child import peak_mb
from benchmarks.bench_files import ROOT, corpus
from benchmarks.damage import KINDS, make_scan
from benchmarks.score import ARABIC, tight

CELLS, CER, WRONG, FIGURES, RATIO, MEMORY = 1.0, 0.025, 0.002, 0.99, 2.0, 700.0
"""Bars: share of cells found, of characters wrong at 200 dpi and above, of figures wrong without a finding and right (over all kinds), CPU
against plain Tesseract, megabytes of a process."""
PLAIN_SAMPLE = 6  # pages that plain Tesseract reads for comparison
SHOWN = ("office-150", "stamped")  # kinds whose characters are shown, not judged: too coarse, or covered
FIGURE = re.compile(r"[A-Za-z]{0,2}\d{1,3}|-?[\d,]+(\.\d+)?%?")


@dataclass
class Tally:
    """What was counted over some pages.

    A figure is lost where its cell is empty, silent where it is wrong and no finding names its cell.
    """

    name: str
    pages: int = 0
    cells: int = 0
    found: int = 0
    characters: int = 0
    errors: int = 0
    figures: int = 0
    right: int = 0
    lost: int = 0
    silent: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    def line(self) -> str:
        """One line for people."""
        pace = self.seconds / max(1, self.pages)
        return (
            f"{self.name:<26} pages {self.pages:>3}  cells {self.found}/{self.cells}  cer {self.errors / max(1, self.characters):.4f}  "
            f"figures {self.right}/{self.figures} lost {self.lost} silently wrong {self.silent}  {pace:.2f} s/page"
        )

    def lacks(self) -> list[str]:
        """What is below its bar, in words."""
        out = []
        if self.found < CELLS * self.cells:
            out.append(f"cells {self.found} of {self.cells}")
        if self.name not in SHOWN and self.errors > CER * self.characters:
            out.append(f"cer {self.errors / self.characters:.4f}")
        return out


def compare(name: str, scan: Path, text: Path, pairs: Sequence[tuple[int, int]]) -> Tally:
    """Read some pages of a scan, and of the PDF that it is of, and compare their cells.

    Args:
        name: for the line.
        scan, text: PDFs.
        pairs: page of the scan, page of the text.
    """
    from rapidfuzz.distance import Levenshtein

    from pipeline.acquire import acquire_file
    from pipeline.check.rule_registry import Raise, all_rules
    from pipeline.check.rules.ocr_rules import number_unsure, readers_disagree
    from pipeline.extract.pdf.document import read_pdf
    from pipeline.model import Report
    from pipeline.normalize import normalize

    rules = {rule.id: Raise(rule) for rule in all_rules()}
    tally = Tally(name)
    for number, of in pairs:
        start = time.process_time()
        document = normalize(read_pdf(acquire_file(scan).source, (number, number)))
        tally.seconds += time.process_time() - start
        true = normalize(read_pdf(acquire_file(text).source, (of, of))).pages[0]
        named = {
            (f.table_no, f.row, f.column)
            for check in (number_unsure, readers_disagree)
            for f in check(rules["ocr." + check.__name__], document, Report())
        }
        tally.pages += 1
        got = {
            (n, c.row, c.column, c.rowspan, c.colspan): c
            for n, t in enumerate(document.pages[0].tables)
            for c in t.cells
        }
        for n, table in enumerate(true.tables):
            for cell in table.cells:
                ours = got.get((n, cell.row, cell.column, cell.rowspan, cell.colspan))
                wanted, have = tight(cell.text), tight(ours.text) if ours else ""
                tally.cells += 1
                tally.found += ours is not None
                tally.characters += len(wanted)
                wrong = Levenshtein.distance(wanted, have)
                tally.errors += min(wrong, max(len(wanted), 1))
                if wrong and len(tally.examples) < 40:
                    tally.examples.append(
                        f"page {number} row {cell.row} column {cell.column}: {wanted[:90]} | {have[:90]}"
                    )
                if FIGURE.fullmatch(wanted):
                    tally.figures += 1
                    same = _figure(have) == _figure(wanted)
                    tally.right += same
                    tally.lost += not have
                    place = (document.pages[0].tables[n].table_no, ours.row, ours.column) if ours else None
                    tally.silent += bool(have) and not same and place not in named
    return tally


def _figure(text: str) -> str:
    """A figure for comparison: a code's I and O are what engines call 1 and 0, and the codebook knows better."""
    return text.translate(ARABIC).upper().replace("I", "1").replace("L", "1").replace("O", "0")


def plain_seconds(scan: Path, pages: Sequence[int]) -> float:
    """CPU seconds a page of plain Tesseract on the pictures that this project reads."""
    import pypdfium2.raw as pdfium
    from PIL import Image

    from pipeline.extract.scan.image.page_image import load_page_image
    from pipeline.extract.tables.geometry import Frame

    handle = pdfium.FPDF_LoadDocument(str(scan).encode() + b"\0", None)
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number in pages:
            page = pdfium.FPDF_LoadPage(handle, number - 1)
            wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            picture = load_page_image(page, Frame(0, 0, wide, high, 0))
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
    """PDFs with a text layer that scans are made of: typeset editions of the corpus, else the report that is shipped."""
    editions = [corpus() / "editions" / f"{name}.pdf" for name in ("seed-word", "dev-a", "dev-d")]
    found = [p for p in editions if p.is_file()]
    yield from found or [ROOT / "raw" / "2566" / "seed-word.pdf"]


def main(arguments: list[str]) -> int:
    """Print a line per kind of scan, and the cost; 1 where --need asks for bars and one is not reached, 2 where scans cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2, help="of each source and kind")
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--show", action="store_true", help="print cells that differ")
    parser.add_argument("--need", action="store_true")
    chosen = parser.parse_args(arguments)
    from pipeline.extract.scan import missing

    lacking = missing()
    if lacking:
        print(f"scans cannot be read: {lacking}", file=sys.stderr)
        return 2
    os.environ["OMP_THREAD_LIMIT"] = "1"
    short, figures = 0, Tally("figures")

    def say(tally: Tally) -> None:
        nonlocal short
        _add(figures, tally)
        lacks = tally.lacks()
        short += bool(lacks)
        print(tally.line() + (f"  | SHORT: {'; '.join(lacks)}" if lacks else ""), flush=True)
        for example in tally.examples if chosen.show else ():
            print(f"    {example}")

    edition, report = corpus() / "editions" / "seed-word-scan200.pdf", ROOT / "raw" / "2566" / "seed-word.pdf"
    with tempfile.TemporaryDirectory() as folder:
        count = 4 * chosen.pages
        if edition.is_file():
            scan, pages = edition, list(range(1, 42, max(1, 41 // count)))
        else:
            scan, pages = (
                make_scan(report, Path(folder, "cost.pdf"), "office-200", range(1, 1 + count)),
                list(range(1, 1 + count)),
            )
        first = compare("scan of the shipped report", scan, report, [(n, n) for n in pages])
        say(first)
        ratio = _cost(first, scan, pages)
        memory = peak_mb()
        for kind in chosen.kind or KINDS:
            whole = Tally(kind)
            for source in sources():
                numbers = range(2, 2 + chosen.pages)
                scan = make_scan(source, Path(folder, f"{source.stem}-{kind}.pdf"), kind, numbers)
                _add(whole, compare(kind, scan, source, [(k + 1, n) for k, n in enumerate(numbers)]))
            say(whole)
    right, lost, silent = figures.right, figures.lost, figures.silent
    few = figures.right < FIGURES * figures.figures or figures.silent > WRONG * figures.figures
    print(f"figures in all {right}/{figures.figures} lost {lost} silently wrong {silent}{'  | SHORT' if few else ''}")
    print(
        f"CPU against plain tesseract {ratio:.2f} (at most {RATIO:g}), peak of the process {memory:.0f} MB (at most {MEMORY:.0f})"
    )
    short += few or ratio > RATIO or memory > MEMORY
    return 1 if short and chosen.need else 0


def _cost(tally: Tally, scan: Path, pages: list[int]) -> float:
    """Our seconds a page over those of plain Tesseract; 0 where it is not installed as a program."""
    if which("tesseract") is None:
        return 0.0
    sample = pages[:: max(1, len(pages) // PLAIN_SAMPLE)]
    return tally.seconds / tally.pages / plain_seconds(scan, sample)


def _add(whole: Tally, part: Tally) -> None:
    for name in ("pages", "cells", "found", "characters", "errors", "figures", "right", "lost", "silent", "seconds"):
        setattr(whole, name, getattr(whole, name) + getattr(part, name))
    whole.examples += part.examples


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
