"""Glyphs as PDFium gives them: where the advance of one ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.drawn_pages import DrawnPage, shown

ADVANCE = 0.556
"""Of a figure in Helvetica, of the font size; the ink of a 1 is half as wide."""


@pytest.mark.parametrize(("text", "read"), [("11", "11"), ("85.15", "85.15"), ("111.11", "111.11")])
def test_figures_that_are_drawn_one_by_one_are_one_number(tmp_path: Path, text: str, read: str) -> None:
    content, x = "", 100.0
    for char in text:
        content += shown(x, 600, char, size=20)
        x += 20 * (ADVANCE if char.isdecimal() else ADVANCE / 2)
    (page,) = DrawnPage().read(tmp_path, content).pages
    assert page.text_raw == read


def test_figures_a_space_apart_are_two(tmp_path: Path) -> None:
    content = shown(100, 600, "1", size=20) + shown(100 + 20 * (ADVANCE + 0.278), 600, "1", size=20)
    (page,) = DrawnPage().read(tmp_path, content).pages
    assert page.text_raw == "1 1"
