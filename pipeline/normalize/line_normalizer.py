"""Lines of a document, one by one: a clean line passes after one look, the others are decoded and repaired."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import replace

from pipeline.model import Document, Finding, Line, Page, Table
from pipeline.normalize.glyphs.characters import BY_TABLE, decode_line
from pipeline.normalize.glyphs.font_profile import FontProfile, profile_fonts
from pipeline.normalize.glyphs.glyph_ink import odd_glyphs
from pipeline.normalize.strings.string_repair import left_over, repair_text
from pipeline.normalize.strings.thai_clusters import DIGITS, PRIVATE_USE, SPLIT_AM, SUSPECT
from pipeline.normalize.strings.tone_marks import RUN as THAI_RUN
from pipeline.normalize.strings.tone_marks import restore_marks

UNSURE = {
    "unknown_glyph": (
        "warning",
        "a glyph has no meaning that its font, its shape or its place would tell; it stands as U+FFFD",
    ),
    "orphan_mark": ("info", "a vowel or tone mark stands on no consonant; kept as printed"),
    "unknown_symbol": (
        "info",
        "a symbol of a symbol font is not in the table; a stand-in is put for it (add it to normalize/glyphs.csv)",
    ),
}


class LineNormalizer:
    """Normalizes the lines of one document and keeps the account of what was repaired."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._fonts: dict[str, FontProfile] | None = None
        self._odd: dict[int, list[int]] = {}
        self._repairs: Counter[tuple[str, str]] = Counter()
        self._unsure: dict[tuple[int, str], list[str]] = {}

    def page(self, page: Page) -> Page:
        """The page with the text of its lines, and what was repaired on it."""
        before = self._repairs.copy()
        odd = self._odd_of(page)
        self._count(page)
        blocks: list[Line | Table] = []
        for block in page.blocks:
            if isinstance(block, Line):
                blocks.append(self._line(block, page, odd))
            else:
                cells = [
                    replace(c, lines=tuple([self._line(x, page, odd) for x in c.lines])) if c.lines else c
                    for c in block.cells
                ]
                blocks.append(replace(block, cells=tuple(cells)))
        made: Counter[str] = Counter()
        for (_, kind), n in (self._repairs - before).items():
            made[kind] += n
        return replace(page, blocks=tuple(blocks), repairs=tuple(sorted(made.items())))

    def _line(self, line: Line, page: Page, odd: list[int]) -> Line:
        if page.reader == "ocr":
            return self._scanned_line(line)
        raw = line.raw
        here = odd[slice(*(bisect_left(odd, end) for end in line.glyphs))] if line.glyphs is not None and odd else ()
        by_glyph = bool(here)
        if not by_glyph and not SUSPECT.search(raw):
            text = " ".join(raw.translate(DIGITS).split())
            return Line(
                raw, raw if text == raw else text, line.box, line.size, line.paragraph, line.glyphs
            )  # one string where it can be
        if by_glyph or line.glyphs is not None and SPLIT_AM.search(raw):
            raw = decode_line(line, page, set(here), self._profiles(), self._repairs)
        counts: Counter[str] = Counter()
        text = repair_text(raw, counts)
        for kind, n in counts.items():
            if kind != "private_use" or line.glyphs is None:
                self._repairs["", kind] += n
        for kind in (*left_over(text), *(counts.keys() & UNSURE.keys())):
            self._unsure.setdefault((page.number, kind), []).append(line.raw)
        return Line(line.raw, text, line.box, line.size, line.paragraph, line.glyphs)

    def _scanned_line(self, line: Line) -> Line:
        """A line that OCR read: the order of its marks, then those that it lost."""
        counts: Counter[str] = Counter()
        text = repair_text(line.raw, counts)
        if THAI_RUN.search(text):
            text, restored = restore_marks(text)
            if restored:
                self._repairs["", "ocr_mark"] += restored
        return replace(line, text=text)

    def _count(self, page: Page) -> None:
        """Repairs that are told glyph by glyph: meanings from the table of ids, private-use characters, by font."""
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
        if self._fonts is None:
            self._fonts = profile_fonts(self._document, self._odd_of)
        return self._fonts

    def _odd_of(self, page: Page) -> list[int]:
        if page.number not in self._odd:
            self._odd[page.number] = odd_glyphs(page)
        return self._odd[page.number]

    def findings(self) -> tuple[Finding, ...]:
        """One finding per kind of repair over the document, and one per page for what stayed unsure."""
        out = []
        by_kind: dict[str, Counter[str]] = {}
        for (font, kind), n in self._repairs.items():
            if kind not in UNSURE:
                by_kind.setdefault(kind, Counter())[font] += n
        for kind, fonts in sorted(by_kind.items()):
            names = ", ".join(sorted(f for f in fonts if f))
            message = f"{fonts.total()} repairs of kind {kind}" + (f" in {names}" if names else "")
            out.append(Finding(f"normalize.{kind}", "info", message, value=str(fonts.total())))
        for (number, kind), lines in sorted(self._unsure.items()):
            severity, sentence = UNSURE[kind]
            message = f"page {number}: {sentence} ({len(lines)} lines)"
            out.append(Finding(f"normalize.{kind}", severity, message, page=number, raw=lines[0][:200]))  # type: ignore[arg-type]
        return tuple(out)
