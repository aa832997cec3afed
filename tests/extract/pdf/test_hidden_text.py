"""Text that a page does not show: it is left out and counted, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name
from support.drawn_pages import LINES, ROWS, TABLE, DrawnPage, cell_texts, ruled, shown, text_and_findings

HIDDEN = "extract.text_hidden"
COVER = "202 648 116 24 re"
"""The cell of 91.25."""


def all_of_the_table(text: str) -> bool:
    return all(word in text for row in ROWS for word in row)


@pytest.mark.parametrize(
    "paint",
    [
        f"1 g {COVER} f",
        f".9 .9 1 rg {COVER} f*",
        f"0 g {COVER} f",
        f"1 g 0 G {COVER} B",
        "1 g 202 648 m 318 648 l 318 672 l 202 672 l h f",
        "1 g 203 652 50 14 re f",
    ],
)
def test_text_under_an_opaque_area_is_left_out_and_what_is_written_on_it_is_read(tmp_path: Path, paint: str) -> None:
    content = TABLE + f"q {paint} Q " + shown(204, 656, "55.55", state="1 0 0 rg")
    text, found = text_and_findings(DrawnPage().read(tmp_path, content))
    assert "91.25" not in text
    assert all(word in text for word in ("55.55", "84.50", "78.09"))
    assert found[HIDDEN] == ("info", "5")


def test_a_text_that_is_covered_and_written_anew_is_read_once(tmp_path: Path) -> None:
    text, _ = text_and_findings(DrawnPage().read(tmp_path, TABLE + f"q 1 g {COVER} f Q " + shown(204, 656, "91.25")))
    assert text.count("91.25") == 1


def test_a_picture_hides_whole_texts_and_no_part_of_one(tmp_path: Path) -> None:
    page = DrawnPage()
    over = TABLE + "q 116 0 0 24 202 648 cm /Im Do Q q 20 0 0 24 60 624 cm /Im Do Q"
    text, found = text_and_findings(page.read(tmp_path, over, XObject=Dictionary(Im=page.picture(255))))
    assert "91.25" not in text and "Budget" in text
    assert found[HIDDEN] == ("info", "5")


def test_words_in_the_midst_of_a_line_that_are_covered_are_a_warning(tmp_path: Path) -> None:
    content = shown(64, 632, "These are more words here.") + TABLE + "1 g 118 626 74 18 re f"
    page = DrawnPage()
    text, found = text_and_findings(page.read(tmp_path, content.replace("Budget", "")))
    assert "These are" in text and "here." in text and "more" not in text
    assert found[HIDDEN][0] == "warning"


@pytest.mark.parametrize(
    "paint",
    [
        "/Soft gs 1 1 0 rg 60 600 440 96 re f",
        "/Dark gs 1 1 0 rg 60 600 440 96 re f",
        "q 440 0 0 96 60 600 cm /Im Do Q",
        "q 0 0 10 10 re W n 1 g 60 600 440 96 re f Q",
        "1 g 0 0 595 590 re f",
        "1 g 202 648 116 8 re f",
    ],
)
def test_text_under_what_does_not_hide_it_is_read(tmp_path: Path, paint: str) -> None:
    page = DrawnPage()
    states = Dictionary(Soft=Dictionary(ca=0.4), Dark=Dictionary(BM=Name.Multiply))
    document = page.read(tmp_path, TABLE + paint, ExtGState=states, XObject=Dictionary(Im=page.picture(255, 60)))
    text, found = text_and_findings(document)
    assert all_of_the_table(text)
    assert HIDDEN not in found


def test_a_layer_that_is_switched_off_is_not_read(tmp_path: Path) -> None:
    page = DrawnPage()
    off, on = page.layers("draft", "base")
    content = ruled() + "/OC /On BDC " + cell_texts() + "EMC /OC /Off BDC " + shown(204, 656, "SECRET 1") + "EMC"
    text, found = text_and_findings(page.read(tmp_path, content, Properties=Dictionary(Off=off, On=on)))
    assert all_of_the_table(text) and "SECRET" not in text
    assert found[HIDDEN] == ("info", "7")


def test_a_group_of_layers_is_shown_as_its_policy_says(tmp_path: Path) -> None:
    page = DrawnPage()
    off, on = page.layers("draft", "base")
    groups = Dictionary(
        All=page.pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([off, on]), P=Name.AllOn)),
        Any=page.pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([off, on]), P=Name.AnyOn)),
    )
    content = TABLE + "/OC /All BDC " + shown(60, 500, "SECRET") + "EMC /OC /Any BDC " + shown(60, 480, "seen") + "EMC"
    text, found = text_and_findings(page.read(tmp_path, content, Properties=groups))
    assert "seen" in text and "SECRET" not in text
    assert found[HIDDEN] == ("info", "6")


def test_a_form_on_a_layer_that_is_switched_off_is_not_read(tmp_path: Path) -> None:
    page = DrawnPage()
    off, on = page.layers("draft", "base")
    forms = Dictionary(A=page.form(shown(60, 500, "SECRET"), OC=off), B=page.form(cell_texts(), OC=on))
    text, _ = text_and_findings(page.read(tmp_path, ruled() + "/A Do /B Do", XObject=forms))
    assert all_of_the_table(text) and "SECRET" not in text


def test_white_text_is_left_out_on_white_and_read_on_a_dark_area(tmp_path: Path) -> None:
    dark = f".1 .2 .5 rg 60 {LINES[-2]} 440 24 re f 0 g " + ruled() + cell_texts((0,), "1 g") + cell_texts((1, 2, 3))
    text, found = text_and_findings(DrawnPage().read(tmp_path, dark))
    assert all_of_the_table(text) and HIDDEN not in found
    white = TABLE + shown(60, 500, "SECRET", state="1 g") + shown(60, 480, "faint but seen", state=".8 g")
    text, found = text_and_findings(DrawnPage().read(tmp_path, white))
    assert "SECRET" not in text and "faint but seen" in text
    assert found[HIDDEN] == ("info", "6")


def test_white_text_on_a_dark_picture_is_read(tmp_path: Path) -> None:
    page = DrawnPage()
    content = "q 440 0 0 24 60 672 cm /Im Do Q " + ruled() + cell_texts((0,), "1 g") + cell_texts((1, 2, 3))
    text, found = text_and_findings(page.read(tmp_path, content, XObject=Dictionary(Im=page.picture(60))))
    assert all_of_the_table(text) and HIDDEN not in found


def test_invisible_text_is_read_only_where_it_is_the_text_of_a_picture(tmp_path: Path) -> None:
    text, found = text_and_findings(DrawnPage().read(tmp_path, TABLE + shown(60, 500, "SECRET", state="3 Tr")))
    assert all_of_the_table(text) and "SECRET" not in text
    assert found[HIDDEN] == ("info", "6")
    page = DrawnPage()
    content = TABLE + "q 300 0 0 60 50 490 cm /Im Do Q " + shown(60, 500, "of the picture", state="3 Tr")
    text, found = text_and_findings(page.read(tmp_path, content, XObject=Dictionary(Im=page.picture(200))))
    assert "of the picture" in text and HIDDEN not in found
