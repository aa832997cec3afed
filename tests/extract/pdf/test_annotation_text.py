"""Form fields and FreeText annotations: what they say is text of the page, at their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, String
from support.drawn_pages import TABLE, DrawnPage, cell_texts, ruled, shown
from support.glyph_pages import arrays, typed

from pipeline.extract.pdf.annotation_text import AnnotationText, with_annotation_texts
from pipeline.extract.pdf.text_lines import layout_lines
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Page
from pipeline.normalize import normalize

CELL = (204, 650, 316, 670)
"""Within the cell of 91.25."""


def field(rectangle: Sequence[float], **entries: object) -> Dictionary:
    base = Dictionary(Type=Name.Annot, Subtype=Name.Widget, F=4, FT=Name.Tx, T=String("x"), Rect=Array(list(rectangle)))
    for key, value in entries.items():
        base[f"/{key}"] = String(value) if isinstance(value, str) else value
    return base


def page_with(folder: Path, content: str, *annotations: Dictionary) -> Page:
    page = DrawnPage()
    made = [page.pdf.make_indirect(annotation) for annotation in annotations]
    page.page.Annots = Array(made)
    fields = [one for one in made if one.Subtype == Name.Widget]
    page.pdf.Root.AcroForm = Dictionary(Fields=Array(fields), DA=String("/Helv 0 Tf 0 g"))
    return normalize(page.read(folder, content)).pages[0]


@pytest.mark.parametrize(
    "value",
    ["91.25", "จัดทำคู่มือการปฏิบัติงานให้แล้วเสร็จ ก่อนสิ้นปี", "ดำเนินการปรับปรุงคู่มือ " * 30 + "แล้ว"],
)
def test_the_value_of_a_field_is_the_text_of_its_cell(tmp_path: Path, value: str) -> None:
    content = ruled() + cell_texts((0, 2, 3)) + shown(64, 656, "Duty")
    (table,) = page_with(tmp_path, content, field(CELL, V=value)).tables
    assert [cell.text for cell in list(table.by_row())[1]] == ["Duty", value, ""]


def test_lines_of_a_field_stay_lines(tmp_path: Path) -> None:
    text = page_with(tmp_path, TABLE, field((60, 480, 300, 540), V="1. one\r2. two\r\n3. three", Ff=1 << 12)).text
    assert text.endswith("1. one\n2. two\n3. three")


def test_a_choice_shows_its_label_and_a_checked_box_a_tick(tmp_path: Path) -> None:
    options = Array([Array([String("x1"), String("Good")]), Array([String("x2"), String("Better")])])
    choice = field((60, 540, 200, 556), FT=Name.Ch, Ff=1 << 17, Opt=options, V="x2", T="a")
    boxes = [
        field((60, 510 - 20 * n, 72, 522 - 20 * n), FT=Name.Btn, V=state, AS=state, T=f"box {n}")
        for n, state in enumerate((Name.Yes, Name.Off))
    ]
    content = TABLE + shown(76, 512, "yes") + shown(76, 492, "no")
    text = page_with(tmp_path, content, choice, *boxes).text
    assert text.endswith("Better\n☑ yes\nno")


def test_what_is_typed_on_the_page_is_text_and_what_is_hidden_is_not(tmp_path: Path) -> None:
    typed_on = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, F=4, Rect=Array([60, 500, 300, 540]))
    typed_on.Contents = String("ความเห็นของผู้ตรวจ")
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([60, 400, 80, 420]), Contents=String("SECRET"))
    hidden = [
        field((60, 440, 200, 460), V="SECRET", T="a", F=2),
        field((60, 420, 200, 440), V="SECRET", T="b", F=32),
        field((60, 400, 200, 420), V="SECRET", T="c", Ff=1 << 13),
    ]
    text = page_with(tmp_path, TABLE, typed_on, note, *hidden).text
    assert "ความเห็นของผู้ตรวจ" in text and "SECRET" not in text


@pytest.mark.parametrize("appearance", ["/Helv 1.2.3 Tf", "/Helv . Tf 0 g", "/Helv .. Tf", ""])
def test_a_type_size_that_is_no_number_costs_nothing(tmp_path: Path, appearance: str) -> None:
    typed_on = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, F=4, Rect=Array([60, 500, 300, 540]))
    typed_on.Contents, typed_on.DA = String("seen"), String(appearance)
    text = page_with(tmp_path, TABLE, typed_on).text
    assert "seen" in text and "91.25" in text


def test_glyphs_of_an_annotation_stand_upright_in_the_frame_of_the_page() -> None:
    glyphs = arrays(typed("กก", 60, 100))
    frame = Frame(0.0, 0.0, 595.0, 842.0, 1)
    with_text = with_annotation_texts(glyphs, [AnnotationText("ที่นี่", (100, 200, 120, 300), 10.0, False)], frame)
    lines = layout_lines(with_text, [], frame.width, frame.height).lines
    assert sorted(placed.line.raw for placed in lines) == ["กก", "ที่นี่"]
    assert all(200 <= x <= 300 for x in with_text.x0[2:]) and all(100 <= y <= 120 for y in with_text.baseline[2:])
