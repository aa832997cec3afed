"""What a cell holds on which other ink lies."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.ocr import cell_readers
from pipeline.extract.scan.ocr.code_prefixes import CodePrefix
from pipeline.extract.scan.ocr.consensus import CROSSED
from pipeline.extract.scan.ocr.number_columns import NumberReading, ScannedCell
from pipeline.extract.scan.ocr.prose_reader import PrintSample
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine

BOX = (20, 20, 60, 60)


def rule_of(
    monkeypatch: pytest.MonkeyPatch, number: NumberReading, crossed: bool, code: CodePrefix | None = None
) -> str:
    """The rule of a cell that is read as a text without digits."""
    gray = np.full((80, 80), 255, np.uint8)
    gray[20:60, 20:40] = gray[40:60, 40:60] = 0
    image = CellImage(gray, (0, 0), np.array([BOX, (30, 62, 60, 66)]), crossed)
    monkeypatch.setattr(cell_readers, "read_number_columns", lambda cells, dpi: [number])
    monkeypatch.setattr(cell_readers, "read_code_prefixes", lambda cells, dpi: [code])
    monkeypatch.setattr(cell_readers, "sample_print", lambda images: PrintSample())
    monkeypatch.setattr(cell_readers, "read_prose", lambda *_: [RecognisedLine("เ", BOX, 0.5)])
    monkeypatch.setattr(cell_readers, "reread_code_prefix", lambda line, *_: line)
    (read,), _ = cell_readers.read_cells([ScannedCell((0, 3, 1), image)], 200)
    return read.rule


def test_a_text_that_a_stamp_makes_of_a_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    among_numbers = NumberReading(among_numbers=True)
    assert rule_of(monkeypatch, among_numbers, crossed=True) == CROSSED
    assert rule_of(monkeypatch, among_numbers, crossed=False) == ""
    assert rule_of(monkeypatch, NumberReading(), crossed=True) == "", "a text among texts"


def test_a_code_before_a_text_on_which_other_ink_lies_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = CellImage(np.full((80, 80), 255, np.uint8), (0, 0), np.array([BOX]))
    code = CodePrefix("O1", (), BOX, rest)
    assert rule_of(monkeypatch, NumberReading(), crossed=True, code=code) == CROSSED
    assert rule_of(monkeypatch, NumberReading(), crossed=False, code=code) == ""
