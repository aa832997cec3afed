"""The formats that hold printed words with their places, and a sidecar of plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.typesetting.transcripts.content import ContentCell, ContentPage, ContentTable

Pages = Sequence[ContentPage]
DPI = 300
WIDTH, HEIGHT = 3508, 2480
"""Pixels of a page: A4 across."""
LETTER, LINE, GAP = 15, 60, 45
"""Pixels: width of a letter, distance of lines, white space between columns."""
WIDTHS = (110, 520, 150, 250, 760, 760, 658)
"""Pixels of the columns: code, question, score, level, measure, result, outcome."""
EDGES = [150 + sum(WIDTHS[:n]) for n in range(len(WIDTHS) + 1)]
_NO_WIDTH = set("ัิีึืฺุู็่้๊๋์ํ๎")
_SCORE = re.compile(r"[0-9]{1,3}\.[0-9]{2}\Z")
_SYLLABLE = re.compile(r"[A-Za-z0-9.,:/()_-]+\s*|[เแโใไ]?[^\s][ัิีึืฺุู็่้๊๋์ํ๎ะาำๆฯ]*\s*|\s+")


@dataclass(frozen=True)
class PrintedWord:
    """A word and its box, pixels."""

    text: str
    x0: int
    top: int
    x1: int
    bottom: int
    block: int


def _width(text: str) -> int:
    return LETTER * sum(letter not in _NO_WIDTH for letter in text)


def _wrap(text: str, room: int) -> list[str]:
    """Break a text into lines as a program does that breaks Thai between letters, and other text at spaces."""
    lines = [""]
    for syllable in _SYLLABLE.findall(text):
        if lines[-1] and _width(lines[-1] + syllable.rstrip()) > room:
            lines.append("")
        lines[-1] += syllable
    return [line for line in lines if line.strip()]


def _words(line: str, x: int, y: int, block: int) -> Iterator[PrintedWord]:
    for word in line.split():
        yield PrintedWord(word, x, y, x + _width(word), y + LINE * 2 // 3, block)
        x += _width(word) + LETTER


@dataclass(frozen=True)
class WhiteSpace:
    """White space that is added in tables, pixels: between rows, and between paragraphs of a cell."""

    rows: int = 45
    paragraphs: int = 30


def lay_out(page: ContentPage, space: WhiteSpace = WhiteSpace()) -> list[list[PrintedWord]]:
    """Return the lines of a page with their words; the page is as high as it needs to be."""
    lines: list[list[PrintedWord]] = []
    y = 120
    for block in page.blocks:
        if isinstance(block, str):
            for line in _wrap(block, WIDTH - 400):
                lines.append(list(_words(line, 200, y, block=len(lines) + 1)))
                y += LINE
            y += LINE
            continue
        y = _lay_out_table(block, y, lines, space)
    return lines


def _lay_out_table(table: ContentTable, y: int, lines: list[list[PrintedWord]], space: WhiteSpace) -> int:
    """Add the lines of a table; return where it ends."""
    for row in _as_printed(table):
        height = LINE
        for cell in row:
            x, right = EDGES[cell.column], EDGES[min(cell.column + cell.colspan, len(WIDTHS))]
            place, number = y, len(lines) + 1
            for text in cell.paragraphs:
                for line in _wrap(text, right - x - GAP):
                    lines.append(list(_words(line, x, place, number)))
                    place += LINE
                place += space.paragraphs
            height = max(height, place - y - space.paragraphs)
        y += height + space.rows
    return y + LINE


def _as_printed(table: ContentTable) -> Iterator[list[ContentCell]]:
    """Yield the rows in the columns of the print: code, question, score, level, measure, result, outcome.

    The model that read the report left a place out of some rows: the code's, or the measure's where there is none.
    """
    for row in table.by_row():
        score = next((n for n, cell in enumerate(row) if _SCORE.match("".join(cell.paragraphs))), None)
        if len(row) == len(WIDTHS) - 1:
            before = 4 if score == 2 else 1  # rows that have all but a measure
            moved = [replace(cell, column=cell.column + 1) for cell in row[before:]]
            yield [*(row[:before] if score == 2 else [replace(row[0], colspan=2)]), *moved]
        elif len(row) == len(WIDTHS) and score is None and not row[1].paragraphs:
            yield [replace(row[0], colspan=2), *row[2:]]
        else:
            yield row


def hocr(pages: Pages, space: WhiteSpace = WhiteSpace(), has_blocks: bool = False) -> str:
    """Tesseract's hOCR; ``has_blocks``: each paragraph and each cell is a block of its own."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">\n'
        '<head><title></title><meta name="ocr-system" content="tesseract 5.3.0" /></head>\n<body>\n'
    ]
    for page in pages:
        lines = lay_out(page, space)
        bottom = max([HEIGHT, *(word.bottom + 100 for line in lines for word in line)])
        title = f'image "p.png"; bbox 0 0 {WIDTH} {bottom}; ppageno {page.number - 1}; scan_res {DPI} {DPI}'
        parts.append(f"<div class='ocr_page' id='page_{page.number}' title='{html.escape(title)}'>\n")
        for line, before in zip(lines, [None, *lines], strict=False):
            if has_blocks and (before is None or before[0].block != line[0].block):
                parts.append("</p>" * (before is not None) + "<p class='ocr_par'>")
            parts.append(f"<span class='ocr_line' title='{_around(line)}; baseline 0 -4'>")
            for word in line:
                box = f"bbox {word.x0} {word.top} {word.x1} {word.bottom}; x_wconf 93"
                parts.append(f"<span class='ocrx_word' title='{box}'>{html.escape(word.text)}</span> ")
            parts.append("</span>\n")
        parts.append("</p>" * (has_blocks and bool(lines)))
        parts.append("</div>\n")
    return "".join(parts) + "</body>\n</html>\n"


