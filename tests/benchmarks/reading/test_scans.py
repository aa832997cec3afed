"""Scans are compared with the text layers that they were made of."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from benchmarks.reading.scan_comparison import BARS, ScanTally, compare_scan
from benchmarks.reading.scans import main
from benchmarks.typesetting.scan_degradation import make_scan
from pipeline.extract.scan import missing

LACKING = missing()


@pytest.mark.skipif(LACKING is not None, reason=str(LACKING))
@pytest.mark.parametrize("kind", ["worn", "upside-down"])
def test_a_spoiled_page_is_read_as_its_text_layer(raw: Path, tmp_path: Path, kind: str) -> None:
    report = raw / "2566" / "seed-word.pdf"
    tally = compare_scan(kind, make_scan(report, tmp_path / "scan.pdf", kind, [7]), report, [(1, 7)])
    assert (tally.pages, tally.found) == (1, tally.cells) and tally.cells > 10
    assert tally.characters > 0 and tally.errors <= BARS.max_cer * tally.characters
    assert tally.silent == 0


def test_what_is_below_a_bar_is_said() -> None:
    tally = ScanTally("office-200", pages=1, cells=10, found=9, characters=100, errors=3)
    assert tally.shortfalls() == ["cells 9 of 10", "cer 0.0300"]
    assert ScanTally("office-150", cells=10, found=10, characters=100, errors=9).shortfalls() == []


def test_without_what_reads_scans_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    assert main([]) == 2 and "install it" in capsys.readouterr().err
