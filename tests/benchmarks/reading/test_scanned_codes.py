"""Codes of scanned reports are held against what was printed, row by row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from benchmarks.reading.scanned_codes import CodeCase, main, scanned, tally
from benchmarks.typesetting.measures_content import Content, Item, Measure
from benchmarks.typesetting.pdf_output import available_producers, thai_font_families
from pipeline.acquire import acquire_file
from pipeline.extract import ReadOptions, extract
from pipeline.extract.scan import missing

LACKING = missing()
QUESTION = "หน่วยงานของท่าน มีการจัดซื้อจัดจ้าง เป็นไปในลักษณะดังต่อไปนี้ มากน้อยเพียงใด"


def item(code: str, raw: str, score: str) -> Item:
    return Item("IIT", 2, "การใช้งบประมาณ", code, raw, QUESTION, score, "ยกระดับ", (Measure("ก", "ข", "ค"),))


CONTENT = Content("กรมบังคับคดี", 2566, "รายงาน", (item("I11", "I๑๑", "91.00"), item("I13", "I๑๓", "92.00")))


def found(code: str | None, score: float | None, row: int) -> dict[str, Any]:
    return {"code": code, "code_raw": code, "score": score, "level": "ยกระดับ", "table_no": 1, "row_first": row}


def test_right_wrong_and_silent_are_told_apart() -> None:
    right = tally(CONTENT, [found("I11", 91.0, 2), found("I13", 92.0, 3)], [])
    assert (right.right, right.wrong, right.scores, right.levels, right.silent) == (2, 0, 2, 2, 0)
    assert right.shortfalls() == [] and right.examples == ()
    rows = [found("I11", 91.0, 2), found("I11", 97.0, 3)]
    wrong = tally(CONTENT, rows, [])
    assert (wrong.right, wrong.wrong, wrong.scores, wrong.silent) == (1, 1, 1, 1) and len(wrong.shortfalls()) == 4
    assert tally(CONTENT, rows, [{"table_no": 1, "row": 3}]).silent == 0
    lost = tally(CONTENT, [found("I13", 92.0, 3)], [])
    assert (lost.codes, lost.right, lost.wrong, lost.scores) == (2, 1, 0, 1)


@pytest.mark.skipif(LACKING is not None, reason=str(LACKING))
@pytest.mark.skipif(not available_producers(), reason="nothing that typesets is installed")
@pytest.mark.skipif("Loma" not in thai_font_families(), reason="Debian's fonts-thai-tlwg is not installed")
def test_codes_in_thai_digits_before_their_questions_are_read(tmp_path: Path) -> None:
    case = CodeCase("Loma", "office-200", naming="glued")
    content = replace(CONTENT, items=CONTENT.items[:2])
    path = scanned(case, content, tmp_path, None)
    document = extract(acquire_file(path).source, ReadOptions(pages=(1, 1)))
    texts = [cell.text_raw for table in document.tables for cell in table.cells if cell.column == 1]
    assert [text.split()[0] for text in texts[-2:]] == ["I๑๑", "I๑๓"]


def test_without_what_reads_scans_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    assert main([]) == 2 and "install it" in capsys.readouterr().err
