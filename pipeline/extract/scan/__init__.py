"""Scan: the image of a page becomes running lines and tables of raw cells, like those of a text layer.

Straighten the image, find its ruling lines, give every piece of ink to its cell, let each engine read what it is good
at. Every engine's text is kept in the cell's readings; the cell's lines hold their consensus, and nothing where none is
sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pipeline.extract.scan.ocr.installed import missing

if TYPE_CHECKING:
    from pipeline.extract.scan.page import ScannedPage
    from pipeline.extract.tables.geometry import Frame
    from pipeline.model import Box

__all__ = ["ScanCache", "missing", "read_picture", "read_scan"]


class ScanCache(Protocol):
    """Where scanned pages that were read may be kept; a key tells the image's pixels and their place on the page."""

    def get(self, key: str) -> ScannedPage | None:
        """Return what was read of an image, or None."""

    def put(self, key: str, page: ScannedPage) -> None:
        """Keep what was read of an image."""


def read_scan(page: Any, frame: Frame, number: int, cache: ScanCache | None = None) -> ScannedPage:
    """Read a page from its image.

    Args:
        page: of PDFium, loaded.
        frame: its box and ``/Rotate``.
        number: of the page, 1-based.
        cache: where the same image may have been read before.

    Returns:
        Lines and tables in points of the page, turned upright where the scan was not.

    :func:`missing` must have returned None.
    """
    from pipeline.extract.scan.page import read_page

    return read_page(page, frame, number, cache)


def read_picture(page: Any, frame: Frame, number: int, box: Box, cache: ScanCache | None = None) -> ScannedPage:
    """Read a picture on a page of text.

    Args:
        page: of PDFium, loaded.
        frame: of the page, turned upright by its text.
        number: of the page, 1-based.
        box: of the picture, page space points.
        cache: where the same picture may have been read before.

    Returns:
        As of :func:`read_scan`; lines and tables stand at their place on the page.

    :func:`missing` must have returned None.
    """
    from pipeline.extract.scan.page import read_picture as read

    return read(page, frame, number, box, cache)
