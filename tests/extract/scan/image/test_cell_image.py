"""Ink is given to its cell, without dust, and with its decimal points."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import numpy as np
from support import scanned_pages

from pipeline.extract.scan.image.cell_image import crop_cell, is_covered, is_dash
from pipeline.extract.scan.image.connected_components import find_components


def test_ink_of_the_neighbour_is_left_out_and_dust_is_no_ink() -> None:
    paper = scanned_pages.sheet()
    boxes = [(200.0, 300.0, 500.0, 370.0), (500.0, 300.0, 900.0, 370.0), (900.0, 300.0, 1400.0, 370.0)]
    paper[320:350, 300:310] = 0
    paper[320:350, 490:496] = 0  # in the first cell, near the second
    paper[325:345, 505:515] = 0
    paper[330, 1000] = 0
    ink = find_components(paper, boxes, 200)
    first, second, third = (crop_cell(ink, k, box) for k, box in enumerate(boxes))
    assert first is not None and second is not None and third is None
    assert len(first.letters) == 2 and len(second.letters) == 1
    assert second.origin[0] + second.gray.shape[1] - int(second.letters[0, 2]) > 0
    assert (second.gray[:, : 500 - second.origin[0]] > 200).all()


@pytest.mark.parametrize(
    ("wide", "high", "dash"),
    [(14, 3, True), (6, 3, True), (30, 4, True), (3, 1, False), (6, 5, False), (14, 14, False), (50, 17, False)],
)
def test_a_lone_dash_is_told_by_its_shape(wide: int, high: int, dash: bool) -> None:
    paper = scanned_pages.sheet()
    paper[330 : 330 + high, 300 : 300 + wide] = 0
    found = crop_cell(find_components(paper, [(200.0, 300.0, 500.0, 370.0)], 200), 0, (200.0, 300.0, 500.0, 370.0))
    assert (found is not None and is_dash(found, 200)) is dash


def test_a_decimal_point_is_not_dust_and_dust_is() -> None:
    paper = scanned_pages.sheet()
    box = (200.0, 300.0, 500.0, 370.0)
    for x in (300, 318, 344, 362):
        paper[320:340, x : x + 14] = 0
    paper[338:340, 337:339] = 90  # the point of 98.84, of few pixels
    paper[305:307, 337:339] = 90  # dust above it
    paper[338:340, 400:402] = 90  # and beside the number
    found = crop_cell(find_components(paper, [box], 200), 0, box)
    assert found is not None
    x, y = found.origin
    assert found.gray[339 - y, 338 - x] < 120
    found.gray[337 - y : 341 - y, 336 - x : 340 - x] = 255
    rest = found.gray[:, 333 - x : 343 - x]
    assert (rest > 200).all() and found.gray.shape[1] + x < 400


def test_what_is_left_of_a_worn_ruling_at_the_side_of_a_cell_is_no_ink_of_it() -> None:
    light = np.full((400, 300), 255, np.uint8)
    light[40:65, 40:55] = light[40:65, 60:75] = 0  # two figures
    for y in range(90, 390, 40):
        light[y : y + 3, 235:240] = 0  # 240 is the side
    light[60:64, 80:83] = 0  # a point
    ink = find_components(light, [(20.0, 20.0, 240.0, 390.0)], 200)
    found = crop_cell(ink, 0, (20.0, 20.0, 240.0, 390.0))
    assert found is not None
    assert found.gray.shape[0] < 60 and len(found.letters) == 3


def test_a_blank_cell_is_covered_by_a_stamp_that_runs_through_it_not_by_one_beside_it() -> None:
    page = np.full((400, 900), 255, np.uint8)
    page[60:75, 150:650] = 0  # strokes of one piece, over the first two cells of three
    page[60:260, 400:415] = 0
    cells = [(100.0, 40.0, 300.0, 110.0), (300.0, 40.0, 500.0, 200.0), (700.0, 40.0, 880.0, 110.0)]
    ink = find_components(page, cells, 200)
    assert [crop_cell(ink, k, box) for k, box in enumerate(cells)] == [None, None, None]
    assert [is_covered(ink, box) for box in cells] == [True, True, False]
