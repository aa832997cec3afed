"""``ita tables --overlay``: pictures of the pages with the cells that were found drawn over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.model import Cell, Line, Page

if TYPE_CHECKING:
    from PIL import Image

DPI = 120.0
LARGEST = 4_000  # pixels of the longer side
TEXT, SURE, UNSURE, DOUBTFUL, UNREAD, BLANK, LINE = (
    "#1a7f37",
    "#1f6feb",
    "#d4a72c",
    "#cf222e",
    "#a40e8f",
    "#9a9a9a",
    "#7fb4e8",
)
WELL, FAIRLY = 0.9, 0.8  # confidence from which a cell is drawn as sure, or as somewhat unsure


def draw_pages(file: Path, pages: Sequence[Page], folder: Path) -> list[Path]:
    """Write one PNG per page into the folder; returns their paths.

    Args:
        file: a PDF.
        pages: as read from it.
        folder: made where it is not there.
    """
    import pypdfium2

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    pdf = pypdfium2.PdfDocument(file)
    try:
        for page in pages:
            sheet = pdf[page.number - 1]
            scale = min(DPI / 72, LARGEST / max(*sheet.get_size(), 1))
            picture = sheet.render(scale=scale).to_pil().convert("RGB")
            turns = (page.rotation - sheet.get_rotation()) // 90 % 4  # those that its letters asked for, clockwise
            picture = picture.rotate(-90 * turns, expand=True) if turns else picture
            _draw(picture, page, scale)
            path = folder / f"{file.stem}-{page.number:03d}.png"
            picture.save(path)
            written.append(path)
    finally:
        pdf.close()
    return written


def _draw(picture: Image.Image, page: Page, scale: float) -> None:
    """Boxes of lines and cells; each cell with its row and column, and how sure its reader was."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    pen.text((4, 2), f"page {page.number} · {page.reader} · quality {page.quality}", fill=TEXT)
    for block in page.blocks:
        if isinstance(block, Line):
            _box(pen, block.box, LINE, 1, scale)
            continue
        for cell in block.cells:
            for line in cell.lines:
                _box(pen, line.box, LINE, 1, scale)
        for cell in block.cells:
            if cell.box is None:
                continue
            _box(pen, cell.box, _colour(cell), 2, scale)
            sure = "" if cell.confidence is None else f" {cell.confidence:.2f}"
            ends = ("^" if cell.open_top else "") + ("v" if cell.open_bottom else "")
            pen.text(
                (cell.box[0] * scale + 3, cell.box[1] * scale + 2),
                f"{cell.row},{cell.column}{ends}{sure}",
                fill=_colour(cell),
            )


def _box(pen: object, box: tuple[float, float, float, float] | None, colour: str, width: int, scale: float) -> None:
    from PIL import ImageDraw

    assert isinstance(pen, ImageDraw.ImageDraw)
    if box is not None:
        x0, y0, x1, y1 = (v * scale for v in box)
        pen.rectangle((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), outline=colour, width=width)


def _colour(cell: Cell) -> str:
    if cell.reader != "ocr":
        return TEXT if cell.lines else BLANK
    if not cell.lines:
        return UNREAD if cell.readings or cell.confidence is not None else BLANK
    sure = cell.confidence or 0.0
    return SURE if sure >= WELL else UNSURE if sure >= FAIRLY else DOUBTFUL


def overlay(file: Path, kind: str, pages: Sequence[Page], folder: Path) -> None:
    """Draw the pages and say where the pictures are.

    Raises:
        click.UsageError: the document is a transcript, which has no pages to draw.
    """
    if kind != "pdf":
        raise click.UsageError(f"{file} is a {kind}; only the pages of a PDF can be drawn")
    for path in draw_pages(file, pages, folder):
        click.echo(f"ita: wrote {path}", err=True)
