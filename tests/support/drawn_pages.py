"""Pages drawn by content streams: a table of Latin text, and what a test draws over or beneath it."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from support.pdf_files import read

from pipeline.model import Document

COLUMNS = (60, 200, 320, 500)
LINES = (600, 624, 648, 672, 696)
ROWS = (
    ("Indicator", "Score", "Level"),
    ("Duty", "91.25", "pass"),
    ("Budget", "84.50", "raise"),
    ("Power", "78.09", "x"),
)


def shown(x: float, y: float, text: str, size: float = 12, state: str = "") -> str:
    """Operators that show a text; ``state`` are operators before it."""
    return f"q {state} BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET Q\n"


def turned(x: float, y: float, text: str, size: float, cos_sin: tuple[float, float], state: str = "") -> str:
    """Operators that show a text at an angle."""
    cos, sin = cos_sin
    return f"q {state} BT /F1 {size} Tf {cos} {sin} {-sin} {cos} {x} {y} Tm ({text}) Tj ET Q\n"


def ruled() -> str:
    """The rulings of the table."""
    flat = [f"{COLUMNS[0]} {y} m {COLUMNS[-1]} {y} l S" for y in LINES]
    upright = [f"{x} {LINES[0]} m {x} {LINES[-1]} l S" for x in COLUMNS]
    return "0.5 w 0 G " + " ".join(flat + upright) + "\n"


def cell_texts(rows: tuple[int, ...] = (0, 1, 2, 3), state: str = "") -> str:
    """The texts of rows of the table."""
    at = [(r, c) for r in rows for c in range(3)]
    return "".join(shown(COLUMNS[c] + 4, LINES[-1] - 24 * (r + 1) + 8, ROWS[r][c], state=state) for r, c in at)


TABLE = ruled() + cell_texts()


def helvetica() -> Dictionary:
    """Resources with a font that every reader has."""
    return Dictionary(Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))


class DrawnPage:
    """A PDF of one page, made of a content stream."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.pdf.add_blank_page(page_size=(595, 842))
        self.page = self.pdf.pages[0].obj
        self.page.Resources = helvetica()

    def form(self, content: str, **entries: object) -> pikepdf.Stream:
        """A form XObject."""
        base = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]), Resources=helvetica())
        stream = pikepdf.Stream(self.pdf, content.encode(), base)
        for key, value in entries.items():
            stream[f"/{key}"] = value
        return stream

    def picture(self, gray: int, opacity: int = 255) -> pikepdf.Stream:
        """A picture of one grey; ``opacity`` of 255."""
        made = [
            pikepdf.Stream(
                self.pdf,
                bytes([value]),
                Dictionary(
                    Type=Name.XObject,
                    Subtype=Name.Image,
                    Width=1,
                    Height=1,
                    ColorSpace=Name.DeviceGray,
                    BitsPerComponent=8,
                ),
            )
            for value in (gray, opacity)
        ]
        if opacity < 255:
            made[0].SMask = made[1]
        return made[0]

    def layers(self, off: str, on: str) -> tuple[pikepdf.Object, pikepdf.Object]:
        """Two layers, of which the first is switched off."""
        groups = [self.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String(name))) for name in (off, on)]
        config = Dictionary(Order=Array(groups), OFF=Array(groups[:1]))
        self.pdf.Root.OCProperties = Dictionary(OCGs=Array(groups), D=config)
        return groups[0], groups[1]

    def read(self, folder: Path, content: str, **resources: object) -> Document:
        """The document as it is read, with this content."""
        for key, value in resources.items():
            self.page.Resources[f"/{key}"] = value
        self.page.Contents = pikepdf.Stream(self.pdf, content.encode())
        self.pdf.save(folder / "page.pdf")
        return read(folder / "page.pdf")


def text_and_findings(document: Document) -> tuple[str, dict[str, tuple[str, str | None]]]:
    """The raw text of a document's first page; severity and value of its findings, by rule."""
    return document.pages[0].text_raw, {f.rule: (f.severity, f.value) for f in document.findings}
