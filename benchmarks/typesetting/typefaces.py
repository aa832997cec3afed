"""Typefaces for drawn pages: TrueType files with Thai letters, and a stand-in where there is none."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
    Path("/Library/Fonts"),
)
STAND_IN = "Stand-in"
"""Name of the face that is used where no Thai face is found: letters are boxes, their codes and widths are real."""
UNITS_PER_EM = 1000
SARA_AM = 0xE33
STAND_IN_CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *range(0xE01, 0xE3B),
    *range(0xE3F, 0xE5C),
    0x2013,
    0x2022,
)
MARK_BOXES = {
    "ั": (-370, 700, 70, 930),
    "ิ": (-540, 670, -95, 890),
    "ี": (-535, 670, -85, 960),
    "ึ": (-540, 660, -70, 968),
    "ื": (-530, 670, -80, 965),
    "็": (-480, 680, -70, 1000),
    "่": (-160, 1005, -100, 1185),
    "้": (-305, 1000, 40, 1230),
    "๊": (-333, 997, 72, 1220),
    "๋": (-235, 1000, -20, 1190),
    "์": (-282, 920, 10, 1205),
    "ํ": (-260, 660, -40, 880),
    "ุ": (-267, -330, -98, -55),
    "ู": (-410, -338, -100, -55),
    "ฺ": (-200, -200, -130, -130),
}
"""Boxes of marks of the stand-in, units (left, low, right, high): what TLWG fonts have, on average."""
LETTER_HEIGHT = 590


class Typeface:
    """A TrueType font: widths, glyph ids, and the object that a PDF embeds.

    Args:
        font: of fontTools.
        name: PostScript name.
    """

    def __init__(self, font: Any, name: str) -> None:
        self.font = font
        self.name = name
        self.per_em: float = 1 / font["head"].unitsPerEm
        self.glyph_names: Mapping[int, str] = font.getBestCmap()
        self.ascent = font["hhea"].ascent * self.per_em
        self.leading = self.ascent - font["hhea"].descent * self.per_em
        """Height of a line, em."""
        self._used: dict[int, str] = {}

    def width(self, text: str) -> float:
        """Return the width of a text, em."""
        return sum(self._advance(c) for c in text)

    def _advance(self, character: str) -> float:
        return float(self.font["hmtx"][self._glyph_name(character)][0]) * self.per_em

    def _glyph_name(self, character: str) -> str:
        return self.glyph_names.get(ord(character)) or self.font.getGlyphOrder()[0]

    def encode(self, text: str) -> str:
        """Return the glyph ids of a text as hexadecimal digits, and keep them for :meth:`embed`."""
        out = []
        for character in text:
            glyph = self.font.getGlyphID(self._glyph_name(character))
            self._used[glyph] = character
            out.append(f"{glyph:04X}")
        return "".join(out)

    def embed(self, pdf: Any) -> Any:
        """Return the font dictionary of a PDF (of pikepdf), with the glyphs that were encoded."""
        import pikepdf

        order, names = self.font.getGlyphOrder(), pikepdf.Name
        base = names("/AAAAAA+" + self.name)
        widths: list[Any] = []
        for glyph in sorted(self._used):
            widths += [glyph, pikepdf.Array([round(self.font["hmtx"][order[glyph]][0] * self.per_em * 1000)])]
        head = self.font["head"]
        descriptor = pikepdf.Dictionary(
            Type=names.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=[round(v * self.per_em * 1000) for v in (head.xMin, head.yMin, head.xMax, head.yMax)],
            ItalicAngle=0,
            Ascent=round(self.ascent * 1000),
            Descent=round((self.ascent - self.leading) * 1000),
            CapHeight=700,
            StemV=80,
            FontFile2=pdf.make_stream(self._subset()),
        )
        descendant = pikepdf.Dictionary(
            Type=names.Font,
            Subtype=names.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            W=pikepdf.Array(widths),
            CIDToGIDMap=names.Identity,
        )
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=names.Font,
                Subtype=names.Type0,
                BaseFont=base,
                Encoding=names("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(descendant)],
                ToUnicode=pdf.make_stream(_to_unicode(self._used)),
            )
        )

    def _subset(self) -> bytes:
        from fontTools import subset
        from fontTools.ttLib import TTFont

        whole = io.BytesIO()
        self.font.save(whole)
        font = TTFont(io.BytesIO(whole.getvalue()), recalcTimestamp=False)
        options = subset.Options(
            retain_gids=True, notdef_outline=True, layout_features=[], drop_tables=["GSUB", "GPOS", "GDEF", "FFTM"]
        )
        subsetter = subset.Subsetter(options)
        subsetter.populate(gids=sorted(self._used))
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()


def load_typefaces(family: Path | None) -> tuple[Typeface, Typeface]:
    """Return the regular and the bold face of a family.

    Args:
        family: file of its regular face; None for the stand-in.
    """
    from fontTools.ttLib import TTFont

    if family is None:
        return tuple(Typeface(TTFont(io.BytesIO(_stand_in()), recalcTimestamp=False), STAND_IN) for _ in range(2))  # type: ignore[return-value]
    bold = family.with_name(f"{family.stem}-Bold{family.suffix}")
    names = (family.stem, bold.stem if bold.is_file() else family.stem)
    files = (family, bold if bold.is_file() else family)
    faces = [
        Typeface(TTFont(file, recalcTimestamp=False), name.replace(" ", ""))
        for file, name in zip(files, names, strict=True)
    ]
    return faces[0], faces[1]


@cache
def thai_families(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the files of regular faces with Thai and Latin letters, whose marks take no width of their own.

    Text is drawn letter by letter here: a face that leaves the place of its marks to its tables would be drawn wrong.

    Args:
        folder: look there alone; None for the usual folders of fonts.
    """
    from fontTools.ttLib import TTFont, TTLibError

    def can_be_drawn(path: Path) -> bool:
        try:
            with TTFont(path, lazy=True) as font:
                glyphs = font.getBestCmap()
                if "glyf" not in font or not all(ord(c) in glyphs for c in "กิุ่๑1A"):
                    return False
                return all(font["hmtx"][glyphs[ord(mark)]][0] == 0 for mark in "ิุ่")
        except (TTLibError, OSError, TypeError):
            return False

    places: Iterable[Path] = [folder] if folder else [place.expanduser() for place in FONT_FOLDERS]
    files = sorted({file for place in places if place.is_dir() for file in place.rglob("*.ttf")})
    return tuple(f for f in files if not f.stem.endswith(("Bold", "Italic", "Oblique")) and can_be_drawn(f))


