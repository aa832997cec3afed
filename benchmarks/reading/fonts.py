"""What repairs make of Thai in many fonts: right characters made wrong, wrong ones left.

    python -m benchmarks.reading.fonts FOLDER_OF_FONTS... [--producers P...] [--lengths L...] [--seed N] [--draws N]
        [--keep FOLDER] [--need] [--show N]

Each regular face with Thai letters of these folders is typeset by each producer that is installed here (WeasyPrint,
Chromium, LibreOffice), in documents of one sentence (several of them), of a page and of ten pages. The text that PDFium
or pdfminer decodes, and the text of the project, are held against what was typeset, without white space. What a page
lost, or got from another reader than its text layer, counts as wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading.character_agreement import RepairCount, count_repairs
from benchmarks.typesetting.blocks import Paragraph, ReportStyle
from benchmarks.typesetting.font_files import FontFile, only_these_fonts, sets_of_families, thai_font_files
from benchmarks.typesetting.font_specimens import LENGTHS, draw_specimen, plain
from benchmarks.typesetting.pdf_output import available_producers, print_pdfs

PRODUCERS = ("weasyprint", "chromium", "libreoffice")
SIZE = 14.0
"""Points."""
MAX_LEFT = 2.0
"""Bar: wrong characters that are left, per 10,000."""


@dataclass(frozen=True)
class Specimen:
    """One document to typeset.

    Attributes:
        font: that it is typeset in.
        producer: that prints it.
        length: a key of ``LENGTHS``.
        draw: number of the document of this length.
        seed: of the draw.
    """

    font: FontFile
    producer: str
    length: str
    draw: int
    seed: int

    @property
    def file_name(self) -> str:
        """Return the name of its PDF, another one for another text or font."""
        told = "\n".join([*self.paragraphs, str(SIZE), hashlib.sha256(self.font.path.read_bytes()).hexdigest()])
        mark = hashlib.sha256(told.encode()).hexdigest()[:12]
        return f"{self.font.path.stem}-{self.producer}-{self.length}-{self.draw}-{mark}.pdf".replace(" ", "")

    @property
    def paragraphs(self) -> list[str]:
        """Return its text."""
        key = f"{self.seed}/{self.font.name}/{self.producer}/{self.length}/{self.draw}"
        return draw_specimen(random.Random(key), self.length, self.font.letters)

    @property
    def style(self) -> ReportStyle:
        """Return how it is set."""
        return ReportStyle(self.producer, self.font.family, SIZE, landscape=False)


def typeset(specimens: Sequence[Specimen], folder: Path) -> None:
    """Print the documents that the folder does not have yet, each set of unlike families on its own."""
    todo = [s for s in specimens if not (folder / s.file_name).is_file()]
    for fonts in sets_of_families(list(dict.fromkeys(s.font for s in todo))):
        with tempfile.TemporaryDirectory() as scratch, only_these_fonts(fonts, Path(scratch)):
            for producer in dict.fromkeys(s.producer for s in todo):
                here = [s for s in todo if s.font in fonts and s.producer == producer]
                print_pdfs([(folder / s.file_name, [Paragraph(text) for text in s.paragraphs], s.style) for s in here])


def count_specimen(specimen: Specimen, path: Path) -> RepairCount:
    """Read a document as it is decoded and as it is repaired, and hold both against its text."""
    import pipeline

    document = pipeline.read_tables(path)
    decoded = "".join(
        page.text_raw if page.reader in ("pdfium", "pdfminer") else _text_layer(path, page.number)
        for page in document.pages
    )
    repaired = "".join(page.text for page in document.pages)
    return count_repairs(plain("".join(specimen.paragraphs)), plain(decoded), plain(repaired))


def _text_layer(path: Path, number: int) -> str:
    """Return the text layer of a page (1-based) that is read by no decoder."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        return pdf[number - 1].get_textpage().get_text_range()
    finally:
        pdf.close()


def _specimens(fonts: Sequence[FontFile], asked: argparse.Namespace, producers: Sequence[str]) -> Iterator[Specimen]:
    for font in fonts:
        for producer in producers:
            for length in asked.lengths:
                draws = asked.draws if length == "sentence" else 1
                yield from (Specimen(font, producer, length, k, asked.seed) for k in range(draws))


def shortfalls(total: RepairCount) -> list[str]:
    """Return what does not reach its bar, in words."""
    out = []
    if total.broken:
        out.append(f"{total.broken} right characters made wrong (needs none)")
    if 1e4 * total.left > MAX_LEFT * total.size:
        out.append(f"{1e4 * total.left / total.size:.2f} of 10,000 characters left wrong (needs at most {MAX_LEFT:g})")
    return out


def main(arguments: list[str]) -> int:
    """Print a line per font, producer and length with errors, and sums; 1 where a bar is missed, 2 without fonts."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading.fonts", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--producers", nargs="+", choices=PRODUCERS, default=PRODUCERS)
    parser.add_argument("--lengths", nargs="+", choices=tuple(LENGTHS), default=tuple(LENGTHS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=3, help="documents of one sentence per font and producer")
    parser.add_argument("--keep", type=Path, help="folder for the PDFs, so that they are typeset once")
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is not reached")
    parser.add_argument("--show", type=int, default=3, metavar="N", help="errors to show of each line (default 3)")
    asked = parser.parse_args(arguments)
    installed = available_producers()
    for name in sorted(set(asked.producers) - set(installed)):
        print(f"{name} is not installed: left out")
    producers = [p for p in asked.producers if p in installed]
    fonts = thai_font_files(asked.folders)
    if not fonts or not producers:
        print("no regular face with Thai letters, or nothing that typesets", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        specimens = list(_specimens(fonts, asked, producers))
        typeset(specimens, folder)
        total = _report(specimens, folder, asked.show)
    print(f"{len(fonts)} fonts, {len(producers)} producers, {len(asked.lengths)} lengths, {len(specimens)} documents")
    short = shortfalls(total)
    for sentence in short:
        print(f"SHORT: {sentence}")
    return 1 if short and asked.need else 0


def _report(specimens: Sequence[Specimen], folder: Path, show: int) -> RepairCount:
    """Print the lines that have errors, and sums by producer and length; return the sum of all."""
    by_line: dict[tuple[str, str, str], RepairCount] = {}
    for specimen in specimens:
        line = specimen.font.name, specimen.producer, specimen.length
        by_line.setdefault(line, RepairCount()).add(count_specimen(specimen, folder / specimen.file_name))
    print(f"{'':<48}{'characters':>12}{'broken':>8}{'left':>8}{'mended':>8}")
    total, sums = RepairCount(), {}
    for (font, producer, length), count in by_line.items():
        sums.setdefault((producer, length), RepairCount()).add(count)
        total.add(count)
        if count.broken or count.left:
            print(_row(f"{font} {producer} {length}", count))
            for example in sorted(count.examples)[:show]:
                print(f"    {example}")
    for (producer, length), count in sums.items():
        print(_row(f"{producer} {length}", count))
    print(_row("in all", total))
    return total


def _row(name: str, count: RepairCount) -> str:
    return f"{name:<48}{count.size:>12,}{count.broken:>8,}{count.left:>8,}{count.mended:>8,}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
