"""What stands on a scanned page: tables, and frames that are none."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from pipeline.extract.scan.page_content import is_receipt_stamp
from pipeline.model import Cell, Line, Table


def framed(width: float, height: float, *texts: str) -> Table:
    """A table of one column, so many points wide and high."""
    cells = tuple(Cell(1, k, 1, (Line(text, text),), text, reader="ocr") for k, text in enumerate(texts, 1))
    return Table(1, 1, len(texts), 1, cells, box=(300.0, 30.0, 300.0 + width, 30.0 + height), reader="ocr")


def test_the_frame_of_a_receipt_stamp_is_told_by_its_words_or_by_its_size() -> None:
    assert is_receipt_stamp(framed(250, 90, "เทศบาลตำบล", "เลขรับ 12 วันที่ 3"))
    assert is_receipt_stamp(framed(150, 70, "เทศบาลตาบตัวอยาง", "ใสในการ"))
    assert not is_receipt_stamp(framed(450, 70, "เทศบาลตาบตัวอยาง", "ใสในการ"))
    assert not is_receipt_stamp(framed(150, 300, "ก", "ข", "ค"))
