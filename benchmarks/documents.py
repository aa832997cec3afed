"""Documents that benchmarks read: those of the corpus with a text layer, else the shipped report; drawn pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHIPPED_REPORT = ROOT / "raw" / "2566" / "seed-word.pdf"
"""The other documents of raw/ are so short that the start of a reader is most of what they cost."""
CELL_TEXTS = (("Code", 60, 120), ("Score", 160, 120), ("I1", 60, 70), ("85.50", 160, 70))
"""Text and place (points, from the lower left) of each cell of the drawn page."""
SCAN_COVERAGE = 0.8
"""Share of a page under one picture, from which the page is a scan."""


def corpus() -> Path:
    """Return the folder of documents to develop against: ``$ITA_CORPUS``, else ``../shared/corpus``."""
    return Path(os.environ.get("ITA_CORPUS", ROOT.parent / "shared" / "corpus"))


def documents(chosen: list[Path]) -> list[Path]:
    """Return the PDFs to measure: those chosen, else those of the corpus, else the report in raw/.

    Of the corpus (``real/`` and ``editions/``), only documents with a text layer.
    """
    if chosen:
        return chosen
    found = sorted(p for folder in ("real", "editions") for p in (corpus() / folder).glob("*.pdf"))
    return [p for p in found or [SHIPPED_REPORT] if has_text(p)]


def has_text(path: Path) -> bool:
    """Return whether at least half of the pages have characters, and are no scans with a layer of OCR."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    def has_text_layer(page: Any) -> bool:
        area = page.get_width() * page.get_height()
        sides = [image.get_bounds() for image in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])]
        pictured = max(((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in sides), default=0.0)
        return page.get_textpage().count_chars() > 0 and pictured < SCAN_COVERAGE * area

    pdf = pypdfium2.PdfDocument(path)
    try:
        return 2 * sum(map(has_text_layer, pdf)) >= len(pdf)
    finally:
        pdf.close()


def draw_page(path: Path) -> Path:
    """Write a PDF of one page with a ruled table of four cells, to measure the start-up of a reader with."""
    import pikepdf

    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    boxes = "".join(f"{x} {y} 100 50 re S " for x in (50, 150) for y in (50, 100))
    words = "".join(f"BT /F1 12 Tf {x} {y} Td ({word}) Tj ET " for word, x, y in CELL_TEXTS)
    pdf.pages[0].Contents = pdf.make_stream((boxes + words).encode())
    pdf.save(path)
    return path


def repeat_pages(source: Path, pages: int, path: Path) -> Path:
    """Write a PDF of so many pages, those of ``source`` again and again."""
    import pikepdf

    with pikepdf.open(source) as pdf:
        book = pikepdf.new()
        for n in range(pages):
            book.pages.append(pdf.pages[n % len(pdf.pages)])
        book.save(path)
    return path
