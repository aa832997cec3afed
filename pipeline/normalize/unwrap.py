"""Wrapped lines become text again.

Thai has no space between words, so a wrapped line joins without one, unless the producer kept the space that was
there. Some producers drop it (LibreOffice where the line is full, browsers always): it is put back where it is sure —
where line breaking allows a break only at a space, where the same words stand elsewhere in the document, unbroken, and, of producers
that always drop it, before a word that opens a clause (``clauses.txt``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from pipeline.model import Document, Line, Page, Table

LIST_MARK = re.compile(r"(?:\(?\d{1,2}[.)](?!\d)|[-–•●▪○■□➢✓❖◆*](?=\s))\s*(?=\S)")
URL = re.compile(r"(?:https?://|www\.)\S*$", re.I)
URL_PART = re.compile(r"[\w./?=&%#:~+-]*[./?=&%#_-][\w./?=&%#:~+-]*|[A-Za-z0-9]+")
THAI = re.compile("[\u0e01-\u0e4e]")
CONTEXT = (
    5,
    8,
    12,
)  # characters on each side of a break that stand elsewhere and tell its space; more where fewer are in doubt
FEWEST = 4  # characters of a line that tell anything
ITEM_NUMBER = re.compile(r"(\d{1,2})[.)](?!\d)")
RUNS_ON = re.compile(r"(?:[(/,:-]|ที่|ข้อ|พ\.ศ\.|ครั้งที่|และ|หรือ|เลขที่|จำนวน|ประมาณ|อันดับ)$")
LONE_DASH = re.compile(r"(?:\d{1,2}[.)]\s*)?[-–—]")  # the mark of an empty item
LONG_WORD = 12  # characters
SHORT = 0.35  # share of the column that a paragraph's last line leaves free at least, to be known by it


class Joiner:
    """Joins wrapped lines, with the document's own text as its witness."""

    def __init__(self, document: Document) -> None:
        self._witness = "\n".join(dict.fromkeys([*_line_texts(document), _phrases()]))
        self._keeps = any(line.raw[-1:].isspace() for line in _cell_lines(document))
        self._known: dict[tuple[str, str], tuple[bool, bool]] = {}

    def page(self, page: Page) -> Page:
        """The page with the text of its cells and its own."""
        blocks: list[Line | Table] = []
        lines: list[str] = []
        for block in page.blocks:
            if isinstance(block, Line):
                blocks.append(block)
                lines.append(block.text)
            else:
                cells = tuple([replace(c, text=self.join(c.lines)) if c.lines else c for c in block.cells])
                table = replace(block, cells=cells)
                blocks.append(table)
                lines += ["\t".join([c.text.replace("\n", " ") for c in row]) for row in table.by_row()]
        return replace(page, blocks=tuple(blocks), text="\n".join(lines))

    def join(self, lines: Sequence[Line]) -> str:
        """One text from the lines of a cell (or of a cell cut by a page end).

        Returns:
            Paragraphs separated by newlines. A paragraph starts where the source says so, at a list mark, and after a
            line that ends far short of its column although the next word would fit.
        """
        paragraphs: list[str] = []
        right = max((line.box[2] for line in lines if line.box), default=0.0)
        left = min((line.box[0] for line in lines if line.box), default=0.0)
        before: Line | None = None
        for line in lines:
            if not line.text:
                continue
            if (
                before is None
                or line.paragraph
                or _starts_item(line, before, paragraphs)
                or self._ends_short(before, line, left, right)
            ):
                paragraphs.append(line.text)
            else:
                paragraphs[-1] += (" " if self._space_between(before, line, paragraphs[-1]) else "") + line.text
            before = line
        return "\n".join(paragraphs)

    def _ends_short(self, before: Line, line: Line, left: float, right: float) -> bool:
        """Whether a line ends where no wrapping would end it: the next line's first word had room."""
        if before.box is None or line.box is None or not before.size:
            return False
        free = right - before.box[2]
        if free < SHORT * (right - left) or free < 4 * before.size:
            return False
        per_character = (line.box[2] - line.box[0]) / max(1, len(line.text))
        return _first_word(line.text) * per_character * 1.3 + 0.5 * before.size < free

    def _space_between(self, before: Line, line: Line, so_far: str) -> bool:
        """Whether a space stood where the line was broken."""
        if before.raw[-1:].isspace() or line.raw[:1].isspace():
            return not URL.search(so_far) or not URL_PART.match(line.text)
        a, b = so_far, line.text
        if URL.search(a) and URL_PART.match(b) and not THAI.match(b):
            return False
        known = self._seen(a, b)
        if known is not None:
            return known
        return _must_be_space(a[-1], b[0]) or (not self._keeps and _opens_clause(a, b))

    def _seen(self, a: str, b: str) -> bool | None:
        """What the document shows of the same words elsewhere: with a space, without, or nothing that tells."""
        if min(len(a), len(b)) < FEWEST:
            return None
        for size in CONTEXT:
            key = (a[-size:], b[:size])
            if key not in self._known:
                self._known[key] = f"{key[0]} {key[1]}" in self._witness, key[0] + key[1] in self._witness
            spaced, glued = self._known[key]
            if not (spaced and glued):
                return spaced if spaced != glued else None
        return None


