"""Running text in columns: read column by column, and what merely stands beside other text is not."""

from __future__ import annotations

import numpy as np
import pytest
from support.glyph_pages import Glyph, laid_out, placed, typed

from pipeline.extract.pdf.page_blocks import reading_order
from pipeline.extract.pdf.page_columns import ColumnBand, find_column_bands
from pipeline.extract.tables.lattice import Lattice, LatticeCell
from pipeline.model import Line

LEFT, RIGHT, PITCH = 50.0, 320.0, 24.0
FULL = "กระทรวงมหาดไทยรายงานผลการดาเนน"  # 30 letters
LAST = "ของหนวยงาน"


def column(x: float, lines: list[str], top: float = 200.0, pitch: float = PITCH) -> list[Glyph]:
    return [glyph for n, text in enumerate(lines) for glyph in typed(text, x=x, y=top + pitch * n, run=n)]


def bands(glyphs: list[Glyph], *tables: Lattice) -> list[ColumnBand]:
    layout = laid_out(glyphs, *tables)
    running = [p.line for p in layout.lines if p.cell == -1]
    return find_column_bands(running, layout.glyphs, tables)


def prose(count: int) -> list[str]:
    return [FULL if n % 4 != 3 else LAST for n in range(count)]


def test_two_columns_on_equal_baselines() -> None:
    (band,) = bands(column(LEFT, prose(8)) + column(RIGHT, prose(7)))
    assert len(band.edges) == 3 and LEFT + 8 * 30 < band.edges[1] + 8 < RIGHT + 8
    assert band.top < 200 < 200 + 7 * PITCH < band.bottom


def test_two_columns_whose_baselines_differ() -> None:
    (band,) = bands(column(LEFT, prose(8)) + column(RIGHT, prose(8), top=207))
    assert len(band.edges) == 3


def test_three_columns() -> None:
    short = [line[:18] for line in prose(8)]
    (band,) = bands(column(50, short) + column(220, short) + column(390, short))
    assert len(band.edges) == 4


def test_a_title_over_both_columns_and_a_footer_stand_outside() -> None:
    title, footer = typed(FULL + FULL, x=LEFT, y=150), typed("12", x=300, y=700)
    (band,) = bands(title + column(LEFT, prose(8)) + column(RIGHT, prose(8)) + footer)
    assert band.top > 150 and band.bottom < 700


def test_a_line_across_parts_two_bands() -> None:
    across = typed(FULL + FULL, x=LEFT, y=200 + 8 * PITCH)
    lower = 200 + 9 * PITCH
    upper = column(LEFT, prose(8)) + column(RIGHT, prose(8))
    two = bands(upper + across + column(LEFT, prose(6), lower) + column(RIGHT, prose(6), lower))
    assert len(two) == 2 and two[0].bottom < 200 + 8 * PITCH < two[1].top


def test_a_table_stands_in_its_column() -> None:
    cells = [LatticeCell(0, 0, 1, 1), LatticeCell(0, 1, 1, 1)]
    table = Lattice([50.0, 150.0, 280.0], [400.0, 460.0], cells, np.array([[0, 1]]))
    (band,) = bands(column(LEFT, prose(8)) + column(RIGHT, prose(10)), table)
    assert band.column_of(table.box) == 0
    assert bands(column(RIGHT, prose(8)), table) == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["ท มท", "เรอง รายงานผล", "เรยน ผวาราชการ", "อางถง หนงสอ"], ["กระทรวงมหาดไทย", "ถนน", "มกราคม", "โทร"]),
        (["ลงชอ", "นาย ก", "ผอานวยการ"], ["ลงชอ", "นาย ข", "อธบด"]),
        (["รายการท"] * 8, prose(8)),  # labels and values
        (["- " + FULL[:14]] * 8, ["- " + FULL[:12]] * 8),  # things to tick
        (["91.25 84.50 78.09 66.12"] * 8, ["91.25 84.50 78.09 66.12"] * 8),
    ],
)
def test_what_stands_beside_other_text_is_no_column(left: list[str], right: list[str]) -> None:
    assert bands(column(LEFT, left) + column(RIGHT, right)) == []


def test_rows_without_rulings_are_no_columns() -> None:
    glyphs: list[Glyph] = []
    for row in range(4):
        top = 150 + 120 * row
        glyphs += column(LEFT, [FULL, FULL, LAST], top) + column(RIGHT, [FULL, LAST], top)
    assert bands(glyphs) == []


def test_one_column_is_none() -> None:
    assert bands(column(LEFT, prose(12))) == []
    assert bands([]) == []


def test_lines_are_ordered_column_by_column() -> None:
    def line(text: str, x: float, y: float) -> Line:
        return Line(text, text, (x, y - 8, x + 200, y))

    band = ColumnBand(180.0, 300.0, (45.0, 300.0, 560.0))
    lines = [
        line("ท้าย", 50, 400),
        line("ขวา 1", 320, 200),
        line("ซ้าย 1", 50, 200),
        line("ขวา 2", 320, 224),
        line("ซ้าย 2", 50, 224),
        line("ชื่อเรื่อง", 50, 150),
    ]
    ordered = reading_order(lines, [], 0, [band])
    assert [b.raw for b in ordered if isinstance(b, Line)] == ["ชื่อเรื่อง", "ซ้าย 1", "ซ้าย 2", "ขวา 1", "ขวา 2", "ท้าย"]


def test_the_lattice_of_a_band_parts_lines_on_one_baseline() -> None:
    band = ColumnBand(180.0, 300.0, (45.0, 300.0, 560.0))
    glyphs = column(LEFT, [FULL]) + column(RIGHT, [LAST])
    assert [(p.cell, p.line.raw) for p in placed(glyphs, band.lattice())] == [(0, FULL), (1, LAST)]


def test_lists_with_the_same_labels_are_columns_however_short_their_lines() -> None:
    labels = ["มาตรการ : อบรม", "วธการ : ประชม", "ผรบผดชอบ : กอง", "ระยะเวลา : ป"]
    (band,) = bands(column(LEFT, ["ขอหนง", *labels * 2]) + column(RIGHT, [*labels, "ขอสอง", *labels]))
    assert len(band.edges) == 3
    values = [label.partition(" : ")[2] for label in labels] * 2
    assert bands(column(LEFT, labels * 2) + column(RIGHT, values)) == []
