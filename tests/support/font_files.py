"""TrueType fonts made of rectangles, and PDFs that are set in them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

Rectangle = tuple[int, int, int, int]  # left, bottom, right, top, in thousandths of the font size

LETTER: Rectangle = (40, 0, 480, 600)
MARK_HEIGHT = 230


@dataclass(frozen=True)
class MadeFont:
    """A font of rectangles.

    Attributes:
        glyphs: the outline of each, by id from 1 on.
        cmap: glyph ids by character.
        singles: what GSUB puts for single glyphs, as (from, to).
        ligatures: and for several, as (from, to).
    """

    glyphs: Mapping[int, Rectangle]
    cmap: Mapping[str, int] = field(default_factory=dict)
    singles: Sequence[tuple[int, int]] = ()
    ligatures: Sequence[tuple[tuple[int, ...], int]] = ()

    def data(self) -> bytes:
        """The font file."""
        count = max(self.glyphs) + 1
        outlines = [_outline(self.glyphs.get(k)) for k in range(count)]
        offsets = [0]
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        head = struct.pack(
            ">LLLLHHQQhhhhHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, -600, -400, 900, 1300, 0, 8, 2, 1, 0
        )
        hhea = struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, 1300, -400, 0, 600, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, count)
        maxp = struct.pack(">LHHHHHHHHHHHHHH", 0x10000, count, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
        tables = {
            "cmap": _cmap(self.cmap),
            "glyf": b"".join(outlines),
            "head": head,
            "hhea": hhea,
            "hmtx": b"".join(struct.pack(">Hh", 0, self.glyphs.get(k, (0,))[0]) for k in range(count)),
            "loca": struct.pack(f">{count + 1}L", *offsets),
            "maxp": maxp,
        }
        if not self.cmap:
            del tables["cmap"]
        if self.singles or self.ligatures:
            tables["GSUB"] = _gsub(self.singles, self.ligatures)
        return _file(tables)


def _outline(box: Rectangle | None) -> bytes:
    if box is None:
        return b""
    x0, y0, x1, y1 = box
    deltas = struct.pack(">4h4h", x0, x1 - x0, 0, x0 - x1, y0, 0, y1 - y0, 0)
    raw = struct.pack(">5hHH4B", 1, x0, y0, x1, y1, 3, 0, 1, 1, 1, 1) + deltas
    return raw + b"\0" * (-len(raw) % 4)


def _cmap(chars: Mapping[str, int]) -> bytes:
    """One segment a character, and the one that ends the table."""
    codes = sorted((ord(c), glyph) for c, glyph in chars.items())
    ends = [*(code for code, _ in codes), 0xFFFF]
    deltas = [*((glyph - code) & 0xFFFF for code, glyph in codes), 1]
    n = len(ends)
    body = struct.pack(f">{n}HH{n}H{n}H{n}H", *ends, 0, *ends, *deltas, *[0] * n)
    subtable = struct.pack(">7H", 4, 14 + len(body), 0, 2 * n, 0, 0, 0) + body
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + subtable


def _coverage(glyphs: Sequence[int]) -> bytes:
    return struct.pack(f">HH{len(glyphs)}H", 1, len(glyphs), *glyphs)


def _gsub(singles: Sequence[tuple[int, int]], ligatures: Sequence[tuple[tuple[int, ...], int]]) -> bytes:
    """One lookup for each substitution."""
    lookups = []
    for before, after in singles:
        table = struct.pack(">HHHH", 2, 8, 1, after) + _coverage([before])
        lookups.append(struct.pack(">HHHH", 1, 0, 1, 8) + table)
    for parts, after in ligatures:
        ligature = struct.pack(f">HH{len(parts) - 1}H", after, len(parts), *parts[1:])
        group = struct.pack(">HH", 1, 4) + ligature
        table = struct.pack(">HHHH", 1, 8 + len(group), 1, 8) + group + _coverage(parts[:1])
        lookups.append(struct.pack(">HHHH", 4, 0, 1, 8) + table)
    starts, at = [], 2 + 2 * len(lookups)
    for lookup in lookups:
        starts.append(at)
        at += len(lookup)
    listed = struct.pack(f">H{len(lookups)}H", len(lookups), *starts) + b"".join(lookups)
    return struct.pack(">LHHH", 0x10000, 10, 10, 10) + listed


def _file(tables: Mapping[str, bytes]) -> bytes:
    at = 12 + 16 * len(tables)
    records, bodies = b"", b""
    for tag in sorted(tables):
        body = tables[tag]
        records += struct.pack(">4sLLL", tag.encode(), 0, at, len(body))
        body += b"\0" * (-len(body) % 4)
        bodies += body
        at += len(body)
    return struct.pack(">LHHHH", 0x10000, len(tables), 0, 0, 0) + records + bodies


@dataclass(frozen=True)
class Cluster:
    """Glyphs that are drawn together: their ids, and the ``ActualText`` over them, if any."""

    glyphs: tuple[int, ...]
    actual_text: str | None = None


def set_pdf(path: Path, font: MadeFont, names: Mapping[int, str], lines: Sequence[Sequence[Cluster]]) -> Path:
    """Write a PDF of one page that is set in a font, each glyph drawn by an operation of its own.

    Args:
        path: of the file.
        font: embedded, as a composite font whose codes are the glyph ids.
        names: its ToUnicode map.
        lines: of the page; letters advance the pen, marks (narrow advance 0) do not.
    """
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    file = pikepdf.Stream(pdf, font.data())
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name("/ABCDEF+Made"),
        Flags=4,
        FontBBox=[-600, -400, 900, 1300],
        ItalicAngle=0,
        Ascent=1300,
        Descent=-400,
        CapHeight=700,
        StemV=80,
        FontFile2=pdf.make_indirect(file),
    )
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name("/ABCDEF+Made"),
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=500,
        W=[1, [0 if box[2] <= 0 else box[2] + 20 for _, box in sorted(font.glyphs.items())]],
        CIDToGIDMap=pikepdf.Name.Identity,
    )
    mapped = "".join(f"<{glyph:04X}> <{name.encode('utf-16-be').hex()}>\n" for glyph, name in names.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(names)} beginbfchar\n{mapped}endbfchar endcmap end end"
    )
    whole = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/ABCDEF+Made"),
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
        ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, cmap.encode())),
    )
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(whole)))
    page.Contents = pikepdf.Stream(pdf, _content(font, lines).encode())
    pdf.save(path)
    return path


def _content(font: MadeFont, lines: Sequence[Sequence[Cluster]], size: float = 16.0) -> str:
    out = ["BT", f"/F1 {size} Tf"]
    for row, line in enumerate(lines):
        x, y = 50.0, 780.0 - 30 * row
        for cluster in line:
            if cluster.actual_text is not None:
                text = (b"\xfe\xff" + cluster.actual_text.encode("utf-16-be")).hex().upper()
                out.append(f"/Span<</ActualText <{text}>>> BDC")
            for glyph in cluster.glyphs:
                out.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm <{glyph:04X}> Tj")
                right = font.glyphs[glyph][2]
                x += 0.0 if right <= 0 else (right + 20) * size / 1000
            if cluster.actual_text is not None:
                out.append("EMC")
    return "\n".join([*out, "ET"])
