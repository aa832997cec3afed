"""PDFs that tests damage, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
from support.pdf_files import read

from pipeline.model import Finding

REPORT_PAGES = 4
"""Of the shipped report, pages that tests damage."""


def errors(path: Path) -> list[Finding]:
    """The errors of a PDF."""
    return [f for f in read(path).findings if f.severity == "error"]


def damaged_pages(path: Path, change: Callable[[pikepdf.Pdf], None]) -> list[tuple[str, int | None]]:
    """Rules and pages of the errors of a file after a change of its objects."""
    with pikepdf.open(path) as pdf:
        change(pdf)
        pdf.save(
            path.with_name("changed.pdf"), compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.preserve
        )
    return [(f.rule, f.page) for f in errors(path.with_name("changed.pdf"))]


def with_zeros(path: Path, before: bytes, size: int) -> Path:
    """A file in which so many bytes after the first place of some others are zeros."""
    data = path.read_bytes()
    start = data.index(before) + len(before)
    path.write_bytes(data[:start] + bytes(size) + data[start + size :])
    return path


def on_page(number: int) -> list[tuple[str, int | None]]:
    """What is said of a document that is damaged on one page; the other pages may miss its headings and rows."""
    return [("extract.page_damaged", number), ("extract.file_damaged", None)]
