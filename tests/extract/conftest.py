"""What the tests of the readers share: the PDF that the project ships, and its first page changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from support.damaged_pdfs import REPORT_PAGES
from support.pdf_files import Change, blank_pdf, read

from pipeline.model import Page


@pytest.fixture
def seed(raw: Path) -> Path:
    """The PDF of the shipped archive."""
    return raw / "2566" / "seed-word.pdf"


@pytest.fixture
def first(seed: Path, tmp_path: Path) -> Callable[[Change], Page]:
    """The seed's first page, changed and read again."""

    def changed(change: Change) -> Page:
        with pikepdf.open(seed) as pdf:
            del pdf.pages[1:]
            change(pdf.pages[0])
            pdf.save(tmp_path / "changed.pdf")
        (page,) = read(tmp_path / "changed.pdf").pages
        return page

    return changed


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A PDF of one blank page."""
    return blank_pdf(tmp_path / "blank.pdf")


@pytest.fixture
def report(seed: Path, tmp_path: Path) -> Path:
    """The first pages of the shipped report, as one file."""
    with pikepdf.open(seed) as pdf:
        del pdf.pages[REPORT_PAGES:]
        pdf.save(tmp_path / "report.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return tmp_path / "report.pdf"
