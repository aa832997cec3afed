"""Cells of two readers: which are the same, and why one has what the other has not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.reading.cell_agreement import (
    JOINS,
    SPLITS,
    Agreement,
    comparable,
    compare_document,
    compare_page,
    is_clean,
    match_cells,
    reason_for_lone_cell,
)
from benchmarks.reading.cell_sources import FoundCell


def grid(xs: list[float], ys: list[float], table: int = 0) -> list[FoundCell]:
    return [FoundCell((a, c, b, d), f"{a}{c}", table) for c, d in pairwise(ys) for a, b in pairwise(xs)]


def test_cells_are_matched_by_their_boxes_each_once() -> None:
    ours = grid([0, 50, 100], [0, 20, 40])
    theirs = [replace(c, box=tuple(v + 2 for v in c.box)) for c in reversed(ours)]  # type: ignore[arg-type]
    assert match_cells(ours, theirs) == {0: 3, 1: 2, 2: 1, 3: 0}
    assert match_cells(ours, [replace(ours[0], box=(4.0, 0.0, 50.0, 20.0))]) == {}
    assert match_cells([ours[0], ours[0]], [ours[0]]) == {0: 0}


def test_texts_are_compared_composed_and_without_white_space() -> None:
    assert comparable("ทํา ๑๒\n๓") == comparable("ทำ123") == "ทำ123"
    assert comparable("ทำ") != comparable("ทา")
    assert is_clean("ทํา ๑๒") and not is_clean("ท า") and not is_clean("ที\uf70a")


def test_reasons() -> None:
    whole, halves = grid([0, 100], [0, 20, 40]), grid([0, 50, 100], [0, 20, 40])
    assert reason_for_lone_cell(halves[0], halves, whole) == "part of a larger cell, which holds no more text"
    assert reason_for_lone_cell(replace(halves[0], text="a"), halves, [replace(w, text="ab") for w in whole]) == SPLITS
    assert reason_for_lone_cell(whole[0], whole, halves) == JOINS
    assert (
        reason_for_lone_cell(whole[0], whole, [replace(h, text="") for h in halves])
        == "a merged cell, split by the other"
    )
    assert (
        reason_for_lone_cell(replace(halves[3], open=True), halves, [])
        == "open: no ruling above or below, as at a page end"
    )
    assert reason_for_lone_cell(halves[3], halves, []) == "unexplained"
    assert reason_for_lone_cell(replace(halves[3], drawn=False), halves, []).startswith("a side that no ruling draws")
    assert reason_for_lone_cell(halves[1], halves, [halves[0], halves[2]]).startswith("beside")
    assert reason_for_lone_cell(
        FoundCell((0, 0, 500, 60), "a", 7), [FoundCell((0, 0, 500, 60), "a", 7)], []
    ).startswith("a frame")
    assert reason_for_lone_cell(FoundCell((0, 0, 100, 2), "", 0), halves, []).startswith("a sliver")


def test_a_page_is_counted_in() -> None:
    ours = grid([0, 50, 100], [0, 20, 40])
    theirs = [replace(ours[0], text="other"), *ours[1:3]]
    found = compare_page(ours, theirs, True, "a page") + compare_page(ours, theirs, False, "a page")
    assert (found.both, found.equal, found.both_else, found.equal_else) == (3, 2, 3, 2)
    assert sum(found.only["this project"].values()) == 2 and not found.only["pdfplumber"]
    assert len(found.unequal_texts) == 2 and all(
        "is 'other' to pdfplumber" in example for example in found.unequal_texts
    )
    assert len(found.unexplained_cells) == found.unexplained


def test_on_the_shipped_report_no_cell_is_unexplained(raw: Path) -> None:
    found = compare_document(raw / "2566" / "seed-word.pdf")
    assert found.pages > 2 and found.both + found.both_else > 100
    assert found.unexplained == 0
    assert found.equal + found.equal_else + found.reordered == found.both + found.both_else


@pytest.mark.parametrize("side", ["this project", "pdfplumber"])
def test_documents_add_up(side: str) -> None:
    one = Agreement(
        pages=1, both=2, equal=1, both_else=3, equal_else=2, reordered=1, unexplained_cells=("s",), unequal_texts=("a",)
    )
    one.only[side]["unexplained"] += 2
    total = one + one
    assert (total.pages, total.both, total.equal, total.both_else, total.equal_else, total.reordered) == (
        2,
        4,
        2,
        6,
        4,
        2,
    )
    assert (
        total.unexplained == 4
        and total.share == 0.5
        and total.unequal_texts == ("a", "a")
        and total.unexplained_cells == ("s", "s")
    )
