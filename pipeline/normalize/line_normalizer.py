"""Lines of a document, one by one: a well-formed line passes after one search, the others are decoded and repaired."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pipeline.domain.thai_clusters import MAY_NEED_REPAIR, PRIVATE_USE, SPLIT_AM
from pipeline.domain.thai_digits import TO_ARABIC
from pipeline.model import Cell, Document, Finding, Line, Page, Severity, Table
from pipeline.normalize.glyphs.characters import DOUBTFUL, Doubts, decode_line, is_whole_am
from pipeline.normalize.glyphs.font_measuring import profile_fonts
from pipeline.normalize.glyphs.font_profile import FontProfile
from pipeline.normalize.glyphs.glyph_ink import BY_TABLE, find_suspect_glyphs, has_ink
from pipeline.normalize.glyphs.stated_meanings import (
    StatedMeanings,
    misnamed_as,
    places_named,
    stated_meanings,
    with_stated_names,
)
from pipeline.normalize.strings.string_repair import remaining_defects, repair_text
from pipeline.normalize.strings.tone_marks import THAI_RUN, restore_marks

UNRESOLVED: Mapping[str, tuple[Severity, str]] = {
    "unknown_glyph": (
        "warning",
        "a glyph has no meaning that its font, its shape or its place would tell; it stands as U+FFFD",
    ),
    "orphan_mark": ("info", "a vowel or tone mark stands on no consonant; kept as printed"),
    "unknown_symbol": (
        "info",
        "a symbol of a symbol font is not in the table; a stand-in is put for it "
        "(add it to normalize/glyphs/glyphs.csv)",
    ),
}
"""Defects that are no repair: the severity of their finding, and what it says."""


class LineNormalizer:
    """Normalizes the lines of one document and counts what was repaired, and what could not be."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._fonts: dict[str, FontProfile] | None = None
        self._suspects: dict[int, list[int]] = {}
        self._misnamed = misnamed_as(document.pages)
        self._stated: StatedMeanings = {}  # of the page that is normalized
        self._repairs: Counter[tuple[str, str]] = Counter()  # by font ("" where it is not known) and kind
        self._unresolved: dict[tuple[int, str], list[str]] = {}  # by page and kind: the raw lines
        self._doubtful: dict[int, list[tuple[str, str]]] = {}  # by page: lines before and after

    def page(self, page: Page) -> Page:
        """Return the page with the text of its lines, and what was repaired on it."""
        before = self._repairs.copy()
        self._stated = stated_meanings(page.glyphs)
        suspects = self._in_doubt(page)
        if self._stated:
            suspects = sorted({*suspects, *self._stated})
        self._count_glyph_repairs(page)
        blocks: list[Line | Table] = []
        for block in page.blocks:
            if isinstance(block, Line):
                blocks.append(self._line(block, page, suspects))
            else:
                cells = [self._cell(cell, page, suspects) if cell.lines else cell for cell in block.cells]
                blocks.append(replace(block, cells=tuple(cells)))
        repairs: Counter[str] = Counter()
        for (_, kind), n in (self._repairs - before).items():
            repairs[kind] += n
        return replace(page, blocks=tuple(blocks), repairs=tuple(sorted(repairs.items())))

    def _cell(self, cell: Cell, page: Page, suspects: list[int]) -> Cell:
        """Return the cell with the text of its lines; that of a picture on a page with text was read by OCR."""
        if cell.reader == "ocr":
            return cell.with_text(tuple([self._scanned_line(line) for line in cell.lines]), cell.text)
        return cell.with_text(tuple([self._line(line, page, suspects) for line in cell.lines]), cell.text)

    def _line(self, line: Line, page: Page, suspects: list[int]) -> Line:
        """Return the line with its text."""
        if page.reader == "ocr":
            return self._scanned_line(line)
        raw = line.raw
        if line.glyphs is not None and suspects:
            here = suspects[slice(*(bisect_left(suspects, end) for end in line.glyphs))]
        else:
            here = []
        if not here and not MAY_NEED_REPAIR.search(raw):
            text = " ".join(raw.translate(TO_ARABIC).split())
            text = raw if text == raw else text  # one string where it can be
            return Line(raw, text, line.box, line.size, line.paragraph, line.glyphs)
        is_doubtful = False
        if here or line.glyphs is not None and SPLIT_AM.search(raw):
            doubts = Doubts(set(here), self._stated)
            of_line: Counter[tuple[str, str]] = Counter()
            raw = decode_line(line, page, doubts, self._profiles(), of_line)
            self._repairs += of_line
            is_doubtful = any(kind == DOUBTFUL for _, kind in of_line)
        counts: Counter[str] = Counter()
        text = repair_text(raw, counts, decoded=bool(here) and has_ink(page))
        for kind, n in counts.items():
            if kind != "private_use" or line.glyphs is None:
                self._repairs["", kind] += n
        for kind in (*remaining_defects(text), *(counts.keys() & UNRESOLVED.keys())):
            self._unresolved.setdefault((page.number, kind), []).append(line.raw)
        if is_doubtful:
            self._doubtful.setdefault(page.number, []).append((line.raw, text))
        return Line(line.raw, text, line.box, line.size, line.paragraph, line.glyphs)

    def _scanned_line(self, line: Line) -> Line:
        """Return a line that OCR read with its marks in order; those that it lost are restored where it is not sure."""
        text = repair_text(line.raw, Counter())
        if THAI_RUN.search(text):
            text, restored = restore_marks(text, sure=line.marks_read)
            if restored:
                self._repairs["", "ocr_mark"] += restored
        return replace(line, text=text)

    def _count_glyph_repairs(self, page: Page) -> None:
        """Count by font what is repaired glyph by glyph: meanings from the table of ids, private-use characters."""
        glyphs = page.glyphs
        if glyphs is None:
            return
        if BY_TABLE in glyphs.unmapped:
            self._repairs.update(
                (page.fonts[glyphs.fonts[i]], "glyph_id") for i, flag in enumerate(glyphs.unmapped) if flag == BY_TABLE
            )
        self._repairs.update(
            (page.fonts[glyphs.fonts[found.start()]], "private_use") for found in PRIVATE_USE.finditer(glyphs.chars)
        )

    def _profiles(self) -> dict[str, FontProfile]:
        """Return the profiles of the document's fonts, measured when a line first needs one."""
        if self._fonts is None:
            self._fonts = profile_fonts(self._document, self._suspects_of)
        return self._fonts

    def _suspects_of(self, page: Page) -> list[int]:
        """Return the suspect glyphs of a page, found once."""
        if page.number not in self._suspects:
            found = find_suspect_glyphs(with_stated_names(page))
            if self._misnamed:
                found = sorted({*found, *places_named(page, self._misnamed)})
            self._suspects[page.number] = found
        return self._suspects[page.number]

    def _in_doubt(self, page: Page) -> list[int]:
        """Return the suspect glyphs of a page without the ำ that are whole."""
        suspects, glyphs = self._suspects_of(page), page.glyphs
        if glyphs is None or not has_ink(page):
            return suspects
        among = set(suspects)
        return [
            i
            for i in suspects
            if glyphs.chars[i] != "ำ"
            or i - 1 in among
            or i + 1 in among
            or not is_whole_am(i, glyphs, self._profiles()[page.fonts[glyphs.fonts[i]]])
        ]

    def findings(self) -> tuple[Finding, ...]:
        """Return one finding per kind of repair over the document, and one per page for what stayed unresolved."""
        out = []
        by_kind: dict[str, Counter[str]] = {}
        for (font, kind), n in self._repairs.items():
            if kind not in UNRESOLVED and kind != DOUBTFUL:
                by_kind.setdefault(kind, Counter())[font] += n
        for kind, fonts in sorted(by_kind.items()):
            names = ", ".join(sorted(f for f in fonts if f))
            message = f"{fonts.total()} repairs of kind {kind}" + (f" in {names}" if names else "")
            out.append(Finding(f"normalize.{kind}", "info", message, value=str(fonts.total())))
        for number, changed in sorted(self._doubtful.items()):
            message = (
                f"page {number}: glyphs of {len(changed)} lines were told by little evidence: the words around, or "
                "a mark of their shape; compare the page"
            )
            raw, text = changed[0]
            out.append(
                Finding(f"normalize.{DOUBTFUL}", "warning", message, page=number, raw=raw[:200], value=text[:200])
            )
        for (number, kind), lines in sorted(self._unresolved.items()):
            severity, sentence = UNRESOLVED[kind]
            message = f"page {number}: {sentence} ({len(lines)} lines)"
            out.append(Finding(f"normalize.{kind}", severity, message, page=number, raw=lines[0][:200]))
        return tuple(out)
