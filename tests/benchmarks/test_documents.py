"""Which documents the benchmarks read."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.documents import documents, draw_page


def test_without_a_corpus_the_shipped_documents_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ITA_CORPUS", str(tmp_path))
    assert [p.name for p in documents([])] == ["seed-word.pdf"]
    (tmp_path / "real").mkdir()
    draw_page(tmp_path / "real" / "a.pdf")
    assert [p.name for p in documents([])] == ["a.pdf"]
