"""Watermarks: left out of the cells that they are printed across; titles and turned headers are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Dictionary, Name
from support.drawn_pages import ROWS, TABLE, DrawnPage, shown, text_and_findings, turned

WATERMARK = "extract.watermark"
SLANTED, UPRIGHT, LEVEL = (0.866, 0.5), (0.0, 1.0), (1.0, 0.0)


@pytest.mark.parametrize(
    "mark",
    [
        turned(180, 590, "DRAFT", 60, SLANTED, ".8 g"),
        turned(180, 590, "DRAFT", 60, SLANTED, "1 0 0 rg"),
        turned(180, 590, "DRAFT", 60, SLANTED, "/Thin gs"),
        turned(180, 610, "DRAFT", 70, LEVEL, ".85 g"),
        turned(290, 600, "DRAFT", 60, UPRIGHT, ".8 g"),
        "".join(turned(x, y, "DRAFT", 14, SLANTED, ".8 g") for x in (70, 190, 310) for y in (602, 640, 670)),
        "".join(turned(180 + 38 * n, 600 + 20 * n, char, 60, SLANTED, ".8 g") for n, char in enumerate("DRAFT")),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_watermark_is_in_no_cell(tmp_path: Path, mark: str, is_first: bool) -> None:
    content = mark + "0 g " + TABLE if is_first else TABLE + mark
    states = Dictionary(Thin=Dictionary(ca=0.2))
    document = DrawnPage().read(tmp_path, content, ExtGState=states)
    (table,) = document.pages[0].tables
    assert [[cell.text_raw for cell in row] for row in table.by_row()] == [list(row) for row in ROWS]
    text, found = text_and_findings(document)
    assert "D" not in text.replace("Duty", "")
    assert found[WATERMARK][0] == "info"


def test_a_watermark_may_be_pale_by_the_form_that_draws_it(tmp_path: Path) -> None:
    page = DrawnPage()
    form = page.form(turned(180, 610, "COPY", 28, LEVEL), Group=Dictionary(S=Name.Transparency))
    states = Dictionary(Thin=Dictionary(ca=0.2))
    text, found = text_and_findings(
        page.read(tmp_path, TABLE + "/Thin gs /X Do", ExtGState=states, XObject=Dictionary(X=form))
    )
    assert "COPY" not in text and WATERMARK in found


def test_large_and_pale_text_that_stands_across_nothing_is_read(tmp_path: Path) -> None:
    content = shown(60, 740, "Pale title", 40, ".7 .8 1 rg") + shown(60, 715, "and what is under it") + TABLE
    text, found = text_and_findings(DrawnPage().read(tmp_path, content))
    assert "Pale title" in text and WATERMARK not in found


def test_slanted_headers_of_columns_are_read(tmp_path: Path) -> None:
    heads = "".join(turned(x + 30, 700, "Head", 9, (0.707, 0.707)) for x in (60, 200, 320))
    text, found = text_and_findings(DrawnPage().read(tmp_path, TABLE + heads))
    assert text.count("Head") == 3 and WATERMARK not in found
