"""Link annotations: addresses behind the text stay with the cell that they lie on."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from support.pdf_files import read

CELLS = [(50, 700, 250, 740), (250, 700, 450, 740), (50, 660, 250, 700), (250, 660, 450, 700)]


def write(path: Path, links: list[tuple[tuple[float, ...], str]], rotate: int = 0) -> Path:
    """A PDF with a table of four cells, a word in each, and link annotations over rectangles."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    drawn = [f"{x0} {y0} {x1 - x0} {y1 - y0} re S" for x0, y0, x1, y1 in CELLS]
    words = [f"BT /F1 12 Tf {x0 + 10} {y0 + 15} Td (word{k}) Tj ET" for k, (x0, y0, _, _) in enumerate(CELLS)]
    page.Contents = pikepdf.Stream(pdf, "\n".join([*drawn, *words]).encode())
    page.Rotate = rotate
    annotations = [
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=pikepdf.Array(rectangle),
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(target)),
        )
        for rectangle, target in links
    ]
    if annotations:
        page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(a) for a in annotations]))
    pdf.save(path)
    return path


def links_of(path: Path) -> dict[str, tuple[str, ...]]:
    return {cell.text_raw: cell.links for table in read(path).tables for cell in table.cells}


@pytest.mark.parametrize("rotate", [0, 90])
def test_links_lie_on_their_cells(tmp_path: Path, rotate: int) -> None:
    links = [((260, 672, 300, 690), "https://a.go.th/3"), ((60, 712, 100, 730), "https://a.go.th/0")]
    found = links_of(write(tmp_path / "a.pdf", links, rotate))
    assert found == {"word0": ("https://a.go.th/0",), "word1": (), "word2": (), "word3": ("https://a.go.th/3",)}


def test_links_of_a_cell_are_in_reading_order_each_once(tmp_path: Path) -> None:
    links = [
        ((260, 702, 300, 710), "https://a.go.th/low"),
        ((260, 725, 300, 735), "https://a.go.th/high"),
        ((320, 702, 340, 710), "https://a.go.th/low"),
    ]
    assert links_of(write(tmp_path / "a.pdf", links))["word1"] == ("https://a.go.th/high", "https://a.go.th/low")


def test_links_outside_tables_and_pages_without_links(tmp_path: Path) -> None:
    outside = links_of(write(tmp_path / "a.pdf", [((10, 10, 40, 20), "https://a.go.th/")]))
    assert set(outside.values()) == set(links_of(write(tmp_path / "b.pdf", [])).values()) == {()}


def test_an_action_that_is_no_address_is_no_link(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [((60, 712, 100, 730), "")])
    assert links_of(path)["word0"] == ()
