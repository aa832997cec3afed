"""Link annotations of a page: the web addresses behind its text, and the cells that they lie on."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.extract.tables.geometry import Frame
from pipeline.model import Box, Cell, Line, Page, Table

_MOST_LINKS = 5000
"""Annotations of a page that are looked at; a damaged list may go round in circles."""


@dataclass(frozen=True, slots=True)
class LinkAnnotation:
    """A rectangle of a page, in user space (left, bottom, right, top), and the address that it leads to."""

    rectangle: tuple[float, float, float, float]
    target: str

    def centre(self, frame: Frame) -> tuple[float, float]:
        """Return its centre in page space."""
        left, bottom, right, top = self.rectangle
        x, y = frame.point((left + right) / 2, (bottom + top) / 2)
        return float(x), float(y)


def read_link_annotations(document: Any, page: Any) -> tuple[LinkAnnotation, ...]:
    """Return the links of a page to addresses outside its file, in the order in which the file lists them.

    Args:
        document: raw PDFium handle.
        page: the same, of the page.
    """
    if not pdfium.FPDFPage_GetAnnotCount(page):
        return ()
    out: list[LinkAnnotation] = []
    position, link, box = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    for _ in range(_MOST_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, position, link):
            break
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        target = _uri(document, action)
        if target and pdfium.FPDFLink_GetAnnotRect(link, box):
            out.append(LinkAnnotation((box.left, box.bottom, box.right, box.top), target))
    return tuple(out)


def _uri(document: Any, action: Any) -> str:
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(1, size))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace").strip()


def with_links(page: Page, annotations: Sequence[LinkAnnotation], frame: Frame) -> Page:
    """Return the page with each link on the cell that its centre lies in, in reading order, each address once.

    Args:
        frame: that the page was read in.
    """
    if not annotations or not page.tables:
        return page
    placed = sorted(((annotation.centre(frame), annotation.target) for annotation in annotations), key=_top_then_left)

    def of_cell(cell: Cell) -> Cell:
        inside = [target for centre, target in placed if cell.box is not None and _contains(cell.box, centre)]
        return replace(cell, links=tuple(dict.fromkeys(inside))) if inside else cell

    blocks: list[Line | Table] = [
        replace(block, cells=tuple([of_cell(c) for c in block.cells])) if isinstance(block, Table) else block
        for block in page.blocks
    ]
    return replace(page, blocks=tuple(blocks))


def _top_then_left(placed: tuple[tuple[float, float], str]) -> tuple[float, float]:
    (x, y), _ = placed
    return y, x


def _contains(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] < box[2] and box[1] <= point[1] < box[3]
