"""Unwrapping: the lines of a cell become paragraphs again.

Thai has no space between words, so a wrapped line joins without one, unless the producer kept the space that was there.
Some producers drop it (LibreOffice where the line is full, browsers always): it is put back where it is sure — where
line breaking allows a break only at a space, where the same words stand elsewhere in the document, unbroken, and, of
producers that always drop it, before a word that opens a clause (``clauses.txt``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import NamedTuple

from pipeline.model import Document, Line, Page, Table
from pipeline.normalize.broken_tokens import is_one_address, is_one_token, starts_address

LIST_MARK = re.compile(r"(?:\(?\d{1,2}[.)](?!\d)|[-–•●▪○■□➢✓❖◆*](?=\s))\s*(?=\S)")
THAI = re.compile("[\u0e01-\u0e4e]")
ITEM_NUMBER = re.compile(r"(\d{1,2})[.)](?!\d)")
CONTINUES = re.compile(r"(?:[(/,:-]|ที่|ข้อ|พ\.ศ\.|ครั้งที่|และ|หรือ|เลขที่|จำนวน|ประมาณ|อันดับ)$")
"""Ends of a line after which a number or a dash is no list mark."""
LONE_DASH = re.compile(r"(?:\d{1,2}[.)]\s*)?[-–—]")  # the mark of an empty item


class UnwrapSettings(NamedTuple):
    """When a line ends a paragraph, and how much context decides on a space.

    Attributes:
        contexts: characters on each side of a break that are looked for elsewhere in the document; the longer where
            the shorter stand with and without a space.
        shortest_line: characters; a shorter line has no context that decides anything.
        longest_word: characters of a Thai word; hardly one is longer.
        short_line_share: share of the column's width that the last line of a paragraph leaves free, at least.
        short_line_sizes: the same in font sizes: narrow columns are ragged.
        width_margin: by how much a word may be wider than its characters' mean width.
        space_width: of a space before the word, in font sizes.
        narrowest: points; keeps the width of a character above zero.
    """

    contexts: tuple[int, ...] = (5, 8, 12)
    shortest_line: int = 4
    longest_word: int = 12
    short_line_share: float = 0.35
    short_line_sizes: float = 4
    width_margin: float = 1.3
    space_width: float = 0.5
    narrowest: float = 0.1


SETTINGS = UnwrapSettings()


class LineUnwrapper:
    """Unwraps the lines of cells; where a space is in doubt, the document's own text decides."""

    def __init__(self, document: Document) -> None:
        self._unbroken_text = "\n".join(dict.fromkeys([*_line_texts(document), _phrases()]))
        self._spaces_kept = any(line.raw[-1:].isspace() for line in _cell_lines(document))
        self._occurrences: dict[tuple[str, str], tuple[bool, bool]] = {}

    def unwrap_page(self, page: Page) -> Page:
        """Return the page with the text of its cells and its own."""
        blocks: list[Line | Table] = []
        lines: list[str] = []
        for block in page.blocks:
            if isinstance(block, Line):
                blocks.append(block)
                lines.append(block.text)
            else:
                cells = tuple([c.with_text(c.lines, self.unwrap(c.lines)) if c.lines else c for c in block.cells])
                table = replace(block, cells=cells)
                blocks.append(table)
                lines += ["\t".join([c.text.replace("\n", " ") for c in row]) for row in table.by_row()]
        return replace(page, blocks=tuple(blocks), text="\n".join(lines))

    def unwrap(self, lines: Sequence[Line]) -> str:
        """Return the text of the lines of a cell (or of a cell cut by a page end).

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
            if before is None or line.paragraph:
                paragraphs.append(line.text)
            elif _goes_through_token(before, line, paragraphs[-1], right):
                paragraphs[-1] += line.text
            elif _starts_item(line, before, paragraphs) or _ends_short(before, line, left, right):
                paragraphs.append(line.text)
            else:
                paragraphs[-1] += (" " if self._space_between(before, line, paragraphs[-1]) else "") + line.text
            before = line
        return "\n".join(paragraphs)

    def _space_between(self, before: Line, line: Line, so_far: str) -> bool:
        """Return whether a space stood where the line was broken.

        Args:
            before: the line above.
            line: the line that is joined to it.
            so_far: the paragraph up to the break.
        """
        following = line.text
        if before.raw[-1:].isspace() or line.raw[:1].isspace():
            return True
        if so_far[-1] == "/" and starts_address(so_far, following):
            return True
        elsewhere = self._space_elsewhere(so_far, following)
        if elsewhere is not None:
            return elsewhere
        if _breaks_only_at_space(so_far[-1], following[0]):
            return True
        return not self._spaces_kept and _opens_clause(so_far, following)

    def _space_elsewhere(self, before: str, after: str) -> bool | None:
        """Return whether the same words stand elsewhere with a space; None where they do not or stand both ways."""
        if min(len(before), len(after)) < SETTINGS.shortest_line:
            return None
        for size in SETTINGS.contexts:
            key = (before[-size:], after[:size])
            if key not in self._occurrences:
                text = self._unbroken_text
                self._occurrences[key] = f"{key[0]} {key[1]}" in text, key[0] + key[1] in text
            spaced, joined = self._occurrences[key]
            if not (spaced and joined):
                return spaced if spaced != joined else None
        return None


def _goes_through_token(before: Line, line: Line, so_far: str, right: float) -> bool:
    """Return whether the line end went through an address or a number.

    A space that the producer wrote parts numbers; in an address it is one that the line end made.

    Args:
        before: the line above.
        line: the line below it.
        so_far: the paragraph up to the line end.
        right: end of the longest line, points.
    """
    room = None
    if before.box is not None:
        room = (right - before.box[2]) / max((before.box[2] - before.box[0]) / len(before.text), SETTINGS.narrowest)
    if before.raw[-1:].isspace() or line.raw[:1].isspace():
        return is_one_address(so_far, line.text, room)
    return is_one_token(so_far, line.text, before.text, room)


def _ends_short(before: Line, line: Line, left: float, right: float) -> bool:
    """Return whether a line ends where no wrapping would end it: the next line's first word had room."""
    if before.box is None or line.box is None or not before.size:
        return False
    free = right - before.box[2]
    if free < SETTINGS.short_line_share * (right - left) or free < SETTINGS.short_line_sizes * before.size:
        return False
    per_character = (line.box[2] - line.box[0]) / max(1, len(line.text))
    word = _first_word_length(line.text) * per_character * SETTINGS.width_margin
    return word + SETTINGS.space_width * before.size < free


