"""The shipped report, written in the form of every engine, comes out whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.reading.measures_score import MeasuresScore
from benchmarks.reading.transcripts import FORMATS, is_whole, score_all, write_all, write_page_files

PAGE_FILES = ("typhoon-structure.json", "paddle-structure-v3.json", "textract.json", "tesseract.hocr")
"""Forms that are also written with a file for each page."""


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[str, MeasuresScore]]:
    """Status and score by the name of the form."""
    folder = tmp_path_factory.mktemp("transcripts")
    return {path.name: score for path, score in score_all(write_all(folder)).items()}


@pytest.mark.parametrize("form", FORMATS)
def test_the_report_is_whole(scores: Mapping[str, tuple[str, MeasuresScore]], form: str) -> None:
    status, score = scores[form]
    assert status == "ok"
    assert is_whole(score), score.line()
    assert (score.codes, score.right) == (32, 32)


def test_the_report_with_a_file_for_each_page_is_one_document(tmp_path: Path) -> None:
    import pipeline

    for form in PAGE_FILES:
        write_page_files(tmp_path / "raw" / form.partition(".")[0] / "2566", form)
    pipeline.run(tmp_path / "raw", tmp_path / "out", keep_copies=True)
    documents = pipeline.load("documents", tmp_path / "out")
    found = documents[["status", "indicator_rows", "measure_rows"]].to_dict("records")
    assert found == [{"status": "ok", "indicator_rows": 32, "measure_rows": 49}] * len(PAGE_FILES)
