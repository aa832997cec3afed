"""``ita tables --overlay``: pictures of the pages with the cells that were found drawn over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from pipeline.cli.terminal_output import echo_message
from pipeline.model import Cell, Line, Page

if TYPE_CHECKING:
    from PIL import Image, ImageDraw


class OverlaySettings(NamedTuple):
    """How pages and cells are drawn.

    Attributes:
        dpi: resolution of a picture.
        max_side_px: pixels of its longer side; larger pages are drawn at a lower resolution.
        sure_confidence: of a recognised cell (0 to 1), from which it is drawn as sure.
        fair_confidence: from which it is drawn as somewhat unsure; below it as doubtful.
        text_layer: colour (#rrggbb) of cells with text of the text layer, and of the line above the page.
        sure: colour of recognised cells that are sure.
        unsure: colour of those that are somewhat unsure.
        doubtful: colour of those that are doubtful.
        unread: colour of cells with ink that no engine could read.
        blank: colour of cells without text.
        line: colour of the boxes of text lines.
    """

    dpi: float = 120.0
    max_side_px: int = 4_000
    sure_confidence: float = 0.9
    fair_confidence: float = 0.8
    text_layer: str = "#1a7f37"
    sure: str = "#1f6feb"
    unsure: str = "#d4a72c"
    doubtful: str = "#cf222e"
    unread: str = "#a40e8f"
    blank: str = "#9a9a9a"
    line: str = "#7fb4e8"


OVERLAY = OverlaySettings()


def write_overlays(file: Path, kind: str, pages: Sequence[Page], folder: Path) -> None:
    """Draw the pages and print where the pictures are.

    Raises:
        click.UsageError: the document is a transcript, which has no pages to draw.
    """
    if kind != "pdf":
        raise click.UsageError(f"{file} is a {kind}; only the pages of a PDF can be drawn")
    for path in draw_pages(file, pages, folder):
        echo_message(f"ita: wrote {path}")


def draw_pages(file: Path, pages: Sequence[Page], folder: Path) -> list[Path]:
    """Write one PNG per page into the folder; return their paths.

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
            pdfium_page = pdf[page.number - 1]
            scale = min(OVERLAY.dpi / 72, OVERLAY.max_side_px / max(*pdfium_page.get_size(), 1))
            picture = pdfium_page.render(scale=scale).to_pil().convert("RGB")
            # quarter turns, clockwise, that the reader added to those of /Rotate
            turns = (page.rotation - pdfium_page.get_rotation()) // 90 % 4
            picture = picture.rotate(-90 * turns, expand=True) if turns else picture
            _draw_cells(picture, page, scale)
            path = folder / f"{file.stem}-{page.number:03d}.png"
            picture.save(path)
            written.append(path)
    finally:
        pdf.close()
    return written


def _draw_cells(picture: Image.Image, page: Page, scale: float) -> None:
    """Draw boxes of lines and cells; beside each cell its row and column, and the confidence of its reader.

    Args:
        picture: drawn on.
        page: whose boxes are in points.
        scale: pixels per point.
    """
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    draw.text((4, 2), f"page {page.number} · {page.reader} · quality {page.quality}", fill=OVERLAY.text_layer)
    for block in page.blocks:
        if isinstance(block, Line):
            _draw_box(draw, block.box, OVERLAY.line, 1, scale)
            continue
        for cell in block.cells:
            for line in cell.lines:
                _draw_box(draw, line.box, OVERLAY.line, 1, scale)
        for cell in block.cells:
            if cell.box is None:
                continue
            _draw_box(draw, cell.box, cell_colour(cell), 2, scale)
            confidence = "" if cell.confidence is None else f" {cell.confidence:.2f}"
            open_sides = ("^" if cell.open_top else "") + ("v" if cell.open_bottom else "")
            draw.text(
                (cell.box[0] * scale + 3, cell.box[1] * scale + 2),
                f"{cell.row},{cell.column}{open_sides}{confidence}",
                fill=cell_colour(cell),
            )


def _draw_box(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float] | None, colour: str, width: int, scale: float
) -> None:
    """Draw a box given in points; ``width`` of its line in pixels."""
    if box is not None:
        x0, y0, x1, y1 = (v * scale for v in box)
        draw.rectangle((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), outline=colour, width=width)


def cell_colour(cell: Cell) -> str:
    """Return the colour of a cell: by its confidence on scans, else by whether it has text."""
    if cell.reader != "ocr":
        return OVERLAY.text_layer if cell.lines else OVERLAY.blank
    if not cell.lines:
        return OVERLAY.unread if cell.readings or cell.confidence is not None else OVERLAY.blank
    confidence = cell.confidence or 0.0
    if confidence >= OVERLAY.sure_confidence:
        return OVERLAY.sure
    return OVERLAY.unsure if confidence >= OVERLAY.fair_confidence else OVERLAY.doubtful
