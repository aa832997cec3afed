"""Codes before the questions that share their cells."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import cv2
import numpy as np
from support.scanned_pages import DPI, reads

from pipeline.extract.scan.image.cell_image import CellImage, crop_cell
from pipeline.extract.scan.image.connected_components import find_components
from pipeline.extract.scan.ocr.cell_readers import read_cells
from pipeline.extract.scan.ocr.code_prefixes import read_code_prefixes
from pipeline.extract.scan.ocr.number_columns import ScannedCell


def cell(text: str) -> CellImage:
    """A cell with one line."""
    paper = np.full((80, 900), 255, np.uint8)
    cv2.putText(paper, text, (20, 55), cv2.FONT_HERSHEY_DUPLEX, 0.9, 0, 1, cv2.LINE_AA)
    box = (0.0, 0.0, 900.0, 80.0)
    image = crop_cell(find_components(paper, [box], DPI, 0.0), 0, box)
    assert image is not None
    return image


@reads
def test_a_code_stands_before_a_question_and_is_no_prefix_of_a_longer_code() -> None:
    texts = ["E8  Q&A", "E12  plans of the office", "E4-E5", "E 14"]
    found = read_code_prefixes([ScannedCell((0, 1, 1), cell(text)) for text in texts], DPI)
    assert [prefix is not None for prefix in found] == [True, True, False, False]


@reads
def test_a_code_before_capitals_is_no_latin_word() -> None:
    cells = [ScannedCell((0, 1, 1), cell(text)) for text in ("E8  Q&A", "E12  plans of the office")]
    texts = [" ".join(line.text for line in read.lines) for read in read_cells(cells, DPI)[0]]
    assert texts[0].startswith("E8") and texts[1].startswith("E12")
