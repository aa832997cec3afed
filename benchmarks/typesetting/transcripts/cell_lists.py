"""The formats that hold tables as lists of cells with row, column, spans and places."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

from benchmarks.typesetting.transcripts.content import ContentCell, ContentPage

Pages = Sequence[ContentPage]
Json = dict[str, Any]


def text_of(cell: ContentCell) -> str:
    """Return the text of a cell, a paragraph on each line."""
    return "\n".join(cell.paragraphs)


def docling(pages: Pages) -> str:
    """Docling's JSON: lists, and a tree of references into them."""
    texts: list[Json] = []
    tables: list[Json] = []
    children: list[Json] = []
    for page in pages:
        for n, block in enumerate(page.blocks):
            box = {"l": 60.0, "t": 800.0 - n, "r": 540.0, "b": 790.0 - n, "coord_origin": "BOTTOMLEFT"}
            prov = [{"page_no": page.number, "bbox": box, "charspan": [0, 1]}]
            if isinstance(block, str):
                reference = f"#/texts/{len(texts)}"
                item = {"label": "text", "prov": prov, "orig": block, "text": block, "content_layer": "body"}
                texts.append({"self_ref": reference, "parent": {"$ref": "#/body"}, "children": []} | item)
            else:
                reference = f"#/tables/{len(tables)}"
                data = {"table_cells": [_docling_cell(c) for c in block.cells], "num_rows": block.rows}
                item = {"label": "table", "prov": prov, "captions": [], "data": data | {"num_cols": block.columns}}
                tables.append({"self_ref": reference, "parent": {"$ref": "#/body"}, "children": []} | item)
            children.append({"$ref": reference})
    body = {"self_ref": "#/body", "children": children, "name": "_root_", "label": "unspecified"}
    sizes = {str(p.number): {"size": {"width": 595.3, "height": 841.9}, "page_no": p.number} for p in pages}
    document = {"schema_name": "DoclingDocument", "version": "1.7.0", "name": "report", "body": body, "groups": []}
    return json.dumps(document | {"texts": texts, "pictures": [], "tables": tables, "pages": sizes}, ensure_ascii=False)


def _docling_cell(cell: ContentCell) -> Json:
    return {
        "row_span": cell.rowspan,
        "col_span": cell.colspan,
        "start_row_offset_idx": cell.row,
        "end_row_offset_idx": cell.row + cell.rowspan,
        "start_col_offset_idx": cell.column,
        "end_col_offset_idx": cell.column + cell.colspan,
        "text": text_of(cell),
        "column_header": cell.row == 0,
        "row_header": False,
        "row_section": False,
    }


def textract(pages: Pages) -> str:
    """Amazon Textract: responses of one page each. A merged cell is listed beside the cells that it covers."""
    return json.dumps([_textract_page(page, len(pages)) for page in pages], ensure_ascii=False)


def _textract_page(page: ContentPage, pages: int) -> Json:
    blocks: list[Json] = []
    ids = (f"{page.number}-{n}" for n in itertools.count())
    height = [0]

    def add(kind: str, children: Sequence[str] = (), merged: Sequence[str] = (), **fields: Any) -> str:
        box = {"Left": 0.1, "Top": height[0] / 1e5, "Width": 0.1, "Height": 0.000008}
        relations = [{"Type": "CHILD", "Ids": list(children)}] if children else []
        relations += [{"Type": "MERGED_CELL", "Ids": list(merged)}] if merged else []
        block = {"BlockType": kind, "Id": next(ids), "Page": page.number, "Confidence": 98.5}
        blocks.append(block | {"Geometry": {"BoundingBox": box}, "Relationships": relations} | fields)
        return str(blocks[-1]["Id"])

    def line(text: str) -> list[str]:
        height[0] += 1
        words = [add("WORD", Text=word, TextType="PRINTED") for word in text.split()]
        add("LINE", words, Text=text)
        return words

    lines: list[str] = []
    for block in page.blocks:
        if isinstance(block, str):
            line(block)
            continue
        cells, merged = [], []
        for cell in block.cells:
            words = [word for text in cell.paragraphs for word in line(text)]
            parts = []
            for r in range(cell.rowspan):
                for c in range(cell.colspan):
                    place = {"RowIndex": cell.row + r + 1, "ColumnIndex": cell.column + c + 1}
                    parts.append(add("CELL", words if r == c == 0 else (), RowSpan=1, ColumnSpan=1, **place))
            cells += parts
            if len(parts) > 1:
                spans = {"RowSpan": cell.rowspan, "ColumnSpan": cell.colspan}
                place = {"RowIndex": cell.row + 1, "ColumnIndex": cell.column + 1}
                merged.append(add("MERGED_CELL", parts, **place, **spans))
        add("TABLE", cells, merged)
    add("PAGE", lines)
    return {"DocumentMetadata": {"Pages": pages}, "JobStatus": "SUCCEEDED", "Blocks": blocks}


