"""What reading scans lacks is named, with the command that installs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from support.scanned_pages import reads

from pipeline.extract.scan import missing
from pipeline.extract.scan.ocr import installed


def test_missing_languages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not installed.missing() and installed.language_data():
        monkeypatch.setattr(installed, "DATA", ())
        monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
        installed.language_data.cache_clear()
        try:
            said = installed.missing()
        finally:
            installed.language_data.cache_clear()
        assert said is not None and "tesseract-ocr-tha" in said
    monkeypatch.setattr(installed, "MODULES", ("no_such_engine",))
    assert "'.[ocr]'" in (installed.missing() or "")


@reads
def test_a_model_that_is_not_there_is_said(tmp_path: Path, own_model: Callable[[str], None]) -> None:
    own_model(str(tmp_path / "th.onnx"))
    assert "th.onnx" in (missing() or "") and "ITA_THAI_MODEL" in (missing() or "")
