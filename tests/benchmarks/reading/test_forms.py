"""Forms against their truth: a release that is the truth is perfect, and each kind of error is counted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reading import forms
from benchmarks.reading.form_score import FormScore, Tally, comparable, score_form
from benchmarks.typesetting.forms import KINDS, draw
from benchmarks.typesetting.forms.truth import COLUMNS

Tables = dict[str, list[dict[str, Any]]]


def drawn(kind: str, seed: int = 1) -> tuple[Mapping[str, Any], Tables]:
    """The truth of a form as its files say it, and a release that says the same."""
    form, _ = draw(kind, seed, "pikepdf", None)
    columns = COLUMNS
    truth = {
        name: [{c: str(row.get(c, "")) for c in columns[name]} for row in rows] for name, rows in form.truth.items()
    }
    tables: Tables = {name: [{**row, "page": 1} for row in rows] for name, rows in truth.items()}
    document = dict(tables.pop("document")[0])
    document["families"] = document["families"].split(";")
    return truth, {**tables, "documents": [document], "findings": []}


def perfect(score: FormScore) -> bool:
    return not score.differences and not score.extra and not score.silent and not forms.shortfalls(score, False)


@pytest.mark.parametrize("kind", KINDS)
def test_the_truth_itself_is_perfect(kind: str) -> None:
    truth, tables = drawn(kind)
    assert perfect(score_form(truth, tables))


def test_lost_and_extra_rows_are_counted() -> None:
    truth, tables = drawn("plain_sheet")
    first = tables["scores"].pop(0)
    tables["scores"] += [{**first, "indicator_no": "3"}]
    score = score_form(truth, tables)
    assert (score.rows, score.extra) == (Tally(10, 11), 1)
    assert len(forms.shortfalls(score, False)) == 2 and len(forms.shortfalls(score, True)) == 1


def test_a_wrong_value_is_silent_until_a_finding_speaks_of_its_page() -> None:
    truth, tables = drawn("plain_sheet")
    tables["scores"][0]["score"] = "1.00"
    assert score_form(truth, tables).silent == 1
    tables["findings"] = [{"page": 1, "severity": "info"}]
    assert score_form(truth, tables).silent == 1
    tables["findings"] = [{"page": 1, "severity": "warning"}]
    assert score_form(truth, tables).silent == 0
    assert score_form(truth, tables).values == Tally(43, 44)


def test_a_lost_value_is_wrong_but_not_silent() -> None:
    truth, tables = drawn("plain_sheet")
    tables["scores"][0]["score"] = None
    score = score_form(truth, tables)
    assert score.values.good == score.values.all - 1 and score.silent == 0


def test_fields_dates_and_text_are_compared() -> None:
    truth, tables = drawn("plan_long")
    tables["documents"][0] |= {"fiscal_year": 2500, "families": ["measures_plan", "agency_results"]}
    tables["measures"][0] |= {"period_end": "1999-01-01", "issue": "x"}
    score = score_form(truth, tables)
    assert score.fields == Tally(4, 6)
    assert (score.dates.all - score.dates.good, score.text.all - score.text.good) == (1, 1)


def test_of_a_lookalike_any_row_is_extra() -> None:
    truth = {"document": [{"status": "skipped", "agency": "", "families": ""}]}
    tables: Tables = {"documents": [{"status": "skipped"}], "findings": [], "indicators": [{}, {}]}
    assert (score_form(truth, tables).extra, score_form(truth, tables).fields) == (2, Tally(1, 1))


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("1) ก ข\n2) ค", "กข ค"),
        ("๙๕.๕", 95.50),
        (["a", "b"], "a;b"),
        (None, ""),
        (float("nan"), ""),
        ("• ก", "ก"),
    ],
)
def test_what_compares_equal(value: object, other: object) -> None:
    assert comparable(value) == comparable(other)


def test_a_folder_without_truth_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert forms.main([str(tmp_path)]) == 2
    assert "no PDFs with truth files" in capsys.readouterr().err
