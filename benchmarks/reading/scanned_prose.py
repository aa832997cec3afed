"""Lines of prose printed, scanned and read by each reader: ``python -m benchmarks.reading.scanned_prose``.

    python -m benchmarks.reading.scanned_prose [--pages N] [--seed N] [--kind KIND ...] [--fonts FOLDER]
        [--family NAME ...] [--show] [--need]

Pages of sentences and names of bodies that were left out of the training of the recogniser of lines (docs/lines.md)
are printed in official fonts and in fonts left out of training, and scanned as
``benchmarks.typesetting.scan_degradation`` scans. Tesseract, the recogniser of lines, and the pipeline, which has both,
read them. Letters are counted line by line, white space aside, with and without the repair of marks that
``pipeline.normalize`` makes.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.reading.scan_readers import can_read_scans

if TYPE_CHECKING:
    from pipeline.extract.scan.image.cell_image import CellImage
    from pipeline.extract.scan.image.text_line_segmentation import Band
    from training.fonts import Face

ReadLine = tuple[str, bool]
"""What was read of a line, and whether its marks are sure."""
Gray = np.ndarray[Any, np.dtype[np.uint8]]
SPECIMENS = Path(__file__).parents[1] / "typesetting" / "specimen_sentences.txt"
"""Sentences that are in no text of the training."""
KINDS = ("office-200", "worn")
"""Ways of scanning that are measured where none is named."""
LINES = 24
"""Of a page."""
WIDTH_INCHES = 7.2
"""Of a line, at most."""
SPECIMEN_SHARE = 0.4
"""Lines that are specimen sentences; all others are sentences, names, words and figures."""


@dataclass(frozen=True)
class ProseBars:
    """What is asked for: wrong letters of what the pipeline reads, marks repaired, in the fonts of official documents.

    Attributes:
        max_clean: share, of scans of an office scanner.
        max_worn: share, of worn ones.
        min_names: share of names of bodies that are right, letter for letter.
    """

    max_clean: float = 0.005
    max_worn: float = 0.01
    min_names: float = 0.97


BARS = ProseBars()
OFFICIAL = ("THSarabunNew", "sarabun", "Laksaman", "Kinnari", "Norasi")
"""Fonts that official documents are set in; Norasi was left out of training."""


@dataclass(frozen=True)
class PrintedPage:
    """A scanned page: its image (0 is black), its resolution, its lines, each with the kind of its text."""

    gray: Gray
    dpi: float
    lines: tuple[tuple[str, str], ...]


@dataclass
class LetterTally:
    """What was counted of one reader: letters, wrong ones, and wrong ones after the repair of marks; names; seconds."""

    letters: int = 0
    wrong: int = 0
    wrong_repaired: int = 0
    names: int = 0
    names_right: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    def add(self, read: str, sure: bool, truth: str, kind: str) -> None:
        """Count a line; ``sure``: its marks are."""
        from rapidfuzz.distance import Levenshtein

        from pipeline.normalize.strings.tone_marks import restore_marks

        expected, repaired = tight(truth), tight(restore_marks(read, sure)[0])
        self.letters += len(expected)
        self.wrong += min(len(expected), Levenshtein.distance(tight(read), expected))
        self.wrong_repaired += min(len(expected), Levenshtein.distance(repaired, expected))
        if kind == "name":
            self.names += 1
            self.names_right += repaired == expected
        if tight(read) != expected:
            self.examples.append(f"{truth} | {read}")

    def line(self, name: str) -> str:
        """Return one line for people."""
        return (
            f"  {name:<12} letters {self.letters:>6}  wrong {self.wrong / max(1, self.letters):7.2%}  "
            f"with marks repaired {self.wrong_repaired / max(1, self.letters):7.2%}  "
            f"names {self.names_right}/{self.names}  {self.seconds:.1f} s"
        )


def tight(text: str) -> str:
    """Return a text without white space; ํา is the letter ำ, as ``pipeline.normalize`` has it."""
    return "".join(text.replace("ํา", "ำ").split())


def print_page(face: Face, kind: str, seed: int) -> PrintedPage:
    """Print and scan a page; the same face, kind and seed give the same one."""
    import cv2

    from benchmarks.typesetting.scan_degradation import BLACK_BELOW, JPEG_QUALITY
    from benchmarks.typesetting.scan_degradation import KINDS as SCANS
    from training.lines.blocks import Setting, drawable, print_lines
    from training.lines.texts import line_text

    scan = SCANS[kind]
    r = np.random.default_rng([seed, zlib.crc32(f"{face.family} {kind}".encode())])
    size = round(float(r.uniform(13, 16)) * scan.dpi / 72)
    specimens = SPECIMENS.read_text("utf-8").splitlines()
    lines: list[tuple[str, str]] = []
    while len(lines) < LINES:
        text, of = specimens[int(r.integers(len(specimens)))], "specimen"
        if r.random() > SPECIMEN_SHARE:
            text, of = line_text(r, "measure", 60)
        text = " ".join(drawable(text, face).split())
        while face.font("ก", size).getlength(text) > WIDTH_INCHES * scan.dpi:
            text = text[:-1].rstrip()
        if len(text) > 3 and any(c.isalpha() for c in text) and of not in ("letters", "latin"):  # no row of dashes
            lines.append((text, of))
    block = print_lines([text for text, _ in lines], face, size, Setting(), r)
    high, wide = round(11.69 * scan.dpi), round(8.27 * scan.dpi)
    gray = np.full((high, wide), 255, np.uint8)
    part = block[: high - round(0.6 * scan.dpi), : wide - round(0.4 * scan.dpi)]
    gray[round(0.6 * scan.dpi) :, round(0.4 * scan.dpi) :][: part.shape[0], : part.shape[1]] = part
    for degrade in scan.degradations:
        gray = degrade(gray, scan.dpi, r)
    if scan.one_bit:
        gray = np.where(gray > BLACK_BELOW, 255, 0).astype(np.uint8)
    else:
        coded = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
        gray = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return PrintedPage(gray, scan.dpi, tuple(lines))


def page_ink(page: PrintedPage) -> CellImage | None:
    """Return the ink of a page, straight, as the pipeline sees it."""
    from pipeline.extract.scan.image.cell_image import crop_cell
    from pipeline.extract.scan.image.connected_components import NO_CELL, find_components
    from pipeline.extract.scan.image.page_image import PageImage, scaled_matrix
    from pipeline.extract.scan.page_layout import text_regions
    from pipeline.extract.scan.straight_page import straighten
    from pipeline.extract.tables.geometry import Frame

    scale = 72 / page.dpi
    frame = Frame(0, 0, page.gray.shape[1] * scale, page.gray.shape[0] * scale, 0)
    image = PageImage(page.gray, scaled_matrix((0.0, 0.0), (scale, scale)), page.dpi, is_page=False)
    straight = straighten(image, frame).pages[0]
    return crop_cell(find_components(straight.gray, [], page.dpi), NO_CELL, text_regions(straight, [])[0])


def by_tesseract(image: CellImage, bands: Sequence[Band], dpi: float) -> list[ReadLine]:
    """Read by Tesseract alone (Thai digits by the recogniser of numerals, as the pipeline has them read)."""
    from pipeline.extract.scan.ocr.tesseract_prose import tesseract_lines_by_band

    return [(" ".join(line.text for line in own), False) for own in tesseract_lines_by_band(image, bands, dpi)]


def by_lines(image: CellImage, bands: Sequence[Band], dpi: float) -> list[ReadLine]:
    """Read by the recogniser of lines alone."""
    from pipeline.extract.scan.ocr.lines import read_lines

    return [(reading.text, reading.sure) if reading else ("", False) for reading in read_lines(image, bands)]


def by_pipeline(image: CellImage, bands: Sequence[Band], dpi: float) -> list[ReadLine]:
    """Read as the pipeline does."""
    from pipeline.extract.scan.ocr.prose_reader import read_prose, sample_print

    texts = [("", True)] * len(bands)
    for line in read_prose(image, dpi, sample_print([image])):
        middle = (line.box[1] + line.box[3]) / 2 - image.origin[1]
        nearest = min(range(len(bands)), key=lambda k: abs(sum(bands[k]) / 2 - middle))
        text, sure = texts[nearest]
        texts[nearest] = f"{text} {line.text}".strip(), sure and line.marks_read
    return texts


READERS: Mapping[str, Callable[[CellImage, Sequence[Band], float], list[ReadLine]]] = {
    "tesseract": by_tesseract,
    "lines": by_lines,
    "pipeline": by_pipeline,
}


def measured_faces(folders: Sequence[Path]) -> Iterator[Face]:
    """Yield the upright face of each official family, and of each that was left out of training."""
    from training.fonts import find_faces

    seen = set()
    for face in [*find_faces("train", folders), *find_faces("test", folders)]:
        wanted = face.family in OFFICIAL or face in find_faces("test", folders)
        if wanted and face.family not in seen and not face.bold and "-300" not in face.thai.name:
            seen.add(face.family)
            yield face


def measure_page(page: PrintedPage, tallies: Sequence[Mapping[str, LetterTally]]) -> None:
    """Let each reader read a page, and count."""
    from pipeline.extract.scan.image.text_line_segmentation import find_text_lines

    image = page_ink(page)
    bands = find_text_lines(image) if image is not None else []
    for name, read in READERS.items():
        start = time.process_time()
        texts = read(image, bands, page.dpi) if image is not None else []
        seconds = time.process_time() - start
        apart = len(texts) != len(page.lines)  # then the page is compared as one line
        pairs = [(" ".join(t for t, _ in texts), False, " ".join(t for t, _ in page.lines), "page")] if apart else []
        pairs += [] if apart else [(*line, *truth) for line, truth in zip(texts, page.lines, strict=True)]
        for tally in (t[name] for t in tallies):
            tally.seconds += seconds
            for pair in pairs:
                tally.add(*pair)


def main(arguments: list[str]) -> int:
    """Print a table for each way of scanning and each font.

    Returns:
        1 where ``--need`` is given and a bar is not reached, 2 where scans cannot be read.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1, help="of each font and way of scanning")
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--kind", action="append")
    parser.add_argument("--fonts", type=Path, action="append", default=[])
    parser.add_argument("--family", action="append", help="only these families of fonts")
    parser.add_argument("--show", action="store_true", help="print lines that the pipeline reads wrong")
    parser.add_argument("--need", action="store_true")
    chosen = parser.parse_args(arguments)
    if not can_read_scans():
        return 2
    tallies: defaultdict[str, dict[str, LetterTally]] = defaultdict(lambda: {n: LetterTally() for n in READERS})
    for face in measured_faces(chosen.fonts):
        if chosen.family and face.family not in chosen.family:
            continue
        official = ["official fonts"] if face.family in OFFICIAL else ["other fonts"]
        for kind in chosen.kind or KINDS:
            for number in range(chosen.pages):
                keys = [f"{kind}, {group}" for group in (*official, face.family)]
                measure_page(print_page(face, kind, chosen.seed + number), [tallies[key] for key in keys])
    for key, readers in sorted(tallies.items()):
        print(key)
        for name, tally in readers.items():
            print(tally.line(name))
        for example in readers["pipeline"].examples if chosen.show and "official" not in key else ():
            print(f"      {example}")
    short = list(shortfalls(tallies))
    print("Bars: " + ("reached" if not short else "; ".join(short)))
    return 1 if short and chosen.need else 0


def shortfalls(tallies: Mapping[str, Mapping[str, LetterTally]]) -> Iterator[str]:
    """Yield what is below its bar, in words."""
    for kind, bar in (("office-200", BARS.max_clean), ("worn", BARS.max_worn)):
        tally = tallies.get(f"{kind}, official fonts", {}).get("pipeline")
        if tally is not None and tally.wrong_repaired > bar * tally.letters:
            yield f"{kind}: {tally.wrong_repaired / tally.letters:.2%} of letters wrong, {bar:.1%} allowed"
        if tally is not None and tally.names_right < BARS.min_names * tally.names:
            yield f"{kind}: {tally.names_right} of {tally.names} names right"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
