"""The benchmark of second readings: what is changed in a transcript is named, and not confirmed."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.reading.second_reading import LETTERS, NUMBER, SCORE, changed, compare, differences, read
from benchmarks.reading.transcripts import FORMATS, REPORT
from benchmarks.typesetting.transcripts.content import ContentPage, content_of
from pipeline.acquire import acquire_file
from pipeline.extract import extract
from pipeline.model import Outcome


@pytest.fixture(scope="module")
def pages() -> list[ContentPage]:
    return content_of(extract(acquire_file(REPORT).source))[:8]  # the fewer, the cheaper


def outcome(folder: Path, pages: list[ContentPage], kind: str = "transcript") -> Outcome:
    """Read pages as a transcript; one that is to stand for the PDF is called so."""
    path = folder / f"{kind}.md"
    path.write_text(FORMATS["typhoon-v15.md"](pages), encoding="utf-8")
    made = read(path)
    document = replace(made.document, source=replace(made.document.source, kind=kind))  # type: ignore[arg-type]
    return replace(made, document=document)


def test_each_change_is_named_and_none_is_confirmed(tmp_path: Path, pages: list[ContentPage]) -> None:
    pdf = outcome(tmp_path, pages, "pdf")
    made, planted = changed(pages, 1, random.Random(5))
    assert sorted(change.rule for change in planted) == sorted([LETTERS, NUMBER, SCORE])
    transcript = outcome(tmp_path, made)
    result, found = compare(pdf, transcript, planted)
    assert result.is_right and result.named == 3 and result.values > 40
    assert len(set(differences(pdf, transcript))) == 3
    short, _ = compare(pdf, transcript, planted[:-1])
    assert not short.is_right and short.more
    assert found[0].rule == NUMBER
