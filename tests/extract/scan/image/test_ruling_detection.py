"""Ruling lines are found, and strokes of letters are none."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import numpy as np
from support import scanned_pages

from pipeline.extract.scan.image.illumination import correct_illumination
from pipeline.extract.scan.image.ruling_detection import find_ruling_lines


def test_gaps_are_bridged_and_stacks_of_marks_are_no_rulings() -> None:
    paper = scanned_pages.ruled(scanned_pages.sheet(), scanned_pages.XS, scanned_pages.YS)
    paper[:, 700:706] = 255  # a streak down the page
    for y in range(300, 500, 70):
        paper[y + 10 : y + 55, 1000:1004] = 0  # letters that reach nearly from line to line, in every row
    horizontal, vertical = find_ruling_lines(paper, 200)
    assert sorted(round(r.position) for r in horizontal) == pytest.approx(scanned_pages.YS, abs=1.5)
    assert all(r.start < 205 and r.end > 1395 for r in horizontal)
    assert sorted({round(r.position) for r in vertical}) == pytest.approx(scanned_pages.XS, abs=1.5)


@pytest.mark.parametrize(("dot", "pitch", "shade"), [(2, 4, 120), (3, 7, 60), (14, 20, 0), (2, 5, 170)])
def test_dotted_and_dashed_lines_are_rulings(dot: int, pitch: int, shade: int) -> None:
    paper = scanned_pages.written(scanned_pages.sheet(), scanned_pages.WORDS, scanned_pages.XS, scanned_pages.YS)
    for start in range(scanned_pages.XS[0], scanned_pages.XS[-1], pitch):
        for y in scanned_pages.YS:
            paper[y : y + 2, start : start + dot] = shade
    for start in range(scanned_pages.YS[0], scanned_pages.YS[-1], pitch):
        for x in scanned_pages.XS:
            paper[start : start + dot, x : x + 2] = shade
    horizontal, vertical = find_ruling_lines(paper, 200)
    assert sorted(round(r.position) for r in horizontal) == pytest.approx(scanned_pages.YS, abs=1.5)
    assert sorted({round(r.position) for r in vertical}) == pytest.approx(scanned_pages.XS, abs=1.5)


def test_double_lines_are_one_ruling() -> None:
    paper = scanned_pages.written(scanned_pages.sheet(), scanned_pages.WORDS, scanned_pages.XS, scanned_pages.YS)
    for offset in (-4, 4):
        scanned_pages.ruled(
            paper, [x + offset for x in scanned_pages.XS], [y + offset for y in scanned_pages.YS], thick=3
        )
    horizontal, vertical = find_ruling_lines(correct_illumination(paper, 200), 200)
    places = [min(scanned_pages.YS, key=lambda y: abs(y - r.position)) for r in horizontal]
    assert sorted(set(places)) == scanned_pages.YS and all(
        abs(r.position - y) <= 6 for r, y in zip(horizontal, places, strict=True)
    )
    assert {min(scanned_pages.XS, key=lambda x: abs(x - r.position)) for r in vertical} == set(scanned_pages.XS)


def test_letters_in_a_merged_cell_between_two_rulings_are_no_ruling() -> None:
    """A row over the whole table, in which a high stack of letters stands where the rulings above and below it run."""
    light = np.full((700, 900), 255, np.uint8)
    for y in (50, 300, 360, 650):
        light[y : y + 3, 50:850] = 0
    for x in (50, 300, 847):
        light[50:302, x : x + 3] = 0
        light[360:653, x : x + 3] = 0
    light[300:363, 50:53] = light[300:363, 847:850] = 0
    light[306:352, 300:303] = 0  # the stack
    light[330:333, 290:320] = 0
    _, vertical = find_ruling_lines(light, 300)
    crossing = [r for r in vertical if abs(r.position - 301) < 4 and r.start < 325 < r.end]
    assert crossing == []
    assert len([r for r in vertical if abs(r.position - 301) < 4]) == 2


@pytest.mark.parametrize("flipped", [False, True])
def test_a_short_row_that_is_open_at_the_edge_of_its_page_keeps_its_rulings(flipped: bool) -> None:
    xs, ys = scanned_pages.XS, [*scanned_pages.YS, 590]
    paper = scanned_pages.ruled(scanned_pages.sheet(), xs, ys)
    paper[511:590, 503:1398] = 255  # a heading over all columns
    for x in xs:
        paper[590:660, x - 1 : x + 1] = 0  # the row that goes on upon the next page
    paper[590:640, 700:703] = 0  # letters below the last ruling
    paper[592:655, 1100:1103] = 0
    _, vertical = find_ruling_lines(np.ascontiguousarray(paper[::-1]) if flipped else paper, 200)
    low, high = (len(paper) - 655, len(paper) - 600) if flipped else (600, 655)
    assert sorted(round(r.position) for r in vertical if r.start <= low and r.end >= high) == pytest.approx(xs, abs=1.5)
