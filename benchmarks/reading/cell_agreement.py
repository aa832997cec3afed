"""Cells of this project beside those of pdfplumber.

Cells are matched by their boxes. Texts are compared, without white space, on the pages where pdfplumber's text is
clean, and in the clean cells of all other pages. A cell that only one reader has is given the reason why; a cell
without a reason is unexplained, and named.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.reading.cell_sources import COMPARISON, Box, FoundCell, pdfplumber_cells, project_cells
from benchmarks.reading.defects import PATTERNS
from pipeline.domain.thai_digits import TO_ARABIC

SARA_AM = re.compile("ํ([่-๋]?)า")
"""Sara am in two pieces, with or without a tone between them."""
IGNORED_DEFECTS = ("ํ + า", "Thai digit")
"""Defects of a text that the comparison itself normalises."""

PROJECT, PDFPLUMBER = "this project", "pdfplumber"
SPLITS, JOINS, UNEXPLAINED = "splits the text of a larger cell", "joins cells with text", "unexplained"
NOT_EXPLAINED = (SPLITS, JOINS, UNEXPLAINED)
"""Reasons that are none: one of the two readers is wrong."""


@dataclass(frozen=True)
class Agreement:
    """Counts over the pages of one or more documents.

    Attributes:
        pages: of all documents.
        clean: pages where pdfplumber's text is clean.
        left_out: pages that were not compared, by reason.
        both: cells of clean pages that both readers found.
        equal: of them, those with equal texts.
        both_else: clean cells of other pages that both readers found.
        equal_else: of them, those with equal texts.
        reordered: of them, those with the same characters in another order (pdfplumber does not reorder marks).
        only: by reader, cells of all pages that only it found, by reason.
        unexplained_cells: each cell without a reason, in words.
        unequal_texts: each pair of texts that differ, in words.
    """

    pages: int = 0
    clean: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    both: int = 0
    equal: int = 0
    both_else: int = 0
    equal_else: int = 0
    reordered: int = 0
    only: dict[str, Counter[str]] = field(default_factory=lambda: {PROJECT: Counter(), PDFPLUMBER: Counter()})
    unexplained_cells: tuple[str, ...] = ()
    unequal_texts: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Return the share of equal cells among those of clean pages that both find."""
        return self.equal / self.both if self.both else 1.0

    @property
    def unexplained(self) -> int:
        """Return the number of cells that only one reader finds, for no reason known."""
        return sum(counts[why] for counts in self.only.values() for why in NOT_EXPLAINED)

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.pages + other.pages,
            self.clean + other.clean,
            self.left_out + other.left_out,
            self.both + other.both,
            self.equal + other.equal,
            self.both_else + other.both_else,
            self.equal_else + other.equal_else,
            self.reordered + other.reordered,
            {reader: counts + other.only[reader] for reader, counts in self.only.items()},
            self.unexplained_cells + other.unexplained_cells,
            self.unequal_texts + other.unequal_texts,
        )


def comparable(text: str) -> str:
    """Return a text as it is compared: NFC, Arabic digits, sara am in one piece, without white space."""
    return "".join(SARA_AM.sub(r"\1ำ", unicodedata.normalize("NFC", text)).translate(TO_ARABIC).split())


def is_clean(text: str) -> bool:
    """Return whether a decoder's text has none of the defects, but those that the comparison normalises."""
    text = SARA_AM.sub(r"\1ำ", text)
    return not any(pattern.search(text) for name, pattern in PATTERNS.items() if name not in IGNORED_DEFECTS)


def compare_document(path: Path) -> Agreement:
    """Compare the cells of one document, page by page."""
    import pdfplumber

    import pipeline

    total = Agreement()
    with pdfplumber.open(path) as pdf:
        for page, other in zip(pipeline.read_tables(path).pages, pdf.pages, strict=True):
            sizes = ((page.width, other.width), (page.height, other.height))
            same_size = all(abs(a - b) <= COMPARISON.page_size for a, b in sizes)
            if page.reader == "none":
                total += Agreement(pages=1, left_out=Counter(["read by no reader"]))
            elif not same_size or page.rotation != (other.rotation or 0):
                total += Agreement(pages=1, left_out=Counter(["turned, or cropped"]))
            else:
                clean_page = is_clean(other.extract_text())
                cells = list(project_cells(page)), list(pdfplumber_cells(other))
                total += Agreement(pages=1, clean=int(clean_page))
                total += compare_page(*cells, clean_page, f"{path.name} page {page.number}")
            other.close()
    return total


def compare_page(ours: list[FoundCell], theirs: list[FoundCell], clean_page: bool, where: str) -> Agreement:
    """Match the cells of a page and count them; pages themselves are not counted.

    Args:
        ours: cells of this project.
        theirs: cells of pdfplumber.
        clean_page: whether all text of pdfplumber's page is clean.
        where: file and page, for what is named in words.
    """
    pairs = match_cells(ours, theirs)
    counts: Counter[str] = Counter()
    unequal = []
    for i, k in pairs.items():
        text, other = comparable(ours[i].text), comparable(theirs[k].text)
        equal, reordered = text == other, sorted(text) == sorted(other)
        clean_cell = clean_page or is_clean(theirs[k].text)
        if clean_page:
            counts.update(both=1, equal=int(equal))
        elif clean_cell:
            counts.update(both_else=1, equal_else=int(equal), reordered=int(reordered and not equal))
        if not equal and clean_cell and (clean_page or not reordered):
            unequal.append(f"{where} {_place(ours[i])}: {ours[i].text!r} is {theirs[k].text!r} to pdfplumber")
    only: dict[str, Counter[str]] = {PROJECT: Counter(), PDFPLUMBER: Counter()}
    unexplained = []
    matched = {PROJECT: set(pairs), PDFPLUMBER: set(pairs.values())}
    for reader, cells, others in ((PROJECT, ours, theirs), (PDFPLUMBER, theirs, ours)):
        for cell in (cell for n, cell in enumerate(cells) if n not in matched[reader]):
            reason = reason_for_lone_cell(cell, cells, others)
            only[reader][reason] += 1
            if reason in NOT_EXPLAINED:
                unexplained.append(f"{where} {_place(cell)}: only {reader} has it ({reason}), text {cell.text[:60]!r}")
    return Agreement(**counts, only=only, unexplained_cells=tuple(unexplained), unequal_texts=tuple(unequal))


