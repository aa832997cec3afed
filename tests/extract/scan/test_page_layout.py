"""Tables of a straight page."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from pipeline.extract.scan.image.page_image import load_page_image
from pipeline.extract.scan.page_layout import find_ruled_tables
from pipeline.extract.scan.straight_page import straighten
from pipeline.extract.tables.geometry import Frame


def test_rows_of_thin_letters_are_no_dotted_rulings(corpus: Path) -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(corpus / "editions" / "dev-c-scan.pdf")
    page = pdf[10]
    frame = Frame(0, 0, *page.get_size(), 0)
    (straight,) = straighten(load_page_image(page.raw, frame), frame).pages
    page.close()
    pdf.close()
    (lattice,) = find_ruled_tables(straight)
    assert (len(lattice.ys) - 1, len(lattice.xs) - 1) == (5, 7)