def _to_unicode(used: Mapping[int, str]) -> bytes:
    pairs = [f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>" for glyph, character in used.items()]
    blocks = [pairs[k : k + 100] for k in range(0, len(pairs), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    ).encode()


def _stand_in_boxes(code: int) -> tuple[list[tuple[int, int, int, int]], int]:
    """Return the boxes of a character of the stand-in (left, low, right, high), and its width."""
    if chr(code) in (" ", "\xa0"):
        return [], 280
    if box := MARK_BOXES.get(chr(code)):
        return [box], 0
    width = 440 + 12 * (code % 16)  # unlike letters are told apart by their boxes, as by their shapes
    letter = (60, 0, width - 60, LETTER_HEIGHT + code % 7)
    return [letter, MARK_BOXES["ํ"]] if code == SARA_AM else [letter], width


@cache
def _stand_in() -> bytes:
    """Return a TrueType font whose letters are boxes: marks above and below have no width, as in Thai fonts."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", *(f"uni{code:04X}" for code in STAND_IN_CHARACTERS)]
    glyphs, metrics = {}, {}
    for name, code in zip(names, (0, *STAND_IN_CHARACTERS), strict=True):
        boxes, width = _stand_in_boxes(code)
        pen = TTGlyphPen(None)
        for left, low, right, high in boxes:
            pen.moveTo((left, low))
            for corner in ((left, high), (right, high), (right, low)):
                pen.lineTo(corner)
            pen.closePath()
        glyphs[name] = pen.glyph()
        metrics[name] = (width, boxes[0][0] if boxes else 0)
    builder = FontBuilder(UNITS_PER_EM)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(STAND_IN_CHARACTERS, names[1:], strict=True)))
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=1230, descent=-400)
    builder.setupNameTable({"familyName": STAND_IN, "styleName": "Regular", "psName": STAND_IN})
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
