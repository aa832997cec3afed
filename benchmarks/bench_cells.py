"""Cells of this project beside those of pdfplumber.

Cells are matched by their boxes. Texts are compared, without white space, on the pages where pdfplumber's text is clean; and, for more
to look at, in the clean cells of all other pages. A cell that only one side has is given the reason why; what has none is unexplained,
and named.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.defects import PATTERNS

NEAR = 3.0  # points: boxes whose sides differ by at most this are of one cell
THICK = 8.0  # points: as far apart stand the two sides of a thick or double border
SLIVER = 4.0  # points: nothing that can be read fits in a cell this narrow
INSIDE = 0.9  # share of a cell's area that lies in another one
FRAME = 0.75  # share of its table that a cell covers if it is but a frame
AM = re.compile("ํ([่-๋]?)า")
DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
FOLDED = ("ํ + า", "Thai digit")  # defects that the comparison itself puts right

SPLITS, JOINS = "splits the text of a larger cell", "joins cells with text"

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Found:
    """A cell of either side.

    Attributes:
        table: number of its table on the page.
        open: the page end cut it.
        drawn: whether rulings that can be seen draw its sides; not asked of this project's cells.
    """

    box: Box
    text: str
    table: int
    open: bool = False
    drawn: bool = True

    @property
    def thin(self) -> bool:
        """Too narrow to hold text."""
        return min(self.box[2] - self.box[0], self.box[3] - self.box[1]) < SLIVER


@dataclass
class Agreement:
    """Counts over the pages of one or more documents; ``strays`` names the unexplained cells, ``examples`` the texts that differ.

    ``both`` and ``equal`` count cells of clean pages, ``both_else`` and ``equal_else`` clean cells of other pages
    (``reordered``: the same characters in another order; pdfplumber does not put displaced marks right), ``only`` cells of all pages.
    """

    pages: int = 0
    clean: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    both: int = 0
    equal: int = 0
    both_else: int = 0
    equal_else: int = 0
    reordered: int = 0
    only: dict[str, Counter[str]] = field(default_factory=lambda: {"this project": Counter(), "pdfplumber": Counter()})
    strays: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the cells that both find, how many are equal."""
        return self.equal / self.both if self.both else 1.0

    @property
    def unexplained(self) -> int:
        """Cells that only one side finds, for no reason known."""
        return sum(counts[why] for counts in self.only.values() for why in UNEXPLAINED)

    def add(self, other: Agreement) -> None:
        """Take in another document."""
        self.pages, self.clean = self.pages + other.pages, self.clean + other.clean
        self.both, self.equal = self.both + other.both, self.equal + other.equal
        self.both_else, self.equal_else = self.both_else + other.both_else, self.equal_else + other.equal_else
        self.reordered += other.reordered
        self.left_out.update(other.left_out)
        self.strays += other.strays
        self.examples += other.examples
        for side, counts in other.only.items():
            self.only[side].update(counts)


def folded(text: str) -> str:
    """A text as it is compared: composed, Arabic digits, ำ in one piece, without white space."""
    return "".join(AM.sub(r"\1ำ", unicodedata.normalize("NFC", text)).translate(DIGITS).split())


def clean(text: str) -> bool:
    """Whether a decoder's text has none of the defects (but those that the comparison puts right)."""
    text = AM.sub(r"\1ำ", text)
    return not any(pattern.search(text) for name, pattern in PATTERNS.items() if name not in FOLDED)


def compare(path: Path) -> Agreement:
    """Compare the cells of one document, page by page."""
    import pdfplumber

    import pipeline

    out = Agreement()
    with pdfplumber.open(path) as pdf:
        for page, other in zip(pipeline.read_tables(path).pages, pdf.pages, strict=True):
            out.pages += 1
            if page.reader == "none":
                out.left_out["read by no reader"] += 1
            elif (
                abs(page.width - other.width) > 1
                or abs(page.height - other.height) > 1
                or page.rotation != (other.rotation or 0)
            ):
                out.left_out["turned, or cropped"] += 1
            else:
                all_clean = clean(other.extract_text())
                out.clean += all_clean
                compare_page(out, list(_ours(page)), list(_theirs(other)), all_clean, f"{path.name} page {page.number}")
            other.close()
    return out


