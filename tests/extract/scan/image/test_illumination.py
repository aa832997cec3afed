"""Illumination correction: ink dark, paper white, and shaded cells light on pages with little ink."""

from __future__ import annotations

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2", reason="OpenCV is not installed (extra ocr)")

from pipeline.extract.scan.image.illumination import ILLUMINATION, correct_illumination  # noqa: E402


def page(rows: int, ink: int = 40, paper: int = 252, shade: int = 224) -> np.ndarray:
    """A page at 200 dpi with a shaded header and so many rows of print under it."""
    gray = np.full((2200, 1600), paper, np.uint8)
    gray[200:300, 100:1500] = shade
    for row in range(rows + 1):
        for word in range(4):
            cv2.putText(
                gray, "95.20", (120 + 340 * word, 260 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2, cv2.LINE_AA
            )
    grain = gray + np.random.default_rng(1).normal(0, 2, gray.shape)
    return np.clip(grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("rows", [0, 1, 30])
@pytest.mark.parametrize("ink", [20, 60, 130])
def test_shaded_cells_are_no_ink_however_little_is_printed(rows: int, ink: int) -> None:
    corrected = correct_illumination(page(rows, ink), 200)
    header = corrected[200:300, 100:1500]
    assert np.median(header) > ILLUMINATION.ink + 60
    assert 0.005 < (header < ILLUMINATION.ink).mean() < 0.2


@pytest.mark.parametrize("ink", [20, 60, 130])
def test_ink_is_dark_however_pale_it_was_printed(ink: int) -> None:
    for rows in (1, 30):
        assert np.percentile(correct_illumination(page(rows, ink), 200), 0.05) < 60


def test_blank_paper_stays_white() -> None:
    blank = np.clip(np.random.default_rng(2).normal(250, 2, (1100, 800)), 0, 255).astype(np.uint8)
    assert (correct_illumination(blank, 100) > 230).all()
