"""Whatever an output of an engine holds, it is a document whose tables hold together, or clearly none."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.transcripts import read

from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document

numbers = st.integers(-2, 5) | st.sampled_from([10**30, -1e300, 1.5, "3", True, None, "๑"])
texts = st.sampled_from(
    ["I1", "", "86.19\nก", "<table><tr><td>1", "{}", "<otsl><fcel>", "a  b   c\nd  e   f", "\x1b[0m"]
)
leaves: st.SearchStrategy[Any] = numbers | texts
KEYS = [
    "Blocks", "BlockType", "Id", "Page", "Relationships", "Type", "Ids", "RowIndex", "ColumnIndex", "RowSpan", "Text",
    "analyzeResult", "pages", "tables", "cells", "rowIndex", "columnIndex", "columnSpan", "content", "spans", "offset",
    "length", "lines", "boundingRegions", "polygon", "paragraphs", "text", "layout", "textAnchor", "textSegments",
    "startIndex", "endIndex", "bodyRows", "documentLayout", "blocks", "textBlock", "tableBlock", "body", "texts",
    "$ref", "children", "data", "table_cells", "grid", "start_row_offset_idx", "end_col_offset_idx", "prov", "page_no",
    "bbox", "pdf_info", "para_blocks", "html", "type", "page_idx", "table_body", "parsing_res_list", "block_label",
    "block_content", "rec_texts", "rec_boxes", "natural_text", "message", "choices", "markdown", "pageNumber",
]  # fmt: skip
NAMES = [*("PAGE", "TABLE", "CELL", "MERGED_CELL", "WORD", "LINE", "CHILD", "table", "text"), "#/texts/0", "#/tables/0"]
outputs = st.recursive(
    leaves | st.sampled_from(NAMES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=40,
)
cells = st.fixed_dictionaries(
    {"rowIndex": numbers, "columnIndex": numbers},
    optional={"rowSpan": numbers, "columnSpan": numbers, "content": texts},
)
blocks = st.fixed_dictionaries(
    {"BlockType": st.sampled_from(NAMES), "Id": st.sampled_from("abc")},
    optional={
        "Text": texts,
        "RowIndex": numbers,
        "ColumnIndex": numbers,
        "ColumnSpan": numbers,
        "Page": numbers,
        "Relationships": st.lists(
            st.fixed_dictionaries({"Type": st.sampled_from(NAMES), "Ids": st.lists(st.sampled_from("abcd"))}),
            max_size=2,
        ),
    },
)
TAGS = [
    *(
        "<otsl>",
        "</otsl>",
        "<fcel>",
        "<lcel>",
        "<ucel>",
        "<xcel>",
        "<nl>",
        "<ecel>",
        "<page_break>",
        "<doctag>",
        "ก",
        "1",
    ),
    *(
        "<div class='ocr_page' title='bbox 0 0 9 9'>",
        "<span class='ocrx_word' title='bbox 1 2 3 4'>",
        "</span>",
        "</div>",
    ),
    *("<alto>", "<Page>", "<String CONTENT='a' HPOS='1'/>", "</alto>", "<page_number>2</page_number>", "```json", "\n"),
]


def _check(data: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            document = read(Path(folder), data)
        except UnreadableDocument as error:
            assert str(error)
        else:
            _hold_together(document)


def _hold_together(document: Document) -> None:
    for table in document.tables:
        held = [
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        ]
        assert len(held) == len(set(held))
        assert all(1 <= row <= table.rows and 1 <= column <= table.columns for row, column in held)


@settings(max_examples=150, deadline=None)
@given(outputs)
def test_any_json(output: Any) -> None:
    _check(json.dumps(output))


@settings(max_examples=60, deadline=None)
@given(st.lists(cells, max_size=12))
def test_any_list_of_cells(of_table: list[dict[str, Any]]) -> None:
    _check(json.dumps({"analyzeResult": {"content": "", "tables": [{"cells": of_table}]}}))


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, max_size=12))
def test_any_blocks(of_page: list[dict[str, Any]]) -> None:
    _check(json.dumps({"Blocks": of_page}))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=20).map("".join))
def test_any_tags(text: str) -> None:
    _check(text)
