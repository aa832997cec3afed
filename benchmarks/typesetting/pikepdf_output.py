"""Draw blocks as PDF with pikepdf alone: no other producer, and no installed font, is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.typesetting.blocks import Paragraph, ReportStyle, TableBlock
from benchmarks.typesetting.page_layout import CellItem, Item, LinkItem, PageLayout, TextItem
from benchmarks.typesetting.typefaces import Typeface, load_typefaces
from pipeline.domain.thai_digits import TO_THAI

RULINGS = {
    "solid": "0.75 w",
    "thin": "0.25 w",
    "thick": "1.5 w",
    "double": "1 w",
    "dashed": "0.75 w [3 2] 0 d",
    "dotted": "0.75 w [0.75 1.5] 0 d",
    "grey": "0.5 w 0.6 G",
    "gaps": "0.75 w",
    "none": "",
}
"""Operators that set the pen for the rulings of a border; none are drawn where it is empty."""
SHADE = "0.85 0.89 0.95 rg"


def write_pdf(
    path: Path, blocks: Sequence[Paragraph | TableBlock], style: ReportStyle, running: str, family: Path | None
) -> None:
    """Write the blocks as PDF.

    Args:
        path: of the file.
        blocks: in reading order.
        style: of the document; widow control, justified text and ``gaps`` are not done here.
        running: text of the running header.
        family: file of the regular face; None for a stand-in of boxes.
    """
    import pikepdf

    faces = load_typefaces(family)
    pages = PageLayout(style, faces).set_blocks(blocks)
    width, height = style.page_size
    pdf = pikepdf.new()
    for number, items in enumerate(pages, start=1):
        pdf.add_blank_page(page_size=(width, height))
        extra = _artifacts(style, faces[0], number, running, width, height)
        pdf.pages[-1].Contents = pdf.make_stream(_operators([*items, *extra], style, faces, height))
        links = [_link(item, height) for item in items if isinstance(item, LinkItem)]
        if links:
            pdf.pages[-1].Annots = pdf.make_indirect(pikepdf.Array(links))
    fonts = pikepdf.Dictionary({f"/F{n}": face.embed(pdf) for n, face in enumerate(faces)})
    resources = pdf.make_indirect(pikepdf.Dictionary(Font=fonts))
    for page in pdf.pages:
        page.Resources = resources
    pdf.save(path, deterministic_id=True)


def _operators(items: Sequence[Item], style: ReportStyle, faces: tuple[Typeface, Typeface], height: float) -> bytes:
    shades, rulings, texts = [], [], []
    for item in items:
        if isinstance(item, CellItem):
            x0, top, x1, bottom = item.box
            box = f"{x0:.2f} {height - bottom:.2f} {x1 - x0:.2f} {bottom - top:.2f} re"
            rulings.append(f"{box} S")
            if item.shaded:
                shades.append(f"{box} f")
        elif isinstance(item, TextItem):
            turn = "0 1 -1 0" if item.vertical else "1 0 0 1"
            where = f"{turn} {item.x:.2f} {height - item.y:.2f} Tm"
            texts.append(f"/F{int(item.bold)} {item.size:g} Tf {where} <{faces[item.bold].encode(item.text)}> Tj")
    pen = RULINGS[style.border]
    drawn = ["q", SHADE, *shades, "Q", "q", pen, *(rulings if pen else []), "Q", "BT", *texts, "ET"]
    return "\n".join(drawn).encode()


def _artifacts(
    style: ReportStyle, face: Typeface, number: int, running: str, width: float, height: float
) -> list[TextItem]:
    """Return the page number and the running header that the style asks for."""
    out, size = [], style.size * 0.9
    if style.artifacts != "none":
        text = str(number).translate(TO_THAI) if style.artifacts == "thai" else str(number)
        out.append(TextItem(text, (width - face.width(text) * size) / 2, height - 20, size))
    if style.artifacts == "both":
        out.append(TextItem(running, (width - face.width(running) * size) / 2, 28, size))
    return out


def _link(item: LinkItem, height: float) -> Any:
    import pikepdf

    x0, top, x1, bottom = item.box
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[x0, height - bottom, x1, height - top],
        Border=[0, 0, 0],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=item.address),
    )
