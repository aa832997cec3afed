"""Lines of a cell, with the marks of their letters."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from support import scanned_pages

from pipeline.extract.scan.image.cell_image import crop_cell
from pipeline.extract.scan.image.connected_components import find_components
from pipeline.extract.scan.image.text_line_segmentation import find_text_lines


def test_marks_belong_to_the_row_of_their_letters() -> None:
    paper = scanned_pages.sheet()
    for top in (320, 380):
        paper[top : top + 20, 300:318] = 0
        paper[top - 9 : top - 4, 304:310] = 0
    box = (200.0, 300.0, 500.0, 420.0)
    found = crop_cell(find_components(paper, [box], 200), 0, box)
    assert found is not None and len(find_text_lines(found)) == 2


def test_touching_marks_are_no_line_of_their_own_and_a_short_word_is() -> None:
    paper = scanned_pages.sheet()
    box = (200.0, 300.0, 500.0, 460.0)
    for x in range(300, 440, 22):
        paper[350:370, x : x + 18] = 0  # letters
    paper[327:348, 330:336] = 0  # two marks that touch are as high as a letter
    paper[400:420, 300:318] = 0  # the end of a word, on the next line
    found = crop_cell(find_components(paper, [box], 200), 0, box)
    assert found is not None
    assert [(a + found.origin[1], b + found.origin[1]) for a, b in find_text_lines(found)] == [(327, 370), (400, 420)]