class _RunningText:
    """Collects the running text that pieces point into."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, piece: str) -> tuple[int, int]:
        """Add a piece; return its start and end."""
        start = len(self.text)
        self.text += piece + "\n"
        return start, len(self.text) - 1


def document_intelligence(pages: Pages) -> str:
    """Azure Document Intelligence: pages with words and lines, paragraphs, tables."""
    running = _RunningText()
    written: list[Json] = []
    paragraphs: list[Json] = []
    tables: list[Json] = []
    for page in pages:
        region = [{"pageNumber": page.number, "polygon": [1, 1, 7, 1, 7, 2, 1, 2]}]
        lines: list[Json] = []

        def paragraph(text: str, region: list[Json] = region, lines: list[Json] = lines) -> Json:
            start, end = running.add(text)
            span = {"offset": start, "length": end - start}
            paragraphs.append({"spans": [span], "boundingRegions": region, "content": text})
            lines.append({"content": text, "polygon": region[0]["polygon"], "spans": [span]})
            return span

        for block in page.blocks:
            if isinstance(block, str):
                paragraph(block)
                continue
            cells = []
            for cell in block.cells:
                spans = [paragraph(text) for text in cell.paragraphs]
                one = {"rowIndex": cell.row, "columnIndex": cell.column, "content": text_of(cell), "spans": spans}
                one |= {"boundingRegions": region, "elements": []}
                one |= {"kind": "columnHeader"} if cell.row == 0 else {}
                one |= {"rowSpan": cell.rowspan} if cell.rowspan > 1 else {}
                cells.append(one | ({"columnSpan": cell.colspan} if cell.colspan > 1 else {}))
            size = {"rowCount": block.rows, "columnCount": block.columns}
            tables.append(size | {"cells": cells, "boundingRegions": region})
        sheet = {"pageNumber": page.number, "angle": 0.1, "width": 8.27, "height": 11.69, "unit": "inch"}
        words = [{"content": line["content"], "confidence": 0.97, "span": line["spans"][0]} for line in lines]
        written.append(sheet | {"words": words, "lines": lines})
    result = {"apiVersion": "2024-11-30", "modelId": "prebuilt-layout", "stringIndexType": "textElements"}
    result |= {"content": running.text, "pages": written, "tables": tables, "paragraphs": paragraphs}
    return json.dumps({"status": "succeeded", "analyzeResult": result}, ensure_ascii=False)


def document_ai(pages: Pages) -> str:
    """Google Document AI: everything points into one text; numbers are strings."""
    running = _RunningText()
    written: list[Json] = []
    corners = [{"x": 0.1, "y": 0.1}, {"x": 0.9, "y": 0.1}, {"x": 0.9, "y": 0.9}, {"x": 0.1, "y": 0.9}]

    def layout(extents: Sequence[tuple[int, int]]) -> Json:
        segments = [({"startIndex": str(a)} if a else {}) | {"endIndex": str(b + 1)} for a, b in extents]
        anchor = {"textAnchor": {"textSegments": segments}} if segments else {}
        return {"layout": anchor | {"confidence": 0.99, "boundingPoly": {"normalizedVertices": corners}}}

    for page in pages:
        paragraphs: list[Json] = []
        tables: list[Json] = []
        for block in page.blocks:
            if isinstance(block, str):
                paragraphs.append(layout([running.add(block)]))
                continue
            rows = []
            for row in block.by_row():
                cells = []
                for cell in row:
                    extents = [running.add(text) for text in cell.paragraphs]
                    paragraphs += [layout([extent]) for extent in extents]
                    cells.append(layout(extents) | {"rowSpan": cell.rowspan, "colSpan": cell.colspan})
                rows.append({"cells": cells})
            tables.append({"headerRows": rows[:1], "bodyRows": rows[1:]})
        size = {"width": 1654.0, "height": 2339.0, "unit": "pixels"}
        of_page = {"pageNumber": page.number, "dimension": size, "paragraphs": paragraphs}
        written.append(of_page | ({"tables": tables} if tables else {}))
    return json.dumps({"document": {"mimeType": "application/pdf", "text": running.text, "pages": written}})