def _breaks_only_at_space(last: str, first: str) -> bool:
    """Return whether lines may break between these characters only at a space (UAX 14 with a Thai dictionary).

    Thai breaks between its own words; letters of other scripts, numbers and brackets hold on to their neighbours.
    """
    if last in "/-–([{“‘\"'" or first in ")]}”’,.;:!?%ๆฯ/":
        return False
    if THAI.match(last) and THAI.match(first):
        return last in "ๆฯ"
    return True


def _opens_clause(before: str, after: str) -> bool:
    """Return whether Thai begins with a word that opens a clause, after a word that a clause may end in."""
    opening, not_opening, not_ending = _clause_words()
    return (
        opening.match(after) is not None
        and THAI.match(before[-1]) is not None
        and not not_opening.match(after)
        and not not_ending.search(before)
    )


def _starts_item(line: Line, before: Line, paragraphs: list[str]) -> bool:
    """Return whether a line opens a list item.

    The next number of the list does; any other mark does unless the line before continues beyond its end.
    """
    number = ITEM_NUMBER.match(line.text)
    if number and any((earlier := ITEM_NUMBER.match(p)) and int(earlier[1]) + 1 == int(number[1]) for p in paragraphs):
        return True
    if not LIST_MARK.match(line.text):
        return False
    return not CONTINUES.search(before.text) or bool(LONE_DASH.fullmatch(before.text))


def _first_word_length(text: str) -> int:
    """Return at most how many characters stand before the first place where a line may break.

    Thai words are not segmented here; hardly one is longer than ``longest_word``, and a paragraph is only started where
    even such a word had room.
    """
    head = re.match(r"\S+\s?\S*" if LIST_MARK.match(text) else r"\S+", text)
    word = head.group() if head else text
    return min(len(word), SETTINGS.longest_word) if THAI.search(word) else len(word)


@cache
def _clause_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Read ``clauses.txt``.

    Returns:
        Words that open a clause, words that begin as these do and open none, and words at the end of a line after
        which no clause opens.
    """
    lines = resources.files(__package__).joinpath("clauses.txt").read_text(encoding="utf-8").split("\n")
    words: dict[str, list[str]] = {"": [], "-": [], "~": []}
    for line in lines:
        if line and not line.startswith("#"):
            words[line[0] if line[0] in words else ""].append(re.escape(line.lstrip("-~")))
    return re.compile("|".join(words[""])), re.compile("|".join(words["-"])), re.compile(f"(?:{'|'.join(words['~'])})$")


def _cell_lines(document: Document) -> Iterator[Line]:
    return (line for table in document.tables for cell in table.cells for line in cell.lines)


def _line_texts(document: Document) -> list[str]:
    """Return the text of every line of a document, in cells too."""
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
    """Return fixed wordings of the assessment with their spaces: questions, indicators, headings."""
    return resources.files(__package__).joinpath("phrases.txt").read_text(encoding="utf-8")