def compare_page(out: Agreement, ours: list[Found], theirs: list[Found], all_clean: bool, where: str) -> None:
    """Match the cells of a page and count them in."""
    pairs = match(ours, theirs)
    for i, k in pairs.items():
        mine, other = folded(ours[i].text), folded(theirs[k].text)
        same, reordered = mine == other, sorted(mine) == sorted(other)
        if all_clean:
            out.both += 1
            out.equal += same
        elif clean(theirs[k].text):
            out.both_else += 1
            out.equal_else += same
            out.reordered += reordered and not same
        if not same and (all_clean or not reordered and clean(theirs[k].text)):
            out.examples.append(f"{where} {_at(ours[i])}: {ours[i].text!r} is {theirs[k].text!r} to pdfplumber")
    taken = set(pairs.values())
    for side, mine, others, matched in (
        ("this project", ours, theirs, set(pairs)),
        ("pdfplumber", theirs, ours, taken),
    ):
        for n, cell in enumerate(mine):
            if n not in matched:
                why = reason(cell, mine, others)
                out.only[side][why] += 1
                if why in UNEXPLAINED:
                    out.strays.append(f"{where} {_at(cell)}: only {side} has it ({why}), text {cell.text[:60]!r}")


def match(ours: list[Found], theirs: list[Found]) -> dict[int, int]:
    """Cells whose boxes agree, nearest first; each is of one pair only."""
    near = sorted(
        (distance, i, k)
        for i, a in enumerate(ours)
        for k, b in enumerate(theirs)
        if (distance := _apart(a.box, b.box)) <= NEAR
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, k in near:
        if i not in pairs and k not in taken:
            pairs[i] = k
            taken.add(k)
    return pairs


def reason(cell: Found, mine: list[Found], others: list[Found]) -> str:
    """Why the other side does not have a cell of mine."""
    if _frame(cell, mine):
        return "a frame: one cell that is nearly all of its table"
    if _beside(cell, mine, others):
        return "beside the other's table: a column that no ruling closes at its side"
    return next((name for name, holds in REASONS if holds(cell, others)), "unexplained")


def _beside(cell: Found, mine: list[Found], others: list[Found]) -> bool:
    """The other side has nothing here, but its cells begin where the neighbour in this row does."""
    if any(_covered(cell.box, b.box) > 0.1 for b in others):
        return False
    row = [m for m in mine if m.table == cell.table and abs(m.box[1] - cell.box[1]) <= NEAR and m is not cell]
    next_to = [m for m in row if abs(m.box[0] - cell.box[2]) <= NEAR or abs(m.box[2] - cell.box[0]) <= NEAR]
    return any(_covered(m.box, b.box) >= INSIDE or _covered(b.box, m.box) >= INSIDE for m in next_to for b in others)


def _frame(cell: Found, mine: list[Found]) -> bool:
    """One cell, with its shadow or double border perhaps, and not a grid."""
    parts = [m.box for m in mine if m.table == cell.table]
    whole = (min(b[0] for b in parts), min(b[1] for b in parts), max(b[2] for b in parts), max(b[3] for b in parts))
    return _covered(whole, cell.box) >= FRAME


def _thick(cell: Found, others: list[Found]) -> bool:
    return any(_apart(cell.box, b.box) <= THICK for b in others)


def _part(cell: Found, others: list[Found], with_text: bool) -> bool:
    """Lies in one cell of the other side; with text, where that has more text than this cell."""
    hosts = [b for b in others if _covered(cell.box, b.box) >= INSIDE]
    return any((0 < len(folded(cell.text)) < len(folded(b.text))) == with_text for b in hosts)


def _whole(cell: Found, others: list[Found], with_text: bool) -> bool:
    """Holds several cells of the other side; with text, where more than one of those has text."""
    parts = [b for b in others if _covered(b.box, cell.box) >= INSIDE]
    return len(parts) > 1 and (sum(bool(b.text.strip()) for b in parts) > 1) == with_text


REASONS: list[tuple[str, Callable[[Found, list[Found]], bool]]] = [
    (f"a sliver narrower than {SLIVER:g} points", lambda cell, _: cell.thin),
    ("open: no ruling above or below, as at a page end", lambda cell, _: cell.open),
    (f"the same cell within {THICK:g} points: a thick or double border", _thick),
    ("part of a larger cell, which holds no more text", partial(_part, with_text=False)),
    ("a merged cell, split by the other", partial(_whole, with_text=False)),
    ("a side that no ruling draws, only the edge of a filled area", lambda cell, _: not cell.drawn),
    (SPLITS, partial(_part, with_text=True)),
    (JOINS, partial(_whole, with_text=True)),
    ("no text", lambda cell, _: not cell.text.strip()),
]
UNEXPLAINED = (SPLITS, JOINS, "unexplained")


def _ours(page: Any) -> Iterator[Found]:
    for n, table in enumerate(page.tables):
        for cell in table.cells:
            yield Found(cell.box, cell.text, n, cell.open_top or cell.open_bottom)


def _theirs(page: Any) -> Iterator[Found]:
    left, top = page.bbox[:2]
    rulings = _rulings(page)
    for n, table in enumerate(page.find_tables()):
        for row, texts in zip(table.rows, table.extract(), strict=True):
            for box, text in zip(row.cells, texts, strict=True):
                if box is not None:
                    shifted = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
                    yield Found(shifted, text or "", n, drawn=_drawn(box, rulings))


def _rulings(page: Any) -> list[dict[str, Any]]:
    """The rulings of a page that can be seen: lines, frames, and filled areas so thin that they are lines; none of them white."""
    from pdfplumber.utils import curve_to_edges, rect_to_edges

    out = [line for line in page.lines if not _white(line["stroking_color"])]
    for drawn, edges in ((page.rects, rect_to_edges), (page.curves, curve_to_edges)):
        for item in drawn:
            thin = min(item["width"], item["height"]) <= NEAR
            if (
                item["stroke"]
                and not _white(item["stroking_color"])
                or item["fill"]
                and thin
                and not _white(item["non_stroking_color"])
            ):
                out += edges(item)
    return out


def _white(colour: Any) -> bool:
    """Grey, RGB or CMYK white; no colour given is black."""
    parts = [
        float(v) for v in (colour if isinstance(colour, (tuple, list)) else [colour]) if isinstance(v, (int, float))
    ]
    return bool(parts) and (max(parts) == 0 if len(parts) == 4 else min(parts) >= 0.99)


def _drawn(box: Box, rulings: list[dict[str, Any]]) -> bool:
    """Whether most of each side of a box has a ruling."""

    def ruled(at: float, start: float, end: float, across: tuple[str, str], along: tuple[str, str]) -> bool:
        pieces = [e for e in rulings if abs(e[across[0]] - at) <= NEAR and abs(e[across[1]] - at) <= NEAR]
        return sum(max(0.0, min(e[along[1]], end) - max(e[along[0]], start)) for e in pieces) >= 0.5 * (end - start)

    x0, top, x1, bottom = box
    across, down = ("x0", "x1"), ("top", "bottom")
    return all(ruled(y, x0, x1, down, across) for y in (top, bottom)) and all(
        ruled(x, top, bottom, across, down) for x in (x0, x1)
    )


def _apart(a: Box, b: Box) -> float:
    return max(abs(p - q) for p, q in zip(a, b, strict=True))


def _covered(inner: Box, outer: Box) -> float:
    """Share of a box that lies in another one."""
    wide = min(inner[2], outer[2]) - max(inner[0], outer[0])
    high = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0.0, wide) * max(0.0, high) / area if area > 0 else 0.0


def _at(cell: Found) -> str:
    return "({:.0f}, {:.0f}, {:.0f}, {:.0f})".format(*cell.box)
