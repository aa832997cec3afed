"""Which way up a page is, and its skew."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from support import scanned_pages

from pipeline.extract.scan.image.illumination import correct_illumination
from pipeline.extract.scan.image.orientation import detect_orientation
from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.ocr.orientation_by_reading import turns_by_reading


@settings(max_examples=12, deadline=None)
@given(degrees=st.floats(-4, 4))
def test_skew_is_found_to_a_tenth_of_a_degree(degrees: float) -> None:
    paper = scanned_pages.sheet()
    for k in range(25):
        scanned_pages.written(
            paper,
            [["lines of words that go on", "and on", "abc"]],
            [150, 700, 1100, 1500],
            [200 + 70 * k, 270 + 70 * k],
        )
    found = detect_orientation(scanned_pages.turned(paper, degrees), 200, lambda *_: 0)
    assert found.turns == 0 and found.skew == pytest.approx(degrees, abs=0.1)


@pytest.fixture(scope="module")
def thai_page(corpus: Path) -> GrayImage:
    """A scanned page of Thai at 150 dpi, upright."""
    import pypdfium2

    with pypdfium2.PdfDocument(corpus / "editions" / "seed-word-scan200.pdf") as pdf:
        rendered = pdf[6].render(scale=150 / 72, grayscale=True)
        return correct_illumination(np.asarray(rendered.to_numpy()).reshape(1241, -1), 150)


def test_thai_tells_up_from_down_and_sideways_by_its_marks(thai_page: GrayImage) -> None:
    asked: list[tuple[int, ...]] = []
    for quarters in range(4):
        lying = np.ascontiguousarray(np.rot90(thai_page, quarters))
        found = detect_orientation(lying, 150, lambda *given: asked.append(tuple(given[2])))  # type: ignore[func-returns-value]
        assert found.turns == quarters
    assert asked == [(1, 3), (0, 2), (1, 3)], "a page that does not stand upright is seldom: an engine may object"


def test_an_engine_that_reads_a_page_knows_better_than_its_marks(thai_page: GrayImage) -> None:
    lying = np.ascontiguousarray(np.rot90(thai_page, 2))
    assert detect_orientation(lying, 150, lambda *_: 0).turns == 0


@scanned_pages.reads
def test_lines_are_read_surest_the_right_way_up(thai_page: GrayImage) -> None:
    upright = detect_orientation(thai_page, 150, lambda *_: None)
    assert turns_by_reading(thai_page, 150, {0: upright.skew, 2: upright.skew}) == 0
    lying = np.ascontiguousarray(np.rot90(thai_page, 1))
    assert turns_by_reading(lying, 150, {1: upright.skew, 3: upright.skew}) == 1


@scanned_pages.reads
def test_a_page_without_letters_has_no_right_way_up() -> None:
    assert turns_by_reading(scanned_pages.sheet(), 200, {0: 0.0, 2: 0.0}) is None
