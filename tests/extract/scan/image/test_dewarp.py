"""A bowed page becomes straight, and its points lead back."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

import numpy as np
from support import scanned_pages

from pipeline.extract.scan.image.dewarp import Warp, fit_curvature
from pipeline.extract.scan.image.ruling_detection import find_ruling_lines


def test_a_bowed_page_becomes_straight() -> None:
    import cv2

    xs, ys = [150, 500, 1000, 1500], list(range(300, 2000, 100))
    paper = scanned_pages.ruled(scanned_pages.sheet(), xs, ys)
    high, wide = paper.shape
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    bowed = cv2.remap(
        paper, x, y + 9 * (((x - wide / 2) / (wide / 2)) ** 2).astype(np.float32), cv2.INTER_CUBIC, borderValue=255
    )
    horizontal, vertical = find_ruling_lines(bowed, 200)
    assert max(np.ptp(r.across) for r in horizontal) > 5
    warp = Warp(bowed.shape, 0.0, fit_curvature(horizontal, 200), fit_curvature(vertical, 200))
    horizontal, _ = find_ruling_lines(warp.straighten(bowed), 200)
    assert len(horizontal) == len(ys) and max(np.ptp(r.across) for r in horizontal) <= 1.5
    # and back: a straight point leads to where it stood
    _, v = warp.to_scan(np.array([wide / 2, 200.0]), np.array([1000.0, 1000.0]))
    assert v[1] - v[0] == pytest.approx(-9 * ((200 - wide / 2) / (wide / 2)) ** 2, abs=1.5)
