"""Ruling lines go, letters stay."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from support import scanned_pages

from pipeline.extract.scan.image.ruling_detection import find_ruling_lines
from pipeline.extract.scan.image.ruling_removal import remove_ruling_lines


def test_a_ruling_goes_and_the_letter_on_it_stays() -> None:
    paper = scanned_pages.ruled(scanned_pages.sheet(), scanned_pages.XS, scanned_pages.YS)
    paper[355:385, 600:606] = 0  # a stroke across a ruling
    horizontal, vertical = find_ruling_lines(paper, 200)
    clean = remove_ruling_lines(paper, horizontal, vertical, 200)
    assert (clean[355:385, 601:605] < 100).all()
    outside = clean.copy()
    outside[350:390, 595:611] = 255
    assert (outside > 200).all()
