"""Tables of transcripts however written; mark-up is structure and not text."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.transcripts import HEADER, grids, read

from pipeline.model import Line


@pytest.mark.parametrize(
    "text",
    [
        "ข้อ\tคะแนน\tมาตรการ\nI1\t86.19\tอบรม",
        "| ข้อ | คะแนน | มาตรการ |\n|---|:---:|---|\n| I1 | 86.19 | อบรม |",
        "ข้อ | คะแนน | มาตรการ\n--- | --- | ---\nI1 | 86.19 | อบรม",
        "<table><thead><tr><th>ข้อ<th>คะแนน<th>มาตรการ</tr></thead><tr><td>I1</td><td>86.19</td>\n<td><b>อบรม</b></td></tr></table>",
        "ข้อ\tคะแนน\tมาตรการ\r\n-----\t-----\t-----\r\nI1\t86.19\t<p>อบรม</p>",
    ],
)
def test_one_table_in_every_notation(tmp_path: Path, text: str) -> None:
    assert grids(read(tmp_path, text)) == [[["ข้อ", "คะแนน", "มาตรการ"], ["I1", "86.19", "อบรม"]]]


def test_notations_mixed_in_one_file_keep_reading_order(tmp_path: Path) -> None:
    text = (
        f"หัวเรื่อง\n{HEADER}\nI1\t1\tก\n\nวรรค\n\n| a | b | c |\n|---|---|---|\n| d | e | f |\n"
        "<table><tr><td>x</td></tr></table>\nท้าย"
    )
    blocks = [b for p in read(tmp_path, text).pages for b in p.blocks]
    assert [b.raw if isinstance(b, Line) else b.rows for b in blocks] == ["หัวเรื่อง", 2, "วรรค", 2, 1, "ท้าย"]


def test_mark_up_is_structure_and_not_text(tmp_path: Path) -> None:
    cell = '<p>1. ก &amp; ข</p> <p>2. <i>ค</i></p><ul style="x"> ● https://a.th/?x=1&amp;y=2<br/>ง<li>จ'
    (table,) = read(tmp_path, f"{HEADER}\nI1\t1\t{cell}").tables
    lines = table.by_row()[1][2].lines
    assert [line.raw for line in lines] == ["1. ก & ข", "2. ค", "● https://a.th/?x=1&y=2", "ง", "จ"]
    assert all(line.paragraph for line in lines)


def test_stars_and_links_are_text(tmp_path: Path) -> None:
    text = "<https://palad.mof.go.th/th/home>\n| ข้อ | ผล | ก |\n|---|---|---|\n| I1 | *** เนื่องจาก | **หนา** \\| ต่อ |"
    document = read(tmp_path, text)
    assert document.pages[0].blocks[0].raw == "<https://palad.mof.go.th/th/home>"  # type: ignore[union-attr]
    assert grids(document)[0][1] == ["I1", "*** เนื่องจาก", "หนา | ต่อ"]


def test_spans_of_html_tables(tmp_path: Path) -> None:
    html = (
        "<table><tr><td colspan=2>ตัวชี้วัด</td><td>มาตรการ</td></tr>"
        "<tr><td rowspan='2'>I1</td><td rowspan=2>ถาม</td><td>ก</td></tr><tr><td>ข</td></tr></table>"
    )
    (table,) = read(tmp_path, html).tables
    assert [(c.row, c.column, c.rowspan, c.colspan, c.text_raw) for c in table.cells] == [
        (1, 1, 1, 2, "ตัวชี้วัด"),
        (1, 3, 1, 1, "มาตรการ"),
        (2, 1, 2, 1, "I1"),
        (2, 2, 2, 1, "ถาม"),
        (2, 3, 1, 1, "ก"),
        (3, 3, 1, 1, "ข"),
    ]


def test_empty_cells_at_both_ends_are_kept(tmp_path: Path) -> None:
    (table,) = read(tmp_path, "\t\t2. ข\t\t").tables
    assert table.grid(raw=True) == [["", "", "2. ข", "", ""]]
