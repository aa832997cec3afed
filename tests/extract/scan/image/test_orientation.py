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
    found = detect_orientation(scanned_pages.turned(paper, degrees), 200, lambda _: 0)
    assert found.turns == 0 and found.skew == pytest.approx(degrees, abs=0.1)


def test_thai_tells_up_from_down_and_sideways_by_its_marks(corpus: Path) -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(corpus / "editions" / "seed-word-scan200.pdf")
    rendered = pdf[6].render(scale=150 / 72, grayscale=True)
    gray = correct_illumination(np.asarray(rendered.to_numpy()).reshape(1241, -1), 150)
    pdf.close()
    asked: list[int] = []
    for quarters in range(4):
        lying = np.ascontiguousarray(np.rot90(gray, quarters))
        assert detect_orientation(lying, 150, lambda _: asked.append(1)).turns == quarters  # type: ignore[func-returns-value]
    assert not asked