def _must_be_space(last: str, first: str) -> bool:
    """Whether lines may break between these characters only at a space (UAX 14 with a Thai dictionary).

    Thai breaks between its own words; letters of other scripts, numbers and brackets hold on to their neighbours.
    """
    if last in "/-–([{“‘\"'" or first in ")]}”’,.;:!?%ๆฯ/":
        return False
    if THAI.match(last) and THAI.match(first):
        return last in "ๆฯ"
    return True


def _opens_clause(a: str, b: str) -> bool:
    """Whether a line of Thai begins with a word that opens a clause, and the line before does not end in one that leads on."""
    opening, not_opening, leading = _clause_words()
    word = opening.match(b)
    return word is not None and THAI.match(a[-1]) is not None and not not_opening.match(b) and not leading.search(a)


def _starts_item(line: Line, before: Line, paragraphs: list[str]) -> bool:
    """Whether a line opens a list item.

    The next number of the list does; any other mark does unless the line before breaks off in the midst of something.
    """
    number = ITEM_NUMBER.match(line.text)
    if number and any((earlier := ITEM_NUMBER.match(p)) and int(earlier[1]) + 1 == int(number[1]) for p in paragraphs):
        return True
    if not LIST_MARK.match(line.text):
        return False
    return not RUNS_ON.search(before.text) or bool(LONE_DASH.fullmatch(before.text))


def _first_word(text: str) -> int:
    """At most how many characters stand before the first place where a line may break.

    Thai words are not told apart here; hardly one is longer than ``LONG_WORD``, and a paragraph is only started where
    even such a word had room.
    """
    head = re.match(r"\S+\s?\S*" if LIST_MARK.match(text) else r"\S+", text)
    word = head.group() if head else text
    return min(len(word), LONG_WORD) if THAI.search(word) else len(word)


@cache
def _clause_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words that open a clause, words that begin as these do and open none, and words that lead on, at a line's end."""
    lines = resources.files(__package__).joinpath("clauses.txt").read_text(encoding="utf-8").split("\n")
    words: dict[str, list[str]] = {"": [], "-": [], "~": []}
    for line in lines:
        if line and not line.startswith("#"):
            words[line[0] if line[0] in words else ""].append(re.escape(line.lstrip("-~")))
    return re.compile("|".join(words[""])), re.compile("|".join(words["-"])), re.compile(f"(?:{'|'.join(words['~'])})$")


def _cell_lines(document: Document) -> Iterator[Line]:
    return (line for table in document.tables for cell in table.cells for line in cell.lines)


def _line_texts(document: Document) -> list[str]:
    texts: list[str] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                texts.append(block.text)
            else:
                texts += [line.text for cell in block.cells for line in cell.lines]
    return texts


@cache
def _phrases() -> str:
    """Fixed wordings of the assessment with their spaces: questions, indicators, headings."""
    return resources.files(__package__).joinpath("phrases.txt").read_text(encoding="utf-8")