def match_cells(ours: list[FoundCell], theirs: list[FoundCell]) -> dict[int, int]:
    """Return pairs of cells whose boxes agree, as positions in the lists; nearest first, each cell in one pair only."""
    near = sorted(
        (distance, i, k)
        for i, a in enumerate(ours)
        for k, b in enumerate(theirs)
        if (distance := _distance(a.box, b.box)) <= COMPARISON.same_side
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, k in near:
        if i not in pairs and k not in taken:
            pairs[i] = k
            taken.add(k)
    return pairs


def reason_for_lone_cell(cell: FoundCell, cells: list[FoundCell], others: list[FoundCell]) -> str:
    """Return why the other reader does not have a cell.

    Args:
        cell: that has no match.
        cells: all of its reader on the page.
        others: all of the other reader.
    """
    if _is_frame(cell, cells):
        return "a frame: one cell that is nearly all of its table"
    if _is_beside_other_table(cell, cells, others):
        return "beside the other's table: a column that no ruling closes at its side"
    return next((name for name, holds in REASONS if holds(cell, others)), UNEXPLAINED)


def _is_beside_other_table(cell: FoundCell, cells: list[FoundCell], others: list[FoundCell]) -> bool:
    """Return whether the other reader has nothing here, but a cell where the neighbour in this row is."""
    if any(_covered_share(cell.box, b.box) > COMPARISON.apart for b in others):
        return False
    near, contained = COMPARISON.same_side, COMPARISON.contained
    row = [m for m in cells if m.table == cell.table and abs(m.box[1] - cell.box[1]) <= near and m is not cell]
    neighbours = [m for m in row if abs(m.box[0] - cell.box[2]) <= near or abs(m.box[2] - cell.box[0]) <= near]
    return any(
        _covered_share(m.box, b.box) >= contained or _covered_share(b.box, m.box) >= contained
        for m in neighbours
        for b in others
    )


def _is_frame(cell: FoundCell, cells: list[FoundCell]) -> bool:
    """Return whether its table is no grid but one cell, perhaps with its shadow or double border."""
    parts = [m.box for m in cells if m.table == cell.table]
    table = (min(b[0] for b in parts), min(b[1] for b in parts), max(b[2] for b in parts), max(b[3] for b in parts))
    return _covered_share(table, cell.box) >= COMPARISON.frame


def _is_inside_thick_border(cell: FoundCell, others: list[FoundCell]) -> bool:
    """Return whether the other reader has the cell between the other sides of its borders."""
    return any(_distance(cell.box, b.box) <= COMPARISON.thick_border for b in others)


def _is_part(cell: FoundCell, others: list[FoundCell], with_text: bool) -> bool:
    """Return whether it lies in one cell of the other reader; with text, whether that has more text than this cell."""
    hosts = [b for b in others if _covered_share(cell.box, b.box) >= COMPARISON.contained]
    return any((0 < len(comparable(cell.text)) < len(comparable(b.text))) == with_text for b in hosts)


def _is_merged(cell: FoundCell, others: list[FoundCell], with_text: bool) -> bool:
    """Return whether it holds several cells of the other reader; with text, whether more than one of them has text."""
    parts = [b for b in others if _covered_share(b.box, cell.box) >= COMPARISON.contained]
    return len(parts) > 1 and (sum(bool(b.text.strip()) for b in parts) > 1) == with_text


REASONS: list[tuple[str, Callable[[FoundCell, list[FoundCell]], bool]]] = [
    (f"a sliver narrower than {COMPARISON.sliver:g} points", lambda cell, _: cell.is_sliver),
    ("open: no ruling above or below, as at a page end", lambda cell, _: cell.open),
    (
        f"the same cell within {COMPARISON.thick_border:g} points: a thick or double border",
        _is_inside_thick_border,
    ),
    ("part of a larger cell, which holds no more text", partial(_is_part, with_text=False)),
    ("a merged cell, split by the other", partial(_is_merged, with_text=False)),
    ("a side that no ruling draws, only the edge of a filled area", lambda cell, _: not cell.drawn),
    (SPLITS, partial(_is_part, with_text=True)),
    (JOINS, partial(_is_merged, with_text=True)),
    ("no text", lambda cell, _: not cell.text.strip()),
]
"""Reasons in the order in which they are asked."""


def _distance(a: Box, b: Box) -> float:
    """Return how far the sides of two boxes are apart at most, points."""
    return max(abs(p - q) for p, q in zip(a, b, strict=True))


def _covered_share(inner: Box, outer: Box) -> float:
    """Return the share of a box's area that lies in another one."""
    width = min(inner[2], outer[2]) - max(inner[0], outer[0])
    height = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0.0, width) * max(0.0, height) / area if area > 0 else 0.0


def _place(cell: FoundCell) -> str:
    return "({:.0f}, {:.0f}, {:.0f}, {:.0f})".format(*cell.box)
