"""Codes before the questions that share their cells, read by the recognisers of Latin and of numerals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.domain.thai_digits import has_thai_digit
from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.connected_components import Ints
from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.text_line_segmentation import find_text_lines
from pipeline.extract.scan.ocr.consensus import find_consensus
from pipeline.extract.scan.ocr.engines import latin_recogniser
from pipeline.extract.scan.ocr.number_columns import ColumnKey, ScannedCell
from pipeline.extract.scan.ocr.numerals import read_numbers
from pipeline.extract.scan.ocr.reader_settings import CELL_READERS
from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS, ColumnEvidence, likely_code
from pipeline.extract.scan.ocr.reading_patterns import TOOL_CODE
from pipeline.extract.scan.ocr.tesseract_engine import PixelBox
from pipeline.model import Reading

CODE_BEGINS = tuple("IEOieo๐0")
"""Letters of tools, and what a round one is taken for."""


@dataclass(frozen=True, slots=True)
class CodePrefix:
    """A code that stands before a question in its cell.

    Attributes:
        text: of the code, the likeliest where the recognisers are not sure of one.
        readings: of both recognisers.
        box: of the code, pixels of the page.
        rest: the cell without the code's letters.
    """

    text: str
    readings: tuple[Reading, ...]
    box: PixelBox
    rest: CellImage


def read_code_prefixes(cells: Sequence[ScannedCell], dpi: float) -> list[CodePrefix | None]:
    """Read the codes with which cells of prose begin; None for a cell that begins with none.

    A column holds such codes where a good share of its cells begins with one: letters of prose may look like a code.
    Where none of a few cells from all over it does, the others are not looked at.
    """
    s = CELL_READERS
    columns: dict[ColumnKey, list[int]] = {}
    for k, cell in enumerate(cells):
        if cell.column[1] <= s.code_columns:
            columns.setdefault(cell.column, []).append(k)
    found: list[CodePrefix | None] = [None] * len(cells)
    for members in columns.values():
        probes = sorted({round(n) for n in np.linspace(0, len(members) - 1, s.code_probes)})
        own = {members[n]: _code_prefix(cells[members[n]].image, dpi) for n in probes}
        if any(own.values()):
            own |= {k: _code_prefix(cells[k].image, dpi) for k in members if k not in own}
        if sum(prefix is not None for prefix in own.values()) >= s.code_share * len(members):
            for k, prefix in own.items():
                found[k] = prefix
    return found


def _code_prefix(image: CellImage, dpi: float) -> CodePrefix | None:
    """Read the code with which the first line of a cell begins, where the recogniser of numerals sees one there."""
    for word in first_words(image, dpi):
        picture = around(image, word)
        (numerals,) = read_numbers([picture])
        likeliest = numerals.text or likely_code(numerals) or ""
        if not TOOL_CODE.fullmatch(likeliest) or _is_figure_whole(image, len(word)):
            continue
        (latin,) = latin_recogniser().recognise([picture])
        evidence = ColumnEvidence(thai_digits=has_thai_digit(likeliest), codes=True)
        found = find_consensus((latin, numerals), evidence)
        (left, upper), (right, lower) = word[:, :2].min(axis=0), word[:, 2:].max(axis=0)
        box = (int(left), int(upper), int(right), int(lower))
        return CodePrefix(found.text or likeliest, found.readings, box, _without(image, word))
    return None


def _is_figure_whole(image: CellImage, letters: int) -> bool:
    """Whether what stands behind the first letters of a cell is nothing, or a part of the code (E1 5, O1-O3)."""
    rest = len(image.letters) - letters
    if rest > CELL_READERS.code_length_max:
        return False
    if not rest:
        return True
    (whole,) = read_numbers([image.gray])
    return whole.confidence >= CONSENSUS.informative and whole.likeliest[:1] in CODE_BEGINS


def first_words(image: CellImage, dpi: float) -> Iterator[Ints]:
    """Yield the letters (boxes) of the first line up to its widest gaps: one is behind a code, or within I 20."""
    s = CELL_READERS
    letters = image.letters[image.rows(*find_text_lines(image)[0])]
    letters = letters[np.argsort(letters[:, 0])][: s.code_length_max + 1]
    gaps = letters[1:, 0] - np.maximum.accumulate(letters[:, 2])[:-1]
    for end in np.argsort(-gaps)[: s.code_gaps] + 1:
        word = letters[:end]
        if end >= s.code_letters_min and word[:, 2].max() - word[:, 0].min() <= s.abbreviation_width * dpi:
            yield word


def around(image: CellImage, word: Ints) -> GrayImage:
    """Cut the letters (boxes) of a word out of an image."""
    (left, upper), (right, lower) = word[:, :2].min(axis=0) - image.origin, word[:, 2:].max(axis=0) - image.origin
    return with_margin(image, int(left), int(upper), int(right), int(lower))


def with_margin(image: CellImage, x0: int, y0: int, x1: int, y1: int) -> GrayImage:
    """Cut a box, pixels of the image, with a little white around it."""
    margin = CELL_READERS.line_margin
    return image.gray[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin]


def _without(image: CellImage, word: Ints) -> CellImage:
    """Return an image with the letters of its first word erased."""
    gray = image.gray.copy()
    left, upper = word[:, :2].min(axis=0) - image.origin
    right, lower = word[:, 2:].max(axis=0) - image.origin
    gray[max(0, upper - 1) : lower + 1, max(0, left - 1) : right + 1] = 255
    kept = np.array([not (letter == word).all(axis=1).any() for letter in image.letters])
    return CellImage(gray, image.origin, image.letters[kept])
