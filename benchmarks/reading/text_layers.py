"""Text layers that are taken for no text: ``python -m benchmarks.reading.text_layers [FOLDER or FILE ...]``.

Judge the text layer of each page of PDFs as a run does, without OCR, and print the pages that would go on to OCR with
what was counted, against what bar; then, for each folder, how many pages have a text layer, and how many of those are
taken for garbage, look like no text, or are doubted beside their picture. ``--all`` prints every page. Each file is
judged in a process of its own, which is ended after ``--seconds``. Without a path: the documents of the corpus, else
the report in raw/.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.documents import documents

DECODED = "text"
"""The verdict on a text layer that is read and not doubted."""
NO_LAYER = ("NO_TEXT_LAYER", "DRAWN_WITHOUT_TEXT", "PAGE_EMPTY", "PAGE_NOT_LOADED", "PAGE_DAMAGED")


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """What is thought of the text layer of a page.

    Attributes:
        number: of the page, 1-based.
        verdict: ``text``, or the name of the reason why the page goes on to OCR or has no text layer.
        quality: of its text, 0..1; None where it has none.
        reason: what was counted.
        sample: the beginning of the text.
    """

    number: int
    verdict: str
    quality: float | None
    reason: str
    sample: str


def verdicts(path: Path, pages: int) -> Iterator[PageVerdict]:
    """Judge the text layers of a PDF's first pages."""
    from pipeline.extract import ReadOptions
    from pipeline.extract.ladder import Ladder
    from pipeline.extract.pdf.document import PdfDocument

    with PdfDocument(str(path)) as document:
        ladder = Ladder(document, ReadOptions())
        for number in range(1, min(pages, document.page_count) + 1):
            reading = ladder.read_text_layer(number, 0)
            attempt = reading.attempts[0]
            verdict = attempt.decline.name if attempt.decline else DECODED
            sample = " ".join(reading.page.text_raw[:400].split())[:70]
            yield PageVerdict(number, verdict, attempt.quality, attempt.detail, sample)


def _send_verdicts(path: Path, pages: int, pipe: Connection) -> None:
    """Send the verdicts on a file through a pipe, and what broke, if something did; None at the end."""
    try:
        for verdict in verdicts(path, pages):
            pipe.send(verdict)
    except Exception as error:  # a damaged or encrypted file is told by its name, and the next one is judged
        pipe.send(f"{type(error).__name__}: {error}")
    pipe.send(None)


def judge_file(path: Path, pages: int, seconds: float) -> tuple[list[PageVerdict], str | None]:
    """Judge a file in a process of its own.

    Returns:
        The verdicts, and why there are no more, if something broke.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send_verdicts, args=(path, pages, there))
    process.start()
    there.close()
    found: list[PageVerdict] = []
    broken: str | None = f"took more than {seconds:g} s"
    try:
        while here.poll(seconds):
            received = here.recv()
            if isinstance(received, PageVerdict):
                found.append(received)
                continue
            broken = received
            break
    except EOFError:
        broken = "the reader crashed"
    process.kill()
    process.join()
    return found, broken


def pdfs_of(paths: Sequence[Path]) -> list[Path]:
    """Return the PDFs that are named, and those in folders that are, at any depth."""
    return [pdf for path in paths for pdf in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]


def summary(counts: Counter[str]) -> str:
    """Return one line on the pages of a folder."""
    layers = counts.total() - sum(counts[name] for name in NO_LAYER)
    doubted = ", ".join(
        f"{counts[name]} {name.lower().replace('_', ' ')}"
        for name in ("TEXT_IS_GARBAGE", "TEXT_LOOKS_WRONG", "OCR_LAYER_DOUBTFUL", "PICTURE_UNDER_TEXT")
    )
    return f"{counts.total()} pages, {layers} with a text layer: {counts[DECODED]} text, {doubted}"


def main(arguments: list[str]) -> int:
    """Print the pages that are doubted and a line for each folder; 2 where there are no PDFs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--all", action="store_true", help="print every page")
    parser.add_argument("--pages", type=int, default=10, help="first pages of each file that are judged")
    parser.add_argument("--seconds", type=float, default=30.0, help="that a page may take")
    a = parser.parse_args(arguments)
    found = pdfs_of(a.paths or documents([]))
    if not found:
        print(f"no PDFs in {', '.join(map(str, a.paths))}", file=sys.stderr)
        return 2
    by_folder: dict[Path, Counter[str]] = {}
    for path in found:
        pages, broken = judge_file(path, a.pages, a.seconds)
        counts = by_folder.setdefault(path.parent, Counter())
        for page in pages:
            counts[page.verdict] += 1
            if a.all or page.verdict not in (DECODED, *NO_LAYER):
                quality = "-" if page.quality is None else f"{page.quality:.2f}"
                print(f"{path.name} page {page.number}: {page.verdict} {quality} {page.reason} | {page.sample}")
        if broken:
            print(f"{path.name}: {broken}")
    for folder, counts in by_folder.items():
        print(f"{folder}: {summary(counts)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
