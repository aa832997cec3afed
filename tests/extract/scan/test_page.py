"""Scanned pages: straightened, their cells found, each read by the engine for it; and what is said where that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

import numpy as np
from support import scanned_pages
from support.scanned_pages import reads

from pipeline.extract.scan.ocr import installed
from pipeline.extract.scan.ocr.cell_readers import CellText, read_cells
from pipeline.extract.scan.ocr.number_columns import ScannedCell
from pipeline.extract.scan.ocr.prose_reader import PrintSample
from pipeline.model import Document

GRID = [["Code", "Score", "Text"], ["E1", "85.50", "one"], ["E12", "100.00", "two"]]


def cells(document: Document) -> list[list[str | None]]:
    (table,) = document.tables
    return table.grid(raw=True)


@reads
@pytest.mark.parametrize("degrees", [-3.0, -0.4, 0.0, 2.9])
def test_a_skewed_table_is_read_and_its_boxes_are_where_the_cells_stand(tmp_path: Path, degrees: float) -> None:
    document = scanned_pages.read(
        scanned_pages.as_pdf(tmp_path / "scan.pdf", scanned_pages.turned(scanned_pages.table(), degrees))
    )
    assert cells(document) == GRID
    page = document.pages[0]
    assert page.reader == "ocr" and page.is_scan and page.quality is not None and page.quality > 0.8
    assert [f.rule for f in document.findings] == ["extract.scan_read"]
    box = next(c.box for c in document.pages[0].tables[0].cells if c.text_raw == "85.50")
    assert box is not None
    # the middle of the cell, turned about the middle of the page as the page was
    x, y = ((500 + 900) / 2 - 1654 / 2, (370 + 440) / 2 - 2338 / 2)
    angle = np.radians(degrees)
    where = (x * np.cos(angle) - y * np.sin(angle) + 827, x * np.sin(angle) + y * np.cos(angle) + 1169)
    assert ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) == pytest.approx([v * 72 / 200 for v in where], abs=1.5)


@reads
def test_strips_and_the_pages_own_turn(tmp_path: Path) -> None:
    strips = scanned_pages.read(scanned_pages.as_pdf(tmp_path / "strips.pdf", scanned_pages.table(), tiles=7))
    assert cells(strips) == GRID
    lying = scanned_pages.read(
        scanned_pages.as_pdf(tmp_path / "lying.pdf", np.ascontiguousarray(np.rot90(scanned_pages.table())), rotate=90)
    )
    assert cells(lying) == GRID
    assert (lying.pages[0].rotation, lying.pages[0].width < lying.pages[0].height) == (90, True)


@reads
def test_a_stamp_of_text_over_a_scan_does_not_hide_the_scan(tmp_path: Path) -> None:
    over = b"BT /F1 10 Tf 400 20 Td (Scanned with an app) Tj ET"
    page = scanned_pages.read(scanned_pages.as_pdf(tmp_path / "x.pdf", scanned_pages.table(), over=over)).pages[0]
    assert page.reader == "ocr" and len(page.tables) == 1
    assert "Scanned with an app" in page.text_raw and "85.50" in page.text_raw


@reads
def test_blank_paper_is_an_empty_page(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    paper = np.clip(scanned_pages.sheet() - np.abs(rng.normal(0, 6, scanned_pages.sheet().shape)), 0, 255).astype(
        np.uint8
    )
    document = scanned_pages.read(scanned_pages.as_pdf(tmp_path / "x.pdf", paper))
    assert [(f.rule, f.severity) for f in document.findings] == [("extract.page_empty", "info")]


def test_without_what_reads_scans_a_page_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "the extra `ocr` is not installed: pip install it")
    document = scanned_pages.read(scanned_pages.as_pdf(tmp_path / "x.pdf", scanned_pages.table()))
    (finding,) = document.findings
    assert (finding.rule, finding.severity, finding.page) == ("extract.scan_not_read", "error", 1)
    assert "pip install it" in finding.message
    assert document.pages[0].reader == "none" and document.pages[0].is_scan


@reads
def test_a_page_that_breaks_an_engine_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scanned_pages.as_pdf(tmp_path / "x.pdf", scanned_pages.table(), scanned_pages.table())
    calls: list[int] = []

    def breaks_once(cells: Sequence[ScannedCell], dpi: float) -> tuple[list[CellText], PrintSample]:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("engine gone")
        return read_cells(cells, dpi)

    monkeypatch.setattr("pipeline.extract.scan.page.read_cells", breaks_once)
    document = scanned_pages.read(path)
    assert [p.reader for p in document.pages] == ["none", "ocr"]
    assert "engine gone" in document.findings[0].message and document.findings[0].severity == "error"


@reads
def test_a_model_that_the_user_names_is_one_more_reader(tmp_path: Path, own_model: Callable[[str], None]) -> None:
    own_model(str(installed.latin_model()))  # of the same make, though it knows no Thai
    document = scanned_pages.read(scanned_pages.as_pdf(tmp_path / "scan.pdf", scanned_pages.table()))
    assert cells(document) == GRID
    (table,) = document.tables
    (score,) = [c for c in table.cells if c.text_raw == "85.50"]
    assert {r.engine: r.text for r in score.readings}["thai"] == "85.50"


@reads
def test_scans_are_read_in_short_stretches_and_text_is_not(tmp_path: Path) -> None:
    from pipeline.extract import ReadOptions, extract, join_page_ranges, page_ranges
    from pipeline.model import SourceDocument

    def source(path: Path) -> SourceDocument:
        return SourceDocument(str(path), path.name, "0" * 64, path.stat().st_size, "pdf")

    scans = source(scanned_pages.as_pdf(tmp_path / "scans.pdf", *[scanned_pages.table()] * 6))
    assert page_ranges(scans) == ((1, 5), (6, 6))
    assert page_ranges(source(scanned_pages.as_pdf(tmp_path / "few.pdf", *[scanned_pages.sheet()] * 5))) == ((1, 5),)
    text = b"BT /F1 12 Tf 50 700 Td (" + b"a page of text that goes on " * 8 + b") Tj ET"
    assert page_ranges(
        source(scanned_pages.as_pdf(tmp_path / "text.pdf", *[scanned_pages.sheet()] * 6, over=text))
    ) == ((1, 6),)
    whole = extract(scans)
    parts = join_page_ranges([extract(scans, ReadOptions(pages=part)) for part in page_ranges(scans)])
    assert parts == whole and [t.table_no for t in whole.tables] == [1, 2, 3, 4, 5, 6]
