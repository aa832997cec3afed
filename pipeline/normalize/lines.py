"""Lines of a document, one by one: a clean line passes after one look, the others are decoded and repaired."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..model import Document, Finding, Line, Page, Table
from .decode import BY_TABLE, decode_line
from .ink import odd_glyphs
from .profile import FontProfile, profile_fonts
from .repair import left_over, repair_text
from .thai import DIGITS, SUSPECT

UNSURE = {
    "unknown_glyph": ("warning", "a glyph has no meaning that its font, its shape or its place would tell; it stands as U+FFFD"),
    "orphan_mark": ("info", "a vowel or tone mark stands on no consonant; kept as printed"),
    "unknown_symbol": ("info", "a symbol of a symbol font is not in the table; a stand-in is put for it (add it to normalize/glyphs.yml)"),
}


class LineNormalizer:
    """Normalizes the lines of one document and keeps the account of what was repaired."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._fonts: dict[str, FontProfile] | None = None
        self._repairs: Counter[tuple[str, str]] = Counter()
        self._unsure: dict[tuple[int, str], list[str]] = {}

    def page(self, page: Page) -> Page:
        """The page with the text of its lines."""
        odd = odd_glyphs(page)
        self._count_glyph_ids(page)
        blocks: list[Line | Table] = []
        for block in page.blocks:
            if isinstance(block, Line):
                blocks.append(self._line(block, page, odd))
            else:
                cells = [replace(c, lines=tuple([self._line(x, page, odd) for x in c.lines])) if c.lines else c for c in block.cells]
                blocks.append(replace(block, cells=tuple(cells)))
        return replace(page, blocks=tuple(blocks))

    def _line(self, line: Line, page: Page, odd: set[int]) -> Line:
        raw = line.raw
        decoded = odd and line.glyphs is not None and not odd.isdisjoint(range(*line.glyphs))
        if not decoded and not SUSPECT.search(raw):
            return replace(line, text=" ".join(raw.translate(DIGITS).split()))
        if line.glyphs is not None:
            raw = decode_line(line, page, self._profiles(), self._repairs)
        counts: Counter[str] = Counter()
        text = repair_text(raw, counts)
        for kind, n in counts.items():
            self._repairs["", kind] += n
        for kind in left_over(text):
            self._unsure.setdefault((page.number, kind), []).append(line.raw)
        return replace(line, text=text)

    def _count_glyph_ids(self, page: Page) -> None:
        glyphs = page.glyphs
        if glyphs is not None and BY_TABLE in glyphs.unmapped:
            self._repairs.update((page.fonts[glyphs.fonts[i]], "glyph_id") for i, flag in enumerate(glyphs.unmapped) if flag == BY_TABLE)

    def _profiles(self) -> dict[str, FontProfile]:
        if self._fonts is None:
            self._fonts = profile_fonts(self._document)
        return self._fonts

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
