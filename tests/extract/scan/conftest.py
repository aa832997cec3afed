"""Fixtures of the tests of scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def own_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Names a model in ITA_THAI_MODEL, and forgets it after the test."""
    from pipeline.extract.scan.ocr import engines, installed

    def name(path: str) -> None:
        monkeypatch.setenv("ITA_THAI_MODEL", path)
        installed.thai_model.cache_clear()
        engines.thai_recogniser.cache_clear()

    yield name
    monkeypatch.delenv("ITA_THAI_MODEL", raising=False)
    installed.thai_model.cache_clear()
    engines.thai_recogniser.cache_clear()
