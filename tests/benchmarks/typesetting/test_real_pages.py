"""Pictures of pages as offices publish them: pictures alone, two pages in one where the kind says so."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from benchmarks.typesetting.real_pages import make_real_pages


@pytest.mark.parametrize(
    ("kind", "pages", "groups"), [("seal-gray", [1], [(1,)]), ("two-up-book", [1, 2, 3], [(1, 2), (3,)])]
)
def test_pictures_are_made_of_the_pages_that_are_told(
    tmp_path: Path, kind: str, pages: list[int], groups: list[tuple[int, ...]]
) -> None:
    import pypdfium2

    source = pikepdf.new()
    for _ in range(3):
        source.add_blank_page(page_size=(100, 140))
    source.save(tmp_path / "source.pdf")
    path = tmp_path / "pictures.pdf"
    assert make_real_pages(tmp_path / "source.pdf", path, kind, pages) == groups
    pdf = pypdfium2.PdfDocument(path)
    assert len(pdf) == len(groups)
    assert (pdf[0].get_width() > pdf[0].get_height()) == (len(groups[0]) == 2)
    pdf.close()
