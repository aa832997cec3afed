"""Scan: a page's picture becomes running lines and tables of raw cells, like those of a text layer.

Straighten the picture, find its rulings, give every piece of ink to its cell, let each engine read what it is good at. Every engine's
text is kept in the cell's readings; the cell's lines hold the one that is believed, and nothing where none is sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pipeline.extract.scan.ocr.installed import missing

if TYPE_CHECKING:
    from pipeline.extract.scan.page import ScannedPage
    from pipeline.extract.tables.geometry import Frame

__all__ = ["Recall", "missing", "read_scan"]


class Recall(Protocol):
    """Where what was read of pictures may be kept; a picture's key tells its pixels and their place on the page."""

    def get(self, key: str) -> ScannedPage | None:
        """What was read of a picture, or None."""

    def put(self, key: str, page: ScannedPage) -> None:
        """Keeps what was read of a picture."""


def read_scan(page: Any, frame: Frame, number: int, recall: Recall | None = None) -> ScannedPage:
    """Read a page from its picture.

    Args:
        page: of PDFium, loaded.
        frame: its box and ``/Rotate``.
        number: of the page, 1-based.
        recall: where the same picture may have been read before.

    Returns:
        Lines and tables in points of the page, turned upright where the scan was not; ``missing()`` must have said None.
    """
    from pipeline.extract.scan.page import read_page

    return read_page(page, frame, number, recall)
