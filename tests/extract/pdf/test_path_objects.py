"""What a page draws besides text, as PDFium's page objects give it."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from support.glyph_pages import arrays, typed

from pipeline.extract.pdf.path_objects import read_objects
from pipeline.extract.pdf.ruled_tables import find_tables
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.rulings import page_rulings

FRAME = Frame(0.0, 0.0, 595.0, 842.0, 0)


def test_rulings_that_a_clip_hides_are_not_there(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    strokes = [f"{x} 100 m {x} 800 l S" for x in (50, 250, 450)] + [
        f"50 {y} m 450 {y} l S" for y in (100, 300, 500, 800)
    ]
    pdf.pages[0].Contents = pikepdf.Stream(pdf, ("q 0 200 595 642 re W n " + " ".join(strokes) + " Q").encode())
    pdf.save(tmp_path / "x.pdf")
    document = pdfium.PdfDocument(tmp_path / "x.pdf")
    page = document[0]
    found = read_objects(page.raw)
    flat, upright = page_rulings(found.horizontal, found.vertical, FRAME)
    assert [round(y) for y, _, _ in flat] == [42, 342, 542]
    assert {(round(y0), round(y1)) for _, y0, y1 in upright} == {(41, 642)}
    (table,) = find_tables(found, arrays(typed("ก", 60, 100)), FRAME)
    assert [cell.open_bottom for cell in table.cells] == [False] * 4 + [True] * 2


def test_white_strokes_are_rulings_only_on_a_shading(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    shading = "0.5 g 40 600 200 100 re f 1 g 300 600 200 100 re f "
    pdf.pages[0].Contents = pikepdf.Stream(pdf, (shading + "1 G 140 600 m 140 700 l S 400 600 m 400 700 l S").encode())
    pdf.save(tmp_path / "x.pdf")
    document = pdfium.PdfDocument(tmp_path / "x.pdf")
    page = document[0]
    assert [round(x) for x, _, _ in read_objects(page.raw).vertical] == [140]
