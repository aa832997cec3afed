"""Defects of Thai text, and text that was dropped.

    python -m benchmarks.reading.defects [FILES] [--plain] [--need] [--show N]

Defects are counted per 10,000 Thai characters in the normalized text of pages (what `ita text` prints); ``--plain``
counts in pdfplumber's text instead. ``--need`` exits with 1 where a bar is not reached. Without FILES, the documents of
the corpus (``$ITA_CORPUS``, else ``../shared/corpus``) that have a text layer, else the report in raw/.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.documents import documents
from pipeline.domain.thai_digits import TO_ARABIC

UPPER, LOWER, TONES = "ัิีึื", "ฺุู", "่้๊๋"
MARKS = f"{UPPER}{LOWER}{TONES}็์ํ๎"
LETTER = "[ªµºÀ-ÖØ-öø-ÿ\u0370-\u03ff]"
THAI = re.compile("[\u0e01-\u0e5b]")
PATTERNS = {
    name: re.compile(pattern)
    for name, pattern in {
        "private use": "[\ue000-\uf8ff]",
        "(cid:": r"\(cid:",
        "U+FFFD": "\ufffd",
        "consonant + space + า": f"[ก-ฮ][{TONES}]?[ \u00a0]+[{TONES}]?า",
        "ำา": "ำา",
        "ํ + า": f"ํ[{TONES}]?า",
        "space before a mark": f"(?<=[\u0e01-\u0e4e])[ \u00a0]+[{MARKS}]",
        "doubled mark": f"([{MARKS}])\\1",
        "tone before vowel": f"[{TONES}][{UPPER}{LOWER}]",
        "Latin-1 or Greek": f"{LETTER}(?=[\u0e01-\u0e4e])|(?<=[\u0e01-\u0e4e]){LETTER}",
        "mark at a word's start": f"(?<![\u0e01-\u0e4e \u00a0])[{MARKS}]|(?<![\u0e01-\u0e4e])[ \u00a0]+[{MARKS}]",
        "mark after a vowel": f"(?<=[ะาำเแโใไๅๆฯ])[{MARKS}]",
        "ligature": "[ﬀ-ﬆ]",
        "Thai digit": "[๐-๙]",
    }.items()
}
COUNTED = re.compile("[ก-ฮ0-9]")
"""Consonants and digits: no repair removes or adds one."""
GLYPH_ID = re.compile(r"\(cid:\d+\)")
MAX_RATE = 2.0
"""Bar: defects per 10,000 Thai characters in all."""
MAX_WORST_RATE = 10.0
"""Bar: the same in the worst document."""
MIN_KEPT_SHARE = 0.999
"""Bar: share of consonants and digits that must be kept."""


@dataclass
class Tally:
    """Counts of one or more documents.

    Attributes:
        thai: Thai characters.
        defects: by kind.
        seen: consonants and digits that the better decoder sees.
        kept: of them, those that are in the text.
        unread: numbers of pages whose text layer was not read.
        dropped: pages as (characters lost, characters seen, where, the characters).
        examples: defects, in words.
    """

    thai: int = 0
    defects: Counter[str] = field(default_factory=Counter)
    seen: int = 0
    kept: int = 0
    unread: list[int] = field(default_factory=list)
    dropped: list[tuple[int, int, str, str]] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return defects per 10,000 Thai characters."""
        return 1e4 * self.defects.total() / self.thai if self.thai else 0.0

    @property
    def share(self) -> float:
        """Return the share of the consonants and digits that the better decoder sees that are in the text."""
        return self.kept / self.seen if self.seen else 1.0

    def count(self, text: str, where: str) -> None:
        """Count the defects of a page's text."""
        self.thai += len(THAI.findall(text))
        for name, pattern in PATTERNS.items():
            for found in pattern.finditer(text):
                self.defects[name] += 1
                around = text[max(0, found.start() - 12) : found.end() + 12]
                self.examples.append(f"{where}: {name}: {around!r}")

    def keep(self, better: str, text: str, where: str) -> None:
        """Count what a page's better decoder saw, and what of it is in the text."""
        seen, mine = letters(better), letters(text)
        lost = seen - mine
        self.seen += seen.total()
        self.kept += seen.total() - lost.total()
        if lost:
            self.dropped.append((lost.total(), seen.total(), where, "".join(sorted(lost.elements()))))

    def add(self, other: Tally) -> None:
        """Add the counts of another document."""
        self.thai, self.seen, self.kept = self.thai + other.thai, self.seen + other.seen, self.kept + other.kept
        self.defects.update(other.defects)
        self.dropped += other.dropped
        self.examples += other.examples


def letters(text: str) -> Counter[str]:
    """Return the consonants and digits of a text, Thai digits as Arabic ones."""
    return Counter(COUNTED.findall(text.translate(TO_ARABIC)))


def tally_project(path: Path) -> Tally:
    """Count in this project's text, and against what the better of two decoders sees where a text layer is read."""
    import pipeline

    out = Tally()
    document = pipeline.read_tables(path)
    for page, better in zip(document.pages, decoded_pages(path), strict=True):
        if page.reader in ("none", "ocr"):  # blank, a scan, or a layer that is no text: no decoder to compare with
            if page.reader == "ocr" or letters(better):
                out.unread.append(page.number)
            continue
        out.count(page.text, f"{path.name} page {page.number}")
        out.keep(better, page.text, f"{path.name} page {page.number}")
    return out


