"""Documents set glyph by glyph, for what only ink can tell."""

from __future__ import annotations

from collections.abc import Sequence

from support.factories import source
from support.glyph_pages import ADVANCE, Glyph, arrays, letter, mark

from pipeline.extract.pdf.text_lines import layout_lines
from pipeline.model import Document, Line, Page, Reader

# width and height of the ink of each mark, points at 16 points of size
INKS = {
    "ั": (5.0, 2.5),
    "ิ": (6.0, 2.0),
    "ี": (6.0, 2.6),
    "ึ": (6.2, 2.0),
    "ื": (6.0, 3.2),
    "็": (4.6, 3.0),
    "่": (1.0, 2.8),
    "้": (3.6, 2.8),
    "๊": (5.2, 3.4),
    "๋": (3.0, 3.0),
    "์": (2.8, 3.8),
    "ํ": (2.2, 2.2),
    "ุ": (1.6, 3.2),
    "ู": (3.6, 3.2),
}
TEXTS = (
    "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
    "บุคลากรในหน่วยงานของท่านปฏิบัติงานหรือให้บริการแก่ผู้ที่มาติดต่อ",
    "การเผยแพร่ข้อมูลของหน่วยงานที่ท่านติดต่อเข้าถึงง่ายไม่ซับซ้อน",
    "จัดทำคู่มือประชาชนเพื่อให้ผู้มาติดต่อราชการสามารถทราบถึงขั้นตอน",
    "ประชาสัมพันธ์ช่องทางการร้องเรียนการทุจริตให้บุคลากรได้รับทราบ",
    "สำรวจความพึงพอใจของผู้รับบริการและนำผลมาปรับปรุงการปฏิบัติงาน",
    "หัวหน้าหน่วยงานกำกับดูแลการใช้จ่ายงบประมาณให้คุ้มค่า",
    "อบรมเจ้าหน้าที่เกี่ยวกับระเบียบการจัดซื้อจัดจ้างและการตรวจรับพัสดุ",
)


def set_in_type(text: str, y: float = 100.0, x: float = 20.0, font: int = 0) -> list[Glyph]:
    """A line, every mark with an ink of its own; ำ is one glyph that rises above the letters."""
    out: list[Glyph] = []
    for char in text:
        if char in INKS:
            glyph = mark(char, x - ADVANCE, y, font=font)
            wide, high = INKS[char]
            middle = (glyph.x0 + glyph.x1) / 2
            glyph.x0, glyph.x1 = middle - wide / 2, middle + wide / 2
            if glyph.top < y:
                raised = 4.5 if out and out[-1].char in INKS and out[-1].bottom < y - 6 else 0.0
                glyph.bottom = y - 8.5 - raised
                glyph.top = glyph.bottom - high
            else:
                glyph.bottom = glyph.top + high
        else:
            glyph = letter(char, x, y, font=font)
            if char == "ำ":
                glyph.top = y - 11
            x += ADVANCE
        out.append(glyph)
    return out


def pages(texts: Sequence[str] = TEXTS, font: int = 0) -> list[Glyph]:
    """Lines under each other."""
    return [g for n, text in enumerate(texts) for g in set_in_type(text, 100.0 + 30 * n, font=font)]


def document(glyphs: Sequence[Glyph], fonts: tuple[str, ...] = ("Sarabun",), reader: Reader = "pdfium") -> Document:
    """One page of running text, laid out as the reader does it."""
    placed, columns, _ = layout_lines(arrays(glyphs, fonts), [], 2000.0, 2000.0)
    page = Page(1, 2000.0, 2000.0, reader, 1.0, tuple(p.line for p in placed), fonts=fonts, glyphs=columns)
    return Document(source(), (page,))


def transcript(text: str) -> Document:
    """Lines without glyphs, as transcripts have them."""
    return Document(source(), (Page(1, 0.0, 0.0, "transcript", None, tuple(Line(line) for line in text.split("\n"))),))
