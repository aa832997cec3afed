"""What a cell holds on which other ink lies."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.ocr import cell_readers
from pipeline.extract.scan.ocr.cell_readers import CellText
from pipeline.extract.scan.ocr.code_prefixes import CodePrefix
from pipeline.extract.scan.ocr.consensus import CROSSED, Consensus
from pipeline.extract.scan.ocr.number_columns import NumberReading, ScannedCell
from pipeline.extract.scan.ocr.prose_reader import PrintSample
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine
from pipeline.model import Reading

BOX = (20, 20, 60, 60)


def read_cell(
    monkeypatch: pytest.MonkeyPatch,
    number: NumberReading,
    crossed: bool,
    code: CodePrefix | None = None,
    prose: str = "เ",
) -> CellText:
    """A cell of which the readers of numbers make ``number``, and those of prose ``prose``."""
    gray = np.full((80, 80), 255, np.uint8)
    gray[20:60, 20:40] = gray[40:60, 40:60] = 0
    image = CellImage(gray, (0, 0), np.array([BOX, (30, 62, 60, 66)]), crossed)
    monkeypatch.setattr(cell_readers, "read_number_columns", lambda cells, dpi: [number])
    monkeypatch.setattr(cell_readers, "read_code_prefixes", lambda cells, dpi: [code])
    monkeypatch.setattr(cell_readers, "sample_print", lambda images: PrintSample())
    monkeypatch.setattr(cell_readers, "read_prose", lambda *_: [RecognisedLine(prose, BOX, 0.5)])
    monkeypatch.setattr(cell_readers, "reread_code_prefix", lambda line, *_: line)
    (read,), _ = cell_readers.read_cells([ScannedCell((0, 3, 1), image)], 200)
    return read


def rule_of(
    monkeypatch: pytest.MonkeyPatch, number: NumberReading, crossed: bool, code: CodePrefix | None = None
) -> str:
    """The rule of a cell that is read as a text without digits."""
    return read_cell(monkeypatch, number, crossed, code).rule


@pytest.mark.parametrize(
    ("crossed", "prose", "given"), [(False, "I3.15", "13.15"), (True, "I3.15", ""), (False, "73.15", "")]
)
def test_a_number_that_readers_of_prose_read_alike_is_given_where_no_other_ink_lies_on_it(
    monkeypatch: pytest.MonkeyPatch, crossed: bool, prose: str, given: str
) -> None:
    unsure = Reading("numerals", "", 0.4, ("13.15", "3.15"))
    number = NumberReading(True, (unsure,), Consensus(None, 0.0, "no_figure", (unsure,)))
    read = read_cell(monkeypatch, number, crossed, prose=prose)
    assert " ".join(line.text for line in read.lines) == given
    assert unsure in read.readings


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
