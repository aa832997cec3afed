"""hOCR: HTML whose classes and titles give pages, lines and words with their boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipeline.extract.transcript.engine_page import EnginePage, PrintedText, Word, Words
from pipeline.extract.transcript.engines.engine import number_pages
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.typed_fields import around, as_number, clean
from pipeline.model import Box

TITLE = "hOCR"
_MARK = re.compile(r"""class\s*=\s*["'][^"'<>]*\bocr_page\b""")
_VOID = {"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr"}
_WORD, _LINE, _PAGE = "ocrx_word", "ocr_line", "ocr_page"
_BLOCKS = {"ocr_par", "ocr_carea"}
_LINES = {_LINE, "ocr_header", "ocr_textfloat", "ocr_caption", "ocrx_line"}


def is_hocr(text: str) -> bool:
    """Return whether a text is hOCR, by the class of its pages."""
    return _MARK.search(text) is not None


def read_hocr(text: str) -> tuple[list[EnginePage], bool]:
    """Return the pages of hOCR, and whether it breaks off."""
    parser = _HocrParser()
    parser.feed(text)
    parser.close()
    pages = []
    for sheet in parser.pages:
        content = [Words(tuple(sheet.words))] if sheet.words else []
        loose = [PrintedText(line) for line in sheet.loose]
        width, height = sheet.width * sheet.scale, sheet.height * sheet.scale
        size = (width, height) if sheet.is_sized else (0.0, 0.0)
        pages.append((sheet.number, EnginePage(1, *size, (*content, *loose))))
    return number_pages(pages), bool(parser.open_pages)


@dataclass(slots=True)
class _Sheet:
    """A page as it is read.

    Attributes:
        number: as the file has it, from 0 on; None where it has none.
        width, height: pixels.
        scale: points for a pixel; 1 where neither resolution nor size is given.
        loose: text that has no box.
    """

    number: int | None
    width: float = 0.0
    height: float = 0.0
    scale: float = 1.0
    is_sized: bool = False
    words: list[Word] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet; ``kind`` is a page, a line, a word or nothing."""

    tag: str
    kind: str
    title: str
    text: list[str] = field(default_factory=list)
    has_words: bool = False


class _HocrParser(HTMLParser):
    """Collects the words of each page; a line without words is taken as one.

    Attributes:
        pages: so far.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pages: list[_Sheet] = []
        self._open: list[_Open] = []
        self._blocks = 0

    @property
    def open_pages(self) -> int:
        """Return how many pages are never closed."""
        return sum(element.kind == _PAGE for element in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a start tag."""
        if tag in _VOID:
            return
        values = dict(attrs)
        classes = set((values.get("class") or "").split())
        kind = _PAGE if _PAGE in classes else _WORD if _WORD in classes else _LINE if classes & _LINES else ""
        title = values.get("title") or ""
        if kind == _PAGE:
            self.pages.append(_sheet(title))
        self._blocks += bool(classes & _BLOCKS)
        self._open.append(_Open(tag, kind, title))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an empty element: it holds no text."""

    def handle_endtag(self, tag: str) -> None:
        """Close the last open element of that name, and what is left open within it."""
        if not any(element.tag == tag for element in self._open[-_NEAR:]):
            return
        while self._open:
            element = self._open.pop()
            self._end(element)
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Give text to the word, or the line, that it stands in."""
        if self._open and self.pages:
            holder = next((e for e in reversed(self._open[-_NEAR:]) if e.kind in (_WORD, _LINE)), None)
            if holder is not None:
                holder.text.append(data)
            elif text := clean(" ".join(data.split())):  # of no line: it has no place, but is not lost
                self.pages[-1].loose.append(text)

    def _end(self, element: _Open) -> None:
        if element.kind not in (_WORD, _LINE) or not self.pages:
            return
        sheet = self.pages[-1]
        text = clean(" ".join("".join(element.text).split()))
        if element.kind == _WORD:
            for line in reversed(self._open[-_NEAR:]):
                line.has_words |= line.kind == _LINE
        elif element.has_words:
            return
        if not text:
            return
        box = _box(element.title, sheet.scale)
        if box is None:
            sheet.loose.append(text)
        else:
            sheet.words.append(Word(text, box, _confidence(element.title), self._blocks))


_NEAR = 200
"""Open elements that are looked through from the innermost; hOCR nests ten deep."""


def _sheet(title: str) -> _Sheet:
    box = _box(title, 1.0)
    number = _numbers(title, "ppageno")
    sheet = _Sheet(int(number[0]) if number and number[0] >= 0 else None)
    if box is None or box[2] <= box[0] or box[3] <= box[1]:
        return sheet
    sheet.width, sheet.height, sheet.is_sized = box[2] - box[0], box[3] - box[1], True
    resolution = _numbers(title, "scan_res")
    known = resolution[0] if resolution and resolution[0] > 1 else None
    sheet.scale = 72 / known if known else TRANSCRIPT.long_side / max(sheet.width, sheet.height)
    return sheet


def _numbers(title: str, name: str) -> list[float]:
    """Return the numbers of a property of a title, such as ``bbox 10 20 30 40``."""
    for part in title.split(";"):
        words = part.split()
        if words and words[0] == name:
            values = [as_number(word) for word in words[1:]]
            return [value for value in values if value is not None]
    return []


def _box(title: str, scale: float) -> Box | None:
    numbers = _numbers(title, "bbox")
    return around(numbers, scale, scale) if len(numbers) == 4 else None


def _confidence(title: str) -> float | None:
    numbers = _numbers(title, "x_wconf") or _numbers(title, "x_conf")
    return min(1.0, max(0.0, numbers[0] / 100)) if numbers else None
