"""Output of engines that breaks off, has other types than it must have, or is no engine's: a sentence for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.transcripts import grids, read

from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Line

CELLS: list[dict[str, Any]] = [
    {"rowIndex": r, "columnIndex": c, "content": f"{r}{c}"} for r in range(3) for c in range(3)
]
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY a "ฮา"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<alto><Layout><Page><String CONTENT="&b;" HPOS="1" VPOS="1" WIDTH="9" HEIGHT="9"/></Page></Layout></alto>'
)


def _azure(cells: Any) -> str:
    return json.dumps(
        {"analyzeResult": {"content": "", "pages": [{"pageNumber": 1, "lines": []}], "tables": [{"cells": cells}]}}
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ('{"natural_text": "ก', "the JSON breaks off"),
        ('[{"type": "text", "text": "ก", "page_idx": 0},', "the JSON breaks off"),
        ('{"natural_text": "ก"} rest', "the file is no JSON at line 1"),
        ("[" * 100_000, "nested deeper"),
        ('{"a": ' * 500 + "1" + "}" * 500, "nested deeper"),
        ('{"name": "seed", "version": 1}', "of no OCR engine that is known by its keys (its keys are name, version;"),
        ("[]", "it has no keys"),
        ("{}", "it has no keys"),
        ('{"Blocks": 7}', "of no OCR engine"),
        (LAUGHS, "declares entities"),
        ('<?xml version="1.0"?>\n<!-- a --><urlset><url/></urlset>', "XML with the root urlset"),
        ('<alto><Layout><Page><String CONTENT="ก"', "breaks off or is not well-formed"),
        ('<alto><Layout><Page WIDTH="1">&nbsp;</Page></Layout></alto>', "breaks off or is not well-formed"),
    ],
)
def test_a_sentence_says_what_is_wrong(tmp_path: Path, data: str, sentence: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, data)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"rowIndex": -1}, "extract.transcript_values"),
        ({"rowIndex": "one"}, "extract.transcript_values"),
        ({"columnIndex": 1.5}, "extract.transcript_values"),
        ({"content": {"text": "ก"}}, "extract.transcript_values"),
        ({"content": ["ก"]}, "extract.transcript_values"),
        ({"rowSpan": 10**12}, "extract.transcript_values"),
        ({"columnSpan": 5_000}, "extract.table_spans"),
        ({"rowIndex": 900_000}, "extract.table_spans"),
        ({"columnIndex": 900_000}, "extract.table_spans"),
        ({"columnSpan": 2, "rowSpan": 2}, None),
        ({"boundingRegions": [{"pageNumber": 1, "polygon": [-5, -5, -1, -1]}]}, None),
        ({"boundingRegions": [{"pageNumber": 1, "polygon": "1 2 3 4"}]}, "extract.transcript_values"),
    ],
)
def test_a_cell_that_cannot_be_costs_no_other(tmp_path: Path, change: dict[str, Any], rule: str | None) -> None:
    document = read(tmp_path, _azure([CELLS[0] | change, *CELLS[1:]]))
    texts = {text for table in grids(document) for row in table for text in row if text}
    assert {"01", "02", "10", "20", "22"} <= {part for text in texts for part in text.split("\n")}
    assert [finding.rule for finding in document.findings] == ([rule] if rule else [])


def test_what_an_output_says_that_it_lacks_is_an_error(tmp_path: Path) -> None:
    page = {"BlockType": "PAGE", "Id": "p", "Page": 1}
    line = {"BlockType": "LINE", "Id": "l", "Page": 1, "Text": "ก"}
    for output, sentence in [
        ({"DocumentMetadata": {"Pages": 3}, "Blocks": [page, line]}, "has 3 pages, and 1 of them are in it"),
        ({"JobStatus": "PARTIAL_SUCCESS", "Blocks": [page, line]}, "job status is PARTIAL_SUCCESS"),
        ({"NextToken": "x", "Blocks": [page, line]}, "NextToken"),
        ({"choices": [{"finish_reason": "length", "message": {"content": "ก"}}]}, "limit of tokens"),
        (
            [{"type": "table", "img_path": "a.jpg", "page_idx": 0}, {"type": "text", "text": "ก", "page_idx": 0}],
            "only a picture",
        ),
    ]:
        found = [f for f in read(tmp_path, json.dumps(output)).findings if f.severity == "error"]
        assert [f.rule for f in found] == ["extract.transcript_incomplete"]
        assert sentence in found[0].message


def test_an_output_without_text_says_so(tmp_path: Path) -> None:
    for output in ({"Blocks": [{"BlockType": "PAGE", "Id": "p"}]}, {"natural_text": " "}, _azure([])):
        document = read(tmp_path, output if isinstance(output, str) else json.dumps(output))
        assert document.pages == ()
        assert document.findings[-1].rule == "extract.empty"


@pytest.mark.parametrize(
    "output",
    [
        '<alto><Layout><Page WIDTH="800" HEIGHT="1100">'
        '<String CONTENT="คำแรก" HPOS="9" VPOS="9" WIDTH="90" HEIGHT="20"/><String CONTENT="คำหลัง"/>'
        '<String CONTENT="ไม่มีซ้าย" VPOS="60" WIDTH="90" HEIGHT="20"/></Page></Layout></alto>',
        "<div class='ocr_page' title='bbox 0 0 800 1100'><span class='ocrx_word' title='bbox 9 9 99 29'>คำแรก</span>"
        "<span class='ocrx_word'>คำหลัง</span><p>ไม่มีซ้าย</p></div>",
    ],
    ids=["alto", "hocr"],
)
def test_words_without_a_place_are_text_all_the_same(tmp_path: Path, output: str) -> None:
    (page,) = read(tmp_path, output).pages
    assert [block.raw for block in page.blocks if isinstance(block, Line)] == ["คำแรก", "คำหลัง", "ไม่มีซ้าย"]


def test_a_list_of_check_boxes_is_no_json(tmp_path: Path) -> None:
    assert [block.raw for block in read(tmp_path, "[ ] ก\n[x] ข").pages[0].blocks if isinstance(block, Line)] == [
        "[ ] ก",
        "[x] ข",
    ]


def test_tags_that_break_off(tmp_path: Path) -> None:
    document = read(tmp_path, "<doctag><text>ก</text><otsl><fcel>I1<fcel>86.19<nl><fcel>I2<fcel>70")
    assert grids(document) == [[["I1", "86.19"], ["I2", "70"]]]
    assert document.findings[0].rule == "extract.transcript_incomplete"


def test_a_sidecar_that_lacks_pages(tmp_path: Path) -> None:
    document = read(tmp_path, "ก\f[OCR skipped on page(s) 2-4]\fข")
    assert [(f.rule, f.value) for f in document.findings] == [("extract.transcript_incomplete", "2-4")]


def test_control_characters_and_markup_of_json_are_text(tmp_path: Path) -> None:
    document = read(tmp_path, _azure([CELLS[0] | {"content": "a\x1b[31m<script>alert(1)</script>"}]))
    assert grids(document) == [[["a\ufffd[31m<script>alert(1)</script>"]]]
