"""The formats that hold tables as HTML, Markdown or tags."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence

from benchmarks.typesetting.transcripts.content import ContentCell, ContentPage, ContentTable

Pages = Sequence[ContentPage]


def html_table(table: ContentTable, quote: str = '"', around: str = "{}") -> str:
    """Return a table as HTML; ``quote`` is around the values of attributes, ``around`` is put around the table."""

    def cell(one: ContentCell) -> str:
        spans = "".join(
            f" {name}={quote}{value}{quote}"
            for name, value in (("rowspan", one.rowspan), ("colspan", one.colspan))
            if value > 1
        )
        return f"<td{spans}>{'<br>'.join(html.escape(text, quote=False) for text in one.paragraphs)}</td>"

    rows = "".join(f"<tr>{''.join(cell(one) for one in row)}</tr>" for row in table.by_row())
    return around.format(f"<table>{rows}</table>")


def markdown_table(table: ContentTable) -> str:
    """Return a table as Markdown, which knows no spans: a merged cell stands at its first place."""
    lines = []
    for n, row in enumerate(table.by_row()):
        texts = [""] * table.columns
        for cell in row:
            texts[cell.column] = "<br>".join(cell.paragraphs).replace("|", "\\|")
        lines.append(f"| {' | '.join(texts)} |")
        if n == 0:
            lines.append(f"|{'---|' * table.columns}")
    return "\n".join(lines)


def page_text(page: ContentPage, of_table: Callable[[ContentTable], str]) -> str:
    """Return a page as text."""
    blocks = [html.escape(b, quote=False) if isinstance(b, str) else of_table(b) for b in page.blocks]
    return "\n\n".join(blocks)


def typhoon_default(pages: Pages) -> str:
    """Typhoon OCR, default: a JSON object for each page, with Markdown tables."""
    answers = [{"natural_text": page_text(page, markdown_table)} for page in pages]
    return "\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)


def typhoon_structure(pages: Pages) -> str:
    """Typhoon OCR, structure: HTML tables and figures in a JSON string, answered in a code fence."""
    figure = "<figure>\nตราสัญลักษณ์ของหน่วยงาน\n</figure>\n\n"
    answers = [
        {"page": page.number, "natural_text": (figure if page.number == 1 else "") + page_text(page, html_table)}
        for page in pages
    ]
    return f"```json\n{json.dumps(answers, ensure_ascii=False, indent=1)}\n```\n"


def typhoon_v15(pages: Pages) -> str:
    """Typhoon OCR 1.5: Markdown with HTML tables, and the number that each page prints."""
    parts = [f"{page_text(page, html_table)}\n\n<page_number>{page.number}</page_number>\n" for page in pages]
    return "\n".join(parts)


def chat_answers(pages: Pages) -> str:
    """Answers of a chat API, each with a JSON string that holds the text."""
    return json.dumps(
        [
            {
                "id": f"chatcmpl-{page.number}",
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {
                            "role": "assistant",
                            "content": json.dumps({"natural_text": page_text(page, html_table)}, ensure_ascii=False),
                        },
                    }
                ],
            }
            for page in pages
        ],
        ensure_ascii=False,
    )


def mineru(pages: Pages) -> str:
    """MinerU's content_list.json: HTML with attributes without quotes, pages from 0 on."""
    items: list[dict[str, object]] = []
    for page in pages:
        for n, block in enumerate(page.blocks):
            place = {"bbox": [82, 60 + n, 920, 90 + n], "page_idx": page.number - 1}
            if isinstance(block, str):
                items.append({"type": "text", "text": block, "text_level": 1 if n == 0 else 0} | place)
            else:
                body = html_table(block, quote="", around="<html><body>{}</body></html>")
                item = {"type": "table", "img_path": f"images/{page.number}-{n}.jpg", "table_caption": []}
                items.append(item | {"table_footnote": [], "table_body": body} | place)
    return json.dumps(items, ensure_ascii=False, indent=4)


