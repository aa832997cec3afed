"""One small page, a heading, a table and a line below it, in the forms that engines write it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.transcripts import grids, pages, read

HEAD, FOOT = "ผลการประเมิน", "ท้ายหน้า"
ROWS = [["ข้อ", "คะแนน", "ผล"], ["I1", "86.19", "ดี"], ["E2", "70.00", "พอใช้"]]
HTML = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
SECTIONED = (
    "<table border=1><thead><tr><th>ข้อ</th><th>คะแนน</th><th>ผล</th></tr></thead><tbody>"
    "<tr><td><p>I1</p></td><td>86.19</td><td><b>ดี</b></td></tr><tr><td>E2<td>70.00<td>พอใช้</tbody></table>"
)
MARKDOWN = "| ข้อ | คะแนน | ผล |\n| :-- | --: | --- |\n| I1 | 86.19 | ดี |\n| E2 | 70.00 | พอใช้ |"
PAGE = f"{HEAD}\n\n<table>{HTML}</table>\n\n{FOOT}"
OTSL = "<otsl>" + "".join("".join(f"<fcel>{text}" for text in row) + "<nl>" for row in ROWS) + "</otsl>"
TEXT = f"{HEAD}\n" + "\n".join(text for row in ROWS for text in row) + f"\n{FOOT}\n"


def _extent(piece: str) -> tuple[int, int]:
    start = TEXT.index(f"{piece}\n")
    return start, start + len(piece)


def _cells(row: str, column: str, text: str, first: int = 0, **more: Any) -> list[dict[str, Any]]:
    return [
        {row: r + first, column: c + first, text: cell} | more
        for r, of_row in enumerate(ROWS)
        for c, cell in enumerate(of_row)
    ]


def _docling(cells_key: str = "table_cells", **extra: Any) -> dict[str, Any]:
    cells = [
        {
            "text": cell["text"],
            "start_row_offset_idx": cell["r"],
            "end_row_offset_idx": cell["r"] + 1,
            "start_col_offset_idx": cell["c"],
            "end_col_offset_idx": cell["c"] + 1,
        }
        for cell in _cells("r", "c", "text")
    ]
    data: dict[str, Any] = (
        {cells_key: cells} if cells_key == "table_cells" else {"grid": [cells[:3], cells[3:6], cells[6:]]}
    )
    texts = [{"self_ref": f"#/texts/{n}", "label": "text", "text": text} for n, text in enumerate((HEAD, FOOT))]
    children = [{"$ref": "#/texts/0"}, {"$ref": "#/tables/0"}, {"$ref": "#/texts/1"}]
    return {"body": {"children": children}, "texts": texts, "tables": [{"data": data}]} | extra


def _textract(page: int | None = None, bare: bool = False, layout: bool = False) -> Any:
    blocks: list[dict[str, Any]] = [{"BlockType": "PAGE", "Id": "page"}]
    cells = []
    for n, text in enumerate([HEAD, *(cell for row in ROWS for cell in row), FOOT]):
        blocks.append({"BlockType": "WORD", "Id": f"w{n}", "Text": text, "Confidence": 99.0})
        relation = [{"Type": "CHILD", "Ids": [f"w{n}"]}]
        blocks.append({"BlockType": "LINE", "Id": f"l{n}", "Text": text, "Relationships": relation})
        if 0 < n < 10:
            place = {"RowIndex": (n - 1) // 3 + 1, "ColumnIndex": (n - 1) % 3 + 1}
            blocks.append({"BlockType": "CELL", "Id": f"c{n}", "Relationships": relation} | place)
            cells.append(f"c{n}")
    blocks.append({"BlockType": "TABLE", "Id": "t", "Relationships": [{"Type": "CHILD", "Ids": cells}]})
    if layout:
        blocks.append({"BlockType": "LAYOUT_TABLE", "Id": "y", "Relationships": [{"Type": "CHILD", "Ids": ["l1"]}]})
    for block in blocks if page is not None else ():
        block["Page"] = page
    return blocks if bare else {"Blocks": blocks}


def _azure(**parts: Any) -> dict[str, Any]:
    cells = _cells("rowIndex", "columnIndex", "content")
    for cell in cells:
        start, end = _extent(cell["content"])
        cell["spans"] = [{"offset": start, "length": end - start}]
    return {"content": TEXT, "tables": [{"rowCount": 3, "columnCount": 3, "cells": cells}]} | parts


def _azure_lines() -> list[dict[str, Any]]:
    lines = []
    for text in (HEAD, *(cell for row in ROWS for cell in row), FOOT):
        start, end = _extent(text)
        lines.append({"content": text, "spans": [{"offset": start, "length": end - start}]})
    return lines


def _boxed(text: str, top: float) -> dict[str, Any]:
    return {"text": text, "boundingBox": [1, top, 5, top, 5, top + 0.2, 1, top + 0.2]}


def _google(texts: str | None = "paragraphs", **of_page: Any) -> dict[str, Any]:
    def layout(text: str) -> dict[str, Any]:
        start, end = _extent(text)
        return {"layout": {"textAnchor": {"textSegments": [{"startIndex": str(start), "endIndex": str(end)}]}}}

    rows = [{"cells": [layout(text) for text in row]} for row in ROWS]
    page: dict[str, Any] = {"pageNumber": 1, "tables": [{"headerRows": rows[:1], "bodyRows": rows[1:]}]} | of_page
    if texts is not None:
        page[texts] = [layout(text) for text in (HEAD, *(cell for row in ROWS for cell in row), FOOT)]
    return {"text": TEXT, "pages": [page]}


def _google_layout() -> dict[str, Any]:
    def block(text: str) -> dict[str, Any]:
        return {"textBlock": {"text": text, "type": "paragraph"}, "pageSpan": {"pageStart": 1, "pageEnd": 1}}

    rows = [{"cells": [{"blocks": [block(text)], "rowSpan": 1, "colSpan": 1} for text in row]} for row in ROWS]
    table = {"tableBlock": {"headerRows": rows[:1], "bodyRows": rows[1:]}}
    return {"documentLayout": {"blocks": [block(HEAD), table, block(FOOT)]}}


def _mineru(body: str, **of_each: Any) -> list[dict[str, Any]]:
    items = [{"type": "text", "text": HEAD}, {"type": "table", "table_body": body}, {"type": "text", "text": FOOT}]
    return [item | of_each for item in items]


def _paddle(**extra: Any) -> dict[str, Any]:
    blocks = [("doc_title", HEAD), ("table", f"<html><body><table>{HTML}</table></body></html>"), ("footer", FOOT)]
    return {
        "parsing_res_list": [
            {"block_label": label, "block_content": text, "block_bbox": [1, 2, 3, 4]} for label, text in blocks
        ]
    } | extra


ALTO_WORDS = [(HEAD, 0, 0)] + [
    (text, 300 * c, 100 + 60 * r) for r, row in enumerate(ROWS) for c, text in enumerate(row)
]
ALTO_WORDS.append((FOOT, 0, 400))


def _alto(prefix: str = "", namespace: str = "") -> str:
    strings = "".join(
        f'<{prefix}TextLine><{prefix}String CONTENT="{text}" HPOS="{x}" VPOS="{y}" '
        f'WIDTH="{len(text) * 15}" HEIGHT="40"/></{prefix}TextLine>'
        for text, x, y in ALTO_WORDS
    )
    body = f'<{prefix}Page WIDTH="1000" HEIGHT="1400"><{prefix}PrintSpace>{strings}</{prefix}PrintSpace></{prefix}Page>'
    return f'<?xml version="1.0"?><{prefix}alto{namespace}><{prefix}Layout>{body}</{prefix}Layout></{prefix}alto>'


def _hocr(words: bool = True, quote: str = "'") -> str:
    spans = []
    for text, x, y in ALTO_WORDS:
        box = f"bbox {x} {y} {x + len(text) * 15} {y + 40}"
        inner = f"<span class={quote}ocrx_word{quote} title={quote}{box}; x_wconf 91{quote}>{text}</span>"
        spans.append(f"<span class={quote}ocr_line{quote} title={quote}{box}{quote}>{inner if words else text}</span>")
    page = f"<div class={quote}ocr_page{quote} title={quote}bbox 0 0 1000 1400{quote}>{''.join(spans)}</div>"
    return f"<!DOCTYPE html><html><body>{page}</body></html>"


JSON_FORMS: dict[str, Any] = {
    "typhoon": {"natural_text": PAGE},
    "typhoon: Markdown": {"natural_text": f"{HEAD}\n\n{MARKDOWN}\n\n{FOOT}"},
    "typhoon: sections": {"natural_text": f"{HEAD}\n{SECTIONED}\n{FOOT}"},
    "typhoon: wrapped": {"result": {"natural_text": PAGE}},
    "typhoon: a string of JSON": json.dumps({"natural_text": PAGE}),
    "a list of texts": [PAGE],
    "an unknown key": {"output": PAGE, "model": "x"},
    "chat": {"choices": [{"message": {"role": "assistant", "content": PAGE}}]},
    "chat: parts": {
        "message": {"content": [{"type": "text", "text": HEAD}, {"type": "text", "text": PAGE[len(HEAD) :]}]}
    },
    "paddle: Markdown alone": {"markdown": {"markdown_texts": PAGE, "markdown_images": {}}},
    "docling": _docling(schema_name="DoclingDocument"),
    "docling: a grid": _docling("grid", schema_name="DoclingDocument"),
    "docling: no schema": _docling(),
    "docling: as its service answers": {
        "document": {"md_content": PAGE, "json_content": _docling(), "filename": "a.pdf"}
    },
    "docling: DocTags in JSON": {"doctags_content": f"<doctag><text>{HEAD}</text>{OTSL}<text>{FOOT}</text></doctag>"},
    "mineru": _mineru(f"<table>{HTML}</table>", page_idx=0),
    "mineru: attributes without quotes": _mineru(
        f"<table border=1>{HTML}</table>".replace("<td>", "<td rowspan=1 colspan=1>"), page_idx=0
    ),
    "mineru: no page": _mineru(f"<html><body><table>{HTML}</table></body></html>"),
    "mineru: wrapped": {"content_list": _mineru(f"<table>{HTML}</table>", page_idx=0)},
    "mineru: a string within": {
        "results": {"a": {"content_list": json.dumps(_mineru(f"<table>{HTML}</table>", page_idx=0))}}
    },
    "paddle": _paddle(page_index=None),
    "paddle: res": {"res": _paddle(page_index=0, width=100, height=200)},
    "paddle: a service's answer": {
        "errorCode": 0,
        "result": {"layoutParsingResults": [{"prunedResult": _paddle(), "markdown": {"text": PAGE}}]},
    },
    "textract": _textract(),
    "textract: blocks alone": _textract(bare=True),
    "textract: pages": _textract(page=1),
    "textract: layout": _textract(layout=True),
    "textract: a list of responses": [_textract(page=1)],
    "azure": {
        "status": "succeeded",
        "analyzeResult": _azure(pages=[{"pageNumber": 1, "unit": "inch", "lines": _azure_lines()}]),
    },
    "azure: as the library writes it": {
        "model_id": "prebuilt-layout",
        "pages": [{"page_number": 1, "lines": _azure_lines()}],
        "tables": [{"row_count": 3, "cells": _cells("row_index", "column_index", "content")}],
        "content": TEXT,
    },
    "azure: paragraphs": _azure(paragraphs=_azure_lines(), pages=[{"pageNumber": 1}]),
    "azure: content alone": _azure(pages=[{"pageNumber": 1}]),
    "azure: no pages": _azure(),
    "azure: version 2": {
        "analyzeResult": {
            "readResults": [
                {
                    "page": 1,
                    "unit": "inch",
                    "width": 8,
                    "height": 11,
                    "lines": [_boxed(HEAD, 1), _boxed("I1", 2), _boxed(FOOT, 3)],
                }
            ],
            "pageResults": [
                {
                    "page": 1,
                    "tables": [
                        {"cells": _cells("rowIndex", "columnIndex", "text", boundingBox=[1, 2, 5, 2, 5, 2.5, 1, 2.5])}
                    ],
                }
            ],
        }
    },
    "google": {"document": _google()},
    "google: lines": _google("lines"),
    "google: tables alone": _google(None),
    "google: as the library writes it": json.loads(
        json.dumps(_google())
        .replace("textAnchor", "text_anchor")
        .replace("headerRows", "header_rows")
        .replace("bodyRows", "body_rows")
    ),
    "google: layout": _google_layout(),
}
TEXT_FORMS = {
    "typhoon 1.5": f"{PAGE}\n\n<page_number>1</page_number>",
    "a code fence": f"```html\n{PAGE}\n```",
    "a figure": f"<figure>\n{HEAD}\n</figure>\n<table>{HTML}</table>\n{FOOT}",
    "DocTags": f"<doctag><page_header><loc_1><loc_2>{HEAD}</page_header>\n{OTSL}\n<text>{FOOT}</text>\n</doctag>",
    "DocTags: header cells": f"<text>{HEAD}</text>{OTSL.replace('<fcel>', '<ched>', 3)}<text>{FOOT}</text>",
    "hOCR": _hocr(),
    "hOCR: lines": _hocr(words=False, quote='"'),
    "ALTO": _alto(),
    "ALTO: a prefix": _alto("a:", ' xmlns:a="http://www.loc.gov/standards/alto/ns-v3#"'),
    "spaces": "\n".join([HEAD, "", *("   ".join(text.ljust(8) for text in row) for row in ROWS), "", "", FOOT]),
    "JSON lines": json.dumps({"natural_text": PAGE}, ensure_ascii=False) + "\n",
    "a byte order mark": "\ufeff" + json.dumps({"natural_text": PAGE}),
    "JSON in a code fence": "```json\n" + json.dumps({"natural_text": PAGE}, indent=2) + "\n```\n",
}


@pytest.mark.parametrize("form", [*JSON_FORMS, *TEXT_FORMS])
def test_heading_table_and_foot_in_every_form(tmp_path: Path, form: str) -> None:
    data = TEXT_FORMS[form] if form in TEXT_FORMS else json.dumps(JSON_FORMS[form], ensure_ascii=False)
    document = read(tmp_path, data)
    assert grids(document) == [ROWS]
    lines = [line for page in pages(document) for line in page]
    assert [line for line in lines if line != "1"] == [HEAD, "table of 3", FOOT]


@pytest.mark.parametrize("form", JSON_FORMS)
def test_order_of_keys_tells_nothing(tmp_path: Path, form: str) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(inner) for key, inner in reversed(value.items())}
        return [turned(inner) for inner in value] if isinstance(value, list) else value

    assert grids(read(tmp_path, json.dumps(turned(JSON_FORMS[form])))) == [ROWS]
