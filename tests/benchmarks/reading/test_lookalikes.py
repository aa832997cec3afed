"""What counts as a look-alike that was read wrongly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.reading import lookalikes
from benchmarks.reading.lookalikes import LookalikeReading


def test_only_a_skipped_document_without_rows_passes() -> None:
    assert LookalikeReading("a", "skipped", "no evidence", {}).passed
    assert not LookalikeReading("a", "skipped", "no evidence", {"scores": 1}).passed
    assert not LookalikeReading("a", "partial", "", {}).passed


def test_a_report_of_the_assessment_is_named_with_its_rows(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Path(shutil.copy(raw / "2566" / "seed-word.pdf", tmp_path))
    assert lookalikes.main([str(report)]) == 1
    said = capsys.readouterr().out
    assert "SHORT ok" in said and "measures 49" in said and "1 look-alikes, 1 not skipped" in said
