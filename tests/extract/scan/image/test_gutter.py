"""Two pages in one picture are told by the band without print that parts them; a table that spans it is one page."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import cv2
import numpy as np

from pipeline.extract.scan.image.gutter import find_gutter

DPI = 100
WIDE, HIGH = 1654, 1169


def paper() -> np.ndarray:
    return np.full((HIGH, WIDE), 255, np.uint8)


def prose(page: np.ndarray, left: int, right: int, lines: int = 12) -> np.ndarray:
    for k in range(lines):
        text = ("some words of a page " * 8)[: (right - left) // 9]
        cv2.putText(page, text, (left, 150 + 40 * k), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1, cv2.LINE_AA)
    return page


def columns(page: np.ndarray, places: list[int]) -> np.ndarray:
    for k in range(12):
        for x in places:
            cv2.putText(page, "85.50", (x, 150 + 40 * k), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1, cv2.LINE_AA)
    return page


def ruled(page: np.ndarray, xs: list[int]) -> np.ndarray:
    for x in xs:
        cv2.line(page, (x, 120), (x, 700), 0, 1)
    for y in range(120, 701, 58):
        cv2.line(page, (xs[0], y), (xs[-1], y + 2), 0, 1)
    return page


def test_two_pages_of_prose_or_of_ruled_tables_are_parted_between_them() -> None:
    for page in (
        prose(prose(paper(), 80, 740), 910, 1570),
        ruled(columns(ruled(prose(paper(), 80, 700), [900, 1570]), [950, 1200]), [80, 300, 740]),
    ):
        found = find_gutter(page, DPI)
        assert found is not None and found.sure and 740 < found.x < 910


def test_the_shadow_of_a_book_parts_it_where_it_lies() -> None:
    page = columns(paper(), [100, 500, 950, 1400])
    page[:, 770:800] = 40
    found = find_gutter(page, DPI)
    assert found is not None and found.sure and 765 < found.x < 805


def test_a_table_whose_rulings_run_through_the_middle_is_one_page() -> None:
    assert find_gutter(ruled(columns(paper(), [100, 400, 1000, 1400]), [80, 380, 980, 1570]), DPI) is None


def test_a_heading_across_the_middle_an_upright_page_and_an_empty_side_are_one_page() -> None:
    heading = prose(prose(paper(), 80, 740), 910, 1570)
    cv2.putText(heading, "A HEADING OF ONE PAGE ALONE", (500, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    assert find_gutter(heading, DPI) is None
    assert find_gutter(np.ascontiguousarray(prose(prose(paper(), 80, 740), 910, 1570)[:, :1000]), DPI) is None
    assert find_gutter(prose(paper(), 80, 740), DPI) is None


def test_white_space_in_the_middle_of_a_table_without_rulings_may_be_a_gutter_and_is_not_sure() -> None:
    found = find_gutter(columns(paper(), [100, 400, 950, 1400]), DPI)
    assert found is not None and not found.sure
