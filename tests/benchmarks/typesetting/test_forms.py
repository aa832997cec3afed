"""Forms of the assessment: the same for one seed, with truth that says what they print and adds up."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from support.typeset_pdfs import form, texts_of_cells, texts_read, tight

from benchmarks.reading.form_score import read_form_truth
from benchmarks.typesetting import forms
from benchmarks.typesetting.blocks import Paragraph
from benchmarks.typesetting.forms.content import TOOLS, draw_period, draw_scores
from benchmarks.typesetting.forms.truth import COLUMNS

pytest.importorskip("fontTools", reason="fontTools is not installed (extra `typeset`)")
PRINTED = {
    "scores": ("score", "item", "grade"),
    "measures": ("issue", "measure", "responsible", "period", "monitoring", "result", "outcome", "score"),
    "agency_results": ("agency", "district", "province", "iit", "eit", "oit", "total", "grade"),
    "oit_items": ("name", "requirement", "remark"),
}


@pytest.mark.parametrize("kind", forms.KINDS)
def test_what_the_truth_says_is_printed(kind: str) -> None:
    for seed in range(4):
        drawn, _ = forms.draw(kind, seed, "pikepdf", None)
        printed = "\n".join(
            [*texts_of_cells(drawn.blocks), *(tight(b.text) for b in drawn.blocks if isinstance(b, Paragraph))]
        )
        for dataset, columns in PRINTED.items():
            for row in drawn.truth.get(dataset, ()):
                assert set(row) <= set(COLUMNS[dataset])
                missing = [row[c] for c in columns if tight(str(row.get(c, ""))) not in printed]
                assert not missing, (seed, dataset, row)


def test_a_seed_draws_one_form(tmp_path: Path) -> None:
    first, again = (form(tmp_path / name, "plan_long", 3) for name in ("a", "b"))
    assert first.read_bytes() == again.read_bytes() != form(tmp_path, "plan_long", 4).read_bytes()
    assert read_form_truth(first) == read_form_truth(again)


@pytest.mark.parametrize("kind", ["plain_sheet", "weighted_sheet", "rotated_book", "two_year_rows"])
def test_cells_are_read_as_they_were_typeset(tmp_path: Path, kind: str) -> None:
    drawn, _ = forms.draw(kind, 1, "pikepdf", None)
    assert set(texts_of_cells(drawn.blocks)) - {""} <= texts_read(form(tmp_path, kind, 1))


def test_links_stand_behind_their_words(tmp_path: Path) -> None:
    path = form(tmp_path, "checklist_f5", 1)
    wanted = [link for row in read_form_truth(path)["oit_items"] for link in row["links"].split(";") if link]
    with pikepdf.open(path) as pdf:
        behind = [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", [])]
    assert behind == wanted


def test_scores_add_up() -> None:
    for seed in range(20):
        scores = draw_scores(random.Random(seed), 2566)
        for tool, members in TOOLS.items():
            assert scores.tools[tool] == pytest.approx(
                sum(scores.indicators[n] for n in members) / len(members), abs=0.01
            )
        assert scores.total == pytest.approx(sum(scores.weighted(tool) for tool in TOOLS), abs=0.02)


def test_periods_lie_in_their_fiscal_year() -> None:
    drawn = [draw_period(random.Random(seed), 2568) for seed in range(200)]
    assert all(date(2024, 10, 1) <= (p.start or p.end) <= p.end <= date(2025, 9, 30) for p in drawn)
    known = {p.text: (p.start, p.end) for p in drawn}
    assert known["ตลอดปีงบประมาณ พ.ศ. 2568"] == (date(2024, 10, 1), date(2025, 9, 30))
    assert known["ภายในเดือนมีนาคม 2568"] == (None, date(2025, 3, 31))
    assert known["ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2568"] == (date(2025, 1, 1), date(2025, 3, 31))
