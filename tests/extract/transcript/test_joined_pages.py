"""A file for each page: one document, whatever becomes of a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.transcripts import grids, pages

from pipeline.acquire import acquire
from pipeline.extract import extract
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document

TABLE = "<table><tr><td>ข้อ<td>คะแนน</tr><tr><td>I{0}<td>8{0}.00</tr></table>"


def _read(folder: Path, texts: list[str], name: str = "page_{}.json") -> Document:
    for n, text in enumerate(texts, start=1):
        (folder / name.format(n)).write_text(text)
    (document,) = acquire(folder).documents
    return extract(document.source)


def _answer(n: int) -> str:
    return json.dumps({"natural_text": f"หน้า {n}\n\n{TABLE.format(n)}\n\n\n\n{TABLE.format(n)}"})


def test_pages_and_tables_are_numbered_over_all_files(tmp_path: Path) -> None:
    document = _read(tmp_path, [_answer(1), _answer(2), _answer(3)])
    assert pages(document) == [[f"หน้า {n}", "table of 2", "table of 2"] for n in (1, 2, 3)]
    assert [(table.page, table.table_no) for table in document.tables] == [
        (1, 1),
        (1, 2),
        (2, 3),
        (2, 4),
        (3, 5),
        (3, 6),
    ]
    assert {cell.page for cell in document.pages[2].tables[0].cells} == {3}
    assert [(finding.rule, finding.severity) for finding in document.findings] == [("extract.files_joined", "info")]


def test_numbers_of_the_engine_stay_where_they_rise(tmp_path: Path) -> None:
    def of_page(index: int) -> str:
        blocks = [{"block_label": "text", "block_content": f"ก{index}"}]
        return json.dumps({"page_index": index, "page_count": 2, "parsing_res_list": blocks})

    document = _read(tmp_path, [of_page(4), of_page(6)], "seed_{}_res.json")
    assert [page.number for page in document.pages] == [5, 7]
    assert [finding.severity for finding in document.findings] == ["info"]


def test_a_file_that_cannot_be_read_costs_its_page(tmp_path: Path) -> None:
    document = _read(tmp_path, [_answer(1), '{"natural_text": "ก', "", _answer(4)])
    assert [page.number for page in document.pages] == [1, 4]
    errors = [(finding.rule, finding.page) for finding in document.findings if finding.severity == "error"]
    assert errors == [("extract.transcript_incomplete", 2), ("extract.empty", 3)]
    assert "page_2.json: the JSON breaks off" in document.findings[1].message


def test_where_no_file_can_be_read_the_document_fails_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="breaks off"):
        _read(tmp_path, ['{"a": "', '{"a": "'])


def test_a_page_that_has_no_file_is_an_error(tmp_path: Path) -> None:
    for n in (1, 2, 5):
        (tmp_path / f"page_{n}.json").write_text(_answer(n))
    (found,) = acquire(tmp_path).documents
    document = extract(found.source)
    (error,) = [finding for finding in document.findings if finding.severity == "error"]
    assert "there is no file of page 3, 4" in error.message


def test_fewer_pages_than_the_output_says_is_an_error(tmp_path: Path) -> None:
    blocks = [{"block_label": "text", "block_content": "ก"}]
    texts = [json.dumps({"page_index": n, "page_count": 7, "parsing_res_list": blocks}) for n in (0, 1)]
    document = _read(tmp_path, texts)
    assert "has 7 pages, and 2 of them are in it" in document.findings[-1].message


def test_responses_of_textract_that_point_into_each_other(tmp_path: Path) -> None:
    word = {"BlockType": "WORD", "Id": "w", "Page": 1, "Text": "I1"}
    cell = {"BlockType": "CELL", "Id": "c", "Page": 1, "RowIndex": 1, "ColumnIndex": 1}
    table = {"BlockType": "TABLE", "Id": "t", "Page": 1, "Relationships": [{"Type": "CHILD", "Ids": ["c"]}]}
    first = {
        "DocumentMetadata": {"Pages": 1},
        "NextToken": "x",
        "Blocks": [{"BlockType": "PAGE", "Id": "p", "Page": 1}, table],
    }
    second = {
        "DocumentMetadata": {"Pages": 1},
        "Blocks": [cell | {"Relationships": [{"Type": "CHILD", "Ids": ["w"]}]}, word],
    }
    document = _read(tmp_path, [json.dumps(first), json.dumps(second)], "response-{}.json")
    assert grids(document) == [[["I1"]]]
    assert [finding.rule for finding in document.findings] == ["extract.files_joined"]


def test_files_of_several_pages_each_may_be_reports_of_their_own(tmp_path: Path) -> None:
    answers = ["\n".join(json.dumps({"natural_text": f"{n}{m}"}) for m in "กข") for n in (1, 2)]
    document = _read(tmp_path, answers)
    assert pages(document) == [["1ก"], ["1ข"], ["2ก"], ["2ข"]]
    assert [(finding.rule, finding.severity) for finding in document.findings] == [("extract.files_joined", "warning")]
