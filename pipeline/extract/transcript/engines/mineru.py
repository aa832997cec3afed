"""MinerU: the flat list of contents of either version, and the tree of blocks, lines and spans (``pdf_info``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.extract.transcript.engine_page import EnginePage, Markup, PageContent, PrintedText
from pipeline.extract.transcript.engines.engine import Engine, number_pages
from pipeline.extract.transcript.typed_fields import FieldReader, Fields, around, clean
from pipeline.model import Box

_PAGE_KEYS = ("pageidx", "pageindex")
_NO_TEXT = {"type", "subtype", "imgpath", "imagepath", "path", "textformat", "codelanguage", "listtype", "id", "anchor"}
_TABLES = ("tablebody", "html")
_BLOCKS = ("parablocks", "discardedblocks")


def _recognises(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value.get("pdfinfo"), list)
    return isinstance(value, list) and (_is_flat(value) or bool(value) and all(_is_page(page) for page in value))


def _is_flat(items: Sequence[Any]) -> bool:
    """Return whether a list is of contents, each with the number of its page."""
    objects = [item for item in items if isinstance(item, dict)]
    typed = all(isinstance(item.get("type"), str) and "res" not in item for item in objects)
    return typed and any("pageidx" in item or "tablebody" in item for item in objects)


def _is_page(page: Any) -> bool:
    """Return whether a value is a page of the second version: a list of contents, each with an object of its own."""
    return isinstance(page, list) and all(
        isinstance(item, dict) and isinstance(item.get("type"), str) and isinstance(item.get("content"), dict)
        for item in page
    )


def _read(outputs: Sequence[Any], fields: FieldReader) -> list[EnginePage]:
    found: list[tuple[int | None, EnginePage]] = []
    for output in outputs:
        if isinstance(output, dict):
            found += [(number, page) for number, page in _tree(output, fields)]
        elif _is_flat(output):
            found += _flat(output, fields)
        else:
            for n, page in enumerate(output):
                content = [content for item in page for content in _item(item, fields)]
                found.append((n, EnginePage(n, content=tuple(content))))
    zero_based = [(None if number is None else number + 1, page) for number, page in found]
    return number_pages(zero_based) if len({number for number, _ in found}) > 1 else _one_page(zero_based)


def _one_page(pages: Sequence[tuple[int | None, EnginePage]]) -> list[EnginePage]:
    """Return contents that are all of one page as that page."""
    content = tuple(content for _, page in pages for content in page.content)
    return [EnginePage(pages[0][0] or 1, pages[0][1].width, pages[0][1].height, content)] if pages else []


def _flat(items: Sequence[Any], fields: FieldReader) -> Iterator[tuple[int | None, EnginePage]]:
    for item in items:
        if isinstance(item, dict):
            number = fields.whole(item, *_PAGE_KEYS, default=0)
            yield number, EnginePage(number, content=tuple(_item(item, fields)))
        elif item is not None:
            fields.odd.append(f"an item of the list is {type(item).__name__}")


def _item(item: Fields, fields: FieldReader) -> Iterator[PageContent]:
    """Yield what an item says: captions, then its table, list or text, then footnotes, as the file has them."""
    kind = fields.text(item, "type")
    content = item.get("content")
    source = {**item, **content} if isinstance(content, dict) else item
    keys = sorted((key for key in source if key not in _NO_TEXT), key=_rank)
    found = False
    for key in keys:
        if key in _TABLES:
            if html := fields.text(source, key):
                found = True
                yield Markup(html)
        elif key not in ("bbox", *_PAGE_KEYS):
            for text in _strings(source[key], 0):
                yield PrintedText(clean(text))
    if kind == "table" and not found:
        fields.missing.append("a table is only a picture in it (no table_body)")


def _rank(key: str) -> int:
    """Return where a field stands among those of an item."""
    return 0 if "caption" in key else 2 if "footnote" in key else 1


def _strings(value: Any, depth: int) -> Iterator[str]:
    """Yield the texts of a field: a text, a list of them, or of objects that hold one as ``content`` or ``text``."""
    if isinstance(value, str):
        yield from [value] if value.strip() else []
    elif isinstance(value, list) and depth < 6:
        parts = [list(_strings(part, depth + 1)) for part in value]
        inline = depth == 0 and all(isinstance(part, dict) and part.get("type") == "text" for part in value)
        texts = [text for part in parts for text in part]
        yield from ["".join(texts)] if inline and texts else texts
    elif isinstance(value, dict) and depth < 6:
        for key in value:
            if key not in _NO_TEXT and key != "bbox":
                yield from _strings(value[key], depth + 1)


def _tree(output: Fields, fields: FieldReader) -> Iterator[tuple[int, EnginePage]]:
    for n, page in enumerate(fields.objects(output, "pdfinfo")):
        size = [value for value in fields.items(page, "pagesize") if isinstance(value, (int, float)) and value > 0]
        width, height = (float(size[0]), float(size[1])) if len(size) == 2 else (0.0, 0.0)
        content = [
            content
            for key in _BLOCKS
            for block in fields.objects(page, key)
            for content in _block(block, bool(width), fields)
        ]
        number = fields.whole(page, *_PAGE_KEYS, default=n)
        yield number, EnginePage(number, width, height, tuple(content))


def _block(block: Fields, is_sized: bool, fields: FieldReader) -> Iterator[PageContent]:
    """Yield the tables and texts of a block; a text is one paragraph, with its lines."""
    lines = []
    for line in fields.objects(block, "lines"):
        spans = fields.objects(line, "spans")
        for span in spans:
            if html := fields.text(span, "html"):
                yield Markup(html, _box(span, is_sized, fields))
        lines.append(" ".join(text for span in spans if (text := fields.text(span, "content"))))
    if text := "\n".join(line for line in lines if line):
        yield PrintedText(text, _box(block, is_sized, fields))
    for inner in fields.objects(block, "blocks"):
        yield from _block(inner, is_sized, fields)


def _box(node: Fields, is_sized: bool, fields: FieldReader) -> Box | None:
    scale = 1.0 if is_sized else 0.0
    return around(fields.items(node, "bbox"), scale, scale)


MINERU = Engine("MinerU", _recognises, _read)