def tally_pdfplumber(path: Path) -> Tally:
    """Count in the text of plain pdfplumber."""
    import pdfplumber

    out = Tally()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            out.count(page.extract_text(), f"{path.name} page {page.page_number}")
            page.close()
    return out


def decoded_pages(path: Path) -> Iterator[str]:
    """Yield the raw text of each page by the decoder that reads it better, PDFium or pdfminer, without any repair.

    Characters outside the page box are left out: a cropped page keeps the text of what was cut off.
    """
    import pdfplumber
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    with pdfplumber.open(path) as other:
        for number in range(len(pdf)):
            first, unmapped = _pdfium_text(pdf[number])
            page = other.pages[number]
            second = GLYPH_ID.sub("\ufffd", "".join(c["text"] for c in page.chars if _is_on_page(page.bbox, c)))
            page.close()
            yield second if _score(second) > _score(first, unmapped) else first
    pdf.close()


def _score(text: str, unmapped: int = 0) -> float:
    """Return the text quality of a page, 0..1; 0 where it has no text."""
    from pipeline.extract.pdf.text_quality import text_quality

    found = text_quality(text, unmapped)
    return 0.0 if found is None else found.score


def _is_on_page(box: tuple[float, float, float, float], char: dict[str, Any]) -> bool:
    """Return whether the middle of a character of pdfplumber's lies on the page."""
    return box[0] <= (char["x0"] + char["x1"]) / 2 <= box[2] and box[1] <= (char["top"] + char["bottom"]) / 2 <= box[3]


def _pdfium_text(page: Any) -> tuple[str, int]:
    """Return the characters that PDFium decodes, and the number of glyphs that it cannot map to a character."""
    import pypdfium2.raw as pdfium

    text, box = page.get_textpage(), page.get_bbox()
    chars, unmapped = [], 0
    for i in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, i)
        left, bottom, right, top = text.get_charbox(i)
        if not (box[0] <= (left + right) / 2 <= box[2] and box[1] <= (bottom + top) / 2 <= box[3]):
            continue
        if 0x80 <= code < 0xE00 and pdfium.FPDFText_HasUnicodeMapError(text, i) == 1:
            unmapped += 1
        else:
            chars.append(chr(code))
    return "".join(chars), unmapped


def shortfalls(total: Tally, each: dict[str, Tally]) -> list[str]:
    """Return what does not reach its bar, in words."""
    out = []
    if total.rate > MAX_RATE:
        out.append(f"{total.rate:.2f} defects per 10,000 Thai characters in all (needs at most {MAX_RATE:g})")
    worst = [(name, tally.rate) for name, tally in each.items() if tally.rate > MAX_WORST_RATE]
    out += [
        f"{name}: {rate:.2f} defects per 10,000 Thai characters (needs at most {MAX_WORST_RATE:g})"
        for name, rate in worst
    ]
    if total.share < MIN_KEPT_SHARE:
        out.append(f"{total.share:.3%} of consonants and digits kept (needs at least {MIN_KEPT_SHARE:.1%})")
    return out


def main(arguments: list[str]) -> int:
    """Print a line per document and one for all; 1 where a bar is not reached, 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading.defects", description="Defects of Thai text, and text that was dropped."
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--plain", action="store_true", help="count in the text of plain pdfplumber")
    parser.add_argument("--need", action="store_true", help="exit with 1 where a bar is not reached")
    parser.add_argument(
        "--show", type=int, default=5, metavar="N", help="how many defects and pages to name (default 5)"
    )
    asked = parser.parse_args(arguments)
    paths = documents(asked.files)
    if not paths:
        print("no PDF with a text layer to read; name one", file=sys.stderr)
        return 2
    print(
        f"{'document':<28}{'Thai':>9}{'defects':>9}{'/10,000':>9}"
        + ("" if asked.plain else f"{'kept':>10}")
        + "  which"
    )
    each, total = {}, Tally()
    for path in paths:
        tally = tally_pdfplumber(path) if asked.plain else tally_project(path)
        if not tally.unread or tally.thai:
            each[path.name] = tally
            total.add(tally)
        print(_table_row(path.stem, tally, asked.plain), flush=True)
    print(_table_row(f"in all ({len(each)} documents)", total, asked.plain))
    for example in total.examples[: asked.show]:
        print(f"  {example}")
    for lost, seen, where, characters in sorted(total.dropped, reverse=True)[: asked.show]:
        print(f"  {where}: {lost} of {seen} consonants and digits are not in the text: {characters[:60]}")
    short = [] if asked.plain else shortfalls(total, each)
    for sentence in short:
        print(f"SHORT: {sentence}")
    return 1 if short and asked.need else 0


def _table_row(name: str, tally: Tally, plain: bool) -> str:
    """Return the line of a document, or of all."""
    kinds = ", ".join(f"{n} {kind}" for kind, n in tally.defects.most_common())
    unread = f"  (pages whose text layer is not read, left out: {_page_ranges(tally.unread)})" if tally.unread else ""
    kept = "" if plain else f"{tally.share:>10.3%}"
    return f"{name:<28}{tally.thai:>9,}{tally.defects.total():>9,}{tally.rate:>9.2f}{kept}  {kinds}{unread}"


def _page_ranges(numbers: list[int]) -> str:
    """Return page numbers as people write them: 1-3, 7."""
    parts: list[list[int]] = []
    for n in numbers:
        if parts and n == parts[-1][1] + 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
