"""The benchmark of numbers in scanned cells."""

from __future__ import annotations

import pytest

pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from support.scanned_pages import reads

from benchmarks.reading.numerals import CONDITIONS, content_kind, observe, score
from pipeline.model import Reading
from training.fonts import find_faces


@reads
@pytest.mark.skipif(not find_faces("test", ()), reason="no font left out of training is installed (fonts-thai-tlwg)")
@pytest.mark.parametrize("columns", [False, True])
def test_most_numbers_are_read_whole_alone_and_in_columns(columns: bool) -> None:
    seen = [one for one in observe((), CONDITIONS["300 dpi"], 40, columns) if content_kind(one) == "numbers"]
    found = score(seen)
    assert found.cells == len(seen) > 20
    assert found.whole >= 0.8 and found.whole + found.wrong <= 1 and found.misread <= found.wrong


def test_a_full_stop_behind_a_number_is_wrong_and_no_other_number() -> None:
    read = [("2542", Reading("numerals", "2542.", 0.99), "Loma"), ("๐.๐๐", Reading("numerals", "0.00", 0.99), "Loma")]
    assert (score(read).whole, score(read).wrong, score(read).misread) == (0.5, 0.5, 0.0)
    other = score([("2542", Reading("numerals", "2543", 0.99), "Loma")])
    assert (other.wrong, other.misread) == (1.0, 1.0)
