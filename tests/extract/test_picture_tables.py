"""Pictures of tables on pages with text: what looks like one is read or named, what does not makes no noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name
from support.drawn_pages import DrawnPage, shown
from support.scanned_pages import WORDS, XS, YS, reads, ruled, sheet, written

from pipeline.extract import picture_tables
from pipeline.extract.picture_tables import join_touching, looks_like_document
from pipeline.extract.scan.page import ScannedPage
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Cell, Document, Line, Table

PARAGRAPHS = "".join(shown(60, 800 - 16 * n, f"An ordinary line of the report, number {n}.") for n in range(9))
BOX = (60.0, 442.0, 500.0, 562.0)
"""Of the picture, in page space."""


def ruled_picture(dark: int = 0, paper: int = 255) -> Any:
    gray = np.full((120, 440), paper, dtype=np.uint8)
    gray[0:120:30] = gray[:, [0, 160, 300, 439]] = dark
    for top in range(0, 120, 30):
        gray[top + 10 : top + 20, 10:120:4] = dark
    return gray


def lines_picture() -> Any:
    gray = np.full((120, 440), 255, dtype=np.uint8)
    for top in range(5, 115, 20):
        gray[top : top + 9, 10:400:3] = 0
    return gray


def photograph() -> Any:
    y, x = np.mgrid[0:120, 0:440]
    return (128 + 60 * np.sin(x / 40) + 60 * np.cos(y / 17)).astype(np.uint8)


def seal() -> Any:
    y, x = np.mgrid[0:120, 0:440]
    distance = np.hypot(y - 60, x - 220)
    return np.where((distance < 55) & (distance > 45) | (distance < 20), 40, 255).astype(np.uint8)


def signature() -> Any:
    gray = np.full((120, 440), 255, dtype=np.uint8)
    at = np.arange(440)
    for thick in range(3):
        gray[(60 + 40 * np.sin(at / 25)).astype(int) + thick, at] = 30
    return gray


def read_with(folder: Path, gray: Any, places: tuple[tuple[int, int], ...] = ((60, 280),)) -> Document:
    page = DrawnPage()
    high, wide = gray.shape
    entries = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high, BitsPerComponent=8)
    entries.ColorSpace = Name.DeviceGray
    pictures = "".join(f"q 440 0 0 120 {x} {y} cm /Im Do Q " for x, y in places)
    content = PARAGRAPHS + pictures + shown(60, 60, "What follows the picture.")
    return page.read(folder, content, XObject=Dictionary(Im=pikepdf.Stream(page.pdf, gray.tobytes(), entries)))


@pytest.mark.parametrize("gray", [ruled_picture(), ruled_picture(60, 220), lines_picture()])
def test_a_picture_of_a_document_is_told_by_its_rulings_or_lines(gray: Any) -> None:
    assert looks_like_document(gray, 1.0)


@pytest.mark.parametrize("gray", [photograph(), seal(), signature(), np.full((120, 440), 255, dtype=np.uint8)])
def test_a_photograph_a_seal_a_signature_and_a_blank_are_no_document(gray: Any, tmp_path: Path) -> None:
    assert not looks_like_document(gray, 1.0)
    assert not [f for f in read_with(tmp_path, gray).findings if "picture" in f.rule]


def test_strips_of_one_picture_are_one_picture() -> None:
    strips = [(0.0, 10.0 * n, 100.0, 10.0 * n + 10) for n in range(5)]
    apart = (300.0, 0.0, 400.0, 50.0)
    assert sorted(join_touching([strips[0], strips[4], apart, strips[2], strips[1], strips[3]])) == [
        (0.0, 0.0, 100.0, 50.0),
        apart,
    ]


def test_without_ocr_a_picture_of_a_table_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_tables.scan, "missing", lambda: "the extra is not installed")
    (found,) = [f for f in read_with(tmp_path, ruled_picture()).findings if "picture" in f.rule]
    assert (found.rule, found.severity, found.page) == ("extract.picture_not_read", "warning", 1)
    assert "the extra is not installed" in found.message


def scanned(texts: list[list[str]]) -> ScannedPage:
    cells = [
        Cell(1, r, c, (Line(text),) if text else (), reader="ocr", confidence=0.9)
        for r, row in enumerate(texts, start=1)
        for c, text in enumerate(row, start=1)
    ]
    table = Table(1, 0, len(texts), len(texts[0]), tuple(cells), box=BOX, reader="ocr")
    return ScannedPage(Frame(0.0, 0.0, 595.0, 842.0, 0), (), (table,), 0.9)


def test_a_table_of_a_picture_stands_at_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_tables.scan, "missing", lambda: None)
    asked = []

    def read_picture(handle: Any, frame: Frame, number: int, box: Any, cache: Any) -> ScannedPage:
        asked.append(tuple(round(side) for side in box))
        return scanned([["Indicator", "Score"], ["Duty", "91.25"]])

    monkeypatch.setattr(picture_tables.scan, "read_picture", read_picture)
    document = read_with(tmp_path, ruled_picture())
    (page,) = document.pages
    assert asked == [tuple(round(side) for side in BOX)]
    assert page.reader == "pdfium"
    kinds = [type(block).__name__ for block in page.blocks]
    assert kinds == ["Line"] * 9 + ["Table", "Line"]
    (table,) = page.tables
    assert (table.table_no, table.reader) == (1, "ocr") and "Duty\t91.25" in page.text_raw
    assert [f.severity for f in document.findings if f.rule == "extract.picture_read"] == ["info"]


@pytest.mark.parametrize("texts", [[["a frame around one long text that no table is"]], [["a", ""], ["", ""]]])
def test_a_frame_around_text_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: Any) -> None:
    monkeypatch.setattr(picture_tables.scan, "missing", lambda: None)
    monkeypatch.setattr(picture_tables.scan, "read_picture", lambda *_: scanned(texts))
    document = read_with(tmp_path, ruled_picture())
    assert not document.pages[0].tables
    unread = [f.severity for f in document.findings if f.rule == "extract.picture_not_read"]
    assert unread == (["warning"] if len(texts) == 1 else [])


def test_text_in_a_frame_beside_a_table_of_one_picture_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_tables.scan, "missing", lambda: None)
    (table,) = scanned([["Indicator", "Score"], ["Duty", "91.25"]]).tables
    (frame,) = scanned([["a frame around one long text that no table is"]]).tables
    both = ScannedPage(Frame(0.0, 0.0, 595.0, 842.0, 0), (), (table, frame), 0.9)
    monkeypatch.setattr(picture_tables.scan, "read_picture", lambda *_: both)
    document = read_with(tmp_path, ruled_picture())
    assert len(document.pages[0].tables) == 1
    assert [f.severity for f in document.findings if f.rule == "extract.picture_not_read"] == ["warning"]


def test_pictures_of_tables_beyond_the_number_that_is_read_are_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_tables.scan, "missing", lambda: None)
    monkeypatch.setattr(picture_tables.scan, "read_picture", lambda *_: scanned([["Duty", "91"], ["Power", "78"]]))
    monkeypatch.setattr(picture_tables, "PICTURE_TABLES", picture_tables.PICTURE_TABLES._replace(max_pictures=1))
    document = read_with(tmp_path, ruled_picture(), places=((60, 280), (60, 100)))
    assert len(document.pages[0].tables) == 1
    (found,) = [f for f in document.findings if f.rule == "extract.picture_not_read"]
    assert (found.severity, found.value) == ("warning", "1")


@reads
def test_a_picture_of_a_table_is_read_by_ocr(tmp_path: Path) -> None:
    picture = written(ruled(sheet(), XS, YS), WORDS, XS, YS)[280:530, 180:1420]
    document = read_with(tmp_path, picture)
    (table,) = document.pages[0].tables
    assert [[cell.text_raw for cell in row] for row in table.by_row()] == WORDS
    assert table.box is not None and all(abs(a - b) < 20 for a, b in zip(table.box, BOX, strict=True))
