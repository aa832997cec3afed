"""PDFs that tests change and read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf

from pipeline.extract import ReadOptions, extract
from pipeline.model import Document, Line, Page, SourceDocument

WIDTH, HEIGHT = 841.89, 595.30
"""Points: size of the seed's pages."""
Change = Callable[[pikepdf.Page], None]


def source_of(path: Path) -> SourceDocument:
    """A PDF as a document of an archive."""
    return SourceDocument(str(path), path.name, "0" * 64, 1, "pdf")


def read(path: Path, page: int | None = None) -> Document:
    """A PDF, or one page of it, as it is printed."""
    return extract(source_of(path), ReadOptions(pages=None if page is None else (page, page)))


def contents(page: Page) -> list[object]:
    """What a page says: lines, and tables as grids with their spans."""
    return [
        b.raw if isinstance(b, Line) else [(c.row, c.column, c.rowspan, c.colspan, c.text_raw) for c in b.cells]
        for b in page.blocks
    ]


def blank_pdf(path: Path) -> Path:
    """A PDF of one blank page."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.save(path)
    return path


def findings_of(path: Path, stream: bytes) -> list[tuple[str, str]]:
    """Rule and severity of what is found on the first page when its content stream is this one."""
    with pikepdf.open(path) as pdf:
        pdf.pages[0].Contents = pikepdf.Stream(pdf, stream)
        pdf.save(path.with_name("changed.pdf"), compress_streams=False)
    return [(f.rule, f.severity) for f in read(path.with_name("changed.pdf")).findings]