def mineru_middle(pages: Pages) -> str:
    """MinerU's middle.json: blocks, lines and spans."""
    info = []
    for page in pages:
        blocks: list[dict[str, object]] = []
        for block in page.blocks:
            box = [52, 61, 294, 82]
            if isinstance(block, str):
                span = {"bbox": box, "content": block, "type": "text", "score": 0.98}
                blocks.append({"type": "text", "bbox": box, "lines": [{"bbox": box, "spans": [span]}]})
            else:
                span = {"bbox": box, "type": "table", "html": html_table(block), "image_path": "a.jpg"}
                body = {"type": "table_body", "bbox": box, "lines": [{"bbox": box, "spans": [span]}]}
                blocks.append({"type": "table", "bbox": box, "blocks": [body]})
        info.append(
            {"para_blocks": blocks, "discarded_blocks": [], "page_idx": page.number - 1, "page_size": [595, 842]}
        )
    return json.dumps({"pdf_info": info, "_backend": "pipeline", "_version_name": "2.5.4"}, ensure_ascii=False)


def paddle_blocks(page: ContentPage) -> dict[str, object]:
    """A page of PP-StructureV3 or PaddleOCR-VL."""
    blocks = []
    for n, block in enumerate(page.blocks):
        is_text = isinstance(block, str)
        text = block if isinstance(block, str) else html_table(block, around="<html><body>{}</body></html>")
        box = [100, 100 + 40 * n, 1500, 130 + 40 * n]
        blocks.append(
            {
                "block_label": "text" if is_text else "table",
                "block_content": text,
                "block_bbox": box,
                "block_id": n,
                "block_order": n + 1,
            }
        )
    return {
        "input_path": "report.pdf",
        "page_index": page.number - 1,
        "page_count": None,
        "width": 1654,
        "height": 2339,
        "model_settings": {"use_doc_preprocessor": False},
        "parsing_res_list": blocks,
    }


def paddle_structure(pages: Pages) -> str:
    """PP-StructureV3: an object for each page."""
    return json.dumps([paddle_blocks(page) for page in pages], ensure_ascii=False, indent=4)


def paddle_vl(pages: Pages) -> str:
    """PaddleOCR-VL as its service answers: beside the structure there is Markdown."""
    results = [
        {
            "prunedResult": {key: value for key, value in paddle_blocks(page).items() if key != "page_index"},
            "markdown": {"text": page_text(page, html_table), "images": {}},
        }
        for page in pages
    ]
    answer = {"logId": "1", "errorCode": 0, "errorMsg": "Success", "result": {"layoutParsingResults": results}}
    return json.dumps(answer, ensure_ascii=False)


def doctags(pages: Pages) -> str:
    """DocTags: tables as OTSL."""
    return "<doctag>" + "<page_break>\n".join(_doctags_page(page) for page in pages) + "</doctag>\n"


def _doctags_page(page: ContentPage) -> str:
    place = "<loc_40><loc_50><loc_450><loc_60>"
    parts = []
    for block in page.blocks:
        if isinstance(block, str):
            parts.append(f"<text>{place}{block}</text>")
            continue
        tokens = [["<ecel>"] * block.columns for _ in range(block.rows)]
        for cell in block.cells:
            text = "\n".join(cell.paragraphs)
            for r in range(cell.row, cell.row + cell.rowspan):
                for c in range(cell.column, cell.column + cell.colspan):
                    left, up = c > cell.column, r > cell.row
                    tokens[r][c] = "<xcel>" if left and up else "<lcel>" if left else "<ucel>" if up else ""
            head = "<ched>" if cell.row == 0 else "<fcel>"
            tokens[cell.row][cell.column] = f"{head}{text}" if text else "<ecel>"
        rows = "".join(f"{''.join(row)}<nl>" for row in tokens)
        parts.append(f"<otsl>{place}{rows}</otsl>")
    return "\n".join(parts)