def _around(line: Sequence[PrintedWord]) -> str:
    top, bottom = min(word.top for word in line), max(word.bottom for word in line)
    return f"bbox {line[0].x0} {top} {line[-1].x1} {bottom}"


def alto(pages: Pages) -> str:
    """ALTO 4, in pixels."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">\n'
        "<Description><MeasurementUnit>pixel</MeasurementUnit></Description>\n<Layout>\n"
    ]
    for page in pages:
        lines = lay_out(page)
        bottom = max([HEIGHT, *(word.bottom + 100 for line in lines for word in line)])
        parts.append(f'<Page ID="p{page.number}" PHYSICAL_IMG_NR="{page.number}" WIDTH="{WIDTH}" HEIGHT="{bottom}">')
        parts.append("<PrintSpace><TextBlock>\n")
        for line in lines:
            parts.append("<TextLine>")
            for word in line:
                place = (
                    f'HPOS="{word.x0}" VPOS="{word.top}" WIDTH="{word.x1 - word.x0}" HEIGHT="{word.bottom - word.top}"'
                )
                parts.append(f'<String CONTENT="{html.escape(word.text)}" {place} WC="0.93"/><SP/>')
            parts.append("</TextLine>\n")
        parts.append("</TextBlock></PrintSpace></Page>\n")
    return "".join(parts) + "</Layout>\n</alto>\n"


def sidecar(pages: Pages) -> str:
    """A sidecar of OCRmyPDF: a form feed between pages, columns parted by spaces as they are in print."""
    return "\f".join(_printed_page(page) for page in pages)


def _printed_page(page: ContentPage) -> str:
    by_height: dict[int, list[PrintedWord]] = {}
    for line in lay_out(page, WhiteSpace(rows=2 * LINE, paragraphs=LINE)):
        for word in line:
            by_height.setdefault(word.top, []).append(word)
    out, below = [], 0
    for top in sorted(by_height):
        out += [""] * ((top - below) // LINE - 1 if below else 0)
        text = ""
        for word in sorted(by_height[top], key=lambda word: word.x0):
            at = sum(letter not in _NO_WIDTH for letter in text)
            text += " " * max(1 if text else 0, word.x0 // LETTER - at) + word.text
        out.append(text)
        below = top
    return "\n".join(out) + "\n"
