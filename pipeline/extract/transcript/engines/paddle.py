"""PaddleOCR: PP-StructureV3 and PaddleOCR-VL (``parsing_res_list``), PP-Structure of version 2, plain PP-OCR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.extract.transcript.engine_page import EnginePage, Markup, PageContent, PrintedText, Word, Words
from pipeline.extract.transcript.engines.engine import Engine, number_pages
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.typed_fields import FieldReader, Fields, around, as_number

_OUTLINES = ("recboxes", "recpolys", "dtpolys", "dtboxes")


def _recognises(value: Any) -> bool:
    if isinstance(value, dict):
        blocks = any(isinstance(value.get(key), list) for key in ("parsingreslist", "tablereslist"))
        return blocks or isinstance(value.get("rectexts"), list) and any(key in value for key in _OUTLINES)
    regions = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return bool(regions) and all({"type", "bbox", "res"} <= region.keys() for region in regions)


def _read(results: Sequence[Any], fields: FieldReader) -> list[EnginePage]:
    pages: list[tuple[int | None, EnginePage]] = []
    for result in results:
        if isinstance(result, list):
            pages += _regions(result, fields)
        else:
            number = fields.whole(result, "pageindex", default=0) + 1 if result.get("pageindex") is not None else None
            pages.append((number, _page(result, fields)))
            fields.pages_said = max(fields.pages_said, fields.whole(result, "pagecount", default=0))
    return number_pages(pages)


def _page(result: Fields, fields: FieldReader) -> EnginePage:
    width, height = fields.number(result, "width") or 0.0, fields.number(result, "height") or 0.0
    scale = TRANSCRIPT.long_side / max(width, height) if min(width, height) > 0 else 0.0
    blocks = fields.objects(result, "parsingreslist")
    tables = [fields.text(table, "predhtml") for table in fields.objects(result, "tablereslist")]
    content: list[PageContent] = []
    for block in blocks:
        label = fields.text(block, "blocklabel", "label")
        text = fields.text(block, "blockcontent", "content", "text")
        box = around(fields.items(block, "blockbbox", "bbox"), scale, scale)
        if label == "table" and not text.strip() and tables:
            text = tables.pop(0)
        is_markup = label == "table" or "<table" in text.lower()
        content += [Markup(text, box) if is_markup else PrintedText(text, box)] if text.strip() else []
    if not blocks:
        content = [Markup(table) for table in tables] or [_words(result, scale, fields)]
    return EnginePage(1, width * scale, height * scale, tuple(content))


def _words(result: Fields, scale: float, fields: FieldReader) -> Words:
    """Return the lines of plain PP-OCR with their places; pixels where the page's size is not known."""
    texts = fields.items(result, "rectexts")
    scores = fields.items(result, "recscores")
    outlines = next((found for key in _OUTLINES if len(found := fields.items(result, key)) == len(texts)), [])
    if len(outlines) != len(texts):
        fields.missing.append(f"of {len(texts)} texts only {len(outlines)} have a place")
    words = []
    for n, (text, outline) in enumerate(zip(texts, outlines, strict=False)):
        box = around(outline, scale or 1.0, scale or 1.0) if isinstance(outline, list) else None
        confidence = as_number(scores[n]) if n < len(scores) else None
        if isinstance(text, str) and box is not None:
            words.append(Word(fields.text({"text": text}, "text"), box, confidence))
        else:
            fields.odd.append(f"text {n + 1} has no place")
    return Words(tuple(words))


def _regions(regions: Sequence[Any], fields: FieldReader) -> Iterator[tuple[int | None, EnginePage]]:
    """Yield the pages of PP-Structure of version 2: each region with what was read in it."""
    pages: dict[int, list[PageContent]] = {}
    for region in regions:
        if not isinstance(region, dict):
            fields.odd.append(f"a region is {type(region).__name__}")
            continue
        pages.setdefault(fields.whole(region, "imgidx", "pageidx", default=0), []).extend(_region(region, fields))
    for number, content in sorted(pages.items()):
        yield number + 1, EnginePage(number + 1, content=tuple(content))


def _region(region: Fields, fields: FieldReader) -> Iterator[PageContent]:
    found = region["res"]
    if isinstance(found, dict):
        yield Markup(fields.text(found, "html", "text"))
    elif isinstance(found, list):
        lines = [fields.text(line, "text") for line in found if isinstance(line, dict)]
        yield PrintedText("\n".join(lines))
    elif isinstance(found, str):
        yield Markup(fields.text(region, "res"))


PADDLE = Engine("PaddleOCR", _recognises, _read)
