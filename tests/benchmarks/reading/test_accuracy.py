"""Scores of documents against their truth files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.reading.accuracy import MEASURES, cases, shortfalls
from benchmarks.reading.measures_score import score_measures, spaced, tight
from benchmarks.reading.results_score import score_results

BARE = [
    {
        "code": "I1",
        "question": "ข้อ หนึ่ง",
        "score": "86.19",
        "level": "ยกระดับ",
        "measure_no": "1",
        "measure": "1. ทำ งาน",
        "result": "ผล",
        "outcome": "-",
    },
    {
        "code": "I1",
        "question": "ข้อ หนึ่ง",
        "score": "86.19",
        "level": "ยกระดับ",
        "measure_no": "2",
        "measure": "อีก ๒ ครั้ง",
        "result": "",
        "outcome": "",
    },
    {
        "code": "I2",
        "question": "",
        "score": "70.00",
        "level": "แก้ไขเร่งด่วน",
        "measure_no": "1",
        "measure": "สอง",
        "result": "ผลสอง",
        "outcome": "ดี",
    },
]
TRUTH = [{**row, "agency": "กรมหนึ่ง", "fiscal_year": "2566"} for row in BARE]
DOCUMENT = {"agency": "กรม หนึ่ง", "fiscal_year": 2566}


def indicators() -> list[dict[str, Any]]:
    return [
        {"code": "I1", "question": "ข้อหนึ่ง", "score": 86.19, "level": "ยกระดับ"},
        {"code": "I2", "question": None, "score": 70.0, "level": "แก้ไขเร่งด่วน"},
    ]


def measures() -> list[dict[str, Any]]:
    return [
        {"code": "I1", "measure_no": 1, "measure": "ทำงาน", "result": "ผล", "outcome": "-"},
        {"code": "I1", "measure_no": 2, "measure": "อีก 2 ครั้ง", "result": None, "outcome": None},
        {"code": "I2", "measure_no": 1, "measure": "สอง", "result": "ผลสอง", "outcome": "ดี"},
    ]


def test_comparable_texts() -> None:
    assert tight(" 12) ก  ข\n๓") == "กข3"
    assert spaced("ก\n ข  ค") == "ก ข ค"
    assert tight(None) == ""


def test_all_right_but_a_space() -> None:
    result = score_measures(TRUTH, DOCUMENT, indicators(), measures())
    assert (result.code, result.wrong, result.unresolved, result.scores, result.levels, result.questions) == (
        1,
        0,
        0,
        1,
        1,
        1,
    )
    assert (result.rows, result.extra, result.text, result.cer, result.agency, result.year) == (1, 0, 1, 0, True, True)
    assert result.spacing == pytest.approx(8 / 9)
    assert shortfalls(result, MEASURES) == []


def test_code_given_to_the_wrong_row() -> None:
    rows = indicators()
    rows[1]["code"] = "I3"
    result = score_measures(TRUTH, DOCUMENT, rows, measures())
    assert (result.right, result.wrong, result.scores) == (1, 1, 0.5)
    rows[1]["code"] = "I1"
    assert score_measures(TRUTH, DOCUMENT, rows, measures()).wrong == 1
    assert any(short.startswith("wrong 1") for short in shortfalls(result, MEASURES))


def test_unresolved_code_is_not_wrong() -> None:
    rows, texts = indicators(), measures()
    rows[1]["code"] = texts[2]["code"] = None
    result = score_measures(TRUTH, DOCUMENT, rows, texts)
    assert (result.right, result.wrong, result.unresolved) == (1, 0, 1)
    assert result.rows == pytest.approx(2 / 3)
    assert result.text == pytest.approx(6 / 9)


def test_wrong_characters_and_extra_rows() -> None:
    texts = measures()
    texts[2]["result"] = "ผลสาม"
    extra = {"code": "I2", "measure_no": 2, "measure": "เกิน", "result": None, "outcome": None}
    result = score_measures(TRUTH, {"agency": None, "fiscal_year": 2565}, indicators(), [*texts, extra])
    assert (result.extra, result.agency, result.year) == (1, False, False)
    assert result.text == pytest.approx(8 / 9)
    assert 0 < result.cer < 0.2


def test_truth_without_agency_and_year_does_not_judge_them() -> None:
    result = score_measures(BARE, None, indicators(), measures())
    assert (result.agency, result.year) == (None, None)
    assert shortfalls(result, MEASURES) == []


def test_documents_with_truth_files_are_found_once(tmp_path: Path) -> None:
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    for folder in (corpus / "editions", corpus / "seed", data):
        folder.mkdir(parents=True)
    (corpus / "seed" / "x.txt").write_text("x")
    (corpus / "seed" / "truth.csv").write_text("code,measure_no\n")
    (corpus / "editions" / "a.pdf").write_text("a")
    (corpus / "editions" / "a.truth.csv").write_text("code,measure_no\n")
    (corpus / "editions" / "results.pdf").write_text("r")
    (corpus / "editions" / "results.truth.csv").write_text("no,institution\n")
    (data / "again.pdf").write_text("a")
    (data / "again.truth.csv").write_text("code,measure_no\n")
    (corpus / "editions" / "other.pdf").write_text("o")
    (corpus / "editions" / "other.truth.csv").write_text("page,text\n")
    found = [(case.document.name, case.of_results) for case in cases(corpus, data)]
    assert found == [("x.txt", False), ("a.pdf", False), ("results.pdf", True)]
    assert [case.document.name for case in cases(None, data)] == ["again.pdf"]


BODIES = [
    {
        "rank": str(n),
        "agency": f"เทศบาล {n}",
        "iit": "90.10",
        "eit": "80.20",
        "oit": "-",
        "total": "90.00",
        "grade": "-",
        "fiscal_year": "2566",
    }
    for n in (1, 2, 3)
]


def bodies() -> list[dict[str, Any]]:
    return [
        {
            "rank": n,
            "agency": f"เทศบาล{n}",
            "agency_group": None,
            "iit": 90.1,
            "eit": 80.2,
            "oit": None,
            "total": 90.0,
            "grade": None,
            "table_no": 1,
            "row": n + 1,
        }
        for n in (1, 2, 3)
    ]


def test_results_of_bodies() -> None:
    whole = score_results(BODIES, {"fiscal_year": 2566}, bodies(), [])
    assert (whole.rows, whole.numbers, whole.silent, whole.cer, whole.grades, whole.group, whole.year) == (
        1,
        1,
        0,
        0,
        1,
        None,
        True,
    )
    rows = bodies()
    rows[0]["eit"], rows[1]["eit"], rows[2]["agency"] = 86.2, None, "เทศบาบ3"
    spoiled = score_results(BODIES, {"fiscal_year": 2565}, [*rows, dict(rows[0], rank=9)], [])
    assert (spoiled.rows, spoiled.extra, spoiled.year) == (1, 1, False)
    assert spoiled.numbers == pytest.approx(1 / 3)
    assert spoiled.silent == pytest.approx(1 / 9)
    assert spoiled.cer == pytest.approx(1 / 21)
    named = [{"severity": "warning", "table_no": 1, "row": 2}]
    assert score_results(BODIES, {"fiscal_year": 2566}, rows, named).silent == 0
    assert score_results(BODIES, None, [], []).rows == 0


def test_bodies_without_ranks_are_told_by_their_names() -> None:
    truth = [{**row, "rank": ""} for row in BODIES]
    rows = [dict(row, rank=None) for row in reversed(bodies())]
    assert score_results(truth, {"fiscal_year": 2566}, rows, []).numbers == 1
