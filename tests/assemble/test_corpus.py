"""The report this project was created from: every judgement call of its hand-made truth."""

from __future__ import annotations

import csv
import os
import re
from functools import cache
from pathlib import Path

import pytest

from pipeline.assemble import assemble
from pipeline.extract.transcript import read_transcript
from pipeline.model import Report, SourceDocument
from pipeline.normalize import normalize

CORPUS = Path(os.environ.get("ITA_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus"))
SEED = CORPUS / "seed"
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the corpus is not here: set ITA_CORPUS to its folder")
ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@cache
def seed() -> tuple[Report, list[dict[str, str]]]:
    (path,) = SEED.glob("*.txt")
    source = SourceDocument(str(path), path.name, "0" * 64, path.stat().st_size, "transcript")
    with (SEED / "truth.csv").open(encoding="utf-8", newline="") as stream:
        return assemble(normalize(read_transcript(source)))[1], list(csv.DictReader(stream))


def tight(text: str | None) -> str:
    return re.sub(r"\s+", "", (text or "").translate(ARABIC))


def test_indicators_as_printed() -> None:
    report, truth = seed()
    first = [row for row in truth if row["measure_no"] == "1"]
    assert [
        (i.tool, str(i.section_no), i.section_title, i.code_raw, tight(i.question), i.score, i.level)
        for i in report.indicators
    ] == [
        (
            t["assessment"],
            t["section_no"],
            t["section_title"],
            t["code_raw"],
            tight(t["question"]),
            float(t["score"]),
            t["level"],
        )
        for t in first
    ]


def test_measures_as_printed() -> None:
    report, truth = seed()
    codes = {i.entry_no: i.code_raw for i in report.indicators}
    assert [
        (codes[m.entry_no], str(m.measure_no), tight(m.measure), tight(m.result), tight(m.outcome))
        for m in report.measures
    ] == [(t["code_raw"], t["measure_no"], tight(t["measure"]), tight(t["result"]), tight(t["outcome"])) for t in truth]


def test_not_carried_out_and_lost_cell() -> None:
    report, truth = seed()
    stars = sum(t["result"].startswith("***") for t in truth)
    assert sum(m.implemented is False for m in report.measures) == stars == 6
    assert [(f.rule, f.code) for f in report.findings] == [("assemble.cell_missing", "129")]


def test_heading() -> None:
    report, _ = seed()
    assert (report.agency, report.fiscal_year, report.assessment_fiscal_year) == ("สำนักงานปลัดกระทรวงการคลัง", 2566, 2565)
