"""Glyphs to lines: baselines, sizes, blanks, what is dropped."""

from __future__ import annotations

from support.glyph_pages import ABOVE, ADVANCE, BELOW, INK, SIZE, Glyph, arrays, letter, lines, mark, placed, typed

from pipeline.extract.pdf.text_lines import DroppedGlyphs, layout_lines

TEXT = "เพื่อให้ผู้มาติดต่อรู้ขั้นตอน"


def clusters(text: str) -> list[str]:
    out: list[str] = []
    for char in text:
        if out and char in ABOVE + BELOW:
            out[-1] += char
        else:
            out.append(char)
    return out


def test_a_line_in_order_stays_as_it_is() -> None:
    (line,) = placed(typed(TEXT))
    assert line.cell == -1 and line.line.raw == TEXT
    assert line.line.box == (50.0, 88.0, 50 + ADVANCE * (len(clusters(TEXT)) - 1) + INK, 104.0)
    assert line.line.size == SIZE and line.line.glyphs == (0, len(TEXT))


def test_lines_are_told_by_their_baselines() -> None:
    glyphs = [*typed("สอง", y=120, run=1), *typed("หนึ่ง", y=100.4, run=0), *typed("สาม", y=140, run=2)]
    assert lines(glyphs) == ["หนึ่ง", "สอง", "สาม"]


def test_a_superscript_stays_on_its_line() -> None:
    raised = letter("2", 50 + 9 * ADVANCE, 100 - 0.33 * SIZE, size=0.65 * SIZE, width=4)
    assert lines([*typed("ตารางเมตร"), raised]) == ["ตารางเมตร²"]


def test_small_print_close_to_a_large_line_is_a_line_of_its_own() -> None:
    small = [Glyph(c, 50.0 + 4 * k, 53.5 + 4 * k, 107.0, 103.0, 107.0, run=1, size=6.0) for k, c in enumerate("กขค")]
    assert lines([*typed("ตาราง"), *small]) == ["ตาราง", "กขค"]


def dropped(*glyphs: Glyph) -> DroppedGlyphs:
    return layout_lines(arrays(glyphs), [], 595.0, 842.0)[2]


def test_what_is_dropped_is_counted_by_reason() -> None:
    assert dropped(*typed("กลอน")) == DroppedGlyphs()
    assert dropped(*typed("กลอน"), mark("่", 400.0)) == DroppedGlyphs(stray_marks=1)
    assert dropped(*typed("กลอน"), mark("่", 50.0, y=300.0)) == DroppedGlyphs(orphan_marks=1)
    assert dropped(*typed("กลอน"), *typed("ก ข", x=600.0)) == DroppedGlyphs(off_page=2)  # a space is no loss
    assert dropped(*typed("ข้อมูล", run=0), *typed("ข้อมูล", x=50.4, run=1)) == DroppedGlyphs(duplicates=6)


def test_what_stands_off_the_page_was_never_printed() -> None:
    assert lines([*typed("กลอน"), *typed("ซ่อน", y=900.0, run=1), *typed("ลับ", x=-80.0, y=300.0, run=2)]) == ["กลอน"]


def test_blank_lines_are_no_lines() -> None:
    assert lines([*typed("กลอน"), *typed("   ", y=130.0, run=1)]) == ["กลอน"]
    assert lines([]) == []


def test_a_trailing_space_is_kept() -> None:
    (line,) = placed(typed("กลอน "))
    assert line.line.raw == "กลอน " and line.line.box is not None and line.line.box[2] == 50 + 3 * ADVANCE + INK


def test_the_columns_that_travel_on_are_in_reading_order() -> None:
    glyphs = [*typed("สอง", y=120, run=1), *typed("ที่", y=100, run=0)]
    glyphs[0].unmapped = 2
    found, columns, _ = layout_lines(arrays(glyphs), [], 595.0, 842.0)
    assert columns.chars == "ที่สอง" and columns.unmapped == bytes([0, 0, 0, 2, 0, 0])
    assert [found[1].line.glyphs, round(columns.baseline[3])] == [(3, 6), 120]
