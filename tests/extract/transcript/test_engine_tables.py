"""Tables and pages of engines' output: spans, empty cells, places, confidences, numbers of pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.transcripts import grids, pages, read

from pipeline.model import Box, Cell, Document


def _spans(document: Document) -> list[tuple[str, int, int]]:
    return [(cell.text_raw, cell.rowspan, cell.colspan) for table in document.tables for cell in table.cells]


def _cell(document: Document, text: str) -> Cell:
    return next(cell for table in document.tables for cell in table.cells if cell.text_raw == text)


def _azure(cells: list[dict[str, Any]], **more: Any) -> str:
    page = {"pageNumber": 1, "unit": "inch", "width": 8.0, "height": 11.0, "lines": []}
    return json.dumps({"analyzeResult": {"content": "", "pages": [page], "tables": [{"cells": cells}]} | more})


def _at(row: int, column: int, text: str, **more: Any) -> dict[str, Any]:
    return {"rowIndex": row, "columnIndex": column, "content": text} | more


OTSL = "<otsl><ched>a<ched>b<lcel><nl><ucel><fcel>c<fcel>d<nl><fcel>e<fcel>f<lcel><nl><fcel>g<ucel><xcel><nl></otsl>"
AZURE = [
    _at(0, 0, "a", rowSpan=2),
    _at(0, 1, "b", columnSpan=2),
    _at(1, 1, "c"),
    _at(1, 2, "d"),
    _at(2, 0, "e"),
    _at(2, 1, "f", rowSpan=2, columnSpan=2),
    _at(3, 0, "g"),
]
HTML = (
    "<table><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</tr><tr><td>e<td rowspan='2' colspan=\"2\">f</tr>"
    "<tr><td>g</tr></table>"
)


@pytest.mark.parametrize(
    "data", [OTSL, _azure(AZURE), _azure(AZURE[::-1]), HTML], ids=["otsl", "cells", "any order", "html"]
)
def test_spans(tmp_path: Path, data: str) -> None:
    document = read(tmp_path, data)
    assert _spans(document) == [
        ("a", 2, 1),
        ("b", 1, 2),
        ("c", 1, 1),
        ("d", 1, 1),
        ("e", 1, 1),
        ("f", 2, 2),
        ("g", 1, 1),
    ]
    assert grids(document)[0][3] == ["g", None, None]


def test_merged_cells_of_textract_are_one_beside_the_cells_they_cover(tmp_path: Path) -> None:
    blocks: list[dict[str, Any]] = [{"BlockType": "PAGE", "Id": "p", "Page": 3}]
    for n, (row, column, text) in enumerate([(1, 1, "รวม"), (1, 2, ""), (2, 1, "I1"), (2, 2, "86.19")]):
        blocks.append({"BlockType": "WORD", "Id": f"w{n}", "Text": text, "Page": 3, "Confidence": 90 + n})
        inner = [{"Type": "CHILD", "Ids": [f"w{n}"]}] if text else []
        place = {"RowIndex": row, "ColumnIndex": column, "RowSpan": 1, "ColumnSpan": 1}
        blocks.append({"BlockType": "CELL", "Id": f"c{n}", "Page": 3, "Relationships": inner} | place)
    merged = {"RowIndex": 1, "ColumnIndex": 1, "RowSpan": 1, "ColumnSpan": 2}
    children = [{"Type": "CHILD", "Ids": ["c0", "c1"]}]
    blocks.append({"BlockType": "MERGED_CELL", "Id": "m", "Page": 3, "Relationships": children} | merged)
    relations = [{"Type": "CHILD", "Ids": ["c0", "c1", "c2", "c3"]}, {"Type": "MERGED_CELL", "Ids": ["m"]}]
    blocks.append({"BlockType": "TABLE", "Id": "t", "Page": 3, "Relationships": relations})
    document = read(tmp_path, json.dumps({"Blocks": blocks}))
    assert grids(document) == [[["รวม", None], ["I1", "86.19"]]]
    assert [page.number for page in document.pages] == [3]
    assert _cell(document, "86.19").confidence == pytest.approx(0.93)


def test_cells_that_are_left_out_are_empty(tmp_path: Path) -> None:
    document = read(tmp_path, _azure([_at(0, 0, "a"), _at(0, 2, "b"), _at(1, 1, "c")]))
    assert grids(document) == [[["a", "", "b"], ["", "c", ""]]]


def test_places_and_confidences_of_cells(tmp_path: Path) -> None:
    cell = _at(0, 0, "I1", boundingRegions=[{"pageNumber": 1, "polygon": [1, 2, 3, 2, 3, 2.5, 1, 2.5]}])
    cell["spans"] = [{"offset": 0, "length": 2}]
    words = [{"content": "I1", "confidence": 0.75, "span": {"offset": 0, "length": 2}}]
    page = {"pageNumber": 1, "unit": "inch", "width": 8.0, "height": 11.0, "words": words}
    document = read(tmp_path, json.dumps({"content": "I1", "pages": [page], "tables": [{"cells": [cell]}]}))
    found = _cell(document, "I1")
    assert found.box == (72.0, 144.0, 216.0, 180.0)
    assert found.confidence == 0.75
    assert (document.pages[0].width, document.pages[0].height) == (576.0, 792.0)


def test_boxes_of_docling_are_turned_over(tmp_path: Path) -> None:
    box = {"l": 10, "t": 790, "r": 60, "b": 770, "coord_origin": "BOTTOMLEFT"}
    upright = {"l": 10, "t": 52, "r": 60, "b": 72, "coord_origin": "TOPLEFT"}
    cells = [
        {"text": text, "start_row_offset_idx": 0, "end_row_offset_idx": 1, "start_col_offset_idx": n, "bbox": place}
        for n, (text, place) in enumerate((("a", box), ("b", upright)))
    ]
    document = read(
        tmp_path,
        json.dumps(
            {
                "schema_name": "DoclingDocument",
                "body": {"children": [{"$ref": "#/tables/0"}]},
                "tables": [{"prov": [{"page_no": 2}], "data": {"table_cells": cells}}],
                "texts": [],
                "pages": {"2": {"page_no": 2, "size": {"width": 595, "height": 842}}},
            }
        ),
    )
    expected: Box = (10, 52, 60, 72)
    assert [cell.box for cell in document.pages[0].tables[0].cells] == [expected, expected]
    assert document.pages[0].number == 2


def test_words_of_hocr_in_points_by_the_resolution_of_the_scan(tmp_path: Path) -> None:
    word = "<span class='ocrx_word' title='bbox 300 600 600 650; x_wconf 88'>คำ</span>"
    page = f"<div class='ocr_page' title='bbox 0 0 2480 3508; ppageno 4; scan_res 300 300'>{word}</div>"
    document = read(tmp_path, page)
    assert document.pages[0].blocks[0].box == (72.0, 144.0, 144.0, 156.0)


def test_pages_of_each_engine_keep_their_numbers(tmp_path: Path) -> None:
    mineru = [{"type": "text", "text": text, "page_idx": n} for n, text in enumerate("กขค")]
    assert pages(read(tmp_path, json.dumps(mineru))) == [["ก"], ["ข"], ["ค"]]
    answers = "\n".join(json.dumps({"natural_text": text}) for text in "กข")
    assert pages(read(tmp_path, answers)) == [["ก"], ["ข"]]
    paddle = [
        {"page_index": n, "parsing_res_list": [{"block_label": "text", "block_content": t}]}
        for n, t in ((1, "ข"), (0, "ก"))
    ]
    assert pages(read(tmp_path, json.dumps(paddle))) == [["ก"], ["ข"]]
    assert pages(read(tmp_path, "<doctag><text>ก</text><page_break><text>ข</text></doctag>")) == [["ก"], ["ข"]]
    assert pages(read(tmp_path, "ก\n<page_number>1</page_number>\nข\n<page_number>2</page_number>")) == [
        ["ก", "1"],
        ["ข", "2"],
    ]


def test_a_table_that_runs_over_pages_is_parted(tmp_path: Path) -> None:
    cells = [_at(r, 0, text, boundingRegions=[{"pageNumber": r + 1}]) for r, text in enumerate(("a", "b"))]
    document = read(tmp_path, _azure(cells))
    assert pages(document) == [["table of 1"], ["table of 1"]]


def test_items_that_docling_refers_to_twice_stand_once_and_unreferred_ones_last(tmp_path: Path) -> None:
    texts = [{"text": text, "self_ref": f"#/texts/{n}"} for n, text in enumerate("กขค")]
    children = [{"$ref": "#/texts/1"}, {"$ref": "#/texts/0"}, {"$ref": "#/texts/1"}]
    document = read(tmp_path, json.dumps({"body": {"children": children}, "texts": texts, "tables": []}))
    assert pages(document) == [["ข", "ก", "ค"]]


def test_columns_of_spaces_by_characters_or_by_their_room(tmp_path: Path) -> None:
    rows = [["ที่", "ชื่อหน่วยงาน", "คะแนน"], ["1", "กรมที่ดิน", "86.19"], ["2", "จังหวัดสุรินทร์", "70.00"]]

    def room(text: str) -> int:
        return sum(letter not in "ัิีึืฺุู็่้๊๋์ํ๎" for letter in text)

    for width in (len, room):
        text = "\n".join("".join(cell + " " * (20 - width(cell)) for cell in row) for row in rows)
        assert grids(read(tmp_path, text)) == [rows]


def test_rows_of_printed_words_by_the_paper_between_them(tmp_path: Path) -> None:
    words = []
    for x, y, text in [
        (100, 100, "ข้อ"), (300, 100, "คะแนน"), (600, 100, "มาตรการ"),
        (100, 200, "I1"), (300, 200, "86.19"), (600, 200, "จัดทำ"), (600, 250, "คู่มือ"),
        (600, 350, "อบรม"), (600, 400, "ทุกปี"),
        (100, 500, "I2"), (300, 500, "70.00"), (600, 500, "ประกาศ"),
    ]:  # fmt: skip
        box = f"bbox {x} {y} {x + 20 * len(text)} {y + 36}"
        words.append(f"<span class='ocrx_word' title='{box}'>{text}</span>")
    document = read(tmp_path, f"<div class='ocr_page' title='bbox 0 0 1000 1400'>{''.join(words)}</div>")
    assert grids(document) == [
        [
            ["ข้อ", "คะแนน", "มาตรการ"],
            ["I1", "86.19", "จัดทำ\nคู่มือ"],
            ["", "", "อบรม\nทุกปี"],
            ["I2", "70.00", "ประกาศ"],
        ]
    ]
    assert [finding.rule for finding in document.findings] == ["extract.table_by_white_space"]


@pytest.mark.parametrize("has_blocks", [True, False])
def test_rows_without_paper_between_them_by_the_blocks_that_the_engine_saw(tmp_path: Path, has_blocks: bool) -> None:
    """Without blocks two measures of one code come out as one."""
    cells = [
        (100, 100, ["ข้อ"]), (300, 100, ["มาตรการ"]), (600, 100, ["ผล"]),
        (100, 150, ["I1"]), (300, 150, ["จัดทำ", "คู่มือ"]), (600, 150, ["ทำแล้ว", "ทุกเล่ม"]),
        (300, 250, ["อบรม", "ทุกปี"]), (600, 250, ["อบรมแล้ว"]),
        (100, 350, ["I2"]), (300, 350, ["ประกาศ"]), (600, 350, ["ติดแล้ว"]),
    ]  # fmt: skip
    html = ""
    for x, y, texts in cells:
        lines = [
            f"<span class='ocrx_word' title='bbox {x} {top} {x + 20 * len(text)} {top + 36}'>{text}</span>"
            for top, text in zip((y, y + 50), texts, strict=False)
        ]
        html += f"<p class='ocr_par'>{''.join(lines)}</p>" if has_blocks else "".join(lines)
    rows = grids(read(tmp_path, f"<div class='ocr_page' title='bbox 0 0 1000 1400'>{html}</div>"))[0]
    if has_blocks:
        assert rows[1:3] == [["I1", "จัดทำ\nคู่มือ", "ทำแล้ว\nทุกเล่ม"], ["", "อบรม\nทุกปี", "อบรมแล้ว"]]
    else:
        assert rows[1] == ["I1", "จัดทำ\nคู่มือ\nอบรม\nทุกปี", "ทำแล้ว\nทุกเล่ม\nอบรมแล้ว"]
