"""Columns of codes and numbers."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from pipeline.extract.scan.ocr.number_columns import join_lines
from pipeline.model import Reading


def test_a_number_that_a_narrow_column_broke_is_one_and_unsure_where_a_line_is() -> None:
    lines = [Reading("numerals", "๑๐๐.๐", 0.99), Reading("numerals", "", 0.9, ("๐", "O"))]
    assert join_lines(lines) == Reading("numerals", "", 0.9, ("๑๐๐.๐๐",))
    assert join_lines([lines[0], Reading("numerals", "๐", 0.98)]) == Reading("numerals", "๑๐๐.๐๐", 0.98)
    assert join_lines([lines[0], Reading("numerals", "", 0.2)]) == Reading("numerals", "", 0.2)
    assert join_lines(lines[1:]) == lines[1]
